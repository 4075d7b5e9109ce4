"""Payloads: JSON text to structs and back, strictly first, then with the quirk rules."""

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from chargehouse.ocpp import shape_trees
from chargehouse.ocpp.actions import Action
from chargehouse.ocpp.errors import ProtocolFault
from chargehouse.ocpp.json_text import BadJson, decode_loosely, decode_text, encode_text
from chargehouse.ocpp.quirks.deviation import Deviation
from chargehouse.ocpp.quirks.rules import NO_RULES, shipped_rules
from chargehouse.ocpp.shapes import Walk
from chargehouse.ocpp.version import Version
from chargehouse.ocpp.wire import Payload

RawJson = msgspec.Raw | bytes | str


class Decoded(NamedTuple):
    """A payload, and how it differed from the schema."""

    value: Any
    deviations: tuple[Deviation, ...]


def find_action(version: Version, name: str) -> Action:
    """Return the action of this name; raises `ProtocolFault` (`NotImplemented`)."""
    action = version.actions.get(name)
    if action is None:
        raise ProtocolFault("NotImplemented", f"OCPP {version.name} has no such action")
    return action


def response_of(action: Action) -> type[Payload]:
    """Return the type of an action's response; raises `ProtocolFault` where there is none."""
    if action.response is None:
        raise ProtocolFault("NotSupported", "This action has no response")
    return action.response


def decode_request(version: Version, action: str, raw: RawJson) -> Decoded:
    """Return the request in `raw`; raises `ProtocolFault` where its meaning is not plain."""
    found = find_action(version, action)
    return decode(found.strict_request(), found.request, raw)


def decode_response(version: Version, action: str, raw: RawJson) -> Decoded:
    """Return the response in `raw`; raises `ProtocolFault` where its meaning is not plain."""
    found = find_action(version, action)
    made = response_of(found)
    return decode(found.strict_response(), made, raw)


def decode(strict: Callable[[Any], Any], made: type[Payload], raw: RawJson) -> Decoded:
    """Return `raw` decoded by `strict`, or failing that by the shape of `made` and the rules."""
    try:
        return Decoded(strict(raw), ())
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return _decode_leniently(made, raw)


def encode(value: object) -> str:
    """Return a struct, or plain data, as JSON; instants as `…Z` with three decimals at most."""
    return encode_text(value)


def check_request(action: Action, payload: object) -> Payload:
    """Return a request of ours as a struct, checked against the schema to the letter.

    `payload` is the struct, plain data, or raw JSON. Raises `ProtocolFault` naming the field.
    """
    return _check(action.strict_request(), action.request, payload)


def check_response(action: Action, payload: object) -> Payload:
    """Return a response of ours as a struct, checked like `check_request`."""
    made = response_of(action)
    return _check(action.strict_response(), made, payload)


def _check(strict: Callable[[Any], Any], made: type[Payload], payload: object) -> Payload:
    try:
        text = encode_text(payload)
        if isinstance(payload, made) and _fits(strict, made, text):
            return payload
        data = decode_text(text)
    except (BadJson, TypeError, ValueError):
        raise ProtocolFault("FormatViolation", "The payload is not JSON") from None
    return shape_trees.read(made, data, Walk(NO_RULES))


def _fits(strict: Callable[[Any], Any], made: type[Payload], text: str) -> bool:
    if shape_trees.has_steps(made) or '"customData"' in text:
        return False
    try:
        strict(text)
    except msgspec.ValidationError:
        return False
    return True


def _decode_leniently(made: type[Payload], raw: RawJson) -> Decoded:
    found: tuple[Deviation, ...] = ()
    try:
        data = decode_text(raw)
    except BadJson:
        try:
            data, found = decode_loosely(raw if isinstance(raw, str) else bytes(raw))
        except BadJson:
            raise ProtocolFault("FormatViolation", "The payload is not JSON") from None
    if data is None:
        data, found = {}, (*found, Deviation("missing-payload", ""))
    walk = Walk(shipped_rules())
    value = shape_trees.read(made, data, walk)
    return Decoded(value, (*found, *walk.deviations))
