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


async def test_right_after_a_reconnect_the_clocks_skew_is_the_one_known_before(
    rig: Rig, station: StationRef
) -> None:
    """By its clock, a quarter of an hour ahead, the identifier was expired when it started."""
    await rig.add_identifier("EXPIRES-SOON", valid_until=NOON + timedelta(minutes=20))
    charger = await rig.booted()
    await status(charger, "Available", minute=15)
    await rig.settled()
    await charger.vanish()
    rig.clock.advance(3600)
    again = await rig.connect()
    await started(again, "EXPIRES-SOON", minute=25)

    [decision] = await rig.decisions()
    assert (decision["reason"], decision["judged_at"]) == (
        "permitted",
        NOON + timedelta(minutes=10),
    )
    [session] = await rig.sessions()
    assert session["offline"]


async def test_right_after_a_reconnect_a_slow_clock_makes_nobody_look_offline(
    rig: Rig, station: StationRef
) -> None:
    charger = await rig.booted()
    await status(charger, "Available", minute=-60)
    await rig.settled()
    await charger.vanish()
    rig.clock.advance(1800)
    again = await rig.connect()
    await started(again, minute=-30)

    [decision] = await rig.decisions()
    assert decision["judged_at"] == NOON + timedelta(minutes=30)
    [session] = await rig.sessions()
    assert not session["offline"]


async def test_a_clock_that_was_set_while_it_was_away_makes_nobody_look_offline(
    rig: Rig, station: StationRef
) -> None:
    """Q-021: it said local time before, and our time from its boot on."""
    charger = await rig.booted()
    await status(charger, "Available", minute=60)
    await rig.settled()
    await charger.vanish()
    rig.clock.advance(1800)
    again = await rig.booted()
    await started(again, minute=30)

    [decision] = await rig.decisions()
    assert decision["judged_at"] == NOON + timedelta(minutes=30)
    [session] = await rig.sessions()
    assert not session["offline"]


async def test_a_status_of_long_ago_does_not_make_a_clock_look_slow_that_is_known(
    rig: Rig, station: StationRef
) -> None:
    charger = await rig.booted()
    await status(charger, "Available", minute=15)
    await rig.settled()
    await charger.vanish()
    rig.clock.advance(3600)
    again = await rig.connect()
    await status(again, "Charging", minute=25)
    await started(again, minute=25)

    [decision] = await rig.decisions()
    assert decision["judged_at"] == NOON + timedelta(minutes=10)
    assert (await rig.station())["clock_skew_s"] == 900
