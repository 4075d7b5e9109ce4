"""How stations of OCPP 2.x behave in the field, and what another system got wrong."""

import asyncio
from datetime import timedelta
from http import HTTPStatus

import asyncpg
import pytest
from tests.protocol.rawcharger import PATIENCE_S
from tests.protocol.rig import Rig
from tests.protocol.v201.driving import OTHER_TAG, TAG, Json, Player, energy, said
from websockets.exceptions import InvalidStatus

from chargehouse.contexts.stations.public import StationRef


async def another(rig: Rig, code: str) -> Player:
    """Another station, connected and booted."""
    await rig.add_station(code)
    player = Player(rig, await rig.connect(code, "ocpp2.0.1"))
    assert (await player.boot())["status"] == "Accepted"
    return player


async def reconnect(player: Player, offline_s: float = 300) -> None:
    """Vanish and come back after a while, without a BootNotification."""
    await player.raw.vanish()
    player.rig.clock.advance(offline_s)
    player.raw = await player.rig.connect(protocol="ocpp2.0.1")


# -- to be expected of stations


async def test_queued_events_come_at_once_after_a_reconnect_without_a_boot(
    rig: Rig, player: Player
) -> None:
    await player.charging(samples=[energy(1000, "Transaction.Begin")])
    begun = rig.clock.now()
    await reconnect(player)
    queued = [
        player.event(
            "Updated",
            "MeterValuePeriodic",
            samples=[energy(1000 + 100 * n)],
            at=said(begun + timedelta(seconds=60 * n)),
            offline=True,
        )
        for n in (1, 2, 3)
    ]
    queued.append(
        player.event(
            "Ended",
            "EVCommunicationLost",
            stopped="EVDisconnected",
            samples=[energy(1400, "Transaction.End")],
            at=said(begun + timedelta(seconds=200)),
            offline=True,
        )
    )
    for number, event in enumerate(queued):
        await player.raw.send([2, f"q{number}", "TransactionEvent", event])
    answers = [await player.raw.recv() for _ in queued]
    assert answers == [[3, f"q{number}", {}] for number in range(len(queued))]
    [session] = await rig.sessions()
    assert (session["status"], session["energy_wh"]) == ("terminated", 400)
    assert session["ended_at"] == begun + timedelta(seconds=200)
    assert session["offline"]
    assert len(await rig.rows("SELECT * FROM meter_values WHERE session_id IS NOT NULL")) == 5


async def test_a_station_may_reboot_on_the_same_websocket(rig: Rig, player: Player) -> None:
    await player.charging()
    assert (await player.boot("Watchdog"))["status"] == "Accepted"
    assert await player.tell("Updated", "ChargingStateChanged", state="Charging") == {}
    [session] = await rig.sessions()
    assert (session["status"], session["flags"]) == ("charging", ["rebooted"])
    assert (await rig.station())["boot_reason"] == "Watchdog"


async def test_a_boot_that_was_sent_for_is_no_reboot(
    rig: Rig, station: StationRef, player: Player
) -> None:
    await player.charging()
    asked = {"requestedMessage": "BootNotification"}
    await player.obeys(station, "TriggerMessage", asked, {"status": "Accepted"})
    await player.boot("PowerUp")
    assert [session["flags"] for session in await rig.sessions()] == [[]]


async def test_a_station_may_call_before_it_answers(
    rig: Rig, station: StationRef, player: Player
) -> None:
    task = rig.command(station, "RequestStartTransaction", {"idToken": REMOTE, "remoteStartId": 1})
    message_id, _ = await player.raw.expect_call("RequestStartTransaction")
    answer = await player.tell("Started", "RemoteStart", tag=REMOTE, remote_start_id=1)
    assert answer["idTokenInfo"] == {"status": "Accepted"}
    await player.raw.answer(message_id, {"status": "Accepted", "transactionId": "tx-1"})
    assert (await task).status == "accepted"


REMOTE: Json = {"idToken": OTHER_TAG, "type": "Central"}


async def test_a_connection_may_break_without_a_word(
    rig: Rig, station: StationRef, player: Player
) -> None:
    await player.charging()
    await player.raw.vanish()
    await rig.eventually(lambda: rig.chargers.of(station.id) is None)
    row = await rig.one("SELECT disconnected_at, close_code FROM station_connections")
    assert row["disconnected_at"] == rig.clock.now()
    assert [session["status"] for session in await rig.sessions()] == ["charging"]


async def test_two_stations_may_use_the_same_ids_for_everything(rig: Rig, player: Player) -> None:
    other = await another(rig, "CH-2")
    for number, one in enumerate((player, other)):
        event = one.event("Started", "Authorized", tag=TAG, samples=[energy(1000 * number)])
        await one.raw.send([2, "same", "TransactionEvent", event])
        assert (await one.raw.recv())[:2] == [3, "same"]
    ended = player.event("Ended", "StopAuthorized", stopped="Local")
    await player.raw.call("TransactionEvent", ended, "same")
    sessions = await rig.sessions()
    assert [session["transaction_id"] for session in sessions] == ["tx-1", "tx-1"]
    assert sorted(session["status"] for session in sessions) == ["started", "terminated"]


async def test_an_end_that_never_comes_is_doubted_at_the_next_start(
    rig: Rig, player: Player
) -> None:
    await player.charging()
    player.new_transaction("tx-2")
    await player.charging()
    first, second = await rig.sessions()
    assert (first["ended_at"], first["problem"]) == (None, "superseded")
    assert (second["status"], second["problem"]) == ("charging", None)


async def test_a_trigger_may_be_accepted_and_nothing_sent(
    rig: Rig, station: StationRef, player: Player
) -> None:
    booted_at = (await rig.station())["booted_at"]
    rig.clock.advance(60)
    asked = {"requestedMessage": "BootNotification"}
    command = await player.obeys(station, "TriggerMessage", asked, {"status": "Accepted"})
    assert command.status == "accepted"
    assert (await rig.station())["booted_at"] == booted_at


async def test_bad_credentials_get_a_401_and_no_101(rig: Rig, station: StationRef) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await rig.connect(protocol="ocpp2.0.1", password="wrong")
    response = refused.value.response
    assert response.status_code == HTTPStatus.UNAUTHORIZED
    assert response.headers["WWW-Authenticate"].startswith("Basic")


# -- what another system got wrong


async def test_two_starts_on_two_evses_are_two_sessions(rig: Rig, player: Player) -> None:
    for evse in (1, 2):
        player.evse_id = evse
        player.new_transaction(f"tx-{evse}")
        await player.charging()
    sessions = await rig.sessions()
    assert [session["evse_id"] for session in sessions] == [1, 2]
    assert len({session["id"] for session in sessions}) == 2


async def test_a_stop_of_another_station_ends_nothing_here(rig: Rig, player: Player) -> None:
    await player.charging()
    stranger = await another(rig, "CH-2")
    await stranger.tell("Ended", "StopAuthorized", stopped="Local")
    sessions = {session["station_id"]: session for session in await rig.sessions()}
    mine = (await rig.station())["id"]
    assert sessions.pop(mine)["status"] == "charging"
    [orphan] = sessions.values()
    assert (orphan["status"], orphan["problem"]) == ("terminated", "start_missing")


async def test_the_old_sockets_close_leaves_the_new_one_where_it_is(
    rig: Rig, station: StationRef, player: Player
) -> None:
    old, player.raw = player.raw, await rig.connect(protocol="ocpp2.0.1")
    await old.closed()
    await player.call("Heartbeat")
    await rig.settled()
    assert rig.chargers.of(station.id) is not None
    row = await rig.one("SELECT disconnected_at FROM station_connections")
    assert row["disconnected_at"] is None
    await player.obeys(station, "ClearCache", {}, {"status": "Accepted"})


async def test_a_message_id_that_is_used_again_gets_its_own_answer(player: Player) -> None:
    assert "currentTime" in await player.raw.call("Heartbeat", {}, "1")
    assert await player.raw.call("Authorize", {"idToken": {"idToken": TAG, "type": "Local"}}, "1")
    assert (await player.raw.call("Heartbeat", {}, "1")).keys() == {"currentTime"}


async def test_an_end_does_not_overtake_its_own_meter_values(rig: Rig, player: Player) -> None:
    await player.charging(samples=[energy(1000, "Transaction.Begin")])
    metered = player.event("Updated", "MeterValuePeriodic", samples=[energy(5000)])
    ended = player.event("Ended", "StopAuthorized", stopped="Local")
    await player.raw.send([2, "a", "TransactionEvent", metered])
    await player.raw.send([2, "b", "TransactionEvent", ended])
    assert [(await player.raw.recv())[1] for _ in range(2)] == ["a", "b"]
    [session] = await rig.sessions()
    assert (session["meter_last_wh"], session["energy_wh"]) == (5000, 4000)


async def test_an_end_may_come_before_its_start(rig: Rig, player: Player) -> None:
    started = player.event(
        "Started", "Authorized", tag=TAG, samples=[energy(1000, "Transaction.Begin")]
    )
    rig.clock.advance(600)
    await player.tell(
        "Ended", "StopAuthorized", stopped="Local", samples=[energy(3000, "Transaction.End")]
    )
    answer = await player.call("TransactionEvent", started)
    assert answer["idTokenInfo"] == {"status": "Accepted"}
    [session] = await rig.sessions()
    assert (session["status"], session["energy_wh"]) == ("terminated", 2000)
    assert (session["masked"], session["problem"]) == ("04••••80", None)


async def test_broken_json_is_answered(rig: Rig, player: Player) -> None:
    await player.raw.send('[2,"77","Heartbeat",{"a":}]')
    frame = await player.raw.recv()
    assert frame[:3] == [4, "77", "FormatViolation"]
    assert "currentTime" in await player.call("Heartbeat")


async def test_a_mode_that_is_switched_holds_for_the_very_next_message(
    rig: Rig, station: StationRef, player: Player
) -> None:
    assert await player.authorize(OTHER_TAG) == {"status": "Unknown"}
    await rig.set_mode(station, "freevend")
    assert await player.authorize(OTHER_TAG) == {"status": "Accepted"}
    await rig.set_mode(station, "managed_access")
    assert await player.authorize(OTHER_TAG) == {"status": "Unknown"}


async def test_a_start_that_is_sent_again_is_decided_and_opened_once(
    rig: Rig, player: Player
) -> None:
    event = player.event("Started", "Authorized", tag=TAG)
    first = await player.call("TransactionEvent", event)
    await reconnect(player, 20)
    assert await player.call("TransactionEvent", event) == first
    assert len(await rig.decisions()) == 1
    assert len(await rig.sessions()) == 1


async def test_a_start_that_is_sent_again_as_another_message_is_decided_once(
    rig: Rig, player: Player
) -> None:
    event = player.event("Started", "Authorized", tag=OTHER_TAG)
    answers = [await player.call("TransactionEvent", event) for _ in range(2)]
    assert answers == [{"idTokenInfo": {"status": "Unknown"}}] * 2
    [session], [decision] = await rig.sessions(), await rig.decisions()
    assert session["decision_id"] == decision["id"]


@pytest.mark.parametrize(("valid_s", "status"), [(600, "Accepted"), (-60, "Expired")])
async def test_an_offline_start_is_judged_at_the_stations_own_time(
    rig: Rig, player: Player, valid_s: float, status: str
) -> None:
    begun = rig.clock.now() + timedelta(seconds=300)
    await rig.add_identifier(OTHER_TAG, valid_until=begun + timedelta(seconds=valid_s))
    await player.status("Available")
    await reconnect(player, 7200)
    event = player.event("Started", "Authorized", tag=OTHER_TAG, at=said(begun), offline=True)
    answer = await player.call("TransactionEvent", event)
    assert answer["idTokenInfo"]["status"] == status
    [session], [decision] = await rig.sessions(), await rig.decisions()
    assert (session["started_at"], session["offline"]) == (begun, True)
    assert (decision["judged_at"], session["decision_id"]) == (begun, decision["id"])


async def test_nothing_is_acknowledged_before_it_is_stored(rig: Rig, player: Player) -> None:
    await player.charging()
    await rig.settled()
    superuser = await asyncpg.connect(**rig.address.asyncpg_kwargs())
    await superuser.execute("BEGIN; LOCK TABLE sessions, meter_values IN ACCESS EXCLUSIVE MODE")
    event = player.event("Updated", "MeterValuePeriodic", samples=[energy(5000)])
    await player.raw.send([2, "late", "TransactionEvent", event])
    async with asyncio.timeout(PATIENCE_S):
        while not await superuser.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            pass
    assert await player.raw.silence()
    await superuser.execute("ROLLBACK")
    await superuser.close()
    assert await player.raw.recv() == [3, "late", {}]
    assert [session["meter_last_wh"] for session in await rig.sessions()] == [5000]


async def test_without_the_database_transactions_stay_unanswered_and_tags_are_refused(
    rig: Rig, player: Player
) -> None:
    await player.charging()
    await rig.settled()
    superuser = await asyncpg.connect(**rig.address.asyncpg_kwargs("postgres"))
    name = rig.address.database
    await superuser.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    await superuser.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name
    )
    metered = player.event("Updated", "MeterValuePeriodic", samples=[energy(5000)])
    await player.raw.send([2, "lost", "TransactionEvent", metered])
    assert await player.authorize() == {"status": "Invalid"}
    assert "currentTime" in await player.call("Heartbeat")
    assert await player.raw.silence()
    await superuser.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    await superuser.close()
    rig.clock.advance(60)
    assert await player.call("TransactionEvent", metered) == {}
    await rig.settled()
    afresh = await asyncpg.connect(**rig.address.asyncpg_kwargs())
    assert await afresh.fetchval("SELECT meter_last_wh FROM sessions") == 5000
    reasons = await afresh.fetch("SELECT reason FROM access_decisions ORDER BY id")
    await afresh.close()
    assert [row["reason"] for row in reasons] == ["permitted", "authorisation_timeout"]
