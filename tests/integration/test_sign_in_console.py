"""Accounts from the command line, and what a server and the demo say about signing in."""

import asyncio
import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from tests.integration.signing import ADA, OURS
from tests.integration.test_cli import ID, PATIENCE_S, Console

from chargehouse.app.demo import EMAIL, running_demo
from chargehouse.app.serve import ChargehouseProcess
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.settings import Settings

LINK = re.compile(r"(http://127\.0\.0\.1:\d+)/first-run#([A-Za-z0-9_-]{43})$")


@pytest.fixture
def console(database: PostgresAddress, tmp_path: Path) -> Console:
    return Console(database, tmp_path / "data")


def settings_of(console: Console) -> Settings:
    overrides = {
        "data_dir": console.folder,
        "database.url": console.url,
        "http.port": 0,
        "ocpp.port": 0,
    }
    return Settings.load(overrides=overrides, environ={})


async def sign_in(url: str, email: str, password: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=f"{url}/api/v1", headers=OURS) as browser:
        return await browser.post("/sign-in", json={"email": email, "password": password})


async def test_accounts_of_the_command_line_sign_in_to_a_server(console: Console) -> None:
    async with ChargehouseProcess(settings_of(console)) as process:
        url = f"http://127.0.0.1:{process.http_port}"
        await _in_thread(add, console)
        answer = await sign_in(url, **ADA)
        assert answer.json()["permissions"] == ["stations.read"]
        new = "a wholly new password"
        words = ("account", "password", ADA["email"], "--password", "-")
        await _in_thread(console.done, *words, given=f"{new}\n")
        assert (await sign_in(url, **ADA)).status_code == 401
        assert (await sign_in(url, ADA["email"], new)).status_code == 200
        await _in_thread(console.done, "tenants", "create", "north")
        await _in_thread(console.done, "account", "join", ADA["email"], "--tenant", "north")
        answer = await sign_in(url, ADA["email"], new)
        assert [tenant["slug"] for tenant in answer.json()["tenants"]] == ["main", "north"]


def add(console: Console) -> None:
    """Add an account that may see stations; its password comes from standard input."""
    words = ("account", "add", ADA["email"], "--name", "Ada", "--permission", "stations.read")
    assert ID.fullmatch(console.done(*words, given=f"{ADA['password']}\n"))


async def _in_thread(work: Callable[..., object], *words: object, **given: str) -> None:
    """Run a command, which has an event loop of its own."""
    await asyncio.to_thread(work, *words, **given)


def test_a_link_for_the_first_account_is_made_until_there_is_one(console: Console) -> None:
    links = [LINK.fullmatch(console.done("account", "first-link")) for _ in range(2)]
    assert all(links)
    assert len({link[2] for link in links if link}) == 2
    add(console)
    refused = console.run("account", "first-link")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "account add" in refused.stderr


@pytest.mark.parametrize(
    ("words", "given", "said"),
    [
        (("add", "eve@example.com", "--name", "Eve"), "too short\n", "12 to 128 characters"),
        (("add", "no address", "--name", "Eve"), "correct horse battery\n", "name@host"),
        (("add", ADA["email"], "--name", "Eve"), "correct horse battery\n", "has an account"),
        (("add", "eve@example.com", "--name", "Eve"), "", "gave no password"),
        (
            ("add", "eve@example.com", "--name", "Eve", "--password", "typed here"),
            "",
            "from standard input",
        ),
        (
            ("add", "eve@example.com", "--name", "Eve", "--permission", "nonsense"),
            "correct horse battery\n",
            "no such permission",
        ),
        (("password", "eve@example.com"), "correct horse battery\n", "Nobody has an account"),
        (("join", "eve@example.com"), "", "Nobody has an account"),
        (("join", ADA["email"]), "", "is a member"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    console: Console, words: tuple[str, ...], given: str, said: str
) -> None:
    add(console)
    refused = console.run("account", *words, given=given)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert said in refused.stderr.splitlines()[-1]
    assert "typed here" not in refused.output
    assert [row["email"] for row in console.rows("SELECT email FROM accounts")] == [ADA["email"]]


def serving(console: Console) -> "subprocess.Popen[str]":
    where = ("--data", str(console.folder), "--database-url", console.url)
    listen = ("--http", "127.0.0.1:0", "--ocpp", "127.0.0.1:0")
    return subprocess.Popen(  # noqa: S603  our own words
        [sys.executable, "-m", "chargehouse", "serve", *listen, *where],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def stopped(server: "subprocess.Popen[str]") -> tuple[str, str]:
    server.send_signal(signal.SIGTERM)
    return server.communicate(timeout=PATIENCE_S)


def test_a_server_without_an_account_prints_a_link_that_makes_one(console: Console) -> None:
    with serving(console) as server:
        assert server.stdout is not None
        told = LINK.search(server.stdout.readline().rstrip())
        assert told is not None
        with httpx.Client(base_url=f"{told[1]}/api/v1", headers=OURS) as browser:
            given = {"token": told[2], "name": "Ada", **ADA}
            made = browser.post("/first-run", json=given)
            assert (made.status_code, browser.get("/me").json()["csrf_token"]) == (
                201,
                made.json()["csrf_token"],
            )
        printed, logged = stopped(server)
    assert printed == ""
    for secret in (told[2], ADA["password"], *browser.cookies.values()):
        assert secret not in logged
    with serving(console) as again:
        assert again.stderr is not None
        next(line for line in again.stderr if json.loads(line)["body"] == "serving")
        printed, _ = stopped(again)
    assert printed == ""


async def test_the_demo_prints_a_sign_in_that_stays_until_its_password_is_changed(
    console: Console, capsys: pytest.CaptureFixture[str]
) -> None:
    told = []
    for at in range(3):
        async with ChargehouseProcess(settings_of(console)) as process, running_demo(process):
            lines = capsys.readouterr().out.splitlines()
            told.append(next(line for line in lines if "Sign in" in line))
            if at == 1:
                url = f"http://127.0.0.1:{process.http_port}"
                assert any(line.endswith(f"Portal     {url}/") for line in lines)
                answer = await sign_in(url, EMAIL, told[0].split()[-1])
                assert answer.json()["account"]["email"] == EMAIL
                await process.contexts.accounts.set_password(EMAIL, "a wholly new password")
    assert told[0] == told[1]
    assert f" account password {EMAIL}" in told[2]
    assert told[0].split()[-1] not in told[2]
