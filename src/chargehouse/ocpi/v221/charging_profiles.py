"""Charging profiles of a session, set and read (module chargingprofiles)."""

from typing import Literal

from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.scalars import Count, DateTime, Number, Url

ChargingRateUnit = Literal["W", "A"]
ChargingProfileResponseType = Literal[
    "ACCEPTED", "NOT_SUPPORTED", "REJECTED", "TOO_OFTEN", "UNKNOWN_SESSION"
]
ChargingProfileResultType = Literal["ACCEPTED", "REJECTED", "UNKNOWN"]


class ChargingProfilePeriod(OcpiObject, frozen=True, kw_only=True):
    """A limit from `start_period` seconds on, in the profile's unit."""

    start_period: Count
    limit: Number


class ChargingProfile(OcpiObject, frozen=True, kw_only=True):
    """Limits over time, in W or in A per phase; `duration` in seconds."""

    start_date_time: DateTime | None = None
    duration: Count | None = None
    charging_rate_unit: ChargingRateUnit
    min_charging_rate: Number | None = None
    charging_profile_period: tuple[ChargingProfilePeriod, ...] | None = None


class ActiveChargingProfile(OcpiObject, frozen=True, kw_only=True):
    """The profile as the station has worked it out at `start_date_time`."""

    start_date_time: DateTime
    charging_profile: ChargingProfile


class SetChargingProfile(OcpiObject, frozen=True, kw_only=True):
    """The body of a PUT; the result goes to `response_url`."""

    charging_profile: ChargingProfile
    response_url: Url


class ChargingProfileResponse(OcpiObject, frozen=True, kw_only=True):
    """What the CPO says at once; the result comes within `timeout` seconds."""

    result: ChargingProfileResponseType
    timeout: Count


class ActiveChargingProfileResult(OcpiObject, frozen=True, kw_only=True):
    """The result of a GET."""

    result: ChargingProfileResultType
    profile: ActiveChargingProfile | None = None


class ChargingProfileResult(OcpiObject, frozen=True, kw_only=True):
    """The result of a PUT."""

    result: ChargingProfileResultType


class ClearProfileResult(OcpiObject, frozen=True, kw_only=True):
    """The result of a DELETE."""

    result: ChargingProfileResultType
