"""Refusals and failures as RFC 9457 problems: `application/problem+json`.

A problem never repeats a value that was sent: it might be an identifier.
"""

import math
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import (
    HTTPException,
    InternalServerException,
    SerializationException,
    ValidationException,
)
from litestar.types import ExceptionHandlersMap

from chargehouse.kernel.errors import (
    ChargehouseError,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    TooMany,
    Unauthenticated,
    Unavailable,
)

MEDIA_TYPE: Final = "application/problem+json"
STATUS_OF_KIND: Final[Mapping[type[ChargehouseError], HTTPStatus]] = {
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
CODE_OF_STATUS: Final[Mapping[int, str]] = {
    HTTPStatus.BAD_REQUEST: "malformed",
    HTTPStatus.UNAUTHORIZED: "unauthenticated",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.UNPROCESSABLE_ENTITY: "invalid",
    HTTPStatus.SERVICE_UNAVAILABLE: "unavailable",
}
MESSAGE_OF_STATUS: Final[Mapping[int, str]] = {
    HTTPStatus.BAD_REQUEST: "The request could not be read: is its body well-formed JSON?",
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take that method.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is larger than this server takes.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something failed here; the request id finds it in the log.",
}
RETRY_AFTER_DEFAULT_S: Final = 5
BODY: Final = "data"  # Litestar's name for it
IN_BODY: Final = re.compile(rf"(?P<message>.*) - at `\$\.{BODY}\.(?P<field>.+)`", re.DOTALL)

log = structlog.get_logger(__name__)


class FieldError(msgspec.Struct, frozen=True):
    """What is wrong with one field of a request."""

    field: str
    message: str


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The body of every answer that is not a success (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str | None = None
    errors: list[FieldError] = []
    details: dict[str, Any] = {}


def problem_of(error: Exception, request_id: str | None) -> tuple[Problem, dict[str, str]]:
    """Return the problem that tells of an error, and the headers that go with it."""
    if isinstance(error, ChargehouseError):
        return _of_refusal(error, request_id)
    if isinstance(error, ValidationException):
        return _of_validation(error, request_id)
    if (fault := _fault_in_body(error)) is not None:
        return _of_fields([fault], request_id)
    if isinstance(error, HTTPException):
        return _of_status(error.status_code, dict(error.headers or {}), request_id)
    if isinstance(error, SerializationException) or _nests_too_deep(error):
        return _of_status(HTTPStatus.BAD_REQUEST, {}, request_id)
    return _of_status(HTTPStatus.INTERNAL_SERVER_ERROR, {}, request_id)


def problem_response(problem: Problem, headers: Mapping[str, str]) -> Response[bytes]:
    """Return a problem as an HTTP answer."""
    return Response(
        msgspec.json.encode(problem),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=dict(headers),
    )


def handle(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Answer a request whose handling raised `error`."""
    problem, headers = problem_of(error, request_id_of(request.scope))
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(error, Unavailable):
        log.error("request failed", exc_info=error)
    return problem_response(problem, headers)


EXCEPTION_HANDLERS: Final[ExceptionHandlersMap] = {Exception: handle}


def request_id_of(scope: Mapping[str, Any]) -> str | None:
    """Return the id that this request was given."""
    request_id = scope.get("state", {}).get("request_id")
    return request_id if isinstance(request_id, str) else None


def _of_refusal(error: ChargehouseError, request_id: str | None) -> tuple[Problem, dict[str, str]]:
    status = next(
        (STATUS_OF_KIND[kind] for kind in type(error).__mro__ if kind in STATUS_OF_KIND),
        HTTPStatus.INTERNAL_SERVER_ERROR,
    )
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return _of_status(status, {}, request_id)
    headers = {}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="chargehouse"'
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        headers["Retry-After"] = _retry_after(error.details)
    details = {name: value for name, value in error.details.items() if name != "errors"}
    return (
        Problem(
            type=f"/problems/{error.code}",
            title=status.phrase,
            status=int(status),
            detail=error.message,
            request_id=request_id,
            errors=_field_errors(error.details.get("errors")),
            details=details,
        ),
        headers,
    )


def _field_errors(errors: object) -> list[FieldError]:
    if not isinstance(errors, Sequence) or isinstance(errors, str):
        return []
    return [
        entry if isinstance(entry, FieldError) else msgspec.convert(entry, FieldError)
        for entry in errors
    ]


def _nests_too_deep(error: Exception) -> bool:
    return isinstance(error, RecursionError) and "deserializing" in str(error)


def _retry_after(details: Mapping[str, object]) -> str:
    seconds = details.get("retry_after_s")
    if not isinstance(seconds, (int, float)):
        seconds = RETRY_AFTER_DEFAULT_S
    return str(max(1, math.ceil(seconds)))


def _of_validation(
    error: ValidationException, request_id: str | None
) -> tuple[Problem, dict[str, str]]:
    entries = error.extra if isinstance(error.extra, list) else []
    errors = [
        _field_error(str(entry.get("key", BODY)), str(entry.get("message", "")))
        for entry in entries
        if isinstance(entry, Mapping)
    ]
    return _of_fields(errors, request_id)


def _fault_in_body(error: Exception) -> FieldError | None:
    """Return what is wrong with a field of a body that is called as a dependency is.

    Litestar takes it for a fault of the dependency, which is one of ours.
    """
    cause = error.__cause__
    if not isinstance(error, InternalServerException) or not isinstance(
        cause, msgspec.ValidationError
    ):
        return None
    found = IN_BODY.fullmatch(str(cause))
    return None if found is None else _field_error(found["field"], found["message"])


def _of_fields(errors: list[FieldError], request_id: str | None) -> tuple[Problem, dict[str, str]]:
    problem = Problem(
        type="/problems/invalid",
        title=HTTPStatus.UNPROCESSABLE_ENTITY.phrase,
        status=int(HTTPStatus.UNPROCESSABLE_ENTITY),
        detail="Some fields cannot be meant as they were sent.",
        request_id=request_id,
        errors=errors,
    )
    return problem, {}


def _field_error(field: str, message: str) -> FieldError:
    """Return Litestar's finding in our words, without the value that msgspec repeats."""
    if message.startswith("Invalid enum value"):
        message = "Is not one of the allowed values"
    elif message == repr(field):
        message = "Is missing"
    return FieldError(field="body" if field == BODY else field, message=message)


def _of_status(
    status_code: int, headers: dict[str, str], request_id: str | None
) -> tuple[Problem, dict[str, str]]:
    status = HTTPStatus(status_code)
    code = CODE_OF_STATUS.get(status) or ("failed" if status >= 500 else "refused")  # noqa: PLR2004  5xx, RFC 9110
    problem = Problem(
        type=f"/problems/{code}",
        title=status.phrase,
        status=int(status),
        detail=MESSAGE_OF_STATUS.get(status, status.description or status.phrase),
        request_id=request_id,
    )
    return problem, headers
