"""Queries for names, and by names, and for what else other contexts ask."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.stations.public import FoundStation, Place, Site, StationName
from chargehouse.contexts.stations.tables import (
    connectors,
    locations,
    processes,
    station_connections,
    stations,
)
from chargehouse.kernel.reach import Reach
from chargehouse.platform.postgres.matching import among, begins, within

SEARCHED_AT_MOST: Final = 20_000
"""Of more stations, only those are found that begin with the text."""

S: Final = stations.c
FOLDED: Final = (S.folded_code, S.folded_name, S.folded_serial)


async def station_names(
    connection: AsyncConnection, tenant_id: UUID, station_ids: Collection[UUID]
) -> dict[UUID, StationName]:
    """Return what stations are called, removed ones among them."""
    statement = select(S.id, S.code, S.name, S.location_id).where(
        S.tenant_id == tenant_id, among(S.id, station_ids)
    )
    rows = await connection.execute(statement)
    return {row.id: StationName(row.code, row.name, row.location_id) for row in rows}


async def location_names(
    connection: AsyncConnection, tenant_id: UUID, location_ids: Collection[UUID]
) -> dict[UUID, str]:
    """Return what locations are called."""
    statement = select(locations.c.id, locations.c.name).where(
        locations.c.tenant_id == tenant_id, among(locations.c.id, location_ids)
    )
    return {row.id: row.name for row in await connection.execute(statement)}


async def is_here(connection: AsyncConnection, tenant_id: UUID, station_id: UUID) -> bool:
    """Tell whether there is a station, and it was not removed."""
    statement = select(S.id).where(
        S.tenant_id == tenant_id, S.id == station_id, S.removed_at.is_(None)
    )
    return (await connection.execute(statement)).first() is not None


async def locations_of(
    connection: AsyncConnection, tenant_id: UUID, station_ids: Collection[UUID]
) -> dict[UUID, UUID]:
    """Return at which location each of the stations stands, removed ones among them."""
    statement = select(S.id, S.location_id).where(
        S.tenant_id == tenant_id, among(S.id, station_ids)
    )
    return {row.id: row.location_id for row in await connection.execute(statement)}


async def reached(connection: AsyncConnection, tenant_id: UUID, reach: Reach) -> frozenset[UUID]:
    """Return the stations that a reach covers, removed ones among them."""
    statement = select(S.id).where(S.tenant_id == tenant_id, *within(reach, S.location_id))
    return frozenset((await connection.execute(statement)).scalars())


def at_reached(
    station_id: ColumnElement[UUID], tenant_id: UUID, reach: Reach
) -> list[ColumnElement[bool]]:
    """Return the conditions that a row's station stands within reach: none where all do."""
    conditions = within(reach, S.location_id)
    if not conditions:
        return []
    return [station_id.in_(select(S.id).where(S.tenant_id == tenant_id, *conditions))]


async def connected(
    connection: AsyncConnection, tenant_id: UUID, station_ids: Collection[UUID], now: datetime
) -> set[UUID]:
    """Return those of the stations whose newest connection is open, in a living process."""
    c = station_connections.c
    statement = (
        select(c.station_id)
        .join(processes, processes.c.id == c.process_id)
        .where(
            c.tenant_id == tenant_id,
            among(c.station_id, station_ids),
            c.disconnected_at.is_(None),
            processes.c.alive_until > now,
        )
    )
    return set((await connection.execute(statement)).scalars())


async def place(connection: AsyncConnection, tenant_id: UUID, location_id: UUID) -> Place | None:
    """Return a location with the number of its stations' connectors, or None."""
    counted = (
        select(func.count())
        .select_from(
            stations.join(
                connectors,
                and_(
                    connectors.c.tenant_id == stations.c.tenant_id,
                    connectors.c.station_id == stations.c.id,
                ),
            )
        )
        .where(
            S.tenant_id == locations.c.tenant_id,
            S.location_id == locations.c.id,
            S.removed_at.is_(None),
        )
        .scalar_subquery()
    )
    statement = select(locations.c.name, locations.c.timezone, counted.label("connectors")).where(
        locations.c.tenant_id == tenant_id, locations.c.id == location_id
    )
    row = (await connection.execute(statement)).first()
    return None if row is None else Place(row.name, row.timezone, row.connectors)


async def site(
    connection: AsyncConnection,
    tenant_id: UUID,
    location_id: UUID,
    station_id: UUID,
    spot: tuple[int | None, int | None],
) -> Site | None:
    """Return a location with a station and one of its connectors, or None without a location."""
    evse_id, connector_id = spot
    place, here = locations.c, connectors.c
    statement = (
        select(
            place.id.label("location_id"),
            *(place.name, place.timezone, place.address, place.postal_code, place.city),
            *(place.country, place.latitude, place.longitude),
            S.code.label("station_code"),
            *(here.standard, here.power_type, here.max_power_w),
        )
        .outerjoin(stations, and_(S.tenant_id == place.tenant_id, S.id == station_id))
        .outerjoin(
            connectors,
            and_(
                here.tenant_id == place.tenant_id,
                here.station_id == station_id,
                here.evse_id == evse_id,
                here.connector_id == connector_id,
            ),
        )
        .where(place.tenant_id == tenant_id, place.id == location_id)
    )
    row = (await connection.execute(statement)).first()
    if row is None:
        return None
    named: dict[str, Any] = {
        "station_id": station_id,
        "evse_id": evse_id,
        "connector_id": connector_id,
    }
    return Site(**row._mapping, **named)  # noqa: SLF001  SQLAlchemy's documented way


async def beginning(
    connection: AsyncConnection, tenant_id: UUID, reach: Reach, text: str, limit: int
) -> list[FoundStation]:
    """Return stations within reach of which something begins with a text in lower case."""
    each = union_all(
        *(
            select(S.id, column.label("found"))
            .where(
                S.tenant_id == tenant_id,
                S.removed_at.is_(None),
                column.is_not(None),
                begins(column, text),
                *within(reach, S.location_id),
            )
            .order_by(column)
            .limit(limit)
            .subquery()
            .select()
            for column in FOLDED
        )
    ).subquery()
    rows = await connection.execute(
        _found(tenant_id, each).add_columns(each.c.found).order_by(each.c.found)
    )
    return _distinct(rows.all(), limit)


async def holding(
    connection: AsyncConnection, tenant_id: UUID, reach: Reach, text: str, limit: int
) -> list[FoundStation]:
    """Return stations within reach of which something holds a text in lower case."""
    looked_at = (
        select(S.id, *FOLDED)
        .where(S.tenant_id == tenant_id, S.removed_at.is_(None), *within(reach, S.location_id))
        .limit(SEARCHED_AT_MOST)
        .subquery()
    )
    holds: list[ColumnElement[bool]] = [
        looked_at.c[column.name].contains(text, autoescape=True) for column in FOLDED
    ]
    hits = select(looked_at.c.id).where(or_(*holds)).limit(limit).subquery()
    rows = await connection.execute(_found(tenant_id, hits).order_by(S.folded_code))
    return _distinct(rows.all(), limit)


def _found(tenant_id: UUID, hits: Any) -> Select[Any]:  # noqa: ANN401  SQLAlchemy's subqueries
    """Return stations whose ids are in `hits`, with what is shown of them."""
    return (
        select(S.id, S.code, S.name, S.serial_number, locations.c.name.label("location_name"))
        .select_from(hits)
        .join(stations, and_(S.tenant_id == tenant_id, S.id == hits.c.id))
        .join(locations, and_(locations.c.tenant_id == tenant_id, locations.c.id == S.location_id))
    )


def _distinct(rows: Collection[Row[Any]], limit: int) -> list[FoundStation]:
    found = {
        row.id: FoundStation(
            id=row.id,
            code=row.code,
            name=row.name,
            serial_number=row.serial_number,
            location_name=row.location_name,
        )
        for row in rows
    }
    return list(found.values())[:limit]
