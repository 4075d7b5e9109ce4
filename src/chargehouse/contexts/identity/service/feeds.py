"""What partners tell us of their identifiers: full or partial sets, all of them or nothing."""

import asyncio
from collections.abc import AsyncIterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from sqlalchemy import Row as Kept

from chargehouse.contexts.identity.errors import AgreementOver, FeedRefused, ImportUnreadable
from chargehouse.contexts.identity.events import AgreementFed
from chargehouse.contexts.identity.model import IdentifierValue, NewIdentifier
from chargehouse.contexts.identity.public import AGREEMENTS_FEED, Agreement
from chargehouse.contexts.identity.repository import agreement_identifiers as repository
from chargehouse.contexts.identity.repository import agreements, index
from chargehouse.contexts.identity.service.agreements import known
from chargehouse.contexts.identity.service.sealing import Sealer
from chargehouse.contexts.identity.service.table import (
    PARTNERS_COLUMNS,
    Row,
    RowError,
    RowReader,
    lines,
    read_entry,
)
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import Invalid
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.secrets import Keyring

FEED_ENTRIES_AT_MOST: Final = 50_000
SLICE_ROWS: Final = 250
"""So many rows are worked on at a time: chargers that share the process do not wait longer."""

FeedKind = Literal["full", "partial"]
FeedSource = Literal["api", "csv"]


class FeedReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a feed: nothing is applied where any row is wrong, or in a dry run.

    `identifiers` is how many the agreement knows now, `errors` tells every wrong row.
    """

    agreement_id: UUID
    kind: FeedKind
    dry_run: bool
    applied: bool
    rows: int
    added: int
    changed: int
    removed: int
    unchanged: int
    identifiers: int
    last_fed_at: datetime | None
    errors: list[RowError]


@dataclass(slots=True)
class _Feed:
    """What a partner tells, read and not yet applied: values by their hashes."""

    kind: FeedKind
    source: FeedSource
    rows: int = 0
    entries: dict[bytes, NewIdentifier] = field(default_factory=dict)
    leaving: set[bytes] = field(default_factory=set)
    errors: list[RowError] = field(default_factory=list)


@dataclass(slots=True)
class _Difference:
    """What a feed changes, and when; `touched` are the hashes of whatever does."""

    at: datetime
    identifiers: int
    added: int = 0
    changed: int = 0
    removed: int = 0
    touched: list[bytes] = field(default_factory=list)


class FeedService:
    """Applies what partners tell, as a whole or not at all; repeating a feed changes nothing."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._sealer = Sealer(keyring)

    async def feed(
        self,
        actor: Actor,
        agreement_id: UUID,
        kind: FeedKind,
        said: Sequence[object],
        leaving: Sequence[object] = (),
    ) -> FeedReport:
        """Apply what a partner's system tells; `leaving` are values that a partial feed removes.

        A full feed replaces what was known; a partial one adds and changes what it names. Raises
        `FeedRefused`, which names every wrong entry, `AgreementUnknown`, `AgreementOver`.
        """
        actor.require(AGREEMENTS_FEED)
        if len(said) + len(leaving) > FEED_ENTRIES_AT_MOST:
            raise _too_many("identifiers")
        if kind == "full" and leaving:
            raise _refused([("remove", "is for partial feeds: a full one removes what it leaves")])
        feed = _Feed(kind, "api", rows=len(said) + len(leaving))
        wrong: list[tuple[str, str]] = []
        for number, entry in enumerate(said):
            await _yield_after(number)
            error = self._take(actor.tenant_id, feed, read_entry(number, entry))
            if error is not None:
                wrong.append((f"identifiers[{number}].{error.field}", error.message))
        for number, value in enumerate(leaving):
            await _yield_after(number)
            message = self._dismiss(actor.tenant_id, feed, value)
            if message is not None:
                wrong.append((f"remove[{number}]", message))
        if wrong:
            raise _refused(wrong)
        return await self._apply(actor, agreement_id, feed, dry_run=False)

    async def import_table(
        self,
        actor: Actor,
        agreement_id: UUID,
        chunks: AsyncIterable[bytes],
        *,
        kind: FeedKind,
        dry_run: bool = False,
    ) -> FeedReport:
        """Apply a table (CSV) as a feed; wrong rows are told by line, and then nothing is applied.

        Raises `ImportUnreadable`, `AgreementUnknown`, `AgreementOver`.
        """
        actor.require(AGREEMENTS_FEED)
        feed = _Feed(kind, "csv")
        reader: RowReader | None = None
        async for line in lines(chunks):
            if reader is None:
                reader = RowReader(line, PARTNERS_COLUMNS)
                continue
            if feed.rows == FEED_ENTRIES_AT_MOST:
                raise _too_many("value")
            await _yield_after(feed.rows)
            feed.rows += 1
            error = self._take(actor.tenant_id, feed, reader.read(line))
            if error is not None:
                feed.errors.append(error)
        if reader is None:
            raise ImportUnreadable("The file is empty.")
        return await self._apply(actor, agreement_id, feed, dry_run=dry_run)

    def _take(self, tenant_id: UUID, feed: _Feed, row: Row | RowError) -> RowError | None:
        if isinstance(row, RowError):
            return row
        value_hash = self._sealer.hash_of(tenant_id, row.new.value)
        if value_hash in feed.entries:
            return RowError(row.line, "value", "stands in this feed before")
        feed.entries[value_hash] = row.new
        return None

    def _dismiss(self, tenant_id: UUID, feed: _Feed, value: object) -> str | None:
        """Note that a value is to go; return why it cannot be meant."""
        if not isinstance(value, str):
            return "is a text"
        try:
            value_hash = self._sealer.hash_of(tenant_id, IdentifierValue.parse(value))
        except Invalid as refusal:
            return _message_of(refusal)
        if value_hash in feed.entries:
            return "stands among the identifiers as well"
        feed.leaving.add(value_hash)
        return None

    async def _apply(
        self, actor: Actor, agreement_id: UUID, feed: _Feed, *, dry_run: bool
    ) -> FeedReport:
        now = self._database.clock.now()
        async with self._database.transaction(actor) as work:
            agreement = known(
                await agreements.find(
                    work.connection, actor.tenant_id, agreement_id, now, lock=True
                )
            )
            if agreement.state == "ended":
                raise AgreementOver("The agreement has ended. Give it a later end first.")
            applied = not dry_run and not feed.errors
            difference = _Difference(now, agreement.identifiers)
            await self._upsert(work, agreement, feed, difference, write=applied)
            leaving = await self._leaving(work, agreement, feed)
            difference.removed = len(leaving)
            difference.identifiers += difference.added - difference.removed
            if applied:
                difference.touched += leaving
                for each in _slices(leaving):
                    await repository.remove(work.connection, actor.tenant_id, agreement_id, each)
                await self._settle(work, agreement, feed, difference)
        return FeedReport(
            agreement_id=agreement_id,
            kind=feed.kind,
            dry_run=dry_run,
            applied=applied,
            rows=feed.rows,
            added=difference.added,
            changed=difference.changed,
            removed=difference.removed,
            unchanged=len(feed.entries) - difference.added - difference.changed,
            identifiers=difference.identifiers if applied else agreement.identifiers,
            last_fed_at=now if applied else agreement.last_fed_at,
            errors=feed.errors,
        )

    async def _upsert(
        self,
        work: UnitOfWork,
        agreement: Agreement,
        feed: _Feed,
        found: _Difference,
        *,
        write: bool,
    ) -> None:
        """Find what comes and what changes, and write it where that is asked for."""
        for hashes in _slices(list(feed.entries)):
            kept = await repository.kept(work.connection, work.tenant_id, agreement.id, hashes)
            rows = []
            for value_hash in hashes:
                new, old = feed.entries[value_hash], kept.get(value_hash)
                if old is None:
                    found.added += 1
                elif self._differs(new, old):
                    found.changed += 1
                else:
                    continue
                found.touched.append(value_hash)
                if write:
                    identifier_id = self._database.ids.new() if old is None else old.id
                    rows.append(self._sealer.columns_of(work.tenant_id, identifier_id, new))
            if rows:
                await repository.write(
                    work.connection, work.tenant_id, agreement.id, rows, found.at
                )

    async def _leaving(self, work: UnitOfWork, agreement: Agreement, feed: _Feed) -> list[bytes]:
        """Return the hashes of what the agreement knows, and will not any more."""
        if feed.kind == "full":
            return await repository.others(
                work.connection, work.tenant_id, agreement.id, feed.entries
            )
        leaving: list[bytes] = []
        for hashes in _slices(sorted(feed.leaving)):
            leaving += await repository.kept(work.connection, work.tenant_id, agreement.id, hashes)
        return leaving

    def _differs(self, new: NewIdentifier, old: Kept[Any]) -> bool:
        plain = ("type", "status", "valid_from", "valid_until", "fits_ocpp16")
        if any(getattr(new, name) != getattr(old, name) for name in plain):
            return True
        return new.group != self._sealer.open_group(old.id, old.group_encrypted)

    async def _settle(
        self, work: UnitOfWork, agreement: Agreement, feed: _Feed, found: _Difference
    ) -> None:
        """Let decisions know; a feed that changed nothing only says that it came."""
        if found.touched:
            await index.settle(work.connection, work.tenant_id, found.touched)
        await agreements.fed(
            work.connection,
            work.tenant_id,
            agreement,
            found.at,
            count=found.identifiers,
        )
        if found.touched or agreement.stale:
            work.record(
                AgreementFed(
                    aggregate_id=agreement.id,
                    name=agreement.name,
                    kind=feed.kind,
                    source=feed.source,
                    added=found.added,
                    changed=found.changed,
                    removed=found.removed,
                    identifiers=found.identifiers,
                )
            )


def _slices(items: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for start in range(0, len(items), SLICE_ROWS):
        yield items[start : start + SLICE_ROWS]


async def _yield_after(number: int) -> None:
    """Let others have the process now and then."""
    if number % SLICE_ROWS == SLICE_ROWS - 1:
        await asyncio.sleep(0)


def _message_of(refusal: Invalid) -> str:
    errors = refusal.details["errors"]
    return str(errors[0]["message"]) if isinstance(errors, list) else refusal.message


def _too_many(name: str) -> FeedRefused:
    return _refused([(name, f"has at most {FEED_ENTRIES_AT_MOST} entries")])


def _refused(wrong: Sequence[tuple[str, str]]) -> FeedRefused:
    return FeedRefused(
        f"{len(wrong)} of what was told cannot be meant. Nothing was applied.",
        {"errors": [{"field": name, "message": message} for name, message in wrong]},
    )
