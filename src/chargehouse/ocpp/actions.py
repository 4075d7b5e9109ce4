"""What an action is: its name, who sends it, its request and its response."""

from collections.abc import Callable
from typing import Any, Literal

from chargehouse.ocpp.strict import strict_decoder
from chargehouse.ocpp.wire import Payload

Sender = Literal["station", "csms", "both"]


class Action:
    """One action of one version.

    `sender` is who may send the request; `response` is `None` for a message without an answer
    (2.1 SEND). Decoders are made when first used, so that importing a version stays cheap.
    """

    __slots__ = ("_decode_request", "_decode_response", "name", "request", "response", "sender")

    def __init__(
        self,
        name: str,
        sender: Sender,
        request: type[Payload],
        response: type[Payload] | None,
    ) -> None:
        self.name = name
        self.sender: Sender = sender
        self.request = request
        self.response = response
        self._decode_request: Callable[[Any], Any] | None = None
        self._decode_response: Callable[[Any], Any] | None = None

    def strict_request(self) -> Callable[[Any], Any]:
        """Return the function that decodes a request, JSON text to struct, by the schema alone."""
        if self._decode_request is None:
            self._decode_request = strict_decoder(self.request)
        return self._decode_request

    def strict_response(self) -> Callable[[Any], Any]:
        """Return the function that decodes a response, JSON text to struct, by the schema alone."""
        if self._decode_response is None:
            if self.response is None:
                raise LookupError(f"{self.name} has no response")
            self._decode_response = strict_decoder(self.response)
        return self._decode_response

    def __repr__(self) -> str:
        return f"Action({self.name!r})"


def table(*actions: Action) -> dict[str, Action]:
    """Return the actions by name."""
    return {action.name: action for action in actions}
