"""What a station may send before it is accepted (OCPP 2.x part 2, use cases B02 and B03)."""

from typing import Final

from chargehouse.gateway.charger import Charger
from chargehouse.gateway.dispatch import MessageHandler
from chargehouse.ocpp.errors import ProtocolFault
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload

ALWAYS: Final = frozenset({"BootNotification", "TransactionEvent"})
WHILE_PENDING: Final = frozenset({"NotifyReport"})
SENT_FOR: Final = {
    "SignChargingStationCertificate": "SignCertificate",
    "SignCombinedCertificate": "SignCertificate",
    "SignV2GCertificate": "SignCertificate",
    "SignV2G20Certificate": "SignCertificate",
}


def guarded(action: str, handler: MessageHandler) -> MessageHandler:
    """Return a handler that refuses stations which are not accepted, with `SecurityError`.

    While a registration is pending, what we asked for is taken: reports, and what was triggered.
    Transaction events are always taken, though the specification would have them refused: what a
    station refused for a while does not tell again is lost, and with it what somebody charged.
    """
    if action in ALWAYS:
        return handler

    async def handle(charger: Charger, call: IncomingCall) -> Payload | None:
        registration = charger.admitted.registration
        if registration == "accepted" or (registration == "pending" and _asked(charger, action)):
            return await handler(charger, call)
        raise ProtocolFault("SecurityError", "This station is not accepted yet")

    return handle


def _asked(charger: Charger, action: str) -> bool:
    return action in WHILE_PENDING or any(
        SENT_FOR.get(triggered, triggered) == action for triggered in charger.triggered
    )
