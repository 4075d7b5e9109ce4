"""The database goes away under a whole process: cut off, or silent; it comes back by itself."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest
from tests.endurance.proxy import Proxy
from tests.endurance.serving import PASSWORD, TENANT, Installation, install
from tests.protocol.rawcharger import RawCharger, basic, open_socket

from chargehouse.app.serve import ChargehouseProcess
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.settings import Settings

Json: TypeAlias = Any
"""What REST answers."""

PATIENCE_S = 60
TAG = "04A2B3C4D5E6"
OTHER_TAG = "04A2B3C4D5E7"
STATIONS = (("CH-1", "ocpp1.6"), ("CH-2", "ocpp2.0.1"))
AT_NOON = "2026-11-20T12:00:00Z"
LATER = "2026-11-20T12:10:00Z"
AT_LAST = "2026-11-20T12:20:00Z"
START = {"connectorId": 1, "idTag": TAG, "meterStart": 1000, "timestamp": AT_NOON}


@dataclass
class House:
    """A whole process in this one, and the way to its database."""

    process: ChargehouseProcess
    installation: Installation
    proxy: Proxy
    client: httpx.AsyncClient

    async def connect(self, code: str, protocol: str) -> RawCharger:
        assert self.process.gateway is not None
        url = f"ws://127.0.0.1:{self.process.gateway.port}/ocpp/{TENANT}/{code}"
        return RawCharger(await open_socket(url, [protocol], basic(code, PASSWORD)))

    async def chargers(self) -> tuple[RawCharger, RawCharger]:
        """Connect and boot both chargers."""
        one = await self.connect("CH-1", "ocpp1.6")
        boot: Json = {"chargePointVendor": "Acme", "chargePointModel": "One"}
        assert (await one.call("BootNotification", boot))["status"] == "Accepted"
        two = await self.connect("CH-2", "ocpp2.0.1")
        boot = {"reason": "PowerUp", "chargingStation": {"vendorName": "Acme", "model": "Two"}}
        assert (await two.call("BootNotification", boot))["status"] == "Accepted"
        return one, two

    async def health(self) -> tuple[int, str]:
        """Return what /health says of the database, after the answer's status."""
        answer = await self.client.get("/health")
        return answer.status_code, answer.json()["checks"]["database"][0]["status"]

    async def becomes(self, status: str) -> None:
        """Wait until /health says this of the database."""
        async with asyncio.timeout(PATIENCE_S):
            while (await self.health())[1] != status:  # noqa: ASYNC110  asked as others ask
                await asyncio.sleep(0.02)

    async def items(self, path: str) -> Json:
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]


@pytest.fixture
async def house(folder: Path, database: PostgresAddress) -> AsyncIterator[House]:
    made = await install(folder, STATIONS, [TAG, OTHER_TAG], database_url=database.url())
    async with Proxy(database) as proxy:
        settings = Settings.load(
            environ={},
            overrides={
                "data_dir": folder,
                "database.url": proxy.address.url(),
                "http.port": 0,
                "ocpp.port": 0,
                "access.decision_deadline_s": 0.2,
            },
        )
        async with ChargehouseProcess(settings) as process:
            assert process.http is not None
            headers = {"Authorization": f"Bearer {made.token}"}
            base_url = f"http://127.0.0.1:{process.http.port}"
            async with httpx.AsyncClient(
                base_url=base_url, headers=headers, timeout=PATIENCE_S
            ) as client:
                yield House(process, made, proxy, client)


def event(kind: str, seq: int, wh: int, at: str, tag: str | None = None) -> Json:
    told: Json = {
        "eventType": kind,
        "triggerReason": "Authorized" if seq == 0 else "MeterValuePeriodic",
        "seqNo": seq,
        "timestamp": at,
        "transactionInfo": {"transactionId": "tx-1"},
        "evse": {"id": 1, "connectorId": 1},
        "meterValue": [{"timestamp": at, "sampledValue": [{"value": wh}]}],
    }
    if tag is not None:
        told["idToken"] = {"idToken": tag, "type": "ISO14443"}
    return told


def meter(transaction: int, wh: int, at: str) -> Json:
    values = [{"timestamp": at, "sampledValue": [{"value": str(wh)}]}]
    return {"connectorId": 1, "transactionId": transaction, "meterValue": values}


async def test_cut_off_from_its_database_it_keeps_its_chargers_and_recovers_alone(
    house: House,
) -> None:
    one, two = await house.chargers()
    transaction = (await one.call("StartTransaction", START))["transactionId"]
    await two.call("TransactionEvent", event("Started", 0, 0, AT_NOON, TAG))
    assert await house.health() == (200, "pass")

    await house.proxy.cut()
    await house.becomes("fail")
    assert (await house.health())[0] == 503
    for charger, answer in (
        (one, {"idTagInfo": {"status": "Invalid"}}),
        (two, {"idTokenInfo": {"status": "Invalid"}}),
    ):
        token = {"idToken": OTHER_TAG, "type": "ISO14443"}
        asked = {"idTag": OTHER_TAG} if charger is one else {"idToken": token}
        assert await charger.call("Authorize", asked) == answer
        assert await charger.call("Heartbeat")
    await one.send([2, "meter", "MeterValues", meter(transaction, 2000, LATER)])
    await two.send([2, "update", "TransactionEvent", event("Updated", 1, 700, LATER)])
    assert await one.call("Heartbeat")
    assert await two.call("Heartbeat")
    assert await one.silence()
    assert await two.silence()

    await house.proxy.mend()
    await house.becomes("pass")
    assert await one.call("MeterValues", meter(transaction, 2000, LATER)) == {}
    stop = {"transactionId": transaction, "meterStop": 3000, "timestamp": AT_LAST}
    assert await one.call("StopTransaction", stop) == {}
    assert await two.call("TransactionEvent", event("Updated", 1, 700, LATER)) == {}
    assert await two.call("TransactionEvent", event("Ended", 2, 900, AT_LAST)) == {}

    sessions = await house.items("/api/v1/sessions")
    assert sorted((each["status"], each["energy_wh"]) for each in sessions) == [
        ("terminated", 900),
        ("terminated", 2000),
    ]
    denied = await house.items("/api/v1/access/decisions?decision=denied")
    assert [each["reason"] for each in denied] == ["authorisation_timeout"] * 2
    allowed = await house.items("/api/v1/access/decisions?decision=allowed")
    assert len(allowed) == 2


async def test_a_database_that_says_nothing_more_is_borne_until_it_speaks(house: House) -> None:
    one, two = await house.chargers()
    house.proxy.hold()
    refused = {"idTagInfo": {"status": "Invalid"}}
    assert await one.call("Authorize", {"idTag": TAG}) == refused
    await two.send([2, "start", "TransactionEvent", event("Started", 0, 0, AT_NOON, TAG)])
    await one.send([2, "start", "StartTransaction", START])
    assert await house.client.get("/health") is not None
    assert await one.silence()
    assert await two.silence()

    house.proxy.release()
    started = await one.answer_to("start")
    await two.answer_to("start")
    again = await one.call("StartTransaction", START)
    assert again["transactionId"] == started["transactionId"]
    answer = await two.call("TransactionEvent", event("Updated", 1, 100, LATER))
    assert answer == {}
    sessions = await house.items("/api/v1/sessions")
    assert len(sessions) == 2
    await house.becomes("pass")
    stations = await house.items("/api/v1/stations")
    assert {each["socket"]["state"] for each in stations} == {"open"}
    attempts = await house.items("/api/v1/access/attempts?sort=received_at")
    first = await house.client.get(f"/api/v1/access/attempts/{attempts[0]['id']}")
    assert [each["kind"] for each in first.json()["outcomes"]] == ["answered_in_time"]
