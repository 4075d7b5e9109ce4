"""What chargers are told where a fleet's rules refuse a start, in frames."""

from datetime import datetime
from uuid import UUID

import pytest
from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import Rig
from tests.protocol.v16.words import TAG, authorize, start, started, stop
from tests.protocol.v201.driving import TAG as TOKEN
from tests.protocol.v201.driving import Player, token

from chargehouse.contexts.access.model.team_rules import RuleChange
from chargehouse.contexts.access.public import TeamRule
from chargehouse.contexts.identity.model import IdentifierChange, IdentifierValue
from chargehouse.contexts.stations.public import StationRef
from chargehouse.kernel.weekly_hours import Window

EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
AT_NOON = Window(EVERY_DAY, "13:00", "14:00")
"""The hour of the rig's noon, by the clocks of its location, in Berlin."""


@pytest.fixture
async def fleet(rig: Rig) -> UUID:
    """A fleet with one vehicle, known by both tags."""
    fleet = await rig.contexts.fleets.add(rig.actor, name="Night buses")
    bus = await rig.contexts.vehicles.add(rig.actor, name="Bus 7", fleet_id=fleet.id)
    for value in (TAG, TOKEN):
        identifier = await rig.add_identifier(value)
        await rig.contexts.identifiers.update(
            rig.actor, identifier.id, IdentifierChange(vehicle_id=bus.id)
        )
    return fleet.id


async def deny(rig: Rig, fleet: UUID, *windows: Window) -> TeamRule:
    """Deny the fleet the location, always or in weekly windows."""
    said = RuleChange(locations=[rig.location_id], windows=list(windows))
    return await rig.contexts.team_rules.add(rig.actor, fleet, "deny", said)


async def player_of(rig: Rig) -> Player:
    await rig.add_station()
    made = Player(rig, await rig.connect(protocol="ocpp2.0.1"))
    assert (await made.boot())["status"] == "Accepted"
    return made


async def test_a_charger_of_1_6_is_told_blocked_and_the_decision_names_the_rule(
    rig: Rig, fleet: UUID
) -> None:
    await rig.add_station()
    charger = await rig.booted()
    assert await authorize(charger) == "Accepted"
    rule = await deny(rig, fleet, AT_NOON)
    assert await authorize(charger) == "Blocked"

    allowed, denied = await rig.decisions()
    assert (allowed["reason"], allowed["team_rule_id"]) == ("permitted", None)
    assert (denied["reason"], denied["class"], denied["answer"]) == (
        "team_rule",
        "unauthorised",
        "Blocked",
    )
    assert (denied["fleet_id"], denied["team_rule_id"]) == (fleet, rule.id)
    assert denied["team_rule"] == "Denies at 1 location, every day 13:00 to 14:00."


async def test_a_start_of_1_6_is_refused_in_its_answer_and_is_a_transaction_all_the_same(
    rig: Rig, fleet: UUID
) -> None:
    await deny(rig, fleet)
    await rig.add_station()
    charger = await rig.booted()
    answer = await start(charger)
    assert answer["idTagInfo"] == {"status": "Blocked"}
    [decision] = await rig.decisions()
    assert (decision["reason"], decision["decision"]) == ("team_rule", "denied")
    [session] = await rig.sessions()
    assert session["decision_id"] == decision["id"]
    assert session["transaction_id"] == str(answer["transactionId"])


async def test_a_start_that_waited_offline_is_judged_by_the_hour_at_which_it_was(
    rig: Rig, fleet: UUID
) -> None:
    await deny(rig, fleet, AT_NOON)
    await rig.add_station()
    charger = await rig.booted()
    assert (await start(charger, minute=-5))["idTagInfo"]["status"] == "Accepted"
    assert (await start(charger, connector=2, minute=-4))["idTagInfo"]["status"] == "Accepted"
    assert (await start(charger, connector=3))["idTagInfo"]["status"] == "Blocked"


async def test_a_station_of_2_0_1_is_told_blocked_to_authorize_and_to_a_start(
    rig: Rig, fleet: UUID
) -> None:
    await deny(rig, fleet)
    player = await player_of(rig)
    asked = await player.call("Authorize", {"idToken": token(TOKEN)})
    assert asked["idTokenInfo"] == {"status": "Blocked"}
    begun = await player.tell("Started", "Authorized", tag=TOKEN)
    assert begun["idTokenInfo"] == {"status": "Blocked"}
    assert {row["reason"] for row in await rig.decisions()} == {"team_rule"}


async def test_a_remote_start_that_the_rules_deny_is_not_sent_to_a_charger_of_1_6(
    rig: Rig, fleet: UUID
) -> None:
    rule = await deny(rig, fleet)
    station = await rig.add_station()
    charger = await rig.booted()
    done = await rig.command(station, "RemoteStartTransaction", {"idTag": TAG, "connectorId": 1})
    await unsent(rig, charger, done.status, done.error_code)
    [decision] = await rig.decisions()
    assert (decision["source"], decision["reason"]) == ("operator", "team_rule")
    assert decision["team_rule_id"] == rule.id


async def test_a_remote_start_that_the_rules_deny_is_not_sent_to_a_station_of_2_0_1(
    rig: Rig, fleet: UUID
) -> None:
    await deny(rig, fleet)
    player = await player_of(rig)
    [found] = await rig.rows("SELECT id FROM stations")
    station = StationRef(rig.tenant_id, found["id"], "CH-1")
    request = {"idToken": token(TOKEN), "remoteStartId": 1, "evseId": 1}
    done = await rig.command(station, "RequestStartTransaction", request)
    await unsent(rig, player.raw, done.status, done.error_code)


async def unsent(rig: Rig, charger: RawCharger, status: str, error_code: str | None) -> None:
    """Assert how a command ended, and that the charger heard nothing of it."""
    assert (status, error_code) == ("refused", "team_rule")
    await charger.call("Heartbeat")
    calls = [action for way, kind, action in await rig.timeline() if (way, kind) == ("out", "call")]
    assert calls == []
    assert (await rig.one("SELECT sent_at FROM commands"))["sent_at"] is None


async def test_an_operator_may_start_whom_no_rule_denies(rig: Rig, fleet: UUID) -> None:
    await deny(rig, fleet, Window(EVERY_DAY, "22:00", "06:00"))
    station = await rig.add_station()
    charger = await rig.booted()
    command = rig.command(station, "RemoteStartTransaction", {"idTag": TAG})
    await charger.obey("RemoteStartTransaction", {"status": "Accepted"})
    assert (await command).status == "accepted"
    assert await authorize(charger) == "Accepted"


async def test_a_rule_that_changes_voids_what_was_answered(rig: Rig, fleet: UUID) -> None:
    """A start that follows an Authorize is its own decision once the rules are others."""
    rule = await deny(rig, fleet)
    await rig.add_station()
    charger = await rig.booted()
    assert await authorize(charger) == "Blocked"
    await rig.contexts.team_rules.remove(rig.actor, fleet, rule.id)
    transaction = await started(charger)
    await stop(charger, transaction)
    assert await authorize(charger) == "Accepted"
    await rig.contexts.fleets.edit(rig.actor, fleet, {"active": False})
    assert (await start(charger, minute=1))["idTagInfo"]["status"] == "Blocked"
    last = (await rig.decisions())[-1]
    assert (last["team_rule_id"], last["team_rule"]) == (None, "The fleet is not active.")


async def test_a_vehicle_that_leaves_the_fleet_leaves_its_rules(rig: Rig, fleet: UUID) -> None:
    await deny(rig, fleet)
    await rig.add_station()
    charger = await rig.booted()
    assert await authorize(charger) == "Blocked"
    found = await rig.contexts.identifiers.search(rig.actor, IdentifierValue.parse(TAG))
    assert found is not None
    await rig.contexts.identifiers.assign(rig.actor, found.id, None)
    assert await authorize(charger) == "Accepted"


async def test_what_no_allowance_covers_is_refused_and_says_so(rig: Rig, fleet: UUID) -> None:
    said = RuleChange(everywhere=True, valid_until=datetime.fromisoformat("2026-11-20T12:00Z"))
    await rig.contexts.team_rules.add(rig.actor, fleet, "allow", said)
    await rig.add_station()
    charger = await rig.booted()
    assert await authorize(charger) == "Blocked"
    [decision] = await rig.decisions()
    assert decision["team_rule_id"] is None
    assert decision["team_rule"] == "No rule of the fleet allows this here and now."
