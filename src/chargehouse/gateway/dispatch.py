"""From a message to its handler: one table a version, one file a message."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from chargehouse.gateway.charger import Charger
from chargehouse.kernel.errors import Unavailable
from chargehouse.ocpp.eager import eager
from chargehouse.ocpp.errors import ProtocolFault, Unanswered
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload

MessageHandler = Callable[[Charger, IncomingCall], Awaitable[Payload | None]]
HandlerTable = Mapping[str, MessageHandler]


class Dispatcher:
    """Finds the handler of a message and lets it run.

    Without the database nothing is acknowledged: the message stays unanswered, and the charger
    sends it again.
    """

    def __init__(self, tables: Mapping[str, HandlerTable]) -> None:
        self._tables: Final = tables

    def __call__(self, charger: Charger, call: IncomingCall) -> Any:  # noqa: ANN401  an answer, or a future of one
        """Return the answer to a request, or a future of it. Raises `ProtocolFault`."""
        handler = self._tables[call.version.subprotocol].get(call.action.name)
        if handler is None:
            raise ProtocolFault("NotSupported", "This action is not supported here")
        if call.deviations:
            charger.services.reports.heard(charger.station, deviations=len(call.deviations))
        return eager(_answered(handler, charger, call))


async def _answered(
    handler: MessageHandler, charger: Charger, call: IncomingCall
) -> Payload | None:
    try:
        return await handler(charger, call)
    except Unavailable as error:
        raise Unanswered from error
