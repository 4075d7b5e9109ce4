"""OCPP-J frames (OCPP-J 1.6 section 4; OCPP 2.x part 4 section 4), payloads left as raw JSON."""

import re
from typing import Any

import msgspec

from chargehouse.ocpp.errors import ErrorCode, FrameFault
from chargehouse.ocpp.json_text import BadJson, decode_loosely, encode_text
from chargehouse.ocpp.quirks.deviation import Deviation

MAX_FRAME_CHARS = 1_048_576
MAX_MESSAGE_ID_CHARS = 36
LONGEST_MESSAGE_ID_CHARS = 128

_EMPTY = msgspec.Raw(b"{}")


class Call(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=2):
    """A request: CALL."""

    message_id: str
    action: str
    payload: msgspec.Raw


class CallResult(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=3):
    """An answer: CALLRESULT."""

    message_id: str
    payload: msgspec.Raw


class CallError(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=4):
    """A refusal to answer: CALLERROR."""

    message_id: str
    code: str
    description: str = ""
    details: msgspec.Raw = _EMPTY


class CallResultError(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=5):
    """A complaint about an answer: CALLRESULTERROR (2.1)."""

    message_id: str
    code: str
    description: str = ""
    details: msgspec.Raw = _EMPTY


class Send(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=6):
    """A message without an answer: SEND (2.1)."""

    message_id: str
    action: str
    payload: msgspec.Raw


Frame = Call | CallResult | CallError | CallResultError | Send

_decode_frame = msgspec.json.Decoder(Frame).decode
_HEAD = re.compile(r'\s*\[\s*"?([0-9]+)"?\s*,\s*"([^"\\]{1,128})"')
_SHORTEST = {2: 3, 3: 2, 4: 3, 5: 3, 6: 3}
_LONGEST = {2: 4, 3: 3, 4: 5, 5: 5, 6: 4}
_PAYLOAD_AT = {2: 3, 3: 2, 6: 3}
_CALL, _SEND = 2, 6


def decode_frame(
    text: str | bytes, max_chars: int = MAX_FRAME_CHARS
) -> tuple[Frame, tuple[Deviation, ...]]:
    """Return the frame in a websocket message, and what was repaired to read it.

    Raises `FrameFault` with the message id that could be salvaged.
    """
    if len(text) > max_chars:
        raise FrameFault("RpcFrameworkError", f"The message is longer than {max_chars}")
    try:
        frame: Frame = _decode_frame(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return _repaired(text)
    needs_care = b"\\u0000" in text if isinstance(text, bytes) else "\\u0000" in text
    if needs_care or len(frame.message_id) > MAX_MESSAGE_ID_CHARS:
        return _repaired(text)
    return frame, ()


def encode_call(message_id: str, action: str, payload: object) -> str:
    """Return a CALL."""
    return encode_text((2, message_id, action, payload))


def encode_result(message_id: str, payload: object) -> str:
    """Return a CALLRESULT."""
    return encode_text((3, message_id, payload))


def encode_error(message_id: str, code: str, description: str) -> str:
    """Return a CALLERROR; `code` is the wire name; the description is cut to 255 characters."""
    return encode_text((4, message_id, code, description[:255], {}))


def encode_result_error(message_id: str, code: str, description: str) -> str:
    """Return a CALLRESULTERROR (2.1)."""
    return encode_text((5, message_id, code, description[:255], {}))


def encode_send(message_id: str, action: str, payload: object) -> str:
    """Return a SEND (2.1)."""
    return encode_text((6, message_id, action, payload))


def _repaired(text: str | bytes) -> tuple[Frame, tuple[Deviation, ...]]:
    deviations: list[Deviation] = []
    try:
        data, found = decode_loosely(text)
    except BadJson:
        raise _unreadable(
            text if isinstance(text, str) else text.decode(errors="replace")
        ) from None
    deviations += found
    return _framed(data, deviations), tuple(deviations)


def _unreadable(text: str) -> FrameFault:
    head = _HEAD.match(text)
    if head is None:
        return FrameFault("RpcFrameworkError", "The message is not JSON")
    answerable = int(head[1][:3]) in {_CALL, _SEND}
    code: ErrorCode = "FormatViolation" if answerable else "RpcFrameworkError"
    return FrameFault(code, "The message is not JSON", head[2], answerable=answerable)


def _framed(data: Any, deviations: list[Deviation]) -> Frame:  # noqa: ANN401  any JSON
    if not isinstance(data, list) or not data:
        raise FrameFault("RpcFrameworkError", "The message is not a list")
    kind = _kind(data[0], deviations)
    message_id = _message_id(data, deviations)
    if kind not in _SHORTEST:
        raise FrameFault("MessageTypeNotSupported", "The message type is unknown", message_id)
    answerable = kind in {_CALL, _SEND}
    if len(data) < _SHORTEST[kind] or (answerable and not isinstance(data[2], str)):
        raise FrameFault(
            "RpcFrameworkError", "The message is incomplete", message_id, answerable=answerable
        )
    parts = [kind, message_id, *data[2 : _LONGEST[kind]]]
    if kind in _PAYLOAD_AT and parts[_PAYLOAD_AT[kind] :] in ([], [None]):
        deviations.append(Deviation("missing-payload", ""))
        parts[_PAYLOAD_AT[kind] :] = [{}]
    if kind in {4, 5}:
        parts[2:4] = [part if isinstance(part, str) else "" for part in parts[2:4]]
    frame: Frame = _decode_frame(encode_text(parts))
    return frame


def _kind(raw: object, deviations: list[Deviation]) -> int:
    if isinstance(raw, str) and raw.strip() in {"2", "3", "4", "5", "6"}:
        deviations.append(Deviation("message-type-as-text", ""))
        return int(raw)
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else 0


def _message_id(data: list[Any], deviations: list[Deviation]) -> str:
    raw = data[1] if len(data) > 1 else None
    if isinstance(raw, int) and not isinstance(raw, bool):
        deviations.append(Deviation("message-id-not-text", ""))
        raw = str(raw)
    if not isinstance(raw, str) or len(raw) > LONGEST_MESSAGE_ID_CHARS:
        raise FrameFault("RpcFrameworkError", "The message id is missing or too long")
    if len(raw) > MAX_MESSAGE_ID_CHARS:
        deviations.append(Deviation("long-message-id", ""))
    return raw
