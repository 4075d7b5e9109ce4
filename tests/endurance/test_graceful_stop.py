"""SIGTERM: what was begun is ended, chargers are told to come back, and the next start goes on."""

import asyncio
from pathlib import Path

import httpx
from tests.endurance.serving import Server, install, serving

from chargehouse.platform.postgres.address import PostgresAddress

TAG = "04A2B3C4D5E6"
AT_NOON = "2026-11-20T12:00:00Z"
LATER = "2026-11-20T12:10:00Z"
BOOT = {"chargePointVendor": "Acme", "chargePointModel": "One"}
START = {"connectorId": 1, "idTag": TAG, "meterStart": 1000, "timestamp": AT_NOON}


async def test_a_stop_ends_what_was_begun_and_the_next_start_goes_on(
    folder: Path, database: PostgresAddress
) -> None:
    installation = await install(folder, [("CH-1", "ocpp1.6")], [TAG], database_url=database.url())
    server = Server(installation)
    station_path = f"/api/v1/stations/{installation.stations['CH-1']}"
    async with serving(server), server.client() as client:
        charger = await server.connect("CH-1")
        assert (await charger.call("BootNotification", BOOT))["status"] == "Accepted"
        transaction = (await charger.call("StartTransaction", START))["transactionId"]
        watching = asyncio.create_task(_follow(client))
        ordered = asyncio.create_task(
            client.post(f"{station_path}/commands/ClearCache", json={"payload": {}})
        )
        message_id, _ = await charger.expect_call("ClearCache")

        stopping = asyncio.create_task(server.terminate())
        await charger.answer(message_id, {"status": "Accepted"})
        command = (await ordered).json()
        assert (command["status"], command["answer"]) == ("accepted", {"status": "Accepted"})
        assert (await charger.closed())[0] == 1012
        await stopping
        await watching

        await server.start()
        await server.ready()
        again = await server.connect("CH-1")
        values = [{"timestamp": LATER, "sampledValue": [{"value": "2500"}]}]
        told = {"connectorId": 1, "transactionId": transaction, "meterValue": values}
        assert await again.call("MeterValues", told) == {}
        stop = {"transactionId": transaction, "meterStop": 3000, "timestamp": LATER}
        assert await again.call("StopTransaction", stop) == {}
        [session] = (await client.get("/api/v1/sessions")).json()["items"]
        assert (session["status"], session["energy_wh"]) == ("terminated", 2000)
        history = (await client.get(f"{station_path}/commands")).json()["items"]
        assert ("ClearCache", "accepted") in {(each["action"], each["status"]) for each in history}
        assert (await client.get(station_path)).json()["socket"]["state"] == "open"


async def _follow(client: httpx.AsyncClient) -> None:
    """Follow the events until the server ends the stream."""
    async with client.stream("GET", "/api/v1/events/stream", timeout=None) as answer:
        assert answer.status_code == 200
        async for _ in answer.aiter_lines():
            pass
