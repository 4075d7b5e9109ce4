"""The charger by hand tells what came from what did not."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from tests.protocol.rawcharger import PATIENCE_S, RawCharger, open_socket
from websockets.asyncio.server import ServerConnection, serve


async def speak(socket: ServerConnection) -> None:
    """Send a frame for each that comes, and close on being asked to."""
    async for word in socket:
        if word == "close":
            await socket.close()
        elif word != "hush":
            await socket.send('[2, "1", "Heartbeat", {}]')


@pytest.fixture
async def charger() -> AsyncIterator[RawCharger]:
    """A charger at a port that does no more than `speak`."""
    async with serve(speak, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        charger = RawCharger(await open_socket(f"ws://127.0.0.1:{port}", None, None))
        yield charger
        await charger.close()


async def test_silence_is_broken_by_a_frame_that_nobody_read(charger: RawCharger) -> None:
    await charger.send("hush")
    assert await charger.silence()
    await charger.send("speak")
    await charger.send("speak")
    await charger.recv()
    async with asyncio.timeout(PATIENCE_S):
        while await charger.silence():
            pass
    assert not await charger.silence()
    assert await charger.recv() == [2, "1", "Heartbeat", {}]
    assert await charger.silence()


async def test_what_came_before_the_end_breaks_silence_and_the_end_does_not(
    charger: RawCharger,
) -> None:
    await charger.send("speak")
    await charger.send("close")
    await charger.closed()
    assert not await charger.silence()
    await charger.recv()
    assert await charger.silence()
