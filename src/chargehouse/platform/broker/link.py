"""The broker's one connection to PostgreSQL: lost and made again, shared in turn."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import asyncpg
import structlog

from chargehouse.platform.broker.port import BrokerAway
from chargehouse.platform.postgres.batch_writer import LOST as GONE

Connect = Callable[[], Awaitable["asyncpg.Connection[Any]"]]

LOST = (*GONE, asyncpg.PostgresError)

_CONNECT_WITHIN_S = 10.0
_FIRST_DELAY_S = 0.05
_LONGEST_DELAY_S = 5.0
_PROBE_EVERY_S = 15.0
_STATEMENT_WITHIN_S = 10.0
_log = structlog.get_logger(__name__)


class Link:
    """A connection that comes back.

    `on_connected` makes a new connection ready (listens, locks) before anybody else may use it.
    """

    def __init__(
        self,
        connect: Connect,
        on_connected: Callable[["asyncpg.Connection[Any]"], Awaitable[None]],
    ) -> None:
        self._connect = connect
        self._on_connected = on_connected
        self._connection: asyncpg.Connection[Any] | None = None
        self._turn = asyncio.Lock()
        self._lost = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None

    def is_up(self) -> bool:
        """Tell whether the connection stands."""
        return self._connection is not None and not self._connection.is_closed()

    async def open(self) -> None:
        """Connect, and keep connected from then on. Raises `BrokerAway`."""
        try:
            await self._make()
        except LOST as problem:
            raise BrokerAway(f"The database cannot be reached: {type(problem).__name__}") from None
        self._keeper = asyncio.create_task(self._keep(), name="broker-link")

    async def close(self) -> None:
        """Disconnect for good."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
            self._keeper = None
        await self._drop()

    @contextlib.asynccontextmanager
    async def turn(self) -> AsyncIterator["asyncpg.Connection[Any]"]:
        """Use the connection alone. Raises `BrokerAway` when there is none or it is lost."""
        async with self._turn:
            connection = self._connection
            if connection is None or connection.is_closed():
                if connection is not None:
                    self._lost.set()
                raise BrokerAway("The database is not connected; it is being tried again")
            try:
                async with asyncio.timeout(_STATEMENT_WITHIN_S):
                    yield connection
            except LOST as problem:
                if connection.is_closed() or not isinstance(problem, asyncpg.PostgresError):
                    self._lost.set()
                raise BrokerAway(f"The database was lost: {type(problem).__name__}") from problem

    async def _make(self) -> None:
        async with self._turn:
            async with asyncio.timeout(_CONNECT_WITHIN_S):
                connection = await self._connect()
                try:
                    self._lost.clear()
                    connection.add_termination_listener(lambda _: self._lost.set())
                    await self._on_connected(connection)
                except BaseException:
                    connection.terminate()
                    raise
            self._connection = connection

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None and not connection.is_closed():
            with contextlib.suppress(*LOST):
                await connection.close(timeout=1)

    async def _keep(self) -> None:
        while True:
            await self._until_lost()
            _log.warning("the broker's connection to the database was lost")
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.terminate()
            await self._make_again()
            _log.info("the broker is connected to the database again")

    async def _until_lost(self) -> None:
        while not self._lost.is_set():
            try:
                await asyncio.wait_for(self._lost.wait(), _PROBE_EVERY_S)
            except TimeoutError:
                with contextlib.suppress(BrokerAway):
                    async with self.turn() as connection:
                        await connection.execute("SELECT 1")

    async def _make_again(self) -> None:
        delay_s = _FIRST_DELAY_S
        while True:
            try:
                await self._make()
            except LOST:
                await asyncio.sleep(delay_s)
                delay_s = min(delay_s * 2, _LONGEST_DELAY_S)
            else:
                return
