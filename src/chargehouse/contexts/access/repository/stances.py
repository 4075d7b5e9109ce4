"""Queries of how many chargers at once stand to their modes, and no more than switching needs."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.access.model.controls import Stance
from chargehouse.contexts.access.model.synchrony import Sync
from chargehouse.contexts.access.public import Mode
from chargehouse.contexts.access.public.freevend import Exchange, SwitchPath

PATHS_REMEMBERED: Final = 512
"""More than there are makes: chargers of one make are switched alike."""

STANCES: Final = """
SELECT station_id, found, CAST(found_path AS text), own_capability, CAST(own_path AS text),
       observed, is_confirmed, sync
FROM station_controls
WHERE tenant_id = :tenant AND station_id = ANY(CAST(:stations AS uuid[]))
"""
FIND: Final = text(STANCES)
HOLD: Final = text(STANCES + "ORDER BY station_id FOR UPDATE")

KEEP: Final = text("""
UPDATE station_controls AS c
SET observed = coalesce(r.mode, c.observed),
    observed_at = CASE WHEN r.mode IS NULL THEN c.observed_at ELSE CAST(:now AS timestamptz) END,
    observed_evidence = CASE WHEN r.mode IS NULL THEN c.observed_evidence ELSE r.evidence END,
    is_confirmed = r.mode IS NOT NULL,
    check_at = CASE WHEN r.mode IS NULL THEN c.check_at END,
    sync = r.sync
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (
    station_id uuid, mode text, evidence jsonb, sync text)
WHERE c.tenant_id = :tenant AND c.station_id = r.station_id
""")

SET_SYNC: Final = text("""
UPDATE station_controls AS c SET sync = r.sync
FROM unnest(CAST(:stations AS uuid[]), CAST(:syncs AS text[])) AS r (station_id, sync)
WHERE c.tenant_id = :tenant AND c.station_id = r.station_id AND c.sync <> r.sync
""")


class Seen(msgspec.Struct, frozen=True):
    """What a change of mode says of a station: the mode that it confirmed, None if it did not."""

    station_id: UUID
    mode: Mode | None
    evidence: Sequence[Exchange]
    sync: Sync


async def find(
    connection: AsyncConnection,
    tenant_id: UUID,
    station_ids: Collection[UUID],
    *,
    lock: bool = False,
) -> dict[UUID, Stance]:
    """Return how stations stand to their modes; nothing of unknown ones.

    Rows are locked by station, so that two batches never wait in a circle.
    """
    asked = {"tenant": tenant_id, "stations": list(station_ids)}
    rows = await connection.execute(HOLD if lock else FIND, asked)
    return {
        station_id: Stance(
            station_id=station_id,
            found=found,
            found_path=_path(found_path),
            own_capability=own_capability,
            own_path=_path(own_path),
            observed=observed,
            is_confirmed=is_confirmed,
            sync=sync,
        )
        for (
            station_id,
            found,
            found_path,
            own_capability,
            own_path,
            observed,
            is_confirmed,
            sync,
        ) in rows
    }


async def keep(
    connection: AsyncConnection, tenant_id: UUID, seen: Sequence[Seen], now: datetime
) -> None:
    """Keep what was seen of stations whose rows the transaction has locked.

    What was observed before of one whose mode was not confirmed stays, and counts no longer.
    """
    if seen:
        rows = msgspec.json.encode(seen).decode()
        await connection.execute(KEEP, {"tenant": tenant_id, "rows": rows, "now": now})


async def set_sync(
    connection: AsyncConnection, tenant_id: UUID, syncs: Mapping[UUID, Sync]
) -> None:
    """Keep how stations stand to their expected modes; the transaction has locked their rows."""
    if syncs:
        asked = {"stations": list(syncs), "syncs": list(syncs.values())}
        await connection.execute(SET_SYNC, {"tenant": tenant_id, **asked})


@lru_cache(maxsize=PATHS_REMEMBERED)
def _path(said: str | None) -> SwitchPath | None:
    """Return a path; JSON's null stands for none, as no value does."""
    return None if said is None else msgspec.json.decode(said, type=SwitchPath | None)
