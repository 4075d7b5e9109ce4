"""Coalesced writes against a real server: what is acknowledged is durable, and nobody hangs."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from chargehouse.kernel.errors import Unavailable
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.coalescer import Coalescer, Part, Unit

TENANT = UUID("01900000-0000-7000-8000-00000000000a")
OTHER = UUID("01900000-0000-7000-8000-00000000000b")

SCHEMA = """
CREATE TABLE notes (id integer PRIMARY KEY, tenant_id uuid NOT NULL, words text NOT NULL);
CREATE TABLE marks (note integer NOT NULL, tenant_id uuid NOT NULL);
CREATE TYPE keep_notes_row AS (id integer, words text);
CREATE FUNCTION keep_notes(tenant uuid, rows keep_notes_row[]) RETURNS text[]
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO notes (id, tenant_id, words) SELECT n.id, tenant, n.words FROM unnest(rows) AS n;
    RETURN (SELECT array_agg(n.id || ':' || n.words ORDER BY n.ordinality)
            FROM unnest(rows) WITH ORDINALITY AS n);
END $$;
CREATE TYPE keep_marks_row AS (note integer);
CREATE FUNCTION keep_marks(tenant uuid, rows keep_marks_row[]) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO marks (note, tenant_id) SELECT m.note, tenant FROM unnest(rows) AS m;
    RETURN true;
END $$;
CREATE TYPE touch_row AS (first integer, second integer);
CREATE FUNCTION touch(tenant uuid, rows touch_row[]) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE notes SET words = words || '+' WHERE id = rows[1].first;
    PERFORM pg_advisory_xact_lock(rows[1].second);
    UPDATE notes SET words = words || '+' WHERE id = rows[1].second;
    RETURN true;
END $$;
CREATE TYPE forgetful_row AS (id integer);
CREATE FUNCTION forgetful(tenant uuid, rows forgetful_row[]) RETURNS text[]
LANGUAGE sql RETURN ARRAY['one'];
"""

NOTES = Part("keep_notes", "id words", answers=True)
MARKS = Part("keep_marks", "note", tells=True)
FORGETFUL = Part("forgetful", "id", answers=True)


class Line:
    """Connections to the server, which a test can cut and forbid."""

    def __init__(self, address: PostgresAddress) -> None:
        self._address = address
        self.open: list[asyncpg.Connection[Any]] = []
        self.forbidden = False

    async def connect(self) -> "asyncpg.Connection[Any]":
        if self.forbidden:
            raise ConnectionRefusedError
        connection: asyncpg.Connection[Any] = await asyncpg.connect(
            **self._address.asyncpg_kwargs()
        )
        self.open.append(connection)
        return connection

    def cut(self) -> None:
        for connection in self.open:
            connection.terminate()


@pytest.fixture
async def watcher(empty_database: PostgresAddress) -> AsyncIterator["asyncpg.Connection[Any]"]:
    connection = await asyncpg.connect(**empty_database.asyncpg_kwargs())
    await connection.execute(SCHEMA)
    yield connection
    await connection.close()


@pytest.fixture
def line(empty_database: PostgresAddress, watcher: "asyncpg.Connection[Any]") -> Line:
    return Line(empty_database)


@pytest.fixture
async def coalescer(line: Line) -> AsyncIterator[Coalescer]:
    made = Coalescer(line.connect, connections=1, reconnect_s=0)
    await made.start()
    yield made
    await made.stop()


def note(number: int, words: object = "x", tenant: UUID = TENANT) -> Unit:
    unit = Unit(tenant)
    unit.add(NOTES, (number, words))
    return unit


def mark(number: int) -> Unit:
    unit = Unit(TENANT)
    unit.add(MARKS, (number,))
    return unit


async def outcomes(coalescer: Coalescer, units: list[Unit]) -> list[Any]:
    return await asyncio.gather(*(coalescer.commit(u) for u in units), return_exceptions=True)


async def blocked_until(watcher: "asyncpg.Connection[Any]", how_many: int) -> None:
    """Wait until so many statements of others wait for a lock."""
    while how_many > await watcher.fetchval(
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()"
    ):
        pass


async def test_each_caller_gets_its_own_answer_and_many_share_a_statement(
    coalescer: Coalescer,
) -> None:
    answers = await outcomes(coalescer, [note(n, f"w{n}") for n in range(500)])
    assert answers == [f"{n}:w{n}" for n in range(500)]
    assert coalescer.units == 500
    assert coalescer.batches <= 3


async def test_a_batch_holds_one_tenant_only(
    coalescer: Coalescer, watcher: "asyncpg.Connection[Any]"
) -> None:
    await outcomes(coalescer, [note(n, tenant=OTHER if n % 2 else TENANT) for n in range(20)])
    rows = await watcher.fetch("SELECT tenant_id, array_agg(id ORDER BY id) FROM notes GROUP BY 1")
    assert {row[0]: row[1] for row in rows} == {
        TENANT: list(range(0, 20, 2)),
        OTHER: list(range(1, 20, 2)),
    }


@pytest.mark.parametrize("bad", [7, None, "a\x00b", "\ud800"])
async def test_a_bad_unit_fails_alone(
    coalescer: Coalescer, watcher: "asyncpg.Connection[Any]", bad: object
) -> None:
    results = await outcomes(coalescer, [note(n, bad if n == 13 else "good") for n in range(30)])
    assert isinstance(results[13], Exception)
    assert [r for r in results if isinstance(r, Exception)] == [results[13]]
    assert await watcher.fetchval("SELECT count(*) FROM notes") == 29


async def test_a_unit_is_written_whole_or_not_at_all(
    coalescer: Coalescer, watcher: "asyncpg.Connection[Any]"
) -> None:
    await coalescer.commit(note(1))
    twice = note(1)
    twice.add(MARKS, (1,))
    with pytest.raises(asyncpg.UniqueViolationError):
        await coalescer.commit(twice)
    assert await watcher.fetchval("SELECT count(*) FROM marks") == 0


async def test_an_empty_unit_has_nothing_to_wait_for(coalescer: Coalescer) -> None:
    assert await coalescer.commit(Unit(TENANT)) is None


def test_a_row_of_the_wrong_length_and_a_second_answer_are_refused() -> None:
    unit = Unit(TENANT)
    with pytest.raises(ValueError, match="2 columns, not 1"):
        unit.add(NOTES, (1,))
    unit.add(NOTES, (1, "x"))
    with pytest.raises(ValueError, match="second answer"):
        unit.add(NOTES, (2, "y"))


async def test_rows_without_an_answer_are_refused_and_the_writer_lives_on(
    coalescer: Coalescer,
) -> None:
    units = []
    for number in range(2):
        unit = Unit(TENANT)
        unit.add(FORGETFUL, (number,))
        units.append(unit)
    first, second = await outcomes(coalescer, units)
    assert first == "one"
    assert isinstance(second, RuntimeError)
    assert await coalescer.commit(note(1)) == "1:x"


async def test_those_who_wait_are_refused_while_the_database_is_away_and_served_afterwards(
    coalescer: Coalescer, line: Line
) -> None:
    await coalescer.commit(note(1))
    line.forbidden = True
    line.cut()
    results = await outcomes(coalescer, [note(n) for n in range(2, 5)])
    assert all(isinstance(result, Unavailable) for result in results)
    again = await outcomes(coalescer, [note(n, tenant=OTHER) for n in range(2, 5)])
    assert all(isinstance(result, Unavailable) for result in again)
    line.forbidden = False
    while isinstance((await outcomes(coalescer, [note(9)]))[0], Unavailable):
        pass
    assert coalescer.waiting == 0


async def test_what_nobody_waits_for_is_written_when_the_database_is_back(
    coalescer: Coalescer, line: Line, watcher: "asyncpg.Connection[Any]"
) -> None:
    await coalescer.commit(note(1))
    line.forbidden = True
    line.cut()
    coalescer.append(mark(1))
    (refused,) = await outcomes(coalescer, [note(2)])
    assert isinstance(refused, Unavailable)
    line.forbidden = False
    coalescer.append(mark(2))
    while await watcher.fetchval("SELECT count(*) FROM marks") < 2:
        pass
    assert coalescer.waiting == 0
    assert coalescer.dropped == 0


async def test_nobody_hangs_when_the_connection_dies_in_the_middle_of_a_bad_batch(
    coalescer: Coalescer, line: Line, watcher: "asyncpg.Connection[Any]"
) -> None:
    """The halves of a batch that failed are tried apart; the line is cut in the first."""
    lock = watcher.transaction()
    await lock.start()
    await watcher.execute("INSERT INTO notes VALUES (3, $1, 'held')", TENANT)
    waiting = asyncio.gather(
        *(coalescer.commit(note(n, 5 if n == 7 else "x")) for n in range(8)),
        return_exceptions=True,
    )
    await blocked_until(watcher, 1)
    line.forbidden = True
    line.cut()
    results = await waiting
    await lock.rollback()
    assert all(isinstance(result, Exception) for result in results)
    assert coalescer.waiting == 0


async def test_stopping_refuses_those_whose_write_never_ends(
    line: Line, watcher: "asyncpg.Connection[Any]"
) -> None:
    coalescer = Coalescer(line.connect, connections=1, stop_timeout_s=0)
    await coalescer.start()
    lock = watcher.transaction()
    await lock.start()
    await watcher.execute("LOCK TABLE notes")
    stuck = asyncio.create_task(coalescer.commit(note(1)))
    await blocked_until(watcher, 1)
    queued = asyncio.create_task(coalescer.commit(note(2)))
    await asyncio.sleep(0)
    await coalescer.stop()
    results = await asyncio.gather(stuck, queued, return_exceptions=True)
    await lock.rollback()
    assert all(isinstance(result, Unavailable) for result in results)


async def test_stopping_writes_what_waits_first(
    line: Line, watcher: "asyncpg.Connection[Any]"
) -> None:
    coalescer = Coalescer(line.connect, connections=2)
    await coalescer.start()
    for number in range(50):
        coalescer.append(mark(number))
    await coalescer.stop()
    assert await watcher.fetchval("SELECT count(*) FROM marks") == 50
    with pytest.raises(Unavailable):
        await coalescer.commit(note(1))


async def test_a_write_that_hangs_is_given_up(
    line: Line, watcher: "asyncpg.Connection[Any]"
) -> None:
    coalescer = Coalescer(line.connect, connections=1, write_timeout_s=1.0)
    await coalescer.start()
    await coalescer.commit(mark(1))
    lock = watcher.transaction()
    await lock.start()
    await watcher.execute("LOCK TABLE marks")
    with pytest.raises(Unavailable):
        await coalescer.commit(mark(2))
    await lock.rollback()
    await coalescer.stop()


async def test_two_batches_that_deadlock_are_both_written(
    line: Line, watcher: "asyncpg.Connection[Any]"
) -> None:
    """Each updates one row, waits until both have, then updates the other's."""
    await watcher.execute("INSERT INTO notes VALUES (1, $1, ''), (2, $1, '')", TENANT)
    await watcher.execute("SELECT pg_advisory_lock(1), pg_advisory_lock(2)")
    coalescer = Coalescer(line.connect, connections=2)
    await coalescer.start()
    touch = Part("touch", "first second")
    waiting = []
    for first, second in ((1, 2), (2, 1)):
        unit = Unit(TENANT if first == 1 else OTHER)
        unit.add(touch, (first, second))
        waiting.append(asyncio.create_task(coalescer.commit(unit)))
    await blocked_until(watcher, 2)
    await watcher.execute("SELECT pg_advisory_unlock_all()")
    await asyncio.gather(*waiting)
    await coalescer.stop()
    assert await watcher.fetchval("SELECT array_agg(words) FROM notes") == ["++", "++"]


async def test_a_function_that_changes_under_a_running_program_is_prepared_anew(
    coalescer: Coalescer, watcher: "asyncpg.Connection[Any]"
) -> None:
    assert await coalescer.commit(note(1)) == "1:x"
    await watcher.execute(
        "DROP FUNCTION keep_notes; CREATE FUNCTION keep_notes(tenant uuid, rows keep_notes_row[])"
        " RETURNS integer[] LANGUAGE sql RETURN ARRAY[(rows[1]).id]"
    )
    assert await coalescer.commit(note(2)) == 2


async def test_too_many_waiting_are_refused_at_once(line: Line) -> None:
    coalescer = Coalescer(line.connect, connections=1, max_waiting=1)
    coalescer.append(mark(1))
    coalescer.append(mark(2))
    assert coalescer.dropped == 1
    with pytest.raises(Unavailable):
        await coalescer.commit(note(3))


async def test_events_wake_the_relay_once_they_are_committed(
    coalescer: Coalescer, watcher: "asyncpg.Connection[Any]"
) -> None:
    told: list[int] = []
    coalescer.after_events = lambda: told.append(1)
    await coalescer.commit(note(1))
    assert told == []
    await coalescer.commit(mark(1))
    assert told == [1]
