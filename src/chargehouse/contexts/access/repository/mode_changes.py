"""Queries of changes of mode."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, Select, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.access.model.mode_changes import ChangeState, Step
from chargehouse.contexts.access.public.freevend import Exchange
from chargehouse.contexts.access.tables import mode_changes
from chargehouse.platform.http.paging import Filters, ListQuery, Paging, Sorting
from chargehouse.platform.postgres.matching import among

C: Final = mode_changes.c
BRIEFLY: Final = [column for column in mode_changes.c if column.name != "evidence"]
NEWEST_FIRST: Final = Sorting(columns={"effective_at": C.id}, id=C.id, default="-effective_at")


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A change as it is kept; `evidence` is what was said, or what was said since it was read.

    `interrupted` says that whoever took it last never came back.
    """

    id: UUID
    station_id: UUID
    cause: str
    state: ChangeState
    effective_at: datetime
    requested_at: datetime | None = None
    leased_until: datetime | None = None
    path: str | None = None
    evidence: tuple[Exchange, ...] = ()
    interrupted: bool = False


class Hold(NamedTuple):
    """The newest change of a station, whose row is locked, and by whom it is under way."""

    change_id: UUID
    step: Step | None
    next_at: datetime | None
    leased_until: datetime | None

    @property
    def is_marked(self) -> bool:
        """Whether its charger booted or came back while it was under way."""
        if self.next_at is None or self.leased_until is None:
            return False
        return self.next_at < self.leased_until


TAKE: Final = text("""
WITH due AS MATERIALIZED (
    SELECT id, leased_until FROM mode_changes
    WHERE tenant_id = :tenant AND next_at <= :now
          AND (leased_until IS NULL OR leased_until <= :now)
          AND (CAST(:only AS uuid[]) IS NULL
               OR station_id IN (SELECT unnest(CAST(:only AS uuid[]))))
          AND id NOT IN (SELECT unnest(CAST(:besides AS uuid[])))
    ORDER BY next_at, id LIMIT :room FOR UPDATE SKIP LOCKED
)
UPDATE mode_changes AS c
SET leased_until = :until, next_at = :until,
    requested_at = CASE WHEN c.step = 'switch' THEN coalesce(c.requested_at, :now)
                        ELSE c.requested_at END
FROM due
WHERE c.tenant_id = :tenant AND c.id = due.id
RETURNING c.id, c.station_id, c.cause, c.wanted, c.status, c.step, c.path, c.reason, c.asked,
          c.tries, c.effective_at, c.requested_at, c.tried_at, c.next_at, c.leased_until,
          due.leased_until IS NOT NULL AS interrupted,
          c.requested_at = :now AS is_first
""")

RENEW: Final = text("""
WITH held AS MATERIALIZED (
    SELECT c.id, c.id = h.id AS is_ours
    FROM mode_changes h
    JOIN mode_changes c ON c.tenant_id = h.tenant_id AND c.station_id = h.station_id
    WHERE h.tenant_id = :tenant AND h.id = ANY(CAST(:changes AS uuid[]))
          AND CASE WHEN c.id = h.id
                   THEN c.leased_until = ANY(CAST(:leases AS timestamptz[]))
                   ELSE c.is_current AND c.asked = 0 AND c.leased_until IS NULL
                        AND c.next_at > :now END
    ORDER BY c.station_id FOR UPDATE OF c SKIP LOCKED
)
UPDATE mode_changes AS c
SET next_at = CASE WHEN held.is_ours AND c.next_at < c.leased_until THEN c.next_at
                   ELSE CAST(:until AS timestamptz) END,
    leased_until = CASE WHEN held.is_ours THEN CAST(:until AS timestamptz) END
FROM held
WHERE c.tenant_id = :tenant AND c.id = held.id
""")

BEGIN: Final = text("""
INSERT INTO mode_changes (tenant_id, id, station_id, cause, wanted, status, step, path, reason,
                          asked, tries, effective_at, tried_at, next_at, ended_at, is_current)
SELECT :tenant, r.id, r.station_id, r.cause, r.wanted, r.status, r.step, r.path, r.reason,
       r.asked, r.tries, r.effective_at, r.tried_at, r.next_at,
       CASE WHEN r.step IS NULL THEN r.effective_at END, r.step IS NOT NULL
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (
    id uuid, station_id uuid, cause text, wanted text, status text, step text, path text,
    reason text, asked integer, tries integer, effective_at timestamptz, tried_at timestamptz,
    next_at timestamptz)
ON CONFLICT DO NOTHING
""")

HOLD_CURRENT: Final = text("""
SELECT station_id, id, step, next_at, leased_until FROM mode_changes
WHERE tenant_id = :tenant AND station_id = ANY(CAST(:stations AS uuid[])) AND is_current
ORDER BY station_id FOR UPDATE
""")

KEEP: Final = text("""
UPDATE mode_changes AS c
SET status = r.status, step = r.step, path = coalesce(r.path, c.path), reason = r.reason,
    asked = r.asked, tries = r.tries, tried_at = r.tried_at, next_at = r.next_at,
    leased_until = NULL, is_current = :is_current,
    ended_at = CASE WHEN r.step IS NULL THEN CAST(:now AS timestamptz) END,
    evidence = jsonb_path_query_array(c.evidence || r.evidence, '$[last - 23 to last]')
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (
    id uuid, status text, step text, path text, reason text, asked integer, tries integer,
    tried_at timestamptz, next_at timestamptz, evidence jsonb)
WHERE c.tenant_id = :tenant AND c.id = r.id
""")
"""What was said is kept after what was said before, the last two dozen of it."""


async def take(
    connection: AsyncConnection,
    tenant_id: UUID,
    *,
    now: datetime,
    until: datetime,
    room: int,
    only: Collection[UUID] | None = None,
    besides: Collection[UUID] = (),
) -> list[tuple[Change, bool]]:
    """Take changes that are due, and whether each is told of for the first time.

    No other worker gets them until then. `only` names the stations that are meant, if not all;
    `besides` the changes that are not.
    """
    asked: dict[str, object] = {"tenant": tenant_id, "now": now, "until": until, "room": room}
    asked["besides"] = list(besides)
    asked["only"] = None if only is None else list(only)
    rows = await connection.execute(TAKE, asked)
    return [(change_of(row, interrupted=row.interrupted), bool(row.is_first)) for row in rows]


async def renew(
    connection: AsyncConnection,
    tenant_id: UUID,
    changes: Collection[UUID],
    leases: Collection[datetime],
    *,
    now: datetime,
    until: datetime,
) -> None:
    """Keep changes from other workers until then, and those that wait for them to come to an end.

    What was let go meanwhile stays let go, and what has another lease than one of `leases` is
    another's. A mark stays.
    """
    asked: dict[str, object] = {"tenant": tenant_id, "changes": list(changes), "now": now}
    asked |= {"leases": list(leases), "until": until}
    await connection.execute(RENEW, asked)


async def due(connection: AsyncConnection, tenant_id: UUID, now: datetime, room: int) -> set[UUID]:
    """Return stations whose changes are due, those that waited longest."""
    statement = (
        select(C.station_id)
        .where(C.tenant_id == tenant_id, C.next_at <= now, _is_free(now))
        .order_by(C.next_at, C.id)
        .limit(room)
    )
    return set((await connection.execute(statement)).scalars())


async def put_off(
    connection: AsyncConnection,
    tenant_id: UUID,
    station_ids: Collection[UUID],
    now: datetime,
    until: datetime,
) -> None:
    """Have the changes of stations wait that would be due."""
    await connection.execute(
        update(mode_changes)
        .where(
            C.tenant_id == tenant_id,
            among(C.station_id, station_ids),
            C.next_at <= now,
            _is_free(now),
        )
        .values(next_at=until)
    )


def _is_free(now: datetime) -> ColumnElement[bool]:
    """Ask whether no worker has a change under way, or none that lives."""
    return or_(C.leased_until.is_(None), C.leased_until <= now)


async def mark(
    connection: AsyncConnection,
    tenant_id: UUID,
    changes: Collection[UUID],
    now: datetime,
    *,
    read_first: bool,
) -> None:
    """Note of changes under way that their charger came back; its worker goes on at once then.

    With `read_first` it booted: what it is in is read before it is told anything again. The lease
    stays, so that no other worker tells it meanwhile.
    """
    if changes:
        step = {"step": "check"} if read_first else {}
        await connection.execute(
            update(mode_changes)
            .where(C.tenant_id == tenant_id, among(C.id, changes), C.leased_until.is_not(None))
            .values(next_at=now, **step)
        )


async def hold_current(
    connection: AsyncConnection, tenant_id: UUID, station_ids: Collection[UUID]
) -> dict[UUID, Hold]:
    """Lock the newest change of each of the stations; return what each is held by."""
    asked = {"tenant": tenant_id, "stations": list(station_ids)}
    rows = await connection.execute(HOLD_CURRENT, asked)
    return {station_id: Hold(*held) for station_id, *held in rows}


async def current_of(
    connection: AsyncConnection,
    tenant_id: UUID,
    station_ids: Collection[UUID],
    *,
    lock: bool = False,
) -> dict[UUID, Change]:
    """Return the newest change of each of the stations, without what was said.

    Whoever writes both locks a station's change before its control, so that none wait in a circle.
    """
    statement = select(*BRIEFLY).where(
        C.tenant_id == tenant_id, among(C.station_id, station_ids), C.is_current
    )
    if lock:
        statement = statement.order_by(C.station_id).with_for_update()
    return {row.station_id: change_of(row) for row in await connection.execute(statement)}


async def newest_of(
    connection: AsyncConnection, tenant_id: UUID, station_id: UUID
) -> Change | None:
    """Return a station's newest change with what was said, or None."""
    statement = changes_of(tenant_id).where(C.station_id == station_id, C.is_current)
    row = (await connection.execute(statement)).first()
    return None if row is None else change_of(row)


def changes_of(tenant_id: UUID) -> Select[Any]:
    """Select a tenant's changes of mode."""
    return select(mode_changes).where(C.tenant_id == tenant_id)


def asked_for(
    tenant_id: UUID, reached: frozenset[UUID] | None, paging: Paging, station_id: UUID | None
) -> ListQuery[Change]:
    """Return the list that is asked for, the newest first."""
    filters: Filters = (
        C.tenant_id == tenant_id,
        None if reached is None else among(C.station_id, reached),
        None if station_id is None else C.station_id == station_id,
    )
    return ListQuery(NEWEST_FIRST, paging, filters)


async def begin(connection: AsyncConnection, tenant_id: UUID, changes: Sequence[Change]) -> None:
    """Keep new changes; one that is kept already stays, and so does another that is current.

    They are kept by station, so that two batches never wait in a circle.
    """
    if changes:
        rows = [
            {
                "id": each.id,
                "station_id": each.station_id,
                "cause": each.cause,
                "effective_at": each.effective_at,
                "path": each.path,
                **msgspec.structs.asdict(each.state),
            }
            for each in sorted(changes, key=lambda change: change.station_id)
        ]
        await connection.execute(BEGIN, {"tenant": tenant_id, "rows": _json(rows)})


async def keep(
    connection: AsyncConnection, tenant_id: UUID, changes: Sequence[Change], now: datetime
) -> None:
    """Keep how changes went on, with what was said since, and let go of them."""
    await _write(connection, tenant_id, changes, now, is_current=True)


async def set_aside(
    connection: AsyncConnection, tenant_id: UUID, changes: Sequence[Change], now: datetime
) -> None:
    """Keep changes whose place another takes."""
    await _write(connection, tenant_id, changes, now, is_current=False)


async def drop(connection: AsyncConnection, tenant_id: UUID, ids: Collection[UUID]) -> None:
    """Forget changes of which no charger ever heard."""
    if ids:
        await connection.execute(
            mode_changes.delete().where(C.tenant_id == tenant_id, among(C.id, ids), C.asked == 0)
        )


async def hurry(
    connection: AsyncConnection, tenant_id: UUID, station_ids: Collection[UUID], now: datetime
) -> None:
    """Let changes go that waited for an earlier one of the station to come back."""
    if station_ids:
        await connection.execute(
            update(mode_changes)
            .where(
                C.tenant_id == tenant_id,
                among(C.station_id, station_ids),
                C.is_current,
                C.asked == 0,
                C.next_at > now,
                C.leased_until.is_(None),
            )
            .values(next_at=now)
        )


def change_of(row: Row[Any], *, interrupted: bool = False) -> Change:
    """Return a row as what it means; what was said is there where it was asked for."""
    state = ChangeState(
        wanted=row.wanted,
        status=row.status,
        step=row.step,
        next_at=row.next_at,
        tried_at=row.tried_at,
        asked=row.asked,
        tries=row.tries,
        reason=row.reason,
    )
    said = getattr(row, "evidence", ())
    return Change(
        id=row.id,
        station_id=row.station_id,
        cause=row.cause,
        state=state,
        effective_at=row.effective_at,
        requested_at=row.requested_at,
        leased_until=row.leased_until,
        path=row.path,
        evidence=msgspec.convert(said, tuple[Exchange, ...]) if said else (),
        interrupted=interrupted,
    )


async def _write(
    connection: AsyncConnection,
    tenant_id: UUID,
    changes: Sequence[Change],
    now: datetime,
    *,
    is_current: bool,
) -> None:
    if changes:
        rows = [
            {
                "id": each.id,
                "path": each.path,
                "evidence": each.evidence,
                **msgspec.structs.asdict(each.state),
            }
            for each in changes
        ]
        asked = {"tenant": tenant_id, "rows": _json(rows), "now": now, "is_current": is_current}
        await connection.execute(KEEP, asked)


def _json(rows: Sequence[object]) -> str:
    return msgspec.json.encode(rows).decode()
