"""Queries of what partners told us: kept, found by name, taken away."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.received.public import ReceivedModule
from chargehouse.contexts.received.tables import received_objects
from chargehouse.platform.postgres.matching import among

R: Final = received_objects.c
IDENTITY: Final = frozenset({"tenant_id", "id", "party_id", "module", "key"})
"""The columns that a row keeps, whatever is told of its object later."""

ARRIVAL: Final = frozenset({"received_at", "listed_at", "unlisted_at"})


class Address(NamedTuple):
    """Where an object is kept: under its owner, by a key of its name."""

    party_id: UUID
    module: ReceivedModule
    key: str


class Known(NamedTuple):
    """What is known of a kept object without opening it."""

    id: UUID
    partner_id: UUID
    version: str
    digest: bytes
    last_updated: datetime
    received_at: datetime
    listed_at: datetime | None
    unlisted_at: datetime | None


async def find(
    connection: AsyncConnection, tenant_id: UUID, address: Address, *, lock: bool = False
) -> Row[Any] | None:
    """Return an object's row, locked against change where that is asked for."""
    statement: Select[Any] = select(received_objects).where(_is_at(tenant_id, address))
    if lock:
        statement = statement.with_for_update()
    found: Row[Any] | None = (await connection.execute(statement)).first()
    return found


async def by_id(connection: AsyncConnection, tenant_id: UUID, id_: UUID) -> Row[Any] | None:
    """Return an object's row."""
    statement = select(received_objects).where(R.tenant_id == tenant_id, R.id == id_)
    return (await connection.execute(statement)).first()


async def add(connection: AsyncConnection, values: Mapping[str, Any]) -> bool:
    """Keep an object, unless one of its name is kept; tell whether it was."""
    statement = insert(received_objects).values(**values).on_conflict_do_nothing()
    return (await connection.execute(statement)).rowcount == 1


async def put(connection: AsyncConnection, values: Mapping[str, Any]) -> UUID | None:
    """Keep an object, and return its id: another than the one given where it was kept before.

    None where nothing changed: what is kept is the same, or newer.
    """
    kept = insert(received_objects).values(**values)
    statement = _over(kept, kept.excluded.last_updated >= R.last_updated).returning(R.id)
    kept_as: UUID | None = (await connection.execute(statement)).scalar()
    return kept_as


async def reword(connection: AsyncConnection, id_: UUID, values: Mapping[str, Any]) -> None:
    """Keep an object as another version says it; when it came here stays as it was."""
    said = {name: values[name] for name in values.keys() - IDENTITY - ARRIVAL}
    await connection.execute(
        update(received_objects)
        .where(R.tenant_id == values["tenant_id"], R.id == id_)
        .values(**said)
    )


async def add_many(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep those objects of a list of whose names none is kept."""
    if rows:
        await connection.execute(insert(received_objects).on_conflict_do_nothing(), list(rows))


async def put_many(
    connection: AsyncConnection,
    rows: Sequence[Mapping[str, Any]],
    *,
    pushed_before: datetime | None = None,
) -> None:
    """Keep objects of a list, each unless what is kept is newer.

    With `pushed_before`, what is kept is newer only if it came here since.
    """
    if not rows:
        return
    kept = insert(received_objects)
    newer = kept.excluded.last_updated >= R.last_updated
    if pushed_before is not None:
        newer = or_(newer, R.received_at < pushed_before)
    await connection.execute(_over(kept, newer), list(rows))


async def known(
    connection: AsyncConnection,
    tenant_id: UUID,
    module: ReceivedModule,
    addresses: Sequence[Address],
) -> dict[Address, Known]:
    """Return what is known of those of a module's objects that are kept."""
    names = [R[name] for name in Known._fields]
    statement = select(R.party_id, R.key, *names).where(
        R.tenant_id == tenant_id,
        R.module == module,
        among(R.party_id, {each.party_id for each in addresses}),
        among(R.key, {each.key for each in addresses}),
    )
    return {
        Address(row.party_id, module, row.key): Known(
            *(getattr(row, name) for name in Known._fields)
        )
        for row in await connection.execute(statement)
    }


async def count(
    connection: AsyncConnection, tenant_id: UUID, partner_id: UUID, module: str, *, most: int
) -> int:
    """Return how many objects of a module a partner told, counted no further than `most`."""
    counted = (
        select(R.id)
        .where(R.tenant_id == tenant_id, R.partner_id == partner_id, R.module == module)
        .limit(most)
        .subquery()
    )
    found: int = (await connection.execute(select(func.count()).select_from(counted))).scalar_one()
    return found


async def note_listed(
    connection: AsyncConnection, tenant_id: UUID, ids: Sequence[UUID], at: datetime
) -> None:
    """Note that a whole list, whose reading began then, has these objects."""
    if not ids:
        return
    await connection.execute(
        update(received_objects)
        .where(R.tenant_id == tenant_id, among(R.id, ids))
        .values(listed_at=at)
    )


async def note_unlisted(
    connection: AsyncConnection,
    tenant_id: UUID,
    partner_id: UUID,
    module: str,
    *,
    since: datetime,
    now: datetime,
) -> int:
    """Note what of a partner a whole list, whose reading began then, has no more; say how many.

    What came by a push since the reading began is none of it.
    """
    statement = (
        update(received_objects)
        .where(
            R.tenant_id == tenant_id,
            R.partner_id == partner_id,
            R.module == module,
            R.unlisted_at.is_(None),
            R.received_at < since,
            or_(R.listed_at.is_(None), R.listed_at < since),
        )
        .values(unlisted_at=now, received_at=now)
    )
    return (await connection.execute(statement)).rowcount


async def remove(connection: AsyncConnection, tenant_id: UUID, id_: UUID) -> None:
    """Delete an object."""
    await connection.execute(delete(received_objects).where(R.tenant_id == tenant_id, R.id == id_))


def _is_at(tenant_id: UUID, address: Address) -> ColumnElement[bool]:
    return and_(
        R.tenant_id == tenant_id,
        R.party_id == address.party_id,
        R.module == address.module,
        R.key == address.key,
    )


def _over(kept: Insert, newer: ColumnElement[bool]) -> Insert:
    """Return a statement that writes over what is kept, where it is not newer, nor the same."""
    excluded = kept.excluded
    different = or_(
        R.digest != excluded.digest,
        R.version != excluded.version,
        R.partner_id != excluded.partner_id,
        R.unlisted_at.is_not(None),
    )
    changed = [column.name for column in received_objects.columns if column.name not in IDENTITY]
    return kept.on_conflict_do_update(
        constraint="received_objects_key",
        set_={name: excluded[name] for name in changed},
        where=and_(R.tenant_id == excluded.tenant_id, newer, different),
    )
