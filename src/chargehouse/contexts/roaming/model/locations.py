"""Locations as OCPI 2.2.1 writes them: whose they are, and where they physically stand."""

from decimal import Decimal
from typing import Final, TypedDict

from chargehouse.contexts.roaming.model.parties import refusal
from chargehouse.contexts.roaming.public import Coordinates, OcpiLocation, PartyKey, SentLocation
from chargehouse.contexts.stations.public import Location
from chargehouse.ocpi.countries import ALPHA_2, ALPHA_3
from chargehouse.ocpi.scalars import DateTime, same

DECIMALS: Final = Decimal("0.000001")


class Fields(TypedDict):
    """What a location is added with."""

    name: str
    timezone: str
    address: str
    postal_code: str | None
    city: str
    country: str
    latitude: Decimal
    longitude: Decimal
    ocpi_id: str | None
    publish: bool


def told(location: Location, owner: PartyKey) -> OcpiLocation:
    """Return a location of a party; what is not known of it is left out.

    `country_code` is the owner's, `country` (alpha-3) that of the address.
    """
    known = location.latitude is not None and location.longitude is not None
    return OcpiLocation(
        country_code=owner.country_code,
        party_id=owner.party_id,
        id=location.ocpi_id,
        publish=location.publish,
        name=location.name,
        address=location.address,
        city=location.city,
        postal_code=location.postal_code,
        country=ALPHA_3.get(location.country or ""),
        coordinates=Coordinates(
            latitude=_degrees(location.latitude), longitude=_degrees(location.longitude)
        )
        if known
        else None,
        time_zone=location.timezone,
        last_updated=DateTime.of(location.updated_at),
    )


def added_fields(sent: SentLocation, owner: PartyKey) -> Fields:
    """Return what a location that was sent is added with.

    Raises `Invalid` where it names another owner than its path, or a country that is none.
    """
    for field, said, meant in (
        ("country_code", sent.country_code, owner.country_code),
        ("party_id", sent.party_id, owner.party_id),
    ):
        if said is not None and not same(said, meant):
            raise refusal(field, "that of the party in the path, or left out")
    country = ALPHA_2.get(sent.country.upper())
    if country is None:
        raise refusal("country", "the three letters of ISO 3166-1 alpha-3, such as ESP")
    return Fields(
        name=sent.name or sent.address,
        timezone=sent.time_zone,
        address=sent.address,
        postal_code=sent.postal_code,
        city=sent.city,
        country=country,
        latitude=Decimal(sent.coordinates.latitude),
        longitude=Decimal(sent.coordinates.longitude),
        ocpi_id=sent.id,
        publish=sent.publish,
    )


def _degrees(value: Decimal | None) -> str:
    return str((value or Decimal(0)).quantize(DECIMALS))
