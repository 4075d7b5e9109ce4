"""Core profile: who may not charge, and what breaks (TC 023, 024, 032)."""

import pytest
from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import NOON, Rig
from tests.protocol.v16.words import authorize, start, started, status, stop

from chargehouse.contexts.identity.model import IdentifierStatus


async def _denied(rig: Rig) -> list[tuple[str, str, str, str]]:
    return [
        (row["decision"], row["reason"], row["class"], row["answer"])
        for row in await rig.decisions()
    ]


async def test_tc_023_1_an_unknown_identifier(rig: Rig, charger: RawCharger) -> None:
    assert await authorize(charger, "STRANGER-000001") == "Invalid"
    assert await _denied(rig) == [("denied", "unknown_identifier", "unknown", "Invalid")]
    assert await rig.sessions() == []
    assert "STRANGER-000001" not in await rig.dump()


async def test_tc_023_2_an_expired_identifier(rig: Rig, charger: RawCharger) -> None:
    await rig.add_identifier("EXPIRED-00001", valid_until=NOON)
    assert await authorize(charger, "EXPIRED-00001") == "Expired"
    assert await _denied(rig) == [("denied", "expired_identifier", "unauthorised", "Expired")]


async def test_tc_023_3_a_blocked_identifier(rig: Rig, charger: RawCharger) -> None:
    await rig.add_identifier("BLOCKED-00001", status="blocked")
    assert await authorize(charger, "BLOCKED-00001") == "Blocked"
    assert await _denied(rig) == [("denied", "inactive_identifier", "unauthorised", "Blocked")]


@pytest.mark.parametrize(
    ("state", "answer"), [("inactive", "Blocked"), ("lost", "Blocked"), (None, "Invalid")]
)
async def test_a_refused_start_is_a_session_all_the_same(
    rig: Rig, charger: RawCharger, state: IdentifierStatus | None, answer: str
) -> None:
    if state is not None:
        await rig.add_identifier("REFUSED-000001", status=state)
    answered = await start(charger, "REFUSED-000001")
    assert answered["idTagInfo"] == {"status": answer}
    await stop(charger, answered["transactionId"], meter=1100, minute=1, reason="DeAuthorized")

    [session] = await rig.sessions()
    [decision] = await rig.decisions()
    assert decision["decision"] == "denied"
    assert (session["decision_id"], session["energy_wh"]) == (decision["id"], 100)
    assert session["transaction_id"] == str(answered["transactionId"])


async def test_two_refused_starts_get_two_transactions(rig: Rig, charger: RawCharger) -> None:
    first = await start(charger, "STRANGER-1", connector=1)
    second = await start(charger, "STRANGER-2", connector=2)
    assert first["transactionId"] != second["transactionId"]
    assert len(await rig.sessions()) == 2


async def test_a_driver_who_is_let_in_is_let_in_at_the_next_tap(
    rig: Rig, charger: RawCharger
) -> None:
    assert await authorize(charger, "NEWCOMER-00001") == "Invalid"
    await rig.add_identifier("NEWCOMER-00001")
    assert await authorize(charger, "NEWCOMER-00001") == "Accepted"
    assert len(await rig.decisions()) == 2


async def test_tc_024_the_connectors_lock_fails(rig: Rig, charger: RawCharger) -> None:
    await status(charger, "Preparing")
    await status(
        charger,
        "Faulted",
        error="ConnectorLockFailure",
        vendorId="com.acme",
        vendorErrorCode="E-17",
        info="lock motor",
    )

    [fault] = await rig.rows("SELECT * FROM faults")
    assert (fault["error_code"], fault["vendor_error_code"], fault["closed_at"]) == (
        "ConnectorLockFailure",
        "E-17",
        None,
    )
    assert (await rig.connector())["status"] == "Faulted"
    assert await rig.sessions() == []
    await status(charger, "Available", minute=5)
    [fault] = await rig.rows("SELECT * FROM faults")
    assert fault["closed_at"] is not None


async def test_tc_032_1_power_fails_in_a_transaction(rig: Rig, charger: RawCharger) -> None:
    transaction = await started(charger)
    await status(charger, "Charging")
    await charger.vanish()
    rig.clock.advance(600)
    again = await rig.booted()
    await stop(again, transaction, meter=1300, minute=4, reason="PowerLoss")
    await status(again, "Available", minute=10)

    [session] = await rig.sessions()
    assert (session["status"], session["stop_reason"], session["energy_wh"]) == (
        "terminated",
        "PowerLoss",
        300,
    )
    assert session["ended_at"].strftime("%H:%M") == "12:04"
    assert {"rebooted", "connection_lost"} <= set(session["flags"])
    assert (session["problem"], session["offline"]) == (None, True)


async def test_stations_stop_no_strangers_session(rig: Rig, charger: RawCharger) -> None:
    transaction = await started(charger)
    await rig.add_station("CH-2")
    other = await rig.booted("CH-2")
    await stop(other, transaction, meter=5000)

    sessions = await rig.rows(
        "SELECT s.ended_at, s.flags, t.code FROM sessions s JOIN stations t ON t.id = s.station_id"
        " ORDER BY t.code"
    )
    assert [(row["code"], row["ended_at"] is None) for row in sessions] == [
        ("CH-1", True),
        ("CH-2", False),
    ]
    assert sessions[1]["flags"] == ["start_missing"]
