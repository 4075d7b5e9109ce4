"""Sessions; the driver's preferences are as in 2.2.1 (module sessions)."""

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
from chargehouse.ocpi.v221.charging_periods import AuthMethod, ChargingPeriod
from chargehouse.ocpi.v221.sessions import SessionStatus
from chargehouse.ocpi.v230.charging_periods import CdrToken
from chargehouse.ocpi.v230.values import Price


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
