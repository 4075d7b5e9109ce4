"""OCPI status codes, and the refusals that carry one.

The codes are of the content (status codes, chapter 7 of 2.2.1); HTTP has its own: 400 for what is
no JSON, 401, 404 and 405. None of the refusals repeats a value that was sent.
"""

from typing import ClassVar, Final, Literal

from chargehouse.kernel.errors import ChargehouseError

StatusCode = Literal[
    1000, 2000, 2001, 2002, 2003, 2004, 3000, 3001, 3002, 3003, 4000, 4001, 4002, 4003
]

SUCCESS: Final = 1000
CLIENT_ERROR: Final = 2000
INVALID_PARAMETERS: Final = 2001
NOT_ENOUGH_INFORMATION: Final = 2002
UNKNOWN_LOCATION: Final = 2003
UNKNOWN_TOKEN: Final = 2004
SERVER_ERROR: Final = 3000
UNUSABLE_API: Final = 3001
UNSUPPORTED_VERSION: Final = 3002
NO_MATCHING_ENDPOINTS: Final = 3003
HUB_ERROR: Final = 4000
UNKNOWN_RECEIVER: Final = 4001
HUB_TIMEOUT: Final = 4002
HUB_CONNECTION: Final = 4003


def is_success(status_code: int) -> bool:
    """Say whether an answer's status code is one of success; 19xx are custom ones."""
    return 1000 <= status_code < 2000  # noqa: PLR2004  the range of the specification


class OcpiRefusal(ChargehouseError):  # noqa: N818  a refusal is named for what is so
    """A request that is answered with a status code other than success.

    `http_status` goes with it: what reached the OCPI layer is answered with 200.
    """

    code: ClassVar[str] = "ocpi.refused"
    status_code: ClassVar[StatusCode] = CLIENT_ERROR
    http_status: ClassVar[int] = 200


class NotJson(OcpiRefusal):
    """The body is no JSON: HTTP 400."""

    code: ClassVar[str] = "ocpi.not_json"
    http_status: ClassVar[int] = 400

    def __init__(self) -> None:
        super().__init__("The body is not JSON")


class InvalidParameters(OcpiRefusal):
    """A field is missing or cannot be meant; `field` is its path, empty for the whole."""

    code: ClassVar[str] = "ocpi.invalid"
    status_code: ClassVar[StatusCode] = INVALID_PARAMETERS

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(f"{field}: {message}" if field else message, {"field": field})
        self.field = field


class NotEnoughInformation(OcpiRefusal):
    """It cannot be decided by what was sent, as an authorisation without a location."""

    code: ClassVar[str] = "ocpi.not_enough_information"
    status_code: ClassVar[StatusCode] = NOT_ENOUGH_INFORMATION


class UnknownLocation(OcpiRefusal):
    """A command names a location, EVSE or connector that is not known."""

    code: ClassVar[str] = "ocpi.unknown_location"
    status_code: ClassVar[StatusCode] = UNKNOWN_LOCATION


class UnknownToken(OcpiRefusal):
    """An authorisation of a token that is not known: HTTP 404."""

    code: ClassVar[str] = "ocpi.unknown_token"
    status_code: ClassVar[StatusCode] = UNKNOWN_TOKEN
    http_status: ClassVar[int] = 404


class NoSuchObject(OcpiRefusal):
    """There is no such object, or not for this caller: HTTP 404."""

    code: ClassVar[str] = "ocpi.no_such_object"
    http_status: ClassVar[int] = 404


class NotAuthorised(OcpiRefusal):
    """The credentials token is missing, unknown, or not good for this module: HTTP 401."""

    code: ClassVar[str] = "ocpi.not_authorised"
    http_status: ClassVar[int] = 401


class MethodNotAllowed(OcpiRefusal):
    """POST of credentials when registered, PUT or DELETE when not: HTTP 405."""

    code: ClassVar[str] = "ocpi.method_not_allowed"
    http_status: ClassVar[int] = 405


class ServerFault(OcpiRefusal):
    """The request was sound, and we failed."""

    code: ClassVar[str] = "ocpi.server_fault"
    status_code: ClassVar[StatusCode] = SERVER_ERROR


class UnusableApi(OcpiRefusal):
    """The caller's own endpoints could not be used during the registration."""

    code: ClassVar[str] = "ocpi.unusable_api"
    status_code: ClassVar[StatusCode] = UNUSABLE_API


class UnsupportedVersion(OcpiRefusal):
    """The two sides have no version in common."""

    code: ClassVar[str] = "ocpi.unsupported_version"
    status_code: ClassVar[StatusCode] = UNSUPPORTED_VERSION


class NoMatchingEndpoints(OcpiRefusal):
    """An endpoint that is needed is missing at the other side."""

    code: ClassVar[str] = "ocpi.no_matching_endpoints"
    status_code: ClassVar[StatusCode] = NO_MATCHING_ENDPOINTS


class HubFault(OcpiRefusal):
    """A hub cannot pass the message on, for a reason that has no code of its own."""

    code: ClassVar[str] = "ocpi.hub_fault"
    status_code: ClassVar[StatusCode] = HUB_ERROR


class UnknownReceiver(OcpiRefusal):
    """The party that the message is for is not known."""

    code: ClassVar[str] = "ocpi.unknown_receiver"
    status_code: ClassVar[StatusCode] = UNKNOWN_RECEIVER


class ForwardTimedOut(OcpiRefusal):
    """The message was passed on, and no answer came in time."""

    code: ClassVar[str] = "ocpi.forward_timed_out"
    status_code: ClassVar[StatusCode] = HUB_TIMEOUT


class ReceiverUnreachable(OcpiRefusal):
    """The party that the message is for is not connected."""

    code: ClassVar[str] = "ocpi.receiver_unreachable"
    status_code: ClassVar[StatusCode] = HUB_CONNECTION


class PartnerRefused(ChargehouseError):  # noqa: N818  an outcome of a request of ours
    """A partner answered a request of ours with a status code other than success.

    `status_code` and `status_message` are its own words.
    """

    code: ClassVar[str] = "ocpi.partner_refused"

    def __init__(self, status_code: int, status_message: str | None) -> None:
        super().__init__("The partner refused the request", {"status_code": status_code})
        self.status_code = status_code
        self.status_message = status_message


class PartnerUnintelligible(ChargehouseError):  # noqa: N818  an outcome of a request of ours
    """A partner's answer is not what OCPI says it is; `field` is the path of what is wrong."""

    code: ClassVar[str] = "ocpi.partner_unintelligible"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message, {"field": field})
        self.field = field
