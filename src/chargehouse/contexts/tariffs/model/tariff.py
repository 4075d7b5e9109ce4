"""A tariff as OCPI means it: elements that price dimensions wherever their restrictions match."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from chargehouse.kernel.weekly_hours import Clock

Dimension = Literal["energy", "time", "parking_time", "flat"]
"""What is priced: kWh, hours of charging, hours of not charging, or that there was a session."""

TaxIncluded = Literal["yes", "no", "not_applicable"]
TariffType = Literal["ad_hoc_payment", "profile_cheap", "profile_fast", "profile_green", "regular"]
ReservationKind = Literal["reservation", "reservation_expires"]
Weekday = Annotated[int, Meta(ge=1, le=7)]
Instant = Annotated[datetime, Meta(tz=True)]

VAT: Final = "VAT"


class Tax(Struct, frozen=True, omit_defaults=True):
    """A tax on top of a price, in percent of the price without any tax."""

    name: str
    percent: Decimal
    account_number: str | None = None


class PriceComponent(Struct, frozen=True):
    """The price of one dimension: per kWh, per hour, or once.

    `step_size` is in Wh for energy, in seconds for time, and means nothing for a flat fee; 0 and
    1 are the same but for fractions. `taxes` is none where nothing is said of taxes, which is not
    the same as none at all: what it costs with taxes is then not known.
    """

    dimension: Dimension
    price: Decimal
    step_size: int = 1
    taxes: tuple[Tax, ...] | None = None


class Restrictions(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """When an element is active; all that is said must hold. Minima are inclusive, maxima not.

    Times, dates and days are those of the clock at the location. A time range that does not end
    after it starts goes on past midnight; an end of `00:00` is the end of the day. Days (1 is
    Monday) and dates are looked at in the instant itself, not where a range began. Durations are
    seconds since the session's start, power is in kW, current in A over all phases.
    """

    start_time: Clock | None = None
    end_time: Clock | None = None
    start_date: date | None = None
    end_date: date | None = None
    min_kwh: Decimal | None = None
    max_kwh: Decimal | None = None
    min_current: Decimal | None = None
    max_current: Decimal | None = None
    min_power: Decimal | None = None
    max_power: Decimal | None = None
    min_duration: int | None = None
    max_duration: int | None = None
    day_of_week: tuple[Weekday, ...] = ()
    reservation: ReservationKind | None = None


UNRESTRICTED: Final = Restrictions()


class TariffElement(Struct, frozen=True):
    """Prices that hold under the same restrictions."""

    components: tuple[PriceComponent, ...]
    restrictions: Restrictions = UNRESTRICTED


class PriceLimit(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The least or the most that a session costs; both figures hold, each for itself."""

    excl: Decimal | None = None
    incl: Decimal | None = None


class Tariff(Struct, frozen=True, kw_only=True):
    """What charging costs, as one document.

    For each dimension the first element counts whose restrictions match and which prices it.
    `tax_included` says whether the prices hold the taxes already; `not_applicable` that there are
    none. A tariff that is valid when a session starts, is for all of it.
    """

    currency: str
    elements: tuple[TariffElement, ...]
    tax_included: TaxIncluded = "no"
    type: TariffType | None = None
    min_price: PriceLimit | None = None
    max_price: PriceLimit | None = None
    valid_from: Instant | None = None
    valid_to: Instant | None = None

    def is_valid_at(self, at: datetime) -> bool:
        """Tell whether a session that starts now is priced by it; the last instant is not."""
        begun = self.valid_from is None or self.valid_from <= at
        return begun and (self.valid_to is None or at < self.valid_to)


def vat(percent: Decimal | int | str) -> tuple[Tax, ...]:
    """Return VAT alone, as OCPI's `vat` says it."""
    return (Tax(VAT, Decimal(percent)),)
