"""Queries of publications by what they are about; their documents as they are kept."""

from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.publishing.public import Publication
from chargehouse.contexts.publishing.tables import publications
from chargehouse.ocpi.versions import VersionName
from chargehouse.platform.postgres.matching import among

P: Final = publications.c
NAMES: Final = Publication.__struct_fields__
SAID: Final = tuple(P[name] for name in NAMES)
"""The columns of a publication as it stands in its row."""


async def find(
    connection: AsyncConnection, tenant_id: UUID, publication_id: UUID
) -> Publication | None:
    """Return a publication."""
    statement = select(*SAID).where(P.tenant_id == tenant_id, P.id == publication_id)
    return _one((await connection.execute(statement)).first())


async def concerned(
    connection: AsyncConnection,
    tenant_id: UUID,
    module: str,
    *,
    party_id: UUID,
    object_id: str,
    subject_id: UUID,
) -> list[Publication]:
    """Return what partners know by an owner and an id, or is about a subject; locked."""
    statement = (
        select(*SAID)
        .where(
            P.tenant_id == tenant_id,
            P.module == module,
            or_(
                and_(P.party_id == party_id, func.lower(P.object_id) == object_id.lower()),
                P.subject_id == subject_id,
            ),
        )
        .order_by(P.id)
        .with_for_update()
    )
    return [publication_of(row) for row in await connection.execute(statement)]


async def about(
    connection: AsyncConnection,
    tenant_id: UUID,
    module: str,
    subjects: Collection[UUID],
    *,
    lock: bool = False,
) -> list[Publication]:
    """Return what is told about things of ours, what was withdrawn among it, oldest first."""
    statement = (
        select(*SAID)
        .where(P.tenant_id == tenant_id, P.module == module, among(P.subject_id, subjects))
        .order_by(P.id)
    )
    if lock:
        statement = statement.with_for_update()
    return [publication_of(row) for row in await connection.execute(statement)]


async def in_other_versions(
    connection: AsyncConnection,
    tenant_id: UUID,
    partner_id: UUID,
    version: VersionName,
    *,
    after: UUID | None,
    limit: int,
) -> list[Publication]:
    """Return what one partner alone is told, and is kept in another version, behind an id."""
    statement = select(*SAID).where(
        P.tenant_id == tenant_id, P.partner_id == partner_id, P.version != version
    )
    if after is not None:
        statement = statement.where(P.id > after)
    rows = await connection.execute(statement.order_by(P.id).limit(limit))
    return [publication_of(row) for row in rows]


async def add(connection: AsyncConnection, tenant_id: UUID, values: Mapping[str, object]) -> bool:
    """Add a publication; tell whether nothing was known by its owner and id."""
    statement = insert(publications).values(tenant_id=tenant_id, **values).on_conflict_do_nothing()
    return (await connection.execute(statement)).rowcount == 1


async def change(
    connection: AsyncConnection,
    tenant_id: UUID,
    publication_id: UUID,
    values: Mapping[str, object],
) -> None:
    """Change columns of a publication."""
    await connection.execute(
        update(publications)
        .where(P.tenant_id == tenant_id, P.id == publication_id)
        .values(**values)
    )


def _one(row: Row[Any] | None) -> Publication | None:
    return None if row is None else publication_of(row)


def publication_of(row: Row[Any]) -> Publication:
    """Return the publication in a row of the columns `SAID`."""
    return Publication(**dict(zip(NAMES, row, strict=True)))
