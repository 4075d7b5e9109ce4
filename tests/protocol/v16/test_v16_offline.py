"""Core profile: what chargers did while they were offline (TC 037, 039)."""

from datetime import timedelta

from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import NOON, Rig
from tests.protocol.v16.words import TAG, start, started, status, stop

from chargehouse.contexts.stations.public import StationRef


async def test_tc_037_1_offline_start_with_a_valid_identifier(
    rig: Rig, charger: RawCharger
) -> None:
    await charger.vanish()
    rig.clock.advance(1800)
    again = await rig.connect()
    transaction = await started(again, minute=10)
    await status(again, "Charging", minute=30)

    [session] = await rig.sessions()
    assert (session["transaction_id"], session["offline"]) == (str(transaction), True)
    assert session["started_at"] == NOON + timedelta(minutes=10)
    [decision] = await rig.decisions()
    assert (decision["decision"], decision["judged_at"]) == (
        "allowed",
        NOON + timedelta(minutes=10),
    )
    assert session["received_at"] == NOON + timedelta(minutes=30)


async def test_tc_037_3_offline_start_with_an_invalid_identifier(
    rig: Rig, charger: RawCharger
) -> None:
    await charger.vanish()
    rig.clock.advance(1800)
    again = await rig.connect()
    answer = await start(again, "STRANGER-000001", minute=10)
    assert answer["idTagInfo"]["status"] == "Invalid"
    await stop(again, answer["transactionId"], meter=1500, minute=30, reason="DeAuthorized")
    await status(again, "Finishing", minute=30)

    [session] = await rig.sessions()
    assert (session["status"], session["energy_wh"], session["offline"]) == (
        "terminated",
        500,
        True,
    )
    assert session["stop_reason"] == "DeAuthorized"
    [decision] = await rig.decisions()
    assert (decision["decision"], decision["reason"]) == ("denied", "unknown_identifier")


async def test_tc_039_a_whole_transaction_offline(rig: Rig, charger: RawCharger) -> None:
    await charger.vanish()
    rig.clock.advance(7200)
    again = await rig.connect()
    transaction = await started(again, minute=10)
    await stop(again, transaction, meter=9000, minute=70, idTag=TAG)

    [session] = await rig.sessions()
    assert (session["started_at"], session["ended_at"]) == (
        NOON + timedelta(minutes=10),
        NOON + timedelta(minutes=70),
    )
    assert (session["energy_wh"], session["offline"], session["problem"]) == (8000, True, None)


async def test_an_offline_start_is_judged_by_the_clock_the_charger_should_have_had(
    rig: Rig, station: StationRef
) -> None:
    """The clock is an hour slow; the identifier expired at noon; the start was before it."""
    await rig.add_identifier("EXPIRES-AT-NOON", valid_until=NOON)
    rig.clock.advance(1800)
    charger = await rig.booted()
    await status(charger, "Available", minute=-30)
    answer = await start(charger, "EXPIRES-AT-NOON", minute=-70)

    [decision] = await rig.decisions()
    assert decision["judged_at"] == NOON - timedelta(minutes=10)
    assert answer["idTagInfo"]["status"] == "Accepted"
    assert (await rig.station())["clock_skew_s"] == -3600
