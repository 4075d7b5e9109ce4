"""Registered partners are asked by their token and version, and every fault is told (C7)."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import msgspec
import pytest
import pytest_asyncio
from tests.integration.roaming.conftest import Roamer
from tests.integration.roaming.fakepartner import (
    Answer,
    Asked,
    FakePartner,
    Handler,
    enveloped,
    fake_partner,
    role,
)
from tests.integration.roaming.registering import registered

from chargehouse.contexts.roaming.errors import NoLine
from chargehouse.contexts.roaming.public import PartnerQuestion
from chargehouse.ocpi.errors import PartnerRefused, PartnerUnintelligible
from chargehouse.ocpi.headers import PartyKey, Routing
from chargehouse.ocpi.paging import PageRequest
from chargehouse.platform.outside.exchange import NoAnswer

pytestmark = pytest.mark.asyncio(loop_scope="module")

LOCATIONS = PartnerQuestion(method="GET", module="locations", role="SENDER")
UID = "04AABBCCDDEE77"


@pytest_asyncio.fixture(loop_scope="module")
async def partner() -> AsyncIterator[FakePartner]:
    async with fake_partner() as served:
        served.modules = ("credentials", "locations", "tokens")
        yield served


def routing_of(asked: Asked) -> dict[str, str]:
    return {name: value for name, value in asked.headers.items() if name.startswith("ocpi-")}


async def test_a_question_carries_the_token_the_ids_and_the_parties(
    roamer: Roamer, partner: FakePartner
) -> None:
    id_, _ = await registered(roamer, partner)

    async def told(asked: Asked) -> Answer:
        return enveloped({"id": "L 1"})

    partner.special["/2.2.1/locations/L%2F1?x=1"] = told
    question = msgspec.structs.replace(LOCATIONS, segments=("L/1",), query=(("x", "1"),))
    reply = await roamer.contexts.partner_line.ask(roamer.actor, UUID(id_), question)
    assert msgspec.json.decode(reply.data) == {"id": "L 1"}
    asked = partner.asked[-1]
    assert partner.tokens()[-1] == partner.token
    assert asked.headers["x-request-id"]
    assert asked.headers["x-correlation-id"]
    ours = (await roamer.contexts.party_book.ours(roamer.actor))[0]
    assert routing_of(asked) == {
        "ocpi-from-country-code": ours.country_code,
        "ocpi-from-party-id": ours.party_id,
        "ocpi-to-country-code": "NL",
        "ocpi-to-party-id": "ROA",
    }


async def test_a_hub_is_asked_openly_and_told_for_everybody(
    roamer: Roamer, partner: FakePartner
) -> None:
    partner.roles = [role("NL-ROA"), role("BE-HUB", "HUB")]
    id_, _ = await registered(roamer, partner)

    async def told(asked: Asked) -> Answer:
        return enveloped(None)

    partner.special["/2.2.1/locations"] = partner.special["/2.2.1/tokens/1"] = told
    line = roamer.contexts.partner_line
    await line.ask(roamer.actor, UUID(id_), LOCATIONS)
    assert "ocpi-to-party-id" not in routing_of(partner.asked[-1])
    put = PartnerQuestion(
        method="PUT", module="tokens", role="SENDER", segments=("1",), body={"uid": "1"}
    )
    await line.ask(roamer.actor, UUID(id_), put)
    assert routing_of(partner.asked[-1])["ocpi-to-party-id"] == "HUB"
    direct = Routing(PartyKey("FR", "TWO"), PartyKey("NL", "ROA"))
    await line.ask(roamer.actor, UUID(id_), msgspec.structs.replace(put, routing=direct))
    assert routing_of(partner.asked[-1]) == {
        "ocpi-from-country-code": "FR",
        "ocpi-from-party-id": "TWO",
        "ocpi-to-country-code": "NL",
        "ocpi-to-party-id": "ROA",
    }


async def test_a_partner_of_2_1_1_is_asked_by_what_it_is(
    roamer: Roamer, partner: FakePartner
) -> None:
    id_, _ = await registered(roamer, partner, "2.1.1", legacy_role="CPO")
    known = await roamer.contexts.partner_line.partner(roamer.actor, UUID(id_))
    assert known is not None
    assert known.modules == {("locations", "SENDER"), ("tokens", "RECEIVER")}
    assert known.owns(PartyKey("nl", "roa"), "CPO")
    await roamer.contexts.partner_line.ask(
        roamer.actor, UUID(id_), msgspec.structs.replace(LOCATIONS, url=f"{partner.url}/versions")
    )
    assert routing_of(partner.asked[-1]) == {}


async def _status(asked: Asked) -> Answer:
    return enveloped(None, 2001)


async def _error_as_success(asked: Asked) -> Answer:
    return enveloped([], 3000)


async def _unwell(asked: Asked) -> Answer:
    return enveloped([], http=500)


async def _redirected(asked: Asked) -> Answer:
    return 302, {"Location": "http://elsewhere.example"}, b""


async def _no_envelope(asked: Asked) -> Answer:
    return 200, {}, b"[]"


async def _endless(asked: Asked) -> Answer:
    return 200, {}, b"x" * (2 * 1024 * 1024)


@pytest.mark.parametrize(
    ("handler", "raised", "fault"),
    [
        (_status, PartnerRefused, "it answered with the status code 2001"),
        (_error_as_success, PartnerRefused, "it answered with the status code 3000"),
        (_unwell, PartnerUnintelligible, "it answered what is not OCPI: HTTP 500"),
        (_redirected, PartnerUnintelligible, "redirections are not followed"),
        (_no_envelope, PartnerUnintelligible, "it answered what is not OCPI"),
        (_endless, NoAnswer, "there was no answer: too_large"),
    ],
    ids=["status", "error-as-success", "unwell", "redirected", "no-envelope", "endless"],
)
async def test_what_a_partner_does_to_a_question_is_told_and_kept(
    roamer: Roamer, partner: FakePartner, handler: Handler, raised: type[Exception], fault: str
) -> None:
    id_, _ = await registered(roamer, partner)
    partner.special["/2.2.1/locations"] = handler
    with pytest.raises(raised):
        await roamer.contexts.partner_line.ask(roamer.actor, UUID(id_), LOCATIONS)
    answer = await roamer.client.get(
        f"/api/v1/roaming/partners/{id_}/exchanges", params={"faulty": "true"}
    )
    kept = answer.json()
    assert [each["inbound"] for each in kept] == [False]
    assert fault in kept[0]["fault"]


async def test_who_is_not_registered_or_has_no_such_side_has_no_line(
    roamer: Roamer, partner: FakePartner
) -> None:
    id_, _ = await registered(roamer, partner)
    line = roamer.contexts.partner_line
    for wrong in (
        msgspec.structs.replace(LOCATIONS, role="RECEIVER"),
        msgspec.structs.replace(LOCATIONS, module="cdrs"),
    ):
        with pytest.raises(NoLine):
            await line.ask(roamer.actor, UUID(id_), wrong)
    await roamer.client.delete(f"/api/v1/roaming/partners/{id_}/registration")
    with pytest.raises(NoLine):
        await line.ask(roamer.actor, UUID(id_), LOCATIONS)
    assert await line.partner(roamer.actor, UUID(id_)) is None
    assert await line.partners(roamer.actor) == []


async def pages_of(roamer: Roamer, id_: str) -> list[list[Any]]:
    page = PageRequest(limit=2)
    asked = roamer.contexts.partner_line.pages(roamer.actor, UUID(id_), LOCATIONS, page)
    return [[msgspec.json.decode(item) for item in found.items] async for found in asked]


def listing(partner: FakePartner, path: str, items: object, following: str | None) -> None:
    async def told(asked: Asked) -> Answer:
        http, _, body = enveloped(items)
        link = {} if following is None else {"Link": f'<{following}>; rel="next"'}
        return http, link, body

    partner.special[path] = told


async def test_a_list_is_followed_to_its_end(roamer: Roamer, partner: FakePartner) -> None:
    id_, _ = await registered(roamer, partner)
    base = f"{partner.url}/2.2.1/locations"
    listing(partner, "/2.2.1/locations?offset=0&limit=2", [1, 2], f"{base}?offset=2&limit=2")
    listing(partner, "/2.2.1/locations?offset=2&limit=2", [3], None)
    assert await pages_of(roamer, id_) == [[1, 2], [3]]


@pytest.mark.parametrize(
    ("following", "items", "fault"),
    [
        ("{base}?offset=0&limit=2", [3], "comes back"),
        ("http://127.0.0.2:1/next", [3], "another server"),
        ("{base}?offset=9", [1, 2], "repeats a page"),
    ],
    ids=["round", "elsewhere", "the-same-again"],
)
async def test_a_list_that_leads_nowhere_is_left(
    roamer: Roamer, partner: FakePartner, following: str, items: list[int], fault: str
) -> None:
    id_, _ = await registered(roamer, partner)
    base = f"{partner.url}/2.2.1/locations"
    listing(partner, "/2.2.1/locations?offset=0&limit=2", [1, 2], f"{base}?offset=2&limit=2")
    listing(partner, "/2.2.1/locations?offset=2&limit=2", items, following.format(base=base))
    listing(partner, "/2.2.1/locations?offset=9", [1, 2], None)
    with pytest.raises(PartnerUnintelligible, match=fault):
        await pages_of(roamer, id_)


async def test_exchanges_are_kept_masked_and_the_last_alone(
    roamer: Roamer, partner: FakePartner
) -> None:
    id_, _ = await registered(roamer, partner)
    question = PartnerQuestion(
        method="PUT",
        module="tokens",
        role="SENDER",
        segments=("NL", "ROA", UID),
        body={"uid": UID, "contract_id": "NL-ROA-C1", "valid": True},
    )
    partner.special[f"/2.2.1/tokens/NL/ROA/{UID}"] = _status
    for _ in range(210):
        with pytest.raises(PartnerRefused):
            await roamer.contexts.partner_line.ask(roamer.actor, UUID(id_), question)
    answer = await roamer.client.get(
        f"/api/v1/roaming/partners/{id_}/exchanges", params={"limit": 200}
    )
    kept = answer.json()
    assert len(kept) == 200
    assert UID not in answer.text
    first = kept[0]
    assert (first["method"], first["module"], first["status_code"]) == ("PUT", "tokens", 2001)
    assert json.loads(first["request"])["valid"] is True
    rows = await roamer.rows("SELECT url, request FROM exchanges WHERE tenant_id = $1")
    assert len(rows) == 200
    assert not [row for row in rows if UID in f"{row['url']}{row['request']}"]
