"""Queries of locations."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.stations.errors import LocationIdTaken
from chargehouse.contexts.stations.public import Location
from chargehouse.contexts.stations.tables import locations, stations
from chargehouse.kernel.reach import Reach
from chargehouse.platform.http.paging import Filters, ListQuery, Page, Paging, Sorting
from chargehouse.platform.postgres.matching import among, contains, within

STATIONS_HERE: Final = (
    select(func.count())
    .where(
        stations.c.tenant_id == locations.c.tenant_id,
        stations.c.location_id == locations.c.id,
        stations.c.removed_at.is_(None),
    )
    .scalar_subquery()
)
LOCATION: Final[Select[Any]] = select(locations, STATIONS_HERE.label("stations"))
SORTING: Final = Sorting(
    columns={
        "name": locations.c.name,
        "created_at": locations.c.created_at,
        "city": locations.c.city,
    },
    id=locations.c.id,
    default="name",
)


def query(
    tenant_id: UUID,
    reach: Reach,
    paging: Paging,
    *,
    search: str | None,
    city: str | None,
    country: str | None,
    party_id: UUID | None,
) -> ListQuery[Location]:
    """Return the list that is asked for."""
    filters: Filters = (
        locations.c.tenant_id == tenant_id,
        None
        if search is None
        else or_(
            contains(locations.c.name, search),
            contains(locations.c.city, search),
            contains(locations.c.address, search),
        ),
        None if city is None else func.lower(locations.c.city) == city.lower(),
        None if country is None else locations.c.country == country.upper(),
        None if party_id is None else locations.c.party_id == party_id,
        *within(reach, locations.c.id),
    )
    return ListQuery[Location](SORTING, paging, filters)


async def ids(connection: AsyncConnection, tenant_id: UUID) -> list[UUID]:
    """Return every location's id, the oldest first."""
    statement = (
        select(locations.c.id).where(locations.c.tenant_id == tenant_id).order_by(locations.c.id)
    )
    return list((await connection.execute(statement)).scalars())


async def among_ids(
    connection: AsyncConnection, tenant_id: UUID, location_ids: Collection[UUID]
) -> list[Location]:
    """Return those of the locations that there are, the oldest first."""
    statement = LOCATION.where(
        locations.c.tenant_id == tenant_id, among(locations.c.id, location_ids)
    ).order_by(locations.c.id)
    return [_location(row) for row in await connection.execute(statement)]


async def page(connection: AsyncConnection, listed: ListQuery[Location]) -> Page[Location]:
    """Return one page of locations."""
    return listed.page((await connection.execute(listed.paged(LOCATION))).all(), _location)


async def find(connection: AsyncConnection, tenant_id: UUID, location_id: UUID) -> Location | None:
    """Return a location, or None."""
    statement = LOCATION.where(locations.c.tenant_id == tenant_id, locations.c.id == location_id)
    row = (await connection.execute(statement)).first()
    return None if row is None else _location(row)


async def add(connection: AsyncConnection, values: Mapping[str, object]) -> None:
    """Add a location. Raises `LocationIdTaken`."""
    try:
        async with connection.begin_nested():
            await connection.execute(insert(locations).values(**values))
    except IntegrityError as error:
        if "locations_ocpi_id" not in str(error.orig):
            raise
        raise LocationIdTaken(
            "Another location has this OCPI id.",
            {"errors": [{"field": "ocpi_id", "message": "is another location's"}]},
        ) from None


async def change(
    connection: AsyncConnection,
    tenant_id: UUID,
    location_id: UUID,
    values: Mapping[str, object],
    version: int | None,
) -> bool:
    """Change a location; tell whether it was there in the version that was expected."""
    statement = (
        update(locations)
        .where(locations.c.tenant_id == tenant_id, locations.c.id == location_id)
        .values(**values, version=locations.c.version + 1)
    )
    if version is not None:
        statement = statement.where(locations.c.version == version)
    return (await connection.execute(statement)).rowcount == 1


async def remove(connection: AsyncConnection, tenant_id: UUID, location_id: UUID) -> None:
    """Remove a location at which no station ever stood."""
    await connection.execute(
        delete(locations).where(locations.c.tenant_id == tenant_id, locations.c.id == location_id)
    )


async def owned(
    connection: AsyncConnection,
    tenant_id: UUID,
    reach: Reach,
    party_id: UUID | None,
    *,
    offset: int,
    limit: int,
) -> tuple[list[Location], int]:
    """Return a part of a party's locations, or of all, the longest unchanged first; and a count."""
    filters = [
        locations.c.tenant_id == tenant_id,
        *within(reach, locations.c.id),
        *([] if party_id is None else [locations.c.party_id == party_id]),
    ]
    counted = select(func.count()).select_from(locations).where(*filters)
    listed = LOCATION.where(*filters).order_by(locations.c.updated_at, locations.c.id)
    total = (await connection.execute(counted)).scalar_one()
    rows = await connection.execute(listed.offset(offset).limit(limit))
    return [_location(row) for row in rows], total


async def give(
    connection: AsyncConnection,
    tenant_id: UUID,
    party_id: UUID,
    to_party_id: UUID,
    at: datetime,
) -> list[UUID]:
    """Give all locations of a party to another one; return which those were."""
    statement = (
        update(locations)
        .where(locations.c.tenant_id == tenant_id, locations.c.party_id == party_id)
        .values(party_id=to_party_id, updated_at=at, version=locations.c.version + 1)
        .returning(locations.c.id)
    )
    return list((await connection.execute(statement)).scalars())


async def has_stations(connection: AsyncConnection, tenant_id: UUID, location_id: UUID) -> bool:
    """Tell whether stations stand at a location, or once stood there."""
    statement = select(
        select(stations.c.id)
        .where(stations.c.tenant_id == tenant_id, stations.c.location_id == location_id)
        .exists()
    )
    return bool((await connection.execute(statement)).scalar())


def _location(row: Row[Any]) -> Location:
    return Location(
        id=row.id,
        name=row.name,
        timezone=row.timezone,
        address=row.address,
        postal_code=row.postal_code,
        city=row.city,
        country=row.country,
        latitude=row.latitude,
        longitude=row.longitude,
        party_id=row.party_id,
        ocpi_id=str(row.id) if row.ocpi_id is None else row.ocpi_id,
        publish=row.publish,
        stations=row.stations,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )
