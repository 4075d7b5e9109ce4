"""The first account, made by who holds the link that the console printed."""

from collections.abc import AsyncIterator

import httpx
import pytest
from tests.integration.signing import ADA, BEN, House, open_house

from chargehouse.kernel.errors import Conflict
from chargehouse.platform.postgres.address import PostgresAddress

DAY_S = 86_400.0


@pytest.fixture
async def house(database: PostgresAddress) -> AsyncIterator[House]:
    async with open_house(database) as opened:
        yield opened


async def use(house: House, token: str, **other: str) -> httpx.Response:
    async with house.browser() as browser:
        given = {"token": token, "name": "Ada", **ADA, **other}
        return await browser.post("/first-run", json=given)


async def is_open(house: House) -> bool:
    async with house.browser() as browser:
        answer = (await browser.get("/first-run")).json()
    return bool(answer["open"])


async def accounts(house: House) -> list[str]:
    return [row["email"] for row in await house.office.rows("SELECT email FROM accounts")]


async def test_the_link_makes_the_first_account_and_signs_it_in(house: House) -> None:
    assert await is_open(house)
    secret = await house.reception.first_run.new_link()
    answer = await use(house, secret)
    assert answer.status_code == 201
    assert answer.json()["tenant"]["slug"] == "main"
    assert "tokens.create" in answer.json()["permissions"]
    assert "chargehouse_session=chs_" in answer.headers["set-cookie"]
    assert not await is_open(house)
    async with house.signed_in() as browser:
        assert (await browser.get("/me")).json()["account"]["email"] == ADA["email"]


async def test_the_link_serves_once(house: House) -> None:
    secret = await house.reception.first_run.new_link()
    assert (await use(house, secret)).status_code == 201
    again = await use(house, secret, email="eve@example.com")
    assert (again.status_code, again.json()["type"]) == (403, "/problems/first_run_link_invalid")
    elsewhere = house.elsewhere().first_run
    assert not await elsewhere.is_open()
    with pytest.raises(Conflict):
        await elsewhere.new_link()
    assert await accounts(house) == [ADA["email"]]


async def test_the_link_is_void_once_there_is_an_account(house: House) -> None:
    secret = await house.reception.first_run.new_link()
    assert await is_open(house)
    await house.add(BEN, "Ben")
    assert (await use(house, secret)).status_code == 403
    assert await accounts(house) == [BEN["email"]]


async def test_the_link_ends_after_a_day_and_another_serves(house: House) -> None:
    old = await house.reception.first_run.new_link()
    house.office.clock.advance(DAY_S)
    assert (await use(house, old)).status_code == 403
    new = await house.reception.first_run.new_link()
    assert (await use(house, new)).status_code == 201


@pytest.mark.parametrize(
    "wrong", [{"password": "too short"}, {"email": "no address"}, {"name": " "}]
)
async def test_what_was_mistyped_can_be_typed_again(house: House, wrong: dict[str, str]) -> None:
    secret = await house.reception.first_run.new_link()
    answer = await use(house, secret, **wrong)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == list(wrong)
    assert (await use(house, secret)).status_code == 201


async def test_who_has_no_link_makes_no_account(house: House) -> None:
    await house.reception.first_run.new_link()
    for guess in ("", "guess", "x" * 43):
        assert (await use(house, guess)).status_code == 403
    assert (await use(house, "x" * 200)).status_code == 422
    assert await accounts(house) == []


async def test_the_link_is_kept_as_a_hash_alone(house: House) -> None:
    secret = await house.reception.first_run.new_link()
    dump = await house.office.dump()
    assert secret not in dump
    assert secret.encode().hex() not in dump
