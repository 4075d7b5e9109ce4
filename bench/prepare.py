"""Fills the database: stations with one password, and identifiers that decisions find."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import asyncpg

from bench.frames import tag
from chargehouse.contexts.identity.model import normalise
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.secrets import Keyring

PASSWORD = "benchmark-password-0001"  # noqa: S105  opens a temporary database
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def codes(count: int) -> list[str]:
    """Return the stations' codes."""
    return [f"bench-{at:05}" for at in range(count)]


async def prepare(
    connection: asyncpg.Connection, keyring: Keyring, *, stations: int, tags: int
) -> None:
    """Write stations (security profile 1) and identifiers of own fleet, all valid."""
    tenant: UUID = await connection.fetchval("SELECT id FROM tenants ORDER BY created_at LIMIT 1")
    ids = TimeOrderedIds()
    location = ids.new()
    await connection.execute(
        "INSERT INTO locations (tenant_id, id, name, timezone, created_at, updated_at)"
        " VALUES ($1, $2, 'Bench', 'UTC', $3, $3)",
        *(tenant, location, BEGIN),
    )
    hashed = keyring.password_hash(PASSWORD)
    await connection.copy_records_to_table(
        "stations",
        records=[
            (tenant, ids.new(), location, code, 1, hashed, "accepted", BEGIN, BEGIN)
            for code in codes(stations)
        ],
        columns=[
            *("tenant_id", "id", "location_id", "code", "security_profile", "password_hash"),
            *("registration", "created_at", "updated_at"),
        ],
    )
    await connection.copy_records_to_table(
        "token_index",
        records=_tokens(tenant, keyring, tags),
        columns=["tenant_id", "value_hash", "class", "status"],
    )
    await connection.execute("ANALYZE")


def _tokens(tenant: UUID, keyring: Keyring, count: int) -> Iterator[tuple[UUID, bytes, str, str]]:
    for number in range(count):
        value = normalise(tag(number).decode())
        yield tenant, keyring.identifier_hash(tenant, value), "own_fleet", "active"
