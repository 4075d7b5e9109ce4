"""What others may use of roaming: permissions, and what is known of parties."""

from datetime import datetime
from typing import Annotated, Final, Literal, Protocol
from uuid import UUID

import msgspec
from msgspec import Meta

from chargehouse.contexts.people.public import TenantRef
from chargehouse.contexts.roaming.public.examinations import (
    CheckResult,
    Evidence,
    Examination,
    ExaminationState,
    Finding,
)
from chargehouse.contexts.roaming.public.exchanges import PartnerExchange
from chargehouse.contexts.roaming.public.modules import (
    ModuleAnswer,
    ModuleRequest,
    ModuleTable,
    PartnerLine,
    PartnerModule,
    PartnerPage,
    PartnerQuestion,
    PartnerReply,
    PartyBook,
    RegisteredPartner,
)
from chargehouse.contexts.roaming.public.parties import Party, PartyRole
from chargehouse.kernel.actor import Actor, Permission
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.scalars import (
    Country,
    Id,
    Latitude,
    Longitude,
    Text10,
    Text45,
    Text255,
)
from chargehouse.ocpi.v221.places import BusinessDetails
from chargehouse.ocpi.v221.values import Role

__all__ = [
    "PARTIES_EDIT",
    "PARTIES_READ",
    "PARTNERS_EDIT",
    "PARTNERS_READ",
    "PERMISSIONS",
    "BusinessDetails",
    "CheckResult",
    "ChosenParty",
    "Coordinates",
    "Evidence",
    "Examination",
    "ExaminationState",
    "Finding",
    "HandshakeStep",
    "LegacyRole",
    "ModuleAnswer",
    "ModuleRequest",
    "ModuleTable",
    "OcpiLocation",
    "Owned",
    "Partner",
    "PartnerEndpoint",
    "PartnerExchange",
    "PartnerLine",
    "PartnerModule",
    "PartnerPage",
    "PartnerQuestion",
    "PartnerReply",
    "PartnerState",
    "Party",
    "PartyBook",
    "PartyKey",
    "PartyList",
    "PartyRole",
    "RegisteredPartner",
    "Role",
    "SentLocation",
    "TenantNames",
    "TokenEncoding",
]

PARTIES_READ: Final = Permission(
    "parties.read", "roaming", "See our parties and those of partners."
)
PARTIES_EDIT: Final = Permission(
    "parties.edit", "roaming", "Add, change and remove our parties, and choose the default one."
)
PARTNERS_READ: Final = Permission(
    "partners.read", "roaming", "See partners, and how far they are registered."
)
PARTNERS_EDIT: Final = Permission(
    "partners.edit", "roaming", "Invite, register, change and remove partners."
)
PERMISSIONS: Final = (PARTIES_READ, PARTIES_EDIT, PARTNERS_READ, PARTNERS_EDIT)

PartnerState = Literal["added", "invited", "registered", "unregistered"]
TokenEncoding = Literal["base64", "raw"]
LegacyRole = Literal["CPO", "EMSP"]


class PartyList(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the list of parties, by country code, party id and role; `total` is of all."""

    items: list[Party]
    total: int
    offset: int
    limit: int


class Coordinates(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A point (WGS 84): degrees with five to seven decimals, of which six are kept."""

    latitude: Latitude
    longitude: Longitude


class SentLocation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A location to be added, as OCPI 2.2.1 writes it; `country` is alpha-3 and its address's.

    Whose it is, says the path: `country_code` and `party_id` may repeat it. EVSEs are those of the
    stations that are put there later, so `evses` can only be empty; `last_updated` will be ours.
    """

    address: Text45
    city: Text45
    country: Country
    coordinates: Coordinates
    time_zone: Text255
    id: Id | None = None
    name: Text255 | None = None
    postal_code: Text10 | None = None
    publish: bool = False
    country_code: str | None = None
    party_id: str | None = None
    last_updated: str | None = None
    evses: Annotated[list[object], Meta(max_length=0)] = []


class OcpiLocation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A location of ours, as OCPI 2.2.1 writes it; what is not known of it is left out.

    `country_code` and `party_id` are its owner's; `country` (alpha-3) is where it stands.
    """

    country_code: str
    party_id: str
    id: str
    publish: bool
    name: str
    time_zone: str
    last_updated: str
    address: str | None = None
    city: str | None = None
    postal_code: str | None = None
    country: str | None = None
    coordinates: Coordinates | None = None


class PartnerEndpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where a partner's module is; 2.1.1 does not say for which side."""

    identifier: str
    url: str
    role: str | None = None


class HandshakeStep(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the last handshake: when it was taken, and what was wrong, None for nothing."""

    step: str
    at: datetime
    fault: str | None = None


class Partner(msgspec.Struct, frozen=True, kw_only=True):
    """A partner's platform: a system that we hold credentials with, or are about to.

    `token_encoding` is how the credentials token is sent to it: in base64, or as it is, as many do
    up to 2.2. `legacy_role` is what a partner of 2.1.1 is, whose credentials do not say it.
    """

    id: UUID
    name: str
    state: PartnerState
    ocpi_version: str | None
    versions_url: str | None
    token_encoding: TokenEncoding
    legacy_role: LegacyRole
    endpoints: list[PartnerEndpoint]
    steps: list[HandshakeStep]
    registered_at: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int


class TenantNames(Protocol):
    """Knows which tenant an address is of."""

    async def resolve(self, slug: str) -> TenantRef:
        """Return the tenant of a slug. Raises `TenantUnknown`."""

    async def slug(self, actor: Actor) -> str:
        """Return the slug of the actor's tenant, for addresses."""


class ChosenParty(msgspec.Struct, frozen=True, kw_only=True):
    """What an installation was told of the party that its first tenant begins with."""

    country_code: str
    party_id: str
    business_details: BusinessDetails


class Owned(Protocol):
    """Things of another context that belong to parties of ours."""

    async def count_of(self, actor: Actor, party_id: UUID) -> int:
        """Return how many belong to a party."""

    async def give(self, actor: Actor, party_id: UUID, to_party_id: UUID) -> int:
        """Give all that belongs to a party to another one; return how many those were."""
