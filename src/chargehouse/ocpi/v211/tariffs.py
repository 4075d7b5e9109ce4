"""Tariffs (module tariffs)."""

from typing import Annotated

from msgspec import Meta

from chargehouse.ocpi.objects import DisplayText, OcpiObject
from chargehouse.ocpi.scalars import (
    Count,
    Currency,
    DateTime,
    Id,
    LocalDate,
    LooseNumber,
    TimeOfDay,
    Url,
)
from chargehouse.ocpi.v211.places import EnergyMix
from chargehouse.ocpi.v221.tariffs import DayOfWeek, TariffDimensionType


class PriceComponent(OcpiObject, frozen=True, kw_only=True):
    """A price per unit, without VAT: kWh, hour, or once; `step_size` in Wh or seconds."""

    type: TariffDimensionType
    price: LooseNumber
    step_size: Count


class TariffRestrictions(OcpiObject, frozen=True, kw_only=True):
    """When an element holds: local time, kWh, kW, seconds; minima in, maxima out."""

    start_time: TimeOfDay | None = None
    end_time: TimeOfDay | None = None
    start_date: LocalDate | None = None
    end_date: LocalDate | None = None
    min_kwh: LooseNumber | None = None
    max_kwh: LooseNumber | None = None
    min_power: LooseNumber | None = None
    max_power: LooseNumber | None = None
    min_duration: Count | None = None
    max_duration: Count | None = None
    day_of_week: tuple[DayOfWeek, ...] | None = None


class TariffElement(OcpiObject, frozen=True, kw_only=True):
    """Prices that hold together, where the restrictions match."""

    price_components: Annotated[tuple[PriceComponent, ...], Meta(min_length=1)]
    restrictions: TariffRestrictions | None = None


class Tariff(OcpiObject, frozen=True, kw_only=True):
    """What charging costs; the first element that matches."""

    id: Id
    currency: Currency
    tariff_alt_text: tuple[DisplayText, ...] | None = None
    tariff_alt_url: Url | None = None
    elements: Annotated[tuple[TariffElement, ...], Meta(min_length=1)]
    energy_mix: EnergyMix | None = None
    last_updated: DateTime
