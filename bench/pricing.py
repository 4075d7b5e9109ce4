"""Pricing alone: sessions of a day against a tariff with everything in it, milliseconds each."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Final, NamedTuple

from bench.codec import ROUNDS, least_us
from chargehouse.contexts.tariffs.model.metered import MeteredSession, MeterReading
from chargehouse.contexts.tariffs.model.pricing import price
from chargehouse.contexts.tariffs.model.tariff import (
    Dimension,
    PriceComponent,
    PriceLimit,
    Restrictions,
    Tariff,
    TariffElement,
    vat,
)

TARGET: Final = "under 5 ms"
MINUTES: Final = 24 * 60
BEGINS: Final = datetime(2026, 10, 24, 18, 0, tzinfo=UTC)
"""The clocks of Europe are changed in the night after."""


class Priced(NamedTuple):
    """One kind of session, and how long its price takes."""

    name: str
    price_ms: float


def measure(seconds: float = 1.0) -> list[Priced]:
    """Return the time of each price, the least of some rounds."""
    steady = MeteredSession(timezone="Europe/Brussels", readings=_readings(steady=True))
    restless = MeteredSession(timezone="Europe/Brussels", readings=_readings(steady=False))
    sessions = {
        f"24 h, a reading a minute, {len(TARIFF.elements)} elements": steady,
        "the same, power changing its band every minute": restless,
    }
    share_s = seconds / len(sessions) / ROUNDS
    return [
        Priced(name, least_us(partial(_priced, metered), share_s) / 1000)
        for name, metered in sessions.items()
    ]


def _priced(metered: MeteredSession) -> None:
    price(TARIFF, metered)


def _readings(*, steady: bool) -> tuple[MeterReading, ...]:
    """Return readings of a vehicle that charges for twelve hours, then parks."""
    readings, wh = [], Decimal(0)
    for minute in range(MINUTES + 1):
        charging = minute < MINUTES // 2
        power_w = Decimal(0)
        if charging:
            power_w = Decimal(7400 if steady or minute % 2 else 11000)
        at = BEGINS + timedelta(minutes=minute)
        readings.append(MeterReading(at, wh, charging, power_w, power_w / 230))
        wh += (power_w / 60).quantize(Decimal(1))
    return tuple(readings)


def _tariff() -> Tariff:
    """Return a tariff of twenty elements that together use every restriction of a session."""
    elements = [TariffElement((PriceComponent("flat", Decimal("0.50"), taxes=vat(21)),))]
    for tier in range(5):
        restrictions = Restrictions(
            min_kwh=Decimal(tier * 10), max_kwh=Decimal(tier * 10 + 10), max_power=Decimal(10)
        )
        elements.append(_element("energy", "0.30", restrictions, tier))
    for hour in range(6, 18, 2):
        restrictions = Restrictions(
            start_time=f"{hour:02}:00", end_time=f"{hour + 2:02}:00", day_of_week=(1, 2, 3, 4, 5, 6)
        )
        elements.append(_element("energy", "0.40", restrictions, hour))
    for hours in range(4):
        restrictions = Restrictions(min_duration=hours * 3600, max_duration=(hours + 1) * 3600)
        elements.append(_element("time", "1.20", restrictions, hours))
    parking = Restrictions(start_time="08:00", end_time="22:00")
    elements += [
        _element("energy", "0.55", Restrictions(min_current=Decimal(40)), 0),
        _element("energy", "0.45", Restrictions(), 0),
        _element("parking_time", "6.00", parking, 0),
        _element("parking_time", "1.00", Restrictions(end_date=BEGINS.date()), 0),
    ]
    return Tariff(
        currency="EUR",
        elements=tuple(elements),
        max_price=PriceLimit(excl=Decimal(200), incl=Decimal(242)),
    )


def _element(
    dimension: Dimension, price_: str, restrictions: Restrictions, more: int
) -> TariffElement:
    return TariffElement(
        (PriceComponent(dimension, Decimal(price_) + more, 60, vat(21)),), restrictions
    )


TARIFF: Final = _tariff()


if __name__ == "__main__":
    for row in measure():
        print(f"{row.name:60} {row.price_ms:8.2f} ms  {TARGET}")
