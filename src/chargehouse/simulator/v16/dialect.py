"""What a charger says in OCPP 1.6."""

from collections.abc import Mapping
from typing import Any

from chargehouse.simulator.dialect import BootReason, Names, Notice, Trigger
from chargehouse.simulator.evse import Evse, State, StopReason, Token, Transaction
from chargehouse.simulator.outbox import Message
from chargehouse.simulator.station import Station
from chargehouse.simulator.v16.samples import meter_value

STATUSES: Mapping[State, str] = {
    "available": "Available",
    "preparing": "Preparing",
    "charging": "Charging",
    "suspended_ev": "SuspendedEV",
    "suspended_evse": "SuspendedEVSE",
    "finishing": "Finishing",
    "reserved": "Reserved",
    "unavailable": "Unavailable",
    "faulted": "Faulted",
}

REASONS: Mapping[StopReason, str] = {
    "local": "Local",
    "remote": "Remote",
    "unplugged": "EVDisconnected",
    "deauthorised": "DeAuthorized",
    "soft_reset": "SoftReset",
    "hard_reset": "HardReset",
    "power_loss": "PowerLoss",
    "unlocked": "UnlockCommand",
    "fault": "Other",
}

CONTEXTS: Mapping[Trigger, str] = {"clock": "Sample.Clock", "asked": "Trigger"}


class Dialect16:
    """A charger's words in OCPP 1.6."""

    names = Names(
        heartbeat_s="HeartbeatInterval",
        sample_s="MeterValueSampleInterval",
        connection_timeout_s="ConnectionTimeOut",
        local_pre_authorize="LocalPreAuthorize",
        offline_known="LocalAuthorizeOffline",
        offline_unknown="AllowOfflineTxForUnknownId",
        stop_on_refusal="StopTransactionOnInvalidId",
        authorize_remote="AuthorizeRemoteTxRequests",
    )
    starts_with_cable = False

    def __init__(self, station: Station) -> None:
        self._station = station

    def boot(self, reason: BootReason) -> Message:  # noqa: ARG002  1.6 does not tell it
        """Return a BootNotification."""
        profile = self._station.profile
        return Message(
            "BootNotification",
            {
                "chargePointVendor": profile.vendor[:20],
                "chargePointModel": profile.model[:20],
                "chargePointSerialNumber": self._station.code[:25],
                "firmwareVersion": profile.firmware,
                "meterType": "Internal",
            },
        )

    def heartbeat(self) -> Message:
        """Return a Heartbeat."""
        return Message("Heartbeat", {})

    def station_status(self) -> list[Message]:
        """Return the status of connector 0."""
        in_service = any(evse.operative for evse in self._station.evses.values())
        status = "Available" if in_service else "Unavailable"
        return [self._status(0, status, "NoError")]

    def status_word(self, evse: Evse) -> str:
        """Return the status of a connector."""
        return STATUSES[evse.state]

    def status(self, evse: Evse) -> Message:
        """Return a StatusNotification, with the maker's code where there is a fault."""
        if evse.fault is None:
            return self._status(evse.id, self.status_word(evse), "NoError")
        message = self._status(evse.id, "Faulted", evse.fault.error_code)
        if evse.fault.vendor_code:
            message.payload["vendorId"] = self._station.profile.vendor
            message.payload["vendorErrorCode"] = evse.fault.vendor_code
        if evse.fault.info:
            message.payload["info"] = evse.fault.info
        return message

    def fault_event(self, evse: Evse, *, cleared: bool) -> list[Message]:  # noqa: ARG002  the status says it
        """Return nothing: the status says it all."""
        return []

    def meter_values(self, evse: Evse) -> Message:
        """Return MeterValues that somebody asked for."""
        return _meter_values(evse, evse.transaction, self._sample(evse, "Trigger"))

    def authorize(self, token: Token) -> Message:
        """Return an Authorize."""
        return Message("Authorize", {"idTag": token.value})

    def permits(self, answer: Any) -> bool:  # noqa: ANN401  the answer's struct
        """Tell whether the answer to an Authorize lets the driver charge."""
        return bool(answer.id_tag_info.status == "Accepted")

    def started(self, evse: Evse, transaction: Transaction, trigger: Trigger) -> Notice:  # noqa: ARG002  1.6 does not tell it
        """Return a StartTransaction; its answer brings the transaction's id."""
        payload: dict[str, Any] = {
            "connectorId": evse.id,
            "idTag": transaction.token.value,
            "meterStart": transaction.meter_start_wh,
            "timestamp": transaction.started_at,
        }
        if transaction.reservation_id is not None:
            payload["reservationId"] = transaction.reservation_id
        message = Message("StartTransaction", payload)

        def answered(answer: Any) -> bool:  # noqa: ANN401  the answer's struct
            transaction.remote_id = answer.transaction_id
            return bool(answer.id_tag_info.status == "Accepted")

        return Notice(lambda: message, answered)

    def updated(self, evse: Evse, transaction: Transaction, trigger: Trigger) -> Notice:
        """Return MeterValues."""
        value = self._sample(evse, CONTEXTS.get(trigger, "Sample.Periodic"))

        def build() -> Message:
            return _meter_values(evse, transaction, value)

        return Notice(build)

    def ended(self, evse: Evse, transaction: Transaction, reason: StopReason) -> Notice:
        """Return a StopTransaction, unless the start was never taken."""
        payload: dict[str, Any] = {
            "meterStop": evse.meter.energy_wh,
            "timestamp": self._station.clock.now(),
            "reason": REASONS[reason],
        }
        if reason in {"local", "deauthorised"}:
            payload["idTag"] = transaction.token.value
        if self._station.configuration.text("StopTxnSampledData"):
            payload["transactionData"] = [self._sample(evse, "Transaction.End")]

        def build() -> Message | None:
            if transaction.remote_id is None:
                return None
            return Message("StopTransaction", payload | {"transactionId": transaction.remote_id})

        return Notice(build)

    def _sample(self, evse: Evse, context: str) -> dict[str, Any]:
        station = self._station
        station.meter(evse)
        return meter_value(
            evse.reading(int(station.chance.uniform(0, 6))),
            station.configuration.text("MeterValuesSampledData"),
            context,
            evse.outlet.phases,
            station.clock.now(),
        )

    def _status(self, connector_id: int, status: str, error_code: str) -> Message:
        return Message(
            "StatusNotification",
            {
                "connectorId": connector_id,
                "status": status,
                "errorCode": error_code,
                "timestamp": self._station.clock.now(),
            },
        )


def _meter_values(evse: Evse, transaction: Transaction | None, value: dict[str, Any]) -> Message:
    payload: dict[str, Any] = {"connectorId": evse.id, "meterValue": [value]}
    if transaction is not None and transaction.remote_id is not None:
        payload["transactionId"] = transaction.remote_id
    return Message("MeterValues", payload)
