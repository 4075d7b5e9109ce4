"""What besides a password proves who somebody is: codes, recovery codes, passkeys."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pyotp
import pytest
from tests.integration.authenticating import PRESENT, Device
from tests.integration.backoffice import Office
from tests.integration.signing import ADA, House, open_house

from chargehouse.platform.postgres.address import PostgresAddress

BOB = {"email": "bob@example.com", "password": "bob's own long password"}
SITE = {"Origin": "http://house"}


@pytest.fixture
async def house(database: PostgresAddress) -> AsyncIterator[House]:
    async with open_house(database) as opened:
        await opened.add(ADA)
        yield opened


@pytest.fixture
async def ada(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with house.signed_in(ADA) as browser:
        yield browser


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """Return the status of a refusal, and its name."""
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


def code(house: House, secret: str, *, later_s: int = 0) -> str:
    """Return what the authenticator shows now, or a little later."""
    return pyotp.TOTP(secret).at(house.office.clock.now() + timedelta(seconds=later_s))


async def add_authenticator(house: House, ada: httpx.AsyncClient) -> tuple[str, list[str]]:
    """Add an authenticator; return its secret, and the recovery codes."""
    made = (await ada.post("/me/factors/authenticator")).json()
    assert made["link"].startswith("otpauth://totp/Chargehouse:ada%40example.com?secret=")
    confirmed = await ada.post(
        "/me/factors/authenticator/confirm", json={"code": code(house, made["secret"])}
    )
    assert confirmed.status_code == 200, confirmed.text
    house.office.clock.advance(30)
    return made["secret"], confirmed.json()["codes"]


async def challenge(browser: httpx.AsyncClient) -> str:
    """Give the right password; return what is asked then."""
    answer = await browser.post("/sign-in", json=ADA)
    assert answer.status_code == 200, answer.text
    assert "set-cookie" not in answer.headers
    return answer.json()["challenge"]  # type: ignore[no-any-return]


async def test_an_authenticator_asks_for_its_code(house: House, ada: httpx.AsyncClient) -> None:
    secret, _ = await add_authenticator(house, ada)
    async with house.browser() as browser:
        asked = await challenge(browser)
        wrong = await browser.post(
            "/sign-in/second-step", json={"challenge": asked, "code": "000000"}
        )
        assert refusal(wrong) == (422, "code_wrong")
        right = await browser.post(
            "/sign-in/second-step", json={"challenge": asked, "code": code(house, secret)}
        )
        assert right.json()["account"]["email"] == ADA["email"]
        assert (await browser.get("/me")).status_code == 200


async def test_a_secret_that_was_never_confirmed_asks_for_nothing(
    house: House, ada: httpx.AsyncClient
) -> None:
    await ada.post("/me/factors/authenticator")
    wrong = await ada.post("/me/factors/authenticator/confirm", json={"code": "123"})
    assert refusal(wrong) == (422, "code_wrong")
    async with house.signed_in(ADA) as browser:
        assert not (await browser.get("/me/factors")).json()["authenticator"]


async def test_no_code_serves_twice(house: House, ada: httpx.AsyncClient) -> None:
    secret, _ = await add_authenticator(house, ada)
    shown = code(house, secret)
    async with house.browser() as browser:
        first = {"challenge": await challenge(browser), "code": shown}
        assert (await browser.post("/sign-in/second-step", json=first)).status_code == 200
    async with house.browser() as browser:
        second = {"challenge": await challenge(browser), "code": shown}
        refused = await browser.post("/sign-in/second-step", json=second)
        assert refusal(refused) == (422, "code_wrong")


@pytest.mark.parametrize(("later_s", "status"), [(-30, 200), (30, 200), (-90, 422), (90, 422)])
async def test_clocks_may_differ_by_a_step(
    house: House, ada: httpx.AsyncClient, later_s: int, status: int
) -> None:
    secret, _ = await add_authenticator(house, ada)
    house.office.clock.advance(120)
    async with house.browser() as browser:
        answer = {
            "challenge": await challenge(browser),
            "code": code(house, secret, later_s=later_s),
        }
        assert (await browser.post("/sign-in/second-step", json=answer)).status_code == status


async def test_who_guesses_codes_must_wait(house: House, ada: httpx.AsyncClient) -> None:
    await add_authenticator(house, ada)
    async with house.browser() as browser:
        asked = await challenge(browser)
        answers = [
            await browser.post(
                "/sign-in/second-step", json={"challenge": asked, "code": f"00000{digit}"}
            )
            for digit in range(6)
        ]
    assert 429 in {answer.status_code for answer in answers}


async def test_a_challenge_ends_and_serves_once(house: House, ada: httpx.AsyncClient) -> None:
    secret, _ = await add_authenticator(house, ada)
    async with house.browser() as browser:
        asked = await challenge(browser)
        house.office.clock.advance(601)
        late = {"challenge": asked, "code": code(house, secret)}
        answer = await browser.post("/sign-in/second-step", json=late)
        assert refusal(answer) == (422, "challenge_not_serving")
        good = {"challenge": await challenge(browser), "code": code(house, secret)}
        assert (await browser.post("/sign-in/second-step", json=good)).status_code == 200
        house.office.clock.advance(30)
        again = {**good, "code": code(house, secret)}
        answer = await browser.post("/sign-in/second-step", json=again)
        assert refusal(answer) == (422, "challenge_not_serving")


async def test_each_recovery_code_serves_once(house: House, ada: httpx.AsyncClient) -> None:
    _, codes = await add_authenticator(house, ada)
    assert len(set(codes)) == 10
    async with house.browser() as browser:
        typed = f" {codes[0].lower().replace('-', ' ')} "
        answer = {"challenge": await challenge(browser), "code": typed}
        assert (await browser.post("/sign-in/second-step", json=answer)).status_code == 200
        assert (await browser.get("/me/factors")).json()["recovery_codes_left"] == 9
    async with house.browser() as browser:
        answer = {"challenge": await challenge(browser), "code": codes[0]}
        refused = await browser.post("/sign-in/second-step", json=answer)
        assert refusal(refused) == (422, "code_wrong")


async def test_new_recovery_codes_end_the_old(house: House, ada: httpx.AsyncClient) -> None:
    _, old = await add_authenticator(house, ada)
    new = (await ada.post("/me/factors/recovery-codes")).json()["codes"]
    assert not set(old) & set(new)
    async with house.browser() as browser:
        asked = await challenge(browser)
        refused = await browser.post(
            "/sign-in/second-step", json={"challenge": asked, "code": old[0]}
        )
        assert refusal(refused) == (422, "code_wrong")
        served = await browser.post(
            "/sign-in/second-step", json={"challenge": asked, "code": new[0]}
        )
        assert served.status_code == 200


async def test_an_authenticator_is_removed_and_the_password_is_enough(
    house: House, ada: httpx.AsyncClient
) -> None:
    await add_authenticator(house, ada)
    twice = await ada.post("/me/factors/authenticator")
    assert refusal(twice) == (409, "second_factor_kept")
    assert (await ada.delete("/me/factors/authenticator")).status_code == 204
    async with house.signed_in(ADA) as browser:
        factors = (await browser.get("/me/factors")).json()
    assert (factors["authenticator"], factors["recovery_codes_left"]) == (False, 0)


async def test_what_is_dangerous_asks_for_a_fresh_proof(
    house: House, ada: httpx.AsyncClient
) -> None:
    house.office.clock.advance(15 * 60)
    stale = await ada.post("/me/factors/authenticator")
    assert refusal(stale) == (403, "proof_needed")
    wrong = await ada.post("/me/proof", json={"password": "not this one, surely"})
    assert refusal(wrong) == (422, "password_wrong")
    assert refusal(await ada.post("/me/factors/authenticator")) == (403, "proof_needed")
    proof = {"password": ADA["password"]}
    assert (await ada.post("/me/proof", json=proof)).status_code == 204
    secret, _ = await add_authenticator(house, ada)
    house.office.clock.advance(15 * 60)
    half = await ada.post("/me/proof", json=proof)
    assert refusal(half) == (422, "code_wrong")
    whole = await ada.post("/me/proof", json={**proof, "code": code(house, secret)})
    assert whole.status_code == 204


async def add_passkey(ada: httpx.AsyncClient, device: Device) -> httpx.Response:
    """Let the device make a passkey, and keep it."""
    asked = (await ada.post("/me/factors/passkeys/challenge", headers=SITE)).json()
    made = {
        "challenge": asked["challenge"],
        "name": "Telephone",
        "credential": device.make(asked["options"]),
    }
    return await ada.post("/me/factors/passkeys", json=made, headers=SITE)


async def used(browser: httpx.AsyncClient, device: Device) -> dict[str, Any]:
    """Let the device answer what a sign-in asks."""
    asked = (await browser.post("/sign-in/passkey/challenge", headers=SITE)).json()
    return {"challenge": asked["challenge"], "credential": device.use(asked["options"])}


async def test_a_passkey_signs_in_by_itself(house: House, ada: httpx.AsyncClient) -> None:
    device = Device()
    assert (await add_passkey(ada, device)).status_code == 201
    await add_authenticator(house, ada)
    async with house.browser() as browser:
        answer = await browser.post(
            "/sign-in/passkey", json=await used(browser, device), headers=SITE
        )
        assert answer.json()["account"]["email"] == ADA["email"]
        mine = (await browser.get("/me/factors")).json()["passkeys"]
        assert [(each["name"], each["site"]) for each in mine] == [("Telephone", "house")]
        assert mine[0]["last_used_at"] is not None


@pytest.mark.parametrize(
    "change",
    [
        {"origin": "http://evil"},
        {"flags": PRESENT},
        {"key": Device().key},
        {"credential_id": b"another"},
    ],
    ids=["another origin", "its owner unknown", "another key", "another passkey"],
)
async def test_a_passkey_that_proves_nothing_is_refused(
    house: House, ada: httpx.AsyncClient, change: dict[str, Any]
) -> None:
    device = Device()
    await add_passkey(ada, device)
    for name, value in change.items():
        setattr(device, name, value)
    async with house.browser() as browser:
        answer = await browser.post(
            "/sign-in/passkey", json=await used(browser, device), headers=SITE
        )
        assert refusal(answer) == (401, "passkey_not_accepted")


async def test_a_copied_passkey_is_noticed_by_its_counter(
    house: House, ada: httpx.AsyncClient
) -> None:
    device = Device(count=5)
    await add_passkey(ada, device)
    async with house.browser() as browser:
        device.count = 6
        answer = await used(browser, device)
        assert (
            await browser.post("/sign-in/passkey", json=answer, headers=SITE)
        ).status_code == 200
        again = await browser.post("/sign-in/passkey", json=answer, headers=SITE)
        assert refusal(again) == (422, "challenge_not_serving")
        device.count = 6
        copied = await browser.post(
            "/sign-in/passkey", json=await used(browser, device), headers=SITE
        )
        assert refusal(copied) == (401, "passkey_not_accepted")


@pytest.mark.parametrize("credential", [{}, {"rawId": "x"}, {"rawId": "ZGV2aWNl", "response": 1}])
async def test_what_is_no_passkey_is_refused(house: House, credential: dict[str, Any]) -> None:
    async with house.browser() as browser:
        asked = (await browser.post("/sign-in/passkey/challenge", headers=SITE)).json()
        answer = await browser.post(
            "/sign-in/passkey",
            json={"challenge": asked["challenge"], "credential": credential},
            headers=SITE,
        )
        assert refusal(answer) == (401, "passkey_not_accepted")


async def test_a_passkey_is_added_for_whom_it_was_asked(
    house: House, ada: httpx.AsyncClient
) -> None:
    await house.add(BOB, "Bob")
    asked = (await ada.post("/me/factors/passkeys/challenge", headers=SITE)).json()
    made = {
        "challenge": asked["challenge"],
        "name": "Mine now",
        "credential": Device().make(asked["options"]),
    }
    async with house.signed_in(BOB) as browser:
        answer = await browser.post("/me/factors/passkeys", json=made, headers=SITE)
        assert refusal(answer) == (422, "challenge_not_serving")


async def test_a_passkey_that_is_removed_serves_no_more(
    house: House, ada: httpx.AsyncClient
) -> None:
    device = Device()
    kept = (await add_passkey(ada, device)).json()
    assert refusal(await add_passkey(ada, device)) == (401, "passkey_not_accepted")
    await house.add(BOB, "Bob")
    async with house.signed_in(BOB) as browser:
        not_his = await browser.delete(f"/me/factors/passkeys/{kept['id']}")
        assert refusal(not_his) == (404, "passkey_unknown")
    assert (await ada.delete(f"/me/factors/passkeys/{kept['id']}")).status_code == 204
    async with house.browser() as browser:
        answer = await browser.post(
            "/sign-in/passkey", json=await used(browser, device), headers=SITE
        )
        assert refusal(answer) == (401, "passkey_not_accepted")


async def test_a_passkey_proves_again_who_one_is(house: House, ada: httpx.AsyncClient) -> None:
    device = Device()
    await add_passkey(ada, device)
    house.office.clock.advance(15 * 60)
    assert refusal(await ada.post("/me/factors/recovery-codes")) == (403, "proof_needed")
    proof = await used(ada, device)
    assert (await ada.post("/me/proof/passkey", json=proof, headers=SITE)).status_code == 204
    answer = await ada.post("/me/factors/recovery-codes")
    assert refusal(answer) == (404, "second_factor_missing")


async def test_no_secret_of_a_factor_is_kept_in_clear(house: House, ada: httpx.AsyncClient) -> None:
    secret, codes = await add_authenticator(house, ada)
    dump = await house.office.dump()
    for text in (secret, *codes, *(each.replace("-", "") for each in codes)):
        assert text not in dump


async def test_what_is_asked_for_is_told_to_the_tenants(
    house: House, ada: httpx.AsyncClient
) -> None:
    await add_authenticator(house, ada)
    await ada.delete("/me/factors/authenticator")
    names = await event_names(house.office)
    assert names.count("account.second_factor_added") == 1
    assert names.count("account.second_factor_removed") == 1


async def event_names(office: Office) -> list[str]:
    return [row["wire_name"] for row in await office.rows("SELECT wire_name FROM events")]
