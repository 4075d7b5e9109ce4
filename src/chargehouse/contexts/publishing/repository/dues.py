"""Queries of what is to be said anew."""

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, and_, delete, func, literal, select, true, tuple_, union_all, update
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.publishing.tables import (
    publication_dues,
    publication_omissions,
    publications,
)

D: Final = publication_dues.c
P: Final = publications.c
O: Final = publication_omissions.c  # noqa: E741  named as the other tables are
KEY: Final = ("tenant_id", "module", "subject_id")


class Due(NamedTuple):
    """Something that is to be said anew."""

    module: str
    subject_id: UUID


async def due_tenants(relay: AsyncConnection, now: datetime) -> list[UUID]:
    """Return the tenants in which something is due."""
    statement = select(D.tenant_id).where(D.due_at <= now).distinct()
    return list((await relay.execute(statement)).scalars())


async def mark(
    connection: AsyncConnection,
    tenant_id: UUID,
    dues: Collection[Due],
    at: datetime,
    *,
    wide: bool,
) -> None:
    """Have things said anew from an instant on; what is due sooner stays so.

    What is `wide` is one of many that one change made due: it lets the others go first.
    """
    if not dues:
        return
    rows = [
        {"tenant_id": tenant_id, **each._asdict(), "due_at": at, "wide": wide}
        for each in sorted(set(dues))
    ]
    statement = insert(publication_dues)
    await connection.execute(_sooner(statement), rows)


async def mark_told(
    connection: AsyncConnection, tenant_id: UUID, at: datetime, *, party_id: UUID | None = None
) -> None:
    """Have all locations and tariffs said anew that were told or could not be, or a party's."""
    told = select(P.module, P.subject_id).where(
        P.tenant_id == tenant_id,
        P.module.in_(("locations", "tariffs")),
        *([] if party_id is None else [P.party_id == party_id]),
    )
    untold = select(O.module, O.subject_id).where(O.tenant_id == tenant_id)
    every = union_all(told, untold).subquery()
    row = (literal(tenant_id, Uuid), every.c.module, every.c.subject_id, literal(at), true())
    chosen = select(*row).distinct().order_by(every.c.module, every.c.subject_id)
    statement = insert(publication_dues).from_select([*KEY, "due_at", "wide"], chosen)
    await connection.execute(_sooner(statement))


async def take(
    connection: AsyncConnection, tenant_id: UUID, now: datetime, limit: int
) -> list[Due]:
    """Take what is due, so that nobody else does; it is due no more when this ends well."""
    chosen = (
        select(D.module, D.subject_id)
        .where(D.tenant_id == tenant_id, D.due_at <= now)
        .order_by(D.wide, D.due_at, D.subject_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("chosen")
    )
    statement = (
        delete(publication_dues)
        .where(
            D.tenant_id == tenant_id,
            tuple_(D.module, D.subject_id).in_(select(chosen.c.module, chosen.c.subject_id)),
        )
        .returning(D.module, D.subject_id)
    )
    return sorted(Due(row.module, row.subject_id) for row in await connection.execute(statement))


async def put_off(
    connection: AsyncConnection, tenant_id: UUID, dues: Collection[Due], until: datetime
) -> None:
    """Have things said anew no sooner than an instant."""
    for each in dues:
        await connection.execute(
            update(publication_dues)
            .where(
                D.tenant_id == tenant_id,
                D.module == each.module,
                D.subject_id == each.subject_id,
            )
            .values(due_at=until)
        )


def _sooner(statement: Insert) -> Insert:
    """Return the insertion that leaves what is due sooner, or before others, as it is."""
    added = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=list(KEY),
        set_={
            "due_at": func.least(D.due_at, added.due_at),
            "wide": and_(D.wide, added.wide),
        },
    )
