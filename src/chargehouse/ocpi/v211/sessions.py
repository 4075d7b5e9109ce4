"""Sessions (module sessions)."""

from typing import Literal

from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.scalars import Currency, DateTime, Id, LooseNumber, Text255
from chargehouse.ocpi.v211.charging_periods import AuthMethod, ChargingPeriod
from chargehouse.ocpi.v211.locations import Location

SessionStatus = Literal["ACTIVE", "COMPLETED", "INVALID", "PENDING"]


class Session(OcpiObject, frozen=True, kw_only=True):
    """A charging session as it stands, with the one EVSE and connector in its location.

    Energy in kWh, cost without VAT.
    """

    id: Id
    start_datetime: DateTime
    end_datetime: DateTime | None = None
    kwh: LooseNumber
    auth_id: Id
    auth_method: AuthMethod
    location: Location
    meter_id: Text255 | None = None
    currency: Currency
    charging_periods: tuple[ChargingPeriod, ...] | None = None
    total_cost: LooseNumber | None = None
    status: SessionStatus
    last_updated: DateTime
