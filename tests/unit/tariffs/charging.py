"""Tariffs and sessions to price, said briefly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from chargehouse.contexts.tariffs.model.amounts import Amount
from chargehouse.contexts.tariffs.model.breakdown import CostBreakdown, CostLine
from chargehouse.contexts.tariffs.model.metered import MeteredSession, MeterReading, Reservation
from chargehouse.contexts.tariffs.model.pricing import price
from chargehouse.contexts.tariffs.model.tariff import (
    Dimension,
    PriceComponent,
    PriceLimit,
    Restrictions,
    Tariff,
    TariffElement,
    Tax,
    vat,
)

BRUSSELS = "Europe/Brussels"
MONDAY = "2026-06-01"
"""A Monday without a change of the clocks."""

_DECIMALS = ("min_kwh", "max_kwh", "min_current", "max_current", "min_power", "max_power")


@dataclass(frozen=True)
class Stage:
    """A part of a session: how long it lasts, what flows, and whether the vehicle wants it."""

    minutes: float
    kwh: str = "0"
    wants_power: bool = True
    kw: str | None = None
    amperes: str | None = None


def charge(minutes: float, kwh: str = "0", kw: str | None = None, a: str | None = None) -> Stage:
    """Return a stage of charging."""
    return Stage(minutes, kwh, True, kw, a)  # noqa: FBT003  as the stage has it


def park(minutes: float) -> Stage:
    """Return a stage in which the vehicle asks for nothing."""
    return Stage(minutes, wants_power=False, kw="0", amperes="0")


def on(day: str, clock: str, zone: str = BRUSSELS, *, again: bool = False) -> datetime:
    """Return when a clock shows a time on a day; `again` for the second time it does."""
    local = datetime.fromisoformat(f"{day} {clock}")
    return local.replace(tzinfo=ZoneInfo(zone), fold=int(again))


def readings(begins: datetime, *stages: Stage) -> tuple[MeterReading, ...]:
    """Return a reading at the begin of each stage, and one at the end."""
    found, wh, at = [], Decimal(0), begins.astimezone(ZoneInfo("UTC"))
    for stage in stages:
        found.append(
            MeterReading(
                at,
                wh,
                stage.wants_power,
                None if stage.kw is None else Decimal(stage.kw) * 1000,
                None if stage.amperes is None else Decimal(stage.amperes),
            )
        )
        wh += Decimal(stage.kwh) * 1000
        at += timedelta(minutes=stage.minutes)
    return (*found, MeterReading(at, wh, wants_power=False))


def session(
    begins: datetime, *stages: Stage, zone: str = BRUSSELS, reserved: Reservation | None = None
) -> MeteredSession:
    """Return a session of some stages."""
    return MeteredSession(timezone=zone, readings=readings(begins, *stages), reserved=reserved)


def component(
    dimension: Dimension, price_: str, step: int = 1, *, tax: str | None = None
) -> PriceComponent:
    """Return a price, with VAT where a percentage is said."""
    taxes = None if tax is None else vat(tax)
    return PriceComponent(dimension, Decimal(price_), step, taxes)


def energy(price_: str, step: int = 1, *, tax: str | None = None) -> PriceComponent:
    """Return a price a kWh."""
    return component("energy", price_, step, tax=tax)


def time(price_: str, step: int = 1, *, tax: str | None = None) -> PriceComponent:
    """Return a price an hour of charging."""
    return component("time", price_, step, tax=tax)


def parking(price_: str, step: int = 1, *, tax: str | None = None) -> PriceComponent:
    """Return a price an hour of parking."""
    return component("parking_time", price_, step, tax=tax)


def flat(price_: str, *, tax: str | None = None) -> PriceComponent:
    """Return a fee."""
    return component("flat", price_, tax=tax)


def named(dimension: Dimension, price_: str, **taxes: str) -> PriceComponent:
    """Return a price with taxes by their names."""
    said = tuple(Tax(name, Decimal(percent)) for name, percent in taxes.items())
    return PriceComponent(dimension, Decimal(price_), 1, said)


def element(*components: PriceComponent, **restrictions: Any) -> TariffElement:  # noqa: ANN401  each restriction has a type of its own
    """Return an element; figures may be texts."""
    said: dict[str, Any] = {
        name: Decimal(value) if name in _DECIMALS else value for name, value in restrictions.items()
    }
    return TariffElement(components, Restrictions(**said))


def tariff(*elements: TariffElement, currency: str = "EUR", **more: Any) -> Tariff:  # noqa: ANN401  as above
    """Return a tariff."""
    return Tariff(currency=currency, elements=elements, **more)


def limit(excl: str | None = None, incl: str | None = None) -> PriceLimit:
    """Return a limit."""
    return PriceLimit(
        excl=None if excl is None else Decimal(excl), incl=None if incl is None else Decimal(incl)
    )


def costs(tariff_: Tariff, metered: MeteredSession) -> tuple[str | None, str | None]:
    """Return what is due without and with taxes."""
    return shown(price(tariff_, metered).due)


def shown(amount: Amount) -> tuple[str | None, str | None]:
    """Return an amount without and with taxes, as texts."""
    excl, incl = amount.excl, amount.incl
    return None if excl is None else str(excl), None if incl is None else str(incl)


def billed(breakdown: CostBreakdown) -> list[tuple[str | None, str, str | None]]:
    """Return each line's dimension, what is billed of it, and its cost without taxes."""
    return [(line.dimension, str(line.billed), shown(line.amount)[0]) for line in breakdown.lines]


def lines(breakdown: CostBreakdown, dimension: Dimension) -> Sequence[CostLine]:
    """Return the lines of a dimension."""
    return [line for line in breakdown.lines if line.dimension == dimension]
