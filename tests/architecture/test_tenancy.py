"""A tenant's rows are its own: in every table, in every statement, in every hot function."""

import re
from importlib import import_module
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import Table
from tests.architecture.repository_code import Repository, names_used, statements_outside
from tests.architecture.sql_text import named_tables, without_tenant

from chargehouse.platform.postgres.address import PostgresAddress

CONTEXTS = Path(__file__).parents[2] / "src/chargehouse/contexts"

# What belongs to the installation and to no tenant.
INSTALLATION = {
    "accounts": "people, who may work for several tenants",
    "alembic_version": "which migration the database is at",
    "broker_messages": "messages between processes, kept for minutes",
    "first_run_links": "who may make the first account",
    "passkeys": "keys with which people sign in, into whichever tenant",
    "processes": "who is alive",
    "provider_identities": "whom a provider of single sign-on knows",
    "recovery_codes": "what serves people once where their authenticator is lost",
    "relay_cursors": "how far each consumer has come",
    "sign_in_challenges": "what people are asked while they sign in",
    "sign_in_failures": "wrong passwords, of people and of nobody",
    "sign_ins": "the browsers in which people are signed in",
    "tenants": "the tenants themselves",
    "totp_secrets": "the authenticators of people",
}


def tables_of(context: Path) -> dict[str, Table]:
    module = import_module(f"chargehouse.contexts.{context.name}.tables")
    return {name: table for name, table in vars(module).items() if isinstance(table, Table)}


def contexts() -> list[Path]:
    """Return the contexts that have tables, in a module or a package of that name."""
    return sorted(
        context
        for context in CONTEXTS.iterdir()
        if (context / "tables.py").is_file() or (context / "tables/__init__.py").is_file()
    )


ALL_TABLES = {name: table for context in contexts() for name, table in tables_of(context).items()}
TENANT_TABLES = {name for name in ALL_TABLES if name not in INSTALLATION}


def repository_of(context: Path) -> Repository:
    package = context / "repository"
    paths = package.rglob("*.py") if package.is_dir() else [context / "repository.py"]
    return Repository({path.stem: path.read_text() for path in paths}, TENANT_TABLES)


@pytest.mark.parametrize("name", sorted(TENANT_TABLES))
def test_a_tables_key_begins_with_the_tenant(name: str) -> None:
    table = ALL_TABLES[name]
    key = [column.name for column in table.primary_key]
    assert next(iter(table.c)).name == "tenant_id"
    assert key == [] or key[0] == "tenant_id"


@pytest.mark.parametrize("context", contexts(), ids=lambda path: path.name)
def test_every_statement_is_held_to_one_tenant(context: Path) -> None:
    assert repository_of(context).loose(names_used(context)) == []


@pytest.mark.parametrize("context", contexts(), ids=lambda path: path.name)
def test_statements_stand_in_the_repository_alone(context: Path) -> None:
    assert statements_outside(context) == []


LOOSE = """
from chargehouse.contexts.things.tables import places, things
T = things.c
JOINED = things.join(places, places.c.id == things.c.place_id)
OF_PLACE = select(T.id).where(T.tenant_id == places.c.tenant_id)
PLAIN = text("SELECT * FROM things t JOIN places p ON p.tenant_id = t.tenant_id")

def wanted(tenant_id): return T.tenant_id == tenant_id
def select_loosely() -> Select[Any]: return select(things)
def select_for_others_here() -> Select[Any]: return select(things)

async def held(connection: AsyncConnection, tenant_id):
    return await connection.execute(select(things).where(wanted(tenant_id)))
async def held_by_join(connection: AsyncConnection, tenant_id):
    return await connection.execute(OF_PLACE.where(places.c.tenant_id == tenant_id))
async def added(connection: AsyncConnection, values):
    await connection.execute(insert(things).values(**values).returning(things))
async def spanning(relay: AsyncConnection):
    return await relay.execute(select(T.tenant_id))

async def loose(connection: AsyncConnection, thing_id):
    return await connection.execute(select(things).where(T.id == thing_id))
async def loose_join(connection: AsyncConnection, tenant_id):
    return await connection.execute(select(things).select_from(JOINED).where(wanted(tenant_id)))
async def loose_change(connection: AsyncConnection, thing_id):
    await connection.execute(update(things).where(things.c.id == thing_id))
async def loose_listing(connection: AsyncConnection):
    return await connection.execute(PAGE.where(places.c.tenant_id == things.c.tenant_id))
"""


def test_a_statement_over_all_tenants_is_noticed() -> None:
    repository = Repository({"repository": LOOSE}, {"places", "things"})
    assert repository.loose({"select_loosely"}) == [
        "select_loosely reads things",
        "loose reads things",
        "loose_join reads places",
        "loose_change reads things",
        "loose_listing reads places",
        "loose_listing reads things",
    ]


def test_a_statement_outside_a_repository_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "service.py").write_text("from sqlalchemy import Row, select\n")
    (tmp_path / "repository.py").write_text("from sqlalchemy import select\n")
    assert statements_outside(tmp_path) == ["service.py"]


@pytest.mark.parametrize(
    ("sql", "loose"),
    [
        ("SELECT 1 FROM things WHERE tenant_id = $1", set()),
        ("SELECT 1 FROM things t JOIN places AS p ON p.tenant_id = t.tenant_id", set()),
        ("SELECT 1 FROM things WHERE id = $1", {"things"}),
        (
            "SELECT 1 FROM places p, LATERAL (SELECT 1 FROM things t WHERE t.tenant_id = x) q",
            {"places"},
        ),
        ("UPDATE things t SET a = 1 FROM input WHERE t.id = input.id", {"things"}),
        ("INSERT INTO things AS t (tenant_id) SELECT p.tenant_id FROM places p", {"places"}),
        ("-- FROM things\nINSERT INTO things (tenant_id) VALUES ($1)", set()),
    ],
)
def test_sql_text_over_all_tenants_is_noticed(sql: str, loose: set[str]) -> None:
    assert without_tenant(sql, {"things", "places"}) == loose


async def test_every_table_is_protected_and_ordered_by_tenant(database: PostgresAddress) -> None:
    connection = await asyncpg.connect(**database.asyncpg_kwargs())
    try:
        tables = await connection.fetch(
            """
            SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS protected,
                   (SELECT a.attname FROM pg_index i
                    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
                    WHERE i.indrelid = c.oid AND i.indisprimary) AS key_begins,
                   EXISTS (SELECT FROM pg_index i JOIN pg_attribute a
                               ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
                           WHERE i.indrelid = c.oid AND a.attname = 'tenant_id') AS indexed
            FROM pg_class c
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
                  AND NOT c.relispartition AND c.relname NOT LIKE 'pgqueuer%'
            """
        )
    finally:
        await connection.close()
    held = {row["name"]: row for row in tables if row["name"] not in INSTALLATION}
    assert set(held) >= TENANT_TABLES
    assert [name for name, row in held.items() if not row["protected"]] == []
    assert [name for name, row in held.items() if not row["indexed"]] == []
    assert [n for n, row in held.items() if row["key_begins"] not in {"tenant_id", None}] == []


async def test_nothing_is_granted_on_a_partition(database: PostgresAddress) -> None:
    """Partitions do not inherit row-level security, so nobody may reach them by name."""
    connection = await asyncpg.connect(**database.asyncpg_kwargs())
    try:
        open_to = await connection.fetch(
            """
            SELECT c.relname, role FROM pg_class c,
                unnest(ARRAY['chargehouse_app', 'chargehouse_relay']) AS role
            WHERE c.relispartition AND c.relkind = 'r'
                  AND has_table_privilege(role, c.oid, 'SELECT, INSERT, UPDATE, DELETE')
            """
        )
        partitions = await connection.fetchval("SELECT count(*) FROM pg_inherits")
    finally:
        await connection.close()
    assert partitions > 0
    assert open_to == []


async def test_hot_functions_take_the_tenant_first_and_hold_to_it(
    database: PostgresAddress,
) -> None:
    connection = await asyncpg.connect(**database.asyncpg_kwargs())
    try:
        functions = await connection.fetch(
            """
            SELECT proname AS name, prosrc AS body, pg_get_function_arguments(p.oid) AS takes
            FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
            WHERE pronamespace = 'public'::regnamespace AND lanname IN ('sql', 'plpgsql')
            """
        )
    finally:
        await connection.close()
    tables = TENANT_TABLES | {"events", "reactions_done", "reactions_failed"}
    speaking = [f for f in functions if any(named_tables(f["body"], tables))]
    assert len(speaking) > len(contexts())
    for function in speaking:
        assert re.match(r"tenant uuid", function["takes"]), function["name"]
        assert without_tenant(function["body"], tables) == set(), function["name"]
