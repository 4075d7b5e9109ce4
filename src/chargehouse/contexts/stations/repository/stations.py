"""Queries of stations with their state."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.stations.errors import StationCodeTaken
from chargehouse.contexts.stations.model.ages import age_s
from chargehouse.contexts.stations.model.filters import LastUse, StationFilters
from chargehouse.contexts.stations.public import (
    ProvenUse,
    ReportedStatus,
    Socket,
    Station,
)
from chargehouse.contexts.stations.tables import (
    connectors,
    faults,
    locations,
    processes,
    station_connections,
    stations,
)
from chargehouse.kernel.reach import Reach
from chargehouse.platform.http.paging import ListQuery, Page, Paging, Sorting
from chargehouse.platform.postgres.matching import contains, within

SORTING: Final = Sorting(
    columns={
        "code": stations.c.folded_code,
        "name": stations.c.folded_name,
        "created_at": stations.c.created_at,
        "booted_at": stations.c.booted_at,
        "last_used_at": stations.c.last_used_at,
    },
    id=stations.c.id,
    default="code",
)
DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)
MONTH: Final = timedelta(days=30)
SPANS: Final[Mapping[LastUse, tuple[timedelta | None, timedelta | None]]] = {
    "day": (None, DAY),
    "week": (DAY, WEEK),
    "month": (WEEK, MONTH),
    "older": (MONTH, None),
}
"""How long ago the newest, and the oldest, of a span is."""

OPEN_FAULTS: Final = (
    select(func.count())
    .where(
        faults.c.tenant_id == stations.c.tenant_id,
        faults.c.station_id == stations.c.id,
        faults.c.closed_at.is_(None),
    )
    .scalar_subquery()
)
OPEN_FAULT: Final = (
    select(faults.c.id)
    .where(
        faults.c.tenant_id == stations.c.tenant_id,
        faults.c.station_id == stations.c.id,
        faults.c.closed_at.is_(None),
    )
    .exists()
)
HAS_STATUS: Final = select(connectors.c.status).where(
    connectors.c.tenant_id == stations.c.tenant_id, connectors.c.station_id == stations.c.id
)


def is_open(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a connection is open: its process is known to live at `now`."""
    return and_(
        station_connections.c.connection_id.is_not(None),
        station_connections.c.disconnected_at.is_(None),
        func.coalesce(processes.c.alive_until > now, False),
    )


def is_silent(now: datetime, silent_after: timedelta) -> ColumnElement[bool]:
    """Return the condition that a connection is open, and nothing came over it for long."""
    return and_(is_open(now), station_connections.c.last_seen_at < now - silent_after)


def was_used(span: LastUse, now: datetime) -> ColumnElement[bool]:
    """Return the condition that somebody last charged at a station in a span of the past."""
    at = stations.c.last_used_at
    if span == "never":
        return at.is_(None)
    newest, oldest = SPANS[span]
    older = at > now - oldest if oldest is not None else at.is_not(None)
    return older if newest is None else and_(at <= now - newest, older)


def with_state(now: datetime) -> Select[Any]:
    """Return stations with their location and newest connection."""
    connection = station_connections.c
    return select(
        stations,
        locations.c.name.label("location_name"),
        locations.c.timezone,
        OPEN_FAULTS.label("open_faults"),
        is_open(now).label("socket_open"),
        connection.connection_id,
        connection.subprotocol,
        connection.security_profile.label("socket_profile"),
        connection.remote_address,
        connection.connected_at,
        connection.disconnected_at,
        connection.last_seen_at,
        connection.close_code,
        connection.close_reason,
    ).select_from(joined())


def joined() -> Any:  # noqa: ANN401  SQLAlchemy's joins have no useful type
    """Return stations joined with location, newest connection and its process."""
    return (
        stations.join(
            locations,
            and_(
                locations.c.tenant_id == stations.c.tenant_id,
                locations.c.id == stations.c.location_id,
            ),
        )
        .outerjoin(
            station_connections,
            and_(
                station_connections.c.tenant_id == stations.c.tenant_id,
                station_connections.c.station_id == stations.c.id,
            ),
        )
        .outerjoin(processes, processes.c.id == station_connections.c.process_id)
    )


def query(
    tenant_id: UUID,
    reach: Reach,
    paging: Paging,
    asked: StationFilters,
    *,
    now: datetime,
    silent_after: timedelta,
) -> ListQuery[Station]:
    """Return the list that is asked for."""
    conditions = (
        *_what_it_is(tenant_id, asked),
        *within(reach, stations.c.location_id),
        *_what_it_does(asked, now, silent_after),
    )
    return ListQuery[Station](SORTING, paging, conditions)


def _what_it_does(
    asked: StationFilters, now: datetime, silent_after: timedelta
) -> Iterator[ColumnElement[bool]]:
    if asked.connected is not None:
        yield is_open(now) if asked.connected else ~is_open(now)
    if asked.never_seen is not None:
        never = station_connections.c.connection_id.is_(None)
        yield never if asked.never_seen else ~never
    if asked.silent is not None:
        silent = is_silent(now, silent_after)
        yield silent if asked.silent else ~silent
    if asked.last_used is not None:
        yield was_used(asked.last_used, now)
    if asked.faulted is not None:
        yield OPEN_FAULT if asked.faulted else ~OPEN_FAULT


def _what_it_is(tenant_id: UUID, asked: StationFilters) -> Iterator[ColumnElement[bool]]:
    yield stations.c.tenant_id == tenant_id
    yield stations.c.removed_at.is_(None)
    if asked.location_id is not None:
        yield stations.c.location_id == asked.location_id
    if asked.status is not None:
        yield or_(
            stations.c.status == asked.status,
            HAS_STATUS.where(connectors.c.status == asked.status).exists(),
        )
    if asked.protocol is not None:
        spoken = func.coalesce(station_connections.c.subprotocol, stations.c.protocol)
        yield spoken == asked.protocol
    if asked.registration is not None:
        yield stations.c.registration == asked.registration
    if asked.search is not None:
        columns = (
            *(stations.c.code, stations.c.name, stations.c.vendor),
            *(stations.c.model, stations.c.serial_number),
        )
        yield or_(*(contains(column, asked.search) for column in columns))


async def page(
    connection: AsyncConnection, listed: ListQuery[Station], now: datetime
) -> Page[Station]:
    """Return one page of stations."""
    rows = (await connection.execute(listed.paged(with_state(now)))).all()
    return listed.page(rows, lambda row: _station(row, now))


async def find(
    connection: AsyncConnection, tenant_id: UUID, station_id: UUID, now: datetime
) -> Station | None:
    """Return a station that was not removed, or None."""
    statement = with_state(now).where(
        stations.c.tenant_id == tenant_id,
        stations.c.id == station_id,
        stations.c.removed_at.is_(None),
    )
    row = (await connection.execute(statement)).first()
    return None if row is None else _station(row, now)


async def id_of_code(connection: AsyncConnection, tenant_id: UUID, code: str) -> UUID | None:
    """Return the id of the station with a code (compared without case), or None."""
    statement = select(stations.c.id).where(
        stations.c.tenant_id == tenant_id,
        stations.c.folded_code == code.lower(),
        stations.c.removed_at.is_(None),
    )
    found: UUID | None = (await connection.execute(statement)).scalar()
    return found


async def add(connection: AsyncConnection, values: Mapping[str, object]) -> None:
    """Add a station. Raises `StationCodeTaken`."""
    try:
        async with connection.begin_nested():
            await connection.execute(insert(stations).values(**values))
    except IntegrityError as error:
        raise _contradiction(error) from None


async def change(
    connection: AsyncConnection,
    tenant_id: UUID,
    station_id: UUID,
    values: Mapping[str, object],
    version: int | None = None,
) -> bool:
    """Change a station; tell whether it was there in the version that was expected.

    Raises `StationCodeTaken`, after which the transaction can only end.
    """
    statement = (
        update(stations)
        .where(
            stations.c.tenant_id == tenant_id,
            stations.c.id == station_id,
            stations.c.removed_at.is_(None),
        )
        .values(**values, version=stations.c.version + 1)
    )
    if version is not None:
        statement = statement.where(stations.c.version == version)
    try:
        return (await connection.execute(statement)).rowcount == 1
    except IntegrityError as error:
        raise _contradiction(error) from None


def _contradiction(error: IntegrityError) -> Exception:
    """Return what it means that a row contradicts another; else the error itself."""
    if "stations_code" not in str(error.orig):
        return error
    message = "Another station has this code."
    return StationCodeTaken(message, {"errors": [{"field": "code", "message": message}]})


def _station(row: Row[Any], now: datetime) -> Station:
    return Station(
        id=row.id,
        code=row.code,
        name=row.name,
        location_id=row.location_id,
        location_name=row.location_name,
        timezone=row.timezone,
        protocol=row.protocol,
        security_profile=row.security_profile,
        has_password=row.password_hash is not None,
        registration=row.registration,
        vendor=row.vendor,
        model=row.model,
        serial_number=row.serial_number,
        firmware_version=row.firmware_version,
        quirk_profile=row.quirk_profile,
        boot_reason=row.boot_reason,
        booted_at=row.booted_at,
        heartbeat_at=row.heartbeat_at,
        clock_skew_s=row.clock_skew_s,
        deviations=row.deviations,
        open_faults=row.open_faults,
        socket=_socket(row, now),
        reported=ReportedStatus(
            status=row.status,
            reported_at=row.status_reported_at,
            received_at=row.status_received_at,
            age_s=age_s(row.status_received_at, now),
        ),
        proven_use=ProvenUse(at=row.last_used_at, age_s=age_s(row.last_used_at, now)),
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )


def _socket(row: Row[Any], now: datetime) -> Socket:
    if row.connection_id is None:
        return Socket(state="never")
    since = row.connected_at if row.socket_open else (row.disconnected_at or row.last_seen_at)
    return Socket(
        state="open" if row.socket_open else "closed",
        since=since,
        age_s=age_s(since, now),
        subprotocol=row.subprotocol,
        security_profile=row.socket_profile,
        remote_address=row.remote_address,
        last_seen_at=row.last_seen_at,
        last_seen_age_s=age_s(row.last_seen_at, now),
        close_code=row.close_code,
        close_reason=row.close_reason,
    )
