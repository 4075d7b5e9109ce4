"""The database of a process: our own embedded server, or the one that it is told of."""

from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType

import structlog

from chargehouse.kernel.clock import Clock
from chargehouse.kernel.ids import Ids
from chargehouse.platform.postgres.address import PostgresAddress, parse_database_url
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.postgres.embedded import EmbeddedPostgres
from chargehouse.platform.postgres.migrate import upgrade
from chargehouse.platform.settings import Settings

log = structlog.get_logger(__name__)


class Storage:
    """Opens the database, brought to this program's schema; closes it again.

    As a context manager it gives the `Database`. Raises `PostgresUnusable`, `SchemaTooNew` and
    `Unavailable`, each saying what to do.
    """

    def __init__(self, settings: Settings, *, clock: Clock, ids: Ids) -> None:
        self._settings = settings
        self._clock = clock
        self._ids = ids
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Database:
        """Start or find the server, migrate, and begin to write."""
        try:
            return await self._start()
        except BaseException:
            await self._open.aclose()
            raise

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write what waits, and stop the server where it is ours."""
        await self._open.aclose()

    async def _start(self) -> Database:
        address = await self._address()
        database = Database(
            address.asyncpg_kwargs(),
            clock=self._clock,
            ids=self._ids,
            hot_connections=self._settings.database.hot_connections,
            pool_size=self._settings.database.pool_size,
        )
        self._open.push_async_callback(database.stop)
        owner = database.owner_engine()
        self._open.push_async_callback(owner.dispose)
        await upgrade(owner)
        await database.start()
        return database

    async def _address(self) -> PostgresAddress:
        url = self._settings.database.url
        if url is not None:
            return parse_database_url(url)
        server = EmbeddedPostgres(
            made_folder(self._settings.data_dir),
            on_state=lambda state: log.info("embedded_postgres", state=state),
        )
        self._open.push_async_callback(server.stop)
        return await server.start()


def made_folder(path: Path) -> Path:
    """Return the data folder's absolute path; make it, for us alone, where there is none."""
    folder = path.expanduser().absolute()
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    return folder
