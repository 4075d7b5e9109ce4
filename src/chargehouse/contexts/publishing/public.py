"""What others may use of publishing: permissions, and what partners are told."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final, Literal, NamedTuple, Protocol
from uuid import UUID

import msgspec

from chargehouse.contexts.sessions.public import SessionHead
from chargehouse.kernel.actor import Actor, Permission
from chargehouse.kernel.setting import Duration, Setting
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.v221.charging_periods import AuthMethod, CdrToken
from chargehouse.ocpi.v221.tokens import Token, WhitelistType
from chargehouse.ocpi.versions import VersionName

PUBLISHING_READ: Final = Permission(
    "publishing.read", "roaming", "See what partners are told, and what they are not, and why."
)
PUBLISHING_EDIT: Final = Permission(
    "publishing.edit", "roaming", "Choose which locations each partner is told."
)
PERMISSIONS: Final = (PUBLISHING_READ, PUBLISHING_EDIT)

PublishedModule = Literal["locations", "tariffs", "sessions", "cdrs", "tokens"]

SEALED: Final = frozenset({"sessions", "cdrs", "tokens"})
"""The modules whose documents name tokens, and are kept encrypted."""


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """An object of ours as partners are told it: `document` is JSON of the OCPI `version`.

    Partners know it by its module, its owner (`party_id`, a CPO or eMSP of ours) and `object_id`;
    `subject_id` is what it is about here. One with a `partner_id` is told to that partner alone;
    `shared` is whether others are told it where no rule says otherwise.
    """

    id: UUID
    module: str
    party_id: UUID
    object_id: str
    subject_id: UUID
    partner_id: UUID | None
    shared: bool
    version: VersionName
    document: bytes
    last_updated: datetime
    withdrawn_at: datetime | None


class WaitingPush(msgspec.Struct, frozen=True, kw_only=True):
    """An object that a partner was not told yet as it is now.

    `error` says why, `error_details` are the status code or what else the answer was. `subject_id`
    is what it is about here; it is tried again at `next_try_at`, null while it is
    being tried.
    """

    module: str
    subject_id: UUID
    since: datetime
    attempts: int
    error: str | None
    error_details: str | None
    next_try_at: datetime | None


class Resync(msgspec.Struct, frozen=True, kw_only=True):
    """How far a partner has been told everything again: so many objects of so many."""

    begun_at: datetime
    done: int
    total: int
    finished: bool


class PartnerQueue(msgspec.Struct, frozen=True, kw_only=True):
    """What a partner is still to be told by us, and how it goes.

    `receives` are the modules that it takes. `waiting` is how many objects changed, without those
    that a resync tells again; the oldest waits since `oldest_since`. While `failing_since` is set
    nothing reaches the partner, and `next_try_at` is when one is tried; `last_error` says in words
    what was wrong last. `oldest` are some that have waited the longest.
    """

    partner_id: UUID
    receives: list[str]
    waiting: int
    oldest_since: datetime | None
    next_try_at: datetime | None
    failing_since: datetime | None
    last_pushed_at: datetime | None
    last_error: str | None
    last_error_details: str | None
    last_error_at: datetime | None
    resync: Resync | None
    oldest: list[WaitingPush]


SESSION_EVERY: Final = Setting(
    "roaming.session_every_s",
    Duration(5, 3600),
    60.0,
    "How often at most partners are told how far the running sessions of their drivers are.",
)
SETTINGS: Final = (SESSION_EVERY,)


class TokenUse(msgspec.Struct, frozen=True, kw_only=True):
    """Whose token started a session, and how it was let in; never shown to people.

    `auth_method` is the truth: `AUTH_REQUEST` where the partner was asked, `COMMAND` where it
    started the session itself, else `WHITELIST`. `authorization_reference` is what it gave with
    either.
    """

    partner_id: UUID
    token: CdrToken
    auth_method: AuthMethod
    authorization_reference: str | None = None


class RoamingTokens(Protocol):
    """Knows which sessions are of partners' drivers; asks for no permission."""

    async def of_session(self, actor: Actor, session: SessionHead) -> TokenUse | None:
        """Return whose token started a session; None where it is ours, or nobody's."""

    async def is_missing(self, actor: Actor, session: SessionHead) -> bool:
        """Say whether a partner let somebody in by a token that it did not tell us."""


class RemoteStart(msgspec.Struct, frozen=True, kw_only=True):
    """A session that a partner started by a command, with the token that it gave."""

    partner_id: UUID
    token: CdrToken
    authorization_reference: str | None = None


class RemoteStarts(Protocol):
    """Knows which sessions partners started by commands; asks for no permission."""

    async def of_attempt(self, actor: Actor, attempt_id: UUID) -> RemoteStart | None:
        """Return who started what came of a wish to charge; None where no partner did."""


class EvsePlace(NamedTuple):
    """An EVSE of ours, by what its charger knows."""

    location_id: UUID
    station_id: UUID
    evse_id: int


class RemoteReservations(Protocol):
    """Knows what partners reserved by commands; asks for no permission."""

    async def of_command(
        self, actor: Actor, command_id: UUID
    ) -> tuple[RemoteStart, EvsePlace] | None:
        """Return who reserved by a command, and where; None where no partner did."""


class NamedEvse(NamedTuple):
    """An EVSE of a station of ours that partners are told as `uid`."""

    location_id: UUID
    station_id: UUID
    evse_number: int
    uid: str


class EvseLookup(Protocol):
    """Knows which EVSEs of ours partners mean; asks for no permission."""

    async def evses(self, actor: Actor, partner_id: UUID, location_id: str) -> Sequence[NamedEvse]:
        """Return the EVSEs of a location that a partner is told; none of one that it is not."""


class TokenLookup(Protocol):
    """Knows what identifiers of ours are to partners; asks for no permission."""

    async def token(self, actor: Actor, identifier_id: UUID) -> Token | None:
        """Return the token that an identifier is to partners, while it is valid."""


class PartnerJudgement(msgspec.Struct, frozen=True, kw_only=True):
    """Which partner a start was let in for: `asked` in real time, or by what it told before.

    `party` (`NL-ROA`) is which of the partner's parties it was, and `token_type` the type of the
    token, as far as they are known.
    """

    partner_id: UUID
    asked: bool
    authorization_reference: str | None = None
    party: str | None = None
    token_type: str | None = None


class PartnerJudgements(Protocol):
    """Knows for which partners starts were let in; asks for no permission."""

    async def of_decision(self, actor: Actor, decision_id: UUID) -> PartnerJudgement | None:
        """Return for which partner a decision let somebody in; None for none."""


class AskedPlace(NamedTuple):
    """A location that a partner asks for, as far as it told us of it.

    `evses` are the uids that it told; None where it never told us of the location, as of a private
    one. `timezone` is an IANA name.
    """

    timezone: str | None
    evses: Collection[str] | None


class PartnerPlaces(Protocol):
    """Knows the locations that partners told us of; asks for no permission."""

    async def place(
        self, actor: Actor, partner_id: UUID, owner: PartyKey | None, location_id: str
    ) -> AskedPlace:
        """Return a partner's location; `owner` is its party where that is known."""


TokensShared = Literal["none", "fleets", "all"]


class TokenSharing(msgspec.Struct, frozen=True, kw_only=True):
    """Which of our identifiers partners are told as tokens of our eMSP.

    None are as long as nobody chose; else those of the vehicles of some `fleets`, or `all`: RFID
    cards, app identifiers and eMAIDs, never PINs or addresses of vehicles. `whitelist` says
    whether a partner may let them in by itself (OCPI tokens, WhitelistType). `party` is the eMSP
    whose they are, None where we have none, and then nothing is told. `told` is how many are.
    """

    shared: TokensShared
    fleets: list[UUID]
    whitelist: WhitelistType
    party: PartyKey | None
    told: int
    updated_at: datetime | None


class Unsaid(msgspec.Struct, frozen=True, kw_only=True):
    """A session or CDR that its partner cannot be told yet, and why; it is tried again."""

    module: PublishedModule
    subject_id: UUID
    reason: str
    since: datetime


class ToldEvse(NamedTuple):
    """An EVSE of ours by what partners call it, and by what its charger knows.

    `party_id` is its owner's row, `location` the id of the location and `uid` that of the EVSE.
    """

    party_id: UUID
    location: str
    uid: str
    location_id: UUID
    station_id: UUID
    evse_id: int


class ToldEvses(Protocol):
    """Knows which EVSEs partners mean, and what they call them; asks for no permission."""

    async def meant(
        self, actor: Actor, partner_id: UUID, location: str, uid: str | None = None
    ) -> Sequence[ToldEvse]:
        """Return the EVSEs that a partner means, of those it is told; without `uid` all there.

        What is not there any more is nothing anybody can mean. Ids are compared without case.
        """

    async def called(
        self, actor: Actor, location_id: UUID, station_id: UUID, evse_id: int
    ) -> ToldEvse | None:
        """Return what partners call an EVSE, None where its location was never told."""


RuleLevel = Literal["location", "party"]


class SharedLocation(msgspec.Struct, frozen=True, kw_only=True):
    """How a partner is told a location.

    `rule` is what was said of the location for this partner, `party_rule` what was of its party,
    null for nothing; where neither says anything `publish` decides. `shared` is what comes of
    that; `told` is whether the partner gets it in truth: `omissions` say why not, or what of it is
    left out.
    """

    location_id: UUID
    name: str
    ocpi_id: str
    party_id: UUID
    publish: bool
    rule: bool | None
    party_rule: bool | None
    shared: bool
    told: bool
    omissions: list[str]


class SharedParty(msgspec.Struct, frozen=True, kw_only=True):
    """A CPO of ours, and what was said of it for a partner, null for nothing."""

    party_id: UUID
    country_code: str
    party: str
    name: str
    rule: bool | None


class Omission(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is told to no partner, or, with a `part`, is told without it; and why."""

    module: str
    subject_id: UUID
    name: str | None
    part: str | None
    reason: str
    since: datetime
