"""What goes before commands of OCPP 1.6, and what follows from chargers' answers."""

from typing import Final

from chargehouse.contexts.stations.public import CommandRow, VariableReport
from chargehouse.gateway.answers import (
    AnswerTable,
    BeforeTable,
    offer_password,
    permit_remote_start,
    raise_profile,
    take_over_password,
    withdraw_password,
)
from chargehouse.gateway.boots import expect_boot, expect_none
from chargehouse.gateway.charger import Charger
from chargehouse.ocpp.outgoing import Reply
from chargehouse.ocpp.v16.messages import GetConfigurationResponse

PASSWORD_KEY: Final = "authorizationkey"  # noqa: S105  the name of a configuration key
PROFILE_KEY: Final = "securityprofile"


async def _before_remote_start(charger: Charger, command: CommandRow) -> None:
    connector = command.payload.get("connectorId")
    await permit_remote_start(
        charger,
        command,
        str(command.payload["idTag"]),
        None,
        connector if isinstance(connector, int) else None,
    )


async def _before_trigger(charger: Charger, command: CommandRow) -> None:
    charger.triggered.add(str(command.payload["requestedMessage"]))
    await expect_boot(charger, command)


async def _before_change_configuration(charger: Charger, command: CommandRow) -> None:
    if str(command.payload["key"]).lower() == PASSWORD_KEY:
        await offer_password(charger, str(command.payload["value"]))


async def _after_get_configuration(charger: Charger, _: CommandRow, reply: Reply) -> None:
    """Keep the values that were told."""
    answer: GetConfigurationResponse = reply.value
    reports = [
        VariableReport(
            variable=pair.key,
            value=pair.value,
            mutability="ReadOnly" if pair.readonly else "ReadWrite",
        )
        for pair in answer.configuration_key or ()
    ]
    now = charger.services.clock.now()
    await charger.services.variables.observed(charger.station, reports, now)


async def _after_change_configuration(charger: Charger, command: CommandRow, reply: Reply) -> None:
    """Take over what was accepted: a password, a security profile.

    The value itself is kept only once it is read back.
    """
    key, value = str(command.payload["key"]).lower(), str(command.payload["value"])
    if reply.value.status != "Accepted":
        if key == PASSWORD_KEY:
            await withdraw_password(charger)
        return
    if key == PASSWORD_KEY:
        await take_over_password(charger, value)
    elif key == PROFILE_KEY and value.isdigit():
        await raise_profile(charger, int(value))


BEFORE: BeforeTable = {
    "ChangeConfiguration": _before_change_configuration,
    "ExtendedTriggerMessage": _before_trigger,
    "RemoteStartTransaction": _before_remote_start,
    "TriggerMessage": _before_trigger,
}
AFTER: AnswerTable = {
    "ChangeConfiguration": _after_change_configuration,
    "ExtendedTriggerMessage": expect_none,
    "GetConfiguration": _after_get_configuration,
    "TriggerMessage": expect_none,
}
