"""Why an embedded server cannot be had."""

from typing import ClassVar

from chargehouse.kernel.errors import ChargehouseError


class PostgresUnusable(ChargehouseError):  # noqa: N818  a refusal is named for what is so
    """The embedded server cannot run here; the message says what to do about it."""

    code: ClassVar[str] = "postgres_unusable"
