"""Quirks of starts and stops, and of their order."""

from datetime import timedelta

import pytest
from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import NOON, Rig
from tests.protocol.v16.words import TAG, metered, start, started, status, stop


async def test_q_040_a_start_that_is_sent_again_after_a_reconnection_is_the_same(
    rig: Rig, charger: RawCharger
) -> None:
    first = await start(charger)
    await charger.vanish()
    rig.clock.advance(300)
    again = await rig.connect()
    assert await start(again) == first
    assert len(await rig.sessions()) == 1
    assert len(await rig.decisions()) == 1
    later = await start(again, minute=5, meter=1000)
    assert later["transactionId"] != first["transactionId"]


@pytest.mark.parametrize("number", [-1, 0, -271828, 2**63 - 1])
async def test_q_041_transaction_ids_that_mean_nothing(
    rig: Rig, charger: RawCharger, number: int
) -> None:
    await started(charger)
    await metered(charger, 1500, transaction=number, minute=5)
    await stop(charger, number, idTag=TAG)
    [session] = await rig.sessions()
    assert (session["status"], session["energy_wh"]) == ("terminated", 1000)
    assert session["flags"] == ["transaction_id_odd"]


async def test_q_042_a_stop_without_an_identifier(rig: Rig, charger: RawCharger) -> None:
    transaction = await started(charger)
    await stop(charger, transaction)
    [session] = await rig.sessions()
    assert (session["status"], session["masked"]) == ("terminated", "DR••••AG")


async def test_q_043_the_meter_did_not_move(rig: Rig, charger: RawCharger) -> None:
    transaction = await started(charger, meter=1000)
    await stop(charger, transaction, meter=1000)
    [session] = await rig.sessions()
    assert (session["energy_wh"], session["problem"]) == (0, None)


async def test_q_044_the_whole_old_history_at_the_first_connection(
    rig: Rig, charger: RawCharger
) -> None:
    for number in range(12):
        day = -1440 * (40 - number)
        transaction = await started(charger, minute=day, meter=1000 * number)
        await stop(charger, transaction, minute=day + 30, meter=1000 * number + 900)
    sessions = await rig.sessions()
    assert len({row["transaction_id"] for row in sessions}) == 12
    assert {(row["status"], row["energy_wh"], row["offline"]) for row in sessions} == {
        ("terminated", 900, True)
    }
    assert sessions[0]["started_at"] == NOON - timedelta(days=40)


async def test_q_045_a_stop_without_a_start(rig: Rig, charger: RawCharger) -> None:
    await stop(charger, 4711, meter=5000, minute=-5, idTag=TAG)
    await stop(charger, 4711, meter=5000, minute=-5, idTag=TAG)
    [session] = await rig.sessions()
    assert (session["status"], session["energy_wh"], session["problem"]) == (
        "terminated",
        None,
        "start_missing",
    )
    assert session["transaction_id"] == "4711"


async def test_q_046_refused_starts_share_no_transaction(rig: Rig, charger: RawCharger) -> None:
    answers = [await start(charger, "STRANGER", minute=minute) for minute in range(3)]
    assert {answer["idTagInfo"]["status"] for answer in answers} == {"Invalid"}
    assert len({answer["transactionId"] for answer in answers}) == 3
    assert min(answer["transactionId"] for answer in answers) > 0
    assert len(await rig.sessions()) == 3


async def test_q_047_available_before_the_stop(rig: Rig, charger: RawCharger) -> None:
    transaction = await started(charger)
    await status(charger, "Available", minute=9)
    assert [row["ended_at"] for row in await rig.sessions()] == [None]
    await stop(charger, transaction, minute=8)
    [session] = await rig.sessions()
    assert (session["energy_wh"], session["ended_at"]) == (1000, NOON + timedelta(minutes=8))


async def test_q_048_meter_values_after_the_stop(rig: Rig, charger: RawCharger) -> None:
    transaction = await started(charger)
    await stop(charger, transaction, minute=10)
    await metered(charger, 1900, transaction=transaction, minute=9)
    [session] = await rig.sessions()
    assert (session["status"], session["energy_wh"]) == ("terminated", 1000)
    [reading] = await rig.rows("SELECT session_id, energy_wh FROM meter_values")
    assert reading == {"session_id": session["id"], "energy_wh": 1900}


async def test_q_049_finishing_until_the_cable_is_pulled(rig: Rig, charger: RawCharger) -> None:
    transaction = await started(charger)
    await stop(charger, transaction, minute=10)
    await status(charger, "Finishing", minute=10)
    another = await started(charger, minute=12, meter=2000)
    assert another != transaction
    assert [row["status"] for row in await rig.sessions()] == ["terminated", "started"]


async def test_q_050_available_with_the_cable_in(rig: Rig, charger: RawCharger) -> None:
    await status(charger, "Available")
    transaction = await started(charger)
    await status(charger, "Available", minute=1)
    await metered(charger, 1600, transaction=transaction, minute=5)
    [session] = await rig.sessions()
    assert (session["status"], session["energy_wh"]) == ("charging", 600)


async def test_q_051_finishing_with_an_error_code(rig: Rig, charger: RawCharger) -> None:
    await status(charger, "Finishing", error="InternalError", vendorErrorCode="0x0020")
    [fault] = await rig.rows("SELECT error_code, vendor_error_code, closed_at FROM faults")
    assert fault == {
        "error_code": "InternalError",
        "vendor_error_code": "0x0020",
        "closed_at": None,
    }
    assert (await rig.connector())["status"] == "Finishing"
    await status(charger, "Available", minute=1)
    assert [row["closed_at"] for row in await rig.rows("SELECT closed_at FROM faults")] == [NOON]


async def test_q_052_a_flash_of_available_before_unavailable(rig: Rig, charger: RawCharger) -> None:
    await status(charger, "Available")
    await status(charger, "Unavailable")
    assert (await rig.connector())["status"] == "Unavailable"
    said = [
        payload["status"]
        for name, payload in await rig.events()
        if name == "station.connector_status_changed"
    ]
    assert said == ["Available", "Unavailable"]
