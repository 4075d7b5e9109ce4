"""Stations that knock, come in and go."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from chargehouse.contexts.stations.events import ConnectionRefused
from chargehouse.contexts.stations.model.identity import is_code
from chargehouse.contexts.stations.model.texts import storable
from chargehouse.contexts.stations.public import Admitted, Replaced, Seen, StationRef
from chargehouse.contexts.stations.repository.hot import CONNECTED, DISCONNECTED, KNOCKING, SEEN
from chargehouse.kernel.clock import Clock
from chargehouse.kernel.ids import Ids
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.outbox.writing import EVENTS, event_row
from chargehouse.platform.postgres.coalescer import Unit
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import mask

REFUSALS_KEPT_PER_MINUTE: Final = 60
MINUTE_S: Final = 60.0
CLOSE_REASON_MAX_CHARACTERS: Final = 200


class ConnectionService:
    """Keeps which connection of a station is its newest, and which process holds it.

    Methods raise `Unavailable` when the database is away.
    """

    def __init__(self, database: Database, clock: Clock, ids: Ids, metrics: Metrics) -> None:
        self._hot = database.hot
        self._clock = clock
        self._ids = ids
        self._refusals = metrics.counter(
            "stations_connections_refused_total", "Connections of stations refused", ("reason",)
        )
        self._kept: dict[UUID, int] = {}
        self._kept_since_s = 0.0

    async def find(self, tenant_id: UUID, code: str) -> Admitted | None:
        """Return the station of a code (compared without case), or None."""
        if not is_code(code):
            return None
        unit = Unit(tenant_id)
        unit.add(KNOCKING, (code,))
        row = await self._hot.commit(unit)
        if row is None or row["station_id"] is None:
            return None
        return Admitted(**dict(row))

    async def connected(
        self,
        station: StationRef,
        *,
        connection_id: UUID,
        process_id: UUID,
        subprotocol: str,
        security_profile: int,
        remote_address: str,
        at: datetime,
        unit: Unit | None = None,
    ) -> Replaced | None:
        """Make a connection its station's newest; return the open one that it replaces.

        The caller closes the replaced connection, wherever it is held.
        """
        unit = unit or Unit(station.tenant_id)
        unit.add(
            CONNECTED,
            (
                *(station.id, connection_id, process_id, subprotocol, security_profile),
                *(remote_address, at, self._ids.new(), station.actor_name),
            ),
        )
        row = await self._hot.commit(unit)
        if row is None or row["connection_id"] is None:
            return None
        return Replaced(row["connection_id"], row["process_id"])

    async def disconnected(
        self,
        station: StationRef,
        *,
        connection_id: UUID,
        close_code: int | None,
        reason: str | None,
        at: datetime,
        unit: Unit | None = None,
    ) -> bool:
        """End a connection; return False, and change nothing, where a newer one took over."""
        unit = unit or Unit(station.tenant_id)
        kept_reason = storable(reason[:CLOSE_REASON_MAX_CHARACTERS]) if reason else None
        unit.add(
            DISCONNECTED,
            (
                *(station.id, connection_id, at, close_code, kept_reason),
                *(self._ids.new(), station.actor_name),
            ),
        )
        return bool(await self._hot.commit(unit))

    def seen(self, rows: Iterable[Seen]) -> None:
        """Move on when connections last sent something; does not wait for the database.

        A connection that `SweepService` ended meanwhile is open again: its process lives.
        """
        units: dict[UUID, Unit] = {}
        for row in sorted(rows, key=lambda row: row.station_id):
            unit = units.setdefault(row.tenant_id, Unit(row.tenant_id))
            unit.add(SEEN, (row.station_id, row.connection_id, row.at))
        for unit in units.values():
            self._hot.append(unit)

    def refused(
        self,
        tenant_id: UUID,
        reason: str,
        *,
        code: str,
        remote_address: str,
        station_id: UUID | None = None,
    ) -> None:
        """Count a refusal, and keep it as an event unless this minute's share is used up.

        `reason` is one of a few fixed words (`unknown_station`). Does not wait for the database.
        """
        self._refusals.labels(reason).inc()
        if not self._may_keep(tenant_id):
            return
        event = ConnectionRefused(
            aggregate_id=station_id or tenant_id,
            station_id=station_id,
            reason=reason,
            remote_address=remote_address,
            code_masked=None if station_id else mask(code),
        )
        unit = Unit(tenant_id)
        row = event_row(
            event,
            event_id=self._ids.new(),
            occurred_at=self._clock.now(),
            actor_name="gateway:refusals",
            origin=remote_address,
        )
        unit.add(EVENTS, row)
        self._hot.append(unit)

    def refused_unheard(self, reason: str) -> None:
        """Count a refusal that belongs to no tenant."""
        self._refusals.labels(reason).inc()

    def _may_keep(self, tenant_id: UUID) -> bool:
        now_s = self._clock.monotonic()
        if now_s - self._kept_since_s >= MINUTE_S:
            self._kept = {}
            self._kept_since_s = now_s
        kept = self._kept.get(tenant_id, 0)
        if kept >= REFUSALS_KEPT_PER_MINUTE:
            return False
        self._kept[tenant_id] = kept + 1
        return True
