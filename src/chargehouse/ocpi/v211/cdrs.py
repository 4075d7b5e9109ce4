"""Charge detail records (module cdrs)."""

from typing import Annotated

from msgspec import Meta

from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.scalars import Currency, DateTime, Id, LooseNumber, Text255
from chargehouse.ocpi.v211.charging_periods import AuthMethod, ChargingPeriod
from chargehouse.ocpi.v211.locations import Location
from chargehouse.ocpi.v211.tariffs import Tariff


class Cdr(OcpiObject, frozen=True, kw_only=True):
    """A concluded session and its cost without VAT; energy in kWh, times in hours."""

    id: Id
    start_date_time: DateTime
    stop_date_time: DateTime
    auth_id: Id
    auth_method: AuthMethod
    location: Location
    meter_id: Text255 | None = None
    currency: Currency
    tariffs: tuple[Tariff, ...] | None = None
    charging_periods: Annotated[tuple[ChargingPeriod, ...], Meta(min_length=1)]
    total_cost: LooseNumber
    total_energy: LooseNumber
    total_time: LooseNumber
    total_parking_time: LooseNumber | None = None
    remark: Text255 | None = None
    last_updated: DateTime
