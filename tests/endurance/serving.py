"""Servers in processes of their own, as operators run them; started, asked, killed."""

import asyncio
import contextlib
import os
import secrets
import signal
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID

import httpx
import psutil
from tests.protocol.rawcharger import RawCharger, basic, open_socket

from chargehouse.app.cli.doors import load_settings, open_office
from chargehouse.contexts.identity.model import IdentifierValue, NewIdentifier

PASSWORD = "a-password-of-20-chr"
TENANT = "main"
PATIENCE_S = 60
FIRST_PORT, PORTS = 20_000, 10_000
"""Below those that a system gives to whoever asks for any."""

Json: TypeAlias = Any
"""What REST answers."""


@dataclass(frozen=True)
class Installation:
    """A data folder with a tenant, stations and identifiers; a token that may do everything."""

    data: Path
    database_url: str | None
    token: str
    stations: dict[str, UUID]
    identifiers: list[UUID]


async def install(
    data: Path,
    stations: Sequence[tuple[str, str]],
    tags: Sequence[str],
    *,
    database_url: str | None = None,
) -> Installation:
    """Set up an installation by hand, as the command line does; stations are code, protocol."""
    settings = load_settings(data=data, database_url=database_url)
    async with open_office(settings) as office:
        contexts, actor = office.contexts, office.actor
        place = await contexts.locations.add(actor, name="Depot", timezone="Europe/Berlin")
        added = {}
        for code, protocol in stations:
            station = await contexts.stations.add(
                actor,
                code=code,
                location_id=place.id,
                security_profile=1,
                protocol=protocol,
                password=PASSWORD,
            )
            added[code] = station.id
        identifiers = [
            await contexts.identifiers.add(
                actor, NewIdentifier(value=IdentifierValue.parse(tag), type="rfid")
            )
            for tag in tags
        ]
        token = await contexts.tokens.create(actor, name="test", permissions=["*"])
        return Installation(
            data=data,
            database_url=database_url,
            token=token.plain,
            stations=added,
            identifiers=[identifier.id for identifier in identifiers],
        )


def free_port() -> int:
    """Return a port of this machine that nobody listens on, and that nobody else is given.

    Whoever asks the system for any free port could get that of a server that was just killed,
    which then could not come back.
    """
    while True:
        port = FIRST_PORT + secrets.randbelow(PORTS)
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


async def listens(port: int) -> bool:
    """Tell whether somebody takes connections at a port of this machine."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True


@dataclass
class Server:
    """One `chargehouse serve`; started again it has the same ports."""

    installation: Installation
    role: str = "all"
    broker_url: str | None = None
    http_port: int = field(default_factory=free_port)
    ocpp_port: int = field(default_factory=free_port)
    environment: dict[str, str] = field(default_factory=dict)
    _process: asyncio.subprocess.Process | None = None

    @property
    def ocpp_url(self) -> str:
        return f"ws://127.0.0.1:{self.ocpp_port}/ocpp/{TENANT}"

    @property
    def pid(self) -> int:
        return self._given().pid

    @property
    def log(self) -> Path:
        return self.installation.data / f"{self.role}-{self.http_port}.log"

    async def start(self) -> None:
        """Start the process; it does not serve yet."""
        options = ["--data", str(self.installation.data), "--role", self.role]
        options += ["--http", f"127.0.0.1:{self.http_port}"]
        options += ["--ocpp", f"127.0.0.1:{self.ocpp_port}"]
        if self.installation.database_url is not None:
            options += ["--database-url", self.installation.database_url]
        if self.broker_url is not None:
            options += ["--broker-url", self.broker_url]
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "chargehouse", "serve", *options),
                env={**os.environ, **self.environment},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    async def ready(self) -> None:
        """Wait until it serves."""
        async with asyncio.timeout(PATIENCE_S):
            while not await self._serves():
                process = self._given()
                assert process.returncode is None, self.log.read_text()[-4000:]
                await asyncio.sleep(0.02)

    async def _serves(self) -> bool:
        """Tell whether the port for people is open: it is the last to be."""
        return await listens(self.http_port)

    def client(self) -> httpx.AsyncClient:
        """Return a client of its REST API, which may do everything."""
        return httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.http_port}",
            headers={"Authorization": f"Bearer {self.installation.token}"},
            timeout=PATIENCE_S,
        )

    async def connect(self, code: str, protocol: str = "ocpp1.6") -> RawCharger:
        """Connect as a charger."""
        socket_ = await open_socket(f"{self.ocpp_url}/{code}", [protocol], basic(code, PASSWORD))
        return RawCharger(socket_)

    async def kill(self) -> None:
        """`kill -9`."""
        process = self._given()
        process.kill()
        await process.wait()

    async def terminate(self) -> None:
        """Ask it to stop, and wait until it has, well."""
        process = self._given()
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE_S):
            code = await process.wait()
        assert code == 0, self.log.read_text()[-4000:]

    async def end(self) -> None:
        """Leave nothing running, whatever happened."""
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.terminate()
            try:
                async with asyncio.timeout(PATIENCE_S / 2):
                    await self._process.wait()
            except TimeoutError:
                await self.kill()

    def _given(self) -> asyncio.subprocess.Process:
        assert self._process is not None
        return self._process


def postmaster(installation: Installation) -> psutil.Process | None:
    """Return the embedded server's first process, where one lives."""
    noted = installation.data / "postgres" / "cluster" / "postmaster.pid"
    with contextlib.suppress(OSError, ValueError, IndexError, psutil.Error):
        process = psutil.Process(int(noted.read_text().splitlines()[0]))
        if process.name().startswith("postgres") and process.status() != psutil.STATUS_ZOMBIE:
            return process
    return None


async def kill_postmaster(installation: Installation) -> None:
    """`kill -9` of the embedded server's first process, as soon as there is one."""
    async with asyncio.timeout(PATIENCE_S):
        while (process := postmaster(installation)) is None:  # noqa: ASYNC110  a file of its own
            await asyncio.sleep(0.005)
    with contextlib.suppress(psutil.NoSuchProcess):
        process.kill()


@asynccontextmanager
async def serving(*servers: Server) -> AsyncIterator[None]:
    """Run servers, all at once, and leave nothing of them behind."""
    try:
        for server in servers:
            await server.start()
        for server in servers:
            await server.ready()
        yield
    finally:
        for server in servers:
            await server.end()
        for server in servers:
            left = postmaster(server.installation)
            if left is not None:
                left.send_signal(signal.SIGQUIT)
