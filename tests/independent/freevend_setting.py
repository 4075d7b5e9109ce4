"""The setting by which a charger of another make is switched, as the charger itself keeps it."""

from typing import Any, Final

from ocpp.v16 import call_result as result_16
from ocpp.v16.enums import ConfigurationStatus
from ocpp.v201 import call_result as result_201
from tests.independent.charger import IndependentCharger
from tests.independent.house import Json

FREE: Final = {"ocpp1.6": ("FreevendEnabled", "true"), "ocpp2.0.1": ("AuthCtrlr.Enabled", "false")}
MANAGED: Final = {"ocpp1.6": "false", "ocpp2.0.1": "true"}


class FreevendSetting:
    """The one setting that this make has, as its charger reads and writes it."""

    def __init__(self, charger: IndependentCharger) -> None:
        self.key, _ = FREE[charger.protocol]
        self.value = MANAGED[charger.protocol]
        self.refuses = False
        handlers = {
            "ChangeConfiguration": self._change_configuration,
            "GetConfiguration": self._get_configuration,
            "GetVariables": self._get_variables,
            "SetVariables": self._set_variables,
        }
        for action in handlers.keys() & charger.point.route_map.keys():
            charger.point.route_map[action] = {"_on_action": handlers[action]}

    async def _change_configuration(self, key: str, value: str) -> result_16.ChangeConfiguration:
        assert key == self.key
        if self.refuses:
            return result_16.ChangeConfiguration(status=ConfigurationStatus.rejected)
        self.value = value
        return result_16.ChangeConfiguration(status=ConfigurationStatus.accepted)

    async def _get_configuration(self, key: list[str]) -> result_16.GetConfiguration:
        known = [{"key": self.key, "readonly": False, "value": self.value}]
        unknown = [name for name in key if name != self.key]
        return result_16.GetConfiguration(
            configuration_key=known if self.key in key else [], unknown_key=unknown
        )

    async def _get_variables(self, get_variable_data: list[Json]) -> result_201.GetVariables:
        return result_201.GetVariables(
            get_variable_result=[
                self._said(each)
                | ({"attribute_value": self.value} if self._is_ours(each) else {})
                | {"attribute_status": "Accepted" if self._is_ours(each) else "UnknownVariable"}
                for each in get_variable_data
            ]
        )

    async def _set_variables(self, set_variable_data: list[Json]) -> result_201.SetVariables:
        [asked] = set_variable_data
        assert self._is_ours(asked)
        if not self.refuses:
            self.value = asked["attribute_value"]
        status = "Rejected" if self.refuses else "Accepted"
        return result_201.SetVariables(
            set_variable_result=[self._said(asked) | {"attribute_status": status}]
        )

    def _is_ours(self, asked: Json) -> bool:
        return f"{asked['component']['name']}.{asked['variable']['name']}" == self.key

    @staticmethod
    def _said(asked: Json) -> dict[str, Any]:
        return {"component": asked["component"], "variable": asked["variable"]}
