"""What is done as sessions begin and go on."""

from uuid import UUID

from chargehouse.contexts.cdrs.service.terms import TermsBook
from chargehouse.contexts.sessions.public import SessionCourses
from chargehouse.platform.postgres.database import UnitOfWork


class SessionFollowing:
    """Takes the terms of each session, as soon as it is known where it is."""

    def __init__(self, courses: SessionCourses, terms: TermsBook) -> None:
        self._courses = courses
        self._terms = terms

    async def went_on(self, work: UnitOfWork, session_id: UUID) -> None:
        """Take note of a session that began, went on or ended; may be told so at will."""
        head = await self._courses.head(work.actor, session_id)
        if head.evse_id is not None or head.ended_at is not None:
            await self._terms.take(work, head)
