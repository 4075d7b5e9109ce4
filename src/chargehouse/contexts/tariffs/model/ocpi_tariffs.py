"""A tariff as partners are told it, in OCPI 2.2.1."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from chargehouse.contexts.tariffs.model.tariff import (
    PriceComponent,
    PriceLimit,
    Restrictions,
    Tariff,
    TariffElement,
)
from chargehouse.ocpi import codec
from chargehouse.ocpi.conversions.said import NotSayable
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.scalars import DateTime
from chargehouse.ocpi.v221 import tariffs as v221

DAYS: Final = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")


def tariff_v221(
    tariff: Tariff, owner: PartyKey, ocpi_id: str, last_updated: datetime
) -> v221.Tariff:
    """Return a tariff in 2.2.1, whose prices are without taxes.

    Several taxes are one VAT of their sum. Raises `NotSayable` where taxes are in the prices, or a
    limit is said only with them.
    """
    if tariff.tax_included == "yes":
        raise NotSayable("tax_included", "2.2.1 has prices without taxes alone")
    said: dict[str, Any] = {
        "country_code": owner.country_code,
        "party_id": owner.party_id,
        "id": ocpi_id,
        "currency": tariff.currency,
        "type": None if tariff.type is None else tariff.type.upper(),
        "min_price": _limit("min_price", tariff.min_price),
        "max_price": _limit("max_price", tariff.max_price),
        "elements": [_element(each) for each in tariff.elements],
        "start_date_time": _instant(tariff.valid_from),
        "end_date_time": _instant(tariff.valid_to),
        "last_updated": DateTime.of(last_updated),
    }
    return codec.check(v221.Tariff, _without_nothing(said))


def _element(element: TariffElement) -> dict[str, Any]:
    said: dict[str, Any] = {"price_components": [_component(each) for each in element.components]}
    restrictions = _restrictions(element.restrictions)
    return said | ({"restrictions": restrictions} if restrictions else {})


def _component(component: PriceComponent) -> dict[str, Any]:
    taxes = component.taxes
    vat = None if taxes is None else sum((tax.percent for tax in taxes), Decimal(0))
    return _without_nothing(
        {
            "type": component.dimension.upper(),
            "price": component.price,
            "vat": vat,
            "step_size": component.step_size,
        }
    )


def _restrictions(said: Restrictions) -> dict[str, Any]:
    same = ("start_time", "end_time", "min_duration", "max_duration")
    numbers = (f"{end}_{of}" for of in ("kwh", "current", "power") for end in ("min", "max"))
    days = [DAYS[day - 1] for day in said.day_of_week]
    return _without_nothing(
        {
            **{name: getattr(said, name) for name in (*same, *numbers)},
            "start_date": None if said.start_date is None else said.start_date.isoformat(),
            "end_date": None if said.end_date is None else said.end_date.isoformat(),
            "day_of_week": days or None,
            "reservation": None if said.reservation is None else said.reservation.upper(),
        }
    )


def _limit(field: str, limit: PriceLimit | None) -> dict[str, Any] | None:
    if limit is None:
        return None
    if limit.excl is None:
        raise NotSayable(field, "what it is without taxes is not said")
    return _without_nothing({"excl_vat": limit.excl, "incl_vat": limit.incl})


def _instant(at: datetime | None) -> str | None:
    return None if at is None else DateTime.of(at)


def _without_nothing(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}
