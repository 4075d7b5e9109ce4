"""The queries of vehicles."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.identity.model import VehicleStatus
from chargehouse.contexts.identity.public import Vehicle
from chargehouse.contexts.identity.tables import identifiers, vehicles
from chargehouse.kernel.reach import Reach
from chargehouse.platform.http.paging import ListQuery, Page, Paging, Sorting
from chargehouse.platform.postgres.matching import among, begins, within

IDENTIFIERS_OF: Final = (
    select(func.count())
    .where(
        identifiers.c.tenant_id == vehicles.c.tenant_id, identifiers.c.vehicle_id == vehicles.c.id
    )
    .scalar_subquery()
)
VEHICLE: Final[Select[Any]] = select(vehicles, IDENTIFIERS_OF.label("identifiers"))
SEARCHED_AT_MOST: Final = 20_000
"""Of more vehicles, only those are found that begin with the text."""
SORTING: Final = Sorting(
    columns={
        "name": vehicles.c.name,
        "created_at": vehicles.c.created_at,
        "updated_at": vehicles.c.updated_at,
    },
    id=vehicles.c.id,
    default="name",
)


class Wanted(NamedTuple):
    """What is searched for, folded: a part of a name, and the same as a part of a number plate."""

    name: str
    plate: str


async def find(connection: AsyncConnection, tenant_id: UUID, vehicle_id: UUID) -> Vehicle | None:
    """Return a vehicle."""
    row = (await connection.execute(VEHICLE.where(_one(tenant_id, vehicle_id)))).first()
    return None if row is None else _vehicle(row)


async def lock(
    connection: AsyncConnection, tenant_id: UUID, vehicle_id: UUID, *, shared: bool = False
) -> bool:
    """Keep others from changing a vehicle until the transaction ends; tell whether it is there.

    Whoever needs both locks a vehicle before its identifiers.
    """
    statement = select(vehicles.c.id).where(_one(tenant_id, vehicle_id))
    locking = statement.with_for_update(read=shared)
    return (await connection.execute(locking)).first() is not None


async def page(
    connection: AsyncConnection,
    tenant_id: UUID,
    paging: Paging,
    *,
    reach: Reach,
    search: str | None = None,
    status: VehicleStatus | None = None,
    fleet_id: UUID | None = None,
) -> Page[Vehicle]:
    """Return a page of the vehicles within reach.

    `search` is a part of name or registration number, in any case.
    """
    filters: list[ColumnElement[bool]] = [
        vehicles.c.tenant_id == tenant_id,
        *within(reach, fleet=vehicles.c.fleet_id),
    ]
    if search:
        filters.append(
            vehicles.c.name.icontains(search, autoescape=True)
            | vehicles.c.registration_number.icontains(search, autoescape=True)
        )
    if status is not None:
        filters.append(vehicles.c.status == status)
    if fleet_id is not None:
        filters.append(vehicles.c.fleet_id == fleet_id)
    query = ListQuery[Vehicle](SORTING, paging, filters)
    rows: Sequence[Row[Any]] = (await connection.execute(query.paged(VEHICLE))).all()
    return query.page(rows, _vehicle)


async def names(
    connection: AsyncConnection, tenant_id: UUID, vehicle_ids: Collection[UUID]
) -> dict[UUID, str]:
    """Return what vehicles are called."""
    statement = select(vehicles.c.id, vehicles.c.name).where(
        vehicles.c.tenant_id == tenant_id, among(vehicles.c.id, vehicle_ids)
    )
    return {row.id: row.name for row in await connection.execute(statement)}


async def beginning(
    connection: AsyncConnection, tenant_id: UUID, reach: Reach, wanted: Wanted, limit: int
) -> list[UUID]:
    """Return the vehicles within reach whose folded name or plate begins so."""
    each = [
        select(vehicles.c.id, column.label("found"))
        .where(
            vehicles.c.tenant_id == tenant_id,
            column.is_not(None),
            begins(column, text),
            *within(reach, fleet=vehicles.c.fleet_id),
        )
        .order_by(column)
        .limit(limit)
        .subquery()
        .select()
        for column, text in (
            (vehicles.c.folded_name, wanted.name),
            (vehicles.c.folded_plate, wanted.plate),
        )
        if text
    ]
    found = union_all(*each).subquery()
    rows = await connection.execute(select(found.c.id).order_by(found.c.found))
    return list(rows.scalars())


async def holding(
    connection: AsyncConnection, tenant_id: UUID, reach: Reach, wanted: Wanted, limit: int
) -> list[UUID]:
    """Return vehicles within reach whose folded name or plate holds a text."""
    looked_at = (
        select(vehicles.c.id, vehicles.c.folded_name, vehicles.c.folded_plate)
        .where(vehicles.c.tenant_id == tenant_id, *within(reach, fleet=vehicles.c.fleet_id))
        .limit(SEARCHED_AT_MOST)
        .subquery()
    )
    holds = [
        column.contains(text, autoescape=True)
        for column, text in (
            (looked_at.c.folded_name, wanted.name),
            (looked_at.c.folded_plate, wanted.plate),
        )
        if text
    ]
    rows = await connection.execute(select(looked_at.c.id).where(or_(*holds)).limit(limit))
    return list(rows.scalars())


async def of_ids(
    connection: AsyncConnection, tenant_id: UUID, vehicle_ids: Collection[UUID]
) -> dict[UUID, Vehicle]:
    """Return vehicles by their ids."""
    statement = VEHICLE.where(vehicles.c.tenant_id == tenant_id, among(vehicles.c.id, vehicle_ids))
    return {row.id: _vehicle(row) for row in await connection.execute(statement)}


async def named(
    connection: AsyncConnection, tenant_id: UUID, names: Collection[str]
) -> list[tuple[str, UUID]]:
    """Return names and ids of the vehicles with these names; locked, so that they stay."""
    statement = (
        select(vehicles.c.name, vehicles.c.id)
        .where(vehicles.c.tenant_id == tenant_id, vehicles.c.name.in_(names))
        .order_by(vehicles.c.id)
        .with_for_update(read=True)
    )
    return [(row.name, row.id) for row in await connection.execute(statement)]


async def add(
    connection: AsyncConnection, tenant_id: UUID, rows: Sequence[Mapping[str, object]]
) -> None:
    """Add vehicles; each row has every column but tenant and version."""
    await connection.execute(
        insert(vehicles), [{**row, "tenant_id": tenant_id, "version": 1} for row in rows]
    )


async def change(
    connection: AsyncConnection, tenant_id: UUID, vehicle_id: UUID, values: Mapping[str, object]
) -> None:
    """Change columns of a vehicle."""
    await connection.execute(
        update(vehicles)
        .where(_one(tenant_id, vehicle_id))
        .values({**values, "version": vehicles.c.version + 1})
    )


async def remove(connection: AsyncConnection, tenant_id: UUID, vehicle_id: UUID) -> None:
    """Delete a vehicle that no identifier names."""
    await connection.execute(delete(vehicles).where(_one(tenant_id, vehicle_id)))


def _one(tenant_id: UUID, vehicle_id: UUID) -> ColumnElement[bool]:
    return and_(vehicles.c.tenant_id == tenant_id, vehicles.c.id == vehicle_id)


def _vehicle(row: Row[Any]) -> Vehicle:
    return Vehicle(
        id=row.id,
        name=row.name,
        registration_number=row.registration_number,
        fleet_id=row.fleet_id,
        fleet_name=None,
        status=row.status,
        identifiers=row.identifiers,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )
