"""The queries of what is expected of stations, now and in the past."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, case, func, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.access.model.documents import NO_POLICY
from chargehouse.contexts.access.model.expectations import Span, Standing
from chargehouse.contexts.access.tables import mode_spans, station_modes
from chargehouse.platform.postgres.matching import among

M = station_modes.c
WORKED_OUT_WITHIN: Final = timedelta(minutes=10)
"""What was expected under a policy that changed holds for so long without a worker."""

UPDATE_STANDING = text("""
    UPDATE station_modes AS m
    SET mode = n.mode, policy_id = n.policy_id, policy_version = n.policy_version,
        source = n.source, rule_id = n.rule_id, rule = n.rule, since = n.since,
        mode_since = n.mode_since, until = n.until, next_mode = n.next_mode,
        next_source = n.next_source, next_rule_id = n.next_rule_id, next_rule = n.next_rule,
        next_until = n.next_until,
        one_at_a_time = n.one_at_a_time
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS n (
        station_id uuid, mode text, policy_id uuid, policy_version integer, source text,
        rule_id uuid, rule text, since timestamptz, mode_since timestamptz, until timestamptz,
        next_mode text, next_source text, next_rule_id uuid, next_rule text,
        next_until timestamptz, one_at_a_time boolean)
    WHERE m.tenant_id = :tenant AND m.station_id = n.station_id
""")
ZONES = text("SELECT * FROM station_zones(:tenant, CAST(:stations AS uuid[]))")
STATIONS_AT = text("SELECT * FROM stations_at(:tenant, CAST(:places AS uuid[]))")
ADD_SPANS = text("""
    INSERT INTO mode_spans (tenant_id, station_id, since, mode, policy_id, policy_version, source,
                            rule_id, rule, version)
    SELECT :tenant, n.*
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS n (
        station_id uuid, since timestamptz, mode text, policy_id uuid, policy_version integer,
        source text, rule_id uuid, rule text, version bigint)
    ON CONFLICT (tenant_id, station_id, since) DO UPDATE
    SET mode = excluded.mode, policy_id = excluded.policy_id,
        policy_version = excluded.policy_version, source = excluded.source,
        rule_id = excluded.rule_id, rule = excluded.rule, version = excluded.version
""")


async def tenants_with_due(relay: AsyncConnection, now: datetime) -> list[UUID]:
    """Return the tenants in which a boundary has been reached; runs under the narrow role."""
    statement = select(M.tenant_id).where(M.until <= now).distinct()
    return list((await relay.execute(statement)).scalars())


async def governed_tenants(relay: AsyncConnection) -> list[UUID]:
    """Return the tenants that have stations to govern; runs under the narrow role."""
    return list((await relay.execute(select(M.tenant_id).distinct())).scalars())


async def governed_after(
    connection: AsyncConnection, tenant_id: UUID, after: UUID, limit: int
) -> list[Standing]:
    """Return what is expected of stations with greater ids that a policy governs, locked."""
    statement = (
        select(station_modes)
        .where(M.tenant_id == tenant_id, M.policy_id.is_not(None), M.station_id > after)
        .order_by(M.station_id)
        .limit(limit)
        .with_for_update()
    )
    return [_standing(row) for row in await connection.execute(statement)]


async def take_due(
    connection: AsyncConnection, tenant_id: UUID, now: datetime, limit: int
) -> list[Standing]:
    """Return what has reached a boundary, locked; what another worker has is left to it."""
    statement = (
        select(station_modes)
        .where(M.tenant_id == tenant_id, M.until <= now)
        .order_by(M.until)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [_standing(row) for row in await connection.execute(statement)]


async def govern(
    connection: AsyncConnection, tenant_id: UUID, station_ids: Collection[UUID], now: datetime
) -> None:
    """See to it that stations have a row; one that had none is in managed access until now."""
    held = {"mode": "managed_access", "source": "default", "rule": NO_POLICY}
    ahead = {f"next_{name}": value for name, value in held.items()}
    times = {"since": now, "mode_since": now, "until": now}
    rows = [
        {"tenant_id": tenant_id, "station_id": station_id, **held, **ahead, **times}
        for station_id in sorted(station_ids)
    ]
    if rows:
        await connection.execute(insert(station_modes).on_conflict_do_nothing(), rows)


async def mark(
    connection: AsyncConnection, tenant_id: UUID, which: ColumnElement[bool], now: datetime
) -> int:
    """Have what is expected worked out anew from now on; return of how many stations.

    Until that is done what is expected stays, for as long as `WORKED_OUT_WITHIN` and no longer than
    it would have. Answers that were given before are void.
    """
    await _hold(connection, tenant_id, which)
    overdue = M.until <= now
    longest = literal(now + WORKED_OUT_WITHIN, M.next_until.type)
    kept = {"mode": M.mode, "source": M.source, "rule_id": M.rule_id, "rule": M.rule}
    values = {
        f"next_{name}": case((overdue, M[f"next_{name}"]), else_=column)
        for name, column in kept.items()
    }
    statement = (
        update(station_modes)
        .where(M.tenant_id == tenant_id, which)
        .values(
            **values,
            until=case((overdue, M.until), else_=literal(now, M.until.type)),
            next_until=func.least(case((overdue, M.next_until), else_=M.until), longest),
            version=func.nextval("mode_versions"),
        )
    )
    return (await connection.execute(statement)).rowcount


async def marked(
    connection: AsyncConnection, tenant_id: UUID, which: ColumnElement[bool]
) -> list[Standing]:
    """Return what is expected of stations whose rows the transaction has locked."""
    statement = select(station_modes).where(M.tenant_id == tenant_id, which)
    rows = await connection.execute(statement.order_by(M.station_id))
    return [_standing(row) for row in rows]


async def standings(
    connection: AsyncConnection, tenant_id: UUID, station_ids: Collection[UUID]
) -> dict[UUID, Standing]:
    """Return what is expected of stations; of what never was governed nothing."""
    which = of_stations(station_ids)
    statement = select(station_modes).where(M.tenant_id == tenant_id, which)
    rows = await connection.execute(statement)
    return {row.station_id: _standing(row) for row in rows}


async def assign(
    connection: AsyncConnection,
    tenant_id: UUID,
    which: ColumnElement[bool],
    policy_id: UUID | None,
) -> None:
    """Say by which policy stations are governed."""
    await connection.execute(
        update(station_modes)
        .where(M.tenant_id == tenant_id, which)
        .values(policy_id=policy_id, policy_version=None)
    )


async def policies_of(
    connection: AsyncConnection, tenant_id: UUID, station_ids: Collection[UUID]
) -> dict[UUID, UUID | None]:
    """Return by which policy stations are governed, locked; what never was governed is absent."""
    which = of_stations(station_ids)
    await _hold(connection, tenant_id, which)
    statement = select(M.station_id, M.policy_id).where(M.tenant_id == tenant_id, which)
    return {row.station_id: row.policy_id for row in await connection.execute(statement)}


async def zones(
    connection: AsyncConnection, tenant_id: UUID, station_ids: Collection[UUID]
) -> dict[UUID, str]:
    """Return the time zones of stations; those that were removed have none."""
    asked = {"tenant": tenant_id, "stations": list(station_ids)}
    return {row.station_id: row.timezone for row in await connection.execute(ZONES, asked)}


async def stations_at(
    connection: AsyncConnection, tenant_id: UUID, location_ids: Collection[UUID]
) -> list[UUID]:
    """Return the stations that stand at locations, and were not removed."""
    asked = {"tenant": tenant_id, "places": list(location_ids)}
    return list((await connection.execute(STATIONS_AT, asked)).scalars())


async def write(
    connection: AsyncConnection,
    tenant_id: UUID,
    standings: Sequence[Standing],
    spans: Sequence[Span],
) -> None:
    """Keep what is expected of stations now, and what has been since it was kept last."""
    for statement, rows in ((UPDATE_STANDING, standings), (ADD_SPANS, spans)):
        if rows:
            body = msgspec.json.encode(rows).decode()
            await connection.execute(statement, {"tenant": tenant_id, "rows": body})


async def of_station(
    connection: AsyncConnection, tenant_id: UUID, station_id: UUID
) -> Standing | None:
    """Return what is expected of a station, or None where nothing ever governed it."""
    statement = select(station_modes).where(M.tenant_id == tenant_id, M.station_id == station_id)
    row = (await connection.execute(statement)).first()
    return None if row is None else _standing(row)


async def governed_by(connection: AsyncConnection, tenant_id: UUID, policy_id: UUID) -> list[UUID]:
    """Return the stations that a policy governs."""
    statement = (
        select(M.station_id)
        .where(M.tenant_id == tenant_id, M.policy_id == policy_id)
        .order_by(M.station_id)
    )
    return list((await connection.execute(statement)).scalars())


async def spans_of(
    connection: AsyncConnection, tenant_id: UUID, station_id: UUID, limit: int
) -> list[Span]:
    """Return what was expected of a station, the latest first."""
    statement = (
        select(mode_spans)
        .where(mode_spans.c.tenant_id == tenant_id, mode_spans.c.station_id == station_id)
        .order_by(mode_spans.c.since.desc())
        .limit(limit)
    )
    rows = await connection.execute(statement)
    return [msgspec.convert(row, Span, from_attributes=True) for row in rows]


async def spans_between(
    connection: AsyncConnection,
    tenant_id: UUID,
    station_ids: Collection[UUID],
    since: datetime,
    until: datetime,
) -> dict[UUID, list[Span]]:
    """Return by station what was expected at an instant, and until another, the first first."""
    before = mode_spans.alias()
    last = (
        select(func.max(before.c.since))
        .where(
            before.c.tenant_id == tenant_id,
            before.c.station_id == mode_spans.c.station_id,
            before.c.since <= since,
        )
        .scalar_subquery()
    )
    statement = (
        select(mode_spans)
        .where(
            mode_spans.c.tenant_id == tenant_id,
            among(mode_spans.c.station_id, station_ids),
            mode_spans.c.since >= func.coalesce(last, since),
            mode_spans.c.since < until,
        )
        .order_by(mode_spans.c.since)
    )
    found: dict[UUID, list[Span]] = defaultdict(list)
    for row in await connection.execute(statement):
        found[row.station_id].append(msgspec.convert(row, Span, from_attributes=True))
    return found


def of_stations(station_ids: Collection[UUID]) -> ColumnElement[bool]:
    """Return the condition that a row is of one of some stations."""
    return among(M.station_id, station_ids)


def of_policy(policy_id: UUID) -> ColumnElement[bool]:
    """Return the condition that a row's station is governed by a policy."""
    return M.policy_id == policy_id


async def _hold(connection: AsyncConnection, tenant_id: UUID, which: ColumnElement[bool]) -> None:
    """Lock rows, always in the same order, so that nobody waits for another in a circle."""
    statement = select(M.station_id).where(M.tenant_id == tenant_id, which)
    await connection.execute(statement.order_by(M.station_id).with_for_update())


def _standing(row: Row[Any]) -> Standing:
    return msgspec.convert(row, Standing, from_attributes=True)
