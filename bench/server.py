"""The server under measurement: a process and a database of its own, made and removed."""

import asyncio
import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import asyncpg
import httpx
import psutil

from bench.load import raise_file_limit
from chargehouse.platform.postgres.embedded.cluster import SUPERUSER
from chargehouse.platform.postgres.embedded.places import PORT, settle
from chargehouse.platform.postgres.embedded.server import DATABASE

PROGRAM = Path(sys.executable).with_name("chargehouse")
START_S = 120.0
STOP_S = 60.0
QUIET_SHARE = 0.05
QUIET_WITHIN_S = 30.0
LONGEST_QUIET_S = 300.0
"""The lists of ten thousand new chargers are sent within four minutes."""
LOOK_EVERY_S = 0.5
LOG_NAME = "serve.log"


class ServerError(Exception):
    """The server did not start; its last words follow."""


class Server:
    """`chargehouse serve` on free ports, in a temporary data folder.

    Its settings are defaults, but for those given as environment variables.
    """

    def __init__(self, settings: Mapping[str, str] = MappingProxyType({})) -> None:
        self._settings = settings
        self.data_dir = Path(tempfile.mkdtemp(prefix="chargehouse-bench-"))
        self.data_dir.chmod(0o711)
        self.ocpp_port, self.http_port = free_port(), free_port()
        self._process: psutil.Popen | None = None

    @property
    def url(self) -> str:
        """The address that chargers are given."""
        return f"ws://127.0.0.1:{self.ocpp_port}/ocpp"

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables by which a program finds this installation."""
        return os.environ | {
            "CHARGEHOUSE_DATA_DIR": str(self.data_dir),
            "CHARGEHOUSE_HTTP__PORT": str(self.http_port),
            "CHARGEHOUSE_OCPP__PORT": str(self.ocpp_port),
            "CHARGEHOUSE_LOG__LEVEL": "warning",
            **self._settings,
        }

    @property
    def process(self) -> psutil.Process:
        """The server's process."""
        if self._process is None:
            raise ServerError("The server does not run")
        return self._process

    async def start(self) -> None:
        """Start, and wait until chargers can connect."""
        raise_file_limit()
        with (self.data_dir / LOG_NAME).open("wb") as log:
            self._process = psutil.Popen(
                [str(PROGRAM), "serve"],
                env=self.environment,
                cwd=self.data_dir,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_S
        while not await listens(self.ocpp_port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise ServerError(self.last_words())
            await asyncio.sleep(0.1)

    def last_words(self) -> str:
        """Return the end of the server's log."""
        text = (self.data_dir / LOG_NAME).read_text(errors="replace")
        return text[-3000:]

    def stop(self) -> None:
        """Stop the server, and remove what it wrote."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(STOP_S)
            except psutil.TimeoutExpired:
                self._process.kill()
                self._process.wait(STOP_S)
        home = (self.data_dir / "postgres").resolve()
        shutil.rmtree(self.data_dir, ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)

    async def connect(self) -> asyncpg.Connection:
        """Return a connection as the database's owner."""
        places = settle(self.data_dir)
        return await asyncpg.connect(
            host=str(places.socket_dir), port=PORT, user=SUPERUSER, database=DATABASE
        )

    async def access_token(self) -> str:
        """Return a new API token that permits everything."""
        process = await asyncio.create_subprocess_exec(
            *(str(PROGRAM), "tokens", "create", "--permission", "*"),
            cwd=self.data_dir,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
        )
        said, _ = await process.communicate()
        return said.decode().strip()

    async def client(self, *, timeout_s: float) -> httpx.AsyncClient:
        """Return a client of the REST API that may do everything."""
        return httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.http_port}/api/v1",
            headers={"Authorization": f"Bearer {await self.access_token()}"},
            timeout=timeout_s,
        )

    def postgres(self) -> psutil.Process:
        """Return the database's first process."""
        pid_file = settle(self.data_dir).cluster / "postmaster.pid"
        return psutil.Process(int(pid_file.read_text().split("\n", 1)[0]))

    def cpu_s(self) -> tuple[float, float]:
        """Return CPU seconds so far: of the server, and of all its database's processes."""
        postmaster = self.postgres()
        database = {postmaster.pid, *(each.pid for each in postmaster.children(recursive=True))}
        own = [self.process, *self.process.children(recursive=True)]
        server_s = sum(_cpu_s(each) for each in own if each.pid not in database)
        ended = postmaster.cpu_times()
        database_s = sum(_cpu_s(psutil.Process(pid)) for pid in database if _lives(pid))
        return server_s, database_s + ended.children_user + ended.children_system

    def memory_bytes(self) -> int:
        """Return the server process's resident memory, without its database's."""
        return int(self.process.memory_info().rss)

    async def quieted(self, for_s: float = 0.0) -> None:
        """Wait until neither the server nor its database is busy any more, for so long.

        After a short time without such a wish, and after minutes with it, nobody waits any more.
        """
        deadline = time.monotonic() + (LONGEST_QUIET_S if for_s else QUIET_WITHIN_S)
        quiet_since = time.monotonic()
        while time.monotonic() < deadline:
            before_s = sum(self.cpu_s())
            await asyncio.sleep(LOOK_EVERY_S)
            if sum(self.cpu_s()) - before_s >= LOOK_EVERY_S * QUIET_SHARE:
                quiet_since = time.monotonic()
            elif time.monotonic() - quiet_since >= for_s:
                return


def _cpu_s(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def _lives(pid: int) -> bool:
    return bool(psutil.pid_exists(pid))


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def listens(port: int) -> bool:
    """Tell whether somebody listens on a port."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
