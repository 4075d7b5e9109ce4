"""Telling stations what to do, and keeping what came of it."""

import asyncio
from collections.abc import Collection, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from chargehouse.contexts.stations.errors import (
    CommandNotPossible,
    CommandUnknown,
    StationUnknown,
)
from chargehouse.contexts.stations.events import CommandCompleted, CommandRequested
from chargehouse.contexts.stations.model.commands import source_of
from chargehouse.contexts.stations.model.filters import CommandFilters
from chargehouse.contexts.stations.public import (
    STATIONS_COMMAND,
    STATIONS_READ,
    Command,
    CommandOutcome,
    CommandPort,
    CommandRow,
    CommandTarget,
    Station,
)
from chargehouse.contexts.stations.repository import commands, connections, stations
from chargehouse.contexts.stations.service.standing import require_at_station
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.reach import Place
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.outbox.writing import actor_label
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.secrets import Keyring

TIMEOUT_DEFAULT_S: Final = 30.0
TIMEOUT_MIN_S: Final = 1.0
TIMEOUT_MAX_S: Final = 600.0
OVERDUE_AFTER_S: Final = 30.0
PAYLOAD: Final = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, slots=True)
class _Order:
    """What is asked of a station, already in its own protocol."""

    action: str
    payload: Mapping[str, object]
    verb: str | None
    timeout_s: float
    reason: str | None
    priority: int = 0
    command_id: UUID | None = None


class CommandService:
    """Commands to stations: one row each, from the request to the station's own answer."""

    def __init__(self, database: Database, keyring: Keyring, port: CommandPort) -> None:
        self._database = database
        self._clock = database.clock
        self._ids = database.ids
        self._keyring = keyring
        self._port = port
        self._under_way: set[asyncio.Task[Command]] = set()

    async def request(
        self,
        actor: Actor,
        station_id: UUID,
        action: str,
        payload: Mapping[str, object],
        *,
        timeout_s: float = TIMEOUT_DEFAULT_S,
        wait: bool = True,
        reason: str | None = None,
        priority: int = 0,
    ) -> Command:
        """Send a request of the station's own protocol; return the command with its answer.

        Of those that wait for one station the highest priority goes first.
        Without `wait` it returns at once, queued. A station that is not connected gives `offline`
        at once, which is kept. Raises `Invalid` naming the field, `CommandNotPossible`,
        `StationUnknown`.
        """
        actor.require_somewhere(STATIONS_COMMAND)
        station, target = await self._target(actor, station_id)
        order = _Order(action, payload, None, timeout_s, reason, priority)
        return await self._run(actor, station, target, order, wait=wait)

    async def perform(
        self,
        actor: Actor,
        station_id: UUID,
        verb: str,
        arguments: Mapping[str, object],
        *,
        timeout_s: float = TIMEOUT_DEFAULT_S,
        wait: bool = True,
        reason: str | None = None,
        command_id: UUID | None = None,
    ) -> Command:
        """Send what a version-neutral verb means in the station's protocol; else as `request`.

        Verbs and their arguments are those of `CommandPort.translate`. `command_id` is the id of
        the command, where somebody has to know it before.
        """
        actor.require_somewhere(STATIONS_COMMAND)
        station, target = await self._target(actor, station_id)
        action, payload = self._port.translate(target, verb, arguments)
        order = _Order(action, payload, verb, timeout_s, reason, command_id=command_id)
        return await self._run(actor, station, target, order, wait=wait)

    async def holder(self, tenant_id: UUID, station_id: UUID) -> UUID | None:
        """Return the process that holds the station's connection, or None while it has none."""
        actor = system_actor("gateway", tenant_id, "commands")
        async with self._database.reading(actor) as connection:
            return await connections.holder(connection, tenant_id, station_id, self._clock.now())

    async def holders(self, tenant_id: UUID, stations: Collection[UUID]) -> dict[UUID, UUID]:
        """Return the processes that hold connections, by station; those without have none."""
        actor = system_actor("gateway", tenant_id, "commands")
        async with self._database.reading(actor) as connection:
            return await connections.holders(connection, tenant_id, stations, self._clock.now())

    async def load(self, tenant_id: UUID, command_id: UUID) -> CommandRow | None:
        """Return a command that still waits to be sent, its payload whole; else None."""
        actor = system_actor("gateway", tenant_id, "commands")
        async with self._database.reading(actor) as connection:
            row = await commands.waiting(connection, tenant_id, command_id)
        if row is None or row.request_encrypted is None:
            return None
        content = self._keyring.decrypt_bytes(row.request_encrypted, context=_context(row.id))
        return CommandRow(
            id=row.id,
            tenant_id=tenant_id,
            station_id=row.station_id,
            action=row.action,
            payload=msgspec.json.decode(content, type=dict[str, Any]),
            expires_at=row.expires_at,
            source=source_of(row.requested_by),
        )

    async def mark_sent(self, row: CommandRow, connection_id: UUID, at: datetime) -> None:
        """Keep that a command goes out to its station, on which connection."""
        actor = system_actor("gateway", row.tenant_id, "commands")
        values = {"connection_id": connection_id, "sent_at": at}
        async with self._database.transaction(actor) as work:
            await commands.mark_sent(work.connection, row.tenant_id, row.id, values)

    async def complete(self, tenant_id: UUID, command_id: UUID, outcome: CommandOutcome) -> Command:
        """Keep how a command ended, once; a late answer replaces `timed_out`.

        Raises `CommandUnknown`; `Unavailable` when the database is away.
        """
        actor = system_actor("gateway", tenant_id, "commands")
        said = msgspec.structs.asdict(outcome)
        sure = ("status", "answer", "answer_status", "error_code", "error_description")
        values = {name: said[name] for name in sure} | {
            name: value for name, value in said.items() if name not in sure and value is not None
        }
        async with self._database.transaction(actor) as work:
            ended = await commands.complete(work.connection, tenant_id, command_id, values)
            if ended is not None:
                _tell_of_end(work, ended)
            found = ended or await commands.find(work.connection, tenant_id, command_id)
        if found is None:
            raise CommandUnknown("There is no such command.")
        return found

    async def get(self, actor: Actor, station_id: UUID, command_id: UUID) -> Command:
        """Return a command of a station. Raises `CommandUnknown`."""
        actor.require_somewhere(STATIONS_READ)
        async with self._database.reading(actor) as connection:
            found = await commands.find(connection, actor.tenant_id, command_id)
            if found is None or found.station_id != station_id:
                raise CommandUnknown("There is no such command.")
            await require_at_station(connection, actor, STATIONS_READ, station_id)
        return found

    async def page(self, actor: Actor, paging: Paging, asked: CommandFilters) -> Page[Command]:
        """Return a page of commands."""
        reach = actor.require_somewhere(STATIONS_READ)
        listed = commands.query(actor.tenant_id, reach, paging, asked)
        async with self._database.reading(actor) as connection:
            if asked.station_id is not None:
                await require_at_station(connection, actor, STATIONS_READ, asked.station_id)
            return await commands.page(connection, listed)

    async def tenants_with_overdue(self) -> list[UUID]:
        """Return the tenants that `expire` has work in."""
        async with self._database.relay() as relay:
            return list(await commands.tenants_with_overdue(relay, self._overdue()))

    async def expire(self, tenant_id: UUID) -> int:
        """End commands whose process died on them: never sent, or never answered."""
        actor = system_actor("job", tenant_id, "expire_commands")
        before = self._overdue()
        async with self._database.transaction(actor) as work:
            ended = [
                *await commands.expire(
                    work.connection, tenant_id, before, was="queued", becomes="expired"
                ),
                *await commands.expire(
                    work.connection, tenant_id, before, was="sent", becomes="timed_out"
                ),
            ]
            for command in ended:
                _tell_of_end(work, command)
        return len(ended)

    async def stop(self) -> None:
        """Wait for the commands under way, each within its own time-out."""
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def _overdue(self) -> datetime:
        return self._clock.now() - timedelta(seconds=OVERDUE_AFTER_S)

    async def _target(self, actor: Actor, station_id: UUID) -> tuple[Station, CommandTarget]:
        async with self._database.reading(actor) as connection:
            station = await stations.find(
                connection, actor.tenant_id, station_id, self._clock.now()
            )
        if station is None:
            raise StationUnknown("There is no such station.")
        actor.require(STATIONS_COMMAND, at=Place(station.location_id))
        protocol = station.socket.subprotocol or station.protocol
        if protocol is None:
            raise CommandNotPossible(
                "The station never connected, so it is not known which protocol it speaks."
            )
        return station, CommandTarget(
            tenant_id=actor.tenant_id,
            station_id=station.id,
            code=station.code,
            protocol=protocol,
            quirk_profile=station.quirk_profile,
        )

    async def _run(
        self, actor: Actor, station: Station, target: CommandTarget, order: _Order, *, wait: bool
    ) -> Command:
        self._port.check(target.protocol, order.action, order.payload)
        timeout_s = min(max(order.timeout_s, TIMEOUT_MIN_S), TIMEOUT_MAX_S)
        row = CommandRow(
            id=order.command_id or self._ids.new(),
            tenant_id=actor.tenant_id,
            station_id=station.id,
            action=order.action,
            payload=order.payload,
            expires_at=self._clock.now() + timedelta(seconds=timeout_s),
            priority=order.priority,
            source=source_of(actor_label(actor)),
        )
        masked = self._port.mask(target.protocol, order.action, order.payload)
        async with self._database.transaction(actor) as work:
            queued = await self._add(work, row, order, masked)
        if station.socket.state != "open":
            return await self.complete(actor.tenant_id, row.id, CommandOutcome(status="offline"))
        sending = self._start(self._send(row))
        return await asyncio.shield(sending) if wait else queued

    def _start(self, sending: Coroutine[Any, Any, Command]) -> asyncio.Task[Command]:
        task = asyncio.create_task(sending, name="command")
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def _send(self, row: CommandRow) -> Command:
        outcome = await self._port.send(row)
        return await self.complete(row.tenant_id, row.id, outcome)

    async def _add(self, work: UnitOfWork, row: CommandRow, order: _Order, masked: str) -> Command:
        values: dict[str, object] = {
            "tenant_id": row.tenant_id,
            "id": row.id,
            "station_id": row.station_id,
            "action": row.action,
            "verb": order.verb,
            "status": "queued",
            "request": masked,
            "request_encrypted": self._keyring.encrypt_bytes(
                PAYLOAD.encode(row.payload), context=_context(row.id)
            ),
            "requested_by": actor_label(work.actor),
            "request_id": work.actor.request_id,
            "reason": order.reason,
            "requested_at": self._clock.now(),
            "expires_at": row.expires_at,
        }
        await commands.add(work.connection, values)
        work.record(
            CommandRequested(
                aggregate_id=row.station_id,
                station_id=row.station_id,
                command_id=row.id,
                action=row.action,
                verb=order.verb,
                reason=order.reason,
            )
        )
        added = await commands.find(work.connection, row.tenant_id, row.id)
        if added is None:
            raise CommandUnknown("The command was not kept.")
        return added


def _context(command_id: UUID) -> str:
    return f"commands.request/{command_id}"


def _tell_of_end(work: UnitOfWork, command: Command) -> None:
    work.record(
        CommandCompleted(
            aggregate_id=command.station_id,
            station_id=command.station_id,
            command_id=command.id,
            action=command.action,
            status=command.status,
            answer_status=command.answer_status,
            error_code=command.error_code,
        )
    )
