"""Charge detail records (module cdrs)."""

from typing import Annotated

from msgspec import Meta

from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.scalars import (
    Ci32,
    Country,
    CountryCode,
    Currency,
    DateTime,
    EvseId,
    Id,
    LongId,
    Number,
    PartyId,
    Text10,
    Text20,
    Text45,
    Text255,
    Text512,
    Text5000,
    Whole,
)
from chargehouse.ocpi.v221.charging_periods import AuthMethod, CdrToken, ChargingPeriod
from chargehouse.ocpi.v221.locations import ConnectorFormat, ConnectorType, PowerType
from chargehouse.ocpi.v221.places import GeoLocation
from chargehouse.ocpi.v221.tariffs import Tariff
from chargehouse.ocpi.v221.values import Price


class SignedValue(OcpiObject, frozen=True, kw_only=True):
    """A reading that the meter signed."""

    nature: Ci32
    plain_data: Text512
    signed_data: Text5000


class SignedData(OcpiObject, frozen=True, kw_only=True):
    """The signed readings of a session, and how they are encoded."""

    encoding_method: Id
    encoding_method_version: Whole | None = None
    public_key: Text512 | None = None
    signed_values: Annotated[tuple[SignedValue, ...], Meta(min_length=1)]
    url: Text512 | None = None


class CdrLocation(OcpiObject, frozen=True, kw_only=True):
    """The location as it was at the start, with the one connector that was used.

    `#NA` stands for an EVSE or connector that a reservation never came to.
    """

    id: Id
    name: Text255 | None = None
    address: Text45
    city: Text45
    postal_code: Text10 | None = None
    state: Text20 | None = None
    country: Country
    coordinates: GeoLocation
    evse_uid: Id
    evse_id: EvseId
    connector_id: Id
    connector_standard: ConnectorType
    connector_format: ConnectorFormat
    connector_power_type: PowerType


class Cdr(OcpiObject, frozen=True, kw_only=True):
    """A concluded session and its cost; never changed. Energy in kWh, times in hours.

    A credit CDR repeats the one it takes back, but for a negative `total_cost`.
    """

    country_code: CountryCode
    party_id: PartyId
    id: LongId
    start_date_time: DateTime
    end_date_time: DateTime
    session_id: Id | None = None
    cdr_token: CdrToken
    auth_method: AuthMethod
    authorization_reference: Id | None = None
    cdr_location: CdrLocation
    meter_id: Text255 | None = None
    currency: Currency
    tariffs: tuple[Tariff, ...] | None = None
    charging_periods: Annotated[tuple[ChargingPeriod, ...], Meta(min_length=1)]
    signed_data: SignedData | None = None
    total_cost: Price
    total_fixed_cost: Price | None = None
    total_energy: Number
    total_energy_cost: Price | None = None
    total_time: Number
    total_time_cost: Price | None = None
    total_parking_time: Number | None = None
    total_parking_cost: Price | None = None
    total_reservation_cost: Price | None = None
    remark: Text255 | None = None
    invoice_reference_id: LongId | None = None
    credit: bool | None = None
    credit_reference_id: LongId | None = None
    home_charging_compensation: bool | None = None
    last_updated: DateTime

    def __post_init__(self) -> None:
        if self.credit and self.credit_reference_id is None:
            raise ValueError("A credit CDR needs a credit_reference_id")
