"""Writes a batch of units by one statement, on one connection."""

import asyncio
import contextlib
from typing import Any

import asyncpg

from chargehouse.platform.postgres.units import Part, Row, Unit

# The connection is gone, or no use any more.
LOST = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
)
# The server cannot serve anybody: it stops, recovers or is full.
AWAY = (
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresSystemError,
)

_MAX_STATEMENTS = 200

# Statements keep their plan; tables that were empty when it was made may have grown since.
REPLAN_S = 5.0


class BatchWriter:
    """One connection and its prepared statements, one for each combination of parts."""

    def __init__(self, connection: "asyncpg.Connection[Any]", *, timeout_s: float) -> None:
        self._connection = connection
        self._time_s = asyncio.get_running_loop().time
        self._planned_at_s = self._time_s()
        self._timeout_s = timeout_s
        self._statements: dict[tuple[Part, ...], Any] = {}

    async def write(self, batch: list[Unit]) -> "Written":
        """Write the batch in one transaction, which is committed when this returns."""
        rows = _rows_by_part(batch)
        parts = tuple(sorted(rows, key=lambda part: part.function))
        arguments: list[object] = [batch[0].tenant_id]
        for part in parts:
            arguments.append(rows[part])
            arguments.extend(value for _, value in part.constants)
        if self._time_s() - self._planned_at_s > REPLAN_S:
            await self._connection.execute("DISCARD PLANS", timeout=self._timeout_s)
            self._planned_at_s = self._time_s()
        statement = await self._prepare(parts)
        record = await statement.fetchrow(*arguments, timeout=self._timeout_s)
        return Written(batch, parts, record)

    async def forget_schema(self) -> None:
        """Forget what was prepared, after a migration under a running program."""
        self._statements.clear()
        await self._connection.reload_schema_state()

    async def close(self) -> None:
        """Close the connection, however it fares."""
        with contextlib.suppress(*LOST, asyncpg.PostgresError):
            await self._connection.close(timeout=2)

    async def _prepare(self, parts: tuple[Part, ...]) -> Any:  # noqa: ANN401  asyncpg's own type
        statement = self._statements.get(parts)
        if statement is None:
            if len(self._statements) >= _MAX_STATEMENTS:
                self._statements.clear()
            statement = await self._connection.prepare(_statement(parts), timeout=self._timeout_s)
            self._statements[parts] = statement
        return statement


class Written:
    """A batch that is durable, and what the functions answered."""

    def __init__(self, batch: list[Unit], parts: tuple[Part, ...], record: Any) -> None:  # noqa: ANN401  an asyncpg.Record
        self._batch = batch
        self._parts = parts
        self._record = record

    @property
    def tells(self) -> bool:
        """Tell whether events were written with it."""
        return any(part.tells for part in self._parts)

    def deliver(self) -> None:
        """Answer every unit; one whose function broke its promise is refused."""
        answers = {
            part: iter(self._record[position] or ())
            for position, part in enumerate(self._parts)
            if part.answers
        }
        for unit in self._batch:
            part = unit.answering
            if part is None:
                unit.answer(None)
                continue
            try:
                unit.answer(next(answers[part]))
            except StopIteration:
                unit.refuse(RuntimeError(f"{part.function} left rows unanswered."))


def _rows_by_part(batch: list[Unit]) -> dict[Part, list[Row]]:
    rows: dict[Part, list[Row]] = {}
    for unit in batch:
        for part, row in unit.rows:
            if part in rows:
                rows[part].append(row)
            else:
                rows[part] = [row]
    return rows


def _statement(parts: tuple[Part, ...]) -> str:
    calls = []
    number = 1
    for part in parts:
        arguments = ["$1::uuid"]
        for type_ in (f"{part.function}_row[]", *(type_ for type_, _ in part.constants)):
            number += 1
            arguments.append(f"${number}::{type_}")
        calls.append(f"{part.function}({', '.join(arguments)})")
    return "SELECT " + ", ".join(calls)
