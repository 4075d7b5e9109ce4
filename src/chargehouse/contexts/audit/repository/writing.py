"""What makes the log grow, and what erasure and retention take from it."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.audit.model.bodies import Fact, Written
from chargehouse.contexts.audit.model.tiles import Tile
from chargehouse.contexts.audit.model.tree import Frontier
from chargehouse.contexts.audit.tables import audit_logs

_ADD_ENTRIES = text("""
    INSERT INTO audit_entries (tenant_id, leaf_index, leaf_hash, body, event_id, wire_name, at,
                               aggregate_id, station_id, actor_kind, actor_id, request_id)
    SELECT :tenant, CAST(:first AS bigint) + e.n - 1, e.leaf_hash, e.body, e.event_id, e.wire_name,
           e.at, e.aggregate_id, e.station_id, e.actor_kind, e.actor_id, e.request_id
    FROM unnest(CAST(:leaves AS bytea[]), CAST(:bodies AS text[]), CAST(:events AS uuid[]),
                CAST(:names AS text[]), CAST(:times AS timestamptz[]),
                CAST(:aggregates AS uuid[]), CAST(:stations AS uuid[]), CAST(:kinds AS text[]),
                CAST(:actors AS uuid[]), CAST(:requests AS text[]))
         WITH ORDINALITY AS e (leaf_hash, body, event_id, wire_name, at, aggregate_id, station_id,
                               actor_kind, actor_id, request_id, n)
""")

_ADD_PERSONAL = text("""
    INSERT INTO audit_personal (tenant_id, leaf_index, field, salt, value)
    SELECT :tenant, p.leaf_index, p.field, p.salt, p.value
    FROM unnest(CAST(:indices AS bigint[]), CAST(:fields AS text[]), CAST(:salts AS bytea[]),
                CAST(:values AS text[])) AS p (leaf_index, field, salt, value)
""")

_ADD_TILES = text("""
    INSERT INTO audit_tiles (tenant_id, level, place, hashes, root)
    SELECT :tenant, t.level, t.place, t.hashes, t.root
    FROM unnest(CAST(:levels AS smallint[]), CAST(:places AS bigint[]), CAST(:hashes AS bytea[]),
                CAST(:roots AS bytea[])) AS t (level, place, hashes, root)
""")

# Each is looked up by its key. A log that has grown since its last ANALYZE looks short to the
# planner, who would read all of it.
_KNOWN = text("""
    SELECT e.event_id
    FROM unnest(CAST(:events AS uuid[])) AS asked (id) CROSS JOIN LATERAL (
        SELECT event_id FROM audit_entries
        WHERE tenant_id = :tenant AND event_id = asked.id LIMIT 1
    ) AS e
""")

_ERASE = text("SELECT audit_erase(:tenant, :entry)")
_RETAIN = text("SELECT audit_retain(:tenant, :entry, :from_index, :many)")


class LogState(NamedTuple):
    """A log as it stands, locked until the transaction ends."""

    frontier: Frontier
    first_kept: int


async def lock(connection: AsyncConnection, tenant_id: UUID) -> LogState:
    """Become the one who makes a tenant's log grow; a tenant's first call makes its log."""
    await connection.execute(
        insert(audit_logs).values(tenant_id=tenant_id).on_conflict_do_nothing()
    )
    result = await connection.execute(
        select(audit_logs).where(audit_logs.c.tenant_id == tenant_id).with_for_update()
    )
    row = result.one()
    return LogState(Frontier.read(row.size, row.frontier), row.first_kept)


async def move(connection: AsyncConnection, tenant_id: UUID, frontier: Frontier) -> None:
    """Keep how far a log has grown."""
    await connection.execute(
        update(audit_logs)
        .where(audit_logs.c.tenant_id == tenant_id)
        .values(size=frontier.size, frontier=frontier.packed)
    )


async def note(connection: AsyncConnection, tenant_id: UUID, **values: object) -> None:
    """Keep how far a log was signed, anchored or emptied."""
    await connection.execute(
        update(audit_logs).where(audit_logs.c.tenant_id == tenant_id).values(**values)
    )


async def known(
    connection: AsyncConnection, tenant_id: UUID, event_ids: Collection[UUID]
) -> frozenset[UUID]:
    """Return those of the events that are in the log."""
    asked = {"tenant": tenant_id, "events": list(event_ids)}
    result = await connection.execute(_KNOWN, asked)
    return frozenset(result.scalars())


async def add(
    connection: AsyncConnection,
    tenant_id: UUID,
    first: int,
    *,
    facts: Sequence[Fact],
    made: Sequence[Written],
    leaves: Sequence[bytes],
) -> None:
    """Add entries from an index on."""
    await connection.execute(
        _ADD_ENTRIES,
        {
            "tenant": tenant_id,
            "first": first,
            "leaves": list(leaves),
            "bodies": [each.body.decode() for each in made],
            "events": [fact.event_id for fact in facts],
            "names": [fact.name for fact in facts],
            "times": [fact.at for fact in facts],
            "aggregates": [fact.aggregate_id for fact in facts],
            "stations": [fact.station_id for fact in facts],
            "kinds": [fact.actor_kind for fact in facts],
            "actors": [fact.actor_id for fact in facts],
            "requests": [fact.request_id for fact in facts],
        },
    )
    secrets = [
        (index, field, secret)
        for index, each in enumerate(made, first)
        for field, secret in each.secrets.items()
    ]
    if secrets:
        await connection.execute(
            _ADD_PERSONAL,
            {
                "tenant": tenant_id,
                "indices": [index for index, _, _ in secrets],
                "fields": [field for _, field, _ in secrets],
                "salts": [secret.salt for _, _, secret in secrets],
                "values": [secret.value.decode() for _, _, secret in secrets],
            },
        )


async def add_tiles(connection: AsyncConnection, tenant_id: UUID, tiles: Sequence[Tile]) -> None:
    """Keep tiles that became full."""
    await connection.execute(
        _ADD_TILES,
        {
            "tenant": tenant_id,
            "levels": [tile.level for tile in tiles],
            "places": [tile.place for tile in tiles],
            "hashes": [tile.hashes for tile in tiles],
            "roots": [tile.root for tile in tiles],
        },
    )


async def erase(connection: AsyncConnection, tenant_id: UUID, entry: int) -> int:
    """Erase what an entry of this transaction names; return how many fields were still there."""
    return int(await connection.scalar(_ERASE, {"tenant": tenant_id, "entry": entry}) or 0)


async def retain(
    connection: AsyncConnection, tenant_id: UUID, entry: int, *, from_index: int, many: int
) -> int:
    """Empty at most so many entries that an entry says are not kept; return the next one."""
    return int(
        await connection.scalar(
            _RETAIN,
            {"tenant": tenant_id, "entry": entry, "from_index": from_index, "many": many},
        )
        or 0
    )
