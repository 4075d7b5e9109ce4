"""Answers in the structs of the version that a request came in."""

from types import ModuleType
from typing import Any, Final

from chargehouse.ocpp import codec
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.v21 import messages as messages_21
from chargehouse.ocpp.v201 import messages as messages_201
from chargehouse.ocpp.wire import Payload

_MESSAGES: Final[dict[str, ModuleType]] = {"ocpp2.0.1": messages_201, "ocpp2.1": messages_21}


def messages_of(call: IncomingCall) -> Any:  # noqa: ANN401  a module whose structs differ by version
    """Return the module with the structs of the version that a request came in."""
    return _MESSAGES[call.version.subprotocol]


def answer(call: IncomingCall, **fields: object) -> Payload:
    """Return the answer to a request, its fields named as in Python."""
    return codec.response_of(call.action)(**fields)


def status_info(call: IncomingCall, reason_code: str, additional_info: str) -> object:
    """Return a statusInfo: why something is not done, in a code and in words."""
    made: object = messages_of(call).StatusInfo(
        reason_code=reason_code, additional_info=additional_info
    )
    return made
