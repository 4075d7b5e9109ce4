"""What identity is told of partners' tokens, and what others may use of partners' words."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Annotated, Final, Literal, Protocol
from uuid import UUID

import msgspec
from msgspec import Meta

from chargehouse.kernel.actor import Actor
from chargehouse.ocpi.v221.tokens import WhitelistType

RealTime = Annotated[
    Literal["never", "when_required", "whenever_allowed"],
    Meta(description="When the partner is asked about a token of its, as somebody would charge."),
]
"""When a partner is asked about one of its tokens, by the token's whitelist type.

`when_required` asks about NEVER and ALLOWED_OFFLINE, `whenever_allowed` about ALLOWED as well,
which the specification leaves to us. With `never` nobody is asked: NEVER lets nobody in, and
ALLOWED_OFFLINE is taken as where the partner cannot be reached. ALWAYS is never asked about.
(OCPI 2.2.1, tokens, WhitelistType.)
"""

Whitelist = Literal["always", "allowed", "allowed_offline", "never"]
"""OCPI's whitelist types in lower case."""

PartnerWord = Literal[
    "allowed",
    "blocked",
    "expired",
    "no_credit",
    "not_allowed",
    "unknown",
    "no_answer",
    "not_asked",
]
"""What a partner says of a start: AllowedType in lower case, that it knows no such token, or none.

None is whatever does not come in time, or cannot be understood. One that gave no answer time and
again is not asked for a while, and counts as if it gave none.
"""

SILENT: Final = frozenset({"no_answer", "not_asked"})


class PartnerToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token of a partner's driver, in clear: never log one. `party` is its owner: `NL-ROA`.

    One that is not `listed` is the partner's no more. `type` is OCPI's TokenType.
    """

    party: str
    uid: str
    type: str
    listed: bool
    valid: bool
    whitelist: WhitelistType
    group_id: str | None
    last_updated: datetime

    def __repr__(self) -> str:
        """Show nothing that identifies a driver."""
        return f"PartnerToken(party={self.party!r}, type={self.type!r})"


class PartnerTokens(Protocol):
    """Knows the tokens that partners told us of; asks for no permission."""

    async def of_partner(self, actor: Actor, partner_id: UUID) -> Sequence[PartnerToken]:
        """Return all of a partner's tokens."""

    async def named(
        self, actor: Actor, received_ids: Collection[UUID]
    ) -> Sequence[tuple[UUID, PartnerToken]]:
        """Return tokens with their partners, by the ids that events of them bear.

        With them come the other tokens of the same partners and uids.
        """

    async def heard_at(self, actor: Actor, partner_id: UUID) -> datetime | None:
        """Return when the partner's tokens were last told well, pushed or pulled."""


class PartnerQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Who would charge where: an identifier that an agreement knows, or a value that none does."""

    identifier_id: UUID | None
    value: str | None
    station_id: UUID
    at: datetime

    def __repr__(self) -> str:
        """Show nothing that identifies a driver."""
        return f"PartnerQuery(identifier_id={self.identifier_id})"


class PartnerSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What a partner said of a start, and for which agreement it was asked.

    `whitelist` is None of a token that nobody knew. `reference` is what the partner calls the
    authorisation (`authorization_reference`).
    """

    agreement_id: UUID
    agreement: str
    partner_id: UUID
    party: str | None
    whitelist: Whitelist | None
    said: PartnerWord
    reference: str | None
    asked_at: datetime
    answer_ms: int

    @property
    def permits(self) -> bool:
        """Whether the start is let in: by the partner, or without it where the token may be."""
        if self.said in SILENT:
            return self.whitelist in {"allowed", "allowed_offline"}
        return self.said == "allowed"


class PartnerAsking(msgspec.Struct, frozen=True, kw_only=True):
    """How it goes with asking a partner about its drivers, as they would charge.

    `asked`: it answers, or was not asked yet. `failing`: it gave no answer the last time, and is
    asked all the same. `paused`: it gave none some times in a row, so that no driver waits for it:
    what its tokens' whitelist types say decides until `ask_again_at`, when one start asks it.
    `failures` are in a row; the rest is null while there are none.
    """

    partner_id: UUID
    state: Literal["asked", "failing", "paused"]
    failures: int = 0
    failing_since: datetime | None = None
    failed_at: datetime | None = None
    ask_again_at: datetime | None = None
    last_error: str | None = None


class PartnerAuthorisation(Protocol):
    """Asks partners whether somebody may charge."""

    async def ask(
        self, tenant_id: UUID, query: PartnerQuery, *, timeout_s: float
    ) -> PartnerSaid | None:
        """Return what the partner says, within the time, or None where none is to be asked.

        Whatever a partner does is an answer; raises `Unavailable` where the database is away.
        """


class NobodyToAsk:
    """Asks nobody."""

    async def ask(
        self,
        tenant_id: UUID,  # noqa: ARG002  the port's
        query: PartnerQuery,  # noqa: ARG002  the port's
        *,
        timeout_s: float,  # noqa: ARG002  the port's
    ) -> PartnerSaid | None:
        """Return that none is to be asked."""
        return None


class AgreementPartners(Protocol):
    """Tells with which partners agreements are; asks for no permission."""

    async def partner_of(self, actor: Actor, agreement_id: UUID) -> UUID | None:
        """Return the partner whose tokens an agreement knows; None for none."""
