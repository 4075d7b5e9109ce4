"""Charging profiles between OCPI and the words of the stations' verbs."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec

from chargehouse.ocpi.errors import InvalidParameters
from chargehouse.ocpi.scalars import DateTime
from chargehouse.ocpi.v221.charging_profiles import (
    ActiveChargingProfile,
    ChargingProfile,
    ChargingProfilePeriod,
)

PERIODS_MAX: Final = 100
LIMIT_MAX: Final = Decimal(10_000_000)


def arguments_of(profile: ChargingProfile, session_id: UUID) -> dict[str, object]:
    """Return what the verb `set_charging_profile` is told of a profile.

    Raises `InvalidParameters` for one that no charger could follow.
    """
    periods = profile.charging_profile_period or ()
    starts = [each.start_period for each in periods]
    if not 1 <= len(periods) <= PERIODS_MAX:
        raise InvalidParameters(f"1 to {PERIODS_MAX} periods", "charging_profile_period")
    if starts[0] != 0 or starts != sorted(set(starts)):
        raise InvalidParameters(
            "The first begins at 0, and each after the one before", "charging_profile_period"
        )
    limits = [each.limit for each in periods]
    if profile.min_charging_rate is not None:
        limits.append(profile.min_charging_rate)
    if not all(0 <= limit <= LIMIT_MAX for limit in limits):
        raise InvalidParameters(f"A limit is from 0 to {LIMIT_MAX}", "charging_profile_period")
    start = profile.start_date_time
    return {
        "profile_id": profile_number(session_id),
        "unit": profile.charging_rate_unit,
        "start_at": None if start is None else start.instant,
        "duration_s": profile.duration,
        "least": profile.min_charging_rate,
        "periods": [{"start_period": each.start_period, "limit": each.limit} for each in periods],
    }


def profile_number(session_id: UUID) -> int:
    """Return the number by which a charger knows the profile of a session, always the same."""
    return (session_id.int & 0x3FFFFFFF) + 1


def active_profile(answer: Mapping[str, Any], now: datetime) -> ActiveChargingProfile | None:
    """Return the profile that a charger says is in force; None where it says none.

    `answer` is what it said to GetCompositeSchedule, in 1.6 or 2.x (`schedule`). Where it names no
    start, that is `now`.
    """
    said = answer.get("schedule") or answer.get("chargingSchedule")
    if not said:
        return None
    began = answer.get("scheduleStart") or said.get("scheduleStart") or said.get("startSchedule")
    start = DateTime.of(now if began is None else datetime.fromisoformat(str(began)))
    periods = tuple(
        ChargingProfilePeriod(
            start_period=int(each["startPeriod"]), limit=Decimal(str(each["limit"]))
        )
        for each in said.get("chargingSchedulePeriod") or ()
    )
    least = said.get("minChargingRate")
    return ActiveChargingProfile(
        start_date_time=start,
        charging_profile=ChargingProfile(
            start_date_time=start,
            duration=said.get("duration"),
            charging_rate_unit=said["chargingRateUnit"],
            min_charging_rate=None if least is None else Decimal(str(least)),
            charging_profile_period=periods or None,
        ),
    )


def read_active(answer: Mapping[str, Any] | None, now: datetime) -> ActiveChargingProfile | None:
    """Return as `active_profile`; None as well for an answer that says nothing of use."""
    try:
        return None if answer is None else active_profile(answer, now)
    except (ArithmeticError, KeyError, TypeError, ValueError, msgspec.ValidationError):
        return None
