"""B11: settings from the command line, beside a server that runs."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import Background
from tests.integration.test_cli import Console

from chargehouse.app.serve import ChargehouseProcess
from chargehouse.contexts.access.public import ACCESS_STAGE, DECISION_DEADLINE
from chargehouse.platform.mail.server import PASSWORD
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.settings import AccessSettings, DatabaseSettings, HttpSettings, Settings

SECRET = "open sesame, twice"


@pytest.fixture
def console(database: PostgresAddress, tmp_path: Path) -> Console:
    return Console(database, tmp_path / "data")


@pytest.fixture
def process(console: Console, background: Background) -> Iterator[ChargehouseProcess]:
    """A server whose deadline was told to the process: the default of its tenants."""
    settings = Settings(
        role="api",
        data_dir=console.folder,
        database=DatabaseSettings(url=console.url),
        http=HttpSettings(port=0),
        access=AccessSettings(decision_deadline_s=3.5),
    )
    running = ChargehouseProcess(settings)
    background.run(running.__aenter__())
    yield running
    background.run(running.__aexit__(None, None, None))


async def until_known(process: ChargehouseProcess, *, deadline_s: float) -> tuple[str, str]:
    """Wait until the server knows of the last change; return what else it knows then."""
    tenant = await process.contexts.tenants.ensure_default()
    reader = process.contexts.settings_reader
    async with asyncio.timeout(30):
        while reader.value(tenant.id, DECISION_DEADLINE) != deadline_s:  # noqa: ASYNC110  a task changes it
            await asyncio.sleep(0.01)
    return reader.value(tenant.id, ACCESS_STAGE), reader.value(tenant.id, PASSWORD)


def test_settings_are_changed_beside_a_server_that_hears_of_it(
    console: Console, process: ChargehouseProcess, background: Background
) -> None:
    background.run(until_known(process, deadline_s=3.5))
    console.done("settings", "set", "access.stage", "shadow", "--reason", "a trial")
    console.done("settings", "set", "mail.password", "-", given=SECRET)
    console.done("settings", "set", "access.decision_deadline_s", "1.5")
    assert background.run(until_known(process, deadline_s=1.5)) == ("shadow", SECRET)
    console.done("settings", "reset", "access.decision_deadline_s")
    background.run(until_known(process, deadline_s=3.5))


def test_settings_are_listed_and_read_without_their_secrets(console: Console) -> None:
    assert console.done("settings", "get", "access.decision_deadline_s") == "2.0"
    assert console.done("settings", "get", "mail.password") == "-"
    console.done("settings", "set", "mail.password", "-", given=SECRET)
    console.done("settings", "set", "sessions.summary_email", "false")
    assert console.done("settings", "get", "mail.password") == "•••"
    listed = console.done("settings", "list")
    rows = {line.split("\t")[0]: line.split("\t")[1:] for line in listed.splitlines()}
    assert rows["sessions.summary_email"][:2] == ["no", "console:console"]
    assert rows["mail.port"][:2] == ["587", "-"]
    assert SECRET not in listed


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("set", "mail.port", "many"), "must be a whole number from 1 to 65535"),
        (("set", "mail.password", "typed"), "takes - alone"),
        (("set", "mail.colour", "red"), "no such setting"),
        (("get", "mail"), "no such setting"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(
    console: Console, words: tuple[str, ...], told: str
) -> None:
    refused = console.run("settings", *words)
    assert refused.exit_code == 1
    assert told in refused.output
    assert "typed" not in refused.output
