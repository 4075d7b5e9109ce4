from datetime import timedelta
from uuid import UUID

import httpx
import msgspec
from tests.integration.across.conftest import NOON, Depot

from chargehouse.contexts.sessions.public import Ended, Identification, transaction_key
from chargehouse.contexts.stations.public import Frame, StationRef
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.postgres.coalescer import Unit

CONNECTION = TimeOrderedIds().new()


async def frame(
    depot: Depot,
    station: StationRef,
    minute: float,
    action: str,
    payload: dict[str, object],
    *,
    message_id: str = "1",
    kind: str = "call",
    direction: str = "in",
) -> None:
    unit = Unit(depot.tenant_id)
    said = Frame(
        station_id=station.id,
        id=depot.ids.new(),
        at=NOON + timedelta(minutes=minute),
        connection_id=CONNECTION,
        direction=direction,
        kind=kind,
        action=action,
        message_id=message_id,
        payload=msgspec.json.encode(payload).decode(),
    )
    depot.contexts.timeline.add(unit, said)
    await depot.database.hot.commit(unit)


async def told_session(depot: Depot) -> UUID:
    """A session of transaction 7 on EVSE 1, with frames of its own and of others around it."""
    station = await depot.station("CH-1")
    await depot.connect(station)
    await frame(depot, station, -60, "Heartbeat", {}, message_id="0")
    decision = await depot.tap(station)
    who = Identification(decision_id=decision.decision_id, attempt_id=decision.attempt_id)
    ref = await depot.start(station, "7", identification=who)
    for minute, message_id, connector, transaction in ((0, "a", 1, 7), (0.1, "b", 2, 8)):
        asked: dict[str, object] = {"connectorId": connector}
        told: dict[str, object] = {"transactionId": transaction}
        await frame(depot, station, minute, "StartTransaction", asked, message_id=message_id)
        await frame(
            depot,
            station,
            minute,
            "StartTransaction",
            told,
            message_id=message_id,
            kind="result",
            direction="out",
        )
    of_another: dict[str, object] = {"connectorId": 2, "transactionId": 8}
    await frame(depot, station, 0.2, "MeterValues", of_another, message_id="c")
    await frame(depot, station, 0.3, "StatusNotification", {"connectorId": 2}, message_id="d")
    await frame(depot, station, 0.4, "StatusNotification", {"connectorId": 1}, message_id="e")
    await frame(depot, station, 0.5, "StopTransaction", {"transactionId": 7}, message_id="f")
    await frame(depot, station, 0.6, "Heartbeat", {}, message_id="g")
    end = Ended(
        station_id=station.id,
        location_id=depot.location_id,
        protocol="ocpp2.0.1",
        received_at=NOON + timedelta(minutes=1),
        reported_at=NOON + timedelta(minutes=1),
        charger_key=transaction_key("7"),
        stop_reason="Local",
    )
    await depot.contexts.sessions.apply(depot.tenant_id, end)
    return ref.session_id


async def test_states_decision_commands_and_frames_are_one_line(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    session_id = await told_session(depot)
    await client.post(
        f"/stations/{depot.stations['CH-1'].id}/unlock", json={"evse_id": 1, "reason": "stuck"}
    )
    story = (await client.get(f"/sessions/{session_id}/timeline")).json()
    told = [(entry["kind"], entry["what"]) for entry in story["entries"]]
    assert (
        sorted(told[:4])
        == [
            ("command", "ocpp1.6:unlock"),
            ("decision", "denied"),
            ("state", "Charging"),
            ("state", "started"),
        ]
        or ("frame", "StartTransaction") in told[:6]
    )
    assert {kind for kind, _ in told} == {"state", "decision", "command", "frame"}
    assert told[-1] == ("state", "ended")
    frames = [entry["frame"] for entry in story["entries"] if entry["kind"] == "frame"]
    assert [(each["message_id"], each["kind"]) for each in frames] == [
        *(("a", "call"), ("a", "result"), ("e", "call"), ("f", "call")),
    ]
    assert story["frames_left_out"] is False


async def test_the_timeline_shows_only_what_one_may_read(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    session_id = await told_session(depot)

    async def kinds(token: str) -> set[str]:
        answer = await client.get(
            f"/sessions/{session_id}/timeline", headers={"Authorization": f"Bearer {token}"}
        )
        return {entry["kind"] for entry in answer.json()["entries"]}

    assert await kinds("sessions.read") == {"state"}
    assert await kinds("sessions.read,access.decisions.read") == {"state", "decision"}
    assert await kinds("sessions.read,stations.timeline.read") == {"state", "frame"}


async def test_a_long_session_shows_its_first_and_its_last_frames(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    session_id = await told_session(depot)
    for number in range(1100):
        said: dict[str, object] = {"connectorId": 1, "transactionId": 7}
        await frame(
            depot,
            depot.stations["CH-1"],
            0.5 + number / 10_000,
            "MeterValues",
            said,
            message_id=f"m{number}",
        )
    story = (await client.get(f"/sessions/{session_id}/timeline")).json()
    shown = {entry["frame"]["message_id"] for entry in story["entries"] if entry["frame"]}
    assert story["frames_left_out"] is True
    assert {"a", "m0", "m1099"} <= shown
    assert "m550" not in shown


async def test_an_unknown_session_has_no_timeline(depot: Depot, client: httpx.AsyncClient) -> None:
    answer = await client.get(f"/sessions/{depot.ids.new()}/timeline")
    assert answer.status_code == 404
