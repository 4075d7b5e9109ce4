"""Takes identifiers and secrets out of frames before they are kept (NFR-006).

A frame is kept as its payload. What must not be seen is replaced by its mask; a frame that could
not be understood is kept by its shape alone, its letters and digits blotted out. Plain frames go
a fast way; those that may hold more than identifiers by their names go through the redaction.
"""

import re
from typing import Any, Final

import msgspec

from chargehouse.contexts.identity.public import printable_mask
from chargehouse.gateway.free_text import masked_words
from chargehouse.gateway.redaction import (
    FIGURE,
    FREE_TEXT_IN,
    HIDDEN_IN,
    IDENTIFIERS,
    METERED,
    VALUES_OF,
    Redactor,
)
from chargehouse.ocpp.json_text import BadJson, decode_loosely
from chargehouse.ocpp.observer import FrameSeen

WALKED: Final = frozenset(
    {
        *FREE_TEXT_IN,
        *(action for action in HIDDEN_IN if action != "Authorize"),
        *VALUES_OF,
        "CustomerInformation",
        "Get15118EVCertificate",
        "GetDiagnostics",
        "GetLog",
        "PublishFirmware",
        "SignedUpdateFirmware",
        "UpdateFirmware",
        "VatNumberValidation",
    }
)
ERRORS: Final = frozenset({"error", "result_error", "late_error", "unknown_error"})
SHAPE_CHARACTERS: Final = 2000

READ: Final = frozenset({"call", "send", "duplicate_call", "dropped_call"})
"""Incoming frames that were read by their schema: what is odd in them is among the deviations."""

_PARTS_OF_NAMES: Final = ("dT", "dentifier", "maid", "vccI")
"""One of these is in each of the identifiers' names."""

_TELLTALES: Final = (
    *("\\", "igned", '"additionalInfo"', '"certificate"', '"content"', '"customData"'),
)
_IDENTIFIER: Final = re.compile(rf'("(?:{"|".join(IDENTIFIERS)})"\s*:\s*")([^"]*)"')
_NO_FIGURE: Final = re.compile(rf'"value"\s*:\s*"(?!{FIGURE}")')
_BLOT: Final = re.compile(r"[^\W_]")


def masked_payload(seen: FrameSeen) -> str | None:
    """Return what is kept of a frame: its payload as JSON text, masked; or its shape."""
    if seen.kind == "malformed":
        return shape(seen.text)
    if seen.kind in ERRORS:
        return _masked_error(seen.text)
    if _needs_care(seen):
        return _redacted(seen)
    payload = _payload_text(seen)
    if payload is None:
        return _redacted(seen)
    if not _holds_any(payload, _PARTS_OF_NAMES):
        return payload
    return _IDENTIFIER.sub(_mask_match, payload)


def masked_json(action: str, payload: object) -> str:
    """Return a request or an answer as JSON text, masked."""
    data = msgspec.json.decode(msgspec.json.encode(payload))
    return msgspec.json.encode(Redactor(action).masked(data)).decode()


def shape(text: str) -> str:
    """Return the beginning of a text with its letters and digits blotted out."""
    return _BLOT.sub("x", text[:SHAPE_CHARACTERS].replace("\0", "x"))


def _needs_care(seen: FrameSeen) -> bool:
    action, text = seen.action, seen.text
    return (
        action in WALKED
        or not action
        or bool(seen.deviations)
        or (seen.direction == "in" and seen.kind not in READ)
        or _holds_any(text, _TELLTALES)
        or (action in METERED and _NO_FIGURE.search(text) is not None)
    )


def _holds_any(text: str, parts: tuple[str, ...]) -> bool:
    for part in parts:  # noqa: SIM110  on the hot path a generator costs more than its search
        if part in text:
            return True
    return False


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


def _redacted(seen: FrameSeen) -> str:
    try:
        payload = next(part for part in reversed(_decoded(seen.text)) if isinstance(part, dict))
    except (BadJson, TypeError, StopIteration, RecursionError, UnicodeError):
        return shape(seen.text)
    masked = Redactor(seen.action, seen.deviations).masked(payload)
    return msgspec.json.encode(masked).decode()


def _decoded(text: str) -> Any:  # noqa: ANN401  any JSON
    try:
        return msgspec.json.decode(text)
    except msgspec.MsgspecError:
        return decode_loosely(text)[0]


def _masked_error(text: str) -> str:
    try:
        frame = msgspec.json.decode(text, type=list[Any])
        code, description = str(frame[2]), str(frame[3]) if len(frame) > 3 else ""  # noqa: PLR2004
    except (msgspec.MsgspecError, IndexError, RecursionError, UnicodeError):
        return shape(text)
    kept = {"errorCode": masked_words(code), "errorDescription": masked_words(description)}
    return msgspec.json.encode(kept).decode()
