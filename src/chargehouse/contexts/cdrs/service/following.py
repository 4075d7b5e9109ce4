"""What is done as sessions begin, go on and end."""

from uuid import UUID

from chargehouse.contexts.cdrs.events import CdrCreated, CdrOmitted
from chargehouse.contexts.cdrs.model.pricing import (
    SENTENCES,
    asks_for_current,
    asks_for_power,
    cost_of,
    why_omitted,
)
from chargehouse.contexts.cdrs.model.records import record_of
from chargehouse.contexts.cdrs.public import Omission, SessionTerms, WhyOmitted
from chargehouse.contexts.cdrs.repository import records
from chargehouse.contexts.cdrs.service.telling import told
from chargehouse.contexts.cdrs.service.terms import TermsBook
from chargehouse.contexts.sessions.public import SessionCourses, SessionHead
from chargehouse.kernel.ids import Ids
from chargehouse.platform.outbox.writing import actor_label
from chargehouse.platform.postgres.database import UnitOfWork


class SessionFollowing:
    """Takes the terms of each session, and makes its CDR once it ended and nothing is in doubt.

    A session has one CDR or one reason why it has none, however often it is told of.
    """

    def __init__(self, courses: SessionCourses, terms: TermsBook, ids: Ids) -> None:
        self._courses = courses
        self._terms = terms
        self._ids = ids

    async def went_on(self, work: UnitOfWork, session_id: UUID) -> None:
        """Take note of a session that began, went on or ended; may be told so at will."""
        head = await self._courses.head(work.actor, session_id)
        if head.evse_id is None and head.ended_at is None:
            return
        terms = await self._terms.take(work, head)
        if not head.settled:
            return
        if await records.of_session(work.connection, work.tenant_id, session_id) != (None, None):
            return
        why = why_omitted(head, terms.tariff)
        if why is None:
            await self._make(work, terms)
        else:
            await self._omit(work, head, why)

    async def _make(self, work: UnitOfWork, terms: SessionTerms) -> None:
        """Record what a session cost; what no price can be made of is recorded by no price."""
        course = await self._courses.course(
            work.actor,
            terms.session_id,
            with_power=asks_for_power(terms.tariff),
            with_current=asks_for_current(terms.tariff),
            whole=True,
        )
        if course.truncated:
            await self._omit(work, course.head, "too_many_readings")
            return
        cost = cost_of(course, terms).cost
        if terms.tariff is None or cost is None:
            return
        cdr = record_of(
            course.head,
            terms,
            terms.tariff,
            cost,
            id_=self._ids.new(),
            made_at=work.now(),
            made_by=actor_label(work.actor),
        )
        if await records.add(work.connection, work.tenant_id, cdr):
            work.record(
                CdrCreated(**told(cdr), tariff_id=cdr.tariff.tariff_id, ended_at=cdr.ended_at)
            )

    @staticmethod
    async def _omit(work: UnitOfWork, head: SessionHead, why: WhyOmitted) -> None:
        omission = Omission(
            session_id=head.id,
            location_id=head.location_id,
            reason=why,
            sentence=SENTENCES[why],
            at=work.now(),
        )
        if await records.omit(work.connection, work.tenant_id, omission):
            work.record(
                CdrOmitted(
                    aggregate_id=head.id,
                    station_id=head.station_id,
                    location_id=head.location_id,
                    reason=why,
                )
            )
