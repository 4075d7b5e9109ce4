"""Tariffs between 2.2.1 and 2.1.1."""

from chargehouse.ocpi.conversions.said import Draft, NotSayable, Said
from chargehouse.ocpi.conversions.v211.locations import energy_mix_from_v211, energy_mix_to_v211
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.v211 import tariffs as v211
from chargehouse.ocpi.v221 import tariffs as v221


def tariff_to_v211(tariff: v221.Tariff) -> Said[v211.Tariff]:
    """Return a tariff in 2.1.1: without VAT, bounds, validity, reservations.

    Raises `NotSayable` for a price that depends on the current, which would hold always, and for
    one of reservations alone.
    """
    draft = Draft(tariff)
    draft.leave("country_code", "party_id")
    draft.lose("type", "min_price", "max_price", "start_date_time", "end_date_time")
    draft.inside("energy_mix", energy_mix_to_v211)
    draft.each("elements", _element_to_v211)
    if not draft.data["elements"]:
        raise NotSayable("elements", "2.1.1 has no price of a reservation")
    return draft.said(v211.Tariff)


def tariff_from_v211(tariff: v211.Tariff, owner: PartyKey) -> Said[v221.Tariff]:
    """Return a tariff in 2.2.1, of its owner; its VAT is not known."""
    draft = Draft(tariff)
    draft.data |= {"country_code": owner.country_code, "party_id": owner.party_id}
    draft.inside("energy_mix", energy_mix_from_v211)
    return draft.said(v221.Tariff)


def _element_to_v211(element: Draft) -> bool:
    restrictions = element.data.get("restrictions") or {}
    if restrictions.get("reservation") is not None:
        return False
    for name in ("min_current", "max_current"):
        if restrictions.get(name) is not None:
            raise NotSayable(
                f"{element.path}restrictions.{name}", "2.1.1 would hold the price always"
            )
    element.each("price_components", lambda component: component.lose("vat"))
    return True
