"""A wheel holds all that the program needs."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run(  # noqa: S603  a fixed command
        [*command, "--directory", str(folder)], cwd=ROOT, check=True, capture_output=True
    )
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def is_source(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts


def test_the_package_is_whole(wheel: zipfile.ZipFile) -> None:
    """Data files too: quirk rules, vendor profiles."""
    files = {
        str(path.relative_to(SOURCE))
        for path in (SOURCE / "chargehouse").rglob("*")
        if is_source(path)
    }
    assert any(name.endswith(".toml") for name in files)
    assert files - set(wheel.namelist()) == set()


def test_the_migrations_are_in_it(wheel: zipfile.ZipFile) -> None:
    files = {
        f"chargehouse/{path.relative_to(ROOT)}"
        for path in (ROOT / "migrations").rglob("*.py")
        if is_source(path)
    }
    assert files - set(wheel.namelist()) == set()


def test_it_holds_nothing_else(wheel: zipfile.ZipFile) -> None:
    roots = {name.partition("/")[0].partition("-")[0] for name in wheel.namelist()}
    assert roots == {"chargehouse"}
    assert [name for name in wheel.namelist() if name.endswith(".pyc")] == []
    assert [name for name in wheel.namelist() if name.endswith("/licenses/LICENSE")]
