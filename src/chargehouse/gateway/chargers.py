"""Who is connected here, and how connections end: the newest of a station wins."""

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
import structlog

from chargehouse.contexts.sessions.public import ConnectionLost
from chargehouse.contexts.stations.public import Replaced, Seen
from chargehouse.gateway.charger import Charger
from chargehouse.gateway.free_text import without_identifiers
from chargehouse.gateway.services import Services
from chargehouse.kernel.errors import Unavailable
from chargehouse.platform.broker.port import Subscription

NEWER_CONNECTION: Final = 4001
TELL_SEEN_EVERY_S: Final = 15.0
TELL_ALL_EVERY: Final = 4

log = structlog.get_logger(__name__)


class Closing(msgspec.Struct, frozen=True):
    """A word between processes: close this connection of a station, None for any that it has."""

    station_id: UUID
    connection_id: UUID | None
    code: int
    reason: str


def close_subject(process_id: UUID) -> str:
    """Return the subject on which a process is told which of its connections to close."""
    return f"gateway.{process_id}.close"


def replaced_by_newer(station_id: UUID, connection_id: UUID) -> Closing:
    """Return the word that ends a connection whose station has a newer one."""
    return Closing(
        station_id, connection_id, NEWER_CONNECTION, "a newer connection of this station"
    )


@dataclass(frozen=True, slots=True)
class _End:
    """How a connection ended, and when."""

    charger: Charger
    code: int | None
    reason: str | None
    at: datetime


class Chargers:
    """The chargers of this process, by station."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._by_station: dict[UUID, Charger] = {}
        self._subscription: Subscription | None = None
        self._telling: asyncio.Task[None] | None = None
        self._untold: list[_End] = []

    def __len__(self) -> int:
        return len(self._by_station)

    def __iter__(self) -> Iterator[Charger]:
        return iter(list(self._by_station.values()))

    def of(self, station_id: UUID) -> Charger | None:
        """Return the charger of a station, if it is connected here."""
        return self._by_station.get(station_id)

    def close(self, word: Closing) -> bool:
        """Begin to close a station's connection; tell whether it is, or was, here."""
        charger = self._by_station.get(word.station_id)
        if charger is None or word.connection_id not in {None, charger.id}:
            return False
        charger.connection.close(word.code, word.reason)
        return True

    async def start(self) -> None:
        """Hear of connections that are to be closed; tell when chargers were last seen."""
        self._subscription = await self._services.broker.subscribe(
            close_subject(self._services.process_id), self._hear
        )
        self._telling = asyncio.create_task(self._tell_seen(), name="gateway seen")

    async def stop(self) -> None:
        """Ask chargers nothing any more; tell a last time when they were seen."""
        await self._services.inventory.stop()
        if self._telling is not None:
            self._telling.cancel()
            await asyncio.gather(self._telling, return_exceptions=True)
        if self._subscription is not None:
            await self._subscription.cancel()
        self.tell_seen()

    async def enter(self, charger: Charger, remote_address: str) -> None:
        """Make a charger its station's newest connection, and end the one before it.

        Raises `Unavailable` where that cannot be kept: then it must not be let in.
        """
        charger.remote_address = remote_address
        replaced = await charger.tell_connected()
        self._services.sessions.forget(charger.tenant_id, charger.station.id)
        before = self._by_station.get(charger.station.id)
        self._by_station[charger.station.id] = charger
        self._services.figures.connections.set(len(self._by_station))
        if before is not None:
            word = replaced_by_newer(charger.station.id, before.id)
            before.connection.close(word.code, word.reason)
        elif replaced is not None and replaced.process_id != self._services.process_id:
            await self._tell(charger.station.id, replaced)

    def leave(self, charger: Charger, code: int | None, reason: str | None) -> None:
        """Take note that a connection has ended; a newer one of the station stays."""
        if self._by_station.get(charger.station.id) is charger:
            del self._by_station[charger.station.id]
            self._services.figures.connections.set(len(self._by_station))
        charger.connection.closed()
        said = without_identifiers(reason) if reason else reason
        end = _End(charger, code, said, self._services.clock.now())
        self._services.background(self._ended(end))

    def tell_seen(self, *, everybody: bool = False) -> None:
        """Keep when chargers were last seen: those that sent something since, or everybody.

        Of all of them it is told now and then, so that none stays ended that was thought lost.
        """
        rows = []
        for charger in self._by_station.values():
            if everybody or charger.used_at != charger.used_told_at:
                charger.used_told_at = charger.used_at
                rows.append(
                    Seen(charger.tenant_id, charger.station.id, charger.id, charger.used_at)
                )
        if rows:
            self._services.connections.seen(rows)

    async def _ended(self, end: "_End") -> None:
        """Keep that a connection ended; while that cannot be kept, remember to try again."""
        charger, services = end.charger, self._services
        lost = ConnectionLost(
            station_id=charger.station.id,
            location_id=charger.admitted.location_id,
            protocol=charger.protocol,
            received_at=end.at,
        )
        try:
            was_newest = await services.connections.disconnected(
                charger.station,
                connection_id=charger.id,
                close_code=end.code,
                reason=end.reason,
                at=end.at,
                unit=charger.unit(),
            )
            if was_newest:
                await services.sessions.apply(charger.tenant_id, lost)
        except Unavailable:
            self._untold.append(end)
            log.warning("disconnection_not_kept_yet", station_id=str(charger.station.id))

    async def _tell(self, station_id: UUID, replaced: Replaced) -> None:
        word = replaced_by_newer(station_id, replaced.connection_id)
        try:
            await self._services.broker.publish(
                close_subject(replaced.process_id), msgspec.json.encode(word)
            )
        except Unavailable:
            log.warning("replacement_not_told", station_id=str(station_id))

    async def _hear(self, body: bytes) -> None:
        self.close(msgspec.json.decode(body, type=Closing))

    async def _tell_seen(self) -> None:
        for turn in itertools.count(1):
            await self._services.clock.sleep(TELL_SEEN_EVERY_S)
            untold, self._untold = self._untold, []
            for end in untold:
                self._services.background(self._ended(end))
            self.tell_seen(everybody=turn % TELL_ALL_EVERY == 0)
