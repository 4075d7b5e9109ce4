"""Queries of what chargers can do, and of what was observed of them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import Row, Select, and_, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.access.model.capability import capability_of
from chargehouse.contexts.access.model.controls import Control
from chargehouse.contexts.access.model.synchrony import OUT_OF_SYNC
from chargehouse.contexts.access.public import Mode
from chargehouse.contexts.access.public.control import ControlFilters
from chargehouse.contexts.access.public.freevend import Exchange, Probe, SwitchPath
from chargehouse.contexts.access.tables import mode_changes, station_controls, station_modes
from chargehouse.platform.http.paging import Filters, ListQuery, Paging, Sorting
from chargehouse.platform.postgres.matching import among

C: Final = station_controls.c
KEY: Final = ("tenant_id", "station_id")
SAID: Final = frozenset({"probe_evidence", "observed_evidence"})
KNOWN: Final = frozenset(Control.__struct_fields__)
BRIEFLY: Final = [column for column in station_controls.c if column.name in KNOWN - SAID]
BY_STATION: Final = Sorting(
    columns={"station_id": C.station_id}, id=C.station_id, default="station_id"
)


class Sight(NamedTuple):
    """A station that booted: what it says it is."""

    station_id: UUID
    seen_as: str


class Observation(NamedTuple):
    """What was observed of a station; without a mode it only counts no longer."""

    station_id: UUID
    mode: Mode | None
    at: datetime
    evidence: Sequence[Exchange]
    is_confirmed: bool


async def find(
    connection: AsyncConnection,
    tenant_id: UUID,
    station_ids: Collection[UUID],
    *,
    lock: bool = False,
) -> dict[UUID, Control]:
    """Return what is known of stations, without what was said; nothing of unknown ones."""
    statement = select(*BRIEFLY).where(C.tenant_id == tenant_id, among(C.station_id, station_ids))
    if lock:
        statement = statement.order_by(C.station_id).with_for_update()
    rows = await connection.execute(statement)
    return {row.station_id: control_of(row) for row in rows}


async def whole(connection: AsyncConnection, tenant_id: UUID, station_id: UUID) -> Control | None:
    """Return all that is known of a station, or None."""
    row = (
        await connection.execute(controls_of(tenant_id).where(C.station_id == station_id))
    ).first()
    return None if row is None else control_of(row)


def controls_of(tenant_id: UUID) -> Select[Any]:
    """Select a tenant's controls."""
    return select(station_controls).where(C.tenant_id == tenant_id)


def asked_for(
    tenant_id: UUID, reached: frozenset[UUID] | None, paging: Paging, asked: ControlFilters
) -> ListQuery[Control]:
    """Return the list that is asked for; without a filter, of all that were ever looked at."""
    is_out = C.sync.in_(sorted(OUT_OF_SYNC))
    capability = func.coalesce(C.own_capability, C.found)
    filters: Filters = (
        C.tenant_id == tenant_id,
        None if reached is None else among(C.station_id, reached),
        None
        if asked.policy_id is None
        else C.station_id.in_(_governed_by(tenant_id, asked.policy_id)),
        None if asked.sync is None else C.sync == asked.sync,
        None if asked.out_of_sync is None else (is_out if asked.out_of_sync else ~is_out),
        None if asked.capability is None else capability == asked.capability,
    )
    return ListQuery(BY_STATION, paging, filters)


def _governed_by(tenant_id: UUID, policy_id: UUID) -> Select[tuple[UUID]]:
    of = station_modes.c
    return select(of.station_id).where(of.tenant_id == tenant_id, of.policy_id == policy_id)


def control_of(row: Row[Any]) -> Control:
    """Return a row as what it means."""
    values = row._asdict()
    path, own_path = values["found_path"], values["own_path"]
    for name in SAID & values.keys():
        values[name] = msgspec.convert(values[name], tuple[Exchange, ...])
    return Control(
        **{
            **{name: values[name] for name in values.keys() & KNOWN},
            "found_path": None if path is None else msgspec.convert(path, SwitchPath),
            "own_path": None if own_path is None else msgspec.convert(own_path, SwitchPath),
        }
    )


async def seen(
    connection: AsyncConnection, tenant_id: UUID, sights: Sequence[Sight], probe_at: datetime
) -> None:
    """Take note of what booted: what is new, or has become another, is to be probed then."""
    values = [
        {"tenant_id": tenant_id, "station_id": each.station_id, "seen_as": each.seen_as}
        for each in sights
    ]
    fresh = insert(station_controls).values(
        [each | {"probe_at": probe_at, **EMPTY} for each in values]
    )
    statement = fresh.on_conflict_do_update(
        index_elements=KEY,
        set_={"seen_as": fresh.excluded.seen_as, "probe_at": fresh.excluded.probe_at},
        where=or_(C.seen_as.is_distinct_from(fresh.excluded.seen_as), C.probed_at.is_(None)),
    )
    await connection.execute(statement)


async def ensure(
    connection: AsyncConnection, tenant_id: UUID, station_ids: Collection[UUID]
) -> None:
    """Have a row for each of the stations."""
    if station_ids:
        rows = [{"tenant_id": tenant_id, "station_id": each, **EMPTY} for each in station_ids]
        await connection.execute(
            insert(station_controls).values(rows).on_conflict_do_nothing(index_elements=KEY)
        )


async def change(
    connection: AsyncConnection, tenant_id: UUID, station_id: UUID, values: Mapping[str, object]
) -> None:
    """Change what is known of a station."""
    await connection.execute(
        update(station_controls)
        .where(C.tenant_id == tenant_id, C.station_id == station_id)
        .values(**values, version=C.version + 1)
    )


async def probed(
    connection: AsyncConnection, tenant_id: UUID, probes: Mapping[UUID, Probe], now: datetime
) -> None:
    """Keep what stations answered to a probe; of those that did not, what was known stays."""
    rows = [
        {"station_id": station_id, "capability": capability_of(probe), "probe": probe}
        for station_id, probe in probes.items()
    ]
    said = msgspec.json.encode(rows).decode()
    await connection.execute(PROBED, {"tenant": tenant_id, "rows": said, "now": now})


PROBED: Final = text("""
UPDATE station_controls AS c
SET probe_at = NULL, probe_outcome = p.outcome, probe_evidence = p.exchanges,
    version = c.version + 1,
    found = CASE p.outcome WHEN 'accepted' THEN r.capability ELSE c.found END,
    found_profile = CASE p.outcome WHEN 'accepted' THEN p.profile ELSE c.found_profile END,
    found_path = CASE p.outcome WHEN 'accepted' THEN p.path ELSE c.found_path END,
    asks = CASE p.outcome WHEN 'accepted' THEN p.asks ELSE c.asks END,
    gaps = CASE p.outcome WHEN 'accepted' THEN p.gaps ELSE c.gaps END,
    notes = CASE p.outcome WHEN 'accepted' THEN p.notes ELSE c.notes END,
    probed_at = CASE p.outcome WHEN 'accepted' THEN :now ELSE c.probed_at END
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (
        station_id uuid, capability text, probe jsonb),
     jsonb_to_record(r.probe) AS p (
        outcome text, profile text, path jsonb, asks boolean, gaps text[], notes text[],
        exchanges jsonb)
WHERE c.tenant_id = :tenant AND c.station_id = r.station_id
""")


async def observe(
    connection: AsyncConnection, tenant_id: UUID, seen_now: Sequence[Observation]
) -> None:
    """Keep what was observed of stations."""
    rows = [
        {
            "station_id": each.station_id,
            "mode": each.mode,
            "at": each.at,
            "evidence": each.evidence,
            "is_confirmed": each.is_confirmed,
        }
        for each in seen_now
        if each.mode is not None
    ]
    if rows:
        said = msgspec.json.encode(rows).decode()
        await connection.execute(OBSERVE, {"tenant": tenant_id, "rows": said})
    await doubt(connection, tenant_id, [each.station_id for each in seen_now if not each.mode])


OBSERVE: Final = text("""
UPDATE station_controls AS c
SET observed = r.mode, observed_at = r.at, observed_evidence = r.evidence,
    is_confirmed = r.is_confirmed, check_at = NULL
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (
    station_id uuid, mode text, at timestamptz, evidence jsonb, is_confirmed boolean)
WHERE c.tenant_id = :tenant AND c.station_id = r.station_id
""")


async def doubt(
    connection: AsyncConnection, tenant_id: UUID, station_ids: Collection[UUID]
) -> None:
    """Count what was observed of stations no longer."""
    if station_ids:
        await connection.execute(
            update(station_controls)
            .where(
                C.tenant_id == tenant_id,
                among(C.station_id, station_ids),
                C.is_confirmed,
            )
            .values(is_confirmed=False)
        )


async def ask_again(
    connection: AsyncConnection, tenant_id: UUID, station_ids: Collection[UUID], now: datetime
) -> None:
    """Have the modes of governed stations read again, where no change is under way."""
    governed = select(station_modes.c.station_id).where(
        station_modes.c.tenant_id == tenant_id, among(station_modes.c.station_id, station_ids)
    )
    await connection.execute(
        update(station_controls)
        .where(
            C.tenant_id == tenant_id,
            among(C.station_id, station_ids),
            C.station_id.in_(governed),
        )
        .values(check_at=now)
    )


async def checked(
    connection: AsyncConnection, tenant_id: UUID, station_ids: Collection[UUID]
) -> None:
    """Keep that stations were asked for their modes, whatever came of it."""
    await connection.execute(
        update(station_controls)
        .where(C.tenant_id == tenant_id, among(C.station_id, station_ids))
        .values(check_at=None)
    )


DUE_TENANTS: Final = text("""
SELECT id FROM tenants AS t
WHERE EXISTS (SELECT FROM mode_changes AS c WHERE c.tenant_id = t.id AND c.next_at <= :now)
   OR EXISTS (SELECT FROM station_controls AS c WHERE c.tenant_id = t.id AND c.check_at <= :now)
   OR EXISTS (SELECT FROM station_controls AS c WHERE c.tenant_id = t.id AND c.probe_at <= :now)
""")
"""Each is one look into an index, however many of a tenant wait."""


async def due_tenants(relay: AsyncConnection, now: datetime) -> set[UUID]:
    """Return the tenants with something to be asked or changed; for the role that spans tenants."""
    return set((await relay.execute(DUE_TENANTS, {"now": now})).scalars())


TAKE_PROBES: Final = text("""
WITH due AS MATERIALIZED (
    SELECT station_id FROM station_controls
    WHERE tenant_id = :tenant AND probe_at <= :now
    ORDER BY probe_at LIMIT :room FOR UPDATE SKIP LOCKED
)
UPDATE station_controls AS c SET probe_at = :until
FROM due
WHERE c.tenant_id = :tenant AND c.station_id = due.station_id
RETURNING c.station_id
""")

TAKE_CHECKS: Final = text("""
WITH due AS MATERIALIZED (
    SELECT station_id FROM station_controls
    WHERE tenant_id = :tenant AND check_at <= :now
          AND (CAST(:only AS uuid[]) IS NULL OR station_id = ANY(CAST(:only AS uuid[])))
    ORDER BY check_at LIMIT :room FOR UPDATE SKIP LOCKED
)
UPDATE station_controls AS c SET check_at = :until
FROM due
WHERE c.tenant_id = :tenant AND c.station_id = due.station_id
RETURNING c.station_id
""")


async def take_probes(
    connection: AsyncConnection, tenant_id: UUID, *, now: datetime, until: datetime, room: int
) -> list[UUID]:
    """Take stations that are to be probed; no other worker gets them until then."""
    asked = {"tenant": tenant_id, "now": now, "until": until, "room": room}
    return list((await connection.execute(TAKE_PROBES, asked)).scalars())


async def take_checks(
    connection: AsyncConnection,
    tenant_id: UUID,
    *,
    now: datetime,
    until: datetime,
    room: int,
    only: Collection[UUID] | None = None,
) -> list[UUID]:
    """Take stations whose mode is to be read; no other worker gets them until then.

    `only` names the stations that are meant, if not all.
    """
    asked = {"tenant": tenant_id, "now": now, "until": until, "room": room}
    asked["only"] = None if only is None else list(only)
    return list((await connection.execute(TAKE_CHECKS, asked)).scalars())


async def due_checks(
    connection: AsyncConnection, tenant_id: UUID, now: datetime, room: int
) -> set[UUID]:
    """Return stations whose mode is to be read, those that waited longest."""
    statement = (
        select(C.station_id)
        .where(C.tenant_id == tenant_id, C.check_at <= now)
        .order_by(C.check_at)
        .limit(room)
    )
    return set((await connection.execute(statement)).scalars())


async def put_off_checks(
    connection: AsyncConnection,
    tenant_id: UUID,
    station_ids: Collection[UUID],
    now: datetime,
    until: datetime,
) -> None:
    """Have the modes of stations be read later that would be read now."""
    await connection.execute(
        update(station_controls)
        .where(C.tenant_id == tenant_id, among(C.station_id, station_ids), C.check_at <= now)
        .values(check_at=until)
    )


async def out_of_place(connection: AsyncConnection, tenant_id: UUID, limit: int) -> list[UUID]:
    """Return governed stations whose confirmed mode is not the expected one, with no change on."""
    m = station_modes.c
    c = mode_changes.c
    change_on = (
        select(c.id)
        .where(
            c.tenant_id == tenant_id,
            c.station_id == m.station_id,
            c.is_current,
            c.wanted == m.mode,
            c.status != "confirmed",
        )
        .exists()
    )
    statement = (
        select(m.station_id)
        .select_from(
            station_modes.outerjoin(
                station_controls,
                and_(C.tenant_id == tenant_id, C.station_id == m.station_id),
            )
        )
        .where(
            m.tenant_id == tenant_id,
            or_(
                C.station_id.is_(None),
                ~C.is_confirmed,
                C.observed.is_distinct_from(m.mode),
            ),
            func.coalesce(C.sync, "") != "server_enforced",
            ~change_on,
        )
        .order_by(m.station_id)
        .limit(limit)
    )
    return list((await connection.execute(statement)).scalars())


async def counted_by_sync(
    connection: AsyncConnection, tenant_id: UUID, reached: frozenset[UUID] | None
) -> dict[str, int]:
    """Count the governed stations by how they stand to their expected mode."""
    statement = (
        select(C.sync, func.count())
        .where(
            C.tenant_id == tenant_id,
            C.sync != "not_applicable",
            *([] if reached is None else [among(C.station_id, reached)]),
        )
        .group_by(C.sync)
        .order_by(C.sync)
    )
    return {row[0]: row[1] for row in await connection.execute(statement)}


EMPTY: Final[Mapping[str, object]] = {
    "found": "unknown",
    "asks": True,
    "gaps": [],
    "notes": [],
    "probe_evidence": [],
    "observed_evidence": [],
    "is_confirmed": False,
    "sync": "not_applicable",
    "version": 1,
}
"""What a row begins with."""
