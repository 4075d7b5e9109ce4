"""Tariffs and sessions to be drawn by lot, on a grid of whole seconds and watt-hours.

On it whatever is cut falls on a second, so that a clock read every second can judge: legs last
whole sixes of seconds, up to three Wh flow in each, and bounds of energy are sixes of Wh.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from chargehouse.contexts.tariffs.model.metered import MeteredSession, MeterReading, Reservation
from chargehouse.contexts.tariffs.model.tariff import (
    Dimension,
    PriceComponent,
    PriceLimit,
    ReservationKind,
    Restrictions,
    Tariff,
    TariffElement,
    Tax,
    TaxIncluded,
)

BRUSSELS = "Europe/Brussels"
BEGINS = (
    datetime(2026, 10, 25, 0, 40, tzinfo=UTC),  # the clocks go back at 01:00
    datetime(2026, 3, 29, 0, 40, tzinfo=UTC),  # and forward
    datetime(2026, 6, 5, 21, 40, tzinfo=UTC),  # Friday before midnight
)
"""Twenty minutes before something happens to the clock in Brussels."""

CLOCKS = ("00:00", "00:10", "01:50", "02:00", "02:10", "02:30", "02:50", "03:00", "03:10", "23:50")
DIMENSIONS: tuple[Dimension, ...] = ("energy", "time", "parking_time", "flat")
TAXES: tuple[tuple[Tax, ...] | None, ...] = (
    (Tax("VAT", Decimal(21)),),
    (Tax("VAT", Decimal("9.5")),),
    (Tax("VAT", Decimal(21)), Tax("Energy tax", Decimal("3.7"))),
    (),
    None,
)
"""Also several, none at all, and that nobody says which."""


@dataclass(frozen=True)
class Leg:
    """Some seconds in which so many Wh flow in each, evenly."""

    seconds: int
    wh_a_second: int
    wants_power: bool
    amperes: int | None
    says_power: bool


legs = st.builds(
    Leg,
    seconds=st.integers(1, 115).map(lambda sixes: sixes * 6),
    wh_a_second=st.integers(0, 3),
    wants_power=st.booleans(),
    amperes=st.sampled_from((None, 0, 16, 32)),
    says_power=st.booleans(),
)
courses = st.lists(legs, min_size=1, max_size=5)

COMPONENTS = [
    PriceComponent(dimension, Decimal(price), step, taxes)
    for dimension in DIMENSIONS
    for price in ("0", "0.01", "0.35", "0.6", "1", "12.34")
    for step in (0, 1, 7, 60, 500)
    for taxes in TAXES
]
RESTRICTIONS: list[dict[str, Any]] = [
    *({"start_time": clock} for clock in CLOCKS),
    *({"end_time": clock} for clock in CLOCKS),
    *({"day_of_week": days} for days in ((5,), (6,), (7,), (6, 7), (1, 2, 3, 4, 5))),
    *({"start_date": date(2026, month, day)} for month, day in ((6, 5), (6, 6), (10, 25))),
    *({"end_date": date(2026, month, day)} for month, day in ((6, 5), (6, 6), (10, 25))),
    *({"min_kwh": Decimal(wh) / 1000} for wh in (0, 6, 102, 336, 900)),
    *({"max_kwh": Decimal(wh) / 1000} for wh in (0, 6, 204, 504, 1116)),
    *({"min_power": Decimal(kw)} for kw in ("0", "3.6", "5.4", "7.2")),
    *({"max_power": Decimal(kw)} for kw in ("3.6", "7.2", "10.8")),
    *({"min_current": Decimal(a)} for a in (0, 16, 20)),
    *({"max_current": Decimal(a)} for a in (16, 32, 40)),
    *({"min_duration": seconds} for seconds in (0, 60, 500, 1300)),
    *({"max_duration": seconds} for seconds in (0, 60, 700, 2000)),
]


METERED = frozenset(f"{end}_{of}" for end in ("min", "max") for of in ("kwh", "power", "current"))
"""What of restrictions is about what flows."""


def _element(said: list[dict[str, Any]], components: list[PriceComponent]) -> TariffElement:
    together = {name: value for each in said for name, value in each.items()}
    return TariffElement(tuple(components), Restrictions(**together))


elements = st.builds(
    _element,
    st.lists(st.sampled_from(RESTRICTIONS), max_size=3),
    st.lists(st.sampled_from(COMPONENTS), min_size=1, max_size=3),
)

KINDS: tuple[ReservationKind, ...] = ("reservation", "reservation_expires")
OF_RESERVATIONS = [each for each in COMPONENTS if each.dimension in {"flat", "time"}]
BY_TIME = [each for each in RESTRICTIONS if not each.keys() & METERED]


def _held(
    kind: ReservationKind, said: list[dict[str, Any]], components: list[PriceComponent]
) -> TariffElement:
    return _element([*said, {"reservation": kind}], components)


of_reservations = st.builds(
    _held,
    st.sampled_from(KINDS),
    st.lists(st.sampled_from(BY_TIME), max_size=2),
    st.lists(st.sampled_from(OF_RESERVATIONS), min_size=1, max_size=2),
)
"""Elements that price a place that is held: by the clock and by how long, since nothing flows."""

reserved = st.one_of(st.none(), st.tuples(st.integers(1, 5400), st.booleans()))
"""For how many seconds a place was held before the session, and whether that is as of one that
expired; or not at all.
"""

_excl = st.sampled_from((Decimal(1), Decimal("0.5"), Decimal("7.77")))
_incl = st.sampled_from((Decimal("1.2"), Decimal("1.1"), Decimal("8.88")))
limits = st.one_of(
    st.none(),
    st.builds(PriceLimit, excl=_excl, incl=_incl),
    st.builds(PriceLimit, excl=_excl),
    st.builds(PriceLimit, incl=_incl),
)


def _tariff(
    priced: list[TariffElement],
    included: TaxIncluded,
    least: PriceLimit | None,
    most: PriceLimit | None,
) -> Tariff:
    return Tariff(
        currency="EUR",
        elements=tuple(priced),
        tax_included=included,
        min_price=least,
        max_price=most,
    )


def _tariffs(of: st.SearchStrategy[TariffElement]) -> st.SearchStrategy[Tariff]:
    return st.builds(
        _tariff,
        st.lists(of, min_size=1, max_size=5),
        st.sampled_from(("yes", "no", "not_applicable")),
        limits,
        limits,
    )


tariffs = _tariffs(st.one_of(elements, elements, of_reservations))
tariffs_of_sessions = _tariffs(elements)


def metered(
    begins: datetime, course: list[Leg], held: tuple[int, bool] | None = None
) -> MeteredSession:
    """Return a course as a reading at the begin of each leg, and one at the end.

    With `held` its place was held for so many seconds before, expired or not.
    """
    reservation = None
    if held is not None:
        lasted, expired = held
        reservation = Reservation(begins - timedelta(seconds=lasted), begins, expired)
    at, wh, readings = begins, 0, []
    for leg in course:
        readings.append(_reading(leg, at, wh))
        at += timedelta(seconds=leg.seconds)
        wh += leg.seconds * leg.wh_a_second
    return MeteredSession(
        timezone=BRUSSELS,
        readings=(*readings, MeterReading(at, Decimal(wh))),
        reserved=reservation,
    )


def _reading(leg: Leg, at: datetime, wh: int) -> MeterReading:
    return MeterReading(
        at,
        Decimal(wh),
        leg.wants_power,
        Decimal(leg.wh_a_second * 3600) if leg.says_power else None,
        None if leg.amperes is None else Decimal(leg.amperes),
    )
