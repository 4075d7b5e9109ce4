"""The port through which stations are told things."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec

from chargehouse.contexts.stations.model.commands import CommandSource
from chargehouse.contexts.stations.public.views import Command
from chargehouse.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class CommandTarget:
    """The station that a command is for; `protocol` is that of its newest connection."""

    tenant_id: UUID
    station_id: UUID
    code: str
    protocol: str
    quirk_profile: str | None


@dataclass(frozen=True, slots=True)
class CommandRow:
    """A command that is to be sent now: what the port takes through the broker to a station.

    Of those that wait for one station, the highest `priority` goes first; it does not travel to
    another process. `source` is whose wish it is: an operator's, or a partner's.
    """

    id: UUID
    tenant_id: UUID
    station_id: UUID
    action: str
    payload: Mapping[str, object]
    expires_at: datetime
    priority: int = 0
    source: CommandSource = "operator"


class CommandOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """How a command ended.

    `status` is `accepted` or `rejected` where the station answered with a CALLRESULT (its own
    `status` field decides; an answer without one is accepted), `refused` for a CALLERROR, or for a
    start that we denied ourselves and did not send (`error_code` is then the reason),
    `timed_out` where no answer came in time, `offline` where no process holds the station,
    `expired` where it could not be sent in time, `cancelled` where the connection ended first.
    `answer` is the station's answer as JSON text with identifiers masked.
    """

    status: str
    answer: str | None = None
    answer_status: str | None = None
    error_code: str | None = None
    error_description: str | None = None
    connection_id: UUID | None = None
    message_id: str | None = None
    sent_at: datetime | None = None
    answered_at: datetime | None = None


class Commander(Protocol):
    """Tells stations what to do, and keeps what came of it."""

    async def perform(
        self,
        actor: Actor,
        station_id: UUID,
        verb: str,
        arguments: Mapping[str, object],
        *,
        timeout_s: float,
        wait: bool = True,
        reason: str | None,
        command_id: UUID | None = None,
    ) -> Command:
        """Send what a version-neutral verb means in the station's protocol; return its answer.

        Without `wait` it returns at once, queued. A station that is not connected gives `offline`,
        at once. The command has the id `command_id`, where one is given. Raises `Invalid`,
        `CommandNotPossible` and `StationUnknown`.
        """

    async def get(self, actor: Actor, station_id: UUID, command_id: UUID) -> Command:
        """Return a command of a station. Raises `CommandUnknown`."""


class CommandPort(Protocol):
    """Speaks a station's protocol; payloads are opaque JSON to everybody else."""

    def translate(
        self, target: CommandTarget, verb: str, arguments: Mapping[str, object]
    ) -> tuple[str, Mapping[str, object]]:
        """Return action and payload of a version-neutral verb in the station's protocol.

        Raises `Invalid`, naming an argument, or `CommandNotPossible`.
        """

    def check(self, protocol: str, action: str, payload: Mapping[str, object]) -> None:
        """Raise `Invalid`, naming the field, unless the payload is a request of the action.

        Raises `CommandNotPossible` where the protocol has no such action towards a station.
        """

    def mask(self, protocol: str, action: str, payload: Mapping[str, object]) -> str:
        """Return a request as JSON text whose identifiers and secrets are masked."""

    async def send(self, command: CommandRow) -> CommandOutcome:
        """Take a command to the process that holds the station, and return how it ended.

        Raises nothing for what a station or a network can do: each is an outcome.
        """

    async def close(self, tenant_id: UUID, station_id: UUID, reason: str) -> None:
        """Close a station's connection, whichever process holds it; harmless without one.

        Raises nothing: where the process cannot be told, that is logged.
        """
