"""How what a partner tells becomes what an agreement knows: the difference alone is written."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

import msgspec
from sqlalchemy import Row as Kept

from chargehouse.contexts.identity.errors import AgreementOver
from chargehouse.contexts.identity.events import AgreementFed
from chargehouse.contexts.identity.model import NewIdentifier, TokenTerms
from chargehouse.contexts.identity.public import Agreement
from chargehouse.contexts.identity.repository import agreement_identifiers as repository
from chargehouse.contexts.identity.repository import agreements, index
from chargehouse.contexts.identity.service.sealing import Sealer
from chargehouse.contexts.identity.service.table import RowError
from chargehouse.kernel.ids import Ids
from chargehouse.platform.postgres.database import UnitOfWork

SLICE_ROWS: Final = 250
"""So many rows are worked on at a time: chargers that share the process do not wait longer."""

FeedKind = Literal["full", "partial"]
FeedSource = Literal["api", "csv", "partner"]

_NO_TERMS: Final = dict.fromkeys(TokenTerms.__struct_fields__)


@dataclass(slots=True)
class Feed:
    """What a partner tells, read and not yet applied: values by their hashes."""

    kind: FeedKind
    source: FeedSource
    rows: int = 0
    entries: dict[bytes, NewIdentifier] = field(default_factory=dict)
    leaving: set[bytes] = field(default_factory=set)
    errors: list[RowError] = field(default_factory=list)


@dataclass(slots=True)
class Difference:
    """What a feed changes, and when; `touched` are the hashes of whatever does."""

    at: datetime
    identifiers: int
    added: int = 0
    changed: int = 0
    removed: int = 0
    touched: list[bytes] = field(default_factory=list)


class Feeding:
    """Applies feeds to agreements, each within its caller's transaction."""

    def __init__(self, sealer: Sealer, ids: Ids) -> None:
        self._sealer = sealer
        self._ids = ids

    async def apply(
        self,
        work: UnitOfWork,
        agreement: Agreement,
        feed: Feed,
        *,
        write: bool = True,
        fed_at: datetime | None = None,
    ) -> Difference:
        """Return what a feed changes of an agreement that is locked; write it unless told not to.

        `fed_at` is when it was told, now unless said. Raises `AgreementOver`.
        """
        if agreement.state == "ended":
            raise AgreementOver("The agreement has ended. Give it a later end first.")
        difference = Difference(work.now(), agreement.identifiers)
        await self._upsert(work, agreement, feed, difference, write=write)
        leaving = await self._leaving(work, agreement, feed)
        difference.removed = len(leaving)
        difference.identifiers += difference.added - difference.removed
        if write:
            difference.touched += leaving
            for each in slices(leaving):
                await repository.remove(work.connection, work.tenant_id, agreement.id, each)
            await self._settle(work, agreement, feed, difference, fed_at or difference.at)
        return difference

    async def forget(self, work: UnitOfWork, agreement: Agreement) -> None:
        """Forget all that an agreement knows: it will be fed by somebody else."""
        known = await repository.others(work.connection, work.tenant_id, agreement.id, ())
        for each in slices(known):
            await repository.remove(work.connection, work.tenant_id, agreement.id, each)
        if known:
            await index.settle(work.connection, work.tenant_id, known)

    async def _upsert(
        self,
        work: UnitOfWork,
        agreement: Agreement,
        feed: Feed,
        found: Difference,
        *,
        write: bool,
    ) -> None:
        """Find what comes and what changes, and write it where that is asked for."""
        for hashes in slices(list(feed.entries)):
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
                    identifier_id = self._ids.new() if old is None else old.id
                    columns = self._sealer.columns_of(work.tenant_id, identifier_id, new)
                    rows.append({**columns, **_terms(new)})
            if rows:
                await repository.write(
                    work.connection, work.tenant_id, agreement.id, rows, found.at
                )

    async def _leaving(self, work: UnitOfWork, agreement: Agreement, feed: Feed) -> list[bytes]:
        """Return the hashes of what the agreement knows, and will not any more."""
        if feed.kind == "full":
            return await repository.others(
                work.connection, work.tenant_id, agreement.id, feed.entries
            )
        leaving: list[bytes] = []
        for hashes in slices(sorted(feed.leaving)):
            leaving += await repository.kept(work.connection, work.tenant_id, agreement.id, hashes)
        return leaving

    def _differs(self, new: NewIdentifier, old: Kept[Any]) -> bool:
        plain = ("type", "status", "valid_from", "valid_until", "fits_ocpp16")
        if any(getattr(new, name) != getattr(old, name) for name in plain):
            return True
        if any(value != getattr(old, name) for name, value in _terms(new).items()):
            return True
        return new.group != self._sealer.open_group(old.id, old.group_encrypted)

    async def _settle(
        self,
        work: UnitOfWork,
        agreement: Agreement,
        feed: Feed,
        found: Difference,
        fed_at: datetime,
    ) -> None:
        """Let decisions know; a feed that changed nothing only says that it came."""
        if found.touched:
            await index.settle(work.connection, work.tenant_id, found.touched)
        await agreements.fed(
            work.connection,
            work.tenant_id,
            agreement,
            fed_at,
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


def slices(items: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """Yield the items a slice at a time."""
    for start in range(0, len(items), SLICE_ROWS):
        yield items[start : start + SLICE_ROWS]


async def yield_after(number: int) -> None:
    """Let others have the process now and then."""
    if number % SLICE_ROWS == SLICE_ROWS - 1:
        await asyncio.sleep(0)


def _terms(new: NewIdentifier) -> dict[str, object]:
    return dict(_NO_TERMS) if new.terms is None else msgspec.structs.asdict(new.terms)
