"""Limits as people give and see them, and as OCPI writes them."""

from collections.abc import Iterator
from decimal import Decimal

from chargehouse.contexts.remote.public import LimitPeriod, Limits, LimitsInForce
from chargehouse.kernel.errors import Invalid
from chargehouse.ocpi.scalars import DateTime
from chargehouse.ocpi.v221.charging_profiles import (
    ActiveChargingProfile,
    ChargingProfile,
    ChargingProfilePeriod,
)


def profile_of(limits: Limits) -> ChargingProfile:
    """Return limits as OCPI writes them; `starts_at` is aware where it is given.

    Raises `Invalid` for a limit below 0, or that is no number.
    """
    for field, rate in _rates(limits):
        if not (rate.is_finite() and rate >= 0):
            message = "0 or more"
            raise Invalid(
                "A limit is 0 or more.", {"errors": [{"field": field, "message": message}]}
            )
    return ChargingProfile(
        start_date_time=None if limits.starts_at is None else DateTime.of(limits.starts_at),
        duration=limits.duration_s,
        charging_rate_unit=limits.unit,
        min_charging_rate=limits.least,
        charging_profile_period=tuple(
            ChargingProfilePeriod(start_period=each.start_s, limit=each.limit)
            for each in limits.periods
        ),
    )


def limits_of(active: ActiveChargingProfile) -> LimitsInForce:
    """Return the limits that a profile in force says; none where it has no periods."""
    said = active.charging_profile
    start = said.start_date_time
    periods = [
        LimitPeriod(start_s=each.start_period, limit=each.limit)
        for each in said.charging_profile_period or ()
    ]
    limits = Limits(
        unit=said.charging_rate_unit,
        periods=periods,
        starts_at=None if start is None else start.instant,
        duration_s=said.duration,
        least=said.min_charging_rate,
    )
    return LimitsInForce(
        starts_at=active.start_date_time.instant, limits=limits if periods else None
    )


def _rates(limits: Limits) -> Iterator[tuple[str, Decimal]]:
    for number, period in enumerate(limits.periods):
        yield f"profile.periods[{number}].limit", period.limit
    if limits.least is not None:
        yield "profile.least", limits.least
