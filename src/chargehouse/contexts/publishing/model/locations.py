"""A location as partners are told it, in OCPI 2.2.1."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, Final, NamedTuple
from uuid import UUID

from chargehouse.contexts.publishing.model.connectors import connector_said
from chargehouse.contexts.publishing.model.evses import EvseName, evse_id
from chargehouse.contexts.publishing.model.statuses import evse_status
from chargehouse.contexts.roaming.public import Party
from chargehouse.contexts.stations.public import (
    Location,
    StandingConnector,
    StandingStation,
    WholeLocation,
)
from chargehouse.ocpi import codec
from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.conversions.said import NotSayable
from chargehouse.ocpi.countries import ALPHA_3
from chargehouse.ocpi.errors import InvalidParameters
from chargehouse.ocpi.v221 import locations as v221

CITY_MAX: Final = 45
POSTAL_CODE_MAX: Final = 10
CAPABILITIES: Final = ("REMOTE_START_STOP_CAPABLE",)
"""What every charger can that speaks OCPP; of the others nobody knows."""

ConnectorKey = tuple[UUID, int, int]
"""A station, the number of an EVSE of it, and that of a connector."""


class Naming(NamedTuple):
    """By what a location is said: its owner, and what its EVSEs and tariffs are called."""

    owner: Party
    evses: Mapping[tuple[UUID, int], EvseName]
    tariffs: Mapping[ConnectorKey, str]


class SaidLocation(NamedTuple):
    """A location in 2.2.1, and the EVSEs that it is said without, each with the reason."""

    document: JsonObject
    omitted: Mapping[str, str]


def location_v221(
    whole: WholeLocation, naming: Naming, before: JsonObject | None, now: str
) -> SaidLocation:
    """Return a location as it is; what `before` had and is there no more is `REMOVED`.

    Raises `NotSayable` where it has no address, city, country or coordinates.
    """
    place = whole.location
    evses, omitted = _evses(whole, naming, now)
    evses += _gone(before, {each["uid"] for each in evses})
    document = _without_nothing(
        {
            "country_code": naming.owner.country_code,
            "party_id": naming.owner.party_id,
            "id": place.ocpi_id,
            "publish": place.publish,
            "name": place.name,
            **_address(place),
            "evses": evses or None,
            "operator": codec.to_plain(naming.owner.business_details),
            "time_zone": place.timezone,
            "last_updated": now,
        }
    )
    try:
        codec.check(v221.Location, document)
    except InvalidParameters as error:
        raise NotSayable(error.field, "OCPI 2.2.1 does not allow it") from None
    return SaidLocation(document, omitted)


def _address(place: Location) -> dict[str, Any]:
    country = ALPHA_3.get(place.country or "")
    for name, value in (
        ("address", place.address),
        ("city", place.city),
        ("country", country),
        ("coordinates", None if place.longitude is None else place.latitude),
    ):
        if value is None:
            raise NotSayable(name, "the location has none")
    return {
        "address": place.address,
        "city": (place.city or "")[:CITY_MAX],
        "postal_code": None if place.postal_code is None else place.postal_code[:POSTAL_CODE_MAX],
        "country": country,
        "coordinates": {
            "latitude": _degrees(place.latitude),
            "longitude": _degrees(place.longitude),
        },
    }


def _evses(
    whole: WholeLocation, naming: Naming, now: str
) -> tuple[list[JsonObject], dict[str, str]]:
    said: list[JsonObject] = []
    omitted: dict[str, str] = {}
    for station in whole.stations:
        for number, connectors in groupby(station.connectors, key=lambda each: each.evse_id):
            name = naming.evses.get((station.id, number))
            if name is None:
                continue
            try:
                said.append(
                    _evse(station, name, list(connectors), whole.location.country, naming, now)
                )
            except NotSayable as error:
                omitted[name.uid] = error.message
    return said, omitted


def _evse(  # noqa: PLR0917  what an EVSE is said by
    station: StandingStation,
    name: EvseName,
    connectors: Sequence[StandingConnector],
    country: str | None,
    naming: Naming,
    now: str,
) -> JsonObject:
    said = []
    for each in connectors:
        tariff = naming.tariffs.get((station.id, each.evse_id, each.connector_id))
        known = connector_said(each, country)
        known["tariff_ids"] = None if tariff is None else [tariff]
        said.append(_without_nothing({**known, "last_updated": now}))
    return _without_nothing(
        {
            "uid": name.uid,
            "evse_id": evse_id(naming.owner.key, name),
            "status": evse_status(station, connectors),
            "capabilities": list(CAPABILITIES),
            "connectors": said,
            "last_updated": now,
        }
    )


def _gone(before: JsonObject | None, there: set[str]) -> list[JsonObject]:
    """Return the EVSEs that were said and are not there any more; they are never forgotten."""
    evses = [] if before is None else before.get("evses") or []
    return [{**each, "status": "REMOVED"} for each in evses if each["uid"] not in there]


def _degrees(value: Decimal | None) -> str:
    return f"{value or Decimal(0):.6f}"


def _without_nothing(said: JsonObject) -> JsonObject:
    return {name: value for name, value in said.items() if value is not None}
