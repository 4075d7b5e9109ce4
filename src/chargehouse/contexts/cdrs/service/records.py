"""CDRs for people: listed, read, taken back."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Final
from uuid import UUID

from chargehouse.contexts.cdrs.errors import CdrIsCredited, CdrUnknown
from chargehouse.contexts.cdrs.events import CdrCredited
from chargehouse.contexts.cdrs.model.records import credit_of
from chargehouse.contexts.cdrs.public import (
    CDRS_CREDIT,
    CDRS_EXPORT,
    CDRS_READ,
    Cdr,
    CdrFilters,
    CdrRow,
    Omission,
)
from chargehouse.contexts.cdrs.repository import records as repository
from chargehouse.contexts.cdrs.service.telling import told
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import Invalid
from chargehouse.kernel.reach import Place, Reach
from chargehouse.platform.http.paging import Page, Paging, whole
from chargehouse.platform.outbox.writing import actor_label
from chargehouse.platform.postgres.database import Database

REASON_MAX_LENGTH: Final = 500


class CdrService:
    """Shows CDRs, and takes them back by credit CDRs; nothing of one is ever changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, actor: Actor, filters: CdrFilters, paging: Paging) -> Page[CdrRow]:
        """Return a page of CDRs, the last made first. Raises `Invalid` for a time without zone."""
        return await self._page(actor, [actor.require_somewhere(CDRS_READ)], filters, paging)

    async def export(
        self, actor: Actor, filters: CdrFilters, paging: Paging
    ) -> AsyncIterator[CdrRow]:
        """Return every CDR that the filters mean, as they are read."""
        reaches = [actor.require_somewhere(CDRS_EXPORT), actor.require_somewhere(CDRS_READ)]
        return await whole(partial(self._page, actor, reaches, filters), paging)

    async def find(self, actor: Actor, cdr_id: UUID) -> Cdr:
        """Return a CDR. Raises `CdrUnknown`."""
        actor.require_somewhere(CDRS_READ)
        async with self._database.reading(actor) as connection:
            cdr = _known(await repository.find(connection, actor.tenant_id, cdr_id))
        actor.require(CDRS_READ, at=Place(cdr.site.location_id))
        return cdr

    async def omissions(
        self,
        actor: Actor,
        paging: Paging,
        *,
        reason: str | None = None,
        location_id: UUID | None = None,
    ) -> Page[Omission]:
        """Return a page of sessions that ended and have no CDR, and why, the last first."""
        reach = actor.require_somewhere(CDRS_READ)
        async with self._database.reading(actor) as connection:
            return await repository.omissions(
                connection,
                actor.tenant_id,
                reach,
                paging,
                reason=reason,
                location_id=location_id,
            )

    async def credit(self, actor: Actor, cdr_id: UUID, reason: str) -> Cdr:
        """Take a CDR back, for a reason, and return the credit CDR.

        Raises `Invalid`, `CdrUnknown`, `CdrIsCredited`.
        """
        actor.require_somewhere(CDRS_CREDIT)
        said = _reason(reason)
        async with self._database.transaction(actor) as work:
            cdr = _known(await repository.find(work.connection, actor.tenant_id, cdr_id))
            actor.require(CDRS_CREDIT, at=Place(cdr.site.location_id))
            if cdr.credits is not None:
                raise CdrIsCredited("A credit CDR cannot be taken back.", {"cdr_id": str(cdr_id)})
            credit = credit_of(
                cdr,
                id_=self._database.ids.new(),
                reason=said,
                made_at=work.now(),
                made_by=actor_label(actor),
            )
            if not await repository.add(work.connection, actor.tenant_id, credit):
                raise CdrIsCredited("The CDR was taken back already.", {"cdr_id": str(cdr_id)})
            work.record(CdrCredited(**told(credit), credits=cdr_id, reason=said))
        return credit

    async def _page(
        self, actor: Actor, reaches: list[Reach], filters: CdrFilters, paging: Paging
    ) -> Page[CdrRow]:
        for field, at in (("from", filters.since), ("to", filters.until)):
            if at is not None and at.tzinfo is None:
                raise _refused(field, "needs a time zone, such as Z")
        async with self._database.reading(actor) as connection:
            return await repository.page(connection, actor.tenant_id, reaches, filters, paging)


def _known(cdr: Cdr | None) -> Cdr:
    if cdr is None:
        raise CdrUnknown("There is no such CDR.")
    return cdr


def _reason(text: str) -> str:
    said = text.strip()
    if not said or len(said) > REASON_MAX_LENGTH or not said.isprintable():
        raise _refused("reason", f"has 1 to {REASON_MAX_LENGTH} printable characters")
    return said


def _refused(field: str, rule: str) -> Invalid:
    return Invalid(
        f"The field {field} is refused: it {rule}.",
        {"errors": [{"field": field, "message": rule}]},
    )
