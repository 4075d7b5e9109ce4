"""Block J of the OCPP 2.0.1 cases: meter values."""

import json
from typing import Any

from tests.protocol.rig import Rig
from tests.protocol.v201.driving import TAG, Player, energy

SIGNED = {
    "signedMeterData": "U0lHTkVEIERBVEE=",
    "signingMethod": "ECDSA-secp256r1-SHA256",
    "encodingMethod": "OCMF",
    "publicKey": "UFVCTElDIEtFWQ==",
}


async def tell_meter(player: Player, samples: list[dict[str, Any]], evse_id: int = 1) -> None:
    reading = {"timestamp": player.now, "sampledValue": samples}
    assert await player.call("MeterValues", {"evseId": evse_id, "meterValue": [reading]}) == {}


async def readings(rig: Rig) -> list[dict[str, Any]]:
    return await rig.rows("SELECT * FROM meter_values ORDER BY at")


# -- J01: aligned with the clock


async def test_tc_j_01_aligned_values_without_a_transaction_belong_to_no_session(
    rig: Rig, player: Player
) -> None:
    await tell_meter(player, [energy(91_234, "Sample.Clock", measurand=REGISTER)])
    [reading] = await readings(rig)
    assert (reading["energy_wh"], reading["context"]) == (91_234, "Sample.Clock")
    assert (reading["evse_id"], reading["session_id"]) == (1, None)
    assert await rig.sessions() == []


async def test_the_stations_own_meter_belongs_to_no_session(rig: Rig, player: Player) -> None:
    await player.charging()
    await tell_meter(player, [energy(77_000_000, "Sample.Clock")], evse_id=0)
    [session], [reading] = await rig.sessions(), await readings(rig)
    assert (reading["evse_id"], reading["session_id"]) == (0, None)
    assert session["meter_last_wh"] is None


async def test_a_meter_that_is_read_during_a_transaction_is_its_own(
    rig: Rig, player: Player
) -> None:
    await player.charging()
    await tell_meter(player, [energy(2200, "Sample.Clock")])
    [session], [reading] = await rig.sessions(), await readings(rig)
    assert reading["session_id"] == session["id"]


async def test_tc_j_02_aligned_values_come_with_the_transaction(rig: Rig, player: Player) -> None:
    await player.charging()
    samples = [energy(2200, "Sample.Clock")]
    assert await player.tell("Updated", "MeterValueClock", samples=samples) == {}
    [session], [reading] = await rig.sessions(), await readings(rig)
    assert reading["session_id"] == session["id"]
    assert session["meter_last_wh"] == 2200


async def test_tc_j_03_aligned_values_come_with_the_end(rig: Rig, player: Player) -> None:
    await player.charging()
    meter_value = [
        {"timestamp": player.now, "sampledValue": [energy(1000 * n, "Sample.Clock")]}
        for n in (1, 2, 3)
    ]
    ended = await player.tell(
        "Ended", "StopAuthorized", stopped="Local", tag=TAG, meterValue=meter_value
    )
    assert ended["idTokenInfo"]["status"] == "Accepted"
    assert {reading["energy_wh"] for reading in await readings(rig)} == {1000, 2000, 3000}
    assert [session["meter_last_wh"] for session in await rig.sessions()] == [3000]


async def test_tc_j_04_signed_aligned_values_are_kept_encrypted(rig: Rig, player: Player) -> None:
    await tell_meter(player, [energy(5000, "Sample.Clock", signedMeterValue=SIGNED)])
    [reading] = await readings(rig)
    assert reading["energy_wh"] == 5000
    assert reading["signed_encrypted"] is not None
    assert SIGNED["signedMeterData"] not in await rig.dump()


# -- J02: sampled in a transaction


async def test_tc_j_07_the_start_tells_its_register(rig: Rig, player: Player) -> None:
    await player.authorize()
    samples = [energy(1000, "Transaction.Begin")]
    answer = await player.tell("Started", "Authorized", tag=TAG, samples=samples)
    assert answer["idTokenInfo"]["status"] == "Accepted"
    assert [session["meter_start_wh"] for session in await rig.sessions()] == [1000]


async def test_tc_j_08_the_first_register_comes_once_the_evse_is_known(
    rig: Rig, player: Player
) -> None:
    await player.tell("Started", "Authorized", tag=TAG, evse=False)
    samples = [energy(1000, "Transaction.Begin")]
    await player.tell("Updated", "CablePluggedIn", state="EVConnected", samples=samples)
    [session], [reading] = await rig.sessions(), await readings(rig)
    assert (session["evse_id"], session["meter_start_wh"]) == (1, 1000)
    assert (reading["evse_id"], reading["session_id"]) == (1, session["id"])


async def test_tc_j_09_every_measurand_is_kept_as_it_was_said(rig: Rig, player: Player) -> None:
    await player.charging(samples=[energy(1000, "Transaction.Begin")])
    unit = {"unit": "W", "multiplier": 3}
    samples = [
        energy(1500, "Sample.Periodic", measurand=REGISTER),
        {"value": 11.04, "measurand": "Power.Active.Import", "unitOfMeasure": unit},
        {"value": 16, "measurand": "Current.Import", "phase": "L1", "unitOfMeasure": {"unit": "A"}},
        {"value": 64, "measurand": "SoC", "location": "EV", "unitOfMeasure": {"unit": "Percent"}},
        {"value": 31.5, "measurand": "Temperature", "location": "Cable"},
    ]
    assert await player.tell("Updated", "MeterValuePeriodic", samples=samples) == {}
    [session] = await rig.sessions()
    assert (session["energy_wh"], session["power_w"]) == (500, 11_040)
    assert (await readings(rig))[-1]["power_w"] == 11_040
    kept = json.loads((await readings(rig))[-1]["samples"])
    assert kept == [
        {"value": "1.5", "measurand": REGISTER, "unit": "kWh", "context": "Sample.Periodic"},
        {"value": "11.04", "measurand": "Power.Active.Import", "unit": "W", "multiplier": 3},
        {"value": "16", "measurand": "Current.Import", "unit": "A", "phase": "L1"},
        {"value": "64", "measurand": "SoC", "unit": "Percent", "location": "EV"},
        {"value": "31.5", "measurand": "Temperature", "location": "Cable"},
    ]


async def test_tc_j_10_the_end_tells_its_register(rig: Rig, player: Player) -> None:
    await player.charging(samples=[energy(1000, "Transaction.Begin")])
    samples = [energy(9000, "Transaction.End")]
    await player.tell("Ended", "StopAuthorized", stopped="Local", samples=samples)
    [session] = await rig.sessions()
    assert (session["meter_start_wh"], session["meter_stop_wh"]) == (1000, 9000)
    assert (session["energy_wh"], session["energy_rule"]) == (8000, "transaction_data")


async def test_tc_j_11_signed_sampled_values_are_kept_encrypted(rig: Rig, player: Player) -> None:
    begin = [energy(1000, "Transaction.Begin", signedMeterValue=SIGNED)]
    await player.charging(samples=begin)
    end = [energy(3000, "Transaction.End", signedMeterValue=SIGNED)]
    await player.tell("Ended", "StopAuthorized", stopped="Local", samples=end)
    assert [session["energy_wh"] for session in await rig.sessions()] == [2000]
    assert all(reading["signed_encrypted"] for reading in await readings(rig))
    assert SIGNED["signedMeterData"] not in await rig.dump()


REGISTER = "Energy.Active.Import.Register"
