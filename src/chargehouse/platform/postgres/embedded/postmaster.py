"""Finds, starts and ends the server's processes, and no others.

A pid in `postmaster.pid` may by now be anybody's, in a container without an init even our own.
So every process of a server inherits a lock on one file, held as long as any of them lives; and
a process counts as the server's by its working folder or, where that may not be seen, its title.
"""

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
import structlog

from chargehouse.platform.postgres.embedded.account import Account
from chargehouse.platform.postgres.embedded.cluster import environment
from chargehouse.platform.postgres.embedded.errors import PostgresUnusable
from chargehouse.platform.postgres.embedded.places import PORT, Places

_PID_FILE_LINES_WITH_STATUS = 8
_POLL_EVERY_S = 0.005
_ORPHANS_LEAVE_S = ((signal.SIGQUIT, 2.0), (signal.SIGKILL, 30.0))
_FAST_STOP_S = 60.0
_IMMEDIATE_STOP_S = 10.0
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class PidFile:
    """What a server says about itself in `postmaster.pid`."""

    pid: int
    socket_dir: Path
    is_ready: bool


def read_pid_file(cluster: Path) -> PidFile | None:
    """Return the contents of `postmaster.pid`, or None while it is absent or not yet written."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        pid = int(lines[0])
    except (FileNotFoundError, ValueError, IndexError):
        return None
    if len(lines) < _PID_FILE_LINES_WITH_STATUS:
        return PidFile(pid, Path(), is_ready=False)
    return PidFile(pid, Path(lines[4]), is_ready=lines[7].strip() == "ready")


class Postmaster:
    """A running server: our child, or one that was adopted."""

    def __init__(self, pid: int, child: subprocess.Popen[bytes] | None = None) -> None:
        self._child = child
        self._process = psutil.Process(pid)
        self.is_adopted = child is None

    @property
    def pid(self) -> int:
        """Return the server's process id."""
        pid: int = self._process.pid
        return pid

    def command(self) -> list[str]:
        """Return the command line it was started with."""
        with contextlib.suppress(psutil.Error):
            command: list[str] = self._process.cmdline()
            return command
        return []

    def is_alive(self) -> bool:
        """Tell whether it runs; a zombie does not."""
        if self._child is not None:
            return self._child.poll() is None
        return _runs(self._process)

    def stop(self) -> None:
        """Shut it down fast: sessions are ended, what is committed is kept."""
        for number, patience_s in (
            (signal.SIGINT, _FAST_STOP_S),
            (signal.SIGQUIT, _IMMEDIATE_STOP_S),
            (signal.SIGKILL, _IMMEDIATE_STOP_S),
        ):
            with contextlib.suppress(psutil.NoSuchProcess):
                self._process.send_signal(number)
            if self._wait(patience_s):
                return
            _log.warning("the database does not stop", pid=self.pid, signal=number.name)

    def kill(self) -> None:
        """End it at once; the next start recovers."""
        with contextlib.suppress(psutil.NoSuchProcess):
            self._process.kill()
        self._wait(_IMMEDIATE_STOP_S)

    def _wait(self, patience_s: float) -> bool:
        deadline = time.monotonic() + patience_s
        while self.is_alive():
            if time.monotonic() > deadline:
                return False
            time.sleep(_POLL_EVERY_S)
        if self.is_adopted:
            with contextlib.suppress(ChildProcessError):  # ours to bury only where we are init
                os.waitpid(self.pid, os.WNOHANG)
        return True


def find_postmaster(places: Places) -> Postmaster | None:
    """Return the live server of this cluster, whoever started it."""
    noted = read_pid_file(places.cluster)
    if noted is None:
        return None
    with contextlib.suppress(psutil.NoSuchProcess):
        if _belongs(psutil.Process(noted.pid), places):
            return Postmaster(noted.pid)
    return None


def launch(places: Places, command: Sequence[str]) -> Postmaster:
    """Start the server, after whatever was left of a dead one is gone.

    The caller holds the owner's lock and knows that no server lives. Raises `PostgresUnusable`
    when processes of an earlier one do not end.
    """
    lock = _lock_of_the_dead(places)
    try:
        for stale in (
            places.cluster / "postmaster.pid",
            places.socket_dir / f".s.PGSQL.{PORT}.lock",
        ):
            stale.unlink(missing_ok=True)
        said = os.open(
            places.startup_log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600
        )
        places.account.own(places.startup_log)
        try:
            child = subprocess.Popen(  # noqa: S603  a program of an installed package
                command,
                cwd=places.home,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                pass_fds=[lock],
                start_new_session=True,
                umask=0o077,
                **places.account.credentials(),
            )
        finally:
            os.close(said)
    finally:
        os.close(lock)
    return Postmaster(child.pid, child)


def _lock_of_the_dead(places: Places) -> int:
    lock = open_lock(places.server_lock, places.account)
    if try_lock(lock):
        return lock
    for number, patience_s in _ORPHANS_LEAVE_S:
        for orphan in _processes(places):
            _log.info("a process of a dead database is ended", pid=orphan.pid, signal=number.name)
            with contextlib.suppress(psutil.NoSuchProcess):
                orphan.send_signal(number)
        deadline = time.monotonic() + patience_s
        while time.monotonic() < deadline:
            if try_lock(lock):
                return lock
            time.sleep(_POLL_EVERY_S)
    os.close(lock)
    raise PostgresUnusable(
        f"Another process still uses the database in {places.cluster}, perhaps in another "
        f"container: end it, then start again"
    )


def open_lock(path: Path, account: Account) -> int:
    """Open a file to be locked, for the server's account to open as well."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    account.own(path)
    return descriptor


def try_lock(descriptor: int) -> bool:
    """Lock the file for as long as it is open, here or where it is inherited."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _processes(places: Places) -> list[psutil.Process]:
    return [process for process in psutil.process_iter() if _belongs(process, places)]


def _belongs(process: psutil.Process, places: Places) -> bool:
    try:
        if process.uids().effective != places.account.uid or not _runs(process):
            return False
        command = process.cmdline()
    except psutil.Error:
        return False
    titled = any(places.mark in part or part == str(places.cluster) for part in command)
    if not titled or not Path(command[0].partition(":")[0]).name.startswith("postgres"):
        return False
    try:
        return (Path("/proc") / str(process.pid) / "cwd").samefile(places.cluster)
    except OSError:  # not ours to look at (root in a container), or a system without /proc
        return True


def _runs(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False
