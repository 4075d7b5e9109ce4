"""What no file may hold: paths of one machine, addresses of registries, unfinished work."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SKIPPED = frozenset(
    (
        *(".git", ".venv", ".data", "chargehouse-data", "__pycache__", "node_modules", "dist"),
        *("build", ".mypy_cache", ".ruff_cache", ".hypothesis", ".import_linter_cache"),
        *(".pytest_cache", "LICENSE", "screens"),
    )
)
BUILT = Path("src/chargehouse/portal")

# Put together here, so that this file does not hold them itself.
REGISTRIES = [
    ".".join(name)
    for name in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("crates", "io"),
        ("ghcr", "io"),
        ("docker", "io"),
        ("deb.debian", "org"),
        ("proxy.golang", "org"),
    )
]
UNFINISHED = ["TO" + "DO", "FIX" + "ME", "X" + "XX"]
FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.}])/(?:work|home|Users)/\w"),
    "the address of a registry": re.compile("|".join(map(re.escape, REGISTRIES))),
    "unfinished work": re.compile(rf"\b(?:{'|'.join(UNFINISHED)})\b"),
}


def texts() -> Iterator[tuple[str, str]]:
    """Yield name and text of every file of the project."""
    for folder, inner, files in os.walk(ROOT):
        within = Path(folder).relative_to(ROOT)
        inner[:] = sorted(name for name in inner if name not in SKIPPED and within / name != BUILT)
        for path in sorted(Path(folder, name) for name in files if name not in SKIPPED):
            if path.is_file() and not path.is_symlink():
                text = path.read_text(encoding="utf-8", errors="replace")
                yield str(path.relative_to(ROOT)), text


def forbidden(text: str) -> list[str]:
    """Return what a text holds that it may not, with the line's number."""
    return [
        f"{number}: {what}"
        for number, line in enumerate(text.splitlines(), 1)
        for what, pattern in FORBIDDEN.items()
        if pattern.search(line)
    ]


def test_no_file_holds_what_it_may_not() -> None:
    found = [f"{name}:{what}" for name, text in texts() for what in forbidden(text)]
    assert found == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("see /" + "home/somebody/notes", ["1: a path of one machine"]),
        ("index = https:/" + f"/{REGISTRIES[0]}/simple", ["1: the address of a registry"]),
        (f"pass  # {UNFINISHED[0]} later", ["1: unfinished work"]),
        ("GET /api/v1/stations/{id}/work/home", []),
        ("packages/ and homework/ are no paths of a machine", []),
    ],
)
def test_a_forbidden_text_is_noticed(line: str, found: list[str]) -> None:
    assert forbidden(line) == found
