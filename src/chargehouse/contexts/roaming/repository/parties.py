"""Queries of parties."""

from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, Select, and_, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.roaming.public import BusinessDetails, Party, PartyKey
from chargehouse.contexts.roaming.tables import parties
from chargehouse.platform.postgres.matching import among

P = parties.c
ORDER: Final = (func.upper(P.country_code), func.upper(P.party_id), P.role, P.id)


async def page(
    connection: AsyncConnection,
    tenant_id: UUID,
    *,
    role: str | None = None,
    ours: bool | None = None,
    partner_id: UUID | None = None,
    offset: int,
    limit: int,
) -> tuple[list[Party], int]:
    """Return a part of the parties in their order, and how many there are in all."""
    filters = [P.tenant_id == tenant_id]
    if role is not None:
        filters.append(P.role == role)
    if ours is not None:
        filters.append(P.platform_id.is_(None) if ours else P.platform_id.is_not(None))
    if partner_id is not None:
        filters.append(P.platform_id == partner_id)
    counted = select(func.count()).select_from(parties).where(*filters)
    listed = select(parties).where(*filters).order_by(*ORDER).offset(offset).limit(limit)
    total = (await connection.execute(counted)).scalar_one()
    return [_party(row) for row in await connection.execute(listed)], total


async def find(connection: AsyncConnection, tenant_id: UUID, id_: UUID) -> Party | None:
    """Return a party."""
    statement = select(parties).where(P.tenant_id == tenant_id, P.id == id_)
    return _one_or_none((await connection.execute(statement)).first())


async def named(connection: AsyncConnection, tenant_id: UUID, key: PartyKey) -> list[Party]:
    """Return a party in all its roles, whoever owns them."""
    statement = select(parties).where(_is_named(tenant_id, key)).order_by(P.role)
    return [_party(row) for row in await connection.execute(statement)]


async def in_role(
    connection: AsyncConnection, tenant_id: UUID, key: PartyKey, role: str, *, lock: bool = False
) -> Party | None:
    """Return a party in one role, locked against change where that is asked for."""
    statement: Select[Any] = select(parties).where(_is_named(tenant_id, key), P.role == role)
    if lock:
        statement = statement.with_for_update()
    return _one_or_none((await connection.execute(statement)).first())


async def default(
    connection: AsyncConnection, tenant_id: UUID, *, lock: bool = False
) -> Party | None:
    """Return the default party."""
    statement: Select[Any] = select(parties).where(P.tenant_id == tenant_id, P.is_default)
    if lock:
        statement = statement.with_for_update()
    return _one_or_none((await connection.execute(statement)).first())


async def placeholder(connection: AsyncConnection, tenant_id: UUID) -> Party | None:
    """Return the party that nobody chose, if it is still there."""
    statement = select(parties).where(P.tenant_id == tenant_id, P.provisional)
    return _one_or_none((await connection.execute(statement)).first())


async def ours(connection: AsyncConnection, tenant_id: UUID) -> list[Party]:
    """Return our own parties in their order, the default one first."""
    statement = (
        select(parties)
        .where(P.tenant_id == tenant_id, P.platform_id.is_(None))
        .order_by(P.is_default.desc(), *ORDER)
    )
    return [_party(row) for row in await connection.execute(statement)]


async def of_platform(
    connection: AsyncConnection, tenant_id: UUID, platform_id: UUID
) -> list[Party]:
    """Return the parties of a platform in their order."""
    statement = (
        select(parties)
        .where(P.tenant_id == tenant_id, P.platform_id == platform_id)
        .order_by(*ORDER)
    )
    return [_party(row) for row in await connection.execute(statement)]


async def of_platforms(
    connection: AsyncConnection, tenant_id: UUID, ids: Collection[UUID] | None = None
) -> dict[UUID, list[Party]]:
    """Return the parties of some platforms, or of all, in their order, by platform."""
    theirs = P.platform_id.is_not(None) if ids is None else among(P.platform_id, ids)
    statement = select(parties).where(P.tenant_id == tenant_id, theirs).order_by(*ORDER)
    found: dict[UUID, list[Party]] = {}
    for row in await connection.execute(statement):
        found.setdefault(row.platform_id, []).append(_party(row))
    return found


async def add(connection: AsyncConnection, tenant_id: UUID, party: Party) -> bool:
    """Add a party; tell whether nobody is known by that name in that role."""
    values = msgspec.structs.asdict(party)
    values["business_details"] = msgspec.to_builtins(party.business_details)
    statement = insert(parties).values(tenant_id=tenant_id, **values).on_conflict_do_nothing()
    return (await connection.execute(statement)).rowcount == 1


async def change(
    connection: AsyncConnection, tenant_id: UUID, id_: UUID, values: Mapping[str, object]
) -> None:
    """Change columns of a party."""
    await connection.execute(
        update(parties)
        .where(P.tenant_id == tenant_id, P.id == id_)
        .values(**values, version=P.version + 1)
    )


async def remove(connection: AsyncConnection, tenant_id: UUID, id_: UUID) -> bool:
    """Delete a party; tell whether nothing belongs to it, so that it could be."""
    try:
        async with connection.begin_nested():
            await connection.execute(delete(parties).where(P.tenant_id == tenant_id, P.id == id_))
    except IntegrityError:
        return False
    return True


def _is_named(tenant_id: UUID, key: PartyKey) -> ColumnElement[bool]:
    return and_(
        P.tenant_id == tenant_id,
        func.upper(P.country_code) == key.country_code.upper(),
        func.upper(P.party_id) == key.party_id.upper(),
    )


def _one_or_none(row: Row[Any] | None) -> Party | None:
    return None if row is None else _party(row)


def _party(row: Row[Any]) -> Party:
    return Party(
        id=row.id,
        country_code=row.country_code,
        party_id=row.party_id,
        role=row.role,
        business_details=msgspec.convert(row.business_details, BusinessDetails),
        platform_id=row.platform_id,
        is_default=row.is_default,
        provisional=row.provisional,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )
