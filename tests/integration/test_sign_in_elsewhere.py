"""Signing in by somebody else's word: a real provider of OpenID Connect, and invitations."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest
from tests.integration.signing import ADA, House, open_house

from chargehouse.contexts.people.model.single_sign_on import way_back
from chargehouse.kernel.clock import SystemClock
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.settings import SingleSignOnSettings

KNOWN = {"sub": "ada-elsewhere", "email": "Ada@Example.com", "email_verified": True}
DOUBTED = {"sub": "ada-doubted", "email": "ada@example.com", "email_verified": False}
STRANGER = {"sub": "eve", "email": "eve@example.com", "email_verified": True}
START = "/sign-in/single-sign-on"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    users = [f"--user-claims={json.dumps(user)}" for user in (KNOWN, DOUBTED, STRANGER)]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", f"--port={port}"]
    with subprocess.Popen(  # noqa: S603  our own words
        [*command, "--require-nonce=true", *users],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as provider:
        assert provider.stderr is not None
        for line in provider.stderr:
            if "running on" in line.lower():
                break
        yield f"http://127.0.0.1:{port}"
        provider.terminate()


@pytest.fixture
async def house(database: PostgresAddress, issuer: str) -> AsyncIterator[House]:
    provider = SingleSignOnSettings(
        issuer=issuer, client_id="chargehouse", client_secret="ours & nobody's", name="Depot Inc."
    )
    async with open_house(database, provider=provider) as opened:
        clock = opened.office.clock
        clock.advance((SystemClock().now() - clock.now()).total_seconds())  # as the provider's is
        await opened.add(ADA)
        yield opened


async def depart(browser: httpx.AsyncClient, goal: str = "/north/stations") -> str:
    """Set out for the provider; return where it is asked."""
    answer = await browser.get(START, params={"next": goal})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def agree(address: str, subject: str) -> str:
    """Be somebody at the provider, and agree; return where that leads."""
    async with httpx.AsyncClient() as client:
        answer = await client.post(address, data={"sub": subject})
        assert answer.status_code in (302, 303), answer.text
        return answer.headers["location"]


async def come_back(browser: httpx.AsyncClient, address: str) -> httpx.Response:
    """Follow the provider's answer back to us."""
    parts = urlsplit(address)
    path = parts.path.removeprefix("/api/v1")
    return await browser.get(path, params={k: v[0] for k, v in parse_qs(parts.query).items()})


async def walk(house: House, subject: str) -> tuple[httpx.Response, httpx.AsyncClient]:
    browser = house.browser()
    return await come_back(browser, await agree(await depart(browser), subject)), browser


async def test_whom_the_provider_knows_is_signed_in_and_goes_on(house: House) -> None:
    answer, browser = await walk(house, "ada-elsewhere")
    assert (answer.status_code, answer.headers["location"]) == (303, "/north/stations")
    me = (await browser.get("/me")).json()
    assert me["account"]["email"] == ADA["email"]


async def test_an_account_stays_theirs_when_the_address_changes(house: House) -> None:
    await walk(house, "ada-elsewhere")
    await house.office.rows("UPDATE accounts SET email = 'ada@elsewhere.example'")
    _, browser = await walk(house, "ada-elsewhere")
    assert (await browser.get("/me")).json()["account"]["email"] == "ada@elsewhere.example"


@pytest.mark.parametrize("subject", ["eve", "ada-doubted"])
async def test_whom_nobody_here_knows_surely_stays_out(house: House, subject: str) -> None:
    answer, browser = await walk(house, subject)
    assert answer.headers["location"] == "/sign-in?refused=single_sign_on_stranger"
    assert (await browser.get("/me")).status_code == 401


async def test_what_was_begun_in_another_browser_is_refused(house: House) -> None:
    address = await agree(await depart(house.browser()), "ada-elsewhere")
    stranger = house.browser()
    answer = await come_back(stranger, address)
    assert answer.headers["location"] == "/sign-in?refused=challenge_not_serving"
    await depart(stranger)
    answer = await come_back(stranger, address)
    assert answer.headers["location"] == "/sign-in?refused=challenge_not_serving"


async def test_an_answer_serves_once(house: House) -> None:
    browser = house.browser()
    address = await agree(await depart(browser), "ada-elsewhere")
    cookies = dict(browser.cookies)
    assert (await come_back(browser, address)).headers["location"] == "/north/stations"
    again = house.browser()
    again.cookies.update(cookies)
    answer = await come_back(again, address)
    assert answer.headers["location"] == "/sign-in?refused=challenge_not_serving"


async def test_an_invented_code_is_refused(house: House) -> None:
    browser = house.browser()
    address = await agree(await depart(browser), "ada-elsewhere")
    answer = await come_back(browser, re.sub("code=[^&]+", "code=invented", address))
    assert answer.headers["location"] == "/sign-in?refused=single_sign_on_failed"


async def test_the_provider_is_asked_with_all_that_the_flow_needs(house: House) -> None:
    query = parse_qs(urlsplit(await depart(house.browser())).query)
    assert query["redirect_uri"] == ["http://house/api/v1/sign-in/single-sign-on/callback"]
    assert (query["response_type"], query["code_challenge_method"]) == (["code"], ["S256"])
    assert len(query["state"][0]) >= 43
    assert len(query["nonce"][0]) >= 43


async def test_ways_in_are_told(house: House) -> None:
    assert (await house.browser().get("/sign-in/ways")).json() == {"single_sign_on": "Depot Inc."}


async def test_without_a_provider_nobody_signs_in_so(database: PostgresAddress) -> None:
    async with open_house(database) as house:
        assert (await house.browser().get("/sign-in/ways")).json() == {"single_sign_on": None}
        answer = await house.browser().get(START)
        assert answer.json()["type"] == "/problems/single_sign_on_not_offered"


async def test_a_provider_that_is_away_is_told(database: PostgresAddress) -> None:
    gone = SingleSignOnSettings(issuer="http://127.0.0.1:9", name="Gone")
    async with open_house(database, provider=gone) as house:
        answer = await house.browser().get(START)
        assert answer.json()["type"] == "/problems/single_sign_on_failed"


@pytest.mark.parametrize(
    "goal", ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "/a\nb"]
)
def test_nobody_is_sent_to_another_site(goal: str) -> None:
    assert way_back(goal) == "/"
    assert way_back("/main/stations?search=a") == "/main/stations?search=a"


async def invited(house: House, **more: Any) -> tuple[str, dict[str, Any]]:  # noqa: ANN401  JSON
    """Add a user and invite them; return the link's secret, and the user."""
    async with house.signed_in(ADA) as ada:
        user = {"kind": "staff", "name": "Cleo", "email": "cleo@example.com", **more}
        added = (await ada.post("/users", json=user)).json()
        made = await ada.post(f"/users/{added['id']}/invitation")
        assert made.status_code == 201, made.text
        return made.json()["link"].partition("/invitation#")[2], added


CLEO = "a password of her own"


async def test_an_invitation_makes_an_account_and_signs_in(house: House) -> None:
    token, _ = await invited(house)
    async with house.browser() as browser:
        seen = (await browser.post("/invitation/look", json={"token": token})).json()
        assert (seen["email"], seen["name"]) == ("cleo@example.com", "Cleo")
        assert (seen["tenant_name"], seen["has_account"]) == ("north", False)
        made = await browser.post("/invitation", json={"token": token, "password": CLEO})
        assert (made.status_code, made.json()["account"]["name"]) == (201, "Cleo")
        assert made.json()["permissions"] == []
        again = await browser.post("/invitation", json={"token": token, "password": CLEO})
        assert again.json()["type"] == "/problems/invitation_not_serving"
    async with house.signed_in({"email": "cleo@example.com", "password": CLEO}):
        pass


async def test_a_weak_password_is_refused_and_the_link_still_serves(house: House) -> None:
    token, _ = await invited(house)
    async with house.browser() as browser:
        weak = await browser.post("/invitation", json={"token": token, "password": "short"})
        assert weak.json()["errors"][0]["field"] == "password"
        made = await browser.post("/invitation", json={"token": token, "password": CLEO})
        assert made.status_code == 201


async def test_a_newer_link_ends_the_older_and_a_week_ends_both(house: House) -> None:
    older, user = await invited(house)
    async with house.signed_in(ADA) as ada:
        made = await ada.post(f"/users/{user['id']}/invitation")
    newer = made.json()["link"].partition("#")[2]
    async with house.browser() as browser:
        for token, later_s, status in (older, 0, 403), (newer, 0, 200), (newer, 7 * 86_400, 403):
            house.office.clock.advance(later_s)
            answer = await browser.post("/invitation/look", json={"token": token})
            assert answer.status_code == status


async def test_who_has_an_account_keeps_its_password(house: House) -> None:
    token, _ = await invited(house)
    await house.reception.accounts.add(
        house.south, email="cleo@example.com", name="Cleo", password=CLEO
    )
    async with house.browser() as browser:
        seen = (await browser.post("/invitation/look", json={"token": token})).json()
        assert seen["has_account"]
        wrong = await browser.post(
            "/invitation", json={"token": token, "password": "quite another one"}
        )
        assert wrong.json()["type"] == "/problems/password_wrong"
        made = await browser.post("/invitation", json={"token": token, "password": CLEO})
        assert [each["slug"] for each in made.json()["tenants"]] == ["north", "south"]


async def test_an_invitation_is_no_way_around_an_authenticator(house: House) -> None:
    token, _ = await invited(house)
    cleo = {"email": "cleo@example.com", "password": CLEO}
    await house.reception.accounts.add(house.south, email=cleo["email"], name="Cleo", password=CLEO)
    async with house.signed_in(cleo) as browser:
        made = (await browser.post("/me/factors/authenticator")).json()
        shown = pyotp.TOTP(made["secret"])
        confirmed = {"code": shown.at(house.office.clock.now())}
        await browser.post("/me/factors/authenticator/confirm", json=confirmed)
    house.office.clock.advance(30)
    async with house.browser() as browser:
        answer = await browser.post("/invitation", json={"token": token, "password": CLEO})
        assert set(answer.json()) == {"challenge"}
        assert (await browser.get("/me")).status_code == 401
        step = {**answer.json(), "code": shown.at(house.office.clock.now())}
        me = await browser.post("/sign-in/second-step", json=step)
        assert [each["slug"] for each in me.json()["tenants"]] == ["north", "south"]


async def test_nobody_is_invited_twice_or_without_an_address(house: House) -> None:
    async with house.signed_in(ADA) as ada:
        me = (await ada.get("/users", params={"search": "Ada"})).json()["items"][0]
        twice = await ada.post(f"/users/{me['id']}/invitation")
        assert twice.json()["type"] == "/problems/has_account"
        driver = (await ada.post("/users", json={"kind": "driver", "name": "Dua"})).json()
        nowhere = await ada.post(f"/users/{driver['id']}/invitation")
        assert nowhere.json()["errors"][0]["field"] == "email"
