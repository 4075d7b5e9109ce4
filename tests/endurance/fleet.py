"""Chargers in a process of their own: they charge on and on, and send again what nobody answered.

Run as `python -m tests.endurance.fleet PLAN`; it ends when its standard input does, once every
charger's transaction is over.
"""

import asyncio
import base64
import contextlib
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, TypeAlias

import msgspec
import uvloop
from picows import (
    WSCloseCode,
    WSError,
    WSFrame,
    WSListener,
    WSMsgType,
    WSTransport,
    ws_connect,
)
from tests.endurance.ledger import Answered, Farewell, Ledger, Plan, said

from chargehouse.kernel.chance import Chance, SeededChance
from chargehouse.kernel.clock import Clock, SystemClock

Json: TypeAlias = Any
"""What a message holds, or its answer."""

PATIENCE_S = 3.0
COMES_BACK_S = 0.1
WH_A_READING = 100
CLOSED_WITHOUT_A_WORD = 1006


class Gone(Exception):  # noqa: N818  what happened to the connection
    """The connection ended before the answer came."""


class Line(WSListener):
    """One connection: answers find their requests, requests of the server are agreed to."""

    def __init__(self, counted: Counter[int]) -> None:
        self._counted = counted
        self._waiting: dict[str, asyncio.Future[list[Json]]] = {}
        self._transport: WSTransport | None = None
        self.is_open = False

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        self.is_open = True

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type is WSMsgType.CLOSE:
            self._counted[int(frame.get_close_code().value)] += 1
            transport.send_close(frame.get_close_code())
            transport.disconnect()
            return
        message = msgspec.json.decode(frame.get_payload_as_bytes())
        if message[0] == 2:
            status = "Accepted" if message[2] != "TriggerMessage" else "Rejected"
            self.send([3, message[1], {"status": status}])
            return
        waiting = self._waiting.pop(message[1], None)
        if waiting is not None and not waiting.done():
            waiting.set_result(message)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.is_open = False
        if transport.close_handshake is None or transport.close_handshake.recv is None:
            self._counted[CLOSED_WITHOUT_A_WORD] += 1
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(Gone())
        self._waiting.clear()

    def send(self, frame: list[Json]) -> None:
        if self._transport is None or not self.is_open:
            raise Gone
        self._transport.send(WSMsgType.TEXT, msgspec.json.encode(frame))

    async def ask(self, message_id: str, action: str, payload: Json) -> list[Json]:
        answer: asyncio.Future[list[Json]] = asyncio.get_running_loop().create_future()
        self._waiting[message_id] = answer
        self.send([2, message_id, action, payload])
        return await asyncio.wait_for(answer, PATIENCE_S)

    def close(self) -> None:
        if self._transport is not None and self.is_open:
            self._transport.send_close(WSCloseCode.OK)
            self._transport.disconnect()


class Figures:
    """What the whole fleet counts."""

    def __init__(self) -> None:
        self.sent = self.answered = self.sent_again = self.connections = 0
        self.errors: Counter[str] = Counter()
        self.close_codes: Counter[int] = Counter()
        self.by_second: Counter[int] = Counter()


class Charger:
    """One charger: a transaction after the other, until it is told that the day is over."""

    def __init__(
        self, plan: Plan, code: str, protocol: str, *, ledger: Ledger, figures: Figures
    ) -> None:
        self.code = code
        self.number = 0
        self.over = False
        self._plan = plan
        self._protocol = protocol
        self._ledger = ledger
        self._figures = figures
        self._clock: Clock = SystemClock()
        self._chance: Chance = SeededChance(plan.seed + len(code) * 1000 + hash_of(code))
        self._line: Line | None = None
        self._messages = 0

    async def run(self) -> None:
        await self._boot()
        while not self.over:
            await self._charge()
            self.number += 1
        if self._line is not None:
            self._line.close()

    @property
    def _is_16(self) -> bool:
        return self._protocol == "ocpp1.6"

    async def _boot(self) -> None:
        if self._is_16:
            payload: Json = {"chargePointVendor": "Acme", "chargePointModel": "One"}
        else:
            station = {"vendorName": "Acme", "model": "Two"}
            payload = {"reason": "PowerUp", "chargingStation": station}
        answer = await self._call("BootNotification", payload)
        await self._keep("boot", status=answer["status"])

    async def _charge(self) -> None:
        tag = self.number % len(self._plan.tags)
        await self._authorize(tag)
        began = self._clock.now()
        if self._is_16:
            await self._charge_16(tag, began)
        else:
            await self._charge_2(tag, began)

    async def _authorize(self, tag: int) -> None:
        """Ask until the answer is yes, as a driver does who taps again."""
        value = self._plan.tags[tag]
        while True:
            if self._is_16:
                answer = await self._call("Authorize", {"idTag": value})
                status = answer["idTagInfo"]["status"]
            else:
                answer = await self._call("Authorize", {"idToken": token(value)})
                status = answer["idTokenInfo"]["status"]
            await self._keep("authorize", status=status, tag=tag)
            if status == "Accepted":
                return
            await asyncio.sleep(COMES_BACK_S)

    async def _charge_16(self, tag: int, began: datetime) -> None:
        value, first_wh = self._plan.tags[tag], self.number * 10_000
        start = {"connectorId": 1, "idTag": value, "meterStart": first_wh, "timestamp": said(began)}
        answer = await self._call("StartTransaction", start)
        transaction_id = answer["transactionId"]
        status = answer["idTagInfo"]["status"]
        at, wh = said(began), first_wh
        told = {"tag": tag, "transaction_id": str(transaction_id)}
        await self._keep("start", status=status, at=at, wh=wh, **told)
        for reading in range(1, self._plan.readings + 1):
            at, wh = said(began + timedelta(seconds=reading)), first_wh + reading * WH_A_READING
            values = {"connectorId": 1, "transactionId": transaction_id}
            values["meterValue"] = [{"timestamp": at, "sampledValue": [{"value": str(wh)}]}]
            await self._call("MeterValues", values)
            await self._keep("meter", at=at, wh=wh, **told)
        stop = {"transactionId": transaction_id, "idTag": value, "meterStop": wh, "timestamp": at}
        await self._call("StopTransaction", stop)
        await self._keep("stop", at=at, wh=wh, **told)

    async def _charge_2(self, tag: int, began: datetime) -> None:
        transaction_id = f"{self.code}-{self.number}"
        last = self._plan.readings + 1
        for seq in range(last + 1):
            kind = "Started" if seq == 0 else "Ended" if seq == last else "Updated"
            at, wh = said(began + timedelta(seconds=seq)), seq * WH_A_READING
            event = {
                "eventType": kind,
                "triggerReason": "Authorized" if seq == 0 else "MeterValuePeriodic",
                "seqNo": seq,
                "timestamp": at,
                "transactionInfo": {"transactionId": transaction_id},
                "evse": {"id": 1, "connectorId": 1},
                "meterValue": [{"timestamp": at, "sampledValue": [{"value": wh}]}],
            }
            if seq == 0:
                event["idToken"] = token(self._plan.tags[tag])
            answer = await self._call("TransactionEvent", event)
            await self._keep(
                {"Started": "start", "Ended": "stop"}.get(kind, "meter"),
                status=answer.get("idTokenInfo", {}).get("status", "Accepted"),
                tag=tag,
                transaction_id=transaction_id,
                at=at,
                wh=wh,
            )

    async def _keep(self, kind: str, **what: Json) -> None:
        entry = {"station": self.code, "number": self.number, "kind": kind, **what}
        await self._ledger.write(msgspec.convert(entry, Answered))

    async def _call(self, action: str, payload: Json) -> Json:
        """Send until there is an answer: the same message, under its own or a new id."""
        message_id = self._new_id()
        sent = 0
        while True:
            line = await self._connected()
            self._figures.sent += 1
            self._figures.sent_again += sent > 0
            sent += 1
            with contextlib.suppress(Gone, TimeoutError):
                frame = await line.ask(message_id, action, payload)
                if frame[0] == 3:
                    self._figures.answered += 1
                    self._figures.by_second[int(self._clock.monotonic())] += 1
                    return frame[2]
                self._figures.errors[f"{action}: {frame[2]}"] += 1
            if self._chance.choice((True, False)):
                message_id = self._new_id()

    def _new_id(self) -> str:
        self._messages += 1
        return f"{self.code}.{self._messages}"

    async def _connected(self) -> Line:
        while self._line is None or not self._line.is_open:
            try:
                await self._connect()
            except (OSError, TimeoutError, WSError):
                await asyncio.sleep(self._chance.uniform(COMES_BACK_S / 2, COMES_BACK_S))
        return self._line

    async def _connect(self) -> None:
        password = base64.b64encode(f"{self.code}:{self._plan.password}".encode()).decode()
        _, line = await ws_connect(
            lambda: Line(self._figures.close_codes),
            f"{self._plan.url}/{self.code}",
            extra_headers={
                "Sec-WebSocket-Protocol": self._protocol,
                "Authorization": f"Basic {password}",
            },
        )
        if isinstance(line, Line):
            self._line = line
            self._figures.connections += 1


def token(value: str) -> dict[str, str]:
    """Return an idToken of OCPP 2.x."""
    return {"idToken": value, "type": "ISO14443"}


def hash_of(code: str) -> int:
    """Return a small number of a text, the same in every run."""
    return sum(ord(character) * (place + 1) for place, character in enumerate(code))


async def run(plan: Plan) -> Farewell:
    """Let every charger of the plan charge until standard input ends."""
    ledger, figures, clock = Ledger(Path(plan.ledger)), Figures(), SystemClock()
    chargers = [
        Charger(plan, code, protocol, ledger=ledger, figures=figures)
        for code, protocol in plan.stations
    ]
    began_s = clock.monotonic()
    work = asyncio.gather(*(charger.run() for charger in chargers))
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    seconds = clock.monotonic() - began_s
    for charger in chargers:
        charger.over = True
    await work
    ledger.close()
    return Farewell(
        sent=figures.sent,
        answered=figures.answered,
        sent_again=figures.sent_again,
        connections=figures.connections,
        seconds=seconds,
        answers_per_s=median(figures.by_second.values()),
        errors=dict(figures.errors),
        close_codes=dict(figures.close_codes),
    )


if __name__ == "__main__":
    told = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Plan)
    sys.stdout.write(msgspec.json.encode(uvloop.run(run(told))).decode() + "\n")
