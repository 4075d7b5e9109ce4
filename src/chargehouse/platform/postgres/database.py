"""Connections by role, and the unit of work.

Three ways in, each as narrow as its work: `transaction` and `reading` act in one tenant under
the application role, which row-level security binds; `hot` coalesces writes under the same role;
`relay` spans tenants and may read only queue columns.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, cast
from uuid import UUID
from weakref import WeakSet

import asyncpg
from sqlalchemy import text
from sqlalchemy.event import listen
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from chargehouse.kernel.actor import Actor
from chargehouse.kernel.clock import Clock
from chargehouse.kernel.errors import Unavailable
from chargehouse.kernel.events import Event
from chargehouse.kernel.ids import Ids
from chargehouse.platform.outbox.writing import actor_label, event_row
from chargehouse.platform.postgres.coalescer import AWAY, LOST, Coalescer
from chargehouse.platform.postgres.tenant_connection import TenantConnection

NOTHING = text("SELECT 1")
APPEND_EVENTS = text(
    "SELECT events_append(CAST(:tenant AS uuid), CAST(:rows AS events_append_row[]))"
)

RELAY_CONNECTIONS: Final = 6

# What spans tenants are queues, read in the order of an index and a few rows at a time. Of rows
# that came since the last ANALYZE the planner knows nothing; left to itself it reads and sorts a
# day's events to find the newest.
IN_ORDER: Final[Mapping[str, str]] = MappingProxyType(
    {
        "plan_cache_mode": "force_generic_plan",
        "enable_seqscan": "off",
        "enable_bitmapscan": "off",
        "enable_sort": "off",
    }
)

BY_KEY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "plan_cache_mode": "force_generic_plan",
        "enable_seqscan": "off",
        "enable_bitmapscan": "off",
        "enable_mergejoin": "off",
        "enable_material": "off",
        "random_page_cost": "0.01",
        "seq_page_cost": "0.01",
        "cpu_operator_cost": "0.0001",
        "cpu_index_tuple_cost": "0.01",
    }
)
"""Coalesced statements look up single rows by key: so they must be planned on empty tables too."""

# A plan that is kept was made for the tables as they were then, often empty; a queue that fills in
# a second would be read with it, all of it, for each row.
AS_ASKED: Final[Mapping[str, str]] = MappingProxyType({"plan_cache_mode": "force_custom_plan"})


class UnitOfWork:
    """One transaction in one tenant; its events are written with it."""

    def __init__(self, connection: AsyncConnection, actor: Actor, clock: Clock, ids: Ids) -> None:
        self.connection = connection
        self.actor = actor
        self._clock = clock
        self._ids = ids
        self._events: list[tuple[UUID, Event]] = []

    @property
    def tenant_id(self) -> UUID:
        """The tenant that this transaction acts in."""
        return self.actor.tenant_id

    def now(self) -> datetime:
        """Return the current instant."""
        return self._clock.now()

    def record(self, event: Event) -> UUID:
        """Keep an event, to be written when the transaction ends well; return its id."""
        event_id = self._ids.new()
        self._events.append((event_id, event))
        return event_id

    async def write_events(self) -> bool:
        """Write the kept events; tell whether there were any."""
        events = self._events
        if not events:
            return False
        now = self._clock.now()
        rows = [
            event_row(
                event,
                event_id=event_id,
                occurred_at=now,
                actor_name=actor_label(self.actor),
                actor_id=self.actor.id,
                origin=self.actor.origin,
                request_id=self.actor.request_id,
            )
            for event_id, event in events
        ]
        await self.connection.execute(APPEND_EVENTS, {"tenant": self.tenant_id, "rows": rows})
        return True


class Database:
    """The store, as one process uses it."""

    def __init__(
        self,
        connect_arguments: Mapping[str, Any],
        *,
        clock: Clock,
        ids: Ids,
        hot_connections: int = 2,
        pool_size: int = 10,
    ) -> None:
        self._arguments = dict(connect_arguments)
        self._pooled: WeakSet[asyncpg.Connection[Any]] = WeakSet()
        self.clock = clock
        self.ids = ids
        self.engine = self._engine("chargehouse_app", pool_size, AS_ASKED)
        self._reader = self.engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self.relay_engine = self._engine("chargehouse_relay", RELAY_CONNECTIONS, IN_ORDER)
        self.hot = Coalescer(
            lambda: self.connect("chargehouse_app", BY_KEY), connections=hot_connections
        )
        self.on_events: list[Callable[[], None]] = []
        self.hot.after_events = self.tell_of_events

    def _engine(self, role: str, pool_size: int, settings: Mapping[str, str]) -> AsyncEngine:
        engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=lambda: self._connect_for_pool(role, settings),
            pool_size=pool_size,
            max_overflow=0,  # what overflows is opened, and asked for its types, again and again
            pool_pre_ping=False,
            pool_timeout=10,
            hide_parameters=True,
        )
        listen(engine.sync_engine, "checkout", _refuse_the_dead)
        return engine

    async def connect(
        self, role: str, settings: Mapping[str, str] = MappingProxyType({})
    ) -> TenantConnection:
        """Open a connection of one's own under a role; the caller closes it."""
        connection: TenantConnection = await asyncpg.connect(
            **{"connection_class": TenantConnection, **self._arguments},
            timeout=5,
            server_settings={"role": role, "timezone": "UTC", "jit": "off", **settings},
        )
        return connection

    async def _connect_for_pool(self, role: str, settings: Mapping[str, str]) -> TenantConnection:
        connection = await self.connect(role, settings)
        self._pooled.add(connection)
        return connection

    def owner_engine(self) -> AsyncEngine:
        """Return an engine under the login role itself: for migrations and partitions."""
        return create_async_engine(
            "postgresql+asyncpg://",
            async_creator=lambda: asyncpg.connect(**self._arguments, timeout=5),
            pool_size=1,
            hide_parameters=True,
        )

    async def start(self) -> None:
        """Begin to coalesce writes."""
        await self.hot.start()

    async def stop(self) -> None:
        """Write what waits and close every connection; what is still at work is broken off."""
        await self.hot.stop()
        await self.engine.dispose()
        await self.relay_engine.dispose()
        for connection in self._pooled:
            connection.terminate()
        await asyncio.sleep(0)  # connections that died are closed on the loop's next turn

    @asynccontextmanager
    async def transaction(self, actor: Actor) -> AsyncIterator[UnitOfWork]:
        """Run a use case in one transaction, in the actor's tenant; events go with it.

        Raises `Unavailable` when the database is away.
        """
        async with _transaction(self.engine, actor.tenant_id) as connection:
            unit = UnitOfWork(connection, actor, self.clock, self.ids)
            yield unit
            told = await unit.write_events()
        if told:
            self.tell_of_events()

    @asynccontextmanager
    async def reading(self, actor: Actor) -> AsyncIterator[AsyncConnection]:
        """Read in the actor's tenant, from one snapshot. Raises `Unavailable`."""
        async with _transaction(self._reader, actor.tenant_id) as connection:
            yield connection

    @asynccontextmanager
    async def relay(self) -> AsyncIterator[AsyncConnection]:
        """Work across tenants under the narrow role. Raises `Unavailable`."""
        async with _transaction(self.relay_engine) as connection:
            yield connection

    def tell_of_events(self) -> None:
        """Wake whoever waits for events; called once they are committed."""
        for tell in self.on_events:
            tell()


async def driver_of(connection: AsyncConnection) -> TenantConnection:
    """Return the driver's own connection of a transaction, to be asked itself.

    The transaction begins with the first thing that SQLAlchemy asks, and its tenant with it: so
    that is asked first.
    """
    await connection.execute(NOTHING)
    return _driver(connection)


@asynccontextmanager
async def _transaction(
    engine: AsyncEngine, tenant_id: UUID | None = None
) -> AsyncIterator[AsyncConnection]:
    """Run one transaction; only the database's own failures become `Unavailable`."""
    try:
        connection = await _opened(engine)
    except (*LOST, *AWAY, DBAPIError) as error:
        raise _away() from error
    except PoolTimeout as error:
        raise Unavailable("The database is busy; try again.", {"retry_after_s": 5}) from error
    try:
        async with AsyncExitStack() as stack:
            stack.push_async_exit(connection)
            driver = _driver(connection)
            driver.tenant = tenant_id
            stack.callback(driver.begin_nowhere)
            await stack.enter_async_context(connection.begin())
            yield connection
    except DBAPIError as error:
        cause = error.orig.__cause__ if error.orig else None
        if error.connection_invalidated or isinstance(cause, (*LOST, *AWAY)):
            raise _away() from error
        raise


async def _opened(engine: AsyncEngine) -> AsyncConnection:
    """Return a connection of the pool.

    Waiting for one, and opening one, is limited in time, which needs a task; a charger's message
    is handled without (`ocpp.eager`).
    """
    if asyncio.current_task() is None:
        return await asyncio.create_task(_connected(engine))
    return await engine.connect()


async def _connected(engine: AsyncEngine) -> AsyncConnection:
    return await engine.connect()


def _driver(connection: AsyncConnection) -> TenantConnection:
    sync = connection.sync_connection
    if sync is None:
        raise RuntimeError("The connection was not opened.")
    return cast("TenantConnection", sync.connection.driver_connection)


def _refuse_the_dead(connection: Any, *_: object) -> None:  # noqa: ANN401  SQLAlchemy's adapter
    """Make the pool open another connection where this one ended while nobody used it."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def _away() -> Unavailable:
    return Unavailable("The database is away; try again soon.", {"retry_after_s": 5})
