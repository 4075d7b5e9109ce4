"""What goes before a command, and what follows from a charger's answer to it."""

import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import structlog

from chargehouse.contexts.access.public import Attempt
from chargehouse.contexts.stations.public import CommandRow
from chargehouse.gateway.charger import Charger
from chargehouse.kernel.actor import system_actor
from chargehouse.kernel.errors import Invalid
from chargehouse.ocpp.outgoing import Reply

Before = Callable[[Charger, CommandRow], Awaitable[None]]
After = Callable[[Charger, CommandRow, Reply], Awaitable[None]]
BeforeTable = Mapping[str, Before]
AnswerTable = Mapping[str, After]

HIGHEST_PROFILE: Final = 3

log = structlog.get_logger(__name__)


class StartDenied(Exception):  # noqa: N818  raised on purpose
    """A start that somebody asked for is denied, and the charger is not told to begin it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


async def permit_remote_start(
    charger: Charger,
    command: CommandRow,
    id_token: str,
    token_type: str | None,
    evse_id: int | None,
) -> None:
    """Record the decision of a remote start: the operator's permission allows it.

    One that a partner asked for is judged by the agreements with it (ADR 0023). What the charger
    then asks about this identifier (Authorize, the start itself) belongs to the same attempt, and
    so is allowed by it. The attempt has the command's id. Raises `StartDenied` where it is denied,
    also by the rules of the identifier's fleet, or where nothing was decided in time.
    """
    identifier = charger.reader.identifier_of(id_token, token_type)
    now = charger.services.clock.now()
    decision = await charger.services.decisions.decide(
        charger.tenant_id,
        Attempt(
            id=command.id,
            station_id=charger.station.id,
            location_id=charger.admitted.location_id,
            kind="remote",
            protocol=charger.protocol,
            received_at=now,
            judged_at=now,
            identifier_hash=identifier.hash,
            masked=identifier.masked,
            identifier_type=identifier.type,
            evse_id=evse_id,
            forced="permitted" if command.source == "operator" else None,
            source=command.source,
        ),
    )
    if not decision.allowed:
        raise StartDenied(decision.reason)


async def take_over_password(charger: Charger, password: str) -> None:
    """Expect the password that the charger accepted, from its next connection on.

    One that is no password of ours (it may be sent as hexadecimal digits) changes nothing, and
    the old one stays expected.
    """
    station = charger.station
    actor = system_actor("gateway", station.tenant_id, "commands")
    try:
        await charger.services.stations.set_password(actor, station.id, password)
    except Invalid:
        log.warning("password_not_taken_over", station_id=str(station.id))


async def offer_password(charger: Charger, password: str) -> None:
    """Let the station in by a password that it is about to be told: its answer may be lost."""
    station = charger.station
    actor = system_actor("gateway", station.tenant_id, "commands")
    with contextlib.suppress(Invalid):  # no password of ours: see `take_over_password`
        await charger.services.stations.offer_password(actor, station.id, password)


async def withdraw_password(charger: Charger) -> None:
    """Let the station in no more by a password that it refused."""
    station = charger.station
    actor = system_actor("gateway", station.tenant_id, "commands")
    await charger.services.stations.offer_password(actor, station.id, None)


async def raise_profile(charger: Charger, profile: int) -> None:
    """Expect the security profile that the charger accepted, where it is a higher one."""
    station = charger.station
    if charger.admitted.security_profile < profile <= HIGHEST_PROFILE:
        actor = system_actor("gateway", station.tenant_id, "commands")
        await charger.services.stations.edit(actor, station.id, {"security_profile": profile})
