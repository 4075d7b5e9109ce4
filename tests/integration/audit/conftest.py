"""A log over a real database, to which events come by the relay's own reading."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import ClassVar
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text
from tests.integration.backoffice import KEYRING, Office, open_office

from chargehouse.contexts.audit.events import ErasedField
from chargehouse.contexts.audit.model.exports import verify
from chargehouse.contexts.audit.model.findings import Report
from chargehouse.contexts.audit.public import AuditEntry
from chargehouse.contexts.audit.reactions import consumer
from chargehouse.contexts.audit.service import Audit, Witness
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.events import Change, Event
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.outbox.reactions import Reactions
from chargehouse.platform.outbox.reading import EVER, scan
from chargehouse.platform.outbox.recorded import Position
from chargehouse.platform.postgres.address import PostgresAddress

THING = UUID("01900000-0000-7000-8000-0000000000c1")
ADA = UUID("01900000-0000-7000-8000-0000000000ad")


class ThingEdited(Event, frozen=True, kw_only=True):
    wire_name: ClassVar[str] = "thing.edited"
    personal: ClassVar[frozenset[str]] = frozenset({"owner"})

    owner: str
    changes: dict[str, Change]


class ThingHummed(Event, frozen=True, kw_only=True):
    wire_name: ClassVar[str] = "thing.hummed"
    audited: ClassVar[bool] = False


NAMES = {kind.wire_name: kind.personal for kind in (ThingEdited, ThingHummed)}


@dataclass
class Ground:
    """A log, and hands to make it grow."""

    office: Office
    audit: Audit
    metrics: Metrics

    @property
    def ada(self) -> Actor:
        return Actor(
            "user",
            self.office.north,
            "Ada",
            ADA,
            frozenset({"*"}),
            request_id="request-1",
            origin="192.0.2.7",
        )

    async def edit(self, count: int = 1, *, actor: Actor | None = None, size: int = 1) -> None:
        """Record so many edits of the thing."""
        async with self.office.database.transaction(actor or self.ada) as work:
            for _ in range(count):
                changes = {"size": Change(size, size + 1)}
                work.record(ThingEdited(aggregate_id=THING, owner="Ada", changes=changes))

    async def relay(self, limit: int = 100_000) -> None:
        """Hand every settled event that the log has not passed to it, as the relay does."""
        listener = consumer(self.audit.log, noise=["thing.hummed"])
        reactions = Reactions(self.office.database, self.office.clock)
        async with self.office.database.relay() as connection:
            while True:
                found = await scan(
                    connection, Position(0, -1), EVER, names=listener.names, limit=limit
                )
                if not found.unsettled:
                    break
        for tenant_id, (first, last) in found.wanted.items():
            await reactions.react(listener, tenant_id, first, last, since=EVER, at_most=limit)

    async def grow(self, count: int = 1) -> None:
        """Make the log grow by edits of the thing."""
        await self.edit(count)
        await self.relay()

    async def sign(self) -> None:
        await self.audit.signing.sign(self.office.north)

    async def entries(self) -> list[AuditEntry]:
        """Return all entries, the oldest first."""
        size = (await self.audit.proofs.status(self.ada)).size
        return [await self.audit.entries.get(self.ada, index) for index in range(size)]

    async def verify(self) -> Report:
        async for progress in self.audit.verification.verify(self.ada):
            if progress.report is not None:
                return progress.report
        raise AssertionError("no report")

    async def export(self) -> bytes:
        return b"".join([part async for part in await self.audit.exports.export(self.ada)])

    async def verify_offline(self) -> Report:
        return verify((await self.export()).splitlines(keepends=True))

    async def erase(self, index: int, *fields: str) -> int:
        return await self.audit.erasure.erase(
            self.ada, [ErasedField(index, field) for field in fields], request_id=THING
        )

    async def tamper(self, statement: str, *arguments: object) -> None:
        """Run a statement as a superuser does who turned all triggers off."""
        connection = await asyncpg.connect(**self.office.address.asyncpg_kwargs())
        try:
            await connection.execute("SET session_replication_role = replica")
            await connection.execute(statement, *arguments)
        finally:
            await connection.close()

    async def later(self, **time: float) -> None:
        self.office.clock.advance(timedelta(**time).total_seconds())

    async def scalar(self, statement: str) -> object:
        async with self.office.database.reading(self.ada) as connection:
            return await connection.scalar(text(statement))


def ground_over(office: Office, *witnesses: Witness, days: int = 30) -> Ground:
    metrics = Metrics()
    audit = Audit.of(
        office.database, KEYRING, metrics, personal=NAMES, witnesses=witnesses, days=days
    )
    return Ground(office, audit, metrics)


@asynccontextmanager
async def open_ground(address: PostgresAddress) -> AsyncIterator[Ground]:
    async with open_office(address) as office:
        yield ground_over(office)


@pytest.fixture
async def ground(database: PostgresAddress) -> AsyncIterator[Ground]:
    """A log of the tenant `north`, with the creation of the tenant in it."""
    async with open_ground(database) as made:
        await made.relay()
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "witness"
