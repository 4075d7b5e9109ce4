"""Queries of entries: by pages, one by one, and all of them in order."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Row, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.audit.events import ErasedField
from chargehouse.contexts.audit.model.bodies import Secret
from chargehouse.contexts.audit.model.search import EntryFilters
from chargehouse.contexts.audit.model.verification import NOTHING, Kept
from chargehouse.contexts.audit.tables import audit_entries, audit_personal
from chargehouse.platform.http.paging import Filters, ListQuery, Paging, Sorting
from chargehouse.platform.outbox.recorded import Names
from chargehouse.platform.postgres.database import driver_of
from chargehouse.platform.postgres.matching import among, begins

_E = audit_entries.c
_P = audit_personal.c

Secrets = dict[int, dict[str, Secret]]


class Found(NamedTuple):
    """An entry's place, hash and body."""

    leaf_index: int
    leaf_hash: bytes
    body: str | None


SORTING: Final = Sorting(columns={"index": _E.leaf_index}, id=_E.event_id, default="-index")

_IN_ORDER: Final = """
    SELECT leaf_index, leaf_hash, convert_to(body, 'UTF8'),
           CASE WHEN body IS NOT NULL THEN
               concat(event_id, '|', wire_name, '|',
                      to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '|',
                      aggregate_id, '|', station_id, '|', actor_kind, '|', actor_id, '|',
                      request_id)
           END
    FROM audit_entries
    WHERE tenant_id = $1 AND leaf_index >= $2 AND leaf_index < $3
    ORDER BY leaf_index
"""
_FIRST_FROM: Final = """
    SELECT min(leaf_index) FROM audit_entries WHERE tenant_id = $1 AND leaf_index >= $2
"""
_PERSONAL_IN_ORDER: Final = """
    SELECT leaf_index, field, salt, value FROM audit_personal
    WHERE tenant_id = $1 AND leaf_index BETWEEN $2 AND $3
    ORDER BY leaf_index, field
"""


def query(tenant_id: UUID, paging: Paging, asked: EntryFilters) -> ListQuery[Row[Any]]:
    """Return the list that is asked for; what retention emptied is in none."""
    equal = ("actor_kind", "actor_id", "station_id", "aggregate_id", "request_id")
    filters: Filters = (
        _E.tenant_id == tenant_id,
        _E.body.is_not(None),
        *(
            None if getattr(asked, name) is None else _E[name] == getattr(asked, name)
            for name in equal
        ),
        None if asked.module is None else begins(_E.wire_name, f"{asked.module}."),
        None if asked.names is None else _named(Names(asked.names)),
        None if asked.since is None else _E.at >= asked.since,
        None if asked.until is None else _E.at < asked.until,
    )
    return ListQuery[Row[Any]](SORTING, paging, filters)


def _named(names: Names) -> Any:  # noqa: ANN401  an expression of SQLAlchemy's
    """Return the condition that an entry's name is among those that are asked for."""
    return or_(
        among(_E.wire_name, names.exact),
        *(begins(_E.wire_name, prefix) for prefix in names.prefixes),
    )


async def page(
    connection: AsyncConnection, tenant_id: UUID, listed: ListQuery[Row[Any]]
) -> tuple[list[Row[Any]], str | None, Secrets]:
    """Return a page of entries' bodies by index, the cursor of the next, what is personal."""
    statement = listed.paged(select(_E.leaf_index, _E.body).where(_E.tenant_id == tenant_id))
    found = listed.page((await connection.execute(statement)).all(), lambda row: row)
    indices = [row.leaf_index for row in found.items]
    return found.items, found.next_cursor, await secrets_of(connection, tenant_id, indices)


async def find(connection: AsyncConnection, tenant_id: UUID, index: int) -> Found | None:
    """Return an entry's hash and body, or None."""
    statement = select(_E.leaf_index, _E.leaf_hash, _E.body).where(
        _E.tenant_id == tenant_id, _E.leaf_index == index
    )
    row = (await connection.execute(statement)).first()
    return None if row is None else Found(*row)


async def secrets_of(
    connection: AsyncConnection, tenant_id: UUID, indices: Collection[int]
) -> Secrets:
    """Return what is personal of entries and still there."""
    if not indices:
        return {}
    statement = select(_P.leaf_index, _P.field, _P.salt, _P.value).where(
        _P.tenant_id == tenant_id, among(_P.leaf_index, indices)
    )
    return _by_index(await connection.execute(statement))


async def in_order(
    connection: AsyncConnection, tenant_id: UUID, first: int, limit: int
) -> list[Kept]:
    """Return entries from an index on, with all that is kept of them."""
    # The driver itself is asked: a log is long, and SQLAlchemy's rows cost more than the check.
    driver = await driver_of(connection)
    # By a range of indices, not a LIMIT: on a log that grew fast, and of which the planner knows
    # nothing yet, it would sort all that follows for every page.
    rows = await driver.fetch(_IN_ORDER, tenant_id, first, first + limit)
    if not rows:
        following = await driver.fetchval(_FIRST_FROM, tenant_id, first + limit)
        if following is None:
            return []
        rows = await driver.fetch(_IN_ORDER, tenant_id, following, following + limit)
    personal = await driver.fetch(_PERSONAL_IN_ORDER, tenant_id, rows[0][0], rows[-1][0])
    secrets = _by_index(personal)
    return [
        Kept(index, body, leaf, secrets.get(index, NOTHING), columns)
        for index, leaf, body, columns in rows
    ]


async def first_since(
    connection: AsyncConnection, tenant_id: UUID, first: int, since: datetime
) -> int | None:
    """Return the first entry from an index on that is not older than an instant."""
    statement = (
        select(_E.leaf_index)
        .where(_E.tenant_id == tenant_id, _E.leaf_index >= first, _E.at >= since)
        .order_by(_E.leaf_index)
        .limit(1)
    )
    found: int | None = await connection.scalar(statement)
    return found


async def personal_about(
    connection: AsyncConnection, tenant_id: UUID, ids: Collection[UUID]
) -> list[ErasedField]:
    """Return what is personal, and still there, in entries by or about these ids."""
    statement = (
        select(_P.leaf_index, _P.field)
        .join(audit_entries, (_E.tenant_id == _P.tenant_id) & (_E.leaf_index == _P.leaf_index))
        .where(
            _P.tenant_id == tenant_id,
            or_(among(_E.actor_id, ids), among(_E.aggregate_id, ids)),
        )
        .order_by(_P.leaf_index, _P.field)
    )
    found = await connection.execute(statement)
    return [ErasedField(row.leaf_index, row.field) for row in found]


async def still_there(
    connection: AsyncConnection, tenant_id: UUID, fields: Collection[ErasedField]
) -> set[ErasedField]:
    """Return those of the fields that are still there."""
    held = await secrets_of(connection, tenant_id, {each.index for each in fields})
    return {each for each in fields if each.field in held.get(each.index, ())}


def _by_index(rows: Iterable[Iterable[Any]]) -> Secrets:
    found: Secrets = {}
    for index, field, salt, value in rows:
        found.setdefault(index, {})[field] = Secret(salt, value.encode())
    return found
