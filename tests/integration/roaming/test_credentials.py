"""Partners register by the handshake of credentials, in both directions (C5)."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import NamedTuple
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from tests.integration.roaming.conftest import Json, Roamer
from tests.integration.roaming.fakepartner import (
    Answer,
    Asked,
    FakePartner,
    Handler,
    enveloped,
    fake_partner,
    role,
)
from tests.integration.roaming.registering import (
    Caller,
    added,
    invited,
    parties_of_partners,
    registered,
    state_of,
)

from chargehouse.contexts.roaming.service.asking import LARGEST, TIMEOUT_S

pytestmark = pytest.mark.asyncio(loop_scope="module")

VERSIONS = ("2.1.1", "2.2.1", "2.3.0")


@pytest_asyncio.fixture(loop_scope="module")
async def partner() -> AsyncIterator[FakePartner]:
    async with fake_partner() as served:
        yield served


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_partner_registers_with_the_token_it_was_given(
    roamer: Roamer, partner: FakePartner, version: str
) -> None:
    id_, token_a = await invited(roamer)
    caller = Caller(roamer, token_a)
    versions = (await caller.ask("GET", "versions")).json()["data"]
    assert [each["version"] for each in versions] == list(VERSIONS)
    details = (await caller.ask("GET", version)).json()["data"]
    (endpoint,) = (e for e in details["endpoints"] if e["identifier"] == "credentials")
    assert endpoint["url"] == f"{roamer.door}/{version}/credentials"
    assert ("role" in endpoint) == (version != "2.1.1")

    answer = await caller.ask("POST", f"{version}/credentials", partner.credentials(version))
    assert (answer.status_code, answer.json()["status_code"]) == (200, 1000), answer.text
    assert answer.headers["X-Correlation-ID"] == "corr-1"
    told = answer.json()["data"]
    assert told["url"] == f"{roamer.door}/versions"
    named = told if version == "2.1.1" else told["roles"][0]
    assert (named["country_code"], named["party_id"]) == ("XX", "CHG")
    assert partner.paths() == ["GET /versions", f"GET /{version}"]
    assert set(partner.tokens()) == {partner.token}
    assert all(each.headers["x-request-id"] for each in partner.asked)

    kept = await state_of(roamer, id_)
    assert (kept["state"], kept["ocpi_version"]) == ("registered", version)
    assert [each["identifier"] for each in kept["endpoints"]] == ["credentials", "locations"]
    assert [each["fault"] for each in kept["steps"]] == [None, None, None]
    assert await parties_of_partners(roamer) == ["NL-ROA EMSP"]
    assert (await caller.ask("GET", "versions")).status_code == 401
    again = Caller(roamer, told["token"])
    mine = (await again.ask("GET", f"{version}/credentials")).json()["data"]
    assert mine == told


async def test_no_token_stands_in_the_database_as_it_is(
    roamer: Roamer, partner: FakePartner
) -> None:
    _, token_c = await registered(roamer, partner)
    rows = await roamer.rows(
        "SELECT to_jsonb(p)::text AS said FROM platforms p WHERE tenant_id = $1"
    )
    events = await roamer.rows("SELECT payload AS said FROM events WHERE tenant_id = $1")
    said = "".join(row["said"] for row in (*rows, *events))
    for token in (token_c, partner.token):
        assert token not in said
        assert token.encode().hex() not in said


async def test_many_roles_register_at_once_and_one_of_them_twice(
    roamer: Roamer, partner: FakePartner
) -> None:
    partner.roles = [role("NL-ROA"), role("BE-ROB"), role("nl-roa", "CPO"), role("DE-HUB", "HUB")]
    await registered(roamer, partner)
    assert sorted(await parties_of_partners(roamer)) == [
        "BE-ROB EMSP",
        "DE-HUB HUB",
        "NL-ROA EMSP",
        "nl-roa CPO",
    ]


async def test_the_parties_of_one_partner_are_listed(roamer: Roamer) -> None:
    """By pages, and without those of others."""
    ids = []
    for name, party_id in (("First", "AAA"), ("Second", "BBB")):
        async with fake_partner() as partner:
            partner.roles = [role(f"NL-{party_id}", each) for each in ("CPO", "EMSP")]
            ids.append((await registered(roamer, partner, name=name))[0])
    path = "/api/v1/roaming/parties?partner_id="
    for id_, party_id in zip(ids, ("AAA", "BBB"), strict=True):
        answer = await roamer.client.get(f"{path}{id_}&limit=1&offset=1")
        told = answer.json()
        assert (told["total"], answer.headers["x-total-count"]) == (2, "2")
        [found] = told["items"]
        assert (found["party_id"], found["role"]) == (party_id, "EMSP")
        assert found["platform_id"] == id_
    for query in (str(UUID(int=1)), f"{ids[0]}&ours=true"):
        assert (await roamer.client.get(f"{path}{query}")).json()["items"] == []
    assert (await roamer.client.get(f"{path}nobody")).status_code == 422


async def test_our_own_roles_are_all_told(roamer: Roamer, partner: FakePartner) -> None:
    for name, kind in (("ES-TWK", "CPO"), ("FR-TWK", "CPO"), ("ES-TWK", "EMSP")):
        await roamer.party(name, kind)
    _, token = await registered(roamer, partner)
    told = (await Caller(roamer, token).ask("GET", "2.2.1/credentials")).json()["data"]["roles"]
    assert [f"{each['country_code']}-{each['party_id']} {each['role']}" for each in told] == [
        "XX-CHG CPO",
        "ES-TWK CPO",
        "ES-TWK EMSP",
        "FR-TWK CPO",
    ]


@pytest.mark.parametrize("raw", [True, False])
async def test_a_token_is_known_in_base64_and_as_it_is(roamer: Roamer, raw: bool) -> None:  # noqa: FBT001  a case
    _, token = await invited(roamer)
    assert (await Caller(roamer, token, raw=raw).ask("GET", "versions")).status_code == 200


@pytest.mark.parametrize(
    "authorization",
    ["", "Token", "Token not-known", "Token bm90LWtub3du", "Bearer {a}", "Token " + "x" * 500],
)
async def test_who_has_no_token_of_a_partner_is_refused(roamer: Roamer, authorization: str) -> None:
    _, token = await invited(roamer)
    headers = {"Authorization": authorization.format(a=token)}
    for path in ("versions", "2.2.1", "2.2.1/credentials", "2.2.1/locations", "9.9.9"):
        answer = await roamer.client.get(f"{roamer.door}/{path}", headers=headers)
        assert (answer.status_code, answer.json()["status_code"]) == (401, 2000), answer.text
        assert "timestamp" in answer.json()


async def test_our_own_tokens_open_no_door_of_partners_and_theirs_none_of_ours(
    roamer: Roamer, partner: FakePartner
) -> None:
    own = roamer.client.headers["Authorization"].removeprefix("Bearer ")
    assert (await Caller(roamer, own).ask("GET", "versions")).status_code == 401
    _, token = await registered(roamer, partner)
    headers = {"Authorization": f"Bearer {token}"}
    assert (await roamer.client.get("/ocpi/parties", headers=headers)).status_code == 401


async def test_a_token_of_one_tenant_opens_no_door_of_another(
    roamer: Roamer, partner: FakePartner
) -> None:
    await roamer.contexts.tenants.create("south")
    _, token = await registered(roamer, partner)
    sent = {"Authorization": f"Token {token}"}
    for slug in ("south", "nowhere"):
        answer = await roamer.client.get(f"/ocpi/{slug}/versions", headers=sent)
        assert answer.status_code == 401


async def test_the_first_token_is_good_for_versions_and_credentials_alone(
    roamer: Roamer, partner: FakePartner
) -> None:
    _, token = await invited(roamer)
    caller = Caller(roamer, token)
    for path in ("versions", "2.2.1", "2.2.1/credentials"):
        assert (await caller.ask("GET", path)).json()["status_code"] == 1000
    for path in ("2.2.1/locations", "2.2.1/cdrs/1"):
        assert (await caller.ask("GET", path)).status_code == 401
    answer = await caller.ask("POST", "2.2.1/credentials", partner.credentials("2.2.1"))
    good = Caller(roamer, answer.json()["data"]["token"])
    assert (await good.ask("GET", "2.2.1/nothing")).status_code == 404


async def test_what_cannot_be_done_now_is_not_allowed(roamer: Roamer, partner: FakePartner) -> None:
    _, token_a = await invited(roamer)
    body = partner.credentials("2.2.1")
    first = Caller(roamer, token_a)
    for method in ("PUT", "DELETE"):
        answer = await first.ask(method, "2.2.1/credentials", body)
        assert (answer.status_code, answer.json()["status_code"]) == (405, 2000)
    done = await first.ask("POST", "2.2.1/credentials", body)
    again = await first.ask("POST", "2.2.1/credentials", body)
    assert again.status_code == 401
    caller = Caller(roamer, done.json()["data"]["token"])
    for method, path in (
        ("POST", "2.2.1/credentials"),
        ("PATCH", "2.2.1/credentials"),
        ("POST", "versions"),
        ("PUT", "2.2.1"),
    ):
        assert (await caller.ask(method, path, body)).status_code == 405, path
    assert (await caller.ask("GET", "2.0")).status_code == 404
    assert (await caller.ask("PUT", "2.0/credentials", body)).status_code == 404


@pytest.mark.parametrize(
    ("body", "told", "field"),
    [
        (b"{no json", (400, 2000), ""),
        (b"[]", (200, 2001), ""),
        ({"token": ""}, (200, 2001), "token"),
        ({"token": "x" * 65}, (200, 2001), "token"),
        ({"token": "two words"}, (200, 2001), "token"),
        ({"url": None}, (200, 2001), "url"),
        ({"roles": []}, (200, 2001), "roles"),
        ({"roles": [role("ESP-ROA")]}, (200, 2001), "country_code"),
        ({"roles": [role("NL-ROAM")]}, (200, 2001), "party_id"),
        ({"roles": [role("NL-ROA", "BOSS")]}, (200, 2001), "role"),
        ({"roles": [role("NL-ROA"), role("nl-Roa")]}, (200, 2001), ""),
        ({"roles": [role("NL-NEW"), role("xx-chg", "CPO")]}, (200, 2001), "roles[1]"),
        ({"roles": [role("NL-NEW"), role("FR-OTH")]}, (200, 2001), "roles[1]"),
    ],
)
async def test_credentials_that_cannot_be_taken_change_nothing(
    roamer: Roamer, partner: FakePartner, body: bytes | Json, told: tuple[int, int], field: str
) -> None:
    """A party that is ours, or another partner's, is refused as well."""
    other_id, other = await invited(roamer, name="Other")
    said = partner.credentials("2.2.1", roles=[role("FR-OTH")])
    await Caller(roamer, other).ask("POST", "2.2.1/credentials", said)
    id_, token = await invited(roamer, name="New")
    caller = Caller(roamer, token)
    sent = body if isinstance(body, bytes) else partner.credentials("2.2.1", **body)
    answer = await caller.ask("POST", "2.2.1/credentials", sent)
    assert (answer.status_code, answer.json()["status_code"]) == told, answer.text
    assert field in answer.json()["status_message"]
    assert (await state_of(roamer, id_))["state"] == "invited"
    assert (await state_of(roamer, other_id))["state"] == "registered"
    assert await parties_of_partners(roamer) == ["FR-OTH EMSP"]
    retried = await caller.ask("POST", "2.2.1/credentials", partner.credentials("2.2.1"))
    assert retried.json()["status_code"] == 1000


async def _redirected(asked: Asked) -> Answer:
    return 302, {"Location": f"http://127.0.0.1:9{asked.path}"}, b""


async def _unwell(asked: Asked) -> Answer:
    return enveloped([], 2000)


async def _broken(asked: Asked) -> Answer:
    return 200, {}, b"<html>not found</html>"


async def _failing(asked: Asked) -> Answer:
    return 500, {}, b""


async def _shut(asked: Asked) -> Answer:
    return enveloped([], 2000, 401)


async def _huge(asked: Asked) -> Answer:
    return 200, {}, b" " * (LARGEST * 2)


async def _promising(asked: Asked) -> Answer:
    return 200, {"Content-Length": str(100 * 1024 * 1024)}, b" " * (LARGEST + 1)


async def _none_of_ours(asked: Asked) -> Answer:
    return enveloped([{"version": "2.0", "url": "http://127.0.0.1:9/2.0"}])


async def _without_credentials(asked: Asked) -> Answer:
    endpoint = {"identifier": "tokens", "role": "SENDER", "url": "http://127.0.0.1:9/tokens"}
    return enveloped({"version": asked.path[1:], "endpoints": [endpoint]})


async def _of_another_version(asked: Asked) -> Answer:
    endpoint = {"identifier": "credentials", "role": "SENDER", "url": "http://127.0.0.1:9/c"}
    return enveloped({"version": "2.0", "endpoints": [endpoint]})


class Fault(NamedTuple):
    """How a partner fails at a path, the code it is told, and the step that fails."""

    path: str
    handler: Handler
    code: int
    step: str


FAULTS = [
    Fault("/versions", _redirected, 3001, "versions"),
    Fault("/versions", _unwell, 3001, "versions"),
    Fault("/versions", _broken, 3001, "versions"),
    Fault("/versions", _failing, 3001, "versions"),
    Fault("/versions", _shut, 3001, "versions"),
    Fault("/versions", _huge, 3001, "versions"),
    Fault("/versions", _promising, 3001, "versions"),
    Fault("/versions", _none_of_ours, 3002, "versions"),
    Fault("/2.2.1", _redirected, 3001, "version_details"),
    Fault("/2.2.1", _broken, 3001, "version_details"),
    Fault("/2.2.1", _of_another_version, 3001, "version_details"),
    Fault("/2.2.1", _without_credentials, 3003, "version_details"),
]


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_partner_whose_own_endpoints_fail_is_told_so(
    roamer: Roamer, partner: FakePartner, fault: Fault
) -> None:
    id_, token = await invited(roamer)
    partner.special[fault.path] = fault.handler
    caller = Caller(roamer, token)
    answer = await caller.ask("POST", "2.2.1/credentials", partner.credentials("2.2.1"))
    assert (answer.status_code, answer.json()["status_code"]) == (200, fault.code), answer.text
    kept = await state_of(roamer, id_)
    assert (kept["state"], kept["steps"][-1]["step"]) == ("invited", fault.step)
    assert kept["steps"][-1]["fault"]
    assert await parties_of_partners(roamer) == []
    partner.special.clear()
    retried = await caller.ask("POST", "2.2.1/credentials", partner.credentials("2.2.1"))
    assert retried.json()["status_code"] == 1000


async def test_a_partner_that_hangs_is_left_after_a_while(
    roamer: Roamer, partner: FakePartner
) -> None:
    reached, never = asyncio.Event(), asyncio.Event()

    async def hang(asked: Asked) -> Answer:
        reached.set()
        await never.wait()
        return enveloped()

    _, token = await invited(roamer)
    partner.special["/versions"] = hang
    asking = asyncio.create_task(
        Caller(roamer, token).ask("POST", "2.2.1/credentials", partner.credentials("2.2.1"))
    )
    await reached.wait()
    roamer.clock.advance(TIMEOUT_S + 1)
    answer = await asking
    assert answer.json()["status_code"] == 3001
    assert "timed_out" in answer.json()["status_message"]
    never.set()


async def test_two_registrations_with_one_token_make_one(
    roamer: Roamer, partner: FakePartner
) -> None:
    """The second is refused, whichever of them ends first."""
    _, token = await invited(roamer)
    caller = Caller(roamer, token)
    inner: list[httpx.Response] = []

    async def at_once(asked: Asked) -> Answer:
        del partner.special["/versions"]
        body = partner.credentials("2.2.1")
        inner.append(await caller.ask("POST", "2.2.1/credentials", body))
        return await partner.answer(asked)

    partner.special["/versions"] = at_once
    outer = await caller.ask("POST", "2.2.1/credentials", partner.credentials("2.2.1"))
    assert inner[0].json()["status_code"] == 1000
    assert outer.status_code == 405
    good = Caller(roamer, inner[0].json()["data"]["token"])
    assert (await good.ask("GET", "versions")).status_code == 200


async def test_changed_credentials_have_endpoints_read_anew_and_the_old_token_ends(
    roamer: Roamer, partner: FakePartner
) -> None:
    id_, before = await registered(roamer, partner)
    partner.modules, partner.token = ("credentials", "tokens"), "another-token"
    partner.roles = [role("NL-ROA"), role("NL-TWO")]
    body = partner.credentials("2.3.0")
    answer = await Caller(roamer, before).ask("PUT", "2.3.0/credentials", body)
    after = answer.json()["data"]["token"]
    assert after != before
    assert partner.tokens()[-1] == "another-token"
    kept = await state_of(roamer, id_)
    assert kept["ocpi_version"] == "2.3.0"
    assert [each["identifier"] for each in kept["endpoints"]] == ["credentials", "tokens"]
    assert (await Caller(roamer, before).ask("GET", "versions")).status_code == 401
    assert (await Caller(roamer, after).ask("GET", "versions")).status_code == 200
    assert await parties_of_partners(roamer) == ["NL-ROA EMSP", "NL-TWO EMSP"]


async def test_a_change_that_fails_leaves_what_was(roamer: Roamer, partner: FakePartner) -> None:
    id_, token = await registered(roamer, partner)
    partner.special["/2.2.1"] = _without_credentials
    answer = await Caller(roamer, token).ask(
        "PUT", "2.2.1/credentials", partner.credentials("2.2.1", roles=[role("NL-NEW")])
    )
    assert answer.json()["status_code"] == 3003
    assert (await state_of(roamer, id_))["state"] == "registered"
    assert (await Caller(roamer, token).ask("GET", "versions")).status_code == 200
    assert await parties_of_partners(roamer) == ["NL-ROA EMSP"]


async def test_a_partner_ends_its_registration_and_may_come_back(
    roamer: Roamer, partner: FakePartner
) -> None:
    id_, token = await registered(roamer, partner)
    ended = await Caller(roamer, token).ask("DELETE", "2.2.1/credentials")
    assert (ended.status_code, ended.json()["status_code"]) == (200, 1000)
    assert "data" not in ended.json()
    assert (await Caller(roamer, token).ask("GET", "versions")).status_code == 401
    assert (await state_of(roamer, id_))["state"] == "unregistered"
    assert await parties_of_partners(roamer) == []
    told = await roamer.client.post(f"/api/v1/roaming/partners/{id_}/invitation")
    again = await Caller(roamer, told.json()["token"]).ask(
        "POST", "2.2.1/credentials", partner.credentials("2.2.1")
    )
    assert again.json()["status_code"] == 1000


async def register(
    roamer: Roamer, partner: FakePartner, id_: str, **more: object
) -> httpx.Response:
    body = {"versions_url": partner.versions_url, "token": "their-token-a", **more}
    return await roamer.client.post(f"/api/v1/roaming/partners/{id_}/registration", json=body)


@pytest.mark.parametrize("version", VERSIONS)
async def test_we_register_and_are_asked_back_meanwhile(
    roamer: Roamer, partner: FakePartner, version: str
) -> None:
    """The partner calls our versions and details with token B during the POST; then it gives C."""
    seen: list[int] = []

    async def post(asked: Asked) -> Answer:
        said = json.loads(asked.body)
        caller = Caller(roamer, said["token"])
        for path in ("versions", version, f"{version}/credentials", f"{version}/locations"):
            answer = await caller.ask("GET", path)
            seen.append(answer.status_code)
        return enveloped(partner.credentials(version))

    partner.special[f"/{version}/credentials"] = post
    id_ = await added(roamer)
    answer = await register(roamer, partner, id_, ocpi_version=version)
    assert answer.status_code == 200, answer.text
    assert seen == [200, 200, 401, 401]
    assert (answer.json()["state"], answer.json()["ocpi_version"]) == ("registered", version)
    assert partner.tokens() == ["their-token-a"] * 3
    token_b = json.loads(partner.asked[-1].body)["token"]
    assert (await Caller(roamer, token_b).ask("GET", f"{version}/none")).status_code == 404
    assert await parties_of_partners(roamer) == ["NL-ROA EMSP"]

    del partner.special[f"/{version}/credentials"]
    partner.asked.clear()
    rotated = await roamer.client.post(f"/api/v1/roaming/partners/{id_}/rotation")
    assert rotated.status_code == 200, rotated.text
    assert partner.paths()[-1] == f"PUT /{version}/credentials"
    assert set(partner.tokens()) == {partner.token}
    assert (await Caller(roamer, token_b).ask("GET", "versions")).status_code == 401

    partner.asked.clear()
    ended = await roamer.client.delete(f"/api/v1/roaming/partners/{id_}/registration")
    assert ended.json()["state"] == "unregistered"
    assert partner.paths() == [f"DELETE /{version}/credentials"]


async def test_the_newest_version_of_both_is_spoken(roamer: Roamer, partner: FakePartner) -> None:
    id_ = await added(roamer)
    partner.versions = ("2.0", "2.1.1", "2.2.1")
    assert (await register(roamer, partner, id_)).json()["ocpi_version"] == "2.2.1"


async def test_a_partner_may_be_sent_its_token_as_it_is(
    roamer: Roamer, partner: FakePartner
) -> None:
    id_ = await added(roamer, token_encoding="raw", legacy_role="CPO")
    assert (await register(roamer, partner, id_, ocpi_version="2.1.1")).status_code == 200
    assert {each.headers["authorization"] for each in partner.asked} == {"Token their-token-a"}
    assert await parties_of_partners(roamer) == ["NL-ROA CPO"]


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_registration_of_ours_that_fails_tells_the_step(
    roamer: Roamer, partner: FakePartner, fault: Fault
) -> None:
    id_ = await added(roamer)
    partner.special[fault.path] = fault.handler
    answer = await register(roamer, partner, id_, ocpi_version="2.2.1")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/handshake_failed")
    assert answer.json()["details"]["step"] == fault.step
    kept = await state_of(roamer, id_)
    assert (kept["state"], kept["steps"][-1]["step"]) == ("added", fault.step)


@pytest.mark.parametrize("handler", [_redirected, _unwell, _broken, _failing, _huge])
async def test_a_token_that_was_offered_in_vain_serves_no_more(
    roamer: Roamer, partner: FakePartner, handler: Handler
) -> None:
    id_ = await added(roamer)
    partner.special["/2.3.0/credentials"] = handler
    assert (await register(roamer, partner, id_)).status_code == 409
    token_b = json.loads(partner.asked[-1].body)["token"]
    assert (await Caller(roamer, token_b).ask("GET", "versions")).status_code == 401
    assert (await state_of(roamer, id_))["steps"][-1]["step"] == "post_credentials"


async def test_a_partner_that_claims_what_is_ours_is_told_that_it_is_not_registered(
    roamer: Roamer, partner: FakePartner
) -> None:
    id_ = await added(roamer)
    partner.roles = [role("NL-NEW"), role("XX-CHG", "CPO")]
    answer = await register(roamer, partner, id_)
    assert answer.json()["details"]["step"] == "parties", answer.text
    assert partner.paths()[-2:] == ["POST /2.3.0/credentials", "DELETE /2.3.0/credentials"]
    assert await parties_of_partners(roamer) == []
    assert (await state_of(roamer, id_))["state"] == "added"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("versions_url", "ftp://partner.example/versions"),
        ("versions_url", "https://user:secret@partner.example/versions"),
        ("versions_url", "http://127.0.0.1:22/versions"),
        ("token", "two words"),
        ("token", "x" * 65),
    ],
)
async def test_what_cannot_be_asked_is_not(
    roamer: Roamer, partner: FakePartner, field: str, value: str
) -> None:
    id_ = await added(roamer)
    answer = await register(roamer, partner, id_, **{field: value})
    assert answer.status_code == 422, answer.text
    assert field in answer.text
    assert value not in answer.text
    assert partner.asked == []


async def test_partners_are_kept_apart_by_name_and_removed_when_nothing_holds_them(
    roamer: Roamer, partner: FakePartner
) -> None:
    id_, _ = await registered(roamer, partner)
    path = f"/api/v1/roaming/partners/{id_}"
    taken = await roamer.client.post("/api/v1/roaming/partners", json={"name": "ROAMER"})
    assert taken.json()["type"] == "/problems/partner_name_taken"
    changed = await roamer.client.patch(path, json={"name": "Roamer BV", "token_encoding": "raw"})
    assert (changed.json()["name"], changed.json()["token_encoding"]) == ("Roamer BV", "raw")
    for answer in (
        await roamer.client.delete(path),
        await roamer.client.post(f"{path}/invitation"),
        await register(roamer, partner, id_),
    ):
        assert answer.json()["type"] == "/problems/partner_is_registered"
    partner.special["/2.2.1/credentials"] = _failing
    ended = (await roamer.client.delete(f"{path}/registration")).json()
    assert (ended["state"], bool(ended["steps"][0]["fault"])) == ("unregistered", True)
    again = await roamer.client.post(f"{path}/rotation")
    assert again.json()["type"] == "/problems/partner_not_registered"
    assert (await roamer.client.delete(path)).status_code == 204
    assert (await roamer.client.get(path)).status_code == 404
    assert await roamer.told("partner.") == [
        "partner.added",
        "partner.invited",
        "partner.registered",
        "partner.changed",
        "partner.unregistered",
        "partner.removed",
    ]


async def test_a_partner_on_our_own_network_is_not_asked(
    careful_roamer: Roamer, partner: FakePartner
) -> None:
    """Whoever has a first token makes us connect to a place of their choice (ADR 0013)."""
    _, token = await invited(careful_roamer)
    caller = Caller(careful_roamer, token)
    answer = await caller.ask("POST", "2.2.1/credentials", partner.credentials("2.2.1"))
    assert answer.json()["status_code"] == 3001
    assert "address_not_public" in answer.json()["status_message"]
    id_ = await added(careful_roamer, name="Other")
    assert (await register(careful_roamer, partner, id_)).status_code == 422
    assert partner.asked == []


@pytest.mark.parametrize(("body", "http"), [(b" " * 20_000, 413), (b"[" * 5_000, 400)])
async def test_a_body_that_is_too_large_or_too_deep_is_refused_in_the_envelope(
    roamer: Roamer, body: bytes, http: int
) -> None:
    _, token = await invited(roamer)
    answer = await Caller(roamer, token).ask("POST", "2.2.1/credentials", body)
    assert (answer.status_code, answer.json()["status_code"]) == (http, 2000), answer.text
