"""Boots: which are real, and asking a charger for one that it does not send by itself."""

from collections.abc import Mapping
from typing import Final

import structlog

from chargehouse.contexts.stations.public import CommandRow, Registration
from chargehouse.gateway.charger import Charger
from chargehouse.kernel.actor import system_actor
from chargehouse.kernel.errors import ChargehouseError
from chargehouse.ocpp.outgoing import Reply
from chargehouse.platform.settings import OcppSettings

ASK_AFTER_S: Final = 10.0
RETRY_S: Final[Mapping[str, int]] = {"pending": 60, "rejected": 300}

log = structlog.get_logger(__name__)


def is_reboot(charger: Charger) -> bool:
    """Tell whether a BootNotification that comes now tells of a reboot.

    One that we asked for does not, nor does the next one of a station that was told to try again.
    """
    tries_again = charger.booted and charger.admitted.registration != "accepted"
    return not charger.boot_asked and not tries_again


def retry_interval_s(registration: Registration, settings: OcppSettings) -> int:
    """Return the heartbeat interval, or after how long a station may try to register again."""
    return min(
        settings.heartbeat_interval_s, RETRY_S.get(registration, settings.heartbeat_interval_s)
    )


def ask_in_a_while(charger: Charger) -> None:
    """Ask a station that never booted here for its BootNotification, unless it sends it soon.

    Some send none after they connect; nothing is known of them then.
    """
    if charger.admitted.quirk_profile is None:
        services = charger.services
        services.clock.call_later(ASK_AFTER_S, lambda: _ask(charger))


async def expect_boot(charger: Charger, command: CommandRow) -> None:
    """Take note that a BootNotification is asked for (before a TriggerMessage)."""
    if command.payload.get("requestedMessage") == "BootNotification":
        charger.boot_asked = True


async def expect_none(charger: Charger, _: CommandRow, reply: Reply) -> None:
    """Take note that a station will not send what was asked for (after a TriggerMessage)."""
    if reply.value.status != "Accepted":
        charger.boot_asked = False


def _ask(charger: Charger) -> None:
    if not charger.booted and charger.connection.is_open:
        charger.services.background(_trigger(charger))


async def _trigger(charger: Charger) -> None:
    actor = system_actor("gateway", charger.tenant_id, "boots")
    try:
        await charger.services.commands.request(
            actor,
            charger.station.id,
            "TriggerMessage",
            {"requestedMessage": "BootNotification"},
            timeout_s=charger.services.settings.call_timeout_s,
            reason="it sent no BootNotification",
        )
    except ChargehouseError as error:
        log.warning("boot_not_asked_for", station_id=str(charger.station.id), reason=error.code)
