"""Sessions of partners' drivers, told to their partners as they go on."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from msgspec.structs import replace

from chargehouse.contexts.cdrs.public import SessionCosts
from chargehouse.contexts.publishing.model.sessions import (
    SessionFacts,
    ToldPlace,
    place_in,
    session_v211,
    session_v221,
    session_v230,
)
from chargehouse.contexts.publishing.public import (
    SESSION_EVERY,
    EvsePlace,
    Publication,
    RoamingTokens,
)
from chargehouse.contexts.publishing.repository import partner_sessions, publications, unsaid
from chargehouse.contexts.publishing.repository.partner_sessions import Followed
from chargehouse.contexts.publishing.service.publications import PublicationBook
from chargehouse.contexts.roaming.public import PartnerLine
from chargehouse.contexts.sessions.public import SessionCourses, SessionHead
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.apart import for_each
from chargehouse.kernel.setting import SettingValues
from chargehouse.ocpi import codec
from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.conversions.said import NotSayable
from chargehouse.ocpi.errors import InvalidParameters
from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.versions import VersionName
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.secrets import Keyring

SESSIONS: Final = "sessions"
LOCATIONS: Final = "locations"
AT_ONCE: Final = 500
UNSAID_AT_ONCE: Final = 500
MIDDLE: Final[VersionName] = "2.2.1"
"""The version for a partner that is not registered any more."""


class SessionBook:
    """Remembers which sessions are of partners' drivers, and what of each is asked but once."""

    def __init__(self, keyring: Keyring, *, tokens: RoamingTokens, line: PartnerLine) -> None:
        self._keyring = keyring
        self._tokens = tokens
        self._line = line

    async def of_session(
        self, work: UnitOfWork, head: SessionHead, *, lock: bool = False
    ) -> tuple[Followed, SessionFacts] | None:
        """Return a partner's session with its facts, found out now where nobody asked yet.

        None where it is no partner's, or not as far as is known by now. Raises `NotSayable` where
        a partner let somebody in of whom it did not tell us.
        """
        found = await partner_sessions.find(work.connection, work.tenant_id, head.id, lock=lock)
        if found is None:
            use = await self._tokens.of_session(work.actor, head)
            if use is None and await self._tokens.is_missing(work.actor, head):
                raise NotSayable("cdr_token", "which token it was, the partner has not told us")
            if use is None:
                return None
            facts = self._closed(head.id, SessionFacts(use=use))
            await partner_sessions.add(
                work.connection, work.tenant_id, head.id, use.partner_id, facts
            )
            found = await partner_sessions.find(work.connection, work.tenant_id, head.id, lock=lock)
        if found is None:
            return None
        return found, self._opened(found)

    async def placed(
        self, work: UnitOfWork, head: SessionHead, facts: SessionFacts
    ) -> tuple[SessionFacts, ToldPlace]:
        """Return a session's facts with the place, as it is told first. Raises `NotSayable`."""
        if facts.place is not None and facts.place.evse_id is not None:
            return facts, facts.place
        place = await self._place(work, head)
        if place != facts.place:
            facts = replace(facts, place=place)
            kept = self._closed(head.id, facts)
            await partner_sessions.change(work.connection, work.tenant_id, head.id, facts=kept)
        return facts, place

    async def version(self, actor: Actor, partner_id: UUID) -> VersionName:
        """Return the version in which a partner is told things."""
        partner = await self._line.partner(actor, partner_id)
        return MIDDLE if partner is None else partner.version

    @staticmethod
    async def _place(work: UnitOfWork, head: SessionHead) -> ToldPlace:
        if head.evse_id is None:
            raise NotSayable("evse_uid", "the station does not say at which EVSE it is")
        at = EvsePlace(head.location_id, head.station_id, head.evse_id)
        told, uid = await told_evse(work, at)
        location: JsonObject = codec.decode_plain(told.document)
        return place_in(location, told.party_id, uid, head.connector_id)

    def _closed(self, session_id: UUID, facts: SessionFacts) -> bytes:
        return self._keyring.encrypt_bytes(codec.encode(facts), context=_context(session_id))

    def _opened(self, found: Followed) -> SessionFacts:
        plain = self._keyring.decrypt_bytes(found.facts, context=_context(found.session_id))
        return msgspec.json.decode(plain, type=SessionFacts)


class SessionTelling:
    """Says each session of a partner's driver anew as it goes on, to that partner alone.

    A start, a change of state and an end are told at once; what a running session merely adds is
    told no more often than the setting says.
    """

    def __init__(
        self,
        database: Database,
        book: PublicationBook,
        sessions: SessionBook,
        *,
        courses: SessionCourses,
        costs: SessionCosts,
        values: SettingValues,
    ) -> None:
        self._database = database
        self._book = book
        self._sessions = sessions
        self._courses = courses
        self._costs = costs
        self._values = values

    async def went_on(self, work: UnitOfWork, session_id: UUID) -> bool:
        """Tell a session as it is now; say whether it is a partner's. Harmless when repeated."""
        head = await self._courses.head(work.actor, session_id)
        try:
            known = await self._sessions.of_session(work, head, lock=True)
            if known is None:
                return False
            head = await self._courses.head(work.actor, session_id)  # as it is behind the lock
            await self._tell(work, head, *known)
        except (NotSayable, InvalidParameters) as error:
            await unsaid.keep(
                work.connection,
                work.tenant_id,
                SESSIONS,
                session_id,
                reason=error.message,
                at=work.now(),
            )
        return True

    async def in_version(
        self, work: UnitOfWork, session_id: UUID, version: VersionName
    ) -> OcpiObject | None:
        """Return a partner's session in a version, None for nobody's. Raises `NotSayable`."""
        head = await self._courses.head(work.actor, session_id)
        known = await self._sessions.of_session(work, head)
        if known is None:
            return None
        facts, place = await self._sessions.placed(work, head, known[1])
        return await self._said(work, head, facts, place, version)

    async def progressed(self, work: UnitOfWork, session_id: UUID) -> None:
        """Tell how far a running session is, unless it was told a short while ago."""
        found = await partner_sessions.find(work.connection, work.tenant_id, session_id)
        if found is None or found.ended or self._is_fresh(work.tenant_id, found, work.now()):
            return
        await self.went_on(work, session_id)

    async def go_on(self, actor: Actor) -> int:
        """Tell the running sessions that were not told for a while, and try what was not sayable.

        Time costs as well where no meter moves. Returns how many were looked at.
        """
        before = self._database.clock.now() - self._every(actor.tenant_id)
        async with self._database.reading(actor) as connection:
            due = await partner_sessions.running(connection, actor.tenant_id, before, AT_ONCE)
            again = await unsaid.listed(connection, actor.tenant_id, [SESSIONS], UNSAID_AT_ONCE)
        sessions = list(dict.fromkeys([*due, *(each.subject_id for each in again)]))

        async def tell(session_id: UUID) -> None:
            async with self._database.transaction(actor) as work:
                if not await self.went_on(work, session_id):
                    await unsaid.clear(work.connection, work.tenant_id, SESSIONS, session_id)

        await for_each(sessions, tell)
        return len(sessions)

    async def _tell(
        self, work: UnitOfWork, head: SessionHead, found: Followed, facts: SessionFacts
    ) -> None:
        facts, place = await self._sessions.placed(work, head, facts)
        version = await self._sessions.version(work.actor, found.partner_id)
        document = await self._said(work, head, facts, place, version)
        await self._book.keep(
            work,
            module=SESSIONS,
            party_id=place.party_id,
            object_id=str(head.id),
            subject_id=head.id,
            document=document,
            version=version,
            partner_id=found.partner_id,
        )
        await unsaid.clear(work.connection, work.tenant_id, SESSIONS, head.id)
        await partner_sessions.change(
            work.connection,
            work.tenant_id,
            head.id,
            told_at=work.now(),
            ended=head.ended_at is not None and head.settled,
        )

    async def _said(
        self,
        work: UnitOfWork,
        head: SessionHead,
        facts: SessionFacts,
        place: ToldPlace,
        version: VersionName,
    ) -> OcpiObject:
        cost = await self._costs.of_session(work.actor, head.id)
        if version == "2.1.1":
            location = await told_location(work, head.location_id)
            said = codec.decode_plain(location.document)
            return session_v211(head, cost, facts.use, place, said)
        say: Callable[..., OcpiObject] = session_v230 if version == "2.3.0" else session_v221
        return say(head, cost, facts.use, place)

    def _is_fresh(self, tenant_id: UUID, found: Followed, now: datetime) -> bool:
        return found.told_at is not None and now - found.told_at < self._every(tenant_id)

    def _every(self, tenant_id: UUID) -> timedelta:
        return timedelta(seconds=self._values.value(tenant_id, SESSION_EVERY))


async def told_location(work: UnitOfWork, location_id: UUID) -> Publication:
    """Return a location as partners are told it, or were last. Raises `NotSayable`."""
    told = await publications.about(work.connection, work.tenant_id, LOCATIONS, [location_id])
    if not told:
        raise NotSayable("location_id", "the location is not told to partners")
    return max(told, key=lambda each: (each.withdrawn_at is None, each.last_updated))


async def told_evse(work: UnitOfWork, at: EvsePlace) -> tuple[Publication, str]:
    """Return the location of an EVSE as partners are told it, and its uid. Raises `NotSayable`."""
    told = await told_location(work, at.location_id)
    uid = await partner_sessions.evse_uid(
        work.connection,
        work.tenant_id,
        at.location_id,
        station_id=at.station_id,
        evse_number=at.evse_id,
    )
    if uid is None:
        raise NotSayable("evse_uid", "the location is told without the EVSE")
    return told, uid


def _context(session_id: UUID) -> str:
    return f"partner_sessions.facts/{session_id}"
