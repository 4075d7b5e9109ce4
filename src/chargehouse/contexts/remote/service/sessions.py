"""Which sessions partners may ask about, and which of them began by their own command."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chargehouse.contexts.publishing.public import RemoteStart, RoamingTokens
from chargehouse.contexts.remote.repository import received
from chargehouse.contexts.remote.service.sealing import WishSealer
from chargehouse.contexts.remote.service.wishing import acting
from chargehouse.contexts.roaming.public import ModuleRequest
from chargehouse.contexts.sessions.errors import SessionNotFound
from chargehouse.contexts.sessions.public import SessionCourses, SessionHead
from chargehouse.kernel.actor import Actor
from chargehouse.ocpi.v221.charging_periods import CdrToken
from chargehouse.platform.postgres.database import Database


class CommandedStarts:
    """Remembers the starts that partners asked for: the `RemoteStarts` of publishing.

    A command to start and the attempt to charge that comes of it have one id.
    """

    def __init__(self, database: Database, sealer: WishSealer) -> None:
        self._database = database
        self._sealer = sealer

    async def of_attempt(self, actor: Actor, attempt_id: UUID) -> RemoteStart | None:
        """Return who started what came of a wish to charge; None where no partner did."""
        async with self._database.reading(actor) as connection:
            row = await received.of_command(connection, actor.tenant_id, attempt_id)
        return None if row is None else started_by(row, self._sealer)


def started_by(row: Row[Any], sealer: WishSealer) -> RemoteStart | None:
    """Return who asked for a start or a reservation, by its row; None where no token is named."""
    wish = sealer.open(row.id, row.sealed)
    token = wish.token
    if token is None:
        return None
    return RemoteStart(
        partner_id=row.partner_id,
        token=CdrToken(
            country_code=token.country_code,
            party_id=token.party_id,
            uid=token.uid,
            type=token.type,
            contract_id=token.contract_id,
        ),
        authorization_reference=wish.authorization_reference,
    )


class SessionsOfPartners:
    """Finds the session that a partner means, where it is one of its own drivers'.

    What a partner started it may stop as well where nobody is billed, in freevend.
    """

    def __init__(
        self, starts: CommandedStarts, tokens: RoamingTokens, courses: SessionCourses
    ) -> None:
        self._starts = starts
        self._tokens = tokens
        self._courses = courses

    async def find(self, request: ModuleRequest, session_id: str) -> SessionHead | None:
        """Return a session by its id; None for one that is not of the partner's drivers."""
        actor = acting(request)
        try:
            head = await self._courses.head(actor, UUID(session_id))
        except (SessionNotFound, ValueError):
            return None
        return head if await self._whose(actor, head) == request.partner_id else None

    async def _whose(self, actor: Actor, head: SessionHead) -> UUID | None:
        if head.attempt_id is not None:
            start = await self._starts.of_attempt(actor, head.attempt_id)
            if start is not None:
                return start.partner_id
        use = await self._tokens.of_session(actor, head)
        return None if use is None else use.partner_id
