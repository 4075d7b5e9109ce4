"""What sessions cost, live ones so far."""

from uuid import UUID

from msgspec.structs import replace

from chargehouse.contexts.cdrs.model.pricing import asks_for_current, asks_for_power, cost_of
from chargehouse.contexts.cdrs.public import SessionCost, WhyNoCdr
from chargehouse.contexts.cdrs.repository import records
from chargehouse.contexts.cdrs.service.terms import TermsBook
from chargehouse.contexts.sessions.public import SESSIONS_READ, SessionCourses, SessionHead
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.reach import Place
from chargehouse.platform.postgres.database import Database


class CostService:
    """Prices a session by its course, on the terms that it began on."""

    def __init__(self, database: Database, courses: SessionCourses, terms: TermsBook) -> None:
        self._database = database
        self._courses = courses
        self._terms = terms

    async def of_session(self, actor: Actor, session_id: UUID) -> SessionCost:
        """Return what a session costs so far, or did cost. Raises `SessionNotFound`.

        Of more readings than a running cost is made of, a CDR tells what they came to.
        """
        actor.require_somewhere(SESSIONS_READ)
        head = await self._courses.head(actor, session_id)
        actor.require(SESSIONS_READ, at=Place(head.location_id))
        async with self._database.reading(actor) as connection:
            terms = await self._terms.of(connection, actor, head)
            cdr_id, omitted = await records.of_session(connection, actor.tenant_id, session_id)
        course = await self._courses.course(
            actor,
            session_id,
            with_power=asks_for_power(terms.tariff),
            with_current=asks_for_current(terms.tariff),
            whole=head.ended_at is not None and (cdr_id, omitted) == (None, None),
        )
        no_cdr = None if cdr_id else omitted or _not_yet(course.head)
        found = replace(cost_of(course, terms), cdr_id=cdr_id, no_cdr=no_cdr)
        if cdr_id is None or not found.truncated:
            return found
        async with self._database.reading(actor) as connection:
            cdr = await records.find(connection, actor.tenant_id, cdr_id)
        return found if cdr is None else replace(found, cost=cdr.cost, truncated=False)


def _not_yet(head: SessionHead) -> WhyNoCdr:
    if head.ended_at is None:
        return "live"
    return "soon" if head.settled else "in_doubt"
