"""Queries of what is said to nobody, and of which tariffs hold where."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import and_, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.publishing.tables import publication_omissions, publication_tariffs
from chargehouse.platform.http.paging import ListQuery, Page, Paging, Sorting
from chargehouse.platform.postgres.matching import among

O: Final = publication_omissions.c  # noqa: E741  named as the other tables are
T: Final = publication_tariffs.c

OMITTED: Final = select(O.module, O.subject_id, O.part, O.reason, O.since)
SORTING: Final = Sorting(columns={"since": O.since}, id=O.id, default="since")


class Omitted(NamedTuple):
    """Something that is not said, since when, and why."""

    module: str
    subject_id: UUID
    part: str
    reason: str
    since: datetime


Reasons = Mapping[str, str]
"""Why something is not said, by its parts; the part '' is the whole."""


async def about(
    connection: AsyncConnection, tenant_id: UUID, module: str, subjects: Collection[UUID]
) -> dict[UUID, dict[str, str]]:
    """Return what is not said about things of ours, and why."""
    statement = select(O.subject_id, O.part, O.reason).where(
        O.tenant_id == tenant_id, O.module == module, among(O.subject_id, subjects)
    )
    found: dict[UUID, dict[str, str]] = defaultdict(dict)
    for row in await connection.execute(statement):
        found[row.subject_id][row.part] = row.reason
    return found


async def page(
    connection: AsyncConnection, tenant_id: UUID, paging: Paging, *, module: str | None = None
) -> Page[Omitted]:
    """Return a page of what is not said, the longest so first."""
    filters = [O.tenant_id == tenant_id, None if module is None else O.module == module]
    query = ListQuery[Omitted](SORTING, paging, filters)
    rows = (await connection.execute(query.paged(OMITTED))).all()
    return query.page(
        rows, lambda row: Omitted(row.module, row.subject_id, row.part, row.reason, row.since)
    )


async def replace(
    connection: AsyncConnection,
    tenant_id: UUID,
    module: str,
    subject_id: UUID,
    reasons: Reasons,
    *,
    at: datetime,
) -> None:
    """Keep why something is not said; what is said again is forgotten."""
    of_subject = and_(O.tenant_id == tenant_id, O.module == module, O.subject_id == subject_id)
    await connection.execute(delete(publication_omissions).where(of_subject))
    if reasons:
        await connection.execute(
            insert(publication_omissions),
            [
                {
                    "tenant_id": tenant_id,
                    "id": uuid5(subject_id, f"{module}/{part}"),
                    "module": module,
                    "subject_id": subject_id,
                    "part": part,
                    "reason": reason,
                    "since": at,
                }
                for part, reason in reasons.items()
            ],
        )


async def holding(
    connection: AsyncConnection, tenant_id: UUID, locations: Collection[UUID]
) -> dict[UUID, set[UUID]]:
    """Return the tariffs that hold at told locations."""
    statement = select(T.location_id, T.tariff_id).where(
        T.tenant_id == tenant_id, among(T.location_id, locations)
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for row in await connection.execute(statement):
        found[row.location_id].add(row.tariff_id)
    return found


async def hold(
    connection: AsyncConnection,
    tenant_id: UUID,
    location_id: UUID,
    *,
    begins: Collection[UUID],
    ends: Collection[UUID],
) -> None:
    """Keep that some tariffs hold at a location from now on, and others no more."""
    if ends:
        await connection.execute(
            delete(publication_tariffs).where(
                T.tenant_id == tenant_id, T.location_id == location_id, among(T.tariff_id, ends)
            )
        )
    if begins:
        await connection.execute(
            insert(publication_tariffs)
            .values(
                [
                    {"tenant_id": tenant_id, "location_id": location_id, "tariff_id": each}
                    for each in sorted(begins)
                ]
            )
            .on_conflict_do_nothing()
        )


async def locations_with(
    connection: AsyncConnection, tenant_id: UUID, tariffs: Collection[UUID]
) -> list[UUID]:
    """Return the told locations at which some of the tariffs hold."""
    statement = (
        select(T.location_id)
        .where(T.tenant_id == tenant_id, among(T.tariff_id, tariffs))
        .distinct()
    )
    return list((await connection.execute(statement)).scalars())
