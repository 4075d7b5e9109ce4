"""How a charger answers about its device model in OCPP 2.x."""

from collections.abc import Iterable
from typing import Any

import msgspec

from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.simulator.configuration import Setting
from chargehouse.simulator.dialect import Answers
from chargehouse.simulator.orders import Orders
from chargehouse.simulator.outbox import Message
from chargehouse.simulator.station import Station
from chargehouse.simulator.v2.settings import HIDDEN, name_of, parts_of

PER_REPORT = 20
ACTUAL = (None, "Actual")
CHANGES = {
    "accepted": "Accepted",
    "rejected": "Rejected",
    "reboot_required": "RebootRequired",
}


class Variables:
    """A charger's answers about its variables, and its reports."""

    def __init__(self, station: Station, orders: Orders) -> None:
        self._station = station
        self._orders = orders

    def table(self) -> Answers:
        """Return what answers each request, by its action."""
        return {
            "ClearVariableMonitoring": self._clear_variable_monitoring,
            "GetBaseReport": self._get_base_report,
            "GetMonitoringReport": lambda _: {"status": "EmptyResultSet"},
            "GetReport": self._get_report,
            "GetVariables": self._get_variables,
            "SetMonitoringBase": lambda _: {"status": "NotSupported"},
            "SetMonitoringLevel": lambda _: {"status": "Rejected"},
            "SetVariableMonitoring": self._set_variable_monitoring,
            "SetVariables": self._set_variables,
        }

    def _get_variables(self, call: IncomingCall) -> dict[str, Any]:
        return {"getVariableResult": [self._got(each) for each in call.payload.get_variable_data]}

    def _got(self, asked: Any) -> dict[str, Any]:  # noqa: ANN401  GetVariableData of a version
        setting = self._station.configuration.find(_name(asked))
        result = {"component": _plain(asked.component), "variable": _plain(asked.variable)}
        if setting is None:
            return result | {"attributeStatus": self._unknown(asked.component.name)}
        greatest = self._greatest(setting.name)
        if asked.attribute_type == "MaxSet" and greatest is not None:
            told = {"attributeStatus": "Accepted", "attributeValue": str(greatest)}
            return result | {"attributeType": "MaxSet"} | told
        if asked.attribute_type not in ACTUAL:
            return result | {"attributeStatus": "NotSupportedAttributeType"}
        if setting.name in HIDDEN:
            return result | {"attributeStatus": "Rejected"}
        return result | {"attributeStatus": "Accepted", "attributeValue": setting.value}

    def _greatest(self, name: str) -> int | None:
        """Return the greatest value that a variable may have, where the charger tells it."""
        is_list = name == "LocalAuthListCtrlr.Entries"
        return self._station.profile.local_list_limit if is_list else None

    def _set_variables(self, call: IncomingCall) -> dict[str, Any]:
        return {"setVariableResult": [self._set(each) for each in call.payload.set_variable_data]}

    def _set(self, asked: Any) -> dict[str, Any]:  # noqa: ANN401  SetVariableData of a version
        result = {"component": _plain(asked.component), "variable": _plain(asked.variable)}
        if asked.attribute_type not in ACTUAL:
            return result | {"attributeStatus": "NotSupportedAttributeType"}
        change = self._orders.change_setting(_name(asked), asked.attribute_value)
        status = CHANGES.get(change) or self._unknown(asked.component.name)
        return result | {"attributeStatus": status}

    def _unknown(self, component: str) -> str:
        wanted = component.lower()
        for setting in self._station.configuration:
            if str(parts_of(setting.name)[0]["name"]).lower() == wanted:
                return "UnknownVariable"
        return "UnknownComponent"

    def _get_base_report(self, call: IncomingCall) -> dict[str, Any]:
        base = call.payload.report_base
        settings = list(self._station.configuration)
        if base == "ConfigurationInventory":
            settings = [setting for setting in settings if not setting.fixed]
        elif base == "SummaryInventory":
            settings = [each for each in settings if each.name.endswith(".AvailabilityState")]
        return self._report(call.payload.request_id, settings)

    def _get_report(self, call: IncomingCall) -> dict[str, Any]:
        asked = call.payload
        settings: Iterable[Setting] = self._station.configuration
        if asked.component_variable:
            settings = [
                each
                for each in settings
                if any(_selects(wanted, each.name) for wanted in asked.component_variable)
            ]
        return self._report(asked.request_id, list(settings))

    def _report(self, request_id: int, settings: list[Setting]) -> dict[str, Any]:
        if not settings:
            return {"status": "EmptyResultSet"}
        now = self._station.clock.now()
        parts = [settings[at : at + PER_REPORT] for at in range(0, len(settings), PER_REPORT)]
        self._orders.say(
            *(
                Message(
                    "NotifyReport",
                    {
                        "requestId": request_id,
                        "generatedAt": now,
                        "seqNo": at,
                        "tbc": at < len(parts) - 1,
                        "reportData": [_told(setting) for setting in part],
                    },
                )
                for at, part in enumerate(parts)
            )
        )
        return {"status": "Accepted"}

    @staticmethod
    def _set_variable_monitoring(call: IncomingCall) -> dict[str, Any]:
        return {
            "setMonitoringResult": [
                {
                    "status": "UnsupportedMonitorType",
                    "type": each.type,
                    "severity": each.severity,
                    "component": _plain(each.component),
                    "variable": _plain(each.variable),
                }
                for each in call.payload.set_monitoring_data
            ]
        }

    @staticmethod
    def _clear_variable_monitoring(call: IncomingCall) -> dict[str, Any]:
        results = [{"status": "NotFound", "id": each} for each in call.payload.id]
        return {"clearMonitoringResult": results}


def _plain(value: Any) -> Any:  # noqa: ANN401  a struct of some version, and its plain data
    return msgspec.to_builtins(value)


def _name(asked: Any) -> str:  # noqa: ANN401  GetVariableData or SetVariableData of a version
    variable = asked.variable
    instance = f"[{variable.instance}]" if variable.instance else ""
    evse = asked.component.evse
    place = None if evse is None else (evse.id, evse.connector_id)
    return name_of(asked.component.name, place, variable.name + instance)


def _selects(wanted: Any, name: str) -> bool:  # noqa: ANN401  ComponentVariable of a version
    component, variable = parts_of(name)
    same_variable = wanted.variable is None or wanted.variable.name == variable["name"]
    return bool(wanted.component.name == component["name"]) and same_variable


def _told(setting: Setting) -> dict[str, Any]:
    component, variable = parts_of(setting.name)
    hidden = setting.name in HIDDEN
    attribute: dict[str, Any] = {"mutability": "WriteOnly" if hidden else "ReadWrite"}
    if setting.fixed:
        attribute["mutability"] = "ReadOnly"
    if not hidden:
        attribute["value"] = setting.value
    return {
        "component": component,
        "variable": variable,
        "variableAttribute": [attribute],
        "variableCharacteristics": {
            "dataType": _data_type(setting.value),
            "supportsMonitoring": False,
        },
    }


def _data_type(value: str) -> str:
    if value.lower() in {"true", "false"}:
        return "boolean"
    return "integer" if value.isdigit() else "string"
