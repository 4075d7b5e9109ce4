"""The parts that sessions and CDRs are made of (cdrs, data types)."""

from typing import Annotated, Literal

from msgspec import Meta

from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.scalars import DateTime, LooseNumber

AuthMethod = Literal["AUTH_REQUEST", "WHITELIST"]
CdrDimensionType = Literal["ENERGY", "FLAT", "MAX_CURRENT", "MIN_CURRENT", "PARKING_TIME", "TIME"]


class CdrDimension(OcpiObject, frozen=True, kw_only=True):
    """How much of one dimension: kWh, A or hours, by its type."""

    type: CdrDimensionType
    volume: LooseNumber


class ChargingPeriod(OcpiObject, frozen=True, kw_only=True):
    """A part of a session until the next begins, or the session ends."""

    start_date_time: DateTime
    dimensions: Annotated[tuple[CdrDimension, ...], Meta(min_length=1)]
