"""What others may use of what partners told us: permissions, what is shown, and a book of it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal, Protocol
from uuid import UUID

import msgspec

from chargehouse.kernel.actor import Actor, Permission
from chargehouse.kernel.setting import Setting, Whole
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.v221.tokens import Token
from chargehouse.ocpi.versions import VersionName

RECEIVED_READ: Final = Permission(
    "received.read",
    "roaming",
    "See the locations, sessions, CDRs, tariffs and tokens that partners told us of.",
)
RECEIVED_PULL: Final = Permission(
    "received.pull", "roaming", "Ask partners for their lists, without waiting for the next time."
)
PERMISSIONS: Final = (RECEIVED_READ, RECEIVED_PULL)

PULL_MINUTES: Final = Setting(
    "roaming.pull_minutes",
    Whole(5, 10080, "min"),
    60,
    "How often each partner is asked for what changed in its lists since the last time.",
)
LOCATIONS_MOST: Final = Setting(
    "roaming.locations_most",
    Whole(1, 10_000_000),
    200_000,
    "How many locations of one partner are kept, and as many tariffs, and clients of a hub. More"
    " are refused; what is kept goes on being changed.",
)
TOKENS_MOST: Final = Setting(
    "roaming.tokens_most",
    Whole(1, 10_000_000),
    2_000_000,
    "How many tokens of drivers of one partner are kept. More are refused; what is kept goes on"
    " being changed.",
)
SESSIONS_MOST: Final = Setting(
    "roaming.sessions_most",
    Whole(1, 100_000_000),
    5_000_000,
    "How many sessions of one partner are kept, and as many CDRs. More are refused; what is kept"
    " goes on being changed.",
)
SETTINGS: Final = (PULL_MINUTES, LOCATIONS_MOST, TOKENS_MOST, SESSIONS_MOST)

ReceivedModule = Literal["cdrs", "hubclientinfo", "locations", "sessions", "tariffs", "tokens"]
PullStatus = Literal["running", "ended", "failed"]


class ReceivedRow(msgspec.Struct, frozen=True, kw_only=True):
    """An object that a partner told us of, in a list.

    What a module does not say is null. `object_id` is the partner's id, and null for tokens, of
    which `masked_token` shows a part, as it does of the token of a session or CDR. `status` is a
    session's, a hub's client's, a tariff's type, `PUBLISHED` or `HIDDEN` of a location, `VALID` or
    `INVALID` of a token, `CREDIT` of a CDR. `place` is a city, of a session the id of its location;
    `country` alpha-3. `total` is without taxes. `last_updated` is the partner's clock,
    `received_at` ours. `unlisted_at` is when the partner's list did not have it any more.
    """

    id: UUID
    module: ReceivedModule
    partner_id: UUID
    party_id: UUID
    version: str
    object_id: str | None
    masked_token: str | None
    title: str | None
    place: str | None
    country: str | None
    status: str | None
    started_at: datetime | None
    ended_at: datetime | None
    energy_kwh: Decimal | None
    currency: str | None
    total: Decimal | None
    last_updated: datetime
    received_at: datetime
    unlisted_at: datetime | None


class ReceivedDetail(msgspec.Struct, frozen=True, kw_only=True):
    """An object that a partner told us of; `document` is JSON text, as it came but for masks.

    What identifies a driver is masked in it: the values of `uid`, `contract_id`, `auth_id`,
    `visual_number` and `group_id`.
    """

    row: ReceivedRow
    document: str


class ReceivedFilters(msgspec.Struct, frozen=True, kw_only=True):
    """Which objects; None means any. `search` is a part of an id, a title or a place."""

    partner_id: UUID | None = None
    party_id: UUID | None = None
    status: str | None = None
    search: str | None = None
    listed: bool | None = None


class ListFault(msgspec.Struct, frozen=True, kw_only=True):
    """What was wrong with an object of a list: its place in it from 0, and the field's path."""

    index: int
    field: str
    message: str


class PullState(msgspec.Struct, frozen=True, kw_only=True):
    """How the last reading of a partner's list went, or goes; the numbers are of objects.

    `whole` readings begin at the beginning, and find what is `unlisted`. `faults` are the first of
    those `faulty`, and that fewer were listed than the partner said there are. `error` says in a
    sentence why it failed. `synced_until` is by the partner's clock: the next one asks for what was
    updated since. `thorough_at` is when the last one began that asked for what was read before as
    well, and brought it; of `incomplete` ones in a row the next makes good what it can.
    """

    partner_id: UUID
    module: ReceivedModule
    version: str
    state: PullStatus
    whole: bool
    started_at: datetime
    ended_at: datetime | None
    ended_well_at: datetime | None
    synced_until: datetime | None
    thorough_at: datetime | None
    incomplete: int
    listed: int
    added: int
    changed: int
    unlisted: int
    faulty: int
    faults: list[ListFault]
    error: str | None


class KeptCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many objects of a module are kept of a partner, and of how many at `most`."""

    module: ReceivedModule
    kept: int
    most: int


class ReceivedObject(msgspec.Struct, frozen=True, kw_only=True):
    """An object of a partner's party as it came: JSON of an OCPI version, identifiers in clear."""

    id: UUID
    partner_id: UUID
    party_id: UUID
    version: VersionName
    document: bytes
    status: str | None
    last_updated: datetime
    received_at: datetime
    unlisted_at: datetime | None


class ReceivedToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token of a partner's driver, said in OCPI 2.2.1, in clear: never log one.

    A token that is unlisted, or not valid, must not let anybody charge.
    """

    id: UUID
    partner_id: UUID
    party_id: UUID
    uid_hash: bytes
    token: Token
    received_at: datetime
    unlisted_at: datetime | None

    def __repr__(self) -> str:
        """Show nothing that identifies a driver."""
        return f"ReceivedToken(id={self.id})"


class TokenPage(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a partner's tokens, those first that changed here first; `next` asks for more."""

    tokens: list[ReceivedToken]
    next: tuple[datetime, UUID] | None


class ReceivedBook(Protocol):
    """Knows what partners told us; asks for no permission."""

    async def tokens(
        self,
        actor: Actor,
        partner_id: UUID,
        *,
        after: tuple[datetime, UUID] | None = None,
        limit: int = 500,
    ) -> TokenPage:
        """Return a partner's tokens that changed here `after` that, unlisted ones with them."""

    async def tokens_named(
        self, actor: Actor, received_ids: Collection[UUID]
    ) -> Sequence[ReceivedToken]:
        """Return tokens by the ids that their events bear."""

    async def tokens_of_uid(self, actor: Actor, uid_hash: bytes) -> Sequence[ReceivedToken]:
        """Return the tokens of a uid, of whichever partner and type.

        `uid_hash` is `Keyring.identifier_hash` of the tenant and the uid in upper case.
        """

    async def received(self, actor: Actor, received_id: UUID) -> ReceivedObject | None:
        """Return an object by the id that its events bear."""

    async def named(
        self, actor: Actor, module: ReceivedModule, owner: PartyKey, object_id: str
    ) -> ReceivedObject | None:
        """Return an object by its owner and its id, without case; tokens have no such id."""

    async def heard_at(
        self, actor: Actor, partner_id: UUID, module: ReceivedModule
    ) -> datetime | None:
        """Return when a partner last told of a module's objects, by a push or a list read well."""

    async def sessions(
        self, actor: Actor, partner_id: UUID, *, limit: int = 500
    ) -> Sequence[ReceivedObject]:
        """Return a partner's sessions, live ones first, then the last begun."""
