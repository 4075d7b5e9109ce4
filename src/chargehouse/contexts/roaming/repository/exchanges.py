"""Queries of kept exchanges."""

from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Uuid, bindparam, insert, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.roaming.public import PartnerExchange
from chargehouse.contexts.roaming.tables import exchanges, platforms
from chargehouse.platform.postgres.matching import among

KEPT: Final = 200
"""So many of each partner."""

E = exchanges.c

FORGET: Final = text("""
DELETE FROM exchanges AS e
USING unnest(:partners) AS partner (id), LATERAL (
    SELECT x.id FROM exchanges AS x
    WHERE x.tenant_id = :tenant AND x.partner_id = partner.id
    ORDER BY x.id DESC OFFSET :kept LIMIT 1
) AS oldest
WHERE e.tenant_id = :tenant AND e.partner_id = partner.id AND e.id <= oldest.id
""").bindparams(bindparam("partners", type_=ARRAY(Uuid)))


async def page(
    connection: AsyncConnection, tenant_id: UUID, partner_id: UUID, *, faulty: bool, limit: int
) -> list[PartnerExchange]:
    """Return the newest exchanges with a partner, the newest first; or the faulty ones alone."""
    statement = select(exchanges).where(E.tenant_id == tenant_id, E.partner_id == partner_id)
    if faulty:
        statement = statement.where(E.fault.is_not(None))
    rows = await connection.execute(statement.order_by(E.id.desc()).limit(limit))
    return [
        PartnerExchange(**{name: getattr(row, name) for name in PartnerExchange.__struct_fields__})
        for row in rows
    ]


async def keep(
    connection: AsyncConnection, tenant_id: UUID, seen: Sequence[PartnerExchange]
) -> None:
    """Keep exchanges, and forget those of their partners that are too many."""
    partners = {each.partner_id for each in seen}
    there = await _there(connection, tenant_id, partners)
    rows: list[dict[str, Any]] = [
        {"tenant_id": tenant_id, **msgspec.structs.asdict(each)}
        for each in seen
        if each.partner_id in there
    ]
    if not rows:
        return
    await connection.execute(insert(exchanges), rows)
    await connection.execute(FORGET, {"tenant": tenant_id, "partners": list(there), "kept": KEPT})


async def _there(
    connection: AsyncConnection, tenant_id: UUID, partners: Collection[UUID]
) -> set[UUID]:
    """Return which of these partners are not removed, so that they can be spoken of."""
    statement = (
        select(platforms.c.id)
        .where(platforms.c.tenant_id == tenant_id, among(platforms.c.id, partners))
        .with_for_update(key_share=True)
    )
    return set((await connection.execute(statement)).scalars())
