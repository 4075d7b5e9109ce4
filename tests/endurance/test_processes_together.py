"""Two gateways and an API process over one Postgres, with either broker; one gateway dies."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import asyncpg
import httpx
import pytest
from tests.endurance.nats_server import nats_server
from tests.endurance.serving import Installation, Server, install, serving
from tests.protocol.rawcharger import RawCharger

from chargehouse.platform.postgres.address import PostgresAddress

Json: TypeAlias = Any
"""What REST answers."""

PATIENCE_S = 60
TAG = "04A2B3C4D5E6"
STATIONS = (("CH-1", "ocpp1.6"), ("CH-2", "ocpp2.0.1"), ("CH-3", "ocpp1.6"))
AT_NOON = "2026-11-20T12:00:00Z"
LATER = "2026-11-20T12:10:00Z"
AT_LAST = "2026-11-20T12:20:00Z"


@dataclass
class Stream:
    """What an event stream told so far: names, each with the station's id."""

    told: list[tuple[str, str]] = field(default_factory=list)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def follow(self, client: httpx.AsyncClient) -> None:
        path = "/api/v1/events/stream"
        async with client.stream("GET", path, timeout=None) as answer:
            assert answer.status_code == 200
            self.opened.set()
            async for line in answer.aiter_lines():
                if line.startswith("data:"):
                    event = json.loads(line.removeprefix("data:"))
                    self.told.append((event["name"], event["station_id"]))

    async def tells(self, name: str, station_id: object) -> None:
        """Wait until it told of this."""
        async with asyncio.timeout(PATIENCE_S):
            while (name, str(station_id)) not in self.told:  # noqa: ASYNC110  told from afar
                await asyncio.sleep(0.01)


@dataclass
class Network:
    """Three processes, a client of the API, and what its stream tells."""

    installation: Installation
    first: Server
    second: Server
    api: Server
    client: httpx.AsyncClient
    stream: Stream
    database: PostgresAddress

    async def command(self, code: str, action: str, payload: Json) -> Json:
        station_id = self.installation.stations[code]
        path = f"/api/v1/stations/{station_id}/commands/{action}"
        answer = await self.client.post(path, json={"payload": payload})
        assert answer.is_success, answer.text
        return answer.json()

    async def station(self, code: str) -> Json:
        station_id = self.installation.stations[code]
        return (await self.client.get(f"/api/v1/stations/{station_id}")).json()

    async def sessions(self, code: str) -> Json:
        station_id = str(self.installation.stations[code])
        answer = await self.client.get("/api/v1/sessions", params={"station_id": station_id})
        return answer.json()["items"]

    async def lease_runs_out(self, server: Server) -> None:
        """Let the time pass that a dead process still counts as living."""
        connection = await asyncpg.connect(**self.database.asyncpg_kwargs())
        try:
            told = await connection.execute(
                "UPDATE processes SET alive_until = now() WHERE pid = $1", server.pid
            )
        finally:
            await connection.close()
        assert told == "UPDATE 1"


@pytest.fixture(params=["postgres", "nats"])
async def network(
    request: pytest.FixtureRequest, folder: Path, database: PostgresAddress
) -> AsyncIterator[Network]:
    """The processes, with the broker that the test's name tells."""
    async with AsyncExitStack() as stack:
        broker_url = None
        if request.param == "nats":
            broker_url = await stack.enter_async_context(nats_server(folder / "nats.log"))
        made = await install(folder, STATIONS, [TAG], database_url=database.url())
        first, second, api = (
            Server(made, role=role, broker_url=broker_url) for role in ("gateway", "gateway", "api")
        )
        await stack.enter_async_context(serving(first, second, api))
        client = await stack.enter_async_context(api.client())
        stream = Stream()
        following = asyncio.create_task(stream.follow(client))
        stack.push_async_callback(_ended, following)
        async with asyncio.timeout(PATIENCE_S):
            await stream.opened.wait()
        yield Network(made, first, second, api, client, stream, database)


async def _ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def boot_16(server: Server, code: str) -> RawCharger:
    charger = await server.connect(code)
    boot = {"chargePointVendor": "Acme", "chargePointModel": "One"}
    assert (await charger.call("BootNotification", boot))["status"] == "Accepted"
    return charger


async def boot_2(server: Server, code: str) -> RawCharger:
    charger = await server.connect(code, "ocpp2.0.1")
    boot = {"reason": "PowerUp", "chargingStation": {"vendorName": "Acme", "model": "Two"}}
    assert (await charger.call("BootNotification", boot))["status"] == "Accepted"
    return charger


async def meter_16(charger: RawCharger, transaction: int, wh: int, at: str) -> None:
    values = [{"timestamp": at, "sampledValue": [{"value": str(wh)}]}]
    payload = {"connectorId": 1, "transactionId": transaction, "meterValue": values}
    assert await charger.call("MeterValues", payload) == {}


def event_2(kind: str, seq: int, wh: int, at: str) -> Json:
    return {
        "eventType": kind,
        "triggerReason": "MeterValuePeriodic",
        "seqNo": seq,
        "timestamp": at,
        "transactionInfo": {"transactionId": "tx-1"},
        "evse": {"id": 1, "connectorId": 1},
        "meterValue": [{"timestamp": at, "sampledValue": [{"value": wh}]}],
    }


async def started(charger: RawCharger) -> int:
    start = {"connectorId": 1, "idTag": TAG, "meterStart": 1000, "timestamp": AT_NOON}
    answer = await charger.call("StartTransaction", start)
    assert answer["idTagInfo"]["status"] == "Accepted"
    return int(answer["transactionId"])


async def test_chargers_of_a_gateway_that_dies_go_on_at_the_other(network: Network) -> None:
    one = await _the_newest_connection_wins(network)
    two = await boot_2(network.second, "CH-2")
    await boot_16(network.first, "CH-3")
    transaction = await started(one)
    await meter_16(one, transaction, 2000, LATER)
    token = {"idToken": TAG, "type": "ISO14443"}
    event = {**event_2("Started", 0, 0, AT_NOON), "idToken": token}
    answer = await two.call("TransactionEvent", event)
    assert answer["idTokenInfo"]["status"] == "Accepted"

    await _both_are_told_what_to_do(network, one, two)
    await network.first.kill()
    await one.closed()
    one = await network.second.connect("CH-1")
    await meter_16(one, transaction, 3000, LATER)
    await meter_16(one, transaction, 2000, LATER)
    stop = {"transactionId": transaction, "idTag": TAG, "meterStop": 4500, "timestamp": AT_LAST}
    assert await one.call("StopTransaction", stop) == {}
    assert await two.call("TransactionEvent", event_2("Ended", 1, 700, AT_LAST)) == {}
    await _both_are_told_what_to_do(network, one, two)

    [session] = await network.sessions("CH-1")
    assert (session["status"], session["energy_wh"]) == ("terminated", 3500)
    [other] = await network.sessions("CH-2")
    assert (other["status"], other["energy_wh"]) == ("terminated", 700)
    for code in ("CH-1", "CH-2"):
        station_id = network.installation.stations[code]
        for name in ("station.connected", "session.started", "session.terminated"):
            await network.stream.tells(name, station_id)

    await network.lease_runs_out(network.first)
    assert (await network.station("CH-3"))["socket"]["state"] == "closed"
    assert (await network.station("CH-1"))["socket"]["state"] == "open"
    assert (await network.command("CH-3", "ClearCache", {}))["status"] == "offline"


async def _both_are_told_what_to_do(network: Network, *chargers: RawCharger) -> None:
    for code, charger in zip(("CH-1", "CH-2"), chargers, strict=True):
        asked = asyncio.create_task(network.command(code, "ClearCache", {}))
        await charger.obey("ClearCache", {"status": "Accepted"})
        command = await asked
        assert (command["status"], command["answer"]) == ("accepted", {"status": "Accepted"})


async def _the_newest_connection_wins(network: Network) -> RawCharger:
    """Connect as one charger to both gateways in turn; return its newest connection."""
    on_first = await boot_16(network.first, "CH-1")
    on_second = await boot_16(network.second, "CH-1")
    assert (await on_first.closed())[0] == 4001
    back = await boot_16(network.first, "CH-1")
    assert (await on_second.closed())[0] == 4001
    return back
