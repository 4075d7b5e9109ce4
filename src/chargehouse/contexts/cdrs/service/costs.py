"""What sessions cost, live ones so far."""

from uuid import UUID

from chargehouse.contexts.cdrs.model.pricing import asks_for_current, cost_of
from chargehouse.contexts.cdrs.public import SessionCost
from chargehouse.contexts.cdrs.service.terms import TermsBook
from chargehouse.contexts.sessions.public import SESSIONS_READ, SessionCourses
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
        """Return what a session costs so far, or did cost. Raises `SessionNotFound`."""
        actor.require_somewhere(SESSIONS_READ)
        head = await self._courses.head(actor, session_id)
        actor.require(SESSIONS_READ, at=Place(head.location_id))
        async with self._database.reading(actor) as connection:
            terms = await self._terms.of(connection, actor, head)
        course = await self._courses.course(
            actor, session_id, with_current=asks_for_current(terms.tariff)
        )
        return cost_of(course, terms)
