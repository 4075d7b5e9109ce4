"""What a charger says in OCPP 2.0.1 and 2.1."""

from collections.abc import Mapping
from typing import Any

from chargehouse.simulator.dialect import BootReason, Names, Notice, Trigger
from chargehouse.simulator.evse import Evse, State, StopReason, Token, Transaction
from chargehouse.simulator.outbox import Message
from chargehouse.simulator.station import Station
from chargehouse.simulator.v2.samples import meter_value

STATUSES: Mapping[State, str] = {
    "available": "Available",
    "preparing": "Occupied",
    "charging": "Occupied",
    "suspended_ev": "Occupied",
    "suspended_evse": "Occupied",
    "finishing": "Occupied",
    "reserved": "Reserved",
    "unavailable": "Unavailable",
    "faulted": "Faulted",
}

CHARGING_STATES: Mapping[State, str] = {
    "preparing": "EVConnected",
    "charging": "Charging",
    "suspended_ev": "SuspendedEV",
    "suspended_evse": "SuspendedEVSE",
}

REASONS: Mapping[StopReason, tuple[str, str]] = {
    "local": ("StopAuthorized", "Local"),
    "remote": ("RemoteStop", "Remote"),
    "unplugged": ("EVCommunicationLost", "EVDisconnected"),
    "deauthorised": ("Deauthorized", "DeAuthorized"),
    "soft_reset": ("ResetCommand", "ImmediateReset"),
    "hard_reset": ("ResetCommand", "ImmediateReset"),
    "power_loss": ("AbnormalCondition", "PowerLoss"),
    "unlocked": ("UnlockCommand", "Remote"),
    "fault": ("AbnormalCondition", "Other"),
}

TRIGGERS: Mapping[Trigger, str] = {
    "authorised": "Authorized",
    "cable": "CablePluggedIn",
    "remote": "RemoteStart",
    "periodic": "MeterValuePeriodic",
    "clock": "MeterValueClock",
    "state": "ChargingStateChanged",
    "asked": "Trigger",
}

BOOT_REASONS: Mapping[BootReason, str] = {
    "power_up": "PowerUp",
    "remote_reset": "RemoteReset",
    "firmware_update": "FirmwareUpdate",
    "triggered": "Triggered",
}

CONTEXTS: Mapping[Trigger, str] = {"clock": "Sample.Clock", "asked": "Trigger"}


class Dialect2:
    """A charger's words in OCPP 2.x."""

    names = Names(
        heartbeat_s="OCPPCommCtrlr.HeartbeatInterval",
        sample_s="SampledDataCtrlr.TxUpdatedInterval",
        connection_timeout_s="TxCtrlr.EVConnectionTimeOut",
        local_pre_authorize="AuthCtrlr.LocalPreAuthorize",
        offline_known="AuthCtrlr.LocalAuthorizeOffline",
        offline_unknown="AuthCtrlr.OfflineTxForUnknownIdEnabled",
        stop_on_refusal="TxCtrlr.StopTxOnInvalidId",
        authorize_remote="AuthCtrlr.AuthorizeRemoteStart",
    )

    def __init__(self, station: Station) -> None:
        self._station = station
        self._events = 0

    @property
    def starts_with_cable(self) -> bool:
        """Whether a transaction begins when a cable is put in (`TxCtrlr.TxStartPoint`)."""
        points = self._station.configuration.text("TxCtrlr.TxStartPoint").split(",")
        return "EVConnected" in points

    def boot(self, reason: BootReason) -> Message:
        """Return a BootNotification."""
        profile = self._station.profile
        return Message(
            "BootNotification",
            {
                "reason": BOOT_REASONS[reason],
                "chargingStation": {
                    "model": profile.model[:20],
                    "vendorName": profile.vendor[:50],
                    "serialNumber": self._station.code[:25],
                    "firmwareVersion": profile.firmware,
                },
            },
        )

    def heartbeat(self) -> Message:
        """Return a Heartbeat."""
        return Message("Heartbeat", {})

    def station_status(self) -> list[Message]:
        """Return nothing: 2.x tells of connectors alone."""
        return []

    def status_word(self, evse: Evse) -> str:
        """Return the status of the EVSE's connector."""
        return STATUSES[evse.state]

    def status(self, evse: Evse) -> Message:
        """Return a StatusNotification."""
        return Message(
            "StatusNotification",
            {
                "timestamp": self._station.clock.now(),
                "connectorStatus": self.status_word(evse),
                "evseId": evse.id,
                "connectorId": 1,
            },
        )

    def fault_event(self, evse: Evse, *, cleared: bool) -> list[Message]:
        """Return a NotifyEvent for the connector's `Problem`, with the maker's code."""
        if evse.fault is None:
            return []
        self._events += 1
        now = self._station.clock.now()
        event = {
            "eventId": self._events,
            "timestamp": now,
            "trigger": "Alerting",
            "actualValue": "false" if cleared else "true",
            "component": {"name": "Connector", "evse": {"id": evse.id, "connectorId": 1}},
            "eventNotificationType": "HardWiredNotification",
            "variable": {"name": "Problem"},
            "techCode": evse.fault.vendor_code or evse.fault.error_code,
            "techInfo": evse.fault.info or evse.fault.error_code,
            "cleared": cleared,
        }
        return [Message("NotifyEvent", {"generatedAt": now, "seqNo": 0, "eventData": [event]})]

    def meter_values(self, evse: Evse) -> Message:
        """Return MeterValues that somebody asked for."""
        value = self._sample(evse, "Trigger", "TxUpdated")
        return Message("MeterValues", {"evseId": evse.id, "meterValue": [value]})

    def authorize(self, token: Token) -> Message:
        """Return an Authorize."""
        return Message("Authorize", {"idToken": _id_token(token)})

    def permits(self, answer: Any) -> bool:  # noqa: ANN401  the answer's struct
        """Tell whether the answer to an Authorize lets the driver charge."""
        return bool(answer.id_token_info.status == "Accepted")

    def started(self, evse: Evse, transaction: Transaction, trigger: Trigger) -> Notice:
        """Return a Started."""
        payload = self._event("Started", TRIGGERS[trigger], evse, transaction)
        payload |= {"meterValue": [self._sample(evse, "Transaction.Begin", "TxStarted")]}
        if transaction.authorised:
            payload["idToken"] = _id_token(transaction.token)
        if transaction.reservation_id is not None:
            payload["reservationId"] = transaction.reservation_id
        if evse.outlet.phases:
            payload["numberOfPhasesUsed"] = evse.outlet.phases
        return _notice(payload)

    def updated(self, evse: Evse, transaction: Transaction, trigger: Trigger) -> Notice:
        """Return an Updated: with the driver's token where one came, else with a sample."""
        payload = self._event("Updated", TRIGGERS[trigger], evse, transaction)
        if trigger in {"authorised", "remote"}:
            payload["idToken"] = _id_token(transaction.token)
        else:
            context = CONTEXTS.get(trigger, "Sample.Periodic")
            payload["meterValue"] = [self._sample(evse, context, "TxUpdated")]
        return _notice(payload)

    def ended(self, evse: Evse, transaction: Transaction, reason: StopReason) -> Notice:
        """Return an Ended."""
        trigger, stopped = REASONS[reason]
        payload = self._event("Ended", trigger, evse, transaction)
        payload["transactionInfo"] |= {"stoppedReason": stopped, "chargingState": "Idle"}
        payload["meterValue"] = [self._sample(evse, "Transaction.End", "TxEnded")]
        if reason == "local":
            payload["idToken"] = _id_token(transaction.token)
        return _notice(payload)

    def _sample(self, evse: Evse, context: str, moment: str) -> dict[str, Any]:
        station = self._station
        station.meter(evse)
        return meter_value(
            evse.reading(int(station.chance.uniform(0, 6))),
            station.configuration.text(f"SampledDataCtrlr.{moment}Measurands"),
            context,
            evse.outlet.phases,
            station.clock.now(),
        )

    def _event(
        self, kind: str, trigger: str, evse: Evse, transaction: Transaction
    ) -> dict[str, Any]:
        info: dict[str, Any] = {"transactionId": transaction.local_id}
        if evse.state in CHARGING_STATES:
            info["chargingState"] = CHARGING_STATES[evse.state]
        if transaction.remote_start_id is not None:
            info["remoteStartId"] = transaction.remote_start_id
        payload = {
            "eventType": kind,
            "timestamp": self._station.clock.now(),
            "triggerReason": trigger,
            "seqNo": transaction.next_seq_no,
            "transactionInfo": info,
            "evse": {"id": evse.id, "connectorId": 1},
        }
        transaction.next_seq_no += 1
        if not self._station.online:
            payload["offline"] = True
        return payload


def _notice(payload: dict[str, Any]) -> Notice:
    message = Message("TransactionEvent", payload)

    def answered(answer: Any) -> bool:  # noqa: ANN401  the answer's struct
        info = answer.id_token_info
        return info is None or bool(info.status == "Accepted")

    return Notice(lambda: message, answered)


def _id_token(token: Token) -> dict[str, str]:
    return {"idToken": token.value, "type": token.kind}
