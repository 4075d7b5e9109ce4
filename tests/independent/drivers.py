"""What a charger goes through, said in each version by the `ocpp` package."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar, Final, Protocol

from tests.independent.charger import IndependentCharger, connected
from tests.independent.house import House, Json

from chargehouse.kernel.clock import Clock, SystemClock

CLOCK: Final = SystemClock()


class Driver(Protocol):
    """A charger that can be taken through a session; words are its version's own."""

    words: ClassVar[dict[str, str]]
    transaction_id: str

    async def boot(self) -> str:
        """Return the registration's status."""

    async def status(self, word: str) -> None:
        """Tell how the connector is, in a word that both versions have."""

    async def authorise(self, tag: str) -> str:
        """Return the status of an identifier."""

    async def start(self, tag: str, meter_wh: int) -> str:
        """Begin a transaction and return the status of its identifier."""

    async def meter(self, meter_wh: int) -> None:
        """Tell the meter's reading in the transaction."""

    async def pause(self, meter_wh: int) -> None:
        """Tell that the vehicle takes nothing for now, and what the meter reads."""

    async def stop(self, meter_wh: int) -> None:
        """End the transaction."""


class Driver16:
    """OCPP 1.6."""

    words: ClassVar[dict[str, str]] = {
        "allowed": "Accepted",
        "unknown": "Invalid",
        "inactive": "Blocked",
        "expired": "Expired",
        "start": "RemoteStartTransaction",
        "stop": "RemoteStopTransaction",
        "read": "GetConfiguration",
        "write": "ChangeConfiguration",
    }

    def __init__(
        self, charger: IndependentCharger, transaction_id: str = "", clock: Clock = CLOCK
    ) -> None:
        self.charger = charger
        self.transaction_id = transaction_id
        self._clock = clock

    async def boot(self) -> str:
        answer = await self.charger.say(
            "BootNotification",
            charge_point_vendor="Elsewhere",
            charge_point_model="Post",
            firmware_version="1.2.3",
        )
        return str(answer.status)

    async def status(self, word: str) -> None:
        error = "GroundFailure" if word == "Faulted" else "NoError"
        await self.charger.say("StatusNotification", connector_id=1, error_code=error, status=word)

    async def authorise(self, tag: str) -> str:
        answer = await self.charger.say("Authorize", id_tag=tag)
        return str(answer.id_tag_info["status"])

    async def start(self, tag: str, meter_wh: int) -> str:
        answer = await self.charger.say(
            "StartTransaction",
            connector_id=1,
            id_tag=tag,
            meter_start=meter_wh,
            timestamp=_said(self._clock),
        )
        self.transaction_id = str(answer.transaction_id)
        return str(answer.id_tag_info["status"])

    async def meter(self, meter_wh: int) -> None:
        await self.charger.say(
            "MeterValues",
            connector_id=1,
            transaction_id=int(self.transaction_id),
            meter_value=[
                {
                    "timestamp": _said(self._clock),
                    "sampled_value": [
                        {"value": str(meter_wh), "unit": "Wh"},
                        {"value": "7200", "measurand": "Power.Active.Import", "unit": "W"},
                    ],
                }
            ],
        )

    async def pause(self, meter_wh: int) -> None:
        await self.meter(meter_wh)
        await self.status("SuspendedEV")

    async def stop(self, meter_wh: int) -> None:
        await self.charger.say(
            "StopTransaction",
            meter_stop=meter_wh,
            timestamp=_said(self._clock),
            transaction_id=int(self.transaction_id),
            reason="EVDisconnected",
        )


class Driver201:
    """OCPP 2.0.1."""

    words: ClassVar[dict[str, str]] = {
        "allowed": "Accepted",
        "unknown": "Unknown",
        "inactive": "Blocked",
        "expired": "Expired",
        "start": "RequestStartTransaction",
        "stop": "RequestStopTransaction",
        "read": "GetVariables",
        "write": "SetVariables",
    }

    def __init__(
        self, charger: IndependentCharger, transaction_id: str = "", clock: Clock = CLOCK
    ) -> None:
        self.charger = charger
        self.transaction_id = transaction_id or f"{charger.point.id}-tx"
        self.sequence = 0
        self._clock = clock

    async def boot(self) -> str:
        answer = await self.charger.say(
            "BootNotification",
            charging_station={
                "model": "Post",
                "vendor_name": "Elsewhere",
                "firmware_version": "1.2.3",
            },
            reason="PowerUp",
        )
        return str(answer.status)

    async def status(self, word: str) -> None:
        await self.charger.say(
            "StatusNotification",
            timestamp=_said(self._clock),
            connector_status=word,
            evse_id=1,
            connector_id=1,
        )

    async def authorise(self, tag: str) -> str:
        answer = await self.charger.say("Authorize", id_token=_token(tag))
        return str(answer.id_token_info["status"])

    async def start(self, tag: str, meter_wh: int) -> str:
        answer = await self._event(
            "Started", "Authorized", meter_wh, "Transaction.Begin", id_token=_token(tag)
        )
        return str(answer.id_token_info["status"])

    async def meter(self, meter_wh: int) -> None:
        self.sequence += 1
        await self._event("Updated", "MeterValuePeriodic", meter_wh, "Sample.Periodic")

    async def pause(self, meter_wh: int) -> None:
        self.sequence += 1
        await self._event(
            "Updated", "ChargingStateChanged", meter_wh, "Sample.Clock", "SuspendedEV"
        )

    async def stop(self, meter_wh: int) -> None:
        self.sequence += 1
        await self._event("Ended", "EVCommunicationLost", meter_wh, "Transaction.End")

    async def _event(
        self,
        kind: str,
        trigger: str,
        meter_wh: int,
        context: str,
        state: str = "Charging",
        **more: object,
    ) -> Any:  # noqa: ANN401  the package's response
        info: dict[str, str] = {"transaction_id": self.transaction_id, "charging_state": state}
        if kind == "Ended":
            info |= {"charging_state": "Idle", "stopped_reason": "EVDisconnected"}
        power = {"value": 7200, "measurand": "Power.Active.Import", "context": context}
        return await self.charger.say(
            "TransactionEvent",
            event_type=kind,
            timestamp=_said(self._clock),
            trigger_reason=trigger,
            seq_no=self.sequence,
            transaction_info=info,
            evse={"id": 1, "connector_id": 1},
            meter_value=[
                {
                    "timestamp": _said(self._clock),
                    "sampled_value": [{"value": meter_wh, "context": context}, power],
                }
            ],
            **more,
        )


def driver_of(
    charger: IndependentCharger, transaction_id: str = "", clock: Clock = CLOCK
) -> Driver:
    """Return who speaks for a charger; `transaction_id` where one is under way."""
    if charger.protocol == "ocpp1.6":
        return Driver16(charger, transaction_id, clock)
    return Driver201(charger, transaction_id, clock)


@asynccontextmanager
async def booted(house: House, station: Json, protocol: str) -> AsyncIterator[IndependentCharger]:
    """Connect as a station and boot: from then on it can be told things."""
    async with connected(house, station, protocol) as charger:
        assert await driver_of(charger).boot() == "Accepted"
        yield charger


def _token(tag: str) -> dict[str, str]:
    return {"id_token": tag, "type": "ISO14443"}


def _said(clock: Clock) -> str:
    return clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
