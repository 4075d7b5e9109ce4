"""Queries of chargers' local lists: when they are due, what stands on them, who may."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import Row, delete, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.access.model.local_lists import LocalList
from chargehouse.contexts.access.public.freevend import Exchange
from chargehouse.contexts.access.public.local_lists import LeftOut, ListEntry
from chargehouse.contexts.access.tables import local_list_entries, local_lists
from chargehouse.platform.postgres.matching import among

C: Final = local_lists.c
E: Final = local_list_entries.c
ENTRY: Final = tuple(ListEntry.__struct_fields__)


class Scope(NamedTuple):
    """Who may stand on lists at a place: the same for many stations.

    `types` are those that the protocol can say; `is_short` that it says no long values.
    """

    barred: tuple[UUID, ...]
    partly: tuple[UUID, ...]
    agreements: tuple[UUID, ...]
    at_hours: tuple[UUID, ...]
    is_short: bool = False
    types: tuple[str, ...] | None = None


class Spot(NamedTuple):
    """A station's place, who may stand on its list, and when that is another by itself."""

    location_id: UUID
    is_managed: bool
    scope: Scope
    changes_at: datetime | None


class Counts(NamedTuple):
    """How many may stand on a list, how many not and why, and when that changes by itself."""

    listable: int
    left_out: dict[LeftOut, int]
    changes_at: datetime | None


MARK: Final = text("""
WITH mine AS MATERIALIZED (
    SELECT station_id FROM local_lists
    WHERE tenant_id = :tenant AND state <> 'not_supported'
          AND (CAST(:stations AS uuid[]) IS NULL OR station_id = ANY (CAST(:stations AS uuid[])))
          AND (due_at IS NULL OR due_at > greatest(CAST(:at AS timestamptz), sent_at + :apart))
    ORDER BY station_id FOR UPDATE
)
UPDATE local_lists AS l SET due_at = greatest(CAST(:at AS timestamptz), l.sent_at + :apart)
FROM mine AS m
WHERE l.tenant_id = :tenant AND l.station_id = m.station_id
""")
"""Rows are locked by station, here and where lists are kept: none wait in a circle."""

SEEN: Final = text("""
INSERT INTO local_lists AS l (tenant_id, station_id, due_at)
SELECT :tenant, s, :at FROM unnest(CAST(:stations AS uuid[])) AS s
ORDER BY s
ON CONFLICT (tenant_id, station_id) DO UPDATE
SET due_at = CASE WHEN l.state = 'not_supported' AND NOT :anew THEN l.due_at
                  ELSE least(l.due_at, excluded.due_at) END,
    tries = 0, facts = CASE WHEN :anew THEN NULL ELSE l.facts END,
    learned_room = CASE WHEN :anew THEN NULL ELSE l.learned_room END
""")

TAKE: Final = text("""
WITH due AS MATERIALIZED (
    SELECT station_id FROM local_lists
    WHERE tenant_id = :tenant AND due_at <= :now
          AND (leased_until IS NULL OR leased_until <= :now)
    ORDER BY due_at LIMIT :room FOR UPDATE SKIP LOCKED
)
UPDATE local_lists AS l SET leased_until = :until, due_at = :until
FROM due
WHERE l.tenant_id = :tenant AND l.station_id = due.station_id
RETURNING l.*
""")

KEEP: Final = text("""
UPDATE local_lists AS l
SET state = r.state, protocol = r.protocol, facts = r.facts, learned_room = r.learned_room,
    version = r.version, last_version = r.last_version, entries = r.entries,
    listable = r.listable, left_out = r.left_out, outcome = r.outcome, tries = r.tries,
    told_at = r.told_at, sent_at = r.sent_at, sent_kind = r.sent_kind,
    sent_changes = r.sent_changes,
    wants_full = CASE WHEN l.due_at < l.leased_until THEN l.wants_full ELSE r.wants_full END,
    due_at = CASE WHEN l.due_at < l.leased_until THEN least(l.due_at, r.due_at)
                  ELSE r.due_at END,
    leased_until = NULL,
    evidence = CASE WHEN r.evidence = '[]' THEN l.evidence ELSE r.evidence END
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (
    station_id uuid, state text, due_at timestamptz, leased_until timestamptz, wants_full boolean,
    protocol text, facts jsonb, learned_room integer, version integer, last_version integer,
    entries integer, listable integer, left_out jsonb, outcome text, tries integer,
    told_at timestamptz, sent_at timestamptz, sent_kind text, sent_changes integer,
    evidence jsonb)
WHERE l.tenant_id = :tenant AND l.station_id = r.station_id AND l.leased_until = r.leased_until
RETURNING l.station_id
""")
"""Whoever's time was up keeps nothing; what was asked for meanwhile stays asked for."""

SCOPES: Final = text("SELECT * FROM local_list_scopes(:tenant, CAST(:stations AS uuid[]), :at)")
COUNTS: Final = text("""
SELECT * FROM local_list_counts(
    :tenant, CAST(:barred AS uuid[]), CAST(:partly AS uuid[]), CAST(:agreements AS uuid[]),
    CAST(:at_hours AS uuid[]), :is_short, CAST(:types AS text[]), :at)
""")
CHOICE: Final = text("""
SELECT * FROM local_list_choice(
    :tenant, :station, :place, CAST(:barred AS uuid[]), CAST(:agreements AS uuid[]), :is_short,
    CAST(:types AS text[]), :at, :most, :by_use)
""")
ADD: Final = text("""
INSERT INTO local_list_entries AS e (tenant_id, station_id, value_hash, identifier_id, type,
                                     value_encrypted, group_encrypted, valid_until)
SELECT :tenant, :station, r.*
FROM unnest(CAST(:value_hash AS bytea[]), CAST(:identifier_id AS uuid[]), CAST(:type AS text[]),
            CAST(:value_encrypted AS bytea[]), CAST(:group_encrypted AS bytea[]),
            CAST(:valid_until AS timestamptz[])) AS r
ON CONFLICT (tenant_id, station_id, value_hash) DO UPDATE
SET identifier_id = excluded.identifier_id, type = excluded.type,
    value_encrypted = excluded.value_encrypted, group_encrypted = excluded.group_encrypted,
    valid_until = excluded.valid_until
""")


# When lists are due.


async def mark(
    connection: AsyncConnection,
    tenant_id: UUID,
    station_ids: Collection[UUID] | None,
    at: datetime,
    *,
    apart: object,
) -> None:
    """Have lists seen to at an instant, or so long after the last was sent; None means all."""
    stations = None if station_ids is None else list(station_ids)
    await connection.execute(
        MARK, {"tenant": tenant_id, "stations": stations, "at": at, "apart": apart}
    )


async def seen(
    connection: AsyncConnection,
    tenant_id: UUID,
    station_ids: Collection[UUID],
    at: datetime,
    *,
    anew: bool,
) -> None:
    """Have the lists of stations that are there seen to; `anew` asks for their settings again."""
    asked = {"tenant": tenant_id, "stations": list(station_ids), "at": at, "anew": anew}
    await connection.execute(SEEN, asked)


async def send_whole(
    connection: AsyncConnection, tenant_id: UUID, station_id: UUID, at: datetime
) -> None:
    """Have a station's list sent whole, with all that was learnt of it forgotten."""
    await seen(connection, tenant_id, [station_id], at, anew=True)
    await connection.execute(
        update(local_lists)
        .where(C.tenant_id == tenant_id, C.station_id == station_id)
        .values(wants_full=True)
    )


async def due_tenants(relay: AsyncConnection, now: datetime) -> set[UUID]:
    """Return the tenants with lists that are due; for the role that spans tenants."""
    statement = select(C.tenant_id).where(
        C.due_at <= now, or_(C.leased_until.is_(None), C.leased_until <= now)
    )
    return set((await relay.execute(statement.distinct())).scalars())


async def take(
    connection: AsyncConnection, tenant_id: UUID, *, now: datetime, until: datetime, room: int
) -> list[LocalList]:
    """Take lists that are due; no other worker gets them until then."""
    asked = {"tenant": tenant_id, "now": now, "until": until, "room": room}
    return [_list(row) for row in await connection.execute(TAKE, asked)]


async def announce(
    connection: AsyncConnection, tenant_id: UUID, versions: Mapping[UUID, int]
) -> None:
    """Keep that these versions are given out, and that nobody knows what chargers hold now."""
    for station_id, version in sorted(versions.items()):
        await connection.execute(
            update(local_lists)
            .where(C.tenant_id == tenant_id, C.station_id == station_id)
            .values(last_version=version, version=None)
        )


async def keep(
    connection: AsyncConnection,
    tenant_id: UUID,
    lists: Sequence[tuple[LocalList, Sequence[Exchange]]],
) -> set[UUID]:
    """Keep how lists stand, and let go of them; return those that were still ours."""
    stations = [each.station_id for each, _ in lists]
    mine = select(C.station_id).where(C.tenant_id == tenant_id, among(C.station_id, stations))
    await connection.execute(mine.order_by(C.station_id).with_for_update())
    rows = [msgspec.structs.asdict(each) | {"evidence": said} for each, said in lists]
    asked = {"tenant": tenant_id, "rows": msgspec.json.encode(rows).decode()}
    return set((await connection.execute(KEEP, asked)).scalars())


async def find(connection: AsyncConnection, tenant_id: UUID, station_id: UUID) -> LocalList | None:
    """Return what is known of a station's list."""
    statement = select(local_lists).where(C.tenant_id == tenant_id, C.station_id == station_id)
    row = (await connection.execute(statement)).first()
    return None if row is None else _list(row)


async def said(connection: AsyncConnection, tenant_id: UUID, station_id: UUID) -> list[Exchange]:
    """Return what was last said of a station's list."""
    statement = select(C.evidence).where(C.tenant_id == tenant_id, C.station_id == station_id)
    return msgspec.convert((await connection.execute(statement)).scalar_one(), list[Exchange])


# Who stands on them, and who may.


async def entries_of(
    connection: AsyncConnection, tenant_id: UUID, station_id: UUID
) -> list[ListEntry]:
    """Return who stands on a station's list."""
    statement = select(local_list_entries).where(
        E.tenant_id == tenant_id, E.station_id == station_id
    )
    return [_entry(row) for row in await connection.execute(statement)]


async def listed(
    connection: AsyncConnection, tenant_id: UUID, pairs: Collection[tuple[UUID, bytes]]
) -> set[tuple[UUID, bytes]]:
    """Return those of (station, value's hash) of whom the value stands on the station's list.

    Of lists of chargers that ask first none is told.
    """
    if not pairs:
        return set()
    statement = select(E.station_id, E.value_hash).where(
        E.tenant_id == tenant_id,
        among(E.station_id, {station_id for station_id, _ in pairs}),
        among(E.value_hash, {value_hash for _, value_hash in pairs}),
        E.station_id.in_(
            select(C.station_id).where(
                C.tenant_id == tenant_id,
                C.facts["before_asking"].as_boolean().is_distinct_from(other=False),
            )
        ),
    )
    found = {(row.station_id, row.value_hash) for row in await connection.execute(statement)}
    return found & set(pairs)


async def clear(connection: AsyncConnection, tenant_id: UUID, station_id: UUID) -> None:
    """Keep that nobody stands on a station's list."""
    await connection.execute(
        delete(local_list_entries).where(E.tenant_id == tenant_id, E.station_id == station_id)
    )


async def put(
    connection: AsyncConnection, tenant_id: UUID, station_id: UUID, entries: Collection[ListEntry]
) -> None:
    """Keep that these stand on a station's list, besides those that do already."""
    if entries:
        columns = {name: [getattr(each, name) for each in entries] for name in ENTRY}
        await connection.execute(ADD, {"tenant": tenant_id, "station": station_id, **columns})


async def take_off(
    connection: AsyncConnection, tenant_id: UUID, station_id: UUID, entries: Collection[ListEntry]
) -> None:
    """Keep that these stand on a station's list no more."""
    await connection.execute(
        delete(local_list_entries).where(
            E.tenant_id == tenant_id,
            E.station_id == station_id,
            among(E.value_hash, [each.value_hash for each in entries]),
        )
    )


async def spots(
    connection: AsyncConnection, tenant_id: UUID, station_ids: Collection[UUID], at: datetime
) -> dict[UUID, Spot]:
    """Return where stations stand, and who may stand on their lists; of removed ones nothing."""
    asked = {"tenant": tenant_id, "stations": list(station_ids), "at": at}
    return {
        row.station_id: Spot(
            row.location_id,
            row.is_managed,
            Scope(tuple(row.barred), tuple(row.partly), tuple(row.agreements), tuple(row.at_hours)),
            row.changes_at,
        )
        for row in await connection.execute(SCOPES, asked)
    }


async def counts(
    connection: AsyncConnection, tenant_id: UUID, scope: Scope, at: datetime
) -> Counts:
    """Count who may stand on lists of a scope, and who may not and why."""
    row = (await connection.execute(COUNTS, _asked(tenant_id, scope, at))).one()
    left_out: dict[LeftOut, int] = {
        "bound_to_hours": row.bound_to_hours,
        "too_long": row.too_long,
        "unsayable": row.unsayable,
    }
    return Counts(
        row.listable, {why: count for why, count in left_out.items() if count}, row.changes_at
    )


async def chosen(
    connection: AsyncConnection,
    tenant_id: UUID,
    station_id: UUID,
    spot: Spot,
    at: datetime,
    *,
    most: int,
    by_use: bool,
) -> list[ListEntry]:
    """Return who is to stand on a station's list, `most` at most."""
    asked = _asked(tenant_id, spot.scope, at) | {
        "station": station_id,
        "place": spot.location_id,
        "most": most,
        "by_use": by_use,
    }
    return [_entry(row) for row in await connection.execute(CHOICE, asked)]


def _asked(tenant_id: UUID, scope: Scope, at: datetime) -> dict[str, Any]:
    return {"tenant": tenant_id, "at": at} | {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in scope._asdict().items()
    }


def _entry(row: Row[Any]) -> ListEntry:
    return ListEntry(**{name: getattr(row, name) for name in ENTRY})


def _list(row: Row[Any]) -> LocalList:
    return msgspec.convert(row, LocalList, from_attributes=True)
