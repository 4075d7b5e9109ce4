"""What the REST API of roaming takes and gives besides what stands in `public`."""

from datetime import datetime

import msgspec

from chargehouse.contexts.roaming.public import BusinessDetails, OcpiLocation, PartyRole


class PutParty(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A party of ours, to be added or to be described otherwise."""

    country_code: str
    party_id: str
    role: PartyRole
    business_details: BusinessDetails


class NamedParty(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A party of ours by its name; as the default it is meant as CPO."""

    country_code: str
    party_id: str


class LocationAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A location, wrapped as OCPI wraps its answers."""

    data: OcpiLocation
    status_code: int
    timestamp: datetime


class LocationListAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Locations, wrapped as OCPI wraps its answers; headers say how many there are."""

    data: list[OcpiLocation]
    status_code: int
    timestamp: datetime
