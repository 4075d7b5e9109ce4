"""The queries of our identifiers with their values, still sealed."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.identity.tables import identifiers, vehicles

I: Final = identifiers.c  # noqa: E741  a column namespace
V: Final = vehicles.c

SEALED: Final[Select[Any]] = select(
    I.id,
    I.type,
    I.status,
    I.valid_from,
    I.valid_until,
    I.value_encrypted,
    I.group_encrypted,
    I.masked,
    I.vehicle_id,
    V.fleet_id,
    V.status.label("vehicle_status"),
).select_from(
    identifiers.outerjoin(vehicles, and_(V.tenant_id == I.tenant_id, V.id == I.vehicle_id))
)


async def find(
    connection: AsyncConnection, tenant_id: UUID, identifier_id: UUID
) -> Row[Any] | None:
    """Return an identifier, sealed, or None."""
    statement = SEALED.where(I.tenant_id == tenant_id, I.id == identifier_id)
    row: Row[Any] | None = (await connection.execute(statement)).first()
    return row


async def find_by_hash(
    connection: AsyncConnection, tenant_id: UUID, value_hash: bytes
) -> Row[Any] | None:
    """Return the identifier whose value has this hash, sealed, or None."""
    statement = SEALED.where(I.tenant_id == tenant_id, I.value_hash == value_hash)
    row: Row[Any] | None = (await connection.execute(statement)).first()
    return row


async def of_vehicle(
    connection: AsyncConnection, tenant_id: UUID, vehicle_id: UUID
) -> list[Row[Any]]:
    """Return a vehicle's identifiers, sealed."""
    statement = SEALED.where(I.tenant_id == tenant_id, I.vehicle_id == vehicle_id)
    return list(await connection.execute(statement.order_by(I.id)))


async def after(
    connection: AsyncConnection, tenant_id: UUID, identifier_id: UUID | None, limit: int
) -> list[Row[Any]]:
    """Return the identifiers that follow one, or the first ones, by their ids, sealed."""
    statement = SEALED.where(I.tenant_id == tenant_id)
    if identifier_id is not None:
        statement = statement.where(I.id > identifier_id)
    return list(await connection.execute(statement.order_by(I.id).limit(limit)))


async def turned(
    connection: AsyncConnection, tenant_id: UUID, since: datetime, until: datetime
) -> list[Row[Any]]:
    """Return the identifiers whose validity began or ended between two instants, sealed."""
    statement = SEALED.where(
        I.tenant_id == tenant_id,
        or_(I.valid_from.between(since, until), I.valid_until.between(since, until)),
    )
    return list(await connection.execute(statement.order_by(I.id)))
