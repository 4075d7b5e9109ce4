"""A tariff's restrictions in English, for whoever asks why a price was the one."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from chargehouse.contexts.tariffs.model.tariff import Dimension, Restrictions

NAMES: Final[dict[Dimension, str]] = {
    "energy": "energy",
    "time": "charging time",
    "parking_time": "parking time",
    "flat": "a flat fee",
}

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def in_words(said: Restrictions) -> str:
    """Return restrictions in English: `Mon, Tue; 17:00 to 20:00; below 16 kW`."""
    return "; ".join(_words(said)) or "always"


def _words(said: Restrictions) -> Iterator[str]:
    if said.reservation:
        expires = said.reservation == "reservation_expires"
        yield "a reservation that expires" if expires else "a reservation"
    if said.start_date or said.end_date:
        yield _from_to(said.start_date, said.end_date, until="before")
    if said.day_of_week:
        yield ", ".join(_DAYS[day - 1] for day in sorted(set(said.day_of_week)))
    if said.start_time or said.end_time:
        yield f"{said.start_time or '00:00'} to {said.end_time or '00:00'}"
    if said.min_kwh is not None or said.max_kwh is not None:
        yield _range(said.min_kwh, said.max_kwh, "kWh")
    if said.min_power is not None or said.max_power is not None:
        yield _range(said.min_power, said.max_power, "kW")
    if said.min_current is not None or said.max_current is not None:
        yield _range(said.min_current, said.max_current, "A")
    if said.min_duration is not None or said.max_duration is not None:
        yield _range(said.min_duration, said.max_duration, "s")


def _range(least: Decimal | int | None, below: Decimal | int | None, unit: str) -> str:
    if least is None:
        return f"below {below} {unit}"
    return f"from {least} {unit}" if below is None else f"from {least} to below {below} {unit}"


def _from_to(first: object | None, last: object | None, *, until: str) -> str:
    if first is None:
        return f"{until} {last}"
    return f"from {first}" if last is None else f"from {first}, {until} {last}"
