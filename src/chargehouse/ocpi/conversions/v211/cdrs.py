"""CDRs between 2.2.1 and 2.1.1."""

from typing import Any

from chargehouse.ocpi import codec
from chargehouse.ocpi.conversions.said import Draft, NotSayable, Said
from chargehouse.ocpi.conversions.v211.sessions import (
    cost_to_number,
    number_to_cost,
    only_connector,
    period_from_v211,
    period_to_v211,
    token_to_auth_id,
)
from chargehouse.ocpi.conversions.v211.tariffs import tariff_from_v211, tariff_to_v211
from chargehouse.ocpi.countries import ALPHA_3
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.v211 import cdrs as v211
from chargehouse.ocpi.v211.locations import Connector, Location
from chargehouse.ocpi.v221 import cdrs as v221
from chargehouse.ocpi.v221.charging_periods import CdrToken

NOT_AVAILABLE = "#NA"

_WITHOUT_WORD = (
    "session_id",
    "signed_data",
    "total_fixed_cost",
    "total_energy_cost",
    "total_time_cost",
    "total_parking_cost",
    "total_reservation_cost",
    "invoice_reference_id",
    "credit_reference_id",
    "home_charging_compensation",
)


def cdr_to_v211(cdr: v221.Cdr, connector: Connector) -> Said[v211.Cdr]:
    """Return a CDR in 2.1.1; `connector` is the one used, whose voltage a CDR does not say.

    Raises `NotSayable` for a credit CDR, which 2.1.1 would take for a second bill.
    """
    if cdr.credit:
        raise NotSayable("credit", "2.1.1 has no credit")
    draft = Draft(cdr)
    draft.leave("country_code", "party_id", "credit")
    draft.lose(*_WITHOUT_WORD)
    draft.rename("end_date_time", "stop_date_time")
    token_to_auth_id(draft)
    draft.leave("cdr_location")
    draft.data["location"] = codec.to_plain(_location(cdr, connector))
    _tariffs(draft, [_tariff_or_none(draft, index, each) for index, each in _numbered(cdr)])
    draft.each("charging_periods", period_to_v211)
    cost_to_number(draft, "total_cost")
    return draft.said(v211.Cdr)


def cdr_from_v211(cdr: v211.Cdr, owner: PartyKey, token: CdrToken) -> Said[v221.Cdr]:
    """Return a CDR in 2.2.1, of its owner; `token` is the one that its `auth_id` names.

    Raises `NotSayable` where its location does not name one connector.
    """
    draft = Draft(cdr)
    draft.leave("auth_id", "location")
    draft.data |= {
        "country_code": owner.country_code,
        "party_id": owner.party_id,
        "cdr_token": codec.to_plain(token),
        "cdr_location": _cdr_location(cdr.location),
    }
    draft.rename("stop_date_time", "end_date_time")
    _tariffs(draft, [codec.to_plain(tariff_from_v211(t, owner).value) for t in cdr.tariffs or ()])
    draft.each("charging_periods", period_from_v211)
    number_to_cost(draft, "total_cost")
    return draft.said(v221.Cdr)


def _numbered(cdr: v221.Cdr) -> list[tuple[int, Any]]:
    return list(enumerate(cdr.tariffs or ()))


def _tariff_or_none(draft: Draft, index: int, tariff: Any) -> Any:  # noqa: ANN401  plain data
    try:
        said = tariff_to_v211(tariff)
    except NotSayable:
        draft.note(f"tariffs[{index}]")
        return None
    draft.lost += [f"tariffs[{index}].{path}" for path in said.lost]
    return codec.to_plain(said.value)


def _tariffs(draft: Draft, tariffs: list[Any]) -> None:
    if "tariffs" in draft.data:
        draft.data["tariffs"] = [tariff for tariff in tariffs if tariff is not None]


def _location(cdr: v221.Cdr, connector: Connector) -> Location:
    place = cdr.cdr_location
    evse_id = None if place.evse_id == NOT_AVAILABLE else place.evse_id
    evse = {
        "uid": place.evse_uid,
        "evse_id": evse_id,
        "status": "UNKNOWN",
        "connectors": [codec.to_plain(connector)],
        "last_updated": cdr.start_date_time,
    }
    return codec.check(
        Location,
        {
            "id": place.id,
            "type": "UNKNOWN",
            "name": place.name,
            "address": place.address,
            "city": place.city,
            "postal_code": place.postal_code or "",
            "country": place.country,
            "coordinates": place.coordinates,
            "evses": [evse],
            "last_updated": cdr.start_date_time,
        },
    )


def _cdr_location(location: Location) -> dict[str, Any]:
    evse, connector = only_connector(location)
    return {
        "id": location.id,
        "name": location.name,
        "address": location.address,
        "city": location.city,
        "postal_code": location.postal_code,
        "country": ALPHA_3.get(location.country.upper(), location.country),
        "coordinates": codec.to_plain(location.coordinates),
        "evse_uid": evse.uid,
        "evse_id": evse.evse_id or NOT_AVAILABLE,
        "connector_id": connector.id,
        "connector_standard": connector.standard,
        "connector_format": connector.format,
        "connector_power_type": connector.power_type,
    }
