"""Queries of what partners told us, as people and other contexts look at it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.received.public import ReceivedFilters, ReceivedModule, ReceivedRow
from chargehouse.contexts.received.tables import received_objects
from chargehouse.platform.http.paging import ListQuery, Page, Paging, Sorting
from chargehouse.platform.postgres.matching import among, contains

R: Final = received_objects.c
SHOWN: Final = [R[name] for name in ReceivedRow.__struct_fields__]
SEARCHED: Final = (R.object_id, R.title, R.place)
SORTING: Final = Sorting(
    columns={
        "rank": R.rank,
        "last_updated": R.last_updated,
        "received_at": R.received_at,
    },
    id=R.id,
    default="-rank",
)


async def page(
    connection: AsyncConnection,
    tenant_id: UUID,
    module: ReceivedModule,
    filters: ReceivedFilters,
    paging: Paging,
) -> Page[ReceivedRow]:
    """Return a page of a module's objects: live sessions first, then the newest."""
    query = ListQuery[ReceivedRow](SORTING, paging, _conditions(filters))
    statement = select(*SHOWN).where(R.tenant_id == tenant_id, R.module == module)
    return query.page((await connection.execute(query.paged(statement))).all(), as_row)


async def tokens_after(
    connection: AsyncConnection,
    tenant_id: UUID,
    partner_id: UUID,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Row[Any]]:
    """Return a partner's tokens in the order in which they changed here."""
    statement = (
        select(received_objects)
        .where(R.tenant_id == tenant_id, R.partner_id == partner_id, R.module == "tokens")
        .order_by(R.received_at, R.id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(tuple_(R.received_at, R.id) > after)
    return list(await connection.execute(statement))


async def tokens_named(
    connection: AsyncConnection, tenant_id: UUID, ids: Collection[UUID]
) -> list[Row[Any]]:
    """Return tokens by their ids."""
    statement = (
        select(received_objects)
        .where(R.tenant_id == tenant_id, R.module == "tokens", among(R.id, ids))
        .order_by(R.id)
    )
    return list(await connection.execute(statement))


async def last_received(
    connection: AsyncConnection, tenant_id: UUID, partner_id: UUID, module: ReceivedModule
) -> datetime | None:
    """Return when an object of a partner last changed here."""
    statement = select(func.max(R.received_at)).where(
        R.tenant_id == tenant_id, R.partner_id == partner_id, R.module == module
    )
    found: datetime | None = (await connection.execute(statement)).scalar()
    return found


async def of_uid(connection: AsyncConnection, tenant_id: UUID, uid_hash: bytes) -> list[Row[Any]]:
    """Return the tokens of a uid."""
    statement = (
        select(received_objects)
        .where(R.tenant_id == tenant_id, R.uid_hash == uid_hash)
        .order_by(R.id)
    )
    return list(await connection.execute(statement))


async def sessions(
    connection: AsyncConnection, tenant_id: UUID, partner_id: UUID, limit: int
) -> list[Row[Any]]:
    """Return a partner's sessions, live ones first."""
    statement = (
        select(received_objects)
        .where(R.tenant_id == tenant_id, R.partner_id == partner_id, R.module == "sessions")
        .order_by(R.rank.desc(), R.id.desc())
        .limit(limit)
    )
    return list(await connection.execute(statement))


def as_row(row: Row[Any]) -> ReceivedRow:
    """Return what a list shows of a row."""
    return ReceivedRow(**{name: getattr(row, name) for name in ReceivedRow.__struct_fields__})


def _conditions(filters: ReceivedFilters) -> list[ColumnElement[bool] | None]:
    listed, search = filters.listed, filters.search
    return [
        None if filters.partner_id is None else R.partner_id == filters.partner_id,
        None if filters.party_id is None else R.party_id == filters.party_id,
        None if filters.status is None else func.upper(R.status) == filters.status.upper(),
        None if listed is None else R.unlisted_at.is_(None) == listed,
        or_(*(contains(column, search) for column in SEARCHED)) if search else None,
    ]
