"""Makes a cluster, whole or not at all, and says how its server is to run."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import psutil
import structlog

from chargehouse.platform.postgres.embedded.binaries import Install
from chargehouse.platform.postgres.embedded.errors import PostgresUnusable
from chargehouse.platform.postgres.embedded.places import PORT, Places

SUPERUSER = "postgres"

_UNFINISHED = "making-"
_BUILTIN_LOCALE_SINCE = 17
_SMALL_MACHINE_BYTES = 2 << 30
_HBA = "local all all trust\nlocal replication all trust\n"
_log = structlog.get_logger(__name__)


def environment() -> dict[str, str]:
    """Return what the server's programs see of our environment: nothing that steers them."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def ensure_cluster(places: Places, install: Install) -> None:
    """Make the cluster if there is none.

    It is made beside its place and renamed when it is finished and on disk; what an interrupted
    run has left is removed. The caller holds the owner's lock. Raises `PostgresUnusable`.
    """
    for leftover in places.home.glob(f"{_UNFINISHED}*"):
        _log.info("an unfinished database was removed", path=str(leftover))
        shutil.rmtree(leftover, ignore_errors=True)
    if (places.cluster / "PG_VERSION").exists():
        return
    if places.cluster.exists() and any(places.cluster.iterdir()):
        raise PostgresUnusable(
            f"{places.cluster} is not empty and holds no PostgreSQL database: restore it, "
            f"or move it away to begin with an empty one"
        )
    making = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=places.home))
    places.account.own(making)
    _initdb(making, places, install)
    (making / "pg_hba.conf").write_text(_HBA)
    making.rename(places.cluster)
    _sync(places.cluster / "pg_hba.conf")
    _sync(places.cluster)
    _sync(places.home)


def _initdb(making: Path, places: Places, install: Install) -> None:
    command = [
        str(install.program("initdb")),
        f"--pgdata={making}",
        f"--username={SUPERUSER}",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
        "--data-checksums",
        "--no-instructions",
    ]
    if install.major >= _BUILTIN_LOCALE_SINCE:
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    made = subprocess.run(  # noqa: S603  a program of an installed package
        command,
        cwd=places.home,
        env=environment(),
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        umask=0o077,
        **places.account.credentials(),
    )
    if made.returncode != 0:
        shutil.rmtree(making, ignore_errors=True)
        raise PostgresUnusable(f"PostgreSQL could not make a database: {made.stdout.strip()}")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def server_command(places: Places, install: Install, settings: Mapping[str, str]) -> list[str]:
    """Return the command that runs the server; `settings` go before ours, where they may."""
    chosen = _defaults() | dict(settings) | _ours(places)
    command = [str(install.program("postgres")), "-D", str(places.cluster)]
    for name, value in sorted(chosen.items()):
        command += ["-c", f"{name}={value}"]
    return command


def _defaults() -> dict[str, str]:
    small = psutil.virtual_memory().total < _SMALL_MACHINE_BYTES
    return {
        "checkpoint_timeout": "15min",
        "huge_pages": "try",
        "jit": "off",
        "log_directory": "log",
        "log_error_verbosity": "terse",  # a DETAIL repeats values, identifiers among them
        "log_filename": "postgresql-%a.log",
        "log_line_prefix": "%m [%p] %q%u@%d ",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_timezone": "UTC",
        "log_truncate_on_rotation": "on",
        "logging_collector": "on",
        "max_connections": "100",
        "max_wal_size": "1GB" if small else "2GB",
        "shared_buffers": "128MB" if small else "256MB",
        "synchronous_commit": "on",
        "timezone": "UTC",
        "wal_init_zero": "off",  # writing a segment of zeros holds up each commit meanwhile
    }


def _ours(places: Places) -> dict[str, str]:
    return {
        "cluster_name": places.mark,
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": str(places.socket_dir),
        "unix_socket_permissions": "0700",
    }
