"""Locations and EVSEs between 2.2.1 and 2.1.1."""

from typing import get_args

from chargehouse.ocpi.conversions.said import Draft, NotSayable, Said
from chargehouse.ocpi.countries import ALPHA_3
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.v211 import locations as v211
from chargehouse.ocpi.v211.places import Facility, LocationType
from chargehouse.ocpi.v221 import locations as v221

_STANDARDS = frozenset(get_args(v211.ConnectorType))
_POWER_TYPES = frozenset(get_args(v211.PowerType))
_LOCATION_TYPES = frozenset(get_args(LocationType))
_LONGEST_ADDRESS = 45


def location_to_v211(location: v221.Location) -> Said[v211.Location]:
    """Return a location in 2.1.1; raises `NotSayable` for one that is not to be published."""
    if not location.publish:
        raise NotSayable("publish", "2.1.1 would show it to everybody")
    draft = Draft(location)
    draft.leave("country_code", "party_id", "publish")
    draft.lose("publish_allowed_to", "state")
    _name_type(draft)
    draft.data.setdefault("postal_code", "")
    draft.cut("address", _LONGEST_ADDRESS)
    draft.keep_words("facilities", Facility)
    draft.inside("energy_mix", energy_mix_to_v211)
    draft.each("evses", _evse_to_v211)
    return draft.said(v211.Location)


def evse_to_v211(evse: v221.Evse) -> Said[v211.Evse]:
    """Return an EVSE in 2.1.1; raises `NotSayable` where it has no connector known there."""
    draft = Draft(evse)
    if not _evse_to_v211(draft):
        raise NotSayable("connectors", "2.1.1 knows none of their standards")
    return draft.said(v211.Evse)


def connector_to_v211(connector: v221.Connector) -> Said[v211.Connector]:
    """Return a connector in 2.1.1; raises `NotSayable` where its standard is not known there."""
    draft = Draft(connector)
    if not _connector_to_v211(draft):
        raise NotSayable("standard", "2.1.1 does not know it")
    return draft.said(v211.Connector)


def location_from_v211(
    location: v211.Location, owner: PartyKey, time_zone: str
) -> Said[v221.Location]:
    """Return a location in 2.2.1, of its owner; `time_zone` is for one that names none."""
    draft = Draft(location)
    draft.data |= {
        "country_code": owner.country_code,
        "party_id": owner.party_id,
        "publish": True,
        "time_zone": location.time_zone or time_zone,
        "country": ALPHA_3.get(location.country.upper(), location.country),
    }
    parking_type = draft.data.pop("type")
    if parking_type not in {"OTHER", "UNKNOWN"}:
        draft.data["parking_type"] = parking_type
    if location.opening_times is not None:
        draft.data["opening_times"].setdefault("twentyfourseven", False)
    draft.inside("energy_mix", energy_mix_from_v211)
    draft.each("evses", _evse_from_v211)
    return draft.said(v221.Location)


def evse_from_v211(evse: v211.Evse) -> Said[v221.Evse]:
    """Return an EVSE in 2.2.1."""
    draft = Draft(evse)
    _evse_from_v211(draft)
    return draft.said(v221.Evse)


def connector_from_v211(connector: v211.Connector) -> Said[v221.Connector]:
    """Return a connector in 2.2.1."""
    draft = Draft(connector)
    _connector_from_v211(draft)
    return draft.said(v221.Connector)


def energy_mix_to_v211(mix: Draft) -> None:
    """Call the categories of impact sources."""
    mix.each("environ_impact", lambda impact: impact.rename("category", "source"))


def energy_mix_from_v211(mix: Draft) -> None:
    """Call the sources of impact categories."""
    mix.each("environ_impact", lambda impact: impact.rename("source", "category"))


def _name_type(draft: Draft) -> None:
    parking_type = draft.data.pop("parking_type", None)
    if parking_type in _LOCATION_TYPES:
        draft.data["type"] = parking_type
    else:
        draft.data["type"] = "OTHER" if parking_type else "UNKNOWN"
        if parking_type:
            draft.note("parking_type")


def _evse_to_v211(evse: Draft) -> bool:
    evse.keep_words("capabilities", v211.Capability)
    evse.each("connectors", _connector_to_v211)
    return bool(evse.data["connectors"])


def _connector_to_v211(connector: Draft) -> bool:
    if connector.data["standard"] not in _STANDARDS:
        return False
    if connector.data["power_type"] not in _POWER_TYPES:
        connector.data["power_type"] = "AC_1_PHASE"
        connector.note("power_type")
    connector.rename("max_voltage", "voltage")
    connector.rename("max_amperage", "amperage")
    connector.lose("max_electric_power")
    tariff_ids = connector.data.pop("tariff_ids", None) or []
    if tariff_ids:
        connector.data["tariff_id"] = tariff_ids[0]
    if len(tariff_ids) > 1:
        connector.note("tariff_ids")
    return True


def _evse_from_v211(evse: Draft) -> None:
    evse.each("connectors", _connector_from_v211)


def _connector_from_v211(connector: Draft) -> None:
    connector.rename("voltage", "max_voltage")
    connector.rename("amperage", "max_amperage")
    tariff_id = connector.data.pop("tariff_id", None)
    if tariff_id is not None:
        connector.data["tariff_ids"] = [tariff_id]
