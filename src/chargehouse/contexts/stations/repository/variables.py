"""Queries of configuration keys and device-model variables."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.stations.model.ages import age_s
from chargehouse.contexts.stations.public import Variable
from chargehouse.contexts.stations.tables import station_variables, stations
from chargehouse.platform.postgres.matching import contains

V: Final = station_variables.c
KEY: Final = (
    *("component", "component_instance", "evse_id", "connector_id"),
    *("variable", "variable_instance", "attribute"),
)
ORDER: Final = tuple(V[name] for name in KEY)
OBSERVED: Final = (
    *("value", "value_encrypted", "masked", "mutability", "data_type", "unit"),
    *("characteristics", "observed_at"),
)
KEPT_WHEN_UNSAID: Final = frozenset({"mutability", "data_type", "unit", "characteristics"})


async def known(
    connection: AsyncConnection, tenant_id: UUID, station_id: UUID, names: Iterable[str]
) -> Sequence[Row[Any]]:
    """Return what is kept of the variables of these names."""
    statement: Select[Any] = select(*ORDER, V.value, V.value_encrypted).where(
        V.tenant_id == tenant_id, V.station_id == station_id, V.variable.in_(sorted(set(names)))
    )
    return list(await connection.execute(statement))


async def last_read(
    connection: AsyncConnection, tenant_id: UUID, station_id: UUID
) -> Row[Any] | None:
    """Return when a station was last read by itself, of which firmware, and its firmware now."""
    statement: Select[Any] = select(
        stations.c.read_at, stations.c.read_firmware, stations.c.firmware_version
    ).where(
        stations.c.tenant_id == tenant_id,
        stations.c.id == station_id,
        stations.c.removed_at.is_(None),
    )
    row: Row[Any] | None = (await connection.execute(statement)).first()
    return row


async def keep_read(
    connection: AsyncConnection, tenant_id: UUID, station_id: UUID, at: datetime
) -> None:
    """Keep that a station was read, of the firmware that it has now."""
    await connection.execute(
        update(stations)
        .where(stations.c.tenant_id == tenant_id, stations.c.id == station_id)
        .values(read_at=at, read_firmware=stations.c.firmware_version)
    )


async def keep(connection: AsyncConnection, rows: Sequence[Mapping[str, object]]) -> None:
    """Keep observed variables; what a report leaves unsaid of a variable stays as it was."""
    statement = insert(station_variables)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["tenant_id", "station_id", *KEY],
            set_={
                name: func.coalesce(statement.excluded[name], V[name])
                if name in KEPT_WHEN_UNSAID
                else statement.excluded[name]
                for name in OBSERVED
            },
        ),
        list(rows),
    )


async def values_of(
    connection: AsyncConnection, tenant_id: UUID, station_id: UUID, names: Iterable[str]
) -> Sequence[Row[Any]]:
    """Return component, variable and value, plain or encrypted, compared without case."""
    wanted = [name.lower() for name in names]
    statement: Select[Any] = select(*ORDER, V.value, V.value_encrypted).where(
        V.tenant_id == tenant_id,
        V.station_id == station_id,
        func.lower(V.variable).in_(wanted),
    )
    return list(await connection.execute(statement))


def listed(
    tenant_id: UUID, station_id: UUID, search: str | None, component: str | None
) -> Select[Any]:
    """Return the variables of a station that are asked for, in their order."""
    conditions: list[ColumnElement[bool]] = [V.tenant_id == tenant_id, V.station_id == station_id]
    if search is not None:
        shown = and_(V.masked.is_(False), contains(V.value, search))
        conditions.append(or_(contains(V.variable, search), contains(V.component, search), shown))
    if component is not None:
        conditions.append(func.lower(V.component) == component.lower())
    return select(station_variables).where(*conditions).order_by(*ORDER)


async def read(
    connection: AsyncConnection, statement: Select[Any], now: datetime
) -> list[Variable]:
    """Return the variables of a statement."""
    return [_variable(row, now) for row in await connection.execute(statement)]


def _variable(row: Row[Any], now: datetime) -> Variable:
    return Variable(
        component=row.component,
        component_instance=row.component_instance,
        evse_id=row.evse_id,
        connector_id=row.connector_id,
        variable=row.variable,
        variable_instance=row.variable_instance,
        attribute=row.attribute,
        value=row.value,
        masked=row.masked,
        mutability=row.mutability,
        data_type=row.data_type,
        unit=row.unit,
        observed_at=row.observed_at,
        age_s=age_s(row.observed_at, now),
    )
