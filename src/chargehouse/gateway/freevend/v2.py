"""Settings in OCPP 2.x: GetVariables and SetVariables, named `Component.Variable`."""

from collections.abc import Sequence
from typing import Any, Final

from chargehouse.contexts.access.public.freevend import Outcome
from chargehouse.gateway.freevend.settings import Facts, Value
from chargehouse.gateway.questions import Asked

VERDICTS: Final[dict[str, Outcome]] = {
    "Accepted": "accepted",
    "Rejected": "rejected",
    "RebootRequired": "reboot_required",
    "UnknownComponent": "unknown_key",
    "UnknownVariable": "unknown_key",
    "NotSupportedAttributeType": "not_supported",
}
PRE_AUTHORIZE: Final = "AuthCtrlr.LocalPreAuthorize"
CACHE: Final = "AuthCacheCtrlr.Enabled"
LIST: Final = "LocalAuthListCtrlr.Enabled"
ASKS_NOBODY: Final = "AuthCtrlr.DisableRemoteAuthorization"
OFFLINE_UNKNOWN: Final = "AuthCtrlr.OfflineTxForUnknownIdEnabled"
START_POINT: Final = "TxCtrlr.TxStartPoint"


class Settings2:
    """How OCPP 2.0.1 and 2.1 read and write settings."""

    asked_too = (PRE_AUTHORIZE, CACHE, LIST, ASKS_NOBODY, OFFLINE_UNKNOWN, START_POINT)

    def read(self, keys: Sequence[str]) -> Asked:
        """Return the request for named variables."""
        return "GetVariables", {"getVariableData": [_named(key) for key in keys]}

    def values(self, answer: Any) -> dict[str, Value]:  # noqa: ANN401  the answer's struct
        """Return what was told, by names in lower case; unknown variables are left out."""
        told = [
            Value(each.attribute_value or "", f"{each.component.name}.{each.variable.name}")
            for each in answer.get_variable_result
            if each.attribute_status == "Accepted"
        ]
        return {value.name.lower(): value for value in told}

    def write(self, key: str, value: str) -> Asked:
        """Return the request that sets a variable."""
        return "SetVariables", {"setVariableData": [_named(key) | {"attributeValue": value}]}

    def verdict(self, answer: Any) -> Outcome:  # noqa: ANN401  the answer's struct
        """Return how a request to set was answered."""
        return VERDICTS[answer.set_variable_result[0].attribute_status]

    def facts(self, facts: Facts) -> Facts:
        """Add what the settings say of how it decides."""
        if facts.flag(PRE_AUTHORIZE) and not facts.denies(CACHE):
            facts.gaps.append("pre_authorises")
        elif facts.flag(PRE_AUTHORIZE) and not facts.denies(LIST):
            facts.gaps.append("trusts_its_list")
        if facts.flag(ASKS_NOBODY):
            facts.gaps.append("asks_nobody")
        if facts.flag(OFFLINE_UNKNOWN):
            facts.gaps.append("unknown_let_in_offline")
        return facts


def _named(key: str) -> dict[str, Any]:
    component, _, variable = key.partition(".")
    return {"component": {"name": component}, "variable": {"name": variable}}
