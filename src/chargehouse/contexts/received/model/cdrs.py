"""Whether a CDR is the one that is kept, and what it says in another version."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from chargehouse.contexts.received.model.gist import gist_of
from chargehouse.ocpi import codec
from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.conversions.said import NotSayable, Said
from chargehouse.ocpi.conversions.v230.sessions import cdr_from_v230, cdr_to_v230
from chargehouse.ocpi.interfaces import OBJECTS
from chargehouse.ocpi.scalars import four_decimals, read_loose_number
from chargehouse.ocpi.versions import VersionName

APART: Final = timedelta(seconds=1)
"""Versions write instants more or less exactly."""

COSTS: Final = (
    *("total_fixed_cost", "total_energy_cost", "total_time_cost"),
    *("total_parking_cost", "total_reservation_cost"),
)
TIMES: Final = ("total_time", "total_parking_time")

_CONVERSIONS: Final[Mapping[tuple[VersionName, VersionName], Callable[[Any], Said[Any]]]] = {
    ("2.2.1", "2.3.0"): cdr_to_v230,
    ("2.3.0", "2.2.1"): cdr_from_v230,
}
"""2.1.1 names the driver otherwise, and of the connector other things: neither follows."""


def is_same_cdr(
    kept: JsonObject, told: JsonObject, *, kept_in: VersionName, told_in: VersionName
) -> bool:
    """Say whether two CDRs of one id are the same; when either was last touched says nothing.

    In two versions they read otherwise: then it is the money, the energy and the times that count,
    with and without taxes, as far as both say them.
    """
    if kept_in == told_in:
        return {**kept, "last_updated": None} == {**told, "last_updated": None}
    one, other = gist_of("cdrs", kept), gist_of("cdrs", told)
    return (
        one.currency == other.currency
        and _is_about(one.started_at, other.started_at)
        and _is_about(one.ended_at, other.ended_at)
        and _is_equal(one.energy_kwh, other.energy_kwh)
        and _is_equal(one.total, other.total)
        and _agree(_gross(kept), _gross(told))
        and all(_is_equal(_number(kept.get(n)), _number(told.get(n))) for n in TIMES)
        and all(_agree(_net(kept.get(name)), _net(told.get(name))) for name in COSTS)
    )


def cdr_in(document: bytes, version: VersionName, wanted: VersionName) -> bytes | None:
    """Return a CDR of a version in another, as JSON; None where that cannot say it."""
    if version == wanted:
        return document
    convert = _CONVERSIONS.get((version, wanted))
    if convert is None:
        return None
    try:
        return codec.encode(convert(codec.decode(OBJECTS[version]["cdrs"], document)).value)
    except NotSayable:
        return None


def _is_about(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and abs(one - other) < APART


def _is_equal(one: Decimal | None, other: Decimal | None) -> bool:
    """Say whether two numbers are equal; what is not said is none."""
    return four_decimals(one or Decimal()) == four_decimals(other or Decimal())


def _agree(one: Decimal | None, other: Decimal | None) -> bool:
    """Say whether two numbers do not contradict each other."""
    return one is None or other is None or _is_equal(one, other)


def _net(price: object) -> Decimal | None:
    if not isinstance(price, dict):
        return None
    return _number(price.get("excl_vat", price.get("before_taxes")))


def _gross(cdr: JsonObject) -> Decimal | None:
    price = cdr["total_cost"]
    if not isinstance(price, dict):
        return None
    if price.get("taxes") is not None:
        taxes = (read_loose_number(tax["amount"]) for tax in price["taxes"])
        return sum(taxes, read_loose_number(price["before_taxes"]))
    return _number(price.get("incl_vat"))


def _number(value: object) -> Decimal | None:
    return None if value is None else read_loose_number(value)
