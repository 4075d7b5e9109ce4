"""A PostgreSQL server for the run, and a migrated database for each test that asks for one.

`TEST_DATABASE_URL` names a superuser's address on a server to use instead of our own.
"""

import asyncio
import os
import secrets
import shlex
import subprocess
import tempfile
import threading
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import pytest

from chargehouse.platform.postgres.address import PostgresAddress, parse_database_url
from chargehouse.platform.postgres.embedded import EmbeddedPostgres

T = TypeVar("T")

SETTINGS = {
    "checkpoint_timeout": "1h",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "max_wal_size": "4GB",
    "shared_buffers": "64MB",
}


class Background:
    """An event loop in a thread of its own, so that fixtures need not share a test's loop."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def close(self) -> None:
        self.run(self._loop.shutdown_default_executor())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture(scope="session")
def background() -> Iterator[Background]:
    loop = Background()
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def postgres_server(background: Background) -> Iterator[PostgresAddress]:
    """The superuser's address on the run's server."""
    url = os.environ.get("TEST_DATABASE_URL")
    if url:
        yield parse_database_url(url)
        return
    folder = Path(tempfile.mkdtemp(prefix="chargehouse-tests-"))
    folder.chmod(0o711)
    server = EmbeddedPostgres(folder, settings=SETTINGS)
    with _removed_even_if_we_are_killed(folder):
        address = background.run(server.start())
        yield address
        background.run(server.stop())


def _removed_even_if_we_are_killed(folder: Path) -> subprocess.Popen[bytes]:
    """Start a shell that waits until we close its input, or die, and then clears up."""
    quoted = shlex.quote(str(folder))
    script = (
        "cat >/dev/null; "
        f'kill -QUIT "$(head -n 1 {quoted}/postgres/cluster/postmaster.pid)" 2>/dev/null; '
        f"rm -rf {quoted}"
    )
    return subprocess.Popen(  # noqa: S603  a fixed script
        ["/bin/sh", "-c", script],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


class Databases:
    """Makes and drops databases on the run's server."""

    def __init__(self, background: Background, server: PostgresAddress) -> None:
        self._background = background
        self._server = server
        self._connection = background.run(asyncpg.connect(**server.asyncpg_kwargs("postgres")))

    def create(self, template: str | None = None) -> PostgresAddress:
        name = f"test_{secrets.token_hex(6)}"
        source = f'TEMPLATE "{template}" STRATEGY WAL_LOG' if template else ""
        self._execute(f'CREATE DATABASE "{name}" {source}')
        return PostgresAddress(**{**vars(self._server), "database": name})

    def migrate(self, address: PostgresAddress) -> None:
        self._background.run(_migrate(address))

    def drop(self, name: str) -> None:
        self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def close(self) -> None:
        self._background.run(self._connection.close())

    def _execute(self, statement: str) -> None:
        self._background.run(self._connection.execute(statement))


async def _migrate(address: PostgresAddress) -> None:
    # Alembic takes long to import, which unit tests need not wait for.
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415  see above

    from chargehouse.platform.postgres.migrate import upgrade  # noqa: PLC0415  see above

    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=lambda: asyncpg.connect(**address.asyncpg_kwargs()),
    )
    try:
        await upgrade(engine)
    finally:
        await engine.dispose()


@pytest.fixture(scope="session")
def databases(background: Background, postgres_server: PostgresAddress) -> Iterator[Databases]:
    """The hands that make and drop databases."""
    made = Databases(background, postgres_server)
    yield made
    made.close()


@pytest.fixture(scope="session")
def database_template(databases: Databases) -> Iterator[str]:
    """The name of a migrated database to clone; nobody may connect to it."""
    address = databases.create()
    databases.migrate(address)
    yield address.database
    databases.drop(address.database)


@pytest.fixture
def database(databases: Databases, database_template: str) -> Iterator[PostgresAddress]:
    """The superuser's address in a migrated database that is the test's own."""
    address = databases.create(database_template)
    yield address
    databases.drop(address.database)


@pytest.fixture(scope="module")
def module_database(databases: Databases, database_template: str) -> Iterator[PostgresAddress]:
    """The superuser's address in a migrated database that is the module's own."""
    address = databases.create(database_template)
    yield address
    databases.drop(address.database)


@pytest.fixture
def empty_database(databases: Databases) -> Iterator[PostgresAddress]:
    """The superuser's address in a database without any tables."""
    address = databases.create()
    yield address
    databases.drop(address.database)
