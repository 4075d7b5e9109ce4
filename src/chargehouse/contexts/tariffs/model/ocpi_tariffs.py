"""A tariff as partners are told it, in OCPI 2.2.1 and 2.3.0."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from chargehouse.contexts.tariffs.model.tariff import (
    PriceComponent,
    PriceLimit,
    Restrictions,
    Tariff,
    TariffElement,
    TaxIncluded,
)
from chargehouse.ocpi import codec
from chargehouse.ocpi.conversions.said import NotSayable
from chargehouse.ocpi.conversions.v230.tariffs import tariff_from_v230
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.scalars import DateTime
from chargehouse.ocpi.v221 import tariffs as v221
from chargehouse.ocpi.v230 import tariffs as v230

DAYS: Final = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
TAX_INCLUDED: Final[Mapping[TaxIncluded, v230.TaxIncluded]] = {
    "yes": "YES",
    "no": "NO",
    "not_applicable": "N/A",
}


def tariff_v221(
    tariff: Tariff, owner: PartyKey, ocpi_id: str, last_updated: datetime
) -> v221.Tariff:
    """Return a tariff in 2.2.1, whose prices are without taxes.

    Several taxes are one VAT of their sum. Taxes that are in the prices are taken out, to four
    decimals. Raises `NotSayable` where nobody says how much they are, or a limit is said only with
    them.
    """
    if tariff.tax_included == "yes":
        return tariff_from_v230(tariff_v230(tariff, owner, ocpi_id, last_updated)).value
    said = {
        **_said(tariff, owner, ocpi_id, last_updated),
        "min_price": _limit("min_price", tariff.min_price, "excl_vat", "incl_vat"),
        "max_price": _limit("max_price", tariff.max_price, "excl_vat", "incl_vat"),
    }
    return codec.check(v221.Tariff, _without_nothing(said))


def tariff_v230(
    tariff: Tariff, owner: PartyKey, ocpi_id: str, last_updated: datetime
) -> v230.Tariff:
    """Return a tariff in 2.3.0, whose prices are as they are: with taxes, or without.

    Several taxes are one VAT of their sum. Raises `NotSayable` where a limit is said only with
    them.
    """
    said = {
        **_said(tariff, owner, ocpi_id, last_updated),
        "tax_included": TAX_INCLUDED[tariff.tax_included],
        "min_price": _limit("min_price", tariff.min_price, "before_taxes", "after_taxes"),
        "max_price": _limit("max_price", tariff.max_price, "before_taxes", "after_taxes"),
    }
    return codec.check(v230.Tariff, _without_nothing(said))


def _said(tariff: Tariff, owner: PartyKey, ocpi_id: str, last_updated: datetime) -> dict[str, Any]:
    """Return what both versions say in the same words."""
    return {
        "country_code": owner.country_code,
        "party_id": owner.party_id,
        "id": ocpi_id,
        "currency": tariff.currency,
        "type": None if tariff.type is None else tariff.type.upper(),
        "elements": [_element(each) for each in tariff.elements],
        "start_date_time": _instant(tariff.valid_from),
        "end_date_time": _instant(tariff.valid_to),
        "last_updated": DateTime.of(last_updated),
    }


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


def _limit(field: str, limit: PriceLimit | None, excl: str, incl: str) -> dict[str, Any] | None:
    """Return a limit; `excl` and `incl` are what a version calls its figures."""
    if limit is None:
        return None
    if limit.excl is None:
        raise NotSayable(field, "what it is without taxes is not said")
    return _without_nothing({excl: limit.excl, incl: limit.incl})


def _instant(at: datetime | None) -> str | None:
    return None if at is None else DateTime.of(at)


def _without_nothing(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}
