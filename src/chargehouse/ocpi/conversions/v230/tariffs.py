"""Tariffs between 2.2.1 and 2.3.0."""

from decimal import Decimal

from chargehouse.ocpi.conversions.said import Draft, NotSayable, Said
from chargehouse.ocpi.conversions.v230.locations import energy_mix_from_v230
from chargehouse.ocpi.conversions.v230.prices import limit_from_v230, limit_to_v230
from chargehouse.ocpi.scalars import four_decimals
from chargehouse.ocpi.v221 import tariffs as v221
from chargehouse.ocpi.v230 import tariffs as v230


def tariff_to_v230(tariff: v221.Tariff) -> Said[v230.Tariff]:
    """Return a tariff in 2.3.0; the prices of 2.2.1 have no tax in them."""
    draft = Draft(tariff)
    draft.data["tax_included"] = "NO"
    draft.inside("min_price", limit_to_v230)
    draft.inside("max_price", limit_to_v230)
    return draft.said(v230.Tariff)


def tariff_from_v230(tariff: v230.Tariff) -> Said[v221.Tariff]:
    """Return a tariff in 2.2.1, its prices without tax.

    Raises `NotSayable` where the tax is in them and nobody says how much it is.
    """
    draft = Draft(tariff)
    draft.leave("tax_included")
    draft.lose("preauthorize_amount")
    draft.inside("min_price", limit_from_v230)
    draft.inside("max_price", limit_from_v230)
    draft.inside("energy_mix", energy_mix_from_v230)
    if tariff.tax_included == "YES":
        draft.each("elements", lambda each: each.each("price_components", _take_tax_out))
    return draft.said(v221.Tariff)


def _take_tax_out(component: Draft) -> None:
    price: Decimal = component.data["price"]
    vat: Decimal | None = component.data.get("vat")
    if vat is None:
        if price:
            raise NotSayable(f"{component.path}price", "The tax in it is not known")
        return
    exact = price / (1 + vat / 100)
    component.data["price"] = four_decimals(exact)
    if component.data["price"] * (1 + vat / 100) != price:
        component.note("price")
