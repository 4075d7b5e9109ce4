"""Queries of the examinations of partners."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.roaming.public import Examination
from chargehouse.contexts.roaming.tables import partner_examinations

E = partner_examinations.c


async def of_partner(
    connection: AsyncConnection, tenant_id: UUID, partner_id: UUID, *, limit: int
) -> list[Examination]:
    """Return the examinations of a partner, the last one first."""
    statement = (
        select(partner_examinations)
        .where(E.tenant_id == tenant_id, E.platform_id == partner_id)
        .order_by(E.began_at.desc(), E.id.desc())
        .limit(limit)
    )
    return [_examination(row) for row in await connection.execute(statement)]


async def under_way(
    connection: AsyncConnection, tenant_id: UUID, partner_id: UUID
) -> Examination | None:
    """Return the examination of a partner that has not ended."""
    statement = select(partner_examinations).where(
        E.tenant_id == tenant_id, E.platform_id == partner_id, E.ended_at.is_(None)
    )
    row = (await connection.execute(statement)).first()
    return None if row is None else _examination(row)


async def add(connection: AsyncConnection, tenant_id: UUID, examination: Examination) -> None:
    """Add an examination that begins."""
    values = {
        "tenant_id": tenant_id,
        "id": examination.id,
        "platform_id": examination.partner_id,
        "began_at": examination.began_at,
        "document": msgspec.to_builtins(examination),
    }
    await connection.execute(insert(partner_examinations).values(**values))


async def keep(connection: AsyncConnection, tenant_id: UUID, examination: Examination) -> bool:
    """Keep what an examination has come to; say whether it was still under way."""
    kept = await connection.execute(
        update(partner_examinations)
        .where(E.tenant_id == tenant_id, E.id == examination.id, E.ended_at.is_(None))
        .values(ended_at=examination.ended_at, document=msgspec.to_builtins(examination))
        .returning(E.id)
    )
    return kept.first() is not None


async def forget_older(
    connection: AsyncConnection, tenant_id: UUID, partner_id: UUID, *, keep: int
) -> None:
    """Delete the examinations of a partner but the last few."""
    mine = (E.tenant_id == tenant_id) & (E.platform_id == partner_id)
    newest = select(E.id).where(mine).order_by(E.began_at.desc(), E.id.desc()).limit(keep)
    await connection.execute(delete(partner_examinations).where(mine, E.id.not_in(newest)))


async def end_before(
    connection: AsyncConnection, tenant_id: UUID, examination: Examination, at: datetime
) -> None:
    """End an examination whose process is gone."""
    ended = msgspec.structs.replace(examination, state="broken_off", ended_at=at)
    await keep(connection, tenant_id, ended)


def _examination(row: Row[Any]) -> Examination:
    return msgspec.convert(row.document, Examination)
