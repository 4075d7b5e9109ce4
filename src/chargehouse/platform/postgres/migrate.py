"""Brings a database to the newest schema, one process at a time."""

from pathlib import Path

from alembic import command, op
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import await_only

from chargehouse.kernel.errors import ChargehouseError
from chargehouse.platform.postgres import partitions, planning

LOCK = 0x63686172676568  # "chargeh": one advisory lock for every migration


class SchemaTooNew(ChargehouseError):  # noqa: N818  a refusal is named for what is so
    """The database was migrated by a newer Chargehouse than this one."""

    code = "schema_too_new"


def migrations_folder() -> Path:
    """Return where the migrations lie: beside the package in a wheel, at the root in a checkout."""
    package = Path(__file__).parents[2]
    installed = package / "migrations"
    return installed if installed.is_dir() else package.parents[1] / "migrations"


async def upgrade(engine: AsyncEngine) -> None:
    """Apply the missing migrations under a lock, so that processes that start together wait.

    Raises `SchemaTooNew` when the database knows a migration that this program does not.
    """
    async with engine.connect() as connection:
        await connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        await connection.commit()
        try:
            await connection.run_sync(_upgrade)
            await planning.tell(connection)
            await partitions.ensure(connection)
            await connection.commit()
        finally:
            await connection.rollback()
            await connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
            await connection.commit()


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    config.attributes["connection"] = connection
    script = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_revision()
    connection.commit()
    known = {revision.revision for revision in script.walk_revisions()}
    if current is not None and current not in known:
        raise SchemaTooNew(
            f"The database is at schema {current}, which this version does not know. "
            "Start the version that wrote it, or a newer one.",
            {"schema": current},
        )
    if current != script.get_current_head():
        command.upgrade(config, "head")


def run_script(sql: str) -> None:
    """Run several statements in the migration's own transaction; for use by migrations alone."""
    connection = op.get_bind()
    connection.execute(text("SELECT 1"))  # the driver's adapter begins its transaction lazily
    driver_connection = connection.connection.driver_connection
    if driver_connection is None:
        raise RuntimeError("The migration has lost its connection.")
    await_only(driver_connection.execute(sql))
