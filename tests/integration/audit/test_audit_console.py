"""B5: an auditor checks an exported log with one command, and nothing but the file."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.integration.audit.conftest import Ground, ground_over
from tests.integration.backoffice import KEYRING
from typer.testing import CliRunner, Result

from chargehouse.app.cli.program import program
from chargehouse.contexts.audit.service import FileWitness

KEY = KEYRING.public_keys[0].hex()
OTHER_KEY = "8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c"


def run(*words: str) -> Result:
    return CliRunner().invoke(program, ["audit", *words], catch_exceptions=False)


@pytest.fixture
async def files(ground: Ground, tmp_path: Path) -> Path:
    """A folder with an export of a log, and the anchors that its witness keeps."""
    outside = ground_over(ground.office, FileWitness(tmp_path))
    await ground.grow(20)
    await ground.sign()
    await ground.erase(3, "origin")
    await outside.audit.witnesses.tell(ground.office.north)
    (tmp_path / "audit.ndjson").write_bytes(await ground.export())
    return tmp_path


def test_a_good_file_is_told_good(files: Path) -> None:
    file, anchors = str(files / "audit.ndjson"), str(files / "anchors.ndjson")
    plain = run("verify", file)
    assert plain.exit_code == 0, plain.output
    assert plain.stdout.startswith("OK: 22 entries, 1 heads, 1 anchors; 0 emptied")
    assert KEY in plain.stderr
    sure = run("verify", file, "--key", KEY.upper(), "--anchor", anchors)
    assert (sure.exit_code, sure.stderr) == (0, "")
    told = json.loads(run("verify", file, "--json").stdout)
    assert (told["ok"], told["size"], told["erased"]) == (True, 22, 1)


def test_the_first_bad_entry_is_named(files: Path) -> None:
    file = files / "audit.ndjson"
    lines = file.read_bytes().splitlines(keepends=True)
    lines[9] = lines[9].replace(b"thing.edited", b"thing.stolen")
    file.write_bytes(b"".join(lines))
    bad = run("verify", str(file))
    assert bad.exit_code == 1
    assert "The first bad entry is 6." in bad.stdout
    assert "Entry 6: It is not what was hashed." in bad.stdout


def test_another_key_and_another_file_of_anchors_are_refused(files: Path) -> None:
    file = str(files / "audit.ndjson")
    assert run("verify", file, "--key", OTHER_KEY).exit_code == 1
    no_key = run("verify", file, "--key", "nonsense")
    assert (no_key.exit_code, no_key.stderr) == (
        1,
        "chargehouse: A public key is 64 hexadecimal digits.\n",
    )
    no_anchors = run("verify", file, "--anchor", file)
    assert no_anchors.exit_code == 1
    assert "Line 1 is no anchor." in no_anchors.stderr
    no_file = run("verify", str(files / "anchors.ndjson"))
    assert "Line 1 is not the header of an export." in no_file.stderr


def test_it_needs_no_installation(files: Path) -> None:
    """On a machine where nothing is set up, in a folder that stays as it was."""
    elsewhere = files / "elsewhere"
    elsewhere.mkdir()
    done = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-m", "chargehouse", "audit", "verify", str(files / "audit.ndjson")],
        cwd=elsewhere,
        env={"PATH": os.environ["PATH"], "HOME": str(elsewhere)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout[:3]) == (0, "OK:"), done.stderr
    assert list(elsewhere.iterdir()) == []


def test_a_log_is_exported_and_checked_where_it_is(files: Path, ground: Ground) -> None:
    url = ground.office.address.url()
    where = ("--data", str(files), "--database-url", url, "--tenant", "north")
    key = run("keys", *where).stdout.strip()
    assert len(key) == 64
    refused = run("check", *where)  # it has another master key than the log was signed with
    assert refused.exit_code == 1
    assert "not trusted" in refused.stdout
    exported = run("export", *where)
    (files / "again.ndjson").write_bytes(exported.stdout_bytes)
    assert run("verify", str(files / "again.ndjson"), "--key", key).exit_code == 1
    both = run("verify", str(files / "again.ndjson"), "--key", key, "--key", KEY)
    assert "A trusted key is not among those of the file" in both.stdout
