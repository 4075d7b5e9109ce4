"""Scheduled work on sessions."""

from collections import defaultdict
from datetime import timedelta
from typing import Final
from uuid import UUID

from chargehouse.contexts.sessions.repository.repairing import quiet_sessions
from chargehouse.contexts.sessions.service.repairs import SessionRepairs
from chargehouse.kernel.actor import system_actor
from chargehouse.kernel.clock import Clock
from chargehouse.platform.postgres.database import Database

QUIET_FOR: Final = timedelta(hours=24)
IDLE_FOR: Final = timedelta(hours=1)
AT_ONCE: Final = 1000


async def find_endless(
    database: Database,
    repairs: SessionRepairs,
    clock: Clock,
    *,
    quiet_for: timedelta = QUIET_FOR,
    idle_for: timedelta = IDLE_FOR,
) -> int:
    """Put live sessions up for repair of which nothing is heard; return how many.

    Those whose connector is reported free are suspected after `idle_for`, the others after
    `quiet_for`. Nothing is closed: the station may still tell the end. May be run again at will.
    """
    now = clock.now()
    async with database.relay() as connection:
        found = await quiet_sessions(connection, now - quiet_for, now - idle_for, AT_ONCE)
    by_tenant: dict[UUID, list[UUID]] = defaultdict(list)
    for tenant_id, session_id in found:
        by_tenant[tenant_id].append(session_id)
    count = 0
    for tenant_id, session_ids in by_tenant.items():
        actor = system_actor("job", tenant_id, "sessions.find_endless")
        count += await repairs.doubt(actor, session_ids, "endless")
    return count
