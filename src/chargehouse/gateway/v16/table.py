"""Which handler answers which message of OCPP 1.6."""

from collections.abc import Awaitable
from typing import Final

from chargehouse.gateway.charger import Charger
from chargehouse.gateway.dispatch import HandlerTable, MessageHandler
from chargehouse.gateway.v16 import (
    authorize,
    boot_notification,
    data_transfer,
    diagnostics_status_notification,
    firmware_status_notification,
    heartbeat,
    log_status_notification,
    meter_values,
    security_event_notification,
    sign_certificate,
    signed_firmware_status_notification,
    start_transaction,
    status_notification,
    stop_transaction,
)
from chargehouse.ocpp.errors import ProtocolFault
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload


def _once_accepted(handler: MessageHandler) -> MessageHandler:
    """Refuse the message of a station that is pending or rejected (section 4.2).

    What tells of transactions is taken from every station: no session may be lost. From one that
    is pending, so is what we asked for.
    """

    def guarded(charger: Charger, call: IncomingCall) -> Awaitable[Payload | None]:
        registration = charger.admitted.registration
        asked_for = registration == "pending" and _was_asked_for(charger, call.action.name)
        if registration != "accepted" and not asked_for:
            raise ProtocolFault("SecurityError", "This station is not accepted yet")
        return handler(charger, call)

    return guarded


def _was_asked_for(charger: Charger, action: str) -> bool:
    return action in charger.triggered or (
        action == "SignCertificate" and "SignChargePointCertificate" in charger.triggered
    )


HANDLERS: Final[HandlerTable] = {
    "Authorize": _once_accepted(authorize.handle),
    "BootNotification": boot_notification.handle,
    "DataTransfer": _once_accepted(data_transfer.handle),
    "DiagnosticsStatusNotification": _once_accepted(diagnostics_status_notification.handle),
    "FirmwareStatusNotification": _once_accepted(firmware_status_notification.handle),
    "Heartbeat": heartbeat.handle,
    "LogStatusNotification": _once_accepted(log_status_notification.handle),
    "MeterValues": meter_values.handle,
    "SecurityEventNotification": _once_accepted(security_event_notification.handle),
    "SignCertificate": _once_accepted(sign_certificate.handle),
    "SignedFirmwareStatusNotification": _once_accepted(signed_firmware_status_notification.handle),
    "StartTransaction": start_transaction.handle,
    "StatusNotification": status_notification.handle,
    "StopTransaction": stop_transaction.handle,
}
