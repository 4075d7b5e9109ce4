"""What is refused of what partners told us."""

from chargehouse.kernel.errors import NotFound


class ReceivedUnknown(NotFound):
    """No partner told this tenant of such an object."""

    code = "received_unknown"
