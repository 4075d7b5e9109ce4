"""Every query of fleets."""

from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.fleets.public import Fleet
from chargehouse.contexts.fleets.tables import fleets
from chargehouse.kernel.reach import Reach
from chargehouse.platform.http.paging import ListQuery, Page, Paging, Sorting
from chargehouse.platform.postgres.matching import among, contains, within

SORTING: Final = Sorting(
    columns={
        "name": func.lower(fleets.c.name),
        "created_at": fleets.c.created_at,
        "updated_at": fleets.c.updated_at,
    },
    id=fleets.c.id,
    default="name",
)


async def find(
    connection: AsyncConnection, tenant_id: UUID, fleet_id: UUID, *, lock: bool = False
) -> Fleet | None:
    """Return a fleet, locked against change where that is asked for."""
    statement = select(fleets).where(_one(tenant_id, fleet_id))
    row = (await connection.execute(statement.with_for_update() if lock else statement)).first()
    return None if row is None else _fleet(row)


async def page(
    connection: AsyncConnection,
    tenant_id: UUID,
    reach: Reach,
    paging: Paging,
    *,
    search: str | None = None,
    active: bool | None = None,
) -> Page[Fleet]:
    """Return a page of the fleets within reach; `search` is a part of the name."""
    filters = [
        fleets.c.tenant_id == tenant_id,
        *within(reach, fleet=fleets.c.id),
        contains(fleets.c.name, search) if search else None,
        None if active is None else fleets.c.active == active,
    ]
    query = ListQuery[Fleet](SORTING, paging, filters)
    rows = (await connection.execute(query.paged(select(fleets)))).all()
    return query.page(rows, _fleet)


async def names(
    connection: AsyncConnection, tenant_id: UUID, fleet_ids: Collection[UUID]
) -> dict[UUID, str]:
    """Return what fleets are called."""
    statement = select(fleets.c.id, fleets.c.name).where(
        fleets.c.tenant_id == tenant_id, among(fleets.c.id, fleet_ids)
    )
    return {row.id: row.name for row in await connection.execute(statement)}


async def name_is_taken(
    connection: AsyncConnection, tenant_id: UUID, name: str, *, but: UUID
) -> bool:
    """Tell whether another fleet has a name, in whatever case."""
    statement = select(fleets.c.id).where(
        fleets.c.tenant_id == tenant_id,
        func.lower(fleets.c.name) == func.lower(name),
        fleets.c.id != but,
    )
    return (await connection.execute(statement)).first() is not None


async def add(connection: AsyncConnection, tenant_id: UUID, values: Mapping[str, object]) -> bool:
    """Add a fleet; tell whether its name was free."""
    statement = insert(fleets).values(tenant_id=tenant_id, **values).on_conflict_do_nothing()
    return (await connection.execute(statement)).rowcount == 1


async def change(
    connection: AsyncConnection, tenant_id: UUID, fleet_id: UUID, values: Mapping[str, object]
) -> None:
    """Change columns of a fleet; what decisions were made under has a new version with each."""
    await connection.execute(
        update(fleets)
        .where(_one(tenant_id, fleet_id))
        .values(
            **values, version=fleets.c.version + 1, state_version=func.nextval("fleet_versions")
        )
    )


async def remove(connection: AsyncConnection, tenant_id: UUID, fleet_id: UUID) -> bool:
    """Delete a fleet, with its rules; tell whether no vehicle names it, so that it could be."""
    try:
        async with connection.begin_nested():
            await connection.execute(delete(fleets).where(_one(tenant_id, fleet_id)))
    except IntegrityError:
        return False
    return True


def _one(tenant_id: UUID, fleet_id: UUID) -> ColumnElement[bool]:
    return and_(fleets.c.tenant_id == tenant_id, fleets.c.id == fleet_id)


def _fleet(row: Row[Any]) -> Fleet:
    return Fleet(
        id=row.id,
        name=row.name,
        active=row.active,
        note=row.note,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )
