"""Refusals of the access context."""

from chargehouse.kernel.errors import NotFound


class DecisionNotFound(NotFound):
    """There is no such decision."""

    code = "decision_not_found"


class AttemptNotFound(NotFound):
    """There is no such attempt."""

    code = "attempt_not_found"


class StationUnknown(NotFound):
    """There is no such station."""

    code = "station_not_found"
