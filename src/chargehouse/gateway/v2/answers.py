"""What goes before commands of OCPP 2.x, and what follows from chargers' answers."""

from typing import Any, Final

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

PASSWORD: Final = ("securityctrlr", "basicauthpassword")
NETWORK_PRIORITY: Final = ("ocppcommctrlr", "networkconfigurationpriority")


async def _before_remote_start(charger: Charger, command: CommandRow) -> None:
    token: Any = command.payload["idToken"]
    evse = command.payload.get("evseId")
    await permit_remote_start(
        charger, command, token["idToken"], token["type"], evse if isinstance(evse, int) else None
    )


async def _before_trigger(charger: Charger, command: CommandRow) -> None:
    """Take note of what is sent for: a station that is not accepted yet may send it."""
    charger.triggered.add(str(command.payload["requestedMessage"]))
    await expect_boot(charger, command)


async def _before_set_variables(charger: Charger, command: CommandRow) -> None:
    settings: Any = command.payload["setVariableData"]
    for setting in settings:
        if _name_of(setting) == PASSWORD:
            await offer_password(charger, str(setting["attributeValue"]))


async def _after_get_variables(charger: Charger, _: CommandRow, reply: Reply) -> None:
    """Keep the values that were told."""
    reports = [
        VariableReport(
            component=result.component.name,
            component_instance=result.component.instance or "",
            evse_id=result.component.evse.id if result.component.evse else 0,
            connector_id=(result.component.evse.connector_id or 0) if result.component.evse else 0,
            variable=result.variable.name,
            variable_instance=result.variable.instance or "",
            attribute=result.attribute_type or "Actual",
            value=result.attribute_value,
        )
        for result in reply.value.get_variable_result
        if result.attribute_status == "Accepted"
    ]
    now = charger.services.clock.now()
    await charger.services.variables.observed(charger.station, reports, now)


async def _after_set_variables(charger: Charger, command: CommandRow, reply: Reply) -> None:
    """Take over what was accepted: a password, a higher security profile (A01, A05).

    Values themselves are kept only once they are read back.
    """
    asked: Any = command.payload["setVariableData"]
    for setting, result in zip(asked, reply.value.set_variable_result, strict=False):
        name = _name_of(setting)
        if result.attribute_status not in {"Accepted", "RebootRequired"}:
            if name == PASSWORD:
                await withdraw_password(charger)
            continue
        if name == PASSWORD:
            await take_over_password(charger, str(setting["attributeValue"]))
        elif name == NETWORK_PRIORITY:
            await _take_over_profile(charger, str(setting["attributeValue"]))


async def _after_set_network_profile(charger: Charger, command: CommandRow, reply: Reply) -> None:
    """Remember the security profile of a configuration slot that was filled."""
    asked: Any = command.payload
    if reply.value.status == "Accepted":
        profile = int(asked["connectionData"]["securityProfile"])
        charger.network_profiles[int(asked["configurationSlot"])] = profile


async def _take_over_profile(charger: Charger, priority: str) -> None:
    """Expect the security profile of the slot that the station is to try first."""
    slot = priority.partition(",")[0].strip()
    profile = charger.network_profiles.get(int(slot)) if slot.isdigit() else None
    if profile is not None:
        await raise_profile(charger, profile)


def _name_of(setting: Any) -> tuple[str, str]:  # noqa: ANN401  a part of a payload
    return str(setting["component"]["name"]).lower(), str(setting["variable"]["name"]).lower()


BEFORE: BeforeTable = {
    "RequestStartTransaction": _before_remote_start,
    "SetVariables": _before_set_variables,
    "TriggerMessage": _before_trigger,
}
AFTER: AnswerTable = {
    "GetVariables": _after_get_variables,
    "SetNetworkProfile": _after_set_network_profile,
    "SetVariables": _after_set_variables,
    "TriggerMessage": expect_none,
}
