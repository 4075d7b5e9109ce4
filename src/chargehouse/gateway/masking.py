"""Takes identifiers and secrets out of frames before they are kept (NFR-006).

A frame is kept as its payload. What must not be seen is replaced by its mask; a frame that could
not be understood is kept by its shape alone, its letters and digits blotted out.
"""

import re
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from chargehouse.contexts.identity.public import printable_mask
from chargehouse.contexts.stations.public import shown_value
from chargehouse.ocpp.observer import FrameSeen

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

VALUES_OF: Final = {
    "ChangeConfiguration": ("key", "value"),
    "GetConfiguration": ("key", "value"),
    "SetVariables": ("variable", "attributeValue"),
    "GetVariables": ("variable", "attributeValue"),
    "NotifyReport": ("variable", "value"),
    "NotifyEvent": ("variable", "actualValue"),
}
"""Where the value of a configuration key or variable stands, beside or below its name."""

WALKED: Final = frozenset(
    {
        *(action for action in HIDDEN_IN if action != "Authorize"),
        *VALUES_OF,
        "CustomerInformation",
        "Get15118EVCertificate",
        "GetDiagnostics",
        "GetLog",
        "PublishFirmware",
        "SecurityEventNotification",
        "SignedUpdateFirmware",
        "UpdateFirmware",
        "VatNumberValidation",
    }
)
ERRORS: Final = frozenset({"error", "result_error", "late_error", "unknown_error"})
UNKNOWN_FIELD: Final = "unknown-field"
SHAPE_CHARACTERS: Final = 2000
ERROR_CHARACTERS: Final = 500

_NAMES: Final = frozenset(name.lower() for name in IDENTIFIERS)
_IDENTIFIER: Final = re.compile(rf'("(?:{"|".join(IDENTIFIERS)})"\s*:\s*")([^"]*)"', re.IGNORECASE)
_CAREFUL: Final = re.compile(r'\\|"customData"|"certificate"|signed', re.IGNORECASE)
_BLOT: Final = re.compile(r"[^\W_]")
_TELLING: Final = re.compile(r"(?<!\S)(?=\S*\d)\S{4,}")


def masked_payload(seen: FrameSeen) -> str | None:
    """Return what is kept of a frame: its payload as JSON text, masked; or its shape."""
    if seen.kind == "malformed":
        return shape(seen.text)
    if seen.kind in ERRORS:
        return _masked_error(seen.text)
    unknown = _unknown_fields(seen) if seen.deviations else None
    if unknown or seen.action in WALKED or not seen.action or _CAREFUL.search(seen.text):
        return _masked_by_walking(seen, unknown)
    payload = _payload_text(seen)
    if payload is None:
        return _masked_by_walking(seen, unknown)
    return _IDENTIFIER.sub(_mask_match, payload)


def masked_json(action: str, payload: object) -> str:
    """Return a request or an answer as JSON text, masked."""
    data = msgspec.json.decode(msgspec.json.encode(payload))
    return msgspec.json.encode(_walk(data, action, None)).decode()


def masked_words(text: str) -> str:
    """Return free text of a charger with every word that could be an identifier masked."""
    return _TELLING.sub(lambda found: printable_mask(found[0]), text[:ERROR_CHARACTERS])


def shape(text: str) -> str:
    """Return the beginning of a text with its letters and digits blotted out."""
    return _BLOT.sub("x", text[:SHAPE_CHARACTERS].replace("\0", "x"))


def _mask_match(found: re.Match[str]) -> str:
    return f'{found[1]}{printable_mask(found[2])}"'


def _payload_text(seen: FrameSeen) -> str | None:
    text = seen.text
    after = text.find(seen.message_id)
    if after < 0:
        return None
    after += len(seen.message_id)
    if seen.kind in {"call", "send", "duplicate_call", "dropped_call"}:
        after = text.find(seen.action, after)
        if after < 0:
            return None
        after += len(seen.action)
    start, end = text.find("{", after), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else None


def _masked_by_walking(seen: FrameSeen, unknown: frozenset[str] | None) -> str:
    try:
        frame = msgspec.json.decode(seen.text)
        payload = next(part for part in reversed(frame) if isinstance(part, dict))
    except (msgspec.MsgspecError, TypeError, StopIteration, RecursionError, UnicodeError):
        return shape(seen.text)
    masked = _walk(payload, seen.action, None)
    return msgspec.json.encode(_without(masked, unknown) if unknown else masked).decode()


def _unknown_fields(seen: FrameSeen) -> frozenset[str]:
    """Return the names of fields that no schema knows, and that may hold anything."""
    return frozenset(
        found.field_path.rpartition(".")[2]
        for found in seen.deviations
        if found.quirk == UNKNOWN_FIELD
    )


def _without(node: object, names: frozenset[str]) -> object:
    """Return a payload with the values of some fields blotted out, wherever they stand."""
    if isinstance(node, list):
        return [_without(item, names) for item in node]
    if isinstance(node, dict):
        return {
            name: "••••" if name in names else _without(value, names)
            for name, value in node.items()
        }
    return node


def _masked_error(text: str) -> str:
    try:
        frame = msgspec.json.decode(text, type=list[Any])
        code, description = str(frame[2]), str(frame[3]) if len(frame) > 3 else ""  # noqa: PLR2004
    except (msgspec.MsgspecError, IndexError, RecursionError, UnicodeError):
        return shape(text)
    kept = {"errorCode": masked_words(code), "errorDescription": masked_words(description)}
    return msgspec.json.encode(kept).decode()


def _walk(node: object, action: str, variable: str | None) -> object:
    if isinstance(node, list):
        return [_walk(item, action, variable) for item in node]
    if not isinstance(node, dict):
        return node
    variable = _variable_named(node, action) or variable
    signed = node.get("format") == "SignedData"
    return {
        name: _masked_field(name, value, action, variable, signed=signed)
        for name, value in node.items()
    }


def _variable_named(node: dict[str, Any], action: str) -> str | None:
    naming = VALUES_OF.get(action)
    if naming is None:
        return None
    named = node.get(naming[0])
    if isinstance(named, dict):
        named = named.get("name")
    return named if isinstance(named, str) else None


def _masked_field(
    name: str, value: object, action: str, variable: str | None, *, signed: bool
) -> object:
    low = name.lower()
    if isinstance(value, str):
        return _masked_text(low, value, action, variable, signed=signed)
    if low in HIDDEN_IN.get(action, ()):
        return "••••"
    if low == "customdata":
        return _blank(value)
    if low in _NAMES and isinstance(value, (int, float)):
        return printable_mask(str(value))
    return _walk(value, action, variable)


def _masked_text(low: str, value: str, action: str, variable: str | None, *, signed: bool) -> str:
    if low in _NAMES:
        return printable_mask(value)
    if low in HIDDEN or low in HIDDEN_IN.get(action, ()) or (signed and low == "value"):
        return "••••"
    naming = VALUES_OF.get(action)
    if naming is not None and low == naming[1].lower():
        return shown_value(variable or "", value)
    return _without_credentials(value) if "://" in value else value


def _without_credentials(url: str) -> str:
    try:
        parts = urlsplit(url)
        where = parts.netloc.rpartition("@")[2]
    except ValueError:
        return "••••"
    return parts._replace(netloc=where, query="").geturl()


def _blank(node: object) -> object:
    """Return a vendor's own data with every text but the vendor's id taken out."""
    if isinstance(node, list):
        return [_blank(item) for item in node]
    if isinstance(node, dict):
        return {
            name: value if name == "vendorId" else _blank(value) for name, value in node.items()
        }
    return "••••" if isinstance(node, (str, int, float)) and not isinstance(node, bool) else node
