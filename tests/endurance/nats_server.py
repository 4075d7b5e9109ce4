"""A real NATS server."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.endurance.serving import free_port, listens

PROGRAM = shutil.which("nats-server") or shutil.which("nats-server", path="/usr/sbin")
PATIENCE_S = 60


@asynccontextmanager
async def nats_server(log: Path) -> AsyncIterator[str]:
    """Run a NATS server; give its URL. Skips the test where there is none."""
    if PROGRAM is None:
        pytest.skip("nats-server is not installed: processes are not tested with NATS")
    port = free_port()
    server = await asyncio.create_subprocess_exec(
        *(PROGRAM, "-a", "127.0.0.1", "-p", str(port), "-l", str(log))
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not await listens(port):  # noqa: ASYNC110  its own process
                await asyncio.sleep(0.01)
        yield f"nats://127.0.0.1:{port}"
    finally:
        server.kill()
        await server.wait()
