"""The tables that the code knows are the tables that the migrations make."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, Uuid
from sqlalchemy.dialects import postgresql
from tests.architecture.test_tenancy import ALL_TABLES

import chargehouse
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.units import Part

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
SAME = {
    "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
    "FLOAT": "double precision",
    "BYTEA": "bytea",
}

LEFT_FOR_THE_PROGRAM_BEFORE = {"stations_find_row"}

# (type, may be null) by column, and the key, of a table in the database
Made = tuple[Mapping[str, tuple[str, bool]], list[str]]


def differences(table: Table, made: Made) -> list[str]:
    """Return how a table of the code differs from the one in the database."""
    columns, key = made
    found = []
    for column in table.columns:
        wanted = (_type(column), bool(column.nullable))
        if column.name not in columns:
            found.append(f"{table.name}.{column.name} is not in the database")
        elif columns[column.name] != wanted:
            found.append(f"{table.name}.{column.name} is {columns[column.name]}, not {wanted}")
    declared = [column.name for column in table.primary_key]
    if declared not in (key, []):
        found.append(f"{table.name}'s key is {key}, not {declared}")
    return found


def _type(column: Column[Any]) -> str:
    name = column.type.compile(dialect=DIALECT)
    return SAME.get(name, name.lower().replace(", ", ","))


async def made_tables(address: PostgresAddress, names: Iterable[str]) -> dict[str, Made]:
    connection = await asyncpg.connect(**address.asyncpg_kwargs())
    try:
        columns = await connection.fetch(
            """
            SELECT attrelid::regclass::text AS table_name, attname AS name,
                   format_type(atttypid, atttypmod) AS type, NOT attnotnull AS nullable
            FROM pg_attribute WHERE attrelid = ANY($1::regclass[]) AND attnum > 0
                  AND NOT attisdropped
            """,
            list(names),
        )
        keys = await connection.fetch(
            """
            SELECT i.indrelid::regclass::text AS table_name, a.attname AS name
            FROM pg_index i CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k (attnum, n)
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
            WHERE i.indisprimary AND i.indrelid = ANY($1::regclass[]) ORDER BY 1, k.n
            """,
            list(names),
        )
    finally:
        await connection.close()
    return {
        name: (
            {
                row["name"]: (row["type"], row["nullable"])
                for row in columns
                if row["table_name"] == name
            },
            [row["name"] for row in keys if row["table_name"] == name],
        )
        for name in names
    }


async def test_the_tables_of_the_code_are_those_of_the_database(
    database: PostgresAddress,
) -> None:
    made = await made_tables(database, ALL_TABLES)
    found = [
        sentence
        for name, table in sorted(ALL_TABLES.items())
        for sentence in differences(table, made[name])
    ]
    assert found == []


IS_TEXT = "things.name is ('text', True), not"
MADE: Made = ({"tenant_id": ("uuid", False), "name": ("text", True)}, ["tenant_id"])


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ([Column("name", Text)], []),
        (
            [Column("name", Text, nullable=False)],
            [f"{IS_TEXT} ('text', False)"],
        ),
        ([Column("name", Integer)], [f"{IS_TEXT} ('integer', True)"]),
        ([Column("other", Text)], ["things.other is not in the database"]),
        (
            [Column("name", Text, primary_key=True)],
            [
                f"{IS_TEXT} ('text', False)",
                "things's key is ['tenant_id'], not ['tenant_id', 'name']",
            ],
        ),
    ],
)
def test_a_difference_is_noticed(columns: list[Column[Any]], found: list[str]) -> None:
    table = Table("things", MetaData(), Column("tenant_id", Uuid, primary_key=True), *columns)
    assert differences(table, MADE) == found


def hot_parts() -> list[Part]:
    """Return the parts of coalesced writes that any module declares."""
    root = Path(chargehouse.__file__).parent
    modules = [
        import_module(".".join(("chargehouse", *path.relative_to(root).with_suffix("").parts)))
        for path in sorted(root.rglob("*.py"))
        if "= Part(" in path.read_text()
    ]
    return [part for module in modules for part in vars(module).values() if isinstance(part, Part)]


async def test_the_columns_of_hot_rows_are_those_of_their_types(
    database: PostgresAddress,
) -> None:
    """Rows are bound by position: another order would write one value as another."""
    parts = hot_parts()
    connection = await asyncpg.connect(**database.asyncpg_kwargs())
    try:
        attributes = dict(
            await connection.fetch(
                """
                SELECT c.relname, string_agg(a.attname, ' ' ORDER BY a.attnum)
                FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
                WHERE c.relkind = 'c' AND c.relnamespace = 'public'::regnamespace
                GROUP BY c.relname
                """
            )
        )
    finally:
        await connection.close()
    declared = {f"{part.function}_row": part.columns for part in parts}
    assert len(declared) == len(parts)
    assert {name: attributes.get(name) for name in declared} == declared
    found = {name for name in attributes if name.endswith("_row")}
    assert found - LEFT_FOR_THE_PROGRAM_BEFORE == set(declared)


async def test_the_database_has_words_and_exact_numbers(database: PostgresAddress) -> None:
    """ADR 0006; how far a station's clock is off is an estimate."""
    connection = await asyncpg.connect(**database.asyncpg_kwargs())
    try:
        enums = await connection.fetch(
            "SELECT typname FROM pg_type WHERE typtype = 'e' AND typname NOT LIKE 'pgqueuer%'"
            " AND typnamespace = 'public'::regnamespace"
        )
        columns = await connection.fetch(
            """
            SELECT table_name || '.' || column_name AS name, data_type AS type
            FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name NOT LIKE 'pgqueuer%'
            """
        )
    finally:
        await connection.close()
    inexact = {"real", "double precision", "timestamp without time zone", "money"}
    assert enums == []
    assert [row["name"] for row in columns if row["type"] in inexact] == ["stations.clock_skew_s"]
