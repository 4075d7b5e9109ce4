"""The parts that sessions and CDRs are made of (cdrs, data types)."""

from typing import Annotated, Literal

from msgspec import Meta

from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.scalars import CountryCode, DateTime, Id, Number, PartyId
from chargehouse.ocpi.v221.token_types import TokenType

AuthMethod = Literal["AUTH_REQUEST", "COMMAND", "WHITELIST"]
CdrDimensionType = Literal[
    "CURRENT",
    "ENERGY",
    "ENERGY_EXPORT",
    "ENERGY_IMPORT",
    "MAX_CURRENT",
    "MIN_CURRENT",
    "MAX_POWER",
    "MIN_POWER",
    "PARKING_TIME",
    "POWER",
    "RESERVATION_TIME",
    "STATE_OF_CHARGE",
    "TIME",
]


class CdrDimension(OcpiObject, frozen=True, kw_only=True):
    """How much of one dimension: kWh, kW, A, hours, percent, by its type."""

    type: CdrDimensionType
    volume: Number


class ChargingPeriod(OcpiObject, frozen=True, kw_only=True):
    """A part of a session until the next begins, or the session ends."""

    start_date_time: DateTime
    dimensions: Annotated[tuple[CdrDimension, ...], Meta(min_length=1)]
    tariff_id: Id | None = None


class CdrToken(OcpiObject, frozen=True, kw_only=True):
    """The token as it was at the start."""

    country_code: CountryCode
    party_id: PartyId
    uid: Id
    type: TokenType
    contract_id: Id
