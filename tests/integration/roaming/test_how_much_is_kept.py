"""What a partner may store with us is bounded; more is refused, and nothing is half kept (C7)."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
import pytest_asyncio
from tests.integration.roaming.conftest import Ground, Json
from tests.integration.roaming.fakepartner import role
from tests.integration.roaming.listing import Listing
from tests.integration.roaming.registering import parties_of_partners
from tests.integration.roaming.telling import Teller, path_of, teller, whole

from chargehouse.contexts.received.public import PullState

pytestmark = pytest.mark.asyncio(loop_scope="module")

EARLY, LATE = "2026-03-01T08:00:00Z", "2026-03-01T09:00:00Z"
FULL = (200, 2000)


@pytest_asyncio.fixture(loop_scope="module")
async def partner(ground: Ground) -> AsyncIterator[Teller]:
    async with teller(ground, "2.2.1") as made:
        yield made


async def at_most(partner: Teller, key: str, value: int) -> None:
    client, path = partner.roamer.client, f"/api/v1/settings/roaming.{key}"
    version = (await client.get(path)).json()["version"]
    answer = await client.patch(path, json={"value": value, "version": version})
    assert answer.is_success, answer.text


def location(partner: Teller, id_: str, at: str = EARLY, **more: object) -> Json:
    return partner.whole("locations", "minimal", id=id_, last_updated=at, **more)


async def put(partner: Teller, id_: str) -> None:
    await partner.done("PUT", path_of("locations", id_), location(partner, id_))


async def refused(partner: Teller, id_: str) -> None:
    path = path_of("locations", id_)
    assert await partner.refused("PUT", path, location(partner, id_)) == FULL
    assert await partner.refused("GET", path) == (404, 2000)


async def kept(partner: Teller) -> dict[str, tuple[int, int]]:
    answer = await partner.roamer.client.get(f"/api/v1/roaming/partners/{partner.id}/kept")
    return {each["module"]: (each["kept"], each["most"]) for each in answer.json()}


async def pull(partner: Teller) -> PullState:
    pulls = partner.roamer.contexts.pulls
    await pulls.pull(partner.roamer.actor, UUID(partner.id))
    [state] = await pulls.states(partner.roamer.actor, UUID(partner.id))
    return state


async def test_more_than_the_bound_is_refused_and_what_is_kept_goes_on(partner: Teller) -> None:
    """As a client's error: a sender that hears of a server's fault would hold everything back."""
    await at_most(partner, "locations_most", 2)
    for id_ in ("L0", "L1"):
        await put(partner, id_)
    await refused(partner, "L2")
    moved = location(partner, "L1", LATE, name="Moved")
    await partner.done("PUT", path_of("locations", "L1"), moved)
    assert await partner.done("GET", path_of("locations", "L1")) == moved
    await partner.done("PATCH", path_of("locations", "L0"), {"name": "N", "last_updated": LATE})
    assert await kept(partner) == {"locations": (2, 2)}
    for id_ in ("T0", "T1"):
        await partner.done("PUT", path_of("tariffs", id_), partner.whole("tariffs", id=id_))
    await at_most(partner, "locations_most", 3)
    await put(partner, "L2")
    await refused(partner, "L3")
    assert await kept(partner) == {"locations": (3, 3), "tariffs": (2, 3)}
    assert len(await partner.roamer.told("partner_location")) == 5


async def test_the_operator_sees_what_was_refused(partner: Teller) -> None:
    await at_most(partner, "locations_most", 1)
    await put(partner, "L0")
    await refused(partner, "L1")
    path = f"/api/v1/roaming/partners/{partner.id}/exchanges?faulty=true"
    faults = [each["fault"] for each in (await partner.roamer.client.get(path)).json()]
    assert "answered with the status code 2000" in faults


async def test_one_partner_takes_no_room_from_another(ground: Ground, partner: Teller) -> None:
    await at_most(partner, "locations_most", 1)
    await put(partner, "L0")
    await refused(partner, "L1")
    async with teller(ground, "2.2.1") as other:
        await at_most(other, "locations_most", 1)
        await put(other, "L0")
        assert await kept(other) == {"locations": (1, 1)}


async def test_what_is_taken_away_makes_room(partner: Teller) -> None:
    await at_most(partner, "locations_most", 1)
    path, other = path_of("tariffs", "T0"), path_of("tariffs", "T1")
    await partner.done("PUT", path, partner.whole("tariffs", id="T0"))
    assert await partner.refused("PUT", other, partner.whole("tariffs", id="T1")) == FULL
    await partner.done("DELETE", path)
    await partner.done("PUT", other, partner.whole("tariffs", id="T1"))
    assert await partner.refused("PUT", path, partner.whole("tariffs", id="T0")) == FULL


async def test_what_other_processes_did_counts_after_a_minute(partner: Teller) -> None:
    await at_most(partner, "locations_most", 1)
    await put(partner, "L0")
    await partner.roamer.change("DELETE FROM received_objects WHERE tenant_id = $1")
    await refused(partner, "L1")
    partner.roamer.clock.advance(60)
    await put(partner, "L1")


async def test_cdrs_are_refused_beyond_theirs_and_the_same_again_is_not(partner: Teller) -> None:
    await at_most(partner, "sessions_most", 1)
    cdr = partner.whole("cdrs", "minimal", id="C0")
    first = await partner.ask("POST", "cdrs", cdr)
    assert first.status_code == 201
    assert await partner.refused("POST", "cdrs", {**cdr, "id": "C1"}) == FULL
    again = await partner.ask("POST", "cdrs", cdr)
    assert again.headers["location"] == first.headers["location"]
    assert await partner.kept("cdrs") == 1


async def test_a_list_is_read_as_far_as_there_is_room_and_it_is_said(partner: Teller) -> None:
    await at_most(partner, "locations_most", 3)
    await put(partner, "L1")
    listing = Listing(partner.partner, "/2.2.1/locations", size=2)
    listing.items = [location(partner, f"L{number}", LATE) for number in range(8)]
    state = await pull(partner)
    assert (state.state, state.added, state.changed) == ("failed", 2, 1)
    assert state.error == (
        "No more than 3 of locations are kept of one partner: the rest of its list was not read."
    )
    assert (state.synced_until, state.unlisted) == (None, 0)
    assert len(listing.asked) == 2
    assert await kept(partner) == {"locations": (3, 3)}
    await at_most(partner, "locations_most", 8)
    partner.roamer.clock.advance(60)
    state = await pull(partner)
    assert (state.state, state.added, state.error) == ("ended", 5, None)
    assert await kept(partner) == {"locations": (8, 8)}


async def test_a_hub_that_tells_of_too_many_makes_no_parties_of_them(ground: Ground) -> None:
    roles = [role("NL-ROA", "HUB")]
    async with teller(ground, "2.2.1", roles, lists=("hubclientinfo",)) as hub:
        await at_most(hub, "locations_most", 1)

        def client(party_id: str) -> Json:
            return whole("2.2.1", "hubclientinfo", country_code="BE", party_id=party_id, role="CPO")

        path = path_of("hubclientinfo", owner=("BE", "ONE"))
        await hub.done("PUT", path, client("ONE"))
        two = path_of("hubclientinfo", owner=("BE", "TWO"))
        assert await hub.refused("PUT", two, client("TWO")) == FULL
        await hub.done("PUT", path, {**client("ONE"), "status": "OFFLINE", "last_updated": LATE})
        listing = Listing(hub.partner, "/2.2.1/hubclientinfo")
        listing.items = [client("ONE"), client("TWO"), client("TRE")]
        state = await pull(hub)
        assert (state.state, state.added, state.faulty) == ("failed", 0, 0)
        found = [each for each in await parties_of_partners(hub.roamer) if each.startswith("BE")]
        assert found == ["BE-ONE CPO"]
