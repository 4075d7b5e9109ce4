"""Queries of partners as they are pushed to: how it goes, what waits for them, their resync."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, delete, func, not_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.publishing.model.lines import Health
from chargehouse.contexts.publishing.tables import publications, push_lines, pushes
from chargehouse.platform.postgres.matching import among

L: Final = push_lines.c
P: Final = pushes.c
HEALTH: Final = tuple(Health.__dataclass_fields__)
BEFORE_ALL: Final = UUID(int=0)
NEVER_LOST: Final = "cdrs"
"""What waits for a partner that parts is kept for the day when it comes back."""

TO_BE_TOLD: Final = """
SELECT pub.id FROM publications AS pub JOIN push_lines AS l ON l.tenant_id = pub.tenant_id
WHERE pub.tenant_id = :tenant AND l.partner_id = :partner AND pub.id > l.resync_after
  AND pub.withdrawn_at IS NULL AND pub.module <> 'cdrs' AND pub.module = ANY (l.receives)
  AND is_told(pub.tenant_id, pub.id, l.partner_id)
"""
"""What a resync tells again: CDRs are told once, and wait until they are."""

COUNT: Final = text(f"SELECT count(*) FROM ({TO_BE_TOLD}) AS told")  # noqa: S608  our own words

FEED: Final = text(f"""
WITH following AS MATERIALIZED ({TO_BE_TOLD} ORDER BY pub.id LIMIT :limit), queued AS (
    INSERT INTO pushes AS p (tenant_id, partner_id, publication_id, parts, resync, due_at, since)
    SELECT CAST(:tenant AS uuid), CAST(:partner AS uuid), id, '{{}}', true, :now, :now
    FROM following
    ON CONFLICT (tenant_id, partner_id, publication_id) DO UPDATE
    SET parts = '{{}}', revision = p.revision + 1
), fed AS (
    SELECT count(*) AS queued, max(id::text)::uuid AS last FROM following
)
UPDATE push_lines AS l
SET resync_queued = l.resync_queued + fed.queued,
    resync_after = CASE WHEN fed.queued < :limit THEN NULL ELSE fed.last END
FROM fed
WHERE l.tenant_id = :tenant AND l.partner_id = :partner
RETURNING fed.queued
""").bindparams(bindparam("now", type_=L.resync_at.type))  # noqa: S608  as above


class Waiting(NamedTuple):
    """What waits for a partner: how much, how much of it by a resync, since when, until when."""

    changes: int
    resync: int
    since: datetime | None
    due_at: datetime | None


async def find(connection: AsyncConnection, tenant_id: UUID, partner_id: UUID) -> Row[Any] | None:
    """Return a partner's line, or None."""
    found: Row[Any] | None = (await connection.execute(_line(tenant_id, partner_id))).first()
    return found


async def open_line(
    connection: AsyncConnection, tenant_id: UUID, partner_id: UUID, receives: Collection[str]
) -> bool:
    """Open a partner's line, as if it had never failed; tell whether it takes more than before."""
    held = (await connection.execute(_line(tenant_id, partner_id).with_for_update())).first()
    values = {"open": True, "receives": sorted(receives), "paused_until": None, "failures": 0}
    values |= {"failing_since": None, "failed_at": None, "told": False}
    statement = insert(push_lines).values(tenant_id=tenant_id, partner_id=partner_id, **values)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["tenant_id", "partner_id"],
            set_=values,
        )
    )
    await _forget(connection, tenant_id, partner_id, but=receives)
    return held is None or not held.open or not set(receives) <= set(held.receives)


async def close_line(connection: AsyncConnection, tenant_id: UUID, partner_id: UUID) -> None:
    """Push nothing to a partner any more; what it never got of CDRs waits for it."""
    await connection.execute(
        update(push_lines)
        .where(L.tenant_id == tenant_id, L.partner_id == partner_id)
        .values(open=False, receives=[], resync_after=None)
    )
    await _forget(connection, tenant_id, partner_id, but={NEVER_LOST})


async def lock_health(
    connection: AsyncConnection, tenant_id: UUID, partner_ids: Collection[UUID]
) -> dict[UUID, Health]:
    """Return how it goes with partners, locked in order against others who write it."""
    statement = (
        select(L.partner_id, *(L[name] for name in HEALTH))
        .where(L.tenant_id == tenant_id, among(L.partner_id, partner_ids))
        .order_by(L.partner_id)
        .with_for_update(key_share=True)
    )
    return {
        partner_id: Health(*health) for partner_id, *health in await connection.execute(statement)
    }


async def keep_health(
    connection: AsyncConnection, tenant_id: UUID, healths: Mapping[UUID, Health]
) -> None:
    """Keep how it goes with partners."""
    if healths:
        statement = (
            update(push_lines)
            .where(L.tenant_id == tenant_id, L.partner_id == bindparam("partner"))
            .values({name: bindparam(f"now_{name}") for name in HEALTH})
        )
        await connection.execute(
            statement,
            [
                {"partner": partner_id} | {f"now_{name}": getattr(health, name) for name in HEALTH}
                for partner_id, health in healths.items()
            ],
        )


async def begin_resync(
    connection: AsyncConnection, tenant_id: UUID, partner_id: UUID, now: datetime
) -> None:
    """Begin to tell a partner everything again."""
    where = (L.tenant_id == tenant_id, L.partner_id == partner_id)
    values = {"resync_at": now, "resync_after": BEFORE_ALL, "resync_queued": 0}
    await connection.execute(update(push_lines).where(*where).values(**values))
    counted = await connection.execute(COUNT, {"tenant": tenant_id, "partner": partner_id})
    await connection.execute(
        update(push_lines).where(*where).values(resync_total=counted.scalar_one())
    )


async def feed_resync(
    connection: AsyncConnection, tenant_id: UUID, partner_id: UUID, limit: int, now: datetime
) -> int:
    """Queue the next publications of a partner's resync, unless somebody else is at it."""
    locked = _line(tenant_id, partner_id).where(L.resync_after.is_not(None))
    locked = locked.with_for_update(key_share=True, skip_locked=True)
    if (await connection.execute(locked)).first() is None:
        return 0
    values = {"tenant": tenant_id, "partner": partner_id, "limit": limit, "now": now}
    return int((await connection.execute(FEED, values)).scalar_one())


async def waiting(connection: AsyncConnection, tenant_id: UUID, partner_id: UUID) -> Waiting:
    """Return how much waits for a partner."""
    statement = select(
        func.count().filter(not_(P.resync)),
        func.count().filter(P.resync),
        func.min(P.since),
        func.min(P.due_at),
    ).where(P.tenant_id == tenant_id, P.partner_id == partner_id)
    return Waiting(*(await connection.execute(statement)).one())


async def oldest(
    connection: AsyncConnection, tenant_id: UUID, partner_id: UUID, limit: int
) -> list[Row[Any]]:
    """Return what has waited for a partner the longest, with what each is about."""
    told = publications.c
    statement = (
        select(
            told.module,
            told.subject_id,
            P.since,
            P.due_at,
            P.attempts,
            P.last_error,
            P.leased_until,
        )
        .join_from(
            pushes,
            publications,
            (told.tenant_id == P.tenant_id) & (told.id == P.publication_id),
        )
        .where(P.tenant_id == tenant_id, P.partner_id == partner_id)
        .order_by(P.resync, P.since, P.publication_id)
        .limit(limit)
    )
    return list(await connection.execute(statement))


async def try_now(
    connection: AsyncConnection, tenant_id: UUID, partner_id: UUID, now: datetime
) -> None:
    """Have all that waits for a partner tried at once, whatever pause there was."""
    await connection.execute(
        update(push_lines)
        .where(L.tenant_id == tenant_id, L.partner_id == partner_id)
        .values(paused_until=None)
    )
    await connection.execute(
        update(pushes)
        .where(P.tenant_id == tenant_id, P.partner_id == partner_id, P.leased_until.is_(None))
        .values(due_at=now)
    )


def _line(tenant_id: UUID, partner_id: UUID) -> Select[Any]:
    return select(push_lines).where(L.tenant_id == tenant_id, L.partner_id == partner_id)


async def _forget(
    connection: AsyncConnection, tenant_id: UUID, partner_id: UUID, *, but: Collection[str]
) -> None:
    """Delete what waits for a partner and is of no module that it takes."""
    taken = select(publications.c.id).where(
        publications.c.tenant_id == tenant_id,
        publications.c.id == P.publication_id,
        among(publications.c.module, but),
    )
    await connection.execute(
        delete(pushes).where(P.tenant_id == tenant_id, P.partner_id == partner_id, ~taken.exists())
    )
