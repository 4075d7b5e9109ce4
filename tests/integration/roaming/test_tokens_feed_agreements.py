"""A partner's tokens reach agreements as it pushes and lists them, and it is asked by HTTP (C8)."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from tests.integration.roaming.conftest import Ground, Json, tenant_of
from tests.integration.roaming.fakepartner import Answer, Asked, enveloped
from tests.integration.roaming.listing import Listing
from tests.integration.roaming.telling import Teller, path_of, teller

from chargehouse.contexts.identity import reactions
from chargehouse.contexts.identity.public.partners import PartnerQuery, PartnerSaid
from chargehouse.platform.outbox.recorded import Position, RecordedEvent

pytestmark = pytest.mark.asyncio(loop_scope="module")

CARD = "04AA11BB22CC33"
NOW = "2026-03-02T08:00:00Z"


@pytest_asyncio.fixture(loop_scope="module")
async def partner(ground: Ground) -> AsyncIterator[Teller]:
    async with teller(ground, "2.2.1", lists=("tokens",)) as made:
        yield made


async def agreed(partner: Teller, **said: object) -> Json:
    body = {"name": "Roamer", "everywhere": True, "partner_id": partner.id, **said}
    answer = await partner.roamer.client.post("/api/v1/agreements", json=body)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


async def known(partner: Teller, agreement: Json) -> list[tuple[str, str, str]]:
    path = f"/api/v1/agreements/{agreement['id']}/identifiers?sort=created_at"
    items = (await partner.roamer.client.get(path)).json()["items"]
    return [(each["status"], each["whitelist"], each["token_party"]) for each in items]


async def react(partner: Teller) -> None:
    """Have what happened heard, and the jobs done that come of it."""
    roamer, feeds = partner.roamer, partner.roamer.contexts.partner_feeds
    rows = await roamer.rows("SELECT * FROM events WHERE tenant_id = $1 ORDER BY xid, sequence")
    for consumer in reactions.consumers(feeds):
        heard = [recorded(row) for row in rows if row["wire_name"] in consumer.names]
        if heard:
            async with roamer.ground.database.transaction(roamer.actor) as work:
                await consumer.react(work, heard)
    jobs = await roamer.rows(
        "SELECT convert_from(payload, 'utf8') AS told FROM pgqueuer"
        " WHERE entrypoint = 'identity.feed_by_partner' AND CAST($1 AS uuid) IS NOT NULL"
    )
    if any(partner.id in job["told"] for job in jobs):
        await feeds.renew(roamer.actor, UUID(partner.id))


def recorded(row: Any) -> RecordedEvent:  # noqa: ANN401  a row
    return RecordedEvent(
        position=Position(int(row["xid"]), row["sequence"]),
        event_id=row["event_id"],
        tenant_id=row["tenant_id"],
        wire_name=row["wire_name"],
        aggregate_id=row["aggregate_id"],
        station_id=row["station_id"],
        occurred_at=row["occurred_at"],
        actor=row["actor"],
        request_id=row["request_id"],
        payload=row["payload"],
    )


def token(partner: Teller, uid: str = CARD, **more: object) -> Json:
    told = {"uid": uid, "type": "RFID", "whitelist": "NEVER", "valid": True, "last_updated": NOW}
    return partner.whole("tokens", "minimal", **{**told, **more})


async def identifier_of(partner: Teller) -> UUID:
    rows = await partner.roamer.rows("SELECT id FROM agreement_identifiers WHERE tenant_id = $1")
    [row] = rows
    found: UUID = row["id"]
    return found


async def ask(partner: Teller, identifier_id: UUID | None, value: str = CARD) -> PartnerSaid | None:
    return await ask_at(partner, await station_of(partner), identifier_id, value)


async def station_of(partner: Teller) -> UUID:
    """Add a station where drivers of the partner would charge."""
    roamer = partner.roamer
    location = await roamer.contexts.locations.add(roamer.actor, name="Depot", timezone="UTC")
    station = await roamer.contexts.stations.add(
        roamer.actor, code="CH-1", location_id=location.id, security_profile=0
    )
    return station.id


async def ask_at(
    partner: Teller, station_id: UUID, identifier_id: UUID | None, value: str
) -> PartnerSaid | None:
    roamer = partner.roamer
    query = PartnerQuery(
        identifier_id=identifier_id, value=value, station_id=station_id, at=roamer.clock.now()
    )
    return await roamer.contexts.real_time.ask(roamer.actor.tenant_id, query, timeout_s=5.0)


async def test_what_a_partner_pushes_agreements_know(partner: Teller) -> None:
    agreement = await agreed(partner, fresh_for_s=3600)
    await partner.done("PUT", path_of("tokens", CARD), token(partner))
    await react(partner)
    assert await known(partner, agreement) == [("active", "never", "NL-ROA")]
    changed = {"valid": False, "last_updated": "2026-03-02T08:00:01Z"}
    await partner.done("PATCH", path_of("tokens", CARD), changed)
    await react(partner)
    assert await known(partner, agreement) == [("inactive", "never", "NL-ROA")]


async def test_what_a_partner_told_before_is_known_as_soon_as_it_is_agreed(
    partner: Teller,
) -> None:
    """And what its list does not have any more is known no more."""
    listing = Listing(partner.partner, "/2.2.1/tokens", size=2)
    listing.items = [token(partner, f"CARD-{number}") for number in range(5)]
    pulls = partner.roamer.contexts.pulls
    await pulls.pull(partner.roamer.actor, UUID(partner.id), whole=True)
    agreement = await agreed(partner, party="nl-roa")
    await react(partner)
    assert len(await known(partner, agreement)) == 5
    listing.items = listing.items[:3]
    partner.roamer.clock.advance(600)
    await pulls.pull(partner.roamer.actor, UUID(partner.id), whole=True)
    await react(partner)
    assert len(await known(partner, agreement)) == 3


async def test_the_partner_is_asked_by_http_and_its_word_is_taken(partner: Teller) -> None:
    await agreed(partner)
    await partner.done("PUT", path_of("tokens", CARD), token(partner))
    await react(partner)

    async def told(asked: Asked) -> Answer:
        info = {"allowed": "NO_CREDIT", "token": token(partner), "authorization_reference": "A-1"}
        return enveloped(info)

    partner.partner.special[f"/2.2.1/tokens/{CARD}/authorize?type=RFID"] = told
    said = await ask(partner, await identifier_of(partner))
    assert said is not None
    assert (said.said, said.reference, said.party, said.permits) == (
        "no_credit",
        "A-1",
        "NL-ROA",
        False,
    )
    asked = partner.partner.asked[-1]
    assert asked.method == "POST"
    assert list(json.loads(asked.body)) == ["location_id"]
    assert asked.headers["ocpi-to-party-id"] == "ROA"


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (enveloped(None, 2004, 404), "unknown"),
        (enveloped({"allowed": "PERHAPS"}), "no_answer"),
        (enveloped(None), "no_answer"),
        (enveloped({"allowed": "ALLOWED"}, 3000), "no_answer"),
        ((200, {}, b"<html>"), "no_answer"),
        ((500, {}, b""), "no_answer"),
    ],
    ids=["unknown", "odd word", "no word", "server error", "no json", "broken"],
)
async def test_whatever_else_a_partner_says_is_no_answer(
    partner: Teller, answer: Answer, word: str
) -> None:
    await agreed(partner, asks_unknown=True)

    async def told(_: Asked) -> Answer:
        return answer

    partner.partner.special["/2.2.1/tokens/STRANGER/authorize?type=RFID"] = told
    said = await ask(partner, None, "STRANGER")
    assert said is not None
    assert (said.said, said.permits) == (word, False)


async def test_a_partner_that_hangs_is_left_alone_and_people_see_it(partner: Teller) -> None:
    """Three drivers wait for it, the next does not; its page says since when, and until when."""
    await agreed(partner, asks_unknown=True)
    roamer, path = partner.roamer, f"/api/v1/roaming/partners/{partner.id}/asking"
    station_id, came, ended = await station_of(partner), asyncio.Semaphore(0), asyncio.Event()

    async def hangs(_: Asked) -> Answer:
        came.release()
        await ended.wait()
        raise ConnectionResetError

    partner.partner.special["/2.2.1/tokens/STRANGER/authorize?type=RFID"] = hangs
    began = roamer.clock.now()
    for failures in range(3):
        told = (await roamer.client.get(path)).json()
        assert (told["state"], told["failures"]) == ("failing" if failures else "asked", failures)
        waiting = asyncio.create_task(ask_at(partner, station_id, None, "STRANGER"))
        await came.acquire()
        roamer.clock.advance(5)
        said = await waiting
        assert said is not None
        assert said.said == "no_answer"
    said = await ask_at(partner, station_id, None, "STRANGER")
    assert said is not None
    assert (said.said, said.permits, said.answer_ms) == ("not_asked", False, 0)
    told = (await roamer.client.get(path)).json()
    assert (told["state"], told["failures"]) == ("paused", 3)
    assert told["last_error"] == "there was no answer: timed_out"
    names = ("failing_since", "ask_again_at")
    since, until = (datetime.fromisoformat(told[name]) for name in names)
    assert (since - began, until - began) == (timedelta(seconds=5), timedelta(seconds=15 + 15))
    ended.set()


async def test_nothing_is_told_of_another_tenants_partner(partner: Teller, ground: Ground) -> None:
    async with tenant_of(ground) as other:
        answer = await other.client.get(f"/api/v1/roaming/partners/{partner.id}/asking")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/partner_unknown")


async def test_a_partner_with_an_agreement_is_not_removed(partner: Teller) -> None:
    await agreed(partner)
    client, path = partner.roamer.client, f"/api/v1/roaming/partners/{partner.id}"
    await client.delete(f"{path}/registration")
    answer = await client.delete(path)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/partner_in_use")
