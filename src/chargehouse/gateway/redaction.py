"""What in a payload must not be seen, field by field (NFR-006).

An identifier is replaced by its mask, a secret by dots; a maker's own words lose what looks like
an identifier.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from chargehouse.contexts.identity.public import printable_mask
from chargehouse.contexts.stations.public import shown_value
from chargehouse.gateway.free_text import without_identifiers
from chargehouse.ocpp.quirks.deviation import Deviation

DOTS: Final = "••••"
IDENTIFIERS: Final = (
    "idTag",
    "parentIdTag",
    "idToken",
    "groupIdToken",
    "additionalIdToken",
    "customerIdentifier",
    "emaid",
    "evccId",
)
HIDDEN: Final = frozenset(
    {
        "apnpassword",
        "apnusername",
        "basicauthpassword",
        "exirequest",
        "exiresponse",
        "password",
        "signedmeterdata",
        "simpin",
        "techinfo",
        "vatnumber",
    }
)
HIDDEN_IN: Final = {
    "Authorize": frozenset({"certificate"}),
    "DataTransfer": frozenset({"data"}),
    "NotifyCustomerInformation": frozenset({"data"}),
    "SetNetworkProfile": frozenset({"key"}),
}
"""Fields whose names are harmless elsewhere."""

FREE_TEXT: Final = frozenset({"additionalinfo", "content", "reasoncode"})
"""Fields of words for people, in any message."""

FREE_TEXT_IN: Final = {
    "DataTransfer": frozenset({"messageid", "vendorid"}),
    "NotifyEvent": frozenset({"techcode"}),
    "SecurityEventNotification": frozenset({"type"}),
    "StatusNotification": frozenset({"info", "vendorerrorcode", "vendorid"}),
}
"""Fields of a maker's own words and codes."""

VALUES_OF: Final = {
    "ChangeConfiguration": ("key", "value"),
    "GetConfiguration": ("key", "value"),
    "SetVariables": ("variable", "attributeValue"),
    "GetVariables": ("variable", "attributeValue"),
    "NotifyReport": ("variable", "value"),
    "NotifyEvent": ("variable", "actualValue"),
}
"""Where the value of a configuration key or variable stands, beside or below its name."""

METERED: Final = frozenset({"MeterValues", "StopTransaction"})
"""Where OCPP 1.6 has figures as text; what is no figure may be signed data that names a driver."""

FIGURE: Final = r"[-+0-9.,eE ]*"

_NAMES: Final = frozenset(name.lower() for name in IDENTIFIERS)
_IS_FIGURE: Final = re.compile(FIGURE)
_LAST_NAME: Final = re.compile(r"(\w+)(?:\[\d+\])*$")


UNKNOWN_FIELD: Final = "unknown-field"


ACTIONS_REMEMBERED: Final = 256
"""More than there are in all versions."""


class Redactor:
    """Masks the payloads of one action.

    Fields that deviate lose what looks like an identifier; those that no schema knows may hold
    anything, and are hidden.
    """

    def __init__(self, action: str, deviations: Sequence[Deviation] = ()) -> None:
        self._action = action
        self._hidden = _hidden_in(action)
        self._free = _free_text_in(action)
        self._odd = self._unknown = frozenset[str]()
        if deviations:
            self._odd = _names(at for at in deviations if at.quirk != UNKNOWN_FIELD)
            self._unknown = _names(at for at in deviations if at.quirk == UNKNOWN_FIELD)
        self._naming = VALUES_OF.get(action)

    def masked(self, node: object) -> object:
        """Return JSON data, masked."""
        return self._walk(node, None)

    def _walk(self, node: object, variable: str | None) -> object:
        if isinstance(node, list):
            return [self._walk(item, variable) for item in node]
        if not isinstance(node, dict):
            return node
        variable = self._variable_named(node) or variable
        is_signed = str(node.get("format")).lower() == "signeddata"
        return {
            self._name(name): self._field(name.lower(), value, variable, is_signed=is_signed)
            for name, value in node.items()
        }

    def _name(self, name: str) -> str:
        return without_identifiers(name) if name.lower() in self._unknown else name

    def _variable_named(self, node: dict[str, Any]) -> str | None:
        if self._naming is None:
            return None
        named = node.get(self._naming[0])
        if isinstance(named, dict):
            named = named.get("name")
        return named if isinstance(named, str) else None

    def _field(self, low: str, value: object, variable: str | None, *, is_signed: bool) -> object:
        if low in self._unknown:
            return DOTS
        if isinstance(value, str):
            return self._text(low, value, variable, is_signed=is_signed)
        if low in HIDDEN_IN.get(self._action, ()):
            return DOTS
        if low == "customdata":
            return _blank(value)
        if low in _NAMES and isinstance(value, (int, float)):
            return printable_mask(str(value))
        walked = self._walk(value, variable)
        return _loosely(walked) if low in self._odd else walked

    def _text(self, low: str, value: str, variable: str | None, *, is_signed: bool) -> str:
        if low in _NAMES:
            return printable_mask(value)
        if low in self._hidden:
            return DOTS
        if low == "value" and (is_signed or self._is_no_figure(value)):
            return DOTS
        if low in self._free or low in self._odd:
            return without_identifiers(value)
        if self._naming is not None and low == self._naming[1].lower():
            return shown_value(variable or "", value)
        return _without_credentials(value) if "://" in value else value

    def _is_no_figure(self, value: str) -> bool:
        return self._action in METERED and _IS_FIGURE.fullmatch(value) is None


@lru_cache(maxsize=ACTIONS_REMEMBERED)
def _hidden_in(action: str) -> frozenset[str]:
    return HIDDEN | HIDDEN_IN.get(action, frozenset())


@lru_cache(maxsize=ACTIONS_REMEMBERED)
def _free_text_in(action: str) -> frozenset[str]:
    return FREE_TEXT | FREE_TEXT_IN.get(action, frozenset())


def _names(deviations: Iterable[Deviation]) -> frozenset[str]:
    """Return the names of the fields that deviate."""
    paths = (deviation.field_path for deviation in deviations)
    return frozenset(found[1].lower() for path in paths if (found := _LAST_NAME.search(path)))


def _without_credentials(url: str) -> str:
    try:
        parts = urlsplit(url)
        where = parts.netloc.rpartition("@")[2]
    except ValueError:
        return DOTS
    return parts._replace(netloc=where, query="").geturl()


def _loosely(node: object) -> object:
    """Return what is not as it should be without what looks like an identifier."""
    if isinstance(node, list):
        return [_loosely(item) for item in node]
    if isinstance(node, dict):
        return {name: _loosely(value) for name, value in node.items()}
    if isinstance(node, bool) or not isinstance(node, (str, int, float)):
        return node
    plain = without_identifiers(str(node))
    return node if plain == str(node) else plain


def _blank(node: object) -> object:
    """Return a vendor's own data with every text but the vendor's id taken out."""
    if isinstance(node, list):
        return [_blank(item) for item in node]
    if isinstance(node, dict):
        return {
            name: _loosely(value) if name == "vendorId" else _blank(value)
            for name, value in node.items()
        }
    return DOTS if isinstance(node, (str, int, float)) and not isinstance(node, bool) else node
