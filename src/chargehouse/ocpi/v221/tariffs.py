"""Tariffs (module tariffs)."""

from typing import Annotated, Literal

from msgspec import Meta

from chargehouse.ocpi.objects import DisplayText, OcpiObject
from chargehouse.ocpi.scalars import (
    Count,
    CountryCode,
    Currency,
    DateTime,
    Id,
    LocalDate,
    Number,
    PartyId,
    TimeOfDay,
    Url,
)
from chargehouse.ocpi.v221.places import EnergyMix
from chargehouse.ocpi.v221.values import Price

DayOfWeek = Literal["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]
ReservationRestrictionType = Literal["RESERVATION", "RESERVATION_EXPIRES"]
TariffDimensionType = Literal["ENERGY", "FLAT", "PARKING_TIME", "TIME"]
TariffType = Literal["AD_HOC_PAYMENT", "PROFILE_CHEAP", "PROFILE_FAST", "PROFILE_GREEN", "REGULAR"]


class PriceComponent(OcpiObject, frozen=True, kw_only=True):
    """A price per unit, without VAT: kWh, hour, or once; without `vat` the tax is not known.

    `step_size` is in Wh or seconds.
    """

    type: TariffDimensionType
    price: Number
    vat: Number | None = None
    step_size: Count


class TariffRestrictions(OcpiObject, frozen=True, kw_only=True):
    """When an element holds: local time, kWh, A, kW, seconds; minima in, maxima out."""

    start_time: TimeOfDay | None = None
    end_time: TimeOfDay | None = None
    start_date: LocalDate | None = None
    end_date: LocalDate | None = None
    min_kwh: Number | None = None
    max_kwh: Number | None = None
    min_current: Number | None = None
    max_current: Number | None = None
    min_power: Number | None = None
    max_power: Number | None = None
    min_duration: Count | None = None
    max_duration: Count | None = None
    day_of_week: tuple[DayOfWeek, ...] | None = None
    reservation: ReservationRestrictionType | None = None


class TariffElement(OcpiObject, frozen=True, kw_only=True):
    """Prices that hold together, where the restrictions match."""

    price_components: Annotated[tuple[PriceComponent, ...], Meta(min_length=1)]
    restrictions: TariffRestrictions | None = None


class Tariff(OcpiObject, frozen=True, kw_only=True):
    """What charging costs; for each dimension the first element that matches."""

    country_code: CountryCode
    party_id: PartyId
    id: Id
    currency: Currency
    type: TariffType | None = None
    tariff_alt_text: tuple[DisplayText, ...] | None = None
    tariff_alt_url: Url | None = None
    min_price: Price | None = None
    max_price: Price | None = None
    elements: Annotated[tuple[TariffElement, ...], Meta(min_length=1)]
    start_date_time: DateTime | None = None
    end_date_time: DateTime | None = None
    energy_mix: EnergyMix | None = None
    last_updated: DateTime
