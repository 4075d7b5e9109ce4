"""The query of what past attempts would come to."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.access.tables import station_controls
from chargehouse.kernel.ids import first_id
from chargehouse.platform.postgres.matching import among

REPLAY = text("""
    SELECT * FROM access_replay(
        :tenant, CAST(:stations AS uuid[]), CAST(:zones AS integer[]),
        CAST(CAST(:managed AS text[]) AS tstzmultirange[]), :first, :last,
        CAST(:tags AS bytea[]), :most)
""")


class Came(NamedTuple):
    """How many attempts of a vehicle, or of none, come to an outcome; how many were denied then."""

    outcome: str
    vehicle_id: UUID | None
    attempts: int
    denied_then: int


Spans = Sequence[tuple[datetime, datetime]]


async def replayed(
    connection: AsyncConnection,
    tenant_id: UUID,
    zones: Mapping[UUID, str],
    managed: Mapping[str, Spans],
    *,
    since: datetime,
    until: datetime,
    tags: Collection[bytes],
    most: int,
) -> list[Came]:
    """Return what the attempts at stations, whose zones are given, would come to."""
    names = list(managed)
    numbers = {name: number for number, name in enumerate(names, 1)}
    asked = {
        "tenant": tenant_id,
        "stations": list(zones),
        "zones": [numbers[zone] for zone in zones.values()],
        "managed": [_multirange(managed[name]) for name in names],
        "first": first_id(since),
        "last": first_id(until),
        "tags": list(tags),
        "most": most,
    }
    rows = await connection.execute(REPLAY, asked)
    return [Came(*row) for row in rows]


async def free_tags(
    connection: AsyncConnection, tenant_id: UUID, station_ids: Collection[UUID]
) -> list[str]:
    """Return the tags that chargers send while they are free."""
    c = station_controls.c
    tag = func.coalesce(c.own_path, c.found_path).op("->>")("tag")
    statement = (
        select(tag)
        .where(c.tenant_id == tenant_id, among(c.station_id, station_ids), tag.is_not(None))
        .distinct()
    )
    return list((await connection.execute(statement)).scalars())


def _multirange(spans: Spans) -> str:
    pieces = ",".join(f"[{begins.isoformat()},{ends.isoformat()})" for begins, ends in spans)
    return f"{{{pieces}}}"
