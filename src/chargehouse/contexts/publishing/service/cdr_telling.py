"""CDRs of partners' drivers, of sessions and reservations, told once they are made."""

from typing import Final, NamedTuple
from uuid import UUID

from chargehouse.contexts.cdrs.public import PartnerCdrs
from chargehouse.contexts.publishing.model.sessions import (
    ToldPlace,
    facts_for_cdr,
    reserved_in,
)
from chargehouse.contexts.publishing.public import RemoteReservations, TokenUse
from chargehouse.contexts.publishing.repository import unsaid
from chargehouse.contexts.publishing.service.publications import PublicationBook
from chargehouse.contexts.publishing.service.session_telling import (
    UNSAID_AT_ONCE,
    SessionBook,
    told_evse,
)
from chargehouse.contexts.roaming.public import PartyBook
from chargehouse.contexts.sessions.public import SessionCourses
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.apart import for_each
from chargehouse.ocpi import codec
from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.conversions.said import NotSayable
from chargehouse.ocpi.conversions.v211.locations import connector_to_v211
from chargehouse.ocpi.errors import InvalidParameters
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.v221.locations import Connector
from chargehouse.ocpi.versions import VersionName
from chargehouse.platform.postgres.database import Database, UnitOfWork

CDRS: Final = "cdrs"


class _Bill(NamedTuple):
    """Whom a CDR is for, and what it says besides what we record."""

    partner_id: UUID
    use: TokenUse
    place: ToldPlace


class CdrTelling:
    """Says each CDR of a partner's driver, and what takes it back, to that partner alone.

    What cannot be said is kept with its reason, and tried again until it can.
    """

    def __init__(
        self,
        database: Database,
        book: PublicationBook,
        sessions: SessionBook,
        *,
        courses: SessionCourses,
        cdrs: PartnerCdrs,
        parties: PartyBook,
        reservations: RemoteReservations,
    ) -> None:
        self._database = database
        self._book = book
        self._sessions = sessions
        self._courses = courses
        self._cdrs = cdrs
        self._parties = parties
        self._reservations = reservations

    async def made(self, work: UnitOfWork, cdr_id: UUID) -> bool:
        """Tell a CDR, and say whether it is a partner's; may be repeated at will."""
        try:
            bill = await self._bill(work, cdr_id)
            if bill is None:
                return False
            await self._tell(work, cdr_id, bill)
        except (NotSayable, InvalidParameters) as error:
            await unsaid.keep(
                work.connection,
                work.tenant_id,
                CDRS,
                cdr_id,
                reason=error.message,
                at=work.now(),
            )
        return True

    async def in_version(
        self, work: UnitOfWork, cdr_id: UUID, version: VersionName
    ) -> OcpiObject | None:
        """Return a partner's CDR in a version, None for nobody's. Raises `NotSayable`."""
        bill = await self._bill(work, cdr_id)
        return None if bill is None else await self._said(work.actor, cdr_id, bill, version)

    async def try_again(self, actor: Actor) -> int:
        """Try the CDRs that were not sayable; return how many there are."""
        async with self._database.reading(actor) as connection:
            again = await unsaid.listed(connection, actor.tenant_id, [CDRS], UNSAID_AT_ONCE)

        async def tell(cdr_id: UUID) -> None:
            async with self._database.transaction(actor) as work:
                if not await self.made(work, cdr_id):
                    await unsaid.clear(work.connection, work.tenant_id, CDRS, cdr_id)

        await for_each([each.subject_id for each in again], tell)
        return len(again)

    async def _bill(self, work: UnitOfWork, cdr_id: UUID) -> _Bill | None:
        """Return whom a CDR is for; None where it is no partner's. Raises `NotSayable`."""
        subject = await self._cdrs.subject_of(work.actor, cdr_id)
        if subject.session_id is not None:
            return await self._of_session(work, subject.session_id)
        if subject.reservation_id is not None:
            return await self._of_reservation(work, subject.reservation_id)
        return None

    async def _of_session(self, work: UnitOfWork, session_id: UUID) -> _Bill | None:
        head = await self._courses.head(work.actor, session_id)
        known = await self._sessions.of_session(work, head)
        if known is None:
            return None
        facts, place = await self._sessions.placed(work, head, known[1])
        return _Bill(known[0].partner_id, facts.use, place)

    async def _of_reservation(self, work: UnitOfWork, command_id: UUID) -> _Bill | None:
        found = await self._reservations.of_command(work.actor, command_id)
        if found is None:
            return None
        made, at = found
        told, uid = await told_evse(work, at)
        location: JsonObject = codec.decode_plain(told.document)
        use = TokenUse(
            partner_id=made.partner_id,
            token=made.token,
            auth_method="COMMAND",
            authorization_reference=made.authorization_reference,
        )
        return _Bill(made.partner_id, use, reserved_in(location, told.party_id, uid))

    async def _tell(self, work: UnitOfWork, cdr_id: UUID, bill: _Bill) -> None:
        version = await self._sessions.version(work.actor, bill.partner_id)
        document = await self._said(work.actor, cdr_id, bill, version)
        await self._book.keep(
            work,
            module=CDRS,
            party_id=await self._owner(work.actor, document, bill.place),
            object_id=str(cdr_id),
            subject_id=cdr_id,
            document=document,
            version=version,
            partner_id=bill.partner_id,
        )
        await unsaid.clear(work.connection, work.tenant_id, CDRS, cdr_id)

    async def _said(
        self, actor: Actor, cdr_id: UUID, bill: _Bill, version: VersionName
    ) -> OcpiObject:
        facts = facts_for_cdr(bill.use, bill.place)
        if version == "2.1.1":
            connector = connector_to_v211(codec.check(Connector, bill.place.connector)).value
            return await self._cdrs.in_v211(actor, cdr_id, facts, connector)
        if version == "2.3.0":
            return await self._cdrs.in_v230(actor, cdr_id, facts)
        return await self._cdrs.in_v221(actor, cdr_id, facts)

    async def _owner(self, actor: Actor, document: OcpiObject, place: ToldPlace) -> UUID:
        """Return the party that a CDR is of: the one it names, which 2.1.1 has no word for."""
        said = codec.to_plain(document)
        if "party_id" not in said:
            return place.party_id
        owner = await self._parties.named(
            actor, PartyKey(said["country_code"], said["party_id"]), "CPO"
        )
        return place.party_id if owner is None else owner.id
