"""Reading the log, a page or an entry at a time."""

from collections.abc import AsyncIterator, Mapping

import msgspec

from chargehouse.contexts.audit.errors import EntryEmptied, EntryUnknown
from chargehouse.contexts.audit.events import AuditExported
from chargehouse.contexts.audit.model.bodies import (
    ACTOR_NAME,
    ORIGIN,
    Secret,
    read_body,
    with_secrets,
)
from chargehouse.contexts.audit.model.search import EntryFilters
from chargehouse.contexts.audit.public import (
    AUDIT_EXPORT,
    AUDIT_READ,
    AuditActor,
    AuditEntry,
    FieldChange,
)
from chargehouse.contexts.audit.repository import reading as repository
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.paging import Page, Paging, whole
from chargehouse.platform.postgres.database import Database

CHANGES = "changes"


class EntryService:
    """Lists entries, and shows one. What is shown is read from the body, which is hashed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, actor: Actor, filters: EntryFilters, paging: Paging) -> Page[AuditEntry]:
        """Return a page of entries, the newest first unless sorted by `index`."""
        actor.require(AUDIT_READ)
        return await self._page(actor, filters, paging)

    async def export(
        self, actor: Actor, filters: EntryFilters, paging: Paging
    ) -> AsyncIterator[AuditEntry]:
        """Return all entries that the filters mean; that somebody took them is recorded."""
        actor.require(AUDIT_READ)
        actor.require(AUDIT_EXPORT)

        async def page_of(asked: Paging) -> Page[AuditEntry]:
            return await self._page(actor, filters, asked)

        entries = await whole(page_of, paging)
        async with self._database.transaction(actor) as work:
            work.record(AuditExported(aggregate_id=actor.tenant_id, what="list", size=0))
        return entries

    async def get(self, actor: Actor, index: int) -> AuditEntry:
        """Return an entry. Raises `EntryUnknown`, and `EntryEmptied` for one retention emptied."""
        actor.require(AUDIT_READ)
        async with self._database.reading(actor) as connection:
            row = await repository.find(connection, actor.tenant_id, index)
            secrets = await repository.secrets_of(connection, actor.tenant_id, [index])
        if row is None:
            raise EntryUnknown("There is no such entry.")
        if row.body is None:
            raise EntryEmptied("The entry was emptied when its time had come; its hash is kept.")
        return _entry(index, row.body, secrets.get(index, {}))

    async def _page(self, actor: Actor, filters: EntryFilters, paging: Paging) -> Page[AuditEntry]:
        listed = repository.query(actor.tenant_id, paging, filters)
        async with self._database.reading(actor) as connection:
            rows, cursor, secrets = await repository.page(connection, actor.tenant_id, listed)
        items = [_entry(row.leaf_index, row.body, secrets.get(row.leaf_index, {})) for row in rows]
        return Page(items=items, next_cursor=cursor)


def _entry(index: int, text: str, secrets: Mapping[str, Secret]) -> AuditEntry:
    body = read_body(text)
    data = with_secrets(body, secrets)
    return AuditEntry(
        index=index,
        event_id=body.id,
        name=body.event,
        module=body.event.partition(".")[0],
        at=body.at,
        actor=AuditActor(
            kind=body.actor.kind,
            id=body.actor.id,
            name=_told(secrets, ACTOR_NAME, body.actor.name),
        ),
        origin=_told(secrets, ORIGIN, body.origin),
        aggregate_id=body.aggregate,
        station_id=body.station,
        request_id=body.request,
        changes=_changes(data.pop(CHANGES, None)),
        data=data,
        personal=sorted(body.personal),
        erased=sorted(body.personal.keys() - secrets.keys()),
    )


def _told(secrets: Mapping[str, Secret], field: str, otherwise: str | None) -> str | None:
    secret = secrets.get(field)
    return otherwise if secret is None else msgspec.json.decode(secret.value, type=str)


def _changes(told: object) -> list[FieldChange]:
    if not isinstance(told, dict):
        return []
    return [
        FieldChange(field=name, before=change.get("before"), after=change.get("after"))
        for name, change in told.items()
        if isinstance(change, dict)
    ]
