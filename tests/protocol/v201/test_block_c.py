"""Block C of the OCPP 2.0.1 cases: authorisation."""

from datetime import timedelta

import pytest
from tests.protocol.rig import Rig
from tests.protocol.v201.driving import OTHER_TAG, TAG, Player

from chargehouse.contexts.stations.public import StationRef

MASTER = "04000000000001"


async def test_tc_c_02_an_unknown_tag_is_refused_and_kept_as_a_denial(
    rig: Rig, player: Player
) -> None:
    assert await player.authorize(OTHER_TAG) == {"status": "Unknown"}
    decision = (await rig.decisions())[-1]
    assert (decision["decision"], decision["reason"]) == ("denied", "unknown_identifier")
    assert (decision["class"], decision["answer"]) == ("unknown", "Unknown")
    assert OTHER_TAG not in await rig.dump()
    assert await rig.sessions() == []


async def test_tc_c_06_a_blocked_tag_is_refused(rig: Rig, player: Player) -> None:
    await rig.add_identifier(OTHER_TAG, status="blocked")
    assert await player.authorize(OTHER_TAG) == {"status": "Blocked"}
    decision = (await rig.decisions())[-1]
    assert (decision["reason"], decision["class"]) == ("inactive_identifier", "unauthorised")


async def test_tc_c_07_an_expired_tag_is_refused(rig: Rig, player: Player) -> None:
    await rig.add_identifier(OTHER_TAG, valid_until=rig.clock.now() - timedelta(days=1))
    assert await player.authorize(OTHER_TAG) == {"status": "Expired"}
    assert (await rig.decisions())[-1]["reason"] == "expired_identifier"


async def test_tc_c_39_a_group_is_told_with_the_acceptance(rig: Rig, player: Player) -> None:
    await rig.add_identifier(OTHER_TAG, group="FLEET-1")
    await rig.add_identifier(MASTER, group="FLEET-1")
    group = {"idToken": "FLEET-1", "type": "Central"}
    await player.authorize(OTHER_TAG)
    started = await player.tell("Started", "Authorized", tag=OTHER_TAG)
    assert started["idTokenInfo"] == {"status": "Accepted", "groupIdToken": group}
    assert await player.authorize(MASTER) == {"status": "Accepted", "groupIdToken": group}
    ended = await player.tell("Ended", "StopAuthorized", tag=MASTER, stopped="Local")
    assert ended["idTokenInfo"] == {"status": "Accepted", "groupIdToken": group}
    [session] = await rig.sessions()
    assert (session["status"], session["stop_reason"]) == ("terminated", "Local")


async def clear_cache(station: StationRef, player: Player, said: str) -> None:
    """Let an operator clear the cache; the station says `said`, which is kept."""
    command = await player.obeys(station, "ClearCache", {}, {"status": said})
    assert (command.status, command.answer_status) == (said.lower(), said)


async def test_tc_c_37_the_cache_is_cleared(station: StationRef, player: Player) -> None:
    await clear_cache(station, player, "Accepted")


async def test_tc_c_38_the_cache_is_not_cleared(station: StationRef, player: Player) -> None:
    await clear_cache(station, player, "Rejected")


async def test_tc_c_08_a_cached_tag_is_checked_when_the_event_comes(
    rig: Rig, player: Player
) -> None:
    await player.parked()
    await player.plugged_in()
    answer = await player.tell("Updated", "Authorized", tag=TAG, state="EVConnected")
    assert answer["idTokenInfo"]["status"] == "Accepted"
    [session], [decision] = await rig.sessions(), await rig.decisions()
    assert session["decision_id"] == decision["id"]
    assert session["charging_state"] == "EVConnected"


@pytest.mark.parametrize("kind", ["ISO14443", "Cash"])
async def test_tc_c_20_a_cached_tag_that_is_unknown_here_is_refused(
    rig: Rig, player: Player, kind: str
) -> None:
    await player.parked()
    await player.plugged_in()
    told = {"idToken": OTHER_TAG, "type": kind}
    answer = await player.tell("Updated", "Authorized", tag=told, state="EVConnected")
    assert answer["idTokenInfo"]["status"] == "Unknown"
    [session], [decision] = await rig.sessions(), await rig.decisions()
    assert decision["decision"] == "denied"
    assert session["decision_id"] == decision["id"]
    assert session["ended_at"] is None


async def end_by_master_pass(rig: Rig, player: Player, evses: tuple[int, ...]) -> None:
    """Begin transactions, and let somebody with a master pass end them."""
    group = {"idToken": "MASTERS", "type": "Central"}
    await rig.add_identifier(MASTER, group="MASTERS")
    for evse in evses:
        player.evse_id = evse
        player.new_transaction(f"tx-{evse}")
        await player.charging()
    assert await player.authorize(MASTER) == {"status": "Accepted", "groupIdToken": group}
    for evse in evses:
        player.evse_id, player.transaction_id = evse, f"tx-{evse}"
        ended = await player.tell("Ended", "StopAuthorized", tag=MASTER, stopped="MasterPass")
        assert ended["idTokenInfo"] == {"status": "Accepted", "groupIdToken": group}
    sessions = await rig.sessions()
    assert [session["stop_reason"] for session in sessions] == ["MasterPass"] * len(evses)
    assert {session["masked"] for session in sessions} == {"04••••80"}


async def test_tc_c_47_a_master_pass_ends_all_transactions(rig: Rig, player: Player) -> None:
    await end_by_master_pass(rig, player, (1, 2))


async def test_tc_c_48_a_master_pass_ends_one_transaction(rig: Rig, player: Player) -> None:
    await end_by_master_pass(rig, player, (1,))


async def test_tc_c_49_a_master_pass_without_a_screen_ends_all(rig: Rig, player: Player) -> None:
    await rig.add_identifier(MASTER, group="MASTERS")
    for evse in (1, 2):
        player.evse_id = evse
        player.new_transaction(f"tx-{evse}")
        await player.charging()
    assert (await player.authorize(MASTER))["groupIdToken"]["idToken"] == "MASTERS"
    for evse in (1, 2):
        player.evse_id, player.transaction_id = evse, f"tx-{evse}"
        await player.tell("Ended", "StopAuthorized", tag=MASTER, stopped="MasterPass")
        await player.status("Available")
    assert [session["status"] for session in await rig.sessions()] == ["terminated"] * 2
    assert (await rig.connector(2))["status"] == "Available"
