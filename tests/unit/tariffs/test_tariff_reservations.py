"""Reservations: OCPI 2.2.1 "Tariff object" (examples), "ReservationRestrictionType enum"."""

from datetime import datetime, timedelta

import pytest
from tests.unit.tariffs.charging import (
    BRUSSELS,
    MONDAY,
    charge,
    costs,
    element,
    energy,
    flat,
    limit,
    on,
    parking,
    session,
    shown,
    tariff,
    time,
)

from chargehouse.contexts.tariffs.model.metered import MeteredSession, Reservation
from chargehouse.contexts.tariffs.model.pricing import price
from chargehouse.contexts.tariffs.model.segments import UnorderedReadings

SEVEN, EIGHT = on(MONDAY, "07:00"), on(MONDAY, "08:00")
USUAL = element(flat("1.00", tax="20"), energy("0.30", tax="10"))


def reserved(minutes: float, *, until: datetime = EIGHT) -> Reservation:
    """Return a reservation that the vehicle came for."""
    return Reservation(until - timedelta(minutes=minutes), until)


def expired(minutes: float) -> MeteredSession:
    """Return a reservation for which nobody came."""
    until = SEVEN + timedelta(minutes=minutes)
    return MeteredSession(timezone=BRUSSELS, reserved=Reservation(SEVEN, until, expired=True))


def test_a_reservation_is_priced_by_its_time() -> None:
    """Tariff object, reservation: 18 min x 4.00 = 1.20, a fee of 1.00, 20 kWh x 0.30.

    8.20; with taxes 1.44 + 1.20 + 6.60 = 9.24.
    """
    waiting = tariff(element(time("4.00", 60, tax="20"), reservation="reservation"), USUAL)
    came = session(EIGHT, charge(60, "20"), reserved=reserved(18))
    assert costs(waiting, came) == ("8.20", "9.24")


def test_a_fee_for_the_reservation_and_another_at_the_start() -> None:
    """Tariff object, reservation fee: 3.00, 12 minutes billed as 15 in steps of 5 at 4.00, 1.00."""
    waiting = tariff(
        element(flat("3.00"), time("4.00", 300), reservation="reservation"), element(flat("1.00"))
    )
    breakdown = price(waiting, session(EIGHT, charge(60, "20"), reserved=reserved(12)))
    assert [(line.occasion, line.dimension, shown(line.amount)[0]) for line in breakdown.lines] == [
        ("reservation", "flat", "3.0000"),
        ("reservation", "time", "1.0000"),
        ("session", "flat", "1.0000"),
    ]
    assert shown(breakdown.costs.reservation)[0] == "4.0000"
    assert shown(breakdown.costs.fixed)[0] == "1.0000"


EXPIRY_FEE = tariff(
    element(flat("5.00", tax="20"), reservation="reservation_expires"),
    element(time("3.00", 600, tax="20"), reservation="reservation"),
    USUAL,
)


def test_who_comes_pays_no_fee_for_staying_away() -> None:
    """Tariff object, expire fee: 33 minutes billed as 40 at 3.00 are 2.00; 1.00; 6.00."""
    came = session(EIGHT, charge(60, "20"), reserved=reserved(33))
    assert costs(EXPIRY_FEE, came) == ("9.00", "10.20")


def test_who_stays_away_pays_the_time_and_the_fee() -> None:
    """Tariff object, expire fee: an hour at 3.00 and 5.00; nothing of the session's prices."""
    assert costs(EXPIRY_FEE, expired(60)) == ("8.00", "9.60")


EXPIRY_TIME = tariff(
    element(time("4.00", 600, tax="20"), reservation="reservation"),
    element(time("8.00", 600, tax="20"), reservation="reservation_expires"),
    USUAL,
)


def test_the_time_of_what_expired_has_its_own_price() -> None:
    """ReservationRestrictionType: where both price time, what expired is priced by its own.

    That holds whatever the order of the elements is: 90 min x 8.00 = 12.00, or 21 as 30 x 4.00.
    """
    assert costs(EXPIRY_TIME, expired(90)) == ("12.00", "14.40")
    came = session(EIGHT, charge(60, "20"), reserved=reserved(21))
    assert costs(EXPIRY_TIME, came) == ("9.00", "10.20")


def test_elements_of_a_session_do_not_price_its_reservation() -> None:
    """TariffRestrictions, reservation: 30 minutes of waiting cost nothing here."""
    session_only = tariff(element(flat("1.00"), time("6.00"), parking("6.00")))
    came = session(EIGHT, charge(60, "20"), reserved=reserved(30))
    assert costs(session_only, came)[0] == "7.00"
    assert costs(session_only, expired(30))[0] == "0.00"


def test_elements_of_a_reservation_do_not_price_its_session() -> None:
    waiting = tariff(element(flat("2.00"), time("6.00"), reservation="reservation"))
    assert costs(waiting, session(EIGHT, charge(60, "20")))[0] == "0.00"


def test_the_time_of_a_reservation_is_rounded_for_itself() -> None:
    """12 minutes of waiting are 20, 25 of charging 30: not 37 that become 40."""
    both = tariff(element(time("3.00", 600), reservation="reservation"), element(time("6.00", 900)))
    breakdown = price(both, session(EIGHT, charge(25, "5"), reserved=reserved(12)))
    assert [(line.occasion, str(line.billed)) for line in breakdown.lines] == [
        ("reservation", "1200"),
        ("session", "1800"),
    ]


def test_hours_and_durations_of_a_reservation_are_its_own() -> None:
    """The first 15 minutes are free, then 6.00 an hour until 08:00, and 12.00 after."""
    hours = tariff(
        element(time("0.00"), reservation="reservation", max_duration=900),
        element(time("6.00"), reservation="reservation", end_time="08:00"),
        element(time("12.00"), reservation="reservation"),
    )
    came = session(
        EIGHT + timedelta(minutes=10),
        charge(60, "20"),
        reserved=reserved(40, until=EIGHT + timedelta(minutes=10)),
    )
    breakdown = price(hours, came)
    assert [(str(line.used), shown(line.amount)[0]) for line in breakdown.lines] == [
        ("900", "0.0000"),
        ("900", "1.5000"),
        ("600", "2.0000"),
    ]


def test_limits_are_for_sessions_with_their_reservation_and_not_for_a_reservation_alone() -> None:
    """At least 12.00 and at most 14.00: a session with its reservation of 3.00 costs 15.00."""
    limited = tariff(
        element(time("3.00"), reservation="reservation"),
        element(energy("0.60")),
        min_price=limit("12.00"),
        max_price=limit("14.00"),
    )
    assert costs(limited, session(EIGHT, charge(60, "20"), reserved=reserved(60)))[0] == "14.00"
    assert costs(limited, session(EIGHT, charge(60, "1"), reserved=reserved(60)))[0] == "12.00"
    assert costs(limited, expired(60))[0] == "3.00"


def test_a_reservation_is_a_charging_period_before_the_session() -> None:
    """CDR object: the CDR begins with the reservation; its time is neither charging nor parking."""
    came = session(EIGHT, charge(60, "20"), reserved=reserved(30))
    breakdown = price(EXPIRY_FEE, came)
    assert breakdown.begins == on(MONDAY, "07:30")
    assert [str(period.reservation_h) for period in breakdown.periods] == ["0.5000", "0.0000"]
    assert str(breakdown.reservation_h) == "0.5000"
    assert str(breakdown.charging_h) == "1.0000"


def test_what_was_neither_reserved_nor_metered_has_no_price() -> None:
    with pytest.raises(UnorderedReadings):
        price(EXPIRY_FEE, MeteredSession(timezone=BRUSSELS))


def test_a_reservation_that_ends_before_it_begins_has_no_price() -> None:
    backwards = MeteredSession(timezone=BRUSSELS, reserved=Reservation(EIGHT, SEVEN))
    with pytest.raises(UnorderedReadings):
        price(EXPIRY_FEE, backwards)
