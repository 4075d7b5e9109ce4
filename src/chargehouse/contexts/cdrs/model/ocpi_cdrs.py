"""CDRs as partners are told them, in each version of OCPI (cdrs, 10.3.1 of 2.2.1)."""

from typing import Any, Final

from msgspec.structs import replace

from chargehouse.contexts.cdrs.public import Cdr, OcpiFacts
from chargehouse.contexts.cdrs.public.ocpi import period_v221, price_v221, price_v230
from chargehouse.contexts.stations.public import Site
from chargehouse.contexts.tariffs.public import tariff_v221, tariff_v230
from chargehouse.ocpi import codec
from chargehouse.ocpi.conversions.said import NotSayable
from chargehouse.ocpi.conversions.v211.cdrs import cdr_to_v211
from chargehouse.ocpi.conversions.v230.sessions import cdr_to_v230
from chargehouse.ocpi.countries import ALPHA_3
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.scalars import DateTime
from chargehouse.ocpi.v211.cdrs import Cdr as Cdr211
from chargehouse.ocpi.v211.locations import Connector
from chargehouse.ocpi.v221.cdrs import Cdr as Cdr221
from chargehouse.ocpi.v230.cdrs import Cdr as Cdr230

LENGTHS: Final = {"name": 255, "address": 45, "city": 45, "postal_code": 10}
"""How much of a location's texts a CDR has room for."""


def cdr_v221(cdr: Cdr, owner: PartyKey, facts: OcpiFacts) -> Cdr221:
    """Return a CDR in 2.2.1, of its owner.

    The tariff is left out where 2.2.1 cannot say it. Raises `NotSayable`, naming the field, where
    the location has no address, city, country or coordinates, or an amount without taxes is not
    known; `InvalidParameters` where a fact is none that OCPI knows.
    """
    cost = cdr.cost
    said: dict[str, Any] = {
        "country_code": owner.country_code,
        "party_id": owner.party_id,
        "id": str(cdr.id),
        "start_date_time": DateTime.of(cdr.started_at),
        "end_date_time": DateTime.of(cdr.ended_at),
        "session_id": None if cdr.session_id is None else str(cdr.session_id),
        "cdr_token": codec.to_plain(facts.token),
        "auth_method": facts.auth_method,
        "authorization_reference": facts.authorization_reference,
        "cdr_location": _location(cdr.site, facts),
        "meter_id": facts.meter_id,
        "currency": cost.currency,
        "tariffs": _tariffs(cdr, owner),
        "charging_periods": [period_v221(each, cdr.tariff.ocpi_id) for each in cost.periods],
        "total_cost": price_v221("total_cost", cdr.total),
        "total_fixed_cost": price_v221("total_fixed_cost", cost.costs.fixed),
        "total_energy": cost.energy_kwh,
        "total_energy_cost": price_v221("total_energy_cost", cost.costs.energy),
        "total_time": cost.charging_h + cost.parking_h,
        "total_time_cost": price_v221("total_time_cost", cost.costs.time),
        "total_parking_time": cost.parking_h,
        "total_parking_cost": price_v221("total_parking_cost", cost.costs.parking),
        "total_reservation_cost": price_v221("total_reservation_cost", cost.costs.reservation),
        "credit": None if cdr.credits is None else True,
        "credit_reference_id": None if cdr.credits is None else str(cdr.credits),
        "last_updated": DateTime.of(cdr.made_at),
    }
    return codec.check(Cdr221, _without_nothing(said))


def cdr_v230(cdr: Cdr, owner: PartyKey, facts: OcpiFacts) -> Cdr230:
    """Return a CDR in 2.3.0, each tax by its own name. Raises as `cdr_v221`."""
    said = cdr_to_v230(cdr_v221(cdr, owner, facts)).value
    costs = cdr.cost.costs
    applied = cdr.tariff
    return replace(
        said,
        tariffs=None
        if said.tariffs is None
        else (tariff_v230(applied.document.tariff, owner, applied.ocpi_id, cdr.started_at),),
        total_cost=price_v230(cdr.total),
        total_fixed_cost=price_v230(costs.fixed),
        total_energy_cost=price_v230(costs.energy),
        total_time_cost=price_v230(costs.time),
        total_parking_cost=price_v230(costs.parking),
        total_reservation_cost=price_v230(costs.reservation),
    )


def cdr_v211(cdr: Cdr, owner: PartyKey, facts: OcpiFacts, connector: Connector) -> Cdr211:
    """Return a CDR in 2.1.1; `connector` is the one used, whose voltage a CDR does not say.

    Raises as `cdr_v221`, and `NotSayable` for a credit CDR, which 2.1.1 takes for a second bill,
    and for a reservation that nobody came for: 2.1.1 has CDRs of sessions alone.
    """
    if cdr.session_id is None:
        raise NotSayable("session_id", "2.1.1 has no CDR without a session")
    return cdr_to_v211(cdr_v221(cdr, owner, facts), connector).value


def _location(site: Site, facts: OcpiFacts) -> dict[str, Any]:
    said: dict[str, Any] = {
        name: None if (text := getattr(site, name)) is None else text[:length]
        for name, length in LENGTHS.items()
    }
    said["country"] = ALPHA_3.get(site.country or "")
    for name in ("address", "city", "country"):
        if not said[name]:
            raise NotSayable(f"cdr_location.{name}", "the location has none")
    if site.latitude is None or site.longitude is None:
        raise NotSayable("cdr_location.coordinates", "the location has none")
    return _without_nothing(
        {
            **said,
            "id": facts.location_id or str(site.location_id),
            "coordinates": {
                "latitude": f"{site.latitude:.6f}",
                "longitude": f"{site.longitude:.6f}",
            },
            "evse_uid": facts.evse_uid,
            "evse_id": facts.evse_id,
            "connector_id": facts.connector_id,
            "connector_standard": facts.connector_standard,
            "connector_format": facts.connector_format,
            "connector_power_type": facts.connector_power_type,
        }
    )


def _tariffs(cdr: Cdr, owner: PartyKey) -> list[Any] | None:
    applied = cdr.tariff
    try:
        tariff = tariff_v221(applied.document.tariff, owner, applied.ocpi_id, cdr.started_at)
    except NotSayable:
        return None
    return [codec.to_plain(tariff)]


def _without_nothing(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}
