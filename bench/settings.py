"""How soon another process knows of a changed setting: told by the broker, and by looking alone.

The server changes it; this program, which has opened the same database as another process would,
asks what it knows without a pause. Counted from the moment the change is sent to the server.
"""

import asyncio
from contextlib import AsyncExitStack
from typing import Final, NamedTuple

import httpx

from bench.server import Server
from chargehouse.app.cli.doors import Installation, load_settings, open_installation
from chargehouse.contexts.settings.public import SESSION_SUMMARY
from chargehouse.contexts.settings.service import SettingsReader
from chargehouse.kernel.clock import SystemClock
from chargehouse.platform.broker.choice import open_broker

TARGET: Final = "under 1 000 ms"
CHANGES: Final = 40
LOOK_S: Final = 0.001
APART_S: Final = 0.07
"""Changes are not in step with the looks of who is not told."""

PATIENCE_S: Final = 30.0


class Seen(NamedTuple):
    """One way of getting to know, and how long it took."""

    name: str
    changes: int
    p50_ms: float
    max_ms: float


async def measure(*, changes: int = CHANGES) -> list[Seen]:
    """Measure with a server and a database of their own."""
    server = Server()
    try:
        await server.start()
        client = await server.client(timeout_s=PATIENCE_S)
        settings = load_settings(data=server.data_dir)
        async with client, open_installation(settings) as elsewhere:
            return [
                await _seen(client, elsewhere, told=True, changes=changes),
                await _seen(client, elsewhere, told=False, changes=changes),
            ]
    finally:
        server.stop()


async def _seen(
    client: httpx.AsyncClient, elsewhere: Installation, *, told: bool, changes: int
) -> Seen:
    database, clock = elsewhere.database, SystemClock()
    tenant = await elsewhere.contexts.tenants.ensure_default()
    reader = SettingsReader(
        database, elsewhere.keyring, elsewhere.contexts.settings_reader.catalogue
    )
    took_ms: list[float] = []
    async with AsyncExitStack() as stack:
        if told:
            broker = open_broker(None, lambda: database.connect("chargehouse_relay"))
            await broker.start()
            stack.push_async_callback(broker.stop)
            reader.attach(broker)
        await reader.start()
        stack.push_async_callback(reader.stop)
        for number in range(changes):
            await asyncio.sleep(APART_S * (number % 7))
            value = not reader.value(tenant.id, SESSION_SUMMARY)
            begun_s = clock.monotonic()
            await _change(client, value=value)
            async with asyncio.timeout(PATIENCE_S):
                while reader.value(tenant.id, SESSION_SUMMARY) is not value:  # noqa: ASYNC110  the other process tells it
                    await asyncio.sleep(LOOK_S)
            took_ms.append((clock.monotonic() - begun_s) * 1000)
    took_ms.sort()
    name = "told by the broker" if told else "by looking alone"
    return Seen(name, changes, took_ms[len(took_ms) // 2], took_ms[-1])


async def _change(client: httpx.AsyncClient, *, value: bool) -> None:
    version = (await client.get(f"/settings/{SESSION_SUMMARY.key}")).json()["version"]
    answer = await client.patch(
        f"/settings/{SESSION_SUMMARY.key}", json={"value": value, "version": version}
    )
    answer.raise_for_status()
