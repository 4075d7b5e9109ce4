"""Routes of commands: any OCPP action, and the history."""

from functools import partial
from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import Stream

from chargehouse.contexts.stations.endpoints.parameters import CsvFormat, Since, Until
from chargehouse.contexts.stations.model.filters import CommandFilters
from chargehouse.contexts.stations.public import STATIONS_COMMAND, STATIONS_READ, Command
from chargehouse.contexts.stations.schemas import ActionOrder
from chargehouse.contexts.stations.service import CommandService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.csv import csv_response
from chargehouse.platform.http.paging import Page, Paging, whole

ActionFilter = Annotated[str | None, QueryParameter(name="action", description="OCPP action.")]
Status = Annotated[
    str | None, QueryParameter(name="status", description="`accepted`, `timed_out`, `offline` …")
]
COLUMNS: Final = tuple(
    name for name in Command.__struct_fields__ if name not in {"request", "answer"}
)


class CommandController(Controller):
    """Commands to a station."""

    path = "/api/v1/stations/{station_id:uuid}/commands"
    tags = ("Commands",)

    @get(**permitted(STATIONS_READ))
    async def list_commands(
        self,
        actor: NamedDependency[Actor],
        commands: NamedDependency[CommandService],
        paging: NamedDependency[Paging],
        station_id: FromPath[UUID],
        *,
        action: ActionFilter = None,
        status: Status = None,
        since: Since = None,
        until: Until = None,
        format_: CsvFormat = None,
    ) -> Page[Command] | Stream:
        """List a station's commands, the newest first, each with the station's own answer."""
        asked = CommandFilters(
            station_id=station_id, action=action, status=status, since=since, until=until
        )
        page_of = partial(commands.page, actor, asked=asked)
        if format_ is None:
            return await page_of(paging)
        rows = await whole(page_of, paging)
        return csv_response(
            "commands.csv", (*COLUMNS, "request", "answer"), (_row(row) async for row in rows)
        )

    @get("/{command_id:uuid}", **permitted(STATIONS_READ))
    async def read_command(
        self,
        actor: NamedDependency[Actor],
        commands: NamedDependency[CommandService],
        station_id: FromPath[UUID],
        command_id: FromPath[UUID],
    ) -> Command:
        """Return a command and what came of it."""
        return await commands.get(actor, station_id, command_id)

    @post("/{action:str}", **permitted(STATIONS_COMMAND))
    async def send_command(
        self,
        actor: NamedDependency[Actor],
        commands: NamedDependency[CommandService],
        station_id: FromPath[UUID],
        action: FromPath[str],
        data: JSONBody[ActionOrder],
    ) -> Command:
        """Send a request of the station's own OCPP version; answer with the station's own reply.

        `status` tells a yes (`accepted`), a no (`rejected`), an OCPP error (`refused`), silence
        (`timed_out`) and a station that is not connected (`offline`) apart.
        """
        return await commands.request(
            actor,
            station_id,
            action,
            data.payload,
            timeout_s=data.timeout_s,
            wait=data.wait,
            reason=data.reason,
        )


def _row(command: Command) -> list[object]:
    answer = "" if command.answer is None else msgspec.json.encode(command.answer).decode()
    return [
        *(getattr(command, name) for name in COLUMNS),
        msgspec.json.encode(command.request).decode(),
        answer,
    ]
