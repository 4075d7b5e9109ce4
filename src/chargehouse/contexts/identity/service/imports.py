"""Identifiers by the file."""

from collections.abc import AsyncIterable, Callable
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.contexts.identity.errors import ImportUnreadable
from chargehouse.contexts.identity.events import IdentifierAdded, VehicleAdded
from chargehouse.contexts.identity.model import row_rules
from chargehouse.contexts.identity.public import IDENTIFIERS_EDIT, VEHICLES_EDIT
from chargehouse.contexts.identity.repository import identifiers, index, vehicles
from chargehouse.contexts.identity.service.sealing import Sealer
from chargehouse.contexts.identity.service.table import Line, Row, RowError, RowReader, lines
from chargehouse.kernel.actor import Actor
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.secrets import Keyring, mask

BATCH_ROWS: Final = 500
ERRORS_SHOWN: Final = 1000


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file; of its errors at most the first thousand are told."""

    dry_run: bool
    rows: int
    added: int
    vehicles_added: int
    refused: int
    errors: list[RowError]


class _Progress:
    """What is known of an import under way."""

    def __init__(self, actor: Actor, *, dry_run: bool) -> None:
        self.actor = actor
        self.dry_run = dry_run
        self.rows = 0
        self.added = 0
        self.refused = 0
        self.errors: list[RowError] = []
        self.hashes: set[bytes] = set()
        self.new_vehicles: set[str] = set()

    def refuse(self, error: RowError) -> None:
        self.refused += 1
        if len(self.errors) < ERRORS_SHOWN:
            self.errors.append(error)

    def report(self) -> ImportReport:
        return ImportReport(
            dry_run=self.dry_run,
            rows=self.rows,
            added=self.added,
            vehicles_added=len(self.new_vehicles),
            refused=self.refused,
            errors=sorted(self.errors, key=lambda error: error.line),
        )


class ImportService:
    """Adds identifiers from tables, 500 rows a transaction, while they arrive."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._sealer = Sealer(keyring)

    async def run(
        self,
        actor: Actor,
        chunks: AsyncIterable[bytes],
        *,
        dry_run: bool = False,
        progress: Callable[[int], None] = lambda _rows: None,
    ) -> ImportReport:
        """Add what can be added and report the rest by line; a dry run only reports.

        Vehicles are found by name, and added where nobody has it. When the file turns out to be
        unreadable, or the database goes away, the batches before stay; a repetition skips them.
        Raises `ImportUnreadable`.
        """
        actor.require(IDENTIFIERS_EDIT)
        actor.require(VEHICLES_EDIT)
        state = _Progress(actor, dry_run=dry_run)
        reader: RowReader | None = None
        batch: list[Line] = []
        async for line in lines(chunks):
            if reader is None:
                reader = RowReader(line)
                continue
            batch.append(line)
            if len(batch) == BATCH_ROWS:
                await self._take(state, reader, batch)
                progress(state.rows)
                batch = []
        if reader is None:
            raise ImportUnreadable("The file is empty.")
        if batch:
            await self._take(state, reader, batch)
        progress(state.rows)
        return state.report()

    async def _take(self, state: _Progress, reader: RowReader, batch: list[Line]) -> None:
        state.rows += len(batch)
        rows: dict[bytes, Row] = {}
        for line in batch:
            row = reader.read(line)
            if isinstance(row, RowError):
                state.refuse(row)
                continue
            value_hash = self._sealer.hash_of(state.actor.tenant_id, row.new.value)
            if value_hash in state.hashes:
                state.refuse(RowError(row.line, "value", row_rules.TWICE_IN_FILE))
                continue
            state.hashes.add(value_hash)
            rows[value_hash] = row
        if rows:
            async with self._database.transaction(state.actor) as unit:
                await self._write(state, unit, rows)

    async def _write(self, state: _Progress, unit: UnitOfWork, rows: dict[bytes, Row]) -> None:
        for value_hash in await identifiers.taken(unit.connection, unit.tenant_id, list(rows)):
            state.refuse(_exists(rows.pop(value_hash)))
        vehicle_ids = await self._vehicles(state, unit, list(rows.values()))
        good: dict[UUID, Row] = {}
        for row in rows.values():
            if row.vehicle is not None and row.vehicle not in vehicle_ids:
                state.refuse(RowError(row.line, "vehicle", row_rules.NAME_OF_SEVERAL))
            else:
                good[self._database.ids.new()] = row
        if state.dry_run:
            state.added += len(good)
        elif good:
            await self._add(state, unit, good, vehicle_ids)

    async def _add(
        self,
        state: _Progress,
        unit: UnitOfWork,
        rows: dict[UUID, Row],
        vehicle_ids: dict[str, UUID],
    ) -> None:
        now = self._database.clock.now()
        columns = [
            {
                **self._sealer.columns_of(unit.tenant_id, identifier_id, row.new),
                "vehicle_id": None if row.vehicle is None else vehicle_ids[row.vehicle],
                "source": "csv",
                "created_at": now,
                "updated_at": now,
            }
            for identifier_id, row in rows.items()
        ]
        added = await identifiers.add(unit.connection, unit.tenant_id, columns)
        hashes = [self._sealer.hash_of(unit.tenant_id, rows[each].new.value) for each in added]
        await index.settle(unit.connection, unit.tenant_id, hashes)
        state.added += len(added)
        for identifier_id, row in rows.items():
            if identifier_id not in added:
                state.refuse(_exists(row))
                continue
            unit.record(
                IdentifierAdded(
                    aggregate_id=identifier_id,
                    masked=mask(row.new.value.given),
                    type=row.new.type,
                    status=row.new.status,
                    vehicle_id=None if row.vehicle is None else vehicle_ids[row.vehicle],
                    source="csv",
                )
            )

    async def _vehicles(
        self, state: _Progress, unit: UnitOfWork, rows: list[Row]
    ) -> dict[str, UUID]:
        """Return vehicles by name, the missing ones added; names that several have are left out."""
        names = {row.vehicle for row in rows if row.vehicle is not None}
        if not names:
            return {}
        found: dict[str, UUID] = {}
        ambiguous: set[str] = set()
        for name, vehicle_id in await vehicles.named(unit.connection, unit.tenant_id, names):
            if name in found:
                ambiguous.add(name)
            found[name] = vehicle_id
        missing = {name: self._database.ids.new() for name in sorted(names - found.keys())}
        state.new_vehicles |= missing.keys()
        if missing and not state.dry_run:
            await self._add_vehicles(unit, missing)
        found.update(missing)
        return {name: found[name] for name in found.keys() - ambiguous}

    async def _add_vehicles(self, unit: UnitOfWork, missing: dict[str, UUID]) -> None:
        now = self._database.clock.now()
        rows = [
            {
                "id": vehicle_id,
                "name": name,
                "registration_number": None,
                "status": "active",
                "created_at": now,
                "updated_at": now,
            }
            for name, vehicle_id in missing.items()
        ]
        await vehicles.add(unit.connection, unit.tenant_id, rows)
        for name, vehicle_id in missing.items():
            unit.record(VehicleAdded(aggregate_id=vehicle_id, name=name))


def _exists(row: Row) -> RowError:
    return RowError(row.line, "value", row_rules.EXISTS)
