"""Data from before parties finds its owner (C6)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from tests.integration.roaming.conftest import Roamer
from typer.testing import CliRunner

from chargehouse.app.cli.program import program
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.migrate import migrations_folder

BEFORE = """
INSERT INTO tenants VALUES
    ('00000000-0000-7000-8000-000000000001', 'north', 'North', now()),
    ('00000000-0000-7000-8000-000000000002', 'south', 'South', now());
INSERT INTO locations (tenant_id, id, name, timezone, country, created_at, updated_at)
SELECT id, gen_random_uuid(), name || n, 'UTC', c, '2026-01-01', '2026-01-01'
FROM tenants, unnest(ARRAY['ES', 'PT', NULL, '']) WITH ORDINALITY AS of (c, n);
INSERT INTO tariffs (tenant_id, id, ocpi_id, name, currency, created_at, updated_at, version)
SELECT id, gen_random_uuid(), 'CITY', 'City', 'EUR', '2026-01-01', '2026-01-01', 1 FROM tenants;
"""
OLD_PROGRAM = """
INSERT INTO locations (tenant_id, id, name, timezone, created_at, updated_at)
SELECT id, gen_random_uuid(), 'by an older program', 'UTC', now(), now() FROM tenants
"""


def upgraded_to(revision: str) -> Callable[[Connection], None]:
    def upgrade(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(migrations_folder()))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    return upgrade


async def upgrade(address: PostgresAddress, revision: str) -> None:
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=lambda: asyncpg.connect(**address.asyncpg_kwargs()),
    )
    async with engine.connect() as connection:
        await connection.run_sync(upgraded_to(revision))
        await connection.commit()
    await engine.dispose()


async def test_what_was_there_before_parties_gets_the_default_one(
    empty_database: PostgresAddress,
) -> None:
    await upgrade(empty_database, "0018")
    connection: asyncpg.Connection[Any] = await asyncpg.connect(**empty_database.asyncpg_kwargs())
    try:
        await connection.execute(BEFORE)
        before = await connection.fetch("SELECT * FROM locations ORDER BY id")
        await upgrade(empty_database, "head")
        await connection.execute(OLD_PROGRAM)
        for table in ("locations", "tariffs"):
            owners = await connection.fetch(
                f"SELECT DISTINCT t.tenant_id AS of, p.tenant_id AS by, is_default FROM {table} t"  # noqa: S608  a test's own name
                " JOIN parties p ON p.id = t.party_id"
            )
            assert [(row["of"] == row["by"], row["is_default"]) for row in owners] == [
                (True, True),
                (True, True),
            ]
            with pytest.raises(asyncpg.NotNullViolationError):
                await connection.execute(f"UPDATE {table} SET party_id = NULL")  # noqa: S608  as above
            with pytest.raises(asyncpg.ForeignKeyViolationError):
                await connection.execute(f"UPDATE {table} SET party_id = id")  # noqa: S608  as above
            with pytest.raises(asyncpg.ForeignKeyViolationError):
                await connection.execute(
                    f"UPDATE {table} SET party_id = (SELECT min(id::text)::uuid FROM parties)"  # noqa: S608  as above
                )
        after = await connection.fetch(
            "SELECT * FROM locations WHERE name NOT LIKE 'by%' ORDER BY id"
        )
        assert [{**dict(new), **dict(old)} for old, new in zip(before, after, strict=True)] == [
            dict(row) for row in after
        ]
    finally:
        await connection.close()


@pytest.mark.asyncio(loop_scope="module")
async def test_what_the_placeholder_had_goes_to_the_party_that_was_chosen(roamer: Roamer) -> None:
    contexts, actor = roamer.contexts, roamer.actor
    place = await contexts.locations.add(actor, name="Depot", timezone="UTC")
    assert not (await contexts.adoption.orphans(actor)).are_there
    await roamer.party("ES-TWK")
    chosen = await roamer.client.put(
        "/ocpi/parties/default", json={"country_code": "ES", "party_id": "TWK"}
    )
    listed = await contexts.adoption.orphans(actor)
    assert (listed.locations, listed.tariffs) == (1, 0)
    assert str((await contexts.locations.get(actor, place.id)).party_id) != chosen.json()["id"]
    adopted = await contexts.adoption.adopt(actor)
    assert adopted.locations == 1
    assert str((await contexts.locations.get(actor, place.id)).party_id) == chosen.json()["id"]
    assert not (await contexts.adoption.adopt(actor)).are_there
    assert len(await roamer.told("party.orphans_adopted")) == 1
    gone = await roamer.client.delete("/ocpi/parties/XX/CHG?role=CPO")
    assert gone.status_code == 204


def test_the_command_lists_and_then_adopts(database: PostgresAddress, tmp_path: Path) -> None:
    where = ("--data", str(tmp_path / "data"), "--database-url", database.url())
    source, output = tmp_path / "theirs.jsonl", tmp_path / "ours.jsonl"
    source.write_text('{"id": "L1", "country": "ESP"}\n{"id": "L2"\n')

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(program, ["roaming", "adopt-orphans", *words, *where])
        return done.exit_code, done.output

    code, text = run()
    assert (code, "Everything has an owner" in text) == (0, True), text
    code, text = run(str(source))
    assert (code, "XX-CHG" in text, output.exists()) == (1, True, False), text
    assert run(str(source), "--apply")[0] == 1
    code, text = run(str(source), "--apply", "--output", str(output))
    assert (code, '"party_id":"CHG"' in output.read_text()) == (1, True), text
    assert output.read_text().endswith('{"id": "L2"\n')
