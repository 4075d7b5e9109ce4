"""`chargehouse roaming doctor` prints what is wrong with a partner."""

import asyncio
from pathlib import Path

from typer.testing import CliRunner

from chargehouse.app.cli.doors import load_settings, open_office
from chargehouse.app.cli.program import program
from chargehouse.platform.postgres.address import PostgresAddress

NOBODY_LISTENS = "http://127.0.0.1:1024/versions"


def test_the_command_prints_what_was_found(database: PostgresAddress, tmp_path: Path) -> None:
    data, config = tmp_path / "data", tmp_path / "chargehouse.toml"
    config.write_text("[ocpi]\nallow_private_addresses = true\n")

    async def add() -> None:
        settings = load_settings(data=data, database_url=database.url())
        async with open_office(settings) as office:
            await office.contexts.partners.add(office.actor, name="Roamer BV")

    def run(*words: str, given: str = "") -> tuple[int, str]:
        where = ("--data", str(data), "--database-url", database.url(), "--config", str(config))
        done = CliRunner().invoke(program, ["roaming", "doctor", *words, *where], input=given)
        return done.exit_code, done.output

    asyncio.run(add())
    given = ("--versions-url", NOBODY_LISTENS, "--token", "-")
    code, text = run("roamer bv", *given, given="its-token\n")
    assert code == 1, text
    assert "fault\tanswer.none\t-\t1\tThere is no answer" in text
    assert "1 faults, 0 warnings and 0 notes in 1 requests." in text
    assert "its-token" not in text
    for words in (("roamer bv",), ("nobody", *given), ("roamer bv", *given[:3], "its-token")):
        code, text = run(*words, given="its-token\n")
        assert (code, "answer.none" in text) == (1, False), text
