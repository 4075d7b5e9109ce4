"""The whole log, verified where it is kept, or written out for others to verify."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.audit.events import AuditExported, AuditVerified
from chargehouse.contexts.audit.model.exports import Writer, export
from chargehouse.contexts.audit.model.findings import Report
from chargehouse.contexts.audit.model.statements import Signed
from chargehouse.contexts.audit.model.tiles import TILE_WIDTH
from chargehouse.contexts.audit.model.tree import HASH_BYTES, Frontier
from chargehouse.contexts.audit.model.verification import Kept, Verifier
from chargehouse.contexts.audit.public import AUDIT_EXPORT, AUDIT_VERIFY
from chargehouse.contexts.audit.repository import reading, tree
from chargehouse.contexts.audit.repository import statements as repository
from chargehouse.contexts.audit.service.signing import Signer
from chargehouse.kernel.actor import Actor
from chargehouse.platform.postgres.database import Database

PAGE: Final = 2048
STATEMENTS_A_PAGE: Final = 5000
AT_ONCE: Final = 250
"""So many entries are verified before others get their turn: some milliseconds."""


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a verification is; the last one has the report."""

    checked: int
    size: int
    report: Report | None = None


class VerificationService:
    """Verifies a log as it is kept: everything is recomputed."""

    def __init__(self, database: Database, signer: Signer) -> None:
        self._database = database
        self._signer = signer

    def verify(self, actor: Actor) -> AsyncGenerator[Progress]:
        """Yield how far it is, and with the last one the report, which is recorded.

        All is read from one snapshot, so that what is erased or appended meanwhile changes
        nothing. Raises `Forbidden`.
        """
        actor.require(AUDIT_VERIFY)
        return self._verify(actor)

    async def _verify(self, actor: Actor) -> AsyncGenerator[Progress]:
        tenant_id = actor.tenant_id
        verifier = Verifier(tenant_id, self._signer.keys)
        async with self._database.reading(actor) as connection:
            log = await repository.log(connection, tenant_id)
            size = 0 if log is None else log.size
            await _tell_statements(connection, actor, verifier)
            verifier.begin()
            async with aclosing(_pages(connection, actor)) as pages:
                async for page in pages:
                    for at in range(0, len(page), AT_ONCE):
                        verifier.add_entries(page[at : at + AT_ONCE])
                        await asyncio.sleep(0)
                    yield Progress(checked=verifier.size, size=size)
        if log is not None and Frontier.read(log.size, log.frontier).root() != verifier.root():
            verifier.findings.add("root", "The log would grow on from other entries than these.")
        report = verifier.end(size)
        async with self._database.transaction(actor) as work:
            work.record(
                AuditVerified(
                    aggregate_id=tenant_id,
                    ok=report.ok,
                    size=report.size,
                    root=report.root,
                    first_bad_index=report.first_bad_index,
                )
            )
        yield Progress(checked=verifier.size, size=size, report=report)


class ExportService:
    """Writes a log out as a file that anybody can verify (`docs/how-to/audit.md`)."""

    def __init__(self, database: Database, signer: Signer) -> None:
        self._database = database
        self._signer = signer

    async def export(self, actor: Actor) -> AsyncIterator[bytes]:
        """Return the file in pieces; that somebody took it is recorded first, and is in it not.

        Entries are read a page at a time. One that is erased from before its page is read has
        the entry that says so further on, where the file ends only once the log does.
        """
        actor.require(AUDIT_EXPORT)
        async with self._database.transaction(actor) as work:
            log = await repository.log(work.connection, work.tenant_id)
            size = 0 if log is None else log.size
            work.record(AuditExported(aggregate_id=work.tenant_id, what="log", size=size))
        return self._lines(actor)

    async def _lines(self, actor: Actor) -> AsyncIterator[bytes]:
        writer, frontier = Writer(), Frontier()
        clock = self._database.clock
        yield writer.header(actor.tenant_id, clock.now(), self._signer.keys)
        async with self._database.reading(actor) as connection:
            anchors = [line async for line in _anchors(connection, actor)]
            heads = [line async for line in _heads(connection, actor)]
        yield b"".join(map(writer.anchor, anchors))
        yield b"".join(map(writer.head, heads))
        first = 0
        while True:
            async with self._database.reading(actor) as connection:
                page = await reading.in_order(connection, actor.tenant_id, first, PAGE)
            if not page:
                break
            first = page[-1].index + 1
            frontier.extend(kept.leaf or b"" for kept in page)
            yield b"".join(
                writer.entry(kept.index, kept.leaf or b"", kept.body, kept.secrets) for kept in page
            )
        statement = export(
            actor.tenant_id,
            writer,
            root=frontier.root(),
            at=clock.now(),
            key=self._signer.key_id,
        )
        yield writer.footer(self._signer.sign(statement))


async def _tell_statements(connection: AsyncConnection, actor: Actor, verifier: Verifier) -> None:
    async for signed in _anchors(connection, actor):
        verifier.add_anchor(signed)
    async for signed in _heads(connection, actor):
        verifier.add_head(signed)
        await asyncio.sleep(0)


async def _anchors(connection: AsyncConnection, actor: Actor) -> AsyncIterator[Signed]:
    after = -1
    while found := await repository.anchors(
        connection, actor.tenant_id, after=after, limit=STATEMENTS_A_PAGE
    ):
        for each in found:
            yield repository.signed(each)
        after = found[-1].number


async def _heads(connection: AsyncConnection, actor: Actor) -> AsyncIterator[Signed]:
    after = -1
    while found := await repository.heads(
        connection, actor.tenant_id, after=after, limit=STATEMENTS_A_PAGE
    ):
        for each in found:
            yield repository.signed(each)
        after = found[-1].number


async def _pages(connection: AsyncConnection, actor: Actor) -> AsyncGenerator[list[Kept]]:
    """Yield all entries in order; the next page is fetched while one is verified."""
    fetching = asyncio.create_task(_page(connection, actor, 0), name="audit page")
    try:
        while page := await fetching:
            fetching = asyncio.create_task(_page(connection, actor, page[-1].index + 1))
            yield page
    finally:
        fetching.cancel()
        await asyncio.gather(fetching, return_exceptions=True)


async def _page(connection: AsyncConnection, actor: Actor, first: int) -> list[Kept]:
    page = await reading.in_order(connection, actor.tenant_id, first, PAGE)
    if not page:
        return []
    places = page[0].index // TILE_WIDTH, page[-1].index // TILE_WIDTH
    tiles = await tree.leaf_tiles(connection, actor.tenant_id, *places)
    for kept in page:
        place, at = divmod(kept.index, TILE_WIDTH)
        if place in tiles:
            kept.in_tree = tiles[place][at * HASH_BYTES : (at + 1) * HASH_BYTES]
    return page
