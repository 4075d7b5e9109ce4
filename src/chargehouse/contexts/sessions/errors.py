"""Refusals of the sessions context."""

from chargehouse.kernel.errors import Conflict, NotFound


class SessionNotFound(NotFound):
    """There is no such session."""

    code = "session_not_found"


class NothingToRepair(Conflict):
    """The session ended by itself and nothing about it is in doubt."""

    code = "nothing_to_repair"


class SessionEnded(Conflict):
    """The session has ended."""

    code = "session_ended"
