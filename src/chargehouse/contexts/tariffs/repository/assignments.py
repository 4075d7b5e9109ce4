"""Every query of assignments: which tariff holds where."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, Select, and_, delete, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.tariffs.model.assigning import Candidate
from chargehouse.contexts.tariffs.public import ChargingPlace, TariffAssignment, TariffDocument
from chargehouse.contexts.tariffs.tables import tariff_assignments, tariff_versions, tariffs
from chargehouse.kernel.reach import Reach
from chargehouse.platform.http.paging import ListQuery, Page, Paging, Sorting
from chargehouse.platform.postgres.matching import among, within

A = tariff_assignments.c
T = tariffs.c
V = tariff_versions.c

SORTING: Final = Sorting(
    columns={
        "created_at": A.created_at,
        "valid_from": A.valid_from,
        "valid_until": A.valid_until,
        "level": A.level,
    },
    id=A.id,
    default="-created_at",
)


class Reached(NamedTuple):
    """Where somebody may see assignments, besides those for all; the stations are those there."""

    reach: Reach
    stations: Collection[UUID]


class Said(NamedTuple):
    """What a tariff said in a version, and what partners call it."""

    version: int
    ocpi_id: str
    document: TariffDocument


async def hold(connection: AsyncConnection, tenant_id: UUID) -> None:
    """See to it that nobody else assigns a tariff in the tenant until this is done."""
    await connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"),
        {"name": f"tariff assignments {tenant_id}"},
    )


async def find(
    connection: AsyncConnection, tenant_id: UUID, assignment_id: UUID
) -> TariffAssignment | None:
    """Return an assignment, or None."""
    row = (await connection.execute(_assignments(tenant_id).where(A.id == assignment_id))).first()
    return None if row is None else _assignment(row)


async def page(
    connection: AsyncConnection,
    tenant_id: UUID,
    paging: Paging,
    *,
    tariff_id: UUID | None = None,
    location_id: UUID | None = None,
    station_id: UUID | None = None,
    level: str | None = None,
    at: datetime | None = None,
    reached: Reached | None = None,
) -> Page[TariffAssignment]:
    """Return a page of assignments; `at` keeps those that hold in an instant."""
    equal = {
        A.tariff_id: tariff_id,
        A.location_id: location_id,
        A.station_id: station_id,
        A.level: level,
    }
    filters = [
        A.tenant_id == tenant_id,
        *(column == value for column, value in equal.items() if value is not None),
        None if at is None else _holds(at),
        None if reached is None else _is_reached(reached),
    ]
    query = ListQuery[TariffAssignment](SORTING, paging, filters)
    rows = (await connection.execute(query.paged(_assignments(tenant_id)))).all()
    return query.page(rows, _assignment)


async def overlapping(
    connection: AsyncConnection, tenant_id: UUID, wanted: TariffAssignment
) -> UUID | None:
    """Return an assignment of another tariff, or the same, to the same place at the same time."""
    same = [
        A.level == wanted.level,
        A.location_id.is_not_distinct_from(wanted.location_id),
        A.station_id.is_not_distinct_from(wanted.station_id),
        A.evse_id.is_not_distinct_from(wanted.evse_id),
        A.connector_id.is_not_distinct_from(wanted.connector_id),
    ]
    lasting = []
    if wanted.valid_until is not None:
        lasting.append(or_(A.valid_from.is_(None), A.valid_from < wanted.valid_until))
    if wanted.valid_from is not None:
        lasting.append(or_(A.valid_until.is_(None), A.valid_until > wanted.valid_from))
    statement = select(A.id).where(A.tenant_id == tenant_id, A.id != wanted.id, *same, *lasting)
    return (await connection.execute(statement.limit(1))).scalar()


async def add(connection: AsyncConnection, tenant_id: UUID, assignment: TariffAssignment) -> None:
    """Add an assignment."""
    values = msgspec.structs.asdict(assignment)
    del values["tariff_name"]
    await connection.execute(insert(tariff_assignments).values(tenant_id=tenant_id, **values))


async def change(
    connection: AsyncConnection,
    tenant_id: UUID,
    assignment_id: UUID,
    values: Mapping[str, object],
) -> None:
    """Change an assignment, which is then in another version."""
    await connection.execute(
        update(tariff_assignments)
        .where(A.tenant_id == tenant_id, A.id == assignment_id)
        .values(**values, version=A.version + 1)
    )


async def remove(connection: AsyncConnection, tenant_id: UUID, assignment_id: UUID) -> None:
    """Remove an assignment."""
    await connection.execute(
        delete(tariff_assignments).where(A.tenant_id == tenant_id, A.id == assignment_id)
    )


async def candidates(
    connection: AsyncConnection, tenant_id: UUID, place: ChargingPlace, at: datetime
) -> list[Candidate]:
    """Return what is assigned to a place in an instant, on any level."""
    statement = (
        select(
            A.id.label("assignment_id"),
            A.tariff_id,
            A.level,
            T.archived_at,
            T.valid_from,
            T.valid_to,
        )
        .join(tariffs, and_(T.tenant_id == A.tenant_id, T.id == A.tariff_id))
        .where(A.tenant_id == tenant_id, _holds(at), or_(*_at(place)))
    )
    rows = await connection.execute(statement)
    return [Candidate(**row._mapping) for row in rows]  # noqa: SLF001  SQLAlchemy's documented way


async def version_at(
    connection: AsyncConnection, tenant_id: UUID, tariff_id: UUID, at: datetime
) -> Said:
    """Return what a tariff said in an instant, or said first."""
    statement = (
        select(V.version, T.ocpi_id, V.document)
        .join(tariffs, and_(T.tenant_id == V.tenant_id, T.id == V.tariff_id))
        .where(
            V.tenant_id == tenant_id,
            V.tariff_id == tariff_id,
            or_(V.changed_at <= at, V.version == 1),
        )
        .order_by(V.version.desc())
        .limit(1)
    )
    row = (await connection.execute(statement)).one()
    return Said(row.version, row.ocpi_id, msgspec.convert(row.document, TariffDocument))


async def document(
    connection: AsyncConnection, tenant_id: UUID, tariff_id: UUID, version: int
) -> TariffDocument | None:
    """Return what a tariff said in a version, or None."""
    statement = select(V.document).where(
        V.tenant_id == tenant_id, V.tariff_id == tariff_id, V.version == version
    )
    said = (await connection.execute(statement)).scalar()
    return None if said is None else msgspec.convert(said, TariffDocument)


def _at(place: ChargingPlace) -> list[ColumnElement[bool]]:
    conditions = [
        A.level == "tenant",
        and_(A.level == "location", A.location_id == place.location_id),
    ]
    if place.station_id is not None:
        conditions.append(and_(A.level == "station", A.station_id == place.station_id))
        conditions.append(
            and_(
                A.level == "connector",
                A.station_id == place.station_id,
                A.evse_id == place.evse_id,
                A.connector_id == place.connector_id,
            )
        )
    return conditions


def _holds(at: datetime) -> ColumnElement[bool]:
    return and_(
        or_(A.valid_from.is_(None), A.valid_from <= at),
        or_(A.valid_until.is_(None), A.valid_until > at),
    )


def _is_reached(reached: Reached) -> ColumnElement[bool]:
    return or_(
        A.level == "tenant",
        and_(A.location_id.is_not(None), *within(reached.reach, A.location_id)),
        among(A.station_id, reached.stations),
    )


def _assignments(tenant_id: UUID) -> Select[Any]:
    return (
        select(tariff_assignments, T.name.label("tariff_name"))
        .join(tariffs, and_(T.tenant_id == A.tenant_id, T.id == A.tariff_id))
        .where(A.tenant_id == tenant_id)
    )


def _assignment(row: Row[Any]) -> TariffAssignment:
    values = {name: getattr(row, name) for name in TariffAssignment.__struct_fields__}
    return TariffAssignment(**values)
