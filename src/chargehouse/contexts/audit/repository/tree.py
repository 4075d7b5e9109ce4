"""Hashes of the tree, as they are kept."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.audit.model.tiles import TILE_WIDTH, unpacked
from chargehouse.contexts.audit.tables import audit_entries, audit_tiles


async def leaves(connection: AsyncConnection, tenant_id: UUID, start: int, end: int) -> list[bytes]:
    """Return the hashes of entries from one on and before another."""
    result = await connection.execute(
        select(audit_entries.c.leaf_hash)
        .where(
            audit_entries.c.tenant_id == tenant_id,
            audit_entries.c.leaf_index >= start,
            audit_entries.c.leaf_index < end,
        )
        .order_by(audit_entries.c.leaf_index)
    )
    return list(result.scalars())


async def roots(
    connection: AsyncConnection, tenant_id: UUID, level: int, start: int, end: int
) -> list[bytes]:
    """Return the roots of the full tiles of a level from one place on and before another."""
    result = await connection.execute(
        select(audit_tiles.c.root)
        .where(
            audit_tiles.c.tenant_id == tenant_id,
            audit_tiles.c.level == level,
            audit_tiles.c.place >= start,
            audit_tiles.c.place < end,
        )
        .order_by(audit_tiles.c.place)
    )
    return list(result.scalars())


async def hashes_of_tile(
    connection: AsyncConnection, tenant_id: UUID, level: int, place: int
) -> Sequence[bytes]:
    """Return the hashes of a tile, fewer than 256 where it is not full."""
    kept = await connection.scalar(
        select(audit_tiles.c.hashes).where(
            audit_tiles.c.tenant_id == tenant_id,
            audit_tiles.c.level == level,
            audit_tiles.c.place == place,
        )
    )
    if kept is not None:
        return unpacked(kept)
    start, end = place * TILE_WIDTH, (place + 1) * TILE_WIDTH
    if level == 0:
        return await leaves(connection, tenant_id, start, end)
    return await roots(connection, tenant_id, level - 1, start, end)


async def leaf_tiles(
    connection: AsyncConnection, tenant_id: UUID, first: int, last: int
) -> dict[int, bytes]:
    """Return the hashes of full tiles of leaves, by their places."""
    result = await connection.execute(
        select(audit_tiles.c.place, audit_tiles.c.hashes).where(
            audit_tiles.c.tenant_id == tenant_id,
            audit_tiles.c.level == 0,
            audit_tiles.c.place >= first,
            audit_tiles.c.place <= last,
        )
    )
    return {row.place: row.hashes for row in result}
