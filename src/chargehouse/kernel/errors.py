"""Refusals. Each has a stable code for programs, a message for people, and details.

The kinds say what a caller can do about it; HTTP and OCPP statuses are given at the edges.
"""

from collections.abc import Mapping
from typing import ClassVar


class ChargehouseError(Exception):
    """A refusal that somebody can act on; it never holds an identifier or a secret."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str, details: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details: Mapping[str, object] = details or {}


class Invalid(ChargehouseError):  # noqa: N818  a refusal is named for what is so
    """What was sent cannot be meant; `details["errors"]` names the fields."""

    code = "invalid"


class Unauthenticated(ChargehouseError):  # noqa: N818  as above
    """It is not known who asks."""

    code = "unauthenticated"


class Forbidden(ChargehouseError):  # noqa: N818  as above
    """The actor may not do this."""

    code = "forbidden"


class NotFound(ChargehouseError):  # noqa: N818  as above
    """There is no such thing, or not for this actor."""

    code = "not_found"


class Conflict(ChargehouseError):  # noqa: N818  as above
    """It contradicts what is already there."""

    code = "conflict"


class TooMany(ChargehouseError):  # noqa: N818  as above
    """Too much was asked; `details["retry_after_s"]` says when to come back."""

    code = "too_many"


class Unavailable(ChargehouseError):  # noqa: N818  as above
    """A part that is needed does not answer now; asking again later may help."""

    code = "unavailable"
