"""One cluster's server: started or joined, watched, stopped."""

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import asyncpg
import structlog

from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.embedded.binaries import choose, installs, readable, wheel_root
from chargehouse.platform.postgres.embedded.cluster import SUPERUSER, ensure_cluster, server_command
from chargehouse.platform.postgres.embedded.errors import PostgresUnusable
from chargehouse.platform.postgres.embedded.places import PORT, SHARED_DIR, Places, settle
from chargehouse.platform.postgres.embedded.postmaster import (
    Postmaster,
    find_postmaster,
    launch,
    open_lock,
    read_pid_file,
    try_lock,
)

ServerState = Literal["starting", "ready", "down", "stopped"]

DATABASE = "chargehouse"

_LOOK_EVERY_S = 0.2
_POLL_EVERY_S = 0.005
_TRY_AGAIN_EVERY_S = 0.05
_ANSWER_WITHIN_S = 10.0
_FIRST_DELAY_S = 0.1
_LONGEST_DELAY_S = 10.0
_NO_SETTINGS: Mapping[str, str] = MappingProxyType({})
_log = structlog.get_logger(__name__)


class EmbeddedPostgres:
    """The PostgreSQL server of one data folder.

    The first process to start it owns it: keeps it alive, and stops it when it stops. A second
    one joins, and takes over if the owner goes. A server that outlived its owner is adopted, or
    restarted when it was started otherwise than asked. `settings` are server settings, by name.
    `on_state` hears every change, on the event loop. `shared_dir` is used where the server's
    account cannot enter `data_dir`; `programs_dir` holds PostgreSQL's `pginstall*` trees, by
    default the wheel's.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        settings: Mapping[str, str] = _NO_SETTINGS,
        on_state: Callable[[ServerState], object] | None = None,
        shared_dir: Path = SHARED_DIR,
        programs_dir: Path | None = None,
        start_timeout_s: float = 300.0,
    ) -> None:
        self._data_dir = data_dir
        self._settings = settings
        self._on_state = on_state
        self._shared_dir = shared_dir
        self._programs_dir = programs_dir
        self._start_timeout_s = start_timeout_s
        self._places: Places | None = None
        self._postmaster: Postmaster | None = None
        self._owner_lock: int | None = None
        self._supervisor: asyncio.Task[None] | None = None
        self._stop_asked = asyncio.Event()
        self._hands = threading.Lock()
        self.state: ServerState = "stopped"

    @property
    def is_owner(self) -> bool:
        """Tell whether this process answers for the server."""
        return self._owner_lock is not None

    @property
    def pid(self) -> int | None:
        """Return the server's process id, or None while it does not run."""
        return self._postmaster.pid if self._postmaster is not None else None

    async def start(self) -> PostgresAddress:
        """Make the cluster if there is none, start or join its server, wait until it answers.

        Returns the superuser's address in the database `chargehouse`. Raises `PostgresUnusable`.
        """
        self._stop_asked.clear()
        self._enter("starting")
        try:
            self._places = await asyncio.to_thread(settle, self._data_dir, self._shared_dir)
            async with asyncio.timeout(self._start_timeout_s):
                await self._bring_up()
        except BaseException as problem:
            await asyncio.to_thread(self._take_down)
            self._enter("stopped")
            if isinstance(problem, TimeoutError):
                raise PostgresUnusable(
                    f"The database did not answer within {self._start_timeout_s:.0f} seconds; "
                    f"see the logs in {self._data_dir / 'postgres'}"
                ) from problem
            if isinstance(problem, OSError):
                raise PostgresUnusable(f"The database cannot be set up: {problem}") from problem
            raise
        self._supervisor = asyncio.create_task(self._supervise(), name="embedded-postgres")
        return self._address()

    async def stop(self) -> None:
        """Stop watching and, as the owner, shut the server down fast."""
        self._stop_asked.set()
        if self._supervisor is not None:
            await self._supervisor
            self._supervisor = None
        await asyncio.to_thread(self._take_down)
        self._enter("stopped")

    def _enter(self, state: ServerState) -> None:
        if state == self.state:
            return
        self.state = state
        if self._on_state is not None:
            self._on_state(state)

    def _address(self, database: str = DATABASE) -> PostgresAddress:
        return PostgresAddress(str(self._settled().socket_dir), PORT, SUPERUSER, database)

    def _settled(self) -> Places:
        if self._places is None:
            raise PostgresUnusable("The database was not started")
        return self._places

    async def _bring_up(self) -> None:
        """Return when the server answers, started by us or by the owner."""
        while not self._stop_asked.is_set():
            await asyncio.to_thread(self._find_or_launch)
            if self._postmaster is not None and await self._answers(self._postmaster):
                self._enter("ready")
                return
            await self._asked_to_stop_within(_TRY_AGAIN_EVERY_S)

    def _find_or_launch(self) -> None:
        with self._hands:
            places = self._settled()
            if not self._own(places):
                self._postmaster = find_postmaster(places)
                return
            if self._postmaster is None or not self._postmaster.is_alive():
                self._postmaster = self._adopt_or_launch(places)

    def _own(self, places: Places) -> bool:
        if self._owner_lock is not None:
            return True
        descriptor = open_lock(places.owner_lock, places.account)
        if not try_lock(descriptor):
            os.close(descriptor)
            return False
        self._owner_lock = descriptor
        return True

    def _adopt_or_launch(self, places: Places) -> Postmaster:
        chosen = choose(installs(self._programs_dir or wheel_root()), places.cluster)
        install = readable(chosen, places.account, self._shared_dir)
        ensure_cluster(places, install)
        command = server_command(places, install, self._settings)
        found = find_postmaster(places)
        if found is not None and found.command() == command:
            _log.info("a running database was adopted", pid=found.pid)
            return found
        if found is not None:
            _log.info("a database that was started otherwise is restarted", pid=found.pid)
            found.stop()
        return launch(places, command)

    async def _answers(self, postmaster: Postmaster) -> bool:
        """Wait until it answers; False when it died or, adopted, does not answer."""
        places = self._settled()
        while not self._stop_asked.is_set():
            if not postmaster.is_alive():
                if postmaster.is_adopted:
                    return False
                raise PostgresUnusable(f"The database does not start: {_last_words(places)}")
            noted = read_pid_file(places.cluster)
            if noted is not None and noted.is_ready and noted.pid == postmaster.pid:
                return await self._greet(postmaster)
            await asyncio.sleep(_POLL_EVERY_S)
        return False

    async def _greet(self, postmaster: Postmaster) -> bool:
        try:
            async with asyncio.timeout(_ANSWER_WITHIN_S):
                await ensure_database(self._address(), self._address("postgres"))
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as problem:
            _log.warning("the database does not answer", pid=postmaster.pid, problem=repr(problem))
            if self.is_owner and isinstance(problem, TimeoutError):
                await asyncio.to_thread(postmaster.kill)
            return False
        return True

    async def _supervise(self) -> None:
        delay_s = _FIRST_DELAY_S
        while not await self._asked_to_stop_within(_LOOK_EVERY_S):
            if self._postmaster is not None and self._postmaster.is_alive():
                delay_s = _FIRST_DELAY_S if self.state == "ready" else delay_s
                continue
            self._enter("down")
            _log.error("the database is gone, it is started again", owner=self.is_owner)
            try:
                await self._bring_up()
            except Exception:  # noqa: BLE001  whatever it was, it must be tried again
                _log.exception("the database cannot be started", retry_after_s=delay_s)
                await self._asked_to_stop_within(delay_s)
                delay_s = min(delay_s * 2, _LONGEST_DELAY_S)

    async def _asked_to_stop_within(self, delay_s: float) -> bool:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stop_asked.wait(), delay_s)
        return self._stop_asked.is_set()

    def _take_down(self) -> None:
        with self._hands:
            if self._owner_lock is None:
                return
            if self._postmaster is not None and self._postmaster.is_alive():
                self._postmaster.stop()
            self._postmaster = None
            os.close(self._owner_lock)
            self._owner_lock = None


async def ensure_database(wanted: PostgresAddress, maintenance: PostgresAddress) -> None:
    """Connect to a database, making it first if it is not there."""
    try:
        connection = await _connect(wanted)
    except asyncpg.InvalidCatalogNameError:
        connection = await _connect(maintenance)
        with contextlib.suppress(asyncpg.DuplicateDatabaseError, asyncpg.UniqueViolationError):
            await connection.execute(f'CREATE DATABASE "{wanted.database}"')
    await connection.close()


async def _connect(address: PostgresAddress) -> asyncpg.Connection:
    return await asyncpg.connect(address.url())


def _last_words(places: Places) -> str:
    said = places.startup_log.read_text(errors="replace").strip()
    return said[-2000:] or f"see {places.cluster / 'log'}"
