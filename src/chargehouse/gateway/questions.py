"""What a charger is asked that nobody ordered, and what becomes of it."""

from typing import Any, Final, Literal

from chargehouse.gateway.charger import Charger
from chargehouse.ocpp.errors import (
    CallRefused,
    CallTimedOut,
    ConnectionClosed,
    ProtocolFault,
    QueueFull,
)

Asked = tuple[str, dict[str, Any]]
"""A request: its action and its payload."""

Heard = Literal["accepted", "rejected", "not_supported", "offline", "timed_out", "busy"]
"""What became of it: `accepted` is answered at all, whatever the answer says.

`timed_out` says that nobody knows whether it did what it was told, `offline` and `busy` that it was
told nothing.
"""

TIMEOUT_S: Final = 20.0
UNKNOWN_TO_IT: Final = frozenset({"NotImplemented", "NotSupported"})


async def ask(charger: Charger, asked: Asked, priority: int) -> tuple[Heard, Any]:
    """Ask a charger something; return what became of it, and the answer if it is `accepted`."""
    action, payload = asked
    try:
        reply = await charger.connection.call(
            action, payload, timeout_s=TIMEOUT_S, priority=priority
        )
    except CallTimedOut as late:
        return ("timed_out" if late.sent else "busy"), None
    except ConnectionClosed as closed:
        return ("timed_out" if closed.sent else "offline"), None
    except CallRefused as refused:
        return ("not_supported" if refused.error_code in UNKNOWN_TO_IT else "rejected"), None
    except ProtocolFault:
        return "rejected", None
    except QueueFull:
        return "busy", None
    return "accepted", reply.value
