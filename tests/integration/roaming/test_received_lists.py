"""Partners' lists are read from time to time; what is wrong in one is told and hinders nothing."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from tests.integration.roaming.conftest import Ground, Json
from tests.integration.roaming.fakepartner import (
    Answer,
    Asked,
    Handler,
    enveloped,
    fake_partner,
    role,
)
from tests.integration.roaming.listing import Listing
from tests.integration.roaming.registering import registered
from tests.integration.roaming.telling import Teller, path_of, teller, whole

from chargehouse.contexts.received.public import PullState
from chargehouse.ocpi.scalars import DateTime
from chargehouse.platform.secrets import Keyring

pytestmark = pytest.mark.asyncio(loop_scope="module")

BE_TWO: Json = {"country_code": "BE", "party_id": "TWO"}
LISTS = ("hubclientinfo", "locations", "tariffs", "tokens", "sessions", "cdrs")


@pytest_asyncio.fixture(loop_scope="module")
async def partner(ground: Ground) -> AsyncIterator[Teller]:
    """A partner that has a list of locations alone."""
    async with teller(ground, "2.2.1") as made:
        yield made


def at(teller: Teller, minutes: int) -> str:
    """Return an instant so many minutes from now."""
    return DateTime.of(teller.roamer.clock.now() + timedelta(minutes=minutes))


def location(partner: Teller, id_: str, minutes: int = -60, **more: object) -> Json:
    return partner.whole("locations", "minimal", id=id_, last_updated=at(partner, minutes), **more)


async def pull(partner: Teller, *, entire: bool = False) -> dict[str, PullState]:
    pulls = partner.roamer.contexts.pulls
    await pulls.pull(partner.roamer.actor, UUID(partner.id), whole=entire)
    states = await pulls.states(partner.roamer.actor, UUID(partner.id))
    return {state.module: state for state in states}


async def kept(partner: Teller) -> dict[str, Any]:
    rows = await partner.roamer.rows(
        "SELECT object_id, unlisted_at FROM received_objects WHERE tenant_id = $1"
    )
    return {row["object_id"]: row["unlisted_at"] for row in rows}


async def test_a_list_is_read_page_by_page_and_then_from_where_that_ended(
    partner: Teller,
) -> None:
    listing = Listing(partner.partner, "/2.2.1/locations", size=2)
    listing.items = [location(partner, f"L{number}", -60 + number) for number in range(5)]
    state = (await pull(partner))["locations"]
    assert (state.state, state.whole, state.listed, state.added) == ("ended", True, 5, 5)
    assert [query.get("offset") for query in listing.asked] == ["0", "2", "4"]
    assert await partner.done("GET", path_of("locations", "L3")) == listing.items[3]
    partner.roamer.clock.advance(600)
    moved = location(partner, "L1", -1, name="Moved")
    listing.items = [*listing.without("L1"), moved]
    listing.asked.clear()
    state = (await pull(partner))["locations"]
    assert (state.whole, state.added, state.changed) == (False, 0, 1)
    assert listing.asked[0]["date_from"] == at(partner, -60 + 4 - 1 - 10)
    assert await partner.done("GET", path_of("locations", "L1")) == moved
    state = (await pull(partner))["locations"]
    assert (state.added, state.changed, state.unlisted) == (0, 0, 0)
    assert await partner.roamer.told("partner_l") == ["partner_list.pulled"] * 2


async def test_what_is_wrong_is_skipped_and_told_without_identifiers(partner: Teller) -> None:
    theirs = location(partner, "FR", country_code="FR", party_id="TWO")
    wrong = [location(partner, "BAD", publish="SECRET-UID"), theirs, 5, {"id": "NOTHING"}]
    listing = Listing(partner.partner, "/2.2.1/locations")
    listing.items = [*wrong, location(partner, "GOOD")]
    state = (await pull(partner))["locations"]
    assert (state.state, state.listed, state.added, state.faulty) == ("ended", 5, 1, 4)
    assert [fault.index for fault in state.faults] == [0, 1, 2, 3]
    assert [fault.field for fault in state.faults][:3] == ["publish", "party_id", ""]
    assert "SECRET-UID" not in str(state)
    assert set(await kept(partner)) == {"GOOD"}


async def test_of_faults_the_first_are_kept(partner: Teller) -> None:
    Listing(partner.partner, "/2.2.1/locations", range(250))
    state = (await pull(partner))["locations"]
    assert (state.listed, state.faulty, len(state.faults)) == (250, 250, 10)


async def test_a_whole_reading_finds_what_is_gone_and_overrides_a_wrong_clock(
    partner: Teller,
) -> None:
    listing = Listing(partner.partner, "/2.2.1/locations")
    ahead = location(partner, "AHEAD", 60 * 24 * 365)
    listing.items = [ahead, *(location(partner, id_) for id_ in ("STAYS", "GOES", "BROKEN"))]
    await pull(partner)
    partner.roamer.clock.advance(60)
    now = location(partner, "AHEAD", name="Repaired")
    broken = {**location(partner, "BROKEN"), "publish": 5}
    listing.items = [now, location(partner, "STAYS", -61), broken]
    assert (await pull(partner))["locations"].unlisted == 0
    assert await partner.done("GET", path_of("locations", "AHEAD")) == ahead
    partner.roamer.clock.advance(60)
    pushed = location(partner, "PUSHED")
    partner.roamer.clock.advance(1)

    async def meanwhile(asked: Asked) -> Answer:
        partner.roamer.clock.advance(1)
        await partner.done("PUT", path_of("locations", "PUSHED"), pushed)
        return await listing.answer(asked)

    partner.partner.special[listing.path] = meanwhile
    state = (await pull(partner, entire=True))["locations"]
    assert (state.whole, state.unlisted, state.faulty) == (True, 1, 1)
    assert await partner.done("GET", path_of("locations", "AHEAD")) == now
    gone = {id_ for id_, since in (await kept(partner)).items() if since}
    assert gone == {"GOES"}
    partner.roamer.clock.advance(60)
    listing.items = [*listing.items, location(partner, "GOES"), pushed]
    partner.partner.special[listing.path] = listing.answer
    await pull(partner, entire=True)
    assert {id_ for id_, since in (await kept(partner)).items() if since} == set()


async def test_what_was_pushed_meanwhile_is_not_overridden(partner: Teller) -> None:
    listing = Listing(partner.partner, "/2.2.1/locations")
    listing.items = [location(partner, "RACE", -60)]
    newer = location(partner, "RACE", -1, name="Newer")

    async def meanwhile(asked: Asked) -> Answer:
        partner.roamer.clock.advance(1)
        await partner.done("PUT", path_of("locations", "RACE"), newer)
        return await listing.answer(asked)

    partner.partner.special[listing.path] = meanwhile
    await pull(partner, entire=True)
    assert await partner.done("GET", path_of("locations", "RACE")) == newer


async def test_every_list_is_read_a_hubs_clients_first(ground: Ground) -> None:
    async with teller(ground, "2.2.1", [role("NL-HUB", "HUB")], lists=LISTS) as hub:
        owner = {"country_code": "BE", "party_id": "CLI"}
        clients = [
            whole("2.2.1", "hubclientinfo", **{**owner, "role": name}) for name in ("CPO", "EMSP")
        ]
        listings = {"hubclientinfo": Listing(hub.partner, "/2.2.1/hubclientinfo", clients)}
        for module in ("locations", "tariffs", "tokens", "sessions", "cdrs"):
            items = [whole("2.2.1", module, kind, **owner) for kind in ("minimal", "full")]
            field = "uid" if module == "tokens" else "id"
            items = [{**item, field: f"04AABBCC0{n}"} for n, item in enumerate(items)]
            listings[module] = Listing(hub.partner, f"/2.2.1/{module}", items)
        states = await pull(hub)
        found = {name: (state.state, state.added) for name, state in states.items()}
        assert found == dict.fromkeys(LISTS, ("ended", 2))
        assert "date_from" not in listings["locations"].asked[0]
        assert listings["sessions"].asked[0]["date_from"] == "2000-01-01T00:00:00Z"
        book = hub.roamer.contexts.received_book
        page = await book.tokens(hub.roamer.actor, UUID(hub.id))
        told = [each["uid"] for each in listings["tokens"].items if isinstance(each, dict)]
        assert {each.token.uid for each in page.tokens} == set(told)
        keyring = Keyring(bytes(range(32)))
        hashed = keyring.identifier_hash(hub.roamer.actor.tenant_id, told[0].upper())
        [token] = await book.tokens_of_uid(hub.roamer.actor, hashed)
        assert await book.tokens_named(hub.roamer.actor, [token.id]) == [token]
        heard = await book.heard_at(hub.roamer.actor, UUID(hub.id), "tokens")
        assert heard == hub.roamer.clock.now()
        sessions = await book.sessions(hub.roamer.actor, UUID(hub.id))
        assert len(sessions) == 2
        listings["cdrs"].items = [
            {**item, "total_energy": 1} for item in listings["cdrs"].items if isinstance(item, dict)
        ]
        states = await pull(hub, entire=True)
        assert (states["cdrs"].changed, states["cdrs"].faulty) == (0, 2)


async def _refuses(asked: Asked) -> Answer:
    return enveloped(None, 3000)


async def _nonsense(asked: Asked) -> Answer:
    return 200, {}, b"<html>"


async def _half(asked: Asked) -> Answer:
    return 200, {}, b'{"data": [{"id":'


@pytest.mark.parametrize(
    ("answers", "told"),
    [(_refuses, "status code 3000"), (_nonsense, "not OCPI"), (_half, "not OCPI")],
)
async def test_a_list_that_cannot_be_read_is_told(
    partner: Teller, answers: Handler, told: str
) -> None:
    listing = Listing(partner.partner, "/2.2.1/locations", [location(partner, "L")])
    well = (await pull(partner))["locations"]
    partner.roamer.clock.advance(60)
    partner.partner.special[listing.path] = answers
    state = (await pull(partner))["locations"]
    assert (state.state, state.synced_until) == ("failed", well.synced_until)
    assert state.ended_well_at == well.ended_well_at
    assert state.error is not None
    assert told in state.error
    assert set(await kept(partner)) == {"L"}


async def test_each_partner_is_asked_by_a_job_of_its_own_when_it_is_due(ground: Ground) -> None:
    async with teller(ground, "2.2.1") as first, fake_partner() as other:
        other.roles = [role("BE-TWO", "CPO")]
        roamer = first.roamer
        second, _ = await registered(roamer, other, name="Second")
        pulls = roamer.contexts.pulls
        assert await pulls.ask_due(roamer.actor) == 2
        Listing(first.partner, "/2.2.1/locations", [location(first, "L")])
        await pull(first)
        assert await pulls.ask_due(roamer.actor) == 1
        await pulls.pull(roamer.actor, UUID(second))
        [state] = await pulls.states(roamer.actor, UUID(second))
        assert state.state == "failed"
        assert await pulls.ask_due(roamer.actor) == 0
        roamer.clock.advance(3600)
        assert await pulls.ask_due(roamer.actor) == 2


async def test_a_partner_that_hangs_hinders_no_other(ground: Ground) -> None:
    async with teller(ground, "2.2.1") as slow, fake_partner() as other:
        roamer, released, asked = slow.roamer, asyncio.Event(), asyncio.Event()
        other.roles = [role("BE-TWO", "CPO")]
        second, _ = await registered(roamer, other, name="Second")
        Listing(other, "/2.2.1/locations", [location(slow, "L", **BE_TWO)])
        listing = Listing(slow.partner, "/2.2.1/locations", [location(slow, "SLOW")])

        async def hangs(question: Asked) -> Answer:
            asked.set()
            await released.wait()
            return await listing.answer(question)

        slow.partner.special[listing.path] = hangs
        waiting = asyncio.create_task(pull(slow))
        await asked.wait()
        await roamer.contexts.pulls.pull(roamer.actor, UUID(second))
        assert set(await kept(slow)) == {"L"}
        [state] = await roamer.contexts.pulls.states(roamer.actor, UUID(slow.id))
        assert state.state == "running"
        released.set()
        assert (await waiting)["locations"].added == 1
