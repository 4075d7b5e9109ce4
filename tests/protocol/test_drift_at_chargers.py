"""What chargers do against the mode that they confirmed is seen, counted and told."""

import asyncio
from datetime import UTC, datetime

import pytest
from tests.protocol.lists import takes_its_list
from tests.protocol.modes import Modes
from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import NOON, Rig
from tests.protocol.v16.words import authorize, start, status, stop
from tests.protocol.v201.driving import Player

from chargehouse.contexts.access.public import Mode
from chargehouse.contexts.access.public.control import ControlView
from chargehouse.contexts.stations.public import StationRef

CARDS = ("04AABBCCDDEE80", "04AABBCCDDEE81", "04AABBCCDDEE82")
KEY = "FreeCharging"
FREE_TAG = "FreeChargingIdTag"
BOOT = {"chargePointVendor": "Zaptec", "chargePointModel": "Go"}
SINCE_1970 = -(NOON - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() / 60
"""How far a clock is ahead that was never set."""
VALUES = {"freevend": "true", "managed_access": "false"}


@pytest.fixture
def modes(rig: Rig) -> Modes:
    return Modes(rig)


async def says(charger: RawCharger, mode: Mode) -> None:
    """Answer what is asked with the value of a mode."""
    key = {"key": KEY, "readonly": False, "value": VALUES[mode]}
    await charger.obey("GetConfiguration", {"configurationKey": [key]})


async def confirmed(rig: Rig, modes: Modes, mode: Mode) -> tuple[StationRef, RawCharger]:
    """Return a charger whose mode was probed, and is the expected one."""
    station = await rig.add_station()
    charger = await rig.connect()
    await charger.call("BootNotification", BOOT)
    await modes.settle()
    work = asyncio.create_task(rig.contexts.access_control.probe(rig.actor, station.id))
    await says(charger, mode)
    await work
    await modes.expect(station, mode)
    assert (await modes.of(station)).sync == "in_sync"
    rig.clock.advance(5)
    return station, charger


async def looked(rig: Rig, modes: Modes, station: StationRef) -> ControlView:
    """Let the watch look at what came meanwhile; return what is known then."""
    await rig.settled()
    rig.clock.advance(60)
    await rig.contexts.drift_watch.look(rig.tenant_id)
    return await modes.of(station)


async def charged(rig: Rig, charger: RawCharger, tag: str, *, ahead_minutes: float = 0) -> None:
    """Charge for a moment without asking, by a clock that is so far ahead."""
    minute = (rig.clock.now() - NOON).total_seconds() / 60 + ahead_minutes
    answer = await start(charger, tag, minute=minute)
    await stop(charger, answer["transactionId"], minute=minute + 1)
    rig.clock.advance(900)


async def test_a_free_charger_that_begins_to_ask_is_a_problem_when_it_repeats(
    rig: Rig, modes: Modes
) -> None:
    station, charger = await confirmed(rig, modes, "freevend")
    await authorize(charger, CARDS[0])
    once = await looked(rig, modes, station)
    assert [(each.kind, each.seen) for each in once.drift] == [("asks_in_freevend", 1)]
    assert (once.problems, once.sync) == ([], "in_sync")
    await authorize(charger, CARDS[1])
    twice = await looked(rig, modes, station)
    assert [each.kind for each in twice.problems] == ["asks_in_freevend"]
    assert twice.sync == "drifting"
    assert await rig.contexts.drift_watch.look(rig.tenant_id) == 0
    work = asyncio.create_task(modes.settle())
    await says(charger, "freevend")
    await work
    assert (await modes.of(station)).sync == "drifting", "what it says is not what it does"
    rig.clock.advance(5)
    await charged(rig, charger, FREE_TAG)
    assert (await looked(rig, modes, station)).sync == "in_sync"


async def test_asking_with_the_free_tag_itself_is_no_drift(rig: Rig, modes: Modes) -> None:
    station, charger = await confirmed(rig, modes, "freevend")
    for _ in range(3):
        await authorize(charger, FREE_TAG)
        await charged(rig, charger, FREE_TAG)
    assert (await looked(rig, modes, station)).drift == []


async def test_a_managed_charger_that_starts_with_its_free_tag_is_a_problem(
    rig: Rig, modes: Modes
) -> None:
    station, charger = await confirmed(rig, modes, "managed_access")
    for _ in range(2):
        await charged(rig, charger, FREE_TAG)
    now = await looked(rig, modes, station)
    assert [each.kind for each in now.problems] == ["free_tag_in_managed"]
    assert now.sync == "drifting"
    work = asyncio.create_task(modes.settle())
    await says(charger, "freevend")
    await charger.obey("ChangeConfiguration", {"status": "Accepted"})
    await says(charger, "managed_access")
    await work
    after = await modes.of(station)
    assert (after.sync, after.problems, after.drift) == ("in_sync", [], [])
    closed = {each.kind for each in await modes.problems(is_open=False)}
    assert closed == {"free_tag_in_managed", "mode_lost"}


async def test_whoever_starts_unasked_and_then_asks_is_trusted_again(
    rig: Rig, modes: Modes
) -> None:
    station, charger = await confirmed(rig, modes, "managed_access")
    for card in CARDS[:2]:
        await charged(rig, charger, card)
    now = await looked(rig, modes, station)
    assert [each.kind for each in now.problems] == ["starts_unasked"]
    await authorize(charger, CARDS[2])
    after = await looked(rig, modes, station)
    assert (after.problems, after.drift, after.sync) == ([], [], "in_sync")


async def test_starts_that_were_queued_offline_prove_nothing(rig: Rig, modes: Modes) -> None:
    station, charger = await confirmed(rig, modes, "managed_access")
    await charger.vanish()
    rig.clock.advance(7200)
    charger = await rig.connect()
    for minute, card in enumerate(CARDS, 1):
        await start(charger, card, minute=minute)
    assert (await looked(rig, modes, station)).drift == []


@pytest.mark.parametrize(
    "ahead_minutes", [-60, -600, 120], ids=["slow", "local_west", "local_east"]
)
async def test_a_wrong_clock_hides_no_start_without_asking(
    rig: Rig, modes: Modes, ahead_minutes: float
) -> None:
    station, charger = await confirmed(rig, modes, "managed_access")
    await status(charger, "Available", minute=ahead_minutes)
    for card in CARDS[:2]:
        await charged(rig, charger, card, ahead_minutes=ahead_minutes)
    now = await looked(rig, modes, station)
    assert [each.kind for each in now.problems] == ["starts_unasked"]


async def test_a_clock_of_1970_hides_no_free_tag_in_managed_hours(rig: Rig, modes: Modes) -> None:
    station, charger = await confirmed(rig, modes, "managed_access")
    rig.clock.advance(900)
    for _ in range(2):
        await charged(rig, charger, FREE_TAG, ahead_minutes=SINCE_1970)
    now = await looked(rig, modes, station)
    assert [each.kind for each in now.problems] == ["free_tag_in_managed"]


@pytest.mark.parametrize("ahead_minutes", [-60, 118, SINCE_1970], ids=["slow", "fast", "1970"])
async def test_what_a_wrong_clock_queued_offline_proves_nothing(
    rig: Rig, modes: Modes, ahead_minutes: float
) -> None:
    """A fast clock says of what was queued that it is of now, or of later."""
    station, charger = await confirmed(rig, modes, "managed_access")
    await charger.vanish()
    rig.clock.advance(7200)
    charger = await rig.connect()
    minute = (rig.clock.now() - NOON).total_seconds() / 60
    await status(charger, "Available", minute=minute + ahead_minutes)
    for past, card in enumerate(CARDS, 1):
        await start(charger, card, minute=past + ahead_minutes)
    assert (await looked(rig, modes, station)).drift == []


async def test_what_a_station_says_it_did_offline_proves_nothing(rig: Rig) -> None:
    """OCPP 2.x has a word for it, which counts however short the time was."""
    await rig.add_station()
    player = Player(rig, await rig.connect(protocol="ocpp2.0.1"))
    await player.boot()
    for name, is_offline in (("tx-1", True), ("tx-2", False)):
        player.new_transaction(name)
        await player.tell("Started", "Authorized", tag=CARDS[0], offline=is_offline)
    rows = await rig.rows("SELECT queued FROM access_attempts ORDER BY id")
    assert [row["queued"] for row in rows] == [True, False]


async def test_a_listed_card_that_starts_unasked_is_no_drift_and_a_stranger_is(
    rig: Rig, modes: Modes
) -> None:
    """With LocalPreAuthorize whoever is on our list starts at once; nobody else may."""
    station, charger = await confirmed(rig, modes, "managed_access")
    await rig.add_identifier(CARDS[0])
    await takes_its_list(rig, charger, LocalPreAuthorize="true")
    for _ in range(3):
        await charged(rig, charger, CARDS[0])
    assert (await looked(rig, modes, station)).drift == []
    for _ in range(2):
        await charged(rig, charger, CARDS[1])
    now = await looked(rig, modes, station)
    assert [each.kind for each in now.problems] == ["starts_unasked"]


async def test_a_listed_start_does_not_prove_that_a_charger_is_free(rig: Rig, modes: Modes) -> None:
    station, charger = await confirmed(rig, modes, "managed_access")
    await rig.add_identifier(CARDS[0])
    await takes_its_list(rig, charger, LocalPreAuthorize="true")
    work = asyncio.create_task(modes.expect(station, "freevend"))
    await charger.obey("ChangeConfiguration", {"status": "Accepted"})
    await says(charger, "freevend")
    await work
    rig.clock.advance(5)
    for card in CARDS[1:]:
        await authorize(charger, card)
    asking = await looked(rig, modes, station)
    assert [each.kind for each in asking.problems] == ["asks_in_freevend"]
    await charged(rig, charger, CARDS[0])
    still = await looked(rig, modes, station)
    assert [each.kind for each in still.problems] == ["asks_in_freevend"]
    await charged(rig, charger, FREE_TAG)
    assert (await looked(rig, modes, station)).problems == []
