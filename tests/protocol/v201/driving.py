"""A charging station of OCPP 2.x, played by hand: the states that cases begin in, as frames."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import Rig

from chargehouse.contexts.stations.public import Command, StationRef

Json: TypeAlias = Any
"""What a message holds, or its answer."""

TAG = "04A2B3C4D5E680"
OTHER_TAG = "04FFEEDDCCBB80"


def token(value: str = TAG, kind: str = "ISO14443") -> dict[str, Any]:
    """An idToken."""
    return {"idToken": value, "type": kind}


def said(at: datetime) -> str:
    """An instant as stations write it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def energy(wh: float, context: str | None = None, **more: Json) -> dict[str, Any]:
    """A sampled value of the energy register, in kWh."""
    sample = {"value": wh / 1000, "unitOfMeasure": {"unit": "kWh"}, **more}
    return sample if context is None else {**sample, "context": context}


@dataclass
class Player:
    """Plays the station of one websocket; a transaction's events are numbered by themselves."""

    rig: Rig
    raw: RawCharger
    transaction_id: str = "tx-1"
    seq_no: int = 0
    evse_id: int = 1
    connector_id: int = 1

    @property
    def now(self) -> str:
        """The station's time: ours."""
        return said(self.rig.clock.now())

    async def call(self, action: str, payload: object = None) -> Json:
        """Send a request; return the answer, or raise `Refused`."""
        return await self.raw.call(action, payload)

    async def boot(self, reason: str = "PowerUp", **station: str) -> Json:
        """Send a BootNotification."""
        named = {"model": "One", "vendorName": "Acme", **station}
        return await self.call("BootNotification", {"chargingStation": named, "reason": reason})

    async def status(self, status: str) -> None:
        """Tell the connector's status in both ways, as OCPP 2.0.1 allows."""
        answer = await self.call(
            "StatusNotification",
            {
                "timestamp": self.now,
                "connectorStatus": status,
                "evseId": self.evse_id,
                "connectorId": self.connector_id,
            },
        )
        assert answer == {}
        assert await self.notify("Connector", "AvailabilityState", status) == {}

    async def notify(
        self, component: str, variable: str, value: str, trigger: str = "Delta", **more: Json
    ) -> Json:
        """Send a NotifyEvent with one event, of this EVSE's connector."""
        event = {
            "eventId": 1,
            "timestamp": self.now,
            "trigger": trigger,
            "actualValue": value,
            "eventNotificationType": "HardWiredNotification",
            "component": {
                "name": component,
                "evse": {"id": self.evse_id, "connectorId": self.connector_id},
            },
            "variable": {"name": variable},
            **more,
        }
        request = {"generatedAt": self.now, "seqNo": 0, "eventData": [event]}
        return await self.call("NotifyEvent", request)

    async def authorize(self, value: str = TAG, kind: str = "ISO14443") -> Json:
        """Send an Authorize; return its idTokenInfo."""
        return (await self.call("Authorize", {"idToken": token(value, kind)}))["idTokenInfo"]

    def new_transaction(self, transaction_id: str) -> None:
        """Begin to number events of another transaction."""
        self.transaction_id = transaction_id
        self.seq_no = 0

    def event(
        self,
        kind: str,
        trigger: str,
        *,
        state: str | None = None,
        tag: str | dict[str, Any] | None = None,
        stopped: str | None = None,
        samples: list[dict[str, Any]] | None = None,
        at: str | None = None,
        seq_no: int | None = None,
        evse: bool = True,
        **more: Json,
    ) -> dict[str, Any]:
        """The payload of a TransactionEvent."""
        info = {
            "transactionId": self.transaction_id,
            "chargingState": state,
            "stoppedReason": stopped,
            "remoteStartId": more.pop("remote_start_id", None),
        }
        if seq_no is None:
            seq_no, self.seq_no = self.seq_no, self.seq_no + 1
        timestamp = at or self.now
        place = {"id": self.evse_id, "connectorId": self.connector_id} if evse else None
        reading = [{"timestamp": timestamp, "sampledValue": samples}] if samples else None
        payload = {
            "eventType": kind,
            "timestamp": timestamp,
            "triggerReason": trigger,
            "seqNo": seq_no,
            "transactionInfo": _given(info),
            "evse": place,
            "idToken": token(tag) if isinstance(tag, str) else tag,
            "meterValue": reading,
            **more,
        }
        return _given(payload)

    async def tell(self, kind: str, trigger: str, **fields: Json) -> Json:
        """Send a TransactionEvent, a second after the last one; return the answer."""
        self.rig.clock.advance(1)
        return await self.call("TransactionEvent", self.event(kind, trigger, **fields))

    async def obeys(
        self, station: StationRef, action: str, payload: dict[str, Any], answer: dict[str, Any]
    ) -> Command:
        """Let an operator send a command, see it on the wire, answer; return what was kept."""
        task = self.rig.command(station, action, payload)
        assert await self.raw.obey(action, answer) == payload
        command = await task
        row = await self.rig.one("SELECT status FROM commands WHERE id = :id", id=command.id)
        assert row["status"] == command.status
        return command

    # -- the states that cases begin in

    async def parked(self) -> Json:
        """ParkingBayOccupied: a transaction that begins when somebody parks."""
        return await self.tell("Started", "EVDetected", evse=False)

    async def plugged_in(self, kind: str = "Updated") -> Json:
        """EVConnectedPreSession."""
        await self.status("Occupied")
        return await self.tell(kind, "CablePluggedIn", state="EVConnected")

    async def authorized(self, kind: str = "Started", tag: str = TAG) -> Json:
        """Authorized: asked for, and told as a transaction's event."""
        assert (await self.authorize(tag))["status"] == "Accepted"
        answer = await self.tell(kind, "Authorized", tag=tag)
        assert answer["idTokenInfo"]["status"] == "Accepted"
        return answer

    async def charging(self, tag: str = TAG, samples: list[dict[str, Any]] | None = None) -> None:
        """EnergyTransferStarted, from nothing."""
        await self.authorized(tag=tag)
        await self.plugged_in()
        answer = await self.tell(
            "Updated", "ChargingStateChanged", state="Charging", samples=samples
        )
        assert answer == {}

    async def suspended(self) -> None:
        """EnergyTransferSuspended, from nothing."""
        await self.charging()
        await self.tell("Updated", "ChargingStateChanged", state="SuspendedEV")

    async def stop_authorized(self, tag: str = TAG) -> None:
        """StopAuthorized: the driver asked to stop, and the transaction goes on."""
        answer = await self.tell("Updated", "StopAuthorized", state="Charging", tag=tag)
        assert answer["idTokenInfo"]["status"] == "Accepted"

    async def unplugged(self, kind: str = "Ended", stopped: str | None = None) -> Json:
        """EVDisconnected."""
        answer = await self.tell(kind, "EVCommunicationLost", state="Idle", stopped=stopped)
        await self.status("Available")
        return answer


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
