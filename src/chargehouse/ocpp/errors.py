"""What can go wrong on an OCPP connection, and the closed list of error codes by version.

A refusal by the other side, a time-out and a lost connection are three different exceptions.
None of them repeats a value that was sent: it could be an identifier.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from chargehouse.kernel.errors import ChargehouseError

ErrorCode = Literal[
    "FormatViolation",
    "GenericError",
    "InternalError",
    "MessageTypeNotSupported",
    "NotImplemented",
    "NotSupported",
    "OccurrenceConstraintViolation",
    "PropertyConstraintViolation",
    "ProtocolError",
    "RpcFrameworkError",
    "SecurityError",
    "TypeConstraintViolation",
]
"""The codes by their names in OCPP 2.x (part 4, section 4.3)."""

ERROR_CODES_2: Mapping[str, str] = {
    code: code
    for code in (
        "FormatViolation",
        "GenericError",
        "InternalError",
        "MessageTypeNotSupported",
        "NotImplemented",
        "NotSupported",
        "OccurrenceConstraintViolation",
        "PropertyConstraintViolation",
        "ProtocolError",
        "RpcFrameworkError",
        "SecurityError",
        "TypeConstraintViolation",
    )
}
"""Error code to its name on the wire, for 2.0.1 and 2.1."""

ERROR_CODES_16: Mapping[str, str] = {
    **ERROR_CODES_2,
    "FormatViolation": "FormationViolation",
    "MessageTypeNotSupported": "FormationViolation",
    "OccurrenceConstraintViolation": "OccurenceConstraintViolation",
    "RpcFrameworkError": "FormationViolation",
}
"""Error code to its name on the wire, for 1.6 (OCPP-J 1.6 section 4.2.3, errata included)."""


class ProtocolFault(ChargehouseError):  # noqa: N818  a fault of what was sent, not of this code
    """A payload that cannot be understood, or must not be sent.

    `field_path` is where (`meterValue[0].timestamp`), empty for the payload as a whole.
    """

    code: ClassVar[str] = "ocpp.fault"

    def __init__(self, error_code: ErrorCode, description: str, field_path: str = "") -> None:
        super().__init__(description, {"error_code": error_code, "field": field_path})
        self.error_code: ErrorCode = error_code
        self.description = description
        self.field_path = field_path


class FrameFault(ProtocolFault):
    """A frame that is no OCPP-J message; `message_id` is what could be salvaged of it, or `-1`.

    `answerable` is false for a broken answer, which must not be answered itself.
    """

    code: ClassVar[str] = "ocpp.frame"

    def __init__(
        self,
        error_code: ErrorCode,
        description: str,
        message_id: str = "-1",
        *,
        answerable: bool = True,
    ) -> None:
        super().__init__(error_code, description)
        self.message_id = message_id
        self.answerable = answerable


class CallRefused(ChargehouseError):  # noqa: N818  an outcome of a call
    """The other side answered with a CALLERROR: an outcome of the call.

    `error_code` and `description` are its own words; `error_details` the JSON text it added.
    """

    code: ClassVar[str] = "ocpp.refused"

    def __init__(self, error_code: str, description: str, error_details: str = "{}") -> None:
        super().__init__("The other side answered with an error", {"error_code": error_code})
        self.error_code = error_code
        self.description = description
        self.error_details = error_details


class CallTimedOut(ChargehouseError):  # noqa: N818  an outcome of a call
    """No answer came in time; `sent` is false when the call never left the queue."""

    code: ClassVar[str] = "ocpp.timed_out"

    def __init__(self, *, sent: bool) -> None:
        super().__init__("No answer came in time" if sent else "Its turn did not come in time")
        self.sent = sent


class ConnectionClosed(ChargehouseError):  # noqa: N818  an outcome of a call
    """The connection ended first; with `sent` the other side may still have acted."""

    code: ClassVar[str] = "ocpp.closed"

    def __init__(self, *, sent: bool) -> None:
        super().__init__("The connection closed before the answer came")
        self.sent = sent


class QueueFull(ChargehouseError):  # noqa: N818  an outcome of a call
    """Too many calls wait on this connection already."""

    code: ClassVar[str] = "ocpp.queue_full"


class Unanswered(Exception):  # noqa: N818  raised by a handler on purpose
    """Raised by a handler to send no answer at all, so that the other side tries again."""
