"""Chargehouse as people run it: the program, its own database, a data folder, a log."""

import asyncio
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
from tests.independent.house import Api
from tests.protocol.rawcharger import RawCharger, basic, open_socket

PROGRAM: Final = (sys.executable, "-c", "from chargehouse.app.cli import main; main()")
START_S: Final = 60
ENVIRONMENT: Final = {
    "CHARGEHOUSE_LOG__LEVEL": "debug",
    "CHARGEHOUSE_OCPI__ALLOW_PRIVATE_ADDRESSES": "true",
    "CHARGEHOUSE_WEBHOOKS__ALLOW_PRIVATE_ADDRESSES": "true",
}


@dataclass
class Installation:
    """A server that runs, with its data folder; every word it says lands in `log`."""

    folder: Path
    http_url: str
    ocpp_url: str
    said: list[str]
    server: "asyncio.subprocess.Process | None" = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    async def command(self, *words: str, given: str = "", expected: int = 0) -> str:
        """Run a command of the program with its standard input; return its output."""
        process = await asyncio.create_subprocess_exec(
            *PROGRAM,
            *words,
            "--data",
            str(self.data),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate(given.encode())
        self.said += [out.decode(), err.decode()]
        assert process.returncode == expected, err.decode()
        return out.decode()

    async def stop(self) -> None:
        """Stop the server, calmly."""
        if self.server is not None and self.server.returncode is None:
            self.server.terminate()
            await self.server.wait()

    async def charger(self, code: str, protocol: str, password: str) -> RawCharger:
        """Connect as a station."""
        authorization = basic(code, password)
        return RawCharger(
            await open_socket(f"{self.ocpp_url}/main/{code}", [protocol], authorization)
        )


@asynccontextmanager
async def open_installation() -> AsyncIterator[Installation]:
    """Run a server that logs all it can, over a new data folder."""
    folder = _new_folder()
    http, ocpp = _free_ports(2)
    installation = Installation(
        folder=folder,
        http_url=f"http://127.0.0.1:{http}",
        ocpp_url=f"ws://127.0.0.1:{ocpp}/ocpp",
        said=[],
    )
    with installation.log.open("wb") as log:
        installation.server = server = await asyncio.create_subprocess_exec(
            *PROGRAM,
            "serve",
            *("--data", str(installation.data)),
            *("--http", f"127.0.0.1:{http}", "--ocpp", f"127.0.0.1:{ocpp}"),
            stdout=log,
            stderr=log,
            env={**os.environ, **ENVIRONMENT},
        )
        try:
            await _until_it_serves(installation, server)
            yield installation
        finally:
            await installation.stop()
            shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def open_api(installation: Installation, token: str) -> AsyncIterator[Api]:
    """Return the REST API, for a token."""
    async with httpx.AsyncClient(
        base_url=installation.http_url,
        headers={"Authorization": f"Bearer {token}"},
        timeout=60,
        trust_env=False,
    ) as client:
        yield Api(client)


async def _until_it_serves(
    installation: Installation, server: "asyncio.subprocess.Process"
) -> None:
    async with asyncio.timeout(START_S), httpx.AsyncClient(trust_env=False) as client:
        while True:
            assert server.returncode is None, installation.log.read_text()
            try:
                answer = await client.get(f"{installation.http_url}/health")
            except httpx.TransportError:
                await asyncio.sleep(0.05)
                continue
            if answer.status_code < 500:
                return


def _new_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="chargehouse-canary-"))
    folder.chmod(0o711)  # the database's own account comes through it
    return folder


def _free_ports(count: int) -> list[int]:
    sockets: list[Any] = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()
