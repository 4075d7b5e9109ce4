"""Queries of connectors and faults."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.stations.model.ages import age_s
from chargehouse.contexts.stations.public import Connector, Fault, ReportedStatus
from chargehouse.contexts.stations.tables import connectors, faults, stations
from chargehouse.kernel.reach import Reach
from chargehouse.platform.http.paging import Filters, ListQuery, Page, Paging, Sorting
from chargehouse.platform.postgres.matching import within

FAULT: Final[Select[Any]] = select(
    faults, stations.c.code.label("station_code"), stations.c.location_id
).join(
    stations,
    and_(stations.c.tenant_id == faults.c.tenant_id, stations.c.id == faults.c.station_id),
)
FAULT_SORTING: Final = Sorting(
    columns={"opened_at": faults.c.opened_at}, id=faults.c.id, default="-opened_at"
)


async def of_station(
    connection: AsyncConnection, tenant_id: UUID, station_id: UUID, now: datetime
) -> list[Connector]:
    """Return a station's connectors by EVSE and number."""
    statement = (
        select(connectors)
        .where(connectors.c.tenant_id == tenant_id, connectors.c.station_id == station_id)
        .order_by(connectors.c.evse_id, connectors.c.connector_id)
    )
    return [_connector(row, now) for row in await connection.execute(statement)]


async def describe(connection: AsyncConnection, values: Mapping[str, object]) -> None:
    """Keep what an operator says of a connector; it is added where it was not known."""
    key = ("tenant_id", "station_id", "evse_id", "connector_id")
    said = {name: value for name, value in values.items() if name not in key}
    await connection.execute(
        insert(connectors)
        .values(**values)
        .on_conflict_do_update(index_elements=list(key), set_=said)
    )


async def learn(connection: AsyncConnection, rows: Sequence[Mapping[str, object]]) -> None:
    """Keep what the device model says of connectors, where nobody said it before."""
    statement = insert(connectors)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["tenant_id", "station_id", "evse_id", "connector_id"],
            set_={
                name: func.coalesce(connectors.c[name], statement.excluded[name])
                for name in ("standard", "power_type")
            },
        ),
        list(rows),
    )


def query(
    tenant_id: UUID,
    reach: Reach,
    paging: Paging,
    *,
    station_id: UUID | None,
    location_id: UUID | None,
    open_only: bool,
    since: datetime | None,
) -> ListQuery[Fault]:
    """Return the list of faults that is asked for."""
    filters: Filters = (
        faults.c.tenant_id == tenant_id,
        None if station_id is None else faults.c.station_id == station_id,
        None if location_id is None else stations.c.location_id == location_id,
        faults.c.closed_at.is_(None) if open_only else None,
        None if since is None else faults.c.opened_at >= since,
        *within(reach, stations.c.location_id),
    )
    return ListQuery[Fault](FAULT_SORTING, paging, filters)


async def page(connection: AsyncConnection, listed: ListQuery[Fault], now: datetime) -> Page[Fault]:
    """Return one page of faults."""
    rows = (await connection.execute(listed.paged(FAULT))).all()
    return listed.page(rows, lambda row: _fault(row, now))


async def close_of_station(
    connection: AsyncConnection, tenant_id: UUID, station_id: UUID, at: datetime
) -> None:
    """Close the open faults of a station that is removed."""
    await connection.execute(
        update(faults)
        .where(
            faults.c.tenant_id == tenant_id,
            faults.c.station_id == station_id,
            faults.c.closed_at.is_(None),
        )
        .values(closed_at=at)
    )


def _connector(row: Row[Any], now: datetime) -> Connector:
    return Connector(
        station_id=row.station_id,
        evse_id=row.evse_id,
        connector_id=row.connector_id,
        standard=row.standard,
        power_type=row.power_type,
        max_power_w=row.max_power_w,
        reported=ReportedStatus(
            status=row.status,
            reported_at=row.reported_at,
            received_at=row.received_at,
            age_s=age_s(row.received_at, now),
        ),
        error_code=row.error_code,
        vendor_id=row.vendor_id,
        vendor_error_code=row.vendor_error_code,
        info=row.info,
    )


def _fault(row: Row[Any], now: datetime) -> Fault:
    return Fault(
        id=row.id,
        station_id=row.station_id,
        station_code=row.station_code,
        location_id=row.location_id,
        evse_id=row.evse_id,
        connector_id=row.connector_id,
        error_code=row.error_code,
        vendor_id=row.vendor_id,
        vendor_error_code=row.vendor_error_code,
        info=row.info,
        reported_at=row.reported_at,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        age_s=age_s(row.opened_at, now),
    )
