"""Sessions and the driver's preferences (module sessions)."""

from typing import Literal

from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.scalars import (
    CountryCode,
    Currency,
    DateTime,
    Id,
    Number,
    PartyId,
    Text255,
)
from chargehouse.ocpi.v221.charging_periods import AuthMethod, CdrToken, ChargingPeriod
from chargehouse.ocpi.v221.values import Price

ChargingPreferencesResponse = Literal[
    "ACCEPTED",
    "DEPARTURE_REQUIRED",
    "ENERGY_NEED_REQUIRED",
    "NOT_POSSIBLE",
    "PROFILE_TYPE_NOT_SUPPORTED",
]
ProfileType = Literal["CHEAP", "FAST", "GREEN", "REGULAR"]
SessionStatus = Literal["ACTIVE", "COMPLETED", "INVALID", "PENDING", "RESERVATION"]


class Session(OcpiObject, frozen=True, kw_only=True):
    """A charging session as it stands; energy in kWh."""

    country_code: CountryCode
    party_id: PartyId
    id: Id
    start_date_time: DateTime
    end_date_time: DateTime | None = None
    kwh: Number
    cdr_token: CdrToken
    auth_method: AuthMethod
    authorization_reference: Id | None = None
    location_id: Id
    evse_uid: Id
    connector_id: Id
    meter_id: Text255 | None = None
    currency: Currency
    charging_periods: tuple[ChargingPeriod, ...] | None = None
    total_cost: Price | None = None
    status: SessionStatus
    last_updated: DateTime


class ChargingPreferences(OcpiObject, frozen=True, kw_only=True):
    """What the driver wants of a session: the energy needed in kWh, and until when."""

    profile_type: ProfileType
    departure_time: DateTime | None = None
    energy_need: Number | None = None
    discharge_allowed: bool | None = None
