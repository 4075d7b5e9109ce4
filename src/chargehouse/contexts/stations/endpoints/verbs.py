"""Routes of the version-neutral verbs: what they mean is said in the station's own protocol."""

from uuid import UUID

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from chargehouse.contexts.stations.public import STATIONS_COMMAND, Command
from chargehouse.contexts.stations.schemas import (
    AvailabilityOrder,
    ClearCacheOrder,
    Order,
    ReadConfigurationOrder,
    ResetOrder,
    StartOrder,
    StopOrder,
    TriggerOrder,
    UnlockOrder,
    WriteConfigurationOrder,
)
from chargehouse.contexts.stations.service import CommandService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted


class VerbController(Controller):
    """What any station can be told, whatever version it speaks."""

    path = "/api/v1/stations/{station_id:uuid}"
    tags = ("Commands",)

    @post("/start", **permitted(STATIONS_COMMAND))
    async def start(
        self,
        actor: NamedDependency[Actor],
        commands: NamedDependency[CommandService],
        station_id: FromPath[UUID],
        data: JSONBody[StartOrder],
    ) -> Command:
        """Start charging; the identifier stays out of every history."""
        return await _told(commands, actor, station_id, "start", data)

    @post("/stop", **permitted(STATIONS_COMMAND))
    async def stop(
        self,
        actor: NamedDependency[Actor],
        commands: NamedDependency[CommandService],
        station_id: FromPath[UUID],
        data: JSONBody[StopOrder],
    ) -> Command:
        """Stop a transaction."""
        return await _told(commands, actor, station_id, "stop", data)

    @post("/unlock", **permitted(STATIONS_COMMAND))
    async def unlock(
        self,
        actor: NamedDependency[Actor],
        commands: NamedDependency[CommandService],
        station_id: FromPath[UUID],
        data: JSONBody[UnlockOrder],
    ) -> Command:
        """Unlock a connector."""
        return await _told(commands, actor, station_id, "unlock", data)

    @post("/reset", **permitted(STATIONS_COMMAND))
    async def reset(
        self,
        actor: NamedDependency[Actor],
        commands: NamedDependency[CommandService],
        station_id: FromPath[UUID],
        data: JSONBody[ResetOrder],
    ) -> Command:
        """Restart a station."""
        return await _told(commands, actor, station_id, "reset", data)

    @post("/set-availability", **permitted(STATIONS_COMMAND))
    async def set_availability(
        self,
        actor: NamedDependency[Actor],
        commands: NamedDependency[CommandService],
        station_id: FromPath[UUID],
        data: JSONBody[AvailabilityOrder],
    ) -> Command:
        """Take an EVSE or a station in or out of service."""
        return await _told(commands, actor, station_id, "set_availability", data)

    @post("/trigger", **permitted(STATIONS_COMMAND))
    async def trigger(
        self,
        actor: NamedDependency[Actor],
        commands: NamedDependency[CommandService],
        station_id: FromPath[UUID],
        data: JSONBody[TriggerOrder],
    ) -> Command:
        """Ask a station for a message."""
        return await _told(commands, actor, station_id, "trigger", data)

    @post("/get-configuration", **permitted(STATIONS_COMMAND))
    async def get_configuration(
        self,
        actor: NamedDependency[Actor],
        commands: NamedDependency[CommandService],
        station_id: FromPath[UUID],
        data: JSONBody[ReadConfigurationOrder],
    ) -> Command:
        """Read configuration from a station."""
        return await _told(commands, actor, station_id, "get_configuration", data)

    @post("/set-configuration", **permitted(STATIONS_COMMAND))
    async def set_configuration(
        self,
        actor: NamedDependency[Actor],
        commands: NamedDependency[CommandService],
        station_id: FromPath[UUID],
        data: JSONBody[WriteConfigurationOrder],
    ) -> Command:
        """Write a configuration key of a station."""
        return await _told(commands, actor, station_id, "set_configuration", data)

    @post("/clear-cache", **permitted(STATIONS_COMMAND))
    async def clear_cache(
        self,
        actor: NamedDependency[Actor],
        commands: NamedDependency[CommandService],
        station_id: FromPath[UUID],
        data: JSONBody[ClearCacheOrder],
    ) -> Command:
        """Let a station forget which identifiers were accepted."""
        return await _told(commands, actor, station_id, "clear_cache", data)


async def _told(
    commands: CommandService, actor: Actor, station_id: UUID, verb: str, order: Order
) -> Command:
    return await commands.perform(
        actor,
        station_id,
        verb,
        order.arguments(),
        timeout_s=order.timeout_s,
        wait=order.wait,
        reason=order.reason,
    )
