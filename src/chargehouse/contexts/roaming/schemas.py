"""What the REST API of roaming takes and gives besides what stands in `public`."""

from datetime import datetime

import msgspec
from msgspec import UNSET, UnsetType

from chargehouse.contexts.roaming.public import (
    BusinessDetails,
    LegacyRole,
    OcpiLocation,
    Partner,
    PartyRole,
    TokenEncoding,
)
from chargehouse.ocpi.versions import VersionName
from chargehouse.platform.http.bodies import Body


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


class NewPartner(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A partner to be added."""

    name: str
    token_encoding: TokenEncoding = "base64"  # noqa: S105  an encoding
    legacy_role: LegacyRole = "EMSP"


class ChangedPartner(Body, frozen=True, kw_only=True):
    """What changes of a partner."""

    name: str | UnsetType = UNSET
    token_encoding: TokenEncoding | UnsetType = UNSET
    legacy_role: LegacyRole | UnsetType = UNSET


class ToldInvitation(msgspec.Struct, frozen=True, kw_only=True):
    """What a partner needs to register: our versions, and its token, which is told this once."""

    partner: Partner
    versions_url: str
    token: str


class Registration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a partner gave us to register with it; without `ocpi_version` the newest is taken."""

    versions_url: str
    token: str
    ocpi_version: VersionName | None = None


class AskedExamination(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an examination is asked for; a partner that is not registered needs token and URL.

    With `authorisation` the partner is also asked to authorise a token that cannot exist.
    """

    versions_url: str | None = None
    token: str | None = None
    authorisation: bool = False
