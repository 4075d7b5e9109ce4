import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tools.portal import STAMP, hash_of, must_build

PROGRAM = Path(__file__).parents[2] / "tools" / "portal.py"
NOBODY_LISTENS = "http://127.0.0.1:9/"
PACKAGE = {"name": "house", "version": "1.0.0"}
LOCK = {
    "lockfileVersion": 3,
    "packages": {
        "": {**PACKAGE, "dependencies": {"door": "1.0.0"}},
        "node_modules/door": {"version": "1.0.0"},
    },
}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "portal"
    (folder / "src").mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({**PACKAGE, "dependencies": {"door": "1.0.0"}}))
    (folder / "package-lock.json").write_text(json.dumps(LOCK))
    (folder / "src" / "main.tsx").write_text("main();")
    return folder


@pytest.fixture
def built(tmp_path: Path, sources: Path) -> Path:
    folder = tmp_path / "built"
    folder.mkdir()
    (folder / "index.html").write_text("built")
    (folder / STAMP).write_text(hash_of(sources))
    return folder


def test_what_is_built_of_these_sources_is_not_built_again(sources: Path, built: Path) -> None:
    assert not must_build(sources, built)


def test_what_was_never_built_has_to_be(sources: Path, tmp_path: Path) -> None:
    assert must_build(sources, tmp_path / "nowhere")


@pytest.mark.parametrize("lost", ["index.html", STAMP])
def test_half_of_a_build_is_none(sources: Path, built: Path, lost: str) -> None:
    (built / lost).unlink()
    assert must_build(sources, built)


def test_changed_sources_have_to_be_built(sources: Path, built: Path) -> None:
    (sources / "src" / "main.tsx").write_text("other();")
    assert must_build(sources, built)


def test_a_renamed_file_is_a_change(sources: Path, built: Path) -> None:
    (sources / "src" / "main.tsx").rename(sources / "src" / "other.tsx")
    assert must_build(sources, built)


def test_installed_packages_are_no_sources(sources: Path, built: Path) -> None:
    (sources / "node_modules").mkdir()
    (sources / "node_modules" / "door.js").write_text("door();")
    assert not must_build(sources, built)


def test_without_sources_there_is_nothing_to_build(tmp_path: Path) -> None:
    assert not must_build(tmp_path / "portal", tmp_path / "built")


def test_without_a_network_one_line_says_so(sources: Path, tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    shutil.copy(PROGRAM, tmp_path / "tools")
    npm = {"npm_config_registry": NOBODY_LISTENS, "npm_config_cache": str(tmp_path / "cache")}
    done = subprocess.run(  # noqa: S603  a fixed command
        [sys.executable, str(tmp_path / "tools" / "portal.py"), "build"],
        env={**os.environ, **npm},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    lines = (done.stdout + done.stderr).splitlines()
    assert lines[0] == "portal: installing what package-lock.json pins"
    assert [line for line in lines[1:] if "npm reaches no registry" in line] == lines[1:]
    assert len(lines) == 2
