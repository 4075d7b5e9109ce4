"""Queries of what EVSEs are called."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Row, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.publishing.model.evses import EvseName
from chargehouse.contexts.publishing.tables import publication_evses
from chargehouse.platform.postgres.matching import among

E: Final = publication_evses.c
NAMED: Final = tuple(E[name] for name in EvseName.__struct_fields__)


async def at_locations(
    connection: AsyncConnection, tenant_id: UUID, locations: Collection[UUID]
) -> list[EvseName]:
    """Return what the EVSEs at locations are called, and those that were there are."""
    statement = select(*NAMED).where(E.tenant_id == tenant_id, among(E.location_id, locations))
    return [_name(row) for row in await connection.execute(statement)]


async def called(
    connection: AsyncConnection, tenant_id: UUID, location_id: UUID, uid: str
) -> EvseName | None:
    """Return the EVSE that is called so at a location, in whatever case."""
    statement = select(*NAMED).where(
        E.tenant_id == tenant_id,
        E.location_id == location_id,
        func.lower(E.uid) == uid.lower(),
    )
    row = (await connection.execute(statement)).first()
    return None if row is None else _name(row)


async def add(
    connection: AsyncConnection, tenant_id: UUID, names: Sequence[EvseName], at: datetime
) -> set[tuple[UUID, UUID, int]]:
    """Give EVSEs names; return which got theirs, by location, station and number.

    The others have one already, or theirs is another's.
    """
    if not names:
        return set()
    rows = [
        {"tenant_id": tenant_id, "named_at": at, **msgspec.structs.asdict(each)} for each in names
    ]
    statement = (
        insert(publication_evses)
        .values(rows)
        .on_conflict_do_nothing()
        .returning(E.location_id, E.station_id, E.evse_number)
    )
    return {
        (row.location_id, row.station_id, row.evse_number)
        for row in await connection.execute(statement)
    }


def _name(row: Row[Any]) -> EvseName:
    return EvseName(**row._mapping)  # noqa: SLF001  SQLAlchemy's documented way
