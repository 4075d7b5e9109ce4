"""Use cases of news: reading in one's language, how far one has read, entries of the tenant."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from chargehouse.contexts.news.errors import NewsChangedMeanwhile, NewsUnknown, NoReader
from chargehouse.contexts.news.events import NewsAdded, NewsEdited, NewsRemoved
from chargehouse.contexts.news.model import (
    NewsFilters,
    checked_texts,
    in_language,
    order_of,
)
from chargehouse.contexts.news.public import (
    NEWS_MANAGE,
    NEWS_READ,
    Audience,
    Line,
    NewsEntry,
    NewsItem,
    Unread,
)
from chargehouse.contexts.news.repository import entries
from chargehouse.contexts.news.repository.shipped import shipped
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import Invalid
from chargehouse.kernel.events import changes_between
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.postgres.database import Database, UnitOfWork


class NewsService:
    """Reads and edits news. What is not published yet is seen by those who may edit it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = database.clock
        self._ids = database.ids

    async def page(
        self, actor: Actor, filters: NewsFilters, paging: Paging, *, languages: Sequence[str]
    ) -> Page[NewsItem]:
        """Return a page, newest first, each entry in the first of the languages that it has.

        What is planned takes `NEWS_MANAGE` as well. Raises `Invalid` for the cursor.
        """
        actor.require(NEWS_READ)
        if filters.planned:
            actor.require(NEWS_MANAGE)
        before, now = _position(paging.cursor), self._clock.now()
        async with self._database.reading(actor) as connection:
            own = await entries.newest(
                connection,
                actor.tenant_id,
                filters,
                now=now,
                before=before,
                limit=paging.limit + 1,
            )
        brought = [
            entry
            for entry in shipped()
            if filters.take(entry)
            and entry.published_at <= now
            and not filters.planned
            and (before is None or order_of(entry) < before)
        ]
        found = sorted([*own, *brought], key=order_of, reverse=True)
        kept = found[: paging.limit]
        more = len(found) > paging.limit
        return Page(
            items=[in_language(entry, languages) for entry in kept],
            next_cursor=_cursor(kept[-1]) if more else None,
        )

    async def get(self, actor: Actor, entry_id: UUID) -> NewsEntry:
        """Return a tenant's entry in all its languages. Raises `NewsUnknown`."""
        actor.require(NEWS_MANAGE)
        async with self._database.reading(actor) as connection:
            found = await entries.find(connection, actor.tenant_id, entry_id)
        if found is None:
            raise _unknown()
        return found

    async def unread(self, actor: Actor) -> Unread:
        """Count what came since the actor's person last read; nobody has nothing unread."""
        actor.require(NEWS_READ)
        if actor.person_id is None:
            return Unread(count=0, prominent=0, since=None)
        now = self._clock.now()
        async with self._database.reading(actor) as connection:
            since = await entries.read_until(connection, actor.tenant_id, actor.person_id)
            count, prominent = await entries.count_since(connection, actor.tenant_id, since, now)
        brought = [
            entry
            for entry in shipped()
            if entry.published_at <= now and (since is None or entry.published_at > since)
        ]
        return Unread(
            count=count + len(brought),
            prominent=prominent + sum(entry.prominent for entry in brought),
            since=since,
        )

    async def read(self, actor: Actor) -> None:
        """Note that the actor's person has read everything there is now. Raises `NoReader`."""
        actor.require(NEWS_READ)
        if actor.person_id is None:
            raise NoReader("Only people read: nobody stands behind this token.")
        async with self._database.transaction(actor) as work:
            await entries.mark(work.connection, actor.tenant_id, actor.person_id, self._clock.now())

    async def add(
        self,
        actor: Actor,
        *,
        title: Mapping[str, str],
        summary: Mapping[str, str],
        audience: Audience,
        line: Line,
        prominent: bool = False,
        published_at: datetime | None = None,
    ) -> NewsEntry:
        """Add an entry, published now unless another instant is given. Raises `Invalid`."""
        actor.require(NEWS_MANAGE)
        entry = NewsEntry(
            id=self._ids.new(),
            title=checked_texts("title", title),
            summary=checked_texts("summary", summary),
            audience=audience,
            line=line,
            prominent=prominent,
            published_at=published_at or self._clock.now(),
        )
        values: dict[str, Any] = msgspec.structs.asdict(entry)
        del values["release"]
        async with self._database.transaction(actor) as work:
            await entries.add(work.connection, {"tenant_id": actor.tenant_id, **values})
            work.record(
                NewsAdded(
                    aggregate_id=entry.id,
                    title=entry.title,
                    audience=audience,
                    line=line,
                    prominent=prominent,
                    published_at=entry.published_at,
                )
            )
        return entry

    async def edit(
        self,
        actor: Actor,
        entry_id: UUID,
        changes: Mapping[str, object],
        *,
        version: int | None = None,
    ) -> NewsEntry:
        """Change the fields that are named, as `add` takes them.

        Raises `Invalid`, `NewsUnknown`, `NewsChangedMeanwhile`.
        """
        actor.require(NEWS_MANAGE)
        values = dict(changes)
        for field in ("title", "summary"):
            texts = values.get(field)
            if isinstance(texts, Mapping):
                values[field] = checked_texts(field, texts)
        async with self._database.transaction(actor) as work:
            before = await self._locked(work, entry_id)
            if version not in {None, before.version}:
                raise NewsChangedMeanwhile("The entry was changed since it was read.")
            changed = [name for name in values if getattr(before, name) != values[name]]
            if not changed:
                return before
            await entries.change(work.connection, actor.tenant_id, entry_id, values)
            work.record(
                NewsEdited(aggregate_id=entry_id, changes=changes_between(before, values, changed))
            )
            return await self._locked(work, entry_id)

    async def remove(self, actor: Actor, entry_id: UUID) -> None:
        """Remove an entry. Raises `NewsUnknown`."""
        actor.require(NEWS_MANAGE)
        async with self._database.transaction(actor) as work:
            entry = await self._locked(work, entry_id)
            await entries.remove(work.connection, actor.tenant_id, entry_id)
            work.record(NewsRemoved(aggregate_id=entry_id, title=entry.title))

    async def _locked(self, work: UnitOfWork, entry_id: UUID) -> NewsEntry:
        found = await entries.find(work.connection, work.tenant_id, entry_id, lock=True)
        if found is None:
            raise _unknown()
        return found


def _cursor(entry: NewsEntry) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(order_of(entry))).decode().rstrip("=")


def _position(cursor: str | None) -> tuple[datetime, UUID] | None:
    if cursor is None:
        return None
    try:
        decoded = base64.b64decode(
            cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True
        )
        position = msgspec.json.decode(decoded, type=tuple[datetime, UUID])
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        position = None
    if position is None or position[0].tzinfo is None:
        message = "must be the next_cursor of a page, as it was given"
        raise Invalid(
            f"The parameter cursor {message}.",
            {"errors": [{"field": "cursor", "message": message}]},
        )
    return position


def _unknown() -> NewsUnknown:
    return NewsUnknown("There is no such entry; those of releases cannot be changed.")
