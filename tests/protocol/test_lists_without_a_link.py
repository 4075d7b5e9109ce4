"""Managed access holds while the link is down: by the charger's local list, judged afterwards."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest
from tests.protocol.lists import Lists
from tests.protocol.modes import simulated
from tests.protocol.rig import NOON, Rig
from tests.protocol.test_stages_by_place import roll_out
from tests.protocol.test_team_rules_at_chargers import AT_NOON
from tests.protocol.v16.words import started, status

from chargehouse.contexts.access.model.team_rules import RuleChange
from chargehouse.contexts.identity.model import IdentifierChange
from chargehouse.simulator.charger import Charger
from chargehouse.simulator.profile import profile

LISTED = "04AABBCCDDEE80"
STRANGER = "04AABBCCDDEE99"
LATER = "04AABBCCDDEE81"


@pytest.fixture
def lists(rig: Rig) -> Lists:
    return Lists(rig)


async def settled(rig: Rig, lists: Lists, holds: Callable[[], bool]) -> None:
    """Wait until a charger has said all that it has to say, and what came of it is done."""
    await rig.eventually(holds)
    await lists.settle()


def told_all(charger: Charger) -> Callable[[], bool]:
    return lambda: charger.online and len(charger.uplink.outbox) == 0


@pytest.mark.parametrize("protocol", ["ocpp1.6", "ocpp2.0.1"])
async def test_a_listed_card_starts_without_a_link_and_a_stranger_does_not(
    rig: Rig, lists: Lists, protocol: str
) -> None:
    """After the return versions agree, and the start is judged at its own time."""
    await rig.add_identifier(LISTED)
    async with simulated(rig, "generic-ac", protocol) as at:
        await settled(rig, lists, told_all(at.charger))
        assert (await lists.of(at.station)).state == "in_step"
        at.charger.cut_link()
        await rig.eventually(lambda: not at.charger.online)
        rig.clock.advance(600)
        started_at = rig.clock.now()
        assert not await at.charger.start_charging(STRANGER)
        assert await at.charger.present(LISTED)
        await rig.add_identifier(LATER)
        rig.clock.advance(1800)
        at.charger.restore_link()
        await settled(rig, lists, told_all(at.charger))
        after = await lists.of(at.station)
        assert (after.state, after.entries) == ("in_step", 2)
        assert after.version == at.charger.local_list.version
        assert len(at.charger.local_list) == 2
    [decision] = await rig.decisions()
    assert (decision["decision"], decision["reason"]) == ("allowed", "permitted")
    assert abs(decision["judged_at"] - started_at) < timedelta(seconds=2)
    assert decision["decided_at"] - decision["judged_at"] > timedelta(minutes=25)
    [session] = await rig.sessions()
    assert session["offline"]


async def test_a_start_by_a_clock_that_is_ahead_is_judged_by_ours(rig: Rig) -> None:
    """By the charger's clock, a quarter of an hour ahead, the card was expired when it started."""
    await rig.add_station()
    await rig.add_identifier(LISTED, valid_until=NOON + timedelta(minutes=20))
    charger = await rig.booted()
    await charger.vanish()
    rig.clock.advance(3600)
    again = await rig.connect()
    await status(again, "Charging", minute=75)
    await started(again, LISTED, minute=25)
    [decision] = await rig.decisions()
    assert (decision["reason"], decision["judged_at"]) == (
        "permitted",
        NOON + timedelta(minutes=10),
    )


async def test_who_is_listed_until_an_instant_starts_before_it_alone(
    rig: Rig, lists: Lists
) -> None:
    until = NOON + timedelta(hours=2)
    await rig.add_identifier(LISTED, valid_until=until)
    async with simulated(rig, "generic-ac") as at:
        await settled(rig, lists, told_all(at.charger))
        at.charger.cut_link()
        await rig.eventually(lambda: not at.charger.online)
        rig.clock.advance(7200)
        assert not await at.charger.start_charging(LISTED)


async def test_sixteen_entries_are_those_that_fit(rig: Rig, lists: Lists) -> None:
    for number in range(40):
        await rig.add_identifier(f"CARD-{number}")
    small = msgspec.structs.replace(profile("generic-ac"), local_list_limit=16)
    async with simulated(rig, small, "ocpp2.0.1") as at:
        await settled(rig, lists, told_all(at.charger))
        now = await lists.of(at.station)
        assert (now.entries, now.listable, now.room) == (16, 40, 16)
        assert len(at.charger.local_list) == 16


async def test_where_access_control_is_no_more_than_shadow_no_list_is_sent(
    rig: Rig, lists: Lists
) -> None:
    """NFR-005: rolled out by place; it is caught up with where it is on."""
    await rig.add_identifier(LISTED)
    async with simulated(rig, "generic-ac") as at:
        at_station = f"station:{at.station.id}"
        await roll_out(rig, "shadow", at_station)
        await settled(rig, lists, told_all(at.charger))
        now = await lists.of(at.station)
        assert (now.is_kept, now.state, len(at.charger.local_list)) == (False, "unknown", 0)
        await roll_out(rig, "on", at_station)
        await lists.settle()
        now = await lists.of(at.station)
        assert (now.is_kept, now.state, len(at.charger.local_list)) == (True, "in_step", 1)


async def test_who_may_charge_at_some_hours_alone_is_not_listed_and_refused_without_a_link(
    rig: Rig, lists: Lists
) -> None:
    """A list has no hours: it fails closed, for fleets as for agreements."""
    contexts, actor = rig.contexts, rig.actor
    fleet = await contexts.fleets.add(actor, name="Day vans")
    van = await contexts.vehicles.add(actor, name="Van 1", fleet_id=fleet.id)
    card = await rig.add_identifier(LISTED)
    await contexts.identifiers.update(actor, card.id, IdentifierChange(vehicle_id=van.id))
    said = {"everywhere": True, "windows": [AT_NOON]}
    roamer = await contexts.agreements.add(actor, "Roamer", said)
    await contexts.agreement_feeds.feed(actor, roamer.id, "full", [{"value": LATER}])
    async with simulated(rig, "generic-ac") as at:
        await settled(rig, lists, told_all(at.charger))
        assert at.charger.local_list.knows(LISTED)
        rule = await contexts.team_rules.add(
            actor, fleet.id, "allow", RuleChange(everywhere=True, windows=[AT_NOON])
        )
        await lists.settle()
        now = await lists.of(at.station)
        assert (now.entries, now.listable) == (0, 0)
        assert [(each.reason, each.count) for each in now.left_out] == [("bound_to_hours", 2)]
        at.charger.cut_link()
        await rig.eventually(lambda: not at.charger.online)
        assert not await at.charger.start_charging(LISTED)
        await contexts.team_rules.remove(actor, fleet.id, rule.id)
        at.charger.restore_link()
        await settled(rig, lists, told_all(at.charger))
        assert at.charger.local_list.knows(LISTED)
        assert not at.charger.local_list.knows(LATER)


async def test_a_rule_of_another_place_takes_nobody_off_the_list(rig: Rig, lists: Lists) -> None:
    contexts, actor = rig.contexts, rig.actor
    yard = await contexts.locations.add(actor, name="Yard", timezone="Europe/Berlin")
    fleet = await contexts.fleets.add(actor, name="Day vans")
    van = await contexts.vehicles.add(actor, name="Van 1", fleet_id=fleet.id)
    card = await rig.add_identifier(LISTED)
    await contexts.identifiers.update(actor, card.id, IdentifierChange(vehicle_id=van.id))
    async with simulated(rig, "generic-ac") as at:
        for location, is_listed in ((yard.id, True), (rig.location_id, False)):
            said = RuleChange(locations=[location])
            await contexts.team_rules.add(actor, fleet.id, "deny", said)
            await settled(rig, lists, told_all(at.charger))
            assert at.charger.local_list.knows(LISTED) == is_listed


async def test_a_charger_that_trusts_its_list_can_do_all_where_the_list_is_ours(
    rig: Rig,
) -> None:
    """LocalPreAuthorize with the cache off: a gap only where lists are not kept by us."""
    settings = {"AuthCtrlr.LocalPreAuthorize": "true", "AuthCacheCtrlr.Enabled": "false"}
    trusting = msgspec.structs.replace(profile("standard-freevend"), settings=settings)
    async with simulated(rig, trusting, "ocpp2.0.1") as at:
        control = rig.contexts.access_control
        found = await control.probe(rig.actor, at.station.id)
        assert (found.capability, found.not_enforced) == ("full", [])
        await roll_out(rig, "shadow", f"station:{at.station.id}")
        found = await control.probe(rig.actor, at.station.id)
        assert found.capability == "partial"
        assert ["local list" in each for each in found.not_enforced] == [True]
