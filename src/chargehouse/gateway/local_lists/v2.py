"""Local lists in OCPP 2.0.1 and 2.1."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from chargehouse.contexts.access.public.local_lists import ListFacts
from chargehouse.gateway.local_lists.words import Person, flag, number
from chargehouse.gateway.questions import Asked

AVAILABLE: Final = "LocalAuthListCtrlr.Available"
ENABLED: Final = "LocalAuthListCtrlr.Enabled"
ENTRIES: Final = "LocalAuthListCtrlr.Entries"
ITEMS: Final = "LocalAuthListCtrlr.ItemsPerMessage"
BYTES: Final = "LocalAuthListCtrlr.BytesPerMessage"
BEFORE_ASKING: Final = "AuthCtrlr.LocalPreAuthorize"
OFFLINE: Final = "AuthCtrlr.LocalAuthorizeOffline"
OFFLINE_UNKNOWN: Final = "AuthCtrlr.OfflineTxForUnknownIdEnabled"
VARIABLES: Final = (AVAILABLE, ENABLED, ITEMS, BYTES, BEFORE_ASKING, OFFLINE, OFFLINE_UNKNOWN)
MAX_SET: Final = "MaxSet"
MOST_ENTRIES: Final = f"{ENTRIES} ({MAX_SET})"

WIRE_TYPES: Final[Mapping[str, str]] = {
    "rfid": "ISO14443",
    "mac": "MacAddress",
    "emaid": "eMAID",
    "pin": "KeyCode",
    "key_code": "KeyCode",
    "central": "Central",
    "local": "Local",
    "evccid": "EVCCID",
    "vin": "VIN",
}


class Words2:
    """How OCPP 2.x speaks of local lists."""

    version_request: Asked = ("GetLocalListVersion", {})
    longest_group = 36

    def facts_request(self) -> Asked:
        """Return the request for named variables; how many entries fit is the greatest of one."""
        wanted = [_named(name) for name in VARIABLES]
        most = _named(ENTRIES) | {"attributeType": MAX_SET}
        return "GetVariables", {"getVariableData": [*wanted, most]}

    def settings(self, answer: Any) -> dict[str, str]:  # noqa: ANN401  the answer's struct
        """Return what was told of the variables that were asked for, and of no other."""
        told = {
            (
                f"{each.component.name}.{each.variable.name}".lower(),
                each.attribute_type == MAX_SET,
            ): each.attribute_value or ""
            for each in answer.get_variable_result
            if each.attribute_status == "Accepted"
        }
        found = {
            name: told[name.lower(), False] for name in VARIABLES if (name.lower(), False) in told
        }
        if (ENTRIES.lower(), True) in told:
            found[MOST_ENTRIES] = told[ENTRIES.lower(), True]
        return found

    def facts(self, settings: Mapping[str, str]) -> ListFacts:
        """Return what the variables come to."""
        said = settings.get
        return ListFacts(
            is_supported=flag(said(AVAILABLE)) is not False,
            room=number(said(MOST_ENTRIES)) or None,
            items_at_most=number(said(ITEMS)) or None,
            bytes_at_most=number(said(BYTES)) or None,
            uses_list=flag(said(ENABLED)),
            uses_it_offline=flag(said(OFFLINE)),
            before_asking=flag(said(BEFORE_ASKING)),
            unknown_let_in=flag(said(OFFLINE_UNKNOWN)),
        )

    def version(self, answer: Any) -> int:  # noqa: ANN401  the answer's struct
        """Return the version; 0 says that there is no list yet."""
        return int(answer.version_number)

    def entry(self, person: Person) -> dict[str, Any]:
        """Return an entry; without `idTokenInfo` it is taken off."""
        token = {"idToken": person.value, "type": WIRE_TYPES[person.type]}
        if not person.listed:
            return {"idToken": token}
        info: dict[str, Any] = {"status": "Accepted"}
        if person.valid_until is not None:
            info["cacheExpiryDateTime"] = person.valid_until
        if person.group is not None:
            info["groupIdToken"] = {"idToken": person.group, "type": "Central"}
        return {"idToken": token, "idTokenInfo": info}

    def request(self, version: int, entries: Sequence[object], *, full: bool) -> Asked:
        """Return a SendLocalList; a full one without entries empties the list (D01.FR.04)."""
        payload: dict[str, Any] = {
            "versionNumber": version,
            "updateType": "Full" if full else "Differential",
        }
        if entries:
            payload["localAuthorizationList"] = list(entries)
        return "SendLocalList", payload


def _named(name: str) -> dict[str, Any]:
    component, _, variable = name.partition(".")
    return {"component": {"name": component}, "variable": {"name": variable}}
