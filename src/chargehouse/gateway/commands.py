"""Commands to chargers: checked, taken to the process that holds the charger, and answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
import structlog

from chargehouse.contexts.access.model import meaning_of
from chargehouse.contexts.stations.errors import CommandNotPossible
from chargehouse.contexts.stations.public import CommandOutcome, CommandRow, CommandTarget
from chargehouse.gateway.answers import AnswerTable, BeforeTable, StartDenied
from chargehouse.gateway.charger import Charger
from chargehouse.gateway.chargers import Chargers, Closing, close_subject
from chargehouse.gateway.free_text import masked_words
from chargehouse.gateway.freevend.port import Freevend
from chargehouse.gateway.local_lists.port import LocalLists
from chargehouse.gateway.masking import masked_json
from chargehouse.gateway.reach import Reach
from chargehouse.gateway.services import Services
from chargehouse.kernel.errors import ChargehouseError, Invalid, Unavailable
from chargehouse.ocpp import codec
from chargehouse.ocpp.actions import Action
from chargehouse.ocpp.errors import (
    CallRefused,
    CallTimedOut,
    ConnectionClosed,
    ProtocolFault,
    QueueFull,
)
from chargehouse.ocpp.outgoing import Reply
from chargehouse.ocpp.version import VERSIONS
from chargehouse.platform.broker.port import (
    BrokerAway,
    BrokerTimeout,
    NobodyServes,
    Subscription,
)

log = structlog.get_logger(__name__)

DONE: Final = frozenset(
    {"Accepted", "AcceptedCanceled", "RebootRequired", "Scheduled", "Unlocked", "Unpublished"}
)
"""The words in which stations say yes, over all actions and versions."""

NOT_ADMITTED: Final = 4003
"""The close code for a station that may be connected no more."""

REPLY_MARGIN_S: Final = 2.0
SEVERAL: Final = (
    *("set_variable_result", "set_monitoring_result", "clear_monitoring_result"),
    "clear_tariffs_result",
)

Verb = Callable[[Mapping[str, object]], tuple[str, dict[str, object]]]


class Errand(msgspec.Struct, frozen=True):
    """A word between processes: send this command; its content stays in the database."""

    tenant_id: UUID
    command_id: UUID
    station_id: UUID


def commands_subject(process_id: UUID) -> str:
    """Return the subject on which a process takes commands for its chargers."""
    return f"gateway.{process_id}.commands"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one version says the version-neutral verbs, and what follows from its answers."""

    verbs: Mapping[str, Verb]
    before: BeforeTable
    after: AnswerTable


class Commands:
    """The stations' `CommandPort`. Works in every process; chargers need only be somewhere.

    `freevend` and `lists` are the access context's ports, attached, started and stopped with this.
    """

    def __init__(self, dialects: Mapping[str, Dialect]) -> None:
        self._dialects = dialects
        self._services: Services | None = None
        self._chargers: Chargers | None = None
        self._subscription: Subscription | None = None
        self._reach = Reach()
        self.freevend = Freevend(self._reach)
        self.lists = LocalLists(self._reach)

    def attach(self, services: Services, chargers: Chargers | None) -> None:
        """Give what exists only after the stations' services do; no chargers in an API process."""
        self._services = services
        self._chargers = chargers
        self._reach.attach(services, chargers)

    async def start(self) -> None:
        """Take commands from other processes, where chargers may be connected here."""
        if self._chargers is not None:
            services = self._given()
            self._subscription = await services.broker.serve(
                commands_subject(services.process_id), self._run_errand
            )
            await self.freevend.start()
            await self.lists.start()

    async def stop(self) -> None:
        """Take no more commands from other processes."""
        await self.lists.stop()
        await self.freevend.stop()
        if self._subscription is not None:
            await self._subscription.cancel()

    def translate(
        self, target: CommandTarget, verb: str, arguments: Mapping[str, object]
    ) -> tuple[str, Mapping[str, object]]:
        """Return action and payload of a verb in the station's protocol.

        Raises `Invalid`, naming an argument, or `CommandNotPossible`.
        """
        say = self._dialects[target.protocol].verbs.get(verb)
        if say is None:
            raise CommandNotPossible(f"{target.protocol} has no way to say {verb}.")
        return say(arguments)

    def check(self, protocol: str, action: str, payload: Mapping[str, object]) -> None:
        """Raise `Invalid`, naming the field, or `CommandNotPossible`."""
        found = _sendable(protocol, action)
        try:
            codec.check_request(found, payload)
        except ProtocolFault as fault:
            field = fault.field_path or "payload"
            raise Invalid(
                f"The payload is no {action} of {protocol}: {field}: {fault.description}.",
                {"errors": [{"field": field, "message": fault.description}]},
            ) from fault

    def mask(self, protocol: str, action: str, payload: Mapping[str, object]) -> str:
        """Return a request as JSON text, masked."""
        _sendable(protocol, action)
        return masked_json(action, payload)

    async def send(self, command: CommandRow) -> CommandOutcome:
        """Take a command to the process that holds the station, and return how it ended."""
        services = self._given()
        charger = self._chargers.of(command.station_id) if self._chargers is not None else None
        if charger is not None:
            return await self._deliver(charger, command)
        process_id = await services.commands.holder(command.tenant_id, command.station_id)
        if process_id is None or process_id == services.process_id:
            return CommandOutcome(status="offline")
        errand = Errand(command.tenant_id, command.id, command.station_id)
        left_s = (command.expires_at - services.clock.now()).total_seconds()
        try:
            body = await services.broker.request(
                commands_subject(process_id),
                msgspec.json.encode(errand),
                timeout_s=max(left_s, 0.0) + REPLY_MARGIN_S,
            )
        except (NobodyServes, BrokerAway):
            return CommandOutcome(status="offline")
        except BrokerTimeout:
            return CommandOutcome(status="timed_out")
        return msgspec.json.decode(body, type=CommandOutcome)

    async def close(self, tenant_id: UUID, station_id: UUID, reason: str) -> None:
        """Close a station's connection, whichever process holds it; harmless without one."""
        services = self._given()
        word = Closing(station_id, None, NOT_ADMITTED, reason)
        if self._chargers is not None and self._chargers.close(word):
            return
        try:
            process_id = await services.commands.holder(tenant_id, station_id)
            if process_id is not None:
                subject = close_subject(process_id)
                await services.broker.publish(subject, msgspec.json.encode(word))
        except Unavailable:
            log.warning("closing_not_told", station_id=str(station_id))

    async def _run_errand(self, body: bytes) -> bytes | None:
        services = self._given()
        errand = msgspec.json.decode(body, type=Errand)
        charger = self._chargers.of(errand.station_id) if self._chargers is not None else None
        if charger is None:
            return msgspec.json.encode(CommandOutcome(status="offline"))
        command = await services.commands.load(errand.tenant_id, errand.command_id)
        if command is None:
            return msgspec.json.encode(CommandOutcome(status="expired"))
        return msgspec.json.encode(await self._deliver(charger, command))

    async def _deliver(self, charger: Charger, command: CommandRow) -> CommandOutcome:
        clock = self._given().clock
        sent_at = clock.now()
        left_s = (command.expires_at - sent_at).total_seconds()
        if left_s <= 0:
            return CommandOutcome(status="expired", connection_id=charger.id)
        dialect = self._dialects[charger.protocol]
        prepare = dialect.before.get(command.action)
        if prepare is not None:
            try:
                await prepare(charger, command)
            except StartDenied as denied:
                return _denial(denied, charger, sent_at)
        await self._given().commands.mark_sent(command, charger.id, sent_at)
        outcome = CommandOutcome(status="timed_out", connection_id=charger.id, sent_at=sent_at)
        try:
            reply = await charger.connection.call(
                command.action, command.payload, timeout_s=left_s, priority=command.priority
            )
        except CallTimedOut as late:
            return outcome if late.sent else msgspec.structs.replace(outcome, status="expired")
        except ConnectionClosed as closed:
            status = "cancelled" if closed.sent else "offline"
            return msgspec.structs.replace(outcome, status=status)
        except (CallRefused, ProtocolFault, QueueFull) as error:
            return msgspec.structs.replace(outcome, **_refusal(error), answered_at=clock.now())
        follow = dialect.after.get(command.action)
        if follow is not None:
            try:
                await follow(charger, command, reply)
            except ChargehouseError as error:
                log.warning(
                    "answer_not_followed",
                    station_id=str(charger.station.id),
                    action=command.action,
                    reason=error.code,
                )
        status, said = _verdict(reply)
        return msgspec.structs.replace(
            outcome,
            status=status,
            answer=masked_json(command.action, reply.value),
            answer_status=said,
            message_id=reply.message_id,
            answered_at=clock.now(),
        )

    def _given(self) -> Services:
        if self._services is None:
            raise RuntimeError("attach comes first")
        return self._services


def _sendable(protocol: str, action: str) -> Action:
    version = VERSIONS.get(protocol)
    found = None if version is None else version.actions.get(action)
    if found is None or found.sender == "station":
        raise CommandNotPossible(f"{protocol} has no request {action} to a station.")
    return found


def _denial(denied: StartDenied, charger: Charger, at: datetime) -> CommandOutcome:
    return CommandOutcome(
        status="refused",
        error_code=denied.reason,
        error_description=f"Nothing was sent: {meaning_of(denied.reason)}",
        connection_id=charger.id,
        answered_at=at,
    )


def _refusal(error: CallRefused | ProtocolFault | QueueFull) -> dict[str, Any]:
    if isinstance(error, CallRefused):
        return {
            "status": "refused",
            "error_code": masked_words(error.error_code),
            "error_description": masked_words(error.description),
        }
    if isinstance(error, QueueFull):
        return {
            "status": "expired",
            "error_code": "QueueFull",
            "error_description": "Too many commands wait for this station; try again soon.",
        }
    return {
        "status": "refused",
        "error_code": error.error_code,
        "error_description": f"The station's answer cannot be understood: {error.description}",
    }


def _verdict(reply: Reply) -> tuple[str, str | None]:
    """Return whether the station's answer is a yes, and its own word for it."""
    words = [getattr(reply.value, "status", None)]
    for name in SEVERAL:
        results = getattr(reply.value, name, None) or ()
        words += [
            next(getattr(result, field) for field in result.__struct_fields__ if "status" in field)
            for result in results
        ]
    said = [str(word) for word in words if word is not None]
    if not said:
        return "accepted", None
    refused = [word for word in said if word not in DONE]
    return ("rejected", refused[0]) if refused else ("accepted", said[0])
