import asyncio
import json
import os
import shutil
import signal
import stat
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest

from chargehouse.kernel.errors import Invalid
from chargehouse.platform.postgres.embedded import (
    EmbeddedPostgres,
    PostgresAddress,
    PostgresUnusable,
    ServerState,
    parse_database_url,
)
from chargehouse.platform.postgres.embedded.account import account_for
from chargehouse.platform.postgres.embedded.binaries import wheel_root

FAST = {"fsync": "off", "shared_buffers": "16MB"}
AS_ROOT = os.geteuid() == 0

Start = Callable[..., Awaitable[tuple[EmbeddedPostgres, PostgresAddress]]]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the server's account can enter, which pytest's own is not."""
    path = Path(tempfile.mkdtemp(prefix="chargehouse-embedded-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


@pytest.fixture
async def start(folder: Path) -> AsyncIterator[Start]:
    servers: list[EmbeddedPostgres] = []

    async def start(
        data_dir: Path | None = None, **options: object
    ) -> tuple[EmbeddedPostgres, PostgresAddress]:
        server = EmbeddedPostgres(
            data_dir or folder / "data",
            shared_dir=folder / "shared",
            **{"settings": FAST, **options},  # type: ignore[arg-type]
        )
        servers.append(server)
        return server, await server.start()

    yield start
    for server in servers:
        await server.stop()


async def ask(address: PostgresAddress, question: str) -> object:
    connection = await asyncpg.connect(address.url())
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def remember(address: PostgresAddress) -> None:
    await ask(address, "CREATE TABLE kept AS SELECT 42 AS answer")


async def recalls(address: PostgresAddress) -> bool:
    return await ask(address, "SELECT answer FROM kept") == 42


def mode_of(path: str) -> int:
    return stat.S_IMODE(Path(path).stat().st_mode)


def cluster_of(folder: Path) -> Path:
    return folder / "data" / "postgres" / "cluster"


class States:
    """Hears a server's states and waits for one."""

    def __init__(self) -> None:
        self.heard: list[ServerState] = []
        self._news = asyncio.Event()

    def __call__(self, state: ServerState) -> None:
        self.heard.append(state)
        self._news.set()

    async def next(self, state: ServerState) -> None:
        async with asyncio.timeout(30):
            while state not in self.heard:
                self._news.clear()
                await self._news.wait()
        self.heard.clear()


async def test_starts_from_nothing_and_keeps_its_rows_over_a_restart(start: Start) -> None:
    server, address = await start()
    await remember(address)
    await server.stop()
    assert server.state == "stopped"

    _, again = await start()

    assert again == address
    assert await recalls(again)


async def test_speaks_utf8_and_utc_over_a_socket_that_only_we_can_reach(start: Start) -> None:
    _, address = await start()

    assert await ask(address, "SHOW server_encoding") == "UTF8"
    assert await ask(address, "SELECT upper('é')") == "É"
    assert await ask(address, "SHOW TimeZone") == "UTC"
    assert await ask(address, "SHOW listen_addresses") == ""
    assert mode_of(address.host) == 0o700


async def test_is_durable_unless_told_otherwise(start: Start) -> None:
    _, address = await start(settings={})

    for setting in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums"):
        assert await ask(address, f"SHOW {setting}") == "on"


async def test_a_killed_server_comes_back_with_what_was_committed(start: Start) -> None:
    states = States()
    server, address = await start(on_state=states)
    await states.next("ready")
    await remember(address)
    killed = server.pid
    assert killed is not None

    os.kill(killed, signal.SIGKILL)
    await states.next("ready")

    assert server.pid != killed
    assert await recalls(address)


async def test_a_server_process_that_hangs_on_after_its_postmaster_is_ended(start: Start) -> None:
    states = States()
    server, address = await start(on_state=states)
    await states.next("ready")
    postmaster = psutil.Process(server.pid)
    writer = next(p for p in postmaster.children() if "checkpointer" in p.cmdline()[0])

    writer.suspend()
    postmaster.kill()
    await states.next("ready")

    assert not writer.is_running() or writer.status() == psutil.STATUS_ZOMBIE
    assert await ask(address, "SELECT 1") == 1


@pytest.mark.parametrize("whose", ["our own", "another program's", "nobody's"])
async def test_a_stale_pid_file_does_no_harm(start: Start, folder: Path, whose: str) -> None:
    server, address = await start()
    await remember(address)
    cluster = cluster_of(folder)
    written = (cluster / "postmaster.pid").read_text()
    await server.stop()
    account = account_for(cluster)
    other = await asyncio.create_subprocess_exec("sleep", "600", **account.credentials())
    if whose == "nobody's":
        other.kill()
        await other.wait()
    pid = os.getpid() if whose == "our own" else other.pid
    stale = "\n".join([str(pid), *written.splitlines()[1:]]) + "\n"
    (cluster / "postmaster.pid").write_text(stale)
    (Path(address.host) / ".s.PGSQL.5432.lock").write_text(stale)

    try:
        _, again = await start()

        assert await recalls(again)
        assert (other.returncode is None) == (whose != "nobody's")
    finally:
        if other.returncode is None:
            other.kill()
            await other.wait()


async def test_a_half_made_cluster_is_made_anew(start: Start, folder: Path) -> None:
    home = folder / "data" / "postgres"
    half = home / "making-interrupted"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    _, address = await start()

    assert await ask(address, "SELECT 1") == 1
    assert not half.exists()


async def test_a_folder_with_something_else_in_it_is_refused_untouched(
    start: Start, folder: Path
) -> None:
    cluster = cluster_of(folder)
    cluster.mkdir(parents=True)
    (cluster / "letter.txt").write_text("dear reader")
    if AS_ROOT:
        os.chown(cluster, 65534, 65534)

    with pytest.raises(PostgresUnusable, match="holds no PostgreSQL database"):
        await start()

    assert (cluster / "letter.txt").read_text() == "dear reader"


async def test_another_versions_cluster_is_refused_with_what_to_do(
    start: Start, folder: Path
) -> None:
    server, _ = await start()
    await server.stop()
    (cluster_of(folder) / "PG_VERSION").write_text("12\n")

    with pytest.raises(PostgresUnusable, match=r"written by PostgreSQL 12.*pg_dumpall"):
        await start()


async def test_settings_that_the_server_refuses_are_told_in_its_words(start: Start) -> None:
    with pytest.raises(PostgresUnusable, match="no_such_setting"):
        await start(settings={"no_such_setting": "1"})


async def test_a_second_joins_and_leaves_the_server_alone(start: Start) -> None:
    owner, address = await start()
    second, joined = await start()

    assert joined == address
    assert second.pid == owner.pid
    assert (owner.is_owner, second.is_owner) == (True, False)
    await second.stop()
    assert await ask(address, "SELECT 1") == 1


async def test_a_second_takes_over_when_the_owner_stops(start: Start) -> None:
    owner, address = await start()
    states = States()
    second, _ = await start(on_state=states)
    await states.next("ready")

    await owner.stop()
    await states.next("ready")

    assert second.is_owner
    assert await ask(address, "SELECT 1") == 1


OWNER = """
import asyncio, concurrent.futures.thread, json, os, sys
from pathlib import Path
from chargehouse.platform.postgres.embedded import EmbeddedPostgres

if sys.argv[3]:  # become another user only now: Python itself may lie where that one cannot look
    os.setgroups([])
    os.setgid(int(sys.argv[3]))
    os.setuid(int(sys.argv[3]))

async def main():
    server = EmbeddedPostgres(Path(sys.argv[1]), settings=json.loads(sys.argv[2]))
    address = await server.start()
    print(json.dumps({"pid": server.pid, "host": address.host}), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await server.stop()

asyncio.run(main())
"""


async def other_chargehouse(
    data_dir: Path, *, uid: int | None = None
) -> tuple[asyncio.subprocess.Process, dict[str, object]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        OWNER,
        str(data_dir),
        json.dumps(FAST),
        "" if uid is None else str(uid),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd="/",
    )
    assert process.stdout is not None
    async with asyncio.timeout(60):
        line = await process.stdout.readline()
    return process, json.loads(line)


async def test_a_server_that_outlived_its_owner_is_adopted(start: Start, folder: Path) -> None:
    process, told = await other_chargehouse(folder / "data")
    process.kill()
    await process.communicate()

    server, address = await start()

    assert server.pid == told["pid"]
    assert server.is_owner
    assert await ask(address, "SELECT 1") == 1


async def test_both_killed_at_once_recover(start: Start, folder: Path) -> None:
    process, told = await other_chargehouse(folder / "data")
    address = PostgresAddress(str(told["host"]), 5432, "postgres", "chargehouse")
    await remember(address)
    os.kill(int(str(told["pid"])), signal.SIGKILL)
    process.kill()
    await process.communicate()

    _, again = await start()

    assert await recalls(again)


async def test_an_adopted_server_with_other_settings_is_restarted(
    start: Start, folder: Path
) -> None:
    process, told = await other_chargehouse(folder / "data")
    process.kill()
    await process.communicate()

    server, address = await start(settings={**FAST, "work_mem": "5MB"})

    assert server.pid != told["pid"]
    assert await ask(address, "SHOW work_mem") == "5MB"


async def test_a_long_path_has_its_socket_elsewhere(start: Start, folder: Path) -> None:
    deep = folder.joinpath(*["a-folder-with-a-long-name"] * 6)

    server, address = await start(deep)

    assert not address.host.startswith(str(deep))
    assert mode_of(address.host) == 0o700
    assert await ask(address, "SELECT 1") == 1
    await server.stop()
    shutil.rmtree(address.host)


@pytest.mark.skipif(not AS_ROOT, reason="only root lends the server another account")
class TestAsRoot:
    async def test_a_data_folder_that_the_account_cannot_enter_leads_elsewhere(
        self, start: Start, folder: Path
    ) -> None:
        closed = folder / "closed"
        closed.mkdir(mode=0o700)
        server, address = await start(closed / "data")
        await remember(address)
        await server.stop()

        assert closed.stat().st_mode & 0o777 == 0o700
        assert (closed / "data" / "postgres").readlink().parent == folder / "shared"
        closed.chmod(0o711)
        _, again = await start(closed / "data")
        assert await recalls(again)

    async def test_a_link_to_a_lost_database_is_not_taken_for_a_fresh_start(
        self, start: Start, folder: Path
    ) -> None:
        (folder / "data").mkdir()
        (folder / "data" / "postgres").symlink_to(folder / "lost")

        with pytest.raises(PostgresUnusable, match="which is gone"):
            await start()

    async def test_programs_that_the_account_cannot_read_are_copied_once(
        self, start: Start, folder: Path
    ) -> None:
        closed = folder / "closed"
        closed.mkdir(mode=0o700)
        wheel = wheel_root()
        for part in (wheel, wheel.with_name(f"{wheel.name}.libs")):
            if part.is_dir():
                shutil.copytree(part, closed / part.name)
        programs = closed / wheel.name

        server, address = await start(programs_dir=programs)
        assert await ask(address, "SELECT 1") == 1
        await server.stop()
        copies = list((folder / "shared").iterdir())
        await start(programs_dir=programs)

        assert list((folder / "shared").iterdir()) == copies
        assert len(copies) == 1

    async def test_runs_as_an_ordinary_user_too(self, folder: Path) -> None:
        data = folder / "data"
        data.mkdir()
        os.chown(data, 65534, 65534)

        process, told = await other_chargehouse(data, uid=65534)

        assert psutil.Process(int(str(told["pid"]))).uids().real == 65534
        address = PostgresAddress(str(told["host"]), 5432, "postgres", "chargehouse")
        assert await ask(address, "SELECT 1") == 1
        await process.communicate(b"")
        assert process.returncode == 0


@pytest.mark.parametrize(
    ("url", "address"),
    [
        (
            "postgresql://ann:p%40ss@db.example:6000/power?sslmode=require",
            PostgresAddress("db.example", 6000, "ann", "power", "p@ss", "require"),
        ),
        ("postgres://ann@db.example", PostgresAddress("db.example", 5432, "ann", "ann")),
        (
            "postgresql://ann@/power?host=/run/db&port=6000",
            PostgresAddress("/run/db", 6000, "ann", "power"),
        ),
        ("postgresql://ann@[::1]:6000/power", PostgresAddress("::1", 6000, "ann", "power")),
    ],
)
def test_a_database_url_is_read_and_written(url: str, address: PostgresAddress) -> None:
    assert parse_database_url(url) == address
    assert parse_database_url(address.url()) == address


@pytest.mark.parametrize(
    "url",
    [
        "mysql://ann:hunter2@db.example/power",
        "postgresql://ann:hunter2@db.example:port/power",
        "postgresql://:hunter2@db.example/power",
        "postgresql://ann:hunter2@db.example/power?colour=blue",
        "postgresql://ann:hunter2@db.example/power?sslmode=perhaps",
    ],
)
def test_a_bad_database_url_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_database_url(url)

    assert "hunter2" not in str(refused.value)


def test_an_address_does_not_show_its_password() -> None:
    assert "hunter2" not in repr(parse_database_url("postgresql://ann:hunter2@db/power"))
