"""Says whether the lock files still fit pyproject.toml and each other; needs no network."""

import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).parents[1]
RUNTIME: Final = "requirements.lock"
DEVELOPMENT: Final = "requirements-dev.lock"
BUILD: Final = "requirements-build.lock"
PROJECT: Final = re.compile(r"\bchargehouse \(pyproject\.toml(:\w+)?\)")


@dataclass(frozen=True)
class Pin:
    """One package in a lock: its version, its hashes, whether the project asks for it itself."""

    version: str
    hashes: int
    direct: bool


def read_lock(text: str) -> dict[str, Pin]:
    """Return the pins of a lock by the package's canonical name."""
    blocks = re.split(r"(?m)^(?=\w)", text)[1:]
    return dict(map(_read_block, blocks))


def wrong_locks(project: Mapping[str, Any], locks: Mapping[str, str]) -> list[str]:
    """Return what is wrong, a sentence each, with the locks (text by file name) of a project."""
    pins = {name: read_lock(text) for name, text in locks.items()}
    found = [
        *_unmet(RUNTIME, _requirements(project), pins[RUNTIME]),
        *_unmet(DEVELOPMENT, _requirements(project, extra="dev"), pins[DEVELOPMENT]),
        *_unmet(BUILD, _requirements(project, group="build"), pins[BUILD]),
        *_apart(RUNTIME, pins[RUNTIME], pins[DEVELOPMENT]),
        *_apart(BUILD, pins[BUILD], pins[DEVELOPMENT]),
    ]
    for name, text in locks.items():
        found += [
            f"{name}: {pin} has no hash" for pin, held in pins[name].items() if not held.hashes
        ]
        if "://" in text or "--index-url" in text:
            found.append(f"{name}: names the address of an index")
    return found


def _read_block(block: str) -> tuple[str, Pin]:
    first = block.splitlines()[0]
    requirement = Requirement(first.split(" \\")[0])
    version = next(iter(requirement.specifier)).version
    pin = Pin(version, block.count("--hash="), PROJECT.search(block) is not None)
    return canonicalize_name(requirement.name), pin


def _requirements(
    project: Mapping[str, Any], extra: str | None = None, group: str | None = None
) -> list[Requirement]:
    if group is not None:
        return [Requirement(line) for line in project["dependency-groups"][group]]
    lines = list(project["project"]["dependencies"])
    if extra is not None:
        lines += project["project"]["optional-dependencies"][extra]
    return [Requirement(line) for line in lines]


def _unmet(lock: str, wanted: Iterable[Requirement], pins: Mapping[str, Pin]) -> list[str]:
    found = []
    names = set()
    for requirement in wanted:
        name = canonicalize_name(requirement.name)
        names.add(name)
        pin = pins.get(name)
        if pin is None:
            found.append(f"{lock}: {name} is asked for and not pinned")
        elif not requirement.specifier.contains(pin.version, prereleases=True):
            found.append(f"{lock}: {name} {pin.version} is not {requirement.specifier}")
    found += [
        f"{lock}: {name} is pinned for the project, which does not ask for it"
        for name, pin in pins.items()
        if pin.direct and name not in names
    ]
    return found


def _apart(lock: str, pins: Mapping[str, Pin], others: Mapping[str, Pin]) -> list[str]:
    return [
        f"{lock}: {name} {pin.version} is another version in {DEVELOPMENT}, or not there"
        for name, pin in pins.items()
        if name not in others or others[name].version != pin.version
    ]


def main() -> int:
    """Print what is wrong; return 1 when anything is."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    locks = {name: (ROOT / name).read_text() for name in (RUNTIME, DEVELOPMENT, BUILD)}
    found = wrong_locks(project, locks)
    for sentence in found:
        print(sentence)
    if found:
        print("Run `make lock`.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
