"""Queries of access problems, and of what chargers did against their mode."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Row, Select, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.access.model.problems import Kind
from chargehouse.contexts.access.public.control import ProblemFilters
from chargehouse.contexts.access.tables import access_problems, drift_cursors, drift_sightings
from chargehouse.platform.http.paging import Filters, ListQuery, Paging, Sorting
from chargehouse.platform.postgres.matching import among

C: Final = access_problems.c
S: Final = drift_sightings.c
OPEN_FIRST: Final = Sorting(
    columns={"opened_at": C.opened_at, "closed_at": C.closed_at}, id=C.id, default="-closed_at"
)
"""What holds has no `closed_at`, and nulls are the greatest; ids sort by time."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A problem as it is kept; it holds while `closed_at` is None."""

    id: UUID
    station_id: UUID
    kind: Kind
    change_id: UUID | None
    evidence: list[dict[str, Any]]
    seen: int
    opened_at: datetime
    last_seen_at: datetime
    closed_at: datetime | None = None
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    note: str | None = None


def asked_for(
    tenant_id: UUID, reached: frozenset[UUID] | None, paging: Paging, asked: ProblemFilters
) -> ListQuery[Problem]:
    """Return the list that is asked for, of the stations that `reached` names."""
    is_open, is_known = C.closed_at.is_(None), C.acknowledged_at.is_not(None)
    filters: Filters = (
        C.tenant_id == tenant_id,
        None if reached is None else among(C.station_id, reached),
        None if asked.station_id is None else C.station_id == asked.station_id,
        None if asked.kind is None else C.kind == asked.kind,
        None if asked.open is None else (is_open if asked.open else ~is_open),
        None if asked.acknowledged is None else (is_known if asked.acknowledged else ~is_known),
        None if asked.since is None else C.opened_at >= asked.since,
        None if asked.until is None else C.opened_at < asked.until,
    )
    return ListQuery(OPEN_FIRST, paging, filters)


def problems_of(tenant_id: UUID) -> Select[Any]:
    """Select a tenant's problems."""
    return select(access_problems).where(C.tenant_id == tenant_id)


def problem_of(row: Row[Any]) -> Problem:
    """Return a row as what it means."""
    return Problem(**{name: getattr(row, name) for name in Problem.__struct_fields__})


async def find(
    connection: AsyncConnection, tenant_id: UUID, problem_id: UUID, *, lock: bool = False
) -> Problem | None:
    """Return a problem, or None."""
    statement = problems_of(tenant_id).where(C.id == problem_id)
    row = (await connection.execute(statement.with_for_update() if lock else statement)).first()
    return None if row is None else problem_of(row)


async def open_at(
    connection: AsyncConnection,
    tenant_id: UUID,
    station_ids: Collection[UUID],
    kinds: Collection[Kind],
) -> list[Problem]:
    """Return the open problems of some kinds at stations."""
    statement = problems_of(tenant_id).where(
        among(C.station_id, station_ids), among(C.kind, kinds), C.closed_at.is_(None)
    )
    return [problem_of(row) for row in await connection.execute(statement)]


async def counted_by_kind(
    connection: AsyncConnection, tenant_id: UUID, reached: frozenset[UUID] | None
) -> dict[str, int]:
    """Count the open problems by kind."""
    statement = (
        select(C.kind, func.count())
        .where(
            C.tenant_id == tenant_id,
            C.closed_at.is_(None),
            *([] if reached is None else [among(C.station_id, reached)]),
        )
        .group_by(C.kind)
        .order_by(C.kind)
    )
    return {row[0]: row[1] for row in await connection.execute(statement)}


async def add(connection: AsyncConnection, tenant_id: UUID, problems: Sequence[Problem]) -> None:
    """Open problems; one of the kind that is open already stays as it is."""
    if problems:
        await connection.execute(
            insert(access_problems).on_conflict_do_nothing(),
            [{"tenant_id": tenant_id, **msgspec.structs.asdict(each)} for each in problems],
        )


async def see_again(
    connection: AsyncConnection, tenant_id: UUID, problems: Sequence[Problem]
) -> None:
    """Keep that open problems were seen again, with the newest evidence."""
    if problems:
        await connection.execute(
            update(access_problems)
            .where(C.tenant_id == tenant_id, C.id == bindparam("of_problem"))
            .values(
                seen=bindparam("now_seen"),
                last_seen_at=bindparam("now_last"),
                evidence=bindparam("now_evidence", type_=C.evidence.type),
                change_id=bindparam("now_change"),
            ),
            [
                {
                    "of_problem": each.id,
                    "now_seen": each.seen,
                    "now_last": each.last_seen_at,
                    "now_evidence": each.evidence,
                    "now_change": each.change_id,
                }
                for each in problems
            ],
        )


async def close(
    connection: AsyncConnection, tenant_id: UUID, ids: Collection[UUID], now: datetime
) -> None:
    """Close problems that hold no longer."""
    if ids:
        await connection.execute(
            update(access_problems)
            .where(C.tenant_id == tenant_id, among(C.id, ids), C.closed_at.is_(None))
            .values(closed_at=now)
        )


async def acknowledge(
    connection: AsyncConnection,
    tenant_id: UUID,
    problem_id: UUID,
    *,
    by: str,
    at: datetime,
    note: str | None,
) -> None:
    """Keep that somebody knows of a problem."""
    await connection.execute(
        update(access_problems)
        .where(C.tenant_id == tenant_id, C.id == problem_id)
        .values(acknowledged_by=by, acknowledged_at=at, note=note)
    )


async def sighted(
    connection: AsyncConnection,
    tenant_id: UUID,
    station_id: UUID,
    kind: Kind,
    *,
    times: int,
    at: datetime,
    evidence: Sequence[object],
) -> int:
    """Count what a charger did against its mode; return how often it did since it was confirmed."""
    fresh = insert(drift_sightings).values(
        tenant_id=tenant_id,
        station_id=station_id,
        kind=kind,
        seen=times,
        first_at=at,
        last_at=at,
        evidence=list(evidence),
    )
    statement = fresh.on_conflict_do_update(
        index_elements=["tenant_id", "station_id", "kind"],
        set_={
            "seen": S.seen + times,
            "last_at": fresh.excluded.last_at,
            "evidence": fresh.excluded.evidence,
        },
    ).returning(S.seen)
    return int((await connection.execute(statement)).scalar_one())


async def forget_sightings(
    connection: AsyncConnection,
    tenant_id: UUID,
    station_ids: Collection[UUID],
    kinds: Collection[Kind],
) -> None:
    """Begin to count afresh."""
    if station_ids:
        await connection.execute(
            drift_sightings.delete().where(
                S.tenant_id == tenant_id, among(S.station_id, station_ids), among(S.kind, kinds)
            )
        )


async def sightings_of(
    connection: AsyncConnection, tenant_id: UUID, station_ids: Collection[UUID]
) -> list[Row[Any]]:
    """Return what was seen of stations against their modes."""
    statement = select(drift_sightings).where(
        S.tenant_id == tenant_id, among(S.station_id, station_ids)
    )
    return list(await connection.execute(statement))


async def looked_until(connection: AsyncConnection, tenant_id: UUID) -> UUID | None:
    """Return up to which attempt it was looked for drift; locks, so that one looks at a time."""
    c = drift_cursors.c
    statement = select(c.looked_until).where(c.tenant_id == tenant_id).with_for_update()
    found: UUID | None = (await connection.execute(statement)).scalar()
    return found


async def look_from(connection: AsyncConnection, tenant_id: UUID, attempt_id: UUID) -> None:
    """Keep up to which attempt it was looked for drift."""
    fresh = insert(drift_cursors).values(tenant_id=tenant_id, looked_until=attempt_id)
    await connection.execute(
        fresh.on_conflict_do_update(
            index_elements=["tenant_id"], set_={"looked_until": fresh.excluded.looked_until}
        )
    )
