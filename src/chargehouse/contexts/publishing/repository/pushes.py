"""Queries of what is still to be pushed: wanting it, taking it, and what came of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Boolean,
    DateTime,
    Integer,
    Text,
    TextClause,
    Uuid,
    bindparam,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.publishing.public import Publication
from chargehouse.contexts.publishing.repository.publications import SAID, publication_of
from chargehouse.contexts.publishing.tables import publications, pushes
from chargehouse.platform.postgres.matching import among

P: Final = pushes.c
LAST: Final = datetime.max.replace(tzinfo=UTC)
_INSTANT: Final = DateTime(timezone=True)

WANT: Final = text("""
INSERT INTO pushes AS p (tenant_id, partner_id, publication_id, parts, resync, due_at, since)
SELECT l.tenant_id, l.partner_id, pub.id, :parts, false, :now, :now
FROM publications AS pub JOIN push_lines AS l ON l.tenant_id = pub.tenant_id
WHERE pub.tenant_id = :tenant AND pub.id = :publication
  AND (pub.module = ANY (l.receives) OR (pub.module = 'cdrs' AND NOT l.open))
  AND (is_told(pub.tenant_id, pub.id, l.partner_id)
       OR (:was_shared AND pub.module = 'locations' AND
           is_told_location(pub.tenant_id, l.partner_id, pub.subject_id, pub.party_id, true)))
ORDER BY l.partner_id
ON CONFLICT (tenant_id, partner_id, publication_id) DO UPDATE
SET parts = CASE
        WHEN p.parts = '{}' OR excluded.parts = '{}' THEN '{}'
        ELSE ARRAY(SELECT DISTINCT unnest(p.parts || excluded.parts) ORDER BY 1)
    END,
    resync = false,
    due_at = CASE WHEN p.leased_until > excluded.due_at THEN p.due_at ELSE excluded.due_at END,
    attempts = 0,
    revision = p.revision + 1
""").bindparams(
    bindparam("parts", type_=ARRAY(Text)),
    bindparam("now", type_=_INSTANT),
    bindparam("was_shared", type_=Boolean),
)
"""What is wanted while a worker has it stays that worker's until it is done with it."""

TOLD_OF: Final = text("""
SELECT pub.id FROM publications AS pub
WHERE pub.tenant_id = :tenant AND pub.withdrawn_at IS NULL
  AND (pub.module = 'tariffs' OR (pub.module = 'locations' AND :subject IN (subject_id, party_id)))
  AND is_told(pub.tenant_id, pub.id, :partner)
""").bindparams(bindparam("subject", type_=Uuid), bindparam("partner", type_=Uuid))

WANT_OF: Final = text("""
INSERT INTO pushes AS p (tenant_id, partner_id, publication_id, parts, resync, due_at, since)
SELECT l.tenant_id, l.partner_id, pub.id, '{}', true, :now, :now
FROM push_lines AS l JOIN publications AS pub ON pub.tenant_id = l.tenant_id
WHERE l.tenant_id = :tenant AND l.partner_id = :partner AND pub.id = ANY (:publications)
  AND pub.module = ANY (l.receives)
ORDER BY pub.id
ON CONFLICT (tenant_id, partner_id, publication_id) DO UPDATE
SET parts = '{}', revision = p.revision + 1
""").bindparams(bindparam("publications", type_=ARRAY(Uuid)), bindparam("now", type_=_INSTANT))

DUE: Final = text("""
SELECT l.tenant_id, l.partner_id, first.due_at, fed.due_at, l.resync_after IS NOT NULL AS feeding
FROM push_lines AS l, LATERAL (
    SELECT min(due_at) AS due_at FROM pushes AS p
    WHERE p.tenant_id = l.tenant_id AND p.partner_id = l.partner_id AND NOT p.resync
) AS first, LATERAL (
    SELECT min(due_at) AS due_at FROM pushes AS p
    WHERE p.tenant_id = l.tenant_id AND p.partner_id = l.partner_id AND p.resync
) AS fed
WHERE l.open AND (l.paused_until IS NULL OR l.paused_until <= :now)
  AND (first.due_at <= :now OR fed.due_at <= :now
       OR (l.resync_after IS NOT NULL AND fed.due_at IS NULL))
""")
"""Two steps of the index for each partner, however much waits for it; none for one at rest."""

TAKE: Final = text("""
WITH taken AS MATERIALIZED (
    SELECT l.failures, chosen.partner_id, chosen.publication_id
    FROM unnest(:ids, :rooms) AS asked (id, room)
    JOIN push_lines AS l ON l.tenant_id = :tenant AND l.partner_id = asked.id,
    LATERAL (
        SELECT p.partner_id, p.publication_id FROM pushes AS p
        WHERE p.tenant_id = :tenant AND p.partner_id = l.partner_id AND p.due_at <= :now
        ORDER BY p.resync, p.due_at, p.publication_id
        LIMIT asked.room
        FOR UPDATE OF p SKIP LOCKED
    ) AS chosen
    WHERE l.open AND (l.paused_until IS NULL OR l.paused_until <= :now)
)
UPDATE pushes AS p SET due_at = :leased_until, leased_until = :leased_until
FROM taken
WHERE p.tenant_id = :tenant AND p.partner_id = taken.partner_id
  AND p.publication_id = taken.publication_id
RETURNING p.partner_id, p.publication_id, p.parts, p.attempts, p.revision, p.leased_until,
          taken.failures > 0 AS failing,
          is_told(p.tenant_id, p.publication_id, p.partner_id) AS told
""").bindparams(
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("rooms", type_=ARRAY(Integer)),
    bindparam("now", type_=_INSTANT),
    bindparam("leased_until", type_=_INSTANT),
)

RECORD: Final = """
WITH done AS (
    SELECT * FROM unnest(:partners, :publications, :revisions, :leases, :dues, :errors)
        AS d (partner_id, publication_id, revision, leased_until, due_at, error)
), mine AS MATERIALIZED (
    SELECT p.partner_id, p.publication_id, done.due_at, done.error,
           p.revision = done.revision AS unchanged
    FROM done JOIN pushes AS p ON p.tenant_id = :tenant AND p.partner_id = done.partner_id
        AND p.publication_id = done.publication_id AND p.leased_until = done.leased_until
    FOR UPDATE OF p{skipping}
), gone AS (
    DELETE FROM pushes AS p USING mine
    WHERE p.tenant_id = :tenant AND p.partner_id = mine.partner_id
      AND p.publication_id = mine.publication_id AND mine.error IS NULL AND mine.unchanged
), kept AS (
    UPDATE pushes AS p
    SET leased_until = NULL, last_error = mine.error,
        due_at = CASE WHEN mine.unchanged THEN mine.due_at ELSE :now END,
        attempts = CASE WHEN mine.unchanged THEN p.attempts + 1 ELSE 0 END,
        since = CASE WHEN mine.error IS NULL THEN :now ELSE p.since END
    FROM mine
    WHERE p.tenant_id = :tenant AND p.partner_id = mine.partner_id
      AND p.publication_id = mine.publication_id
      AND NOT (mine.error IS NULL AND mine.unchanged)
)
SELECT partner_id, publication_id FROM mine
"""


def _recording(skipping: str) -> TextClause:
    return text(RECORD.format(skipping=skipping)).bindparams(
        bindparam("partners", type_=ARRAY(Uuid)),
        bindparam("publications", type_=ARRAY(Uuid)),
        bindparam("revisions", type_=ARRAY(Integer)),
        bindparam("leases", type_=ARRAY(_INSTANT)),
        bindparam("dues", type_=ARRAY(_INSTANT)),
        bindparam("errors", type_=ARRAY(Text)),
        bindparam("now", type_=_INSTANT),
    )


RECORD_WAITING: Final = _recording("")
RECORD_PASSING: Final = _recording(" SKIP LOCKED")

Key = tuple[UUID, UUID]
"""A partner, and what it is to be told."""


class Due(NamedTuple):
    """A partner with something to be told, since when, and whether a resync goes on.

    `since` is of what changed, `fed_since` of what a resync queued.
    """

    tenant_id: UUID
    partner_id: UUID
    since: datetime | None
    fed_since: datetime | None
    feeding: bool

    @property
    def first(self) -> datetime:
        """Since when something is due; the end of time where nothing is yet."""
        return min((each for each in (self.since, self.fed_since) if each), default=LAST)


@dataclass(frozen=True, slots=True)
class Taken:
    """A push that is this worker's for a while; `failing` is whether its partner was.

    Of what is not `told` any more the partner is told that it is gone.
    """

    tenant_id: UUID
    partner_id: UUID
    publication_id: UUID
    parts: tuple[str, ...]
    attempts: int
    revision: int
    leased_until: datetime
    failing: bool
    told: bool

    @property
    def key(self) -> Key:
        """What it is a push of, and to whom."""
        return self.partner_id, self.publication_id


class Done(NamedTuple):
    """What came of a push: told, where there is no `error`; else when it is tried again."""

    taken: Taken
    due_at: datetime
    error: str | None


async def want(
    connection: AsyncConnection,
    tenant_id: UUID,
    publication_id: UUID,
    parts: Sequence[str],
    now: datetime,
    *,
    was_shared: bool,
) -> int:
    """Want a publication pushed to every partner that is told it; return to how many.

    One that `was_shared` is pushed to those as well that were told it for that alone.
    """
    values = {
        "tenant": tenant_id,
        "publication": publication_id,
        "parts": list(parts),
        "now": now,
        "was_shared": was_shared,
    }
    return (await connection.execute(WANT, values)).rowcount


async def told_of(
    connection: AsyncConnection, tenant_id: UUID, partner_id: UUID, subject_id: UUID
) -> set[UUID]:
    """Return which publications of a location, or of a party's, a partner is told; and tariffs."""
    values = {"tenant": tenant_id, "partner": partner_id, "subject": subject_id}
    return set((await connection.execute(TOLD_OF, values)).scalars())


async def want_of(
    connection: AsyncConnection,
    tenant_id: UUID,
    partner_id: UUID,
    ids: Collection[UUID],
    now: datetime,
) -> None:
    """Want publications pushed to one partner, behind whatever changes meanwhile."""
    values = {"tenant": tenant_id, "partner": partner_id, "publications": list(ids)}
    await connection.execute(WANT_OF, {**values, "now": now})


async def due(relay: AsyncConnection, now: datetime) -> list[Due]:
    """Return the partners that have something due, or a resync to go on with, of all tenants."""
    return [Due(*row) for row in await relay.execute(DUE, {"now": now})]


async def take(
    connection: AsyncConnection,
    tenant_id: UUID,
    rooms: Mapping[UUID, int],
    *,
    now: datetime,
    leased_until: datetime,
) -> list[Taken]:
    """Take due pushes, at most so many of each partner; no other worker gets them meanwhile.

    Changes come before what a resync queued, and of these what has been due the longest.
    """
    result = await connection.execute(
        TAKE,
        {
            "tenant": tenant_id,
            "ids": list(rooms),
            "rooms": list(rooms.values()),
            "now": now,
            "leased_until": leased_until,
        },
    )
    return [
        Taken(
            tenant_id=tenant_id,
            partner_id=row.partner_id,
            publication_id=row.publication_id,
            parts=tuple(row.parts),
            attempts=row.attempts,
            revision=row.revision,
            leased_until=row.leased_until,
            failing=row.failing,
            told=row.told,
        )
        for row in result
    ]


async def publications_of(
    connection: AsyncConnection, tenant_id: UUID, ids: Collection[UUID]
) -> dict[UUID, Publication]:
    """Return publications as they are kept, by id."""
    result = await connection.execute(
        select(*SAID).where(publications.c.tenant_id == tenant_id, among(publications.c.id, ids))
    )
    return {row.id: publication_of(row) for row in result}


async def record(
    connection: AsyncConnection,
    tenant_id: UUID,
    done: Sequence[Done],
    *,
    now: datetime,
    wait: bool = False,
) -> set[Key]:
    """Keep what came of pushes: told is deleted, what failed or changed meanwhile is due again.

    Return of which it was kept. Those are passed over that another worker took over, or, unless
    it shall `wait` for them, that are being wanted just now.
    """
    result = await connection.execute(
        RECORD_WAITING if wait else RECORD_PASSING,
        {
            "tenant": tenant_id,
            "partners": [each.taken.partner_id for each in done],
            "publications": [each.taken.publication_id for each in done],
            "revisions": [each.taken.revision for each in done],
            "leases": [each.taken.leased_until for each in done],
            "dues": [each.due_at for each in done],
            "errors": [each.error for each in done],
            "now": now,
        },
    )
    return {(row.partner_id, row.publication_id) for row in result}


async def let_go(
    connection: AsyncConnection, tenant_id: UUID, taken: Sequence[Taken], now: datetime
) -> None:
    """Give back pushes that were taken and not sent to their end."""
    for each in taken:
        await connection.execute(
            update(pushes)
            .where(
                P.tenant_id == tenant_id,
                P.partner_id == each.partner_id,
                P.publication_id == each.publication_id,
                P.leased_until == each.leased_until,
            )
            .values(leased_until=None, due_at=now)
        )
