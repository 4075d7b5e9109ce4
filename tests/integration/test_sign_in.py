"""Signing in, over HTTP: what is let in, how long, and what is held back."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import httpx
import pytest
from structlog.testing import capture_logs
from tests.integration.signing import ADA, BEN, House, open_house

from chargehouse.contexts.people import public
from chargehouse.contexts.people.service import Browser, HashingCost, NewSignIn
from chargehouse.platform.postgres.address import PostgresAddress

HOUR_S = 3600.0
WRONG = {**ADA, "password": "not the right one"}
NOBODY = {"email": "nobody@example.com", "password": "not the right one"}


@pytest.fixture
async def house(database: PostgresAddress) -> AsyncIterator[House]:
    async with open_house(database) as opened:
        await opened.add(ADA)
        yield opened


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


async def refused(house: House, credentials: dict[str, str], times: int) -> list[int]:
    async with house.browser() as browser:
        return [
            (await browser.post("/sign-in", json=credentials)).status_code for _ in range(times)
        ]


async def test_who_signs_in_is_told_who_they_are(house: House) -> None:
    async with house.signed_in() as browser:
        answer = await browser.get("/me")
        me = answer.json()
        assert answer.headers["cache-control"] == "no-store"
        assert (me["account"]["email"], me["account"]["name"]) == ("ada@example.com", "Ada")
        assert me["tenant"] == {"id": str(house.north.id), "slug": "north", "name": "north"}
        assert me["tenants"] == [{"slug": "north", "name": "north"}]
        assert me["permissions"] == sorted(each.action for each in public.PERMISSIONS)
        assert (await browser.get("/tenant")).json()["slug"] == "north"


async def test_an_e_mail_address_is_the_same_in_any_case(house: House) -> None:
    async with house.signed_in({**ADA, "email": " ADA@Example.com "}) as browser:
        assert (await browser.get("/me")).status_code == 200


@pytest.mark.parametrize(("scheme", "secure"), [("http", False), ("https", True)])
async def test_the_cookie_is_kept_from_scripts_and_from_other_sites(
    house: House, scheme: str, *, secure: bool
) -> None:
    async with house.browser(scheme=scheme) as browser:
        answer = await browser.post("/sign-in", json=ADA)
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("chargehouse_session=chs_")
    assert {"httponly", "samesite=lax", "path=/", "max-age=2592000"} <= set(cookie.split("; "))
    assert ("secure" in cookie.split("; ")) is secure
    assert answer.headers["cache-control"] == "no-store"


async def test_a_proxy_that_ends_tls_need_not_say_so_for_the_cookie_to_stay_there(
    house: House,
) -> None:
    async with house.browser(Origin="https://house") as browser:
        answer = await browser.post("/sign-in", json=ADA)
    assert "secure" in answer.headers["set-cookie"].lower().split("; ")


async def test_a_wrong_password_and_no_account_are_answered_alike(house: House) -> None:
    async with house.browser() as browser:
        answers = [await browser.post("/sign-in", json=given) for given in (WRONG, NOBODY)]
    bodies = [{**answer.json(), "request_id": None} for answer in answers]
    assert bodies[0] == bodies[1]
    assert problem(answers[0]) == (401, "sign_in_refused")
    assert all("set-cookie" not in answer.headers for answer in answers)


@pytest.mark.parametrize(
    "body",
    [
        b'{"email": "a\\u0000@b", "password": "correct horse battery"}',
        b'{"email": "ada@example.com", "password": "\\u0000"}',
        b'{"email": "", "password": ""}',
        '{"email": "\u202eada@example.com", "password": "\N{PILE OF POO}"}'.encode(),
    ],
)
async def test_what_nobody_is_called_is_refused_like_any_other(house: House, body: bytes) -> None:
    async with house.browser() as browser:
        answer = await browser.post(
            "/sign-in", content=body, headers={"Content-Type": "application/json"}
        )
    assert problem(answer) == (401, "sign_in_refused")


@pytest.mark.parametrize(
    "given",
    [
        {"email": "x" * 255, "password": "x"},
        {"email": "x", "password": "x" * 1001},
        {"email": "x"},
        {**ADA, "more": "x"},
        {"email": ["x"], "password": "x"},
    ],
)
async def test_what_cannot_be_a_sign_in_is_not_tried(
    house: House, given: dict[str, object]
) -> None:
    async with house.browser() as browser:
        assert (await browser.post("/sign-in", json=given)).status_code == 422
    assert await house.office.rows("SELECT FROM sign_in_failures") == []


async def test_five_wrong_passwords_make_whoever_tries_wait(house: House) -> None:
    assert await refused(house, WRONG, 5) == [401] * 5
    async with house.browser() as browser:
        held = await browser.post("/sign-in", json=ADA)
        assert problem(held) == (429, "sign_ins_too_many")
        assert held.json()["details"] == {"retry_after_s": 30}
        assert held.headers["retry-after"] == "30"
        house.office.clock.advance(30)
        assert (await browser.post("/sign-in", json=WRONG)).status_code == 401
        again = await browser.post("/sign-in", json=ADA)
        assert again.headers["retry-after"] == "60"
        house.office.clock.advance(60)
        assert (await browser.post("/sign-in", json=ADA)).status_code == 200
    assert await refused(house, WRONG, 5) == [401] * 5


async def test_who_has_no_account_waits_as_well(house: House) -> None:
    assert await refused(house, NOBODY, 5) == [401] * 5
    async with house.browser() as browser:
        held = await browser.post("/sign-in", json=NOBODY)
    assert (held.status_code, held.headers["retry-after"]) == (429, "30")


async def test_attempts_at_the_same_moment_are_all_counted(house: House) -> None:
    answers = await asyncio.gather(*(refused(house, WRONG, 1) for _ in range(12)))
    assert sorted(status for statuses in answers for status in statuses) == [401] * 5 + [429] * 7


async def test_one_place_tries_only_so_often_a_minute(house: House) -> None:
    async with house.browser(address="2001:db8::1") as browser:
        for number in range(30):
            given = {**NOBODY, "email": f"{number}@example.com"}
            assert (await browser.post("/sign-in", json=given)).status_code == 401
        assert problem(await browser.post("/sign-in", json=ADA)) == (429, "sign_ins_too_many")
    async with house.browser(address="2001:db8::2") as neighbour:
        held = await neighbour.post("/sign-in", json=ADA)
        assert (held.status_code, held.headers["retry-after"]) == (429, "60")
    async with house.browser(address="192.0.2.9") as elsewhere:
        assert (await elsewhere.post("/sign-in", json=ADA)).status_code == 200
    house.office.clock.advance(60)
    async with house.browser(address="2001:db8::1") as browser:
        assert (await browser.post("/sign-in", json=ADA)).status_code == 200


VIEW = {"page": "stations", "name": "Mine", "query": "q=1"}


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"X-CSRF-Token": ""}, "csrf_token_wrong"),
        ({"X-CSRF-Token": "x" * 43}, "csrf_token_wrong"),
        ({"Sec-Fetch-Site": "cross-site"}, "origin_foreign"),
        ({"Sec-Fetch-Site": "same-site"}, "origin_foreign"),
    ],
)
async def test_what_another_page_sends_changes_nothing(
    house: House, headers: dict[str, str], code: str
) -> None:
    async with house.signed_in() as browser:
        answer = await browser.post("/views", json=VIEW, headers=headers)
        assert problem(answer) == (403, code)
        assert (await browser.get("/views")).json() == []


@pytest.mark.parametrize(
    ("origin", "status"),
    [("http://house", 201), ("https://evil.example", 403), ("null", 403), ("http://[", 403)],
)
async def test_without_fetch_metadata_the_origin_decides(
    house: House, origin: str, status: int
) -> None:
    async with house.signed_in() as browser:
        del browser.headers["Sec-Fetch-Site"]
        answer = await browser.post("/views", json=VIEW, headers={"Origin": origin})
        assert answer.status_code == status
        assert (await browser.post("/views", json=VIEW)).status_code == 403


async def test_reading_needs_no_csrf_token(house: House) -> None:
    async with house.signed_in() as browser:
        del browser.headers["X-CSRF-Token"]
        cross = {"Sec-Fetch-Site": "cross-site"}
        assert (await browser.get("/me", headers=cross)).status_code == 200


async def test_a_csrf_token_serves_its_own_sign_in_alone(house: House) -> None:
    async with house.signed_in() as one, house.signed_in() as other:
        token = {"X-CSRF-Token": other.headers["X-CSRF-Token"]}
        assert problem(await one.post("/sign-out", headers=token)) == (403, "csrf_token_wrong")


async def test_another_page_cannot_sign_somebody_in(house: House) -> None:
    async with house.browser(Origin="https://evil.example") as browser:
        assert problem(await browser.post("/sign-in", json=ADA)) == (403, "origin_foreign")
    async with house.browser(Accept="*/*") as program:
        assert (await program.post("/sign-in", json=ADA)).status_code == 200


async def test_nobody_is_let_in_without_token_or_cookie(house: House) -> None:
    async with house.browser() as browser:
        assert problem(await browser.get("/me")) == (401, "unauthenticated")
        browser.cookies.set("chargehouse_session", "chs_" + "x" * 43)
        assert problem(await browser.get("/me")) == (401, "sign_in_ended")
        browser.cookies.set("chargehouse_session", "nonsense")
        assert problem(await browser.get("/tenant")) == (401, "sign_in_ended")


async def test_a_token_goes_before_a_cookie_and_is_nobody(house: House) -> None:
    token = await house.tokens.create(house.office.stranger, name="x", permissions=["tenant.read"])
    async with house.signed_in() as browser:
        del browser.headers["X-CSRF-Token"], browser.headers["Sec-Fetch-Site"]
        browser.headers["Authorization"] = f"Bearer {token.plain}"
        me = (await browser.get("/me")).json()
        assert (me["account"], me["csrf_token"], me["tenant"]["slug"]) == (None, None, "south")
        assert me["permissions"] == ["tenant.read"]
        for answer in (
            await browser.get("/views"),
            await browser.get("/me/sign-ins"),
            await browser.post("/sign-out-everywhere"),
        ):
            assert problem(answer) == (403, "account_needed")


async def test_a_sign_in_ends_when_it_is_not_used_for_twelve_hours(house: House) -> None:
    async with house.signed_in() as browser:
        house.office.clock.advance(11 * HOUR_S)
        assert (await browser.get("/me")).status_code == 200
        house.office.clock.advance(11 * HOUR_S)
        assert (await browser.get("/me")).status_code == 200
        house.office.clock.advance(12 * HOUR_S)
        assert problem(await browser.get("/me")) == (401, "sign_in_expired")


async def test_a_sign_in_ends_after_thirty_days_however_much_it_is_used(house: House) -> None:
    async with house.signed_in() as browser:
        for _ in range(30 * 24 // 6 - 1):
            house.office.clock.advance(6 * HOUR_S)
            assert (await browser.get("/me")).status_code == 200
        house.office.clock.advance(6 * HOUR_S)
        assert problem(await browser.get("/me")) == (401, "sign_in_expired")


async def test_use_is_written_at_most_once_a_minute(house: House) -> None:
    async with house.signed_in() as browser:
        began = house.office.clock.now()
        seen = []
        for _ in range(4):
            house.office.clock.advance(25)
            await browser.get("/me")
            (row,) = await house.office.rows("SELECT last_seen_at FROM sign_ins")
            seen.append(row["last_seen_at"] - began)
        assert seen == [timedelta(seconds=each) for each in (0, 0, 75, 75)]


@pytest.mark.parametrize("slug", ["south", "no-such-tenant", "no/slug"])
async def test_a_tenant_of_others_is_refused_whether_or_not_it_is_there(
    house: House, slug: str
) -> None:
    async with house.signed_in() as browser:
        answer = await browser.get("/me", headers={"X-Tenant": slug})
        assert problem(answer) == (403, "tenant_not_yours")
        assert (await browser.get("/me", headers={"X-Tenant": "NORTH"})).status_code == 200


async def test_a_person_may_do_other_things_in_another_tenant(house: House) -> None:
    await house.reception.accounts.join(house.south, ADA["email"], ["tokens.read"])
    async with house.signed_in() as browser:
        there = {"X-Tenant": "south"}
        me = (await browser.get("/me", headers=there)).json()
        assert (me["tenant"]["slug"], me["permissions"]) == ("south", ["tokens.read"])
        assert [tenant["slug"] for tenant in me["tenants"]] == ["north", "south"]
        assert (await browser.get("/tokens", headers=there)).json()["items"] == []
        assert problem(await browser.get("/tenant", headers=there)) == (403, "forbidden")
        assert (await browser.get("/tenant")).json()["slug"] == "north"


async def test_a_link_names_its_tenant_in_its_address(house: House) -> None:
    """A download is a link: no header of ours goes with it. What changes something is no link."""
    await house.reception.accounts.join(house.south, ADA["email"], ["tokens.read"])
    async with house.signed_in() as browser:
        here = (await browser.get("/me", params={"tenant": "south"})).json()
        assert here["tenant"]["slug"] == "south"
        refused = await browser.get("/me", params={"tenant": "west"})
        assert problem(refused) == (403, "tenant_not_yours")
        both = await browser.get("/me", params={"tenant": "south"}, headers={"X-Tenant": "north"})
        assert both.json()["tenant"]["slug"] == "north"
        body = {"page": "stations", "name": "Mine", "query": ""}
        kept = await browser.post("/views", params={"tenant": "south"}, json=body)
        assert kept.status_code == 201
        theirs = await browser.get("/views", params={"page": "stations", "tenant": "south"})
        assert theirs.json() == []


async def test_signing_out_ends_this_sign_in_alone(house: House) -> None:
    async with house.signed_in() as one, house.signed_in() as other:
        cookie = dict(one.cookies)
        answer = await one.post("/sign-out")
        assert answer.status_code == 204
        assert "max-age=0" in answer.headers["set-cookie"].lower()
        assert dict(one.cookies) == {}
        one.cookies.update(cookie)
        assert problem(await one.get("/me")) == (401, "sign_in_ended")
        assert (await other.get("/me")).status_code == 200


async def test_signing_out_everywhere_ends_every_sign_in_of_the_account(house: House) -> None:
    await house.add(BEN, "Ben")
    async with house.signed_in() as one, house.signed_in() as two, house.signed_in(BEN) as ben:
        assert (await two.get("/me")).status_code == 200
        assert (await one.post("/sign-out-everywhere")).status_code == 204
        assert problem(await two.get("/me")) == (401, "sign_in_ended")
        assert (await ben.get("/me")).status_code == 200


async def test_a_sign_in_that_another_process_ended_is_refused_within_five_seconds(
    house: House,
) -> None:
    async with house.signed_in() as browser:
        me = await house.elsewhere().authenticator.authenticate(
            browser.cookies["chargehouse_session"], None
        )
        await house.elsewhere().sign_ins.sign_out_everywhere(me)
        house.office.clock.advance(5)
        assert problem(await browser.get("/me")) == (401, "sign_in_ended")


async def test_who_come_at_once_are_each_told_who_they_are(house: House) -> None:
    await house.add(BEN, "Ben")
    async with house.signed_in() as ada, house.signed_in(BEN) as ben, house.browser() as nobody:
        nobody.cookies.set("chargehouse_session", "chs_" + "x" * 43)
        elsewhere = {"X-Tenant": "south"}
        for _ in range(2):
            answers = await asyncio.gather(
                *(browser.get("/me") for browser in (ada, ben, ada, ben)),
                *(browser.get("/me", headers=elsewhere) for browser in (ada, ben)),
                nobody.get("/me"),
            )
            assert [answer.status_code for answer in answers] == [200] * 4 + [403] * 2 + [401]
            names = [answer.json()["account"]["name"] for answer in answers[:4]]
            assert names == ["Ada", "Ben", "Ada", "Ben"]
            house.office.clock.advance(5)


async def test_who_stays_is_looked_up_along_with_the_others(house: House) -> None:
    async with house.signed_in() as one, house.signed_in() as other:
        assert (await other.get("/me")).status_code == 200
        house.office.clock.advance(5)
        assert (await one.get("/me")).status_code == 200
        await house.office.rows("UPDATE sign_ins SET revoked_at = $1", house.office.clock.now())
        assert (await other.get("/me")).status_code == 200
        house.office.clock.advance(5)
        assert problem(await other.get("/me")) == (401, "sign_in_ended")


async def test_a_stream_ends_with_its_sign_in(house: House) -> None:
    async with house.signed_in() as one, house.signed_in() as other:
        stream = await house.stream(other)
        await one.post("/sign-out-everywhere")
        sent = await stream
    assert sent[0]["status"] == 200
    assert sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


async def test_a_stream_ends_soon_after_another_process_ended_its_sign_in(house: House) -> None:
    async with house.signed_in() as browser:
        stream = await house.stream(browser)
        me = await house.elsewhere().authenticator.authenticate(
            browser.cookies["chargehouse_session"], None
        )
        await house.elsewhere().sign_ins.sign_out(me)
        house.office.clock.advance(15)
        assert (await stream)[-1]["more_body"] is False


async def test_the_own_sign_ins_are_listed_and_ended_one_by_one(house: House) -> None:
    await house.add(BEN, "Ben")
    async with house.signed_in() as one, house.signed_in(BEN) as ben:
        house.office.clock.advance(1)
        async with house.browser() as phone:
            phone.headers["User-Agent"] = "A phone\x7f" + "x" * 300
            await phone.post("/sign-in", json=ADA)
            listed = (await one.get("/me/sign-ins")).json()
            assert [each["current"] for each in listed] == [False, True]
            assert listed[0]["user_agent"] == ("A phone" + "x" * 300)[:200]
            of_ben = (await ben.get("/me/sign-ins")).json()[0]["id"]
            assert problem(await one.delete(f"/me/sign-ins/{of_ben}")) == (404, "sign_in_unknown")
            assert (await one.delete(f"/me/sign-ins/{listed[0]['id']}")).status_code == 204
            assert problem(await phone.get("/me")) == (401, "sign_in_ended")
        assert len((await one.get("/me/sign-ins")).json()) == 1
        assert (await ben.get("/me")).status_code == 200


async def test_an_account_keeps_only_so_many_sign_ins(house: House) -> None:
    async with house.signed_in() as first:
        house.office.clock.advance(1)
        account = (
            await house.reception.authenticator.authenticate(
                first.cookies["chargehouse_session"], None
            )
        ).account_id
        await house.office.rows(
            "INSERT INTO sign_ins SELECT gen_random_uuid(), $1, sha256(n::text::bytea), '',"
            " $2, $2, $2, $2::timestamptz + interval '1 day' FROM generate_series(1, 60) AS n",
            account,
            house.office.clock.now(),
        )
        house.office.clock.advance(1)
        async with house.signed_in():
            (row,) = await house.office.rows("SELECT count(*) AS kept FROM sign_ins")
            assert row["kept"] == 50


async def test_a_new_password_signs_out_everywhere_else(house: House) -> None:
    new = "a wholly new password"
    async with house.signed_in() as here, house.signed_in() as there:
        change = {"current_password": ADA["password"], "new_password": new}
        assert (await here.put("/me/password", json=change)).status_code == 204
        assert (await here.get("/me")).status_code == 200
        assert problem(await there.get("/me")) == (401, "sign_in_ended")
        assert (await there.post("/sign-in", json=ADA)).status_code == 401
        assert (await there.post("/sign-in", json={**ADA, "password": new})).status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (
            {"current_password": "not mine at all", "new_password": "x" * 6 + "yz0123"},
            "current_password",
        ),
        ({"current_password": ADA["password"], "new_password": "too short"}, "new_password"),
        ({"current_password": ADA["password"], "new_password": "password1234"}, "new_password"),
    ],
)
async def test_a_password_that_is_not_changed_names_the_field(
    house: House, change: dict[str, str], field: str
) -> None:
    async with house.signed_in() as browser:
        answer = await browser.put("/me/password", json=change)
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == [field]
        assert not any(value in answer.text for value in change.values())
        assert (await browser.post("/sign-in", json=ADA)).status_code == 200


async def test_who_holds_a_browser_cannot_guess_its_owners_password(house: House) -> None:
    change = {"current_password": "not mine at all", "new_password": "a wholly new password"}
    async with house.signed_in() as browser:
        answers = [await browser.put("/me/password", json=change) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [422] * 5 + [429]


async def test_a_lost_password_is_replaced_from_the_console_at_once(house: House) -> None:
    new = "a wholly new password"
    async with house.signed_in() as browser:
        await refused(house, WRONG, 5)
        await house.reception.accounts.set_password(ADA["email"], new)
        assert problem(await browser.get("/me")) == (401, "sign_in_ended")
        assert (await browser.post("/sign-in", json={**ADA, "password": new})).status_code == 200


async def test_a_password_is_hashed_again_when_hashes_cost_more(house: House) -> None:
    newer = house.elsewhere(HashingCost(memory_kib=128, rounds=2))
    before = await house.office.rows("SELECT password_hash FROM accounts")
    browser = Browser("192.0.2.1")
    made = await newer.sign_ins.sign_in(ADA["email"], ADA["password"], browser)
    assert isinstance(made, NewSignIn)
    (after,) = await house.office.rows("SELECT password_hash FROM accounts")
    assert "m=64,t=1,p=1" in before[0]["password_hash"]
    assert "m=128,t=2,p=1" in after["password_hash"]
    assert made.plain not in repr(made)
    async with house.signed_in():
        pass


async def test_what_happens_to_an_account_is_told_to_its_tenants(house: House) -> None:
    await house.reception.accounts.join(house.south, ADA["email"], ["tokens.read"])
    await refused(house, WRONG, 1)
    await refused(house, NOBODY, 1)
    async with house.signed_in() as browser:
        await browser.post("/sign-out")
    await house.reception.telling.stop()
    rows = await house.office.rows(
        "SELECT tenant_id, wire_name, actor, payload FROM events"
        " WHERE wire_name LIKE 'account.%' ORDER BY sequence"
    )
    told = {
        tenant: [row["wire_name"] for row in rows if row["tenant_id"] == tenant.id]
        for tenant in (house.north, house.south)
    }
    happened = ["account.signed_in", "account.sign_in_refused", "account.signed_out"]
    assert sorted(told[house.north]) == sorted(["account.added", *happened])
    assert sorted(told[house.south]) == sorted(["account.added", *happened])
    assert all("a••••@example.com" in row["payload"] for row in rows)
    assert "nobody" not in str(rows)
    assert {row["actor"] for row in rows} == {
        "console:console",
        "user:Ada",
        "user:not signed in",
    }


async def test_no_secret_is_kept_or_logged(house: House) -> None:
    with capture_logs() as lines:
        async with house.signed_in() as browser:
            secrets = [
                browser.cookies["chargehouse_session"],
                browser.headers["X-CSRF-Token"],
                *(ADA["password"], WRONG["password"], "a wholly new password"),
            ]
            await browser.post("/sign-in", json=WRONG)
            change = {"current_password": ADA["password"], "new_password": secrets[-1]}
            await browser.put("/me/password", json=change)
            await browser.post("/views", json=VIEW, headers={"Idempotency-Key": "k"})
    dump = await house.office.dump()
    for secret in secrets:
        assert secret not in dump
        assert secret.encode().hex() not in dump
        assert secret not in str(lines)
    assert ADA["email"] not in str(lines)


async def test_roles_of_the_database_reach_no_more_than_they_need(house: House) -> None:
    for role, tables in {
        "chargehouse_app": ("accounts", "sign_ins", "sign_in_failures", "first_run_links"),
        "chargehouse_relay": ("users", "views"),
    }.items():
        connection = await house.office.database.connect(role)
        try:
            for table in tables:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.fetch(f"SELECT * FROM {table}")  # noqa: S608  our own names
        finally:
            await connection.close()
    assert await house.office.seen_without_filter(house.office.actor, "users") == {house.north.id}
    assert await house.office.seen_without_filter(house.office.stranger, "users") == set()
