"""NotifyPeriodicEventStream (OCPP 2.1 part 2, use case N11): a message without an answer."""

from chargehouse.gateway.charger import Charger
from chargehouse.ocpp.incoming import IncomingCall


async def handle(charger: Charger, call: IncomingCall) -> None:  # noqa: ARG001  the shape of a handler
    """Keep values of a stream on the timeline, though no stream was accepted."""
    await charger.keep_frames()
