"""Everything that is left behind, as text: who steals the disk, or reads along, sees this."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from tests.protocol.rawcharger import PATIENCE_S

from chargehouse.platform.postgres.embedded.cluster import SUPERUSER


@asynccontextmanager
async def as_superuser(data: Path) -> AsyncIterator["asyncpg.Connection[Any]"]:
    """Enter the installation's own database as its superuser."""
    lines = _postmaster(data)
    connection = await asyncpg.connect(
        host=lines[4], port=int(lines[3]), user=SUPERUSER, database="chargehouse"
    )
    try:
        yield connection
    finally:
        await connection.close()


def _postmaster(data: Path) -> list[str]:
    (pid_file,) = data.glob("**/postmaster.pid")
    return pid_file.read_text().splitlines()


async def every_table(data: Path) -> dict[str, str]:
    """Return every table's rows as text, partitions and the libraries' own tables included."""
    found = {}
    async with as_superuser(data) as connection:
        tables = await connection.fetch(
            "SELECT c.oid::regclass::text AS name FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
        )
        for table in tables:
            rows = await connection.fetch(f"SELECT t.* FROM {table['name']} t")  # noqa: S608  its own name
            found[table["name"]] = "\n".join(_text(value) for row in rows for value in row.values())
        statistics = await connection.fetch("SELECT s::text AS whole FROM pg_stats s")
        found["pg_stats"] = "\n".join(row["whole"] for row in statistics)
        activity = await connection.fetch("SELECT a::text AS whole FROM pg_stat_activity a")
        found["pg_stat_activity"] = "\n".join(row["whole"] for row in activity)
    return found


def _text(value: object) -> str:
    """Return a value in every way in which its bytes may be read."""
    if isinstance(value, bytes):
        return f"{value.decode('latin-1')}\n{value.hex()}"
    return str(value)


def every_file(folder: Path) -> dict[str, str]:
    """Return what the files of the data folder hold, byte for byte."""
    return {
        str(path.relative_to(folder)): path.read_bytes().decode("latin-1")
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


async def whole_stream(client: httpx.AsyncClient) -> str:
    """Return the stream of events, from the second event to the newest."""
    path = "/api/v1/events"
    first = (await client.get(path, params={"order": "oldest", "limit": 1})).json()["items"][0]
    last = (await client.get(path, params={"order": "newest", "limit": 1})).json()["items"][0]
    lines = []
    async with (
        asyncio.timeout(PATIENCE_S),
        client.stream("GET", f"{path}/stream", headers={"Last-Event-ID": first["id"]}) as answer,
    ):
        async for line in answer.aiter_lines():
            lines.append(line)
            if line == f"id: {last['id']}":
                break
    return "\n".join(lines)
