"""Connections that a dead process still seems to hold."""

from typing import Final
from uuid import UUID

from chargehouse.contexts.stations.events import StationDisconnected
from chargehouse.contexts.stations.repository import connections
from chargehouse.kernel.actor import system_actor
from chargehouse.platform.postgres.database import Database

GATEWAY_LOST: Final = "gateway lost"


class SweepService:
    """Ends what no living process holds."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = database.clock

    async def tenants(self) -> list[UUID]:
        """Return the tenants that `end_lost` has work in."""
        async with self._database.relay() as relay:
            return list(await connections.tenants_with_lost(relay, self._clock.now()))

    async def end_lost(self, tenant_id: UUID) -> int:
        """End a tenant's connections whose process is gone; return how many they were."""
        now = self._clock.now()
        actor = system_actor("job", tenant_id, "sweep_lost_connections")
        async with self._database.transaction(actor) as work:
            ended = await connections.end_lost(work.connection, tenant_id, now, GATEWAY_LOST)
            for row in ended:
                work.record(
                    StationDisconnected(
                        aggregate_id=row.station_id,
                        station_id=row.station_id,
                        connection_id=row.connection_id,
                        reason=GATEWAY_LOST,
                    )
                )
        return len(ended)
