"""Where the cluster and its socket live."""

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

import structlog

from chargehouse.platform.postgres.embedded.account import Account, account_for
from chargehouse.platform.postgres.embedded.errors import PostgresUnusable

SHARED_DIR = Path("/var/lib/chargehouse")
PORT = 5432

_SOCKET_PATH_LIMIT_BYTES = 103  # the shortest of the systems: 104 with its final zero, on macOS
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one cluster, and the account that owns them."""

    home: Path
    socket_dir: Path
    account: Account

    @property
    def cluster(self) -> Path:
        """Return PostgreSQL's own data folder."""
        return self.home / "cluster"

    @property
    def mark(self) -> str:
        """Return the text that tells this cluster's processes from all others."""
        return f"chargehouse-{_digest(self.cluster)}"

    @property
    def owner_lock(self) -> Path:
        """Return the file locked by the Chargehouse process that answers for the server."""
        return self.home / "owner.lock"

    @property
    def server_lock(self) -> Path:
        """Return the file that stays locked while any process of the server lives."""
        return self.home / "server.lock"

    @property
    def startup_log(self) -> Path:
        """Return the file with what the server says before its own log is open."""
        return self.home / "startup.log"


def settle(data_dir: Path, shared_dir: Path = SHARED_DIR) -> Places:
    """Find or make the folders for the cluster of `data_dir`.

    They are in `<data_dir>/postgres`. Where the server's account cannot come (under `/root`, say)
    they are in `shared_dir` instead, and `<data_dir>/postgres` is a link to them. Raises
    `PostgresUnusable` when neither will do.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    home = data_dir.resolve() / "postgres"
    if home.is_symlink() and not home.exists():
        raise PostgresUnusable(
            f"{home} is a link to {home.readlink()}, which is gone: bring that folder back, "
            f"or remove the link to begin with an empty database"
        )
    account = account_for(home / "cluster")
    if not home.exists():
        home = _make_home(home, account, shared_dir)
    home = home.resolve()
    if not (home / "cluster").exists():
        account.own(home)
        home.chmod(0o700)
    if not account.may("-x", home):
        raise PostgresUnusable(
            f"The account {account.name}, which runs the database, cannot enter {home}; "
            f"let it pass the folders above, or move the data folder"
        )
    return Places(home, _socket_dir(home, account), account)


def _make_home(home: Path, account: Account, shared_dir: Path) -> Path:
    if account.may("-x", home.parent):
        home.mkdir(mode=0o700, exist_ok=True)
        return home
    elsewhere = make_shared(shared_dir) / _digest(home)
    elsewhere.mkdir(mode=0o700, exist_ok=True)
    home.symlink_to(elsewhere)
    _log.warning(
        "the database lives outside the data folder, which the server's account cannot enter",
        database_dir=str(elsewhere),
        data_dir=str(home.parent),
        account=account.name,
    )
    return elsewhere


def make_shared(shared_dir: Path) -> Path:
    """Make the folder that every account can pass, unless it is there already."""
    if not shared_dir.exists():
        shared_dir.mkdir(parents=True)
        shared_dir.chmod(0o755)
    return shared_dir


def _socket_dir(home: Path, account: Account) -> Path:
    inside = home / "run"
    if _fits(inside):
        inside.mkdir(mode=0o700, exist_ok=True)
        account.own(inside)
        return inside
    for base in (Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108  checked in _private
        outside = base.resolve() / f"chargehouse-{_digest(home)}"
        if _fits(outside) and account.may("-x", base):
            return _private(outside, account)
    raise PostgresUnusable(
        f"There is no folder with a path short enough for the database's socket: "
        f"{home} is too long, and so is the folder for temporary files"
    )


def _fits(socket_dir: Path) -> bool:
    path = os.fsencode(socket_dir / f".s.PGSQL.{PORT}.lock")
    return len(path) <= _SOCKET_PATH_LIMIT_BYTES


def _private(path: Path, account: Account) -> Path:
    """Make a folder in a place where anybody may have made it before us."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        pass
    else:
        account.own(path)
    found = path.lstat()
    if (
        not stat.S_ISDIR(found.st_mode)
        or found.st_uid != account.uid
        or stat.S_IMODE(found.st_mode) != stat.S_IRWXU
    ):
        raise PostgresUnusable(
            f"{path} should be a folder of the account {account.name} with mode 0700; remove it"
        )
    return path


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
