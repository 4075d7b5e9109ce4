import asyncio
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
import structlog
from tests.conftest import Background
from typer.testing import CliRunner, Result

from chargehouse.app.cli.doors import load_settings, open_office
from chargehouse.app.cli.live_source import Follower, Server
from chargehouse.app.cli.live_view import LiveView
from chargehouse.app.cli.program import COMMANDS, program
from chargehouse.app.serve import ChargehouseProcess
from chargehouse.contexts.people.errors import ApiTokenWasRevoked
from chargehouse.kernel.chance import SystemChance
from chargehouse.kernel.clock import SystemClock
from chargehouse.kernel.errors import Unauthenticated
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.simulator.charger import Charger
from chargehouse.simulator.link import Address
from chargehouse.simulator.profile import profile

PASSWORD = "Canary-pass-word-7391"
TAG, GROUP = "CANARY04A2B3C4D5", "canary-group-Q7"
ID = re.compile(r"[0-9a-f-]{36}")
PATIENCE_S = 60


class Console:
    """The command line over a database of the test's own."""

    def __init__(self, address: PostgresAddress, folder: Path) -> None:
        self.address = address
        self.folder = folder
        self.url = address.url()

    def run(self, *words: str, given: str = "") -> Result:
        where = ("--data", str(self.folder), "--database-url", self.url)
        return CliRunner().invoke(program, [*words, *where], input=given, catch_exceptions=False)

    def done(self, *words: str, given: str = "") -> str:
        """Run what must succeed; return its standard output without the line's end."""
        result = self.run(*words, given=given)
        assert result.exit_code == 0, result.output
        return result.stdout.rstrip("\n")

    def add_station(self, code: str, *more: str, protocol: str = "ocpp1.6") -> None:
        words = ("stations", "add", code, "--location", "Depot", "--protocol", protocol)
        self.done(*words, "--password", "-", *more, given=PASSWORD)

    def rows(self, statement: str) -> list[asyncpg.Record]:
        """Return rows as the superuser sees them."""

        async def read() -> list[asyncpg.Record]:
            connection = await asyncpg.connect(**self.address.asyncpg_kwargs())
            try:
                rows: list[asyncpg.Record] = await connection.fetch(statement)
            finally:
                await connection.close()
            return rows

        return asyncio.run(read())


@pytest.fixture
def console(database: PostgresAddress, tmp_path: Path) -> Console:
    return Console(database, tmp_path / "data")


@pytest.fixture
def depot(console: Console) -> Console:
    console.done("locations", "add", "--name", "Depot", "--timezone", "Europe/Berlin")
    return console


@pytest.fixture
def served(depot: Console, background: Background) -> Iterator[ChargehouseProcess]:
    """A whole process over the same database and data folder, with a log of its own.

    It writes while commands run beside it, whose output must hold what they say alone.
    """
    settings = load_settings(data=depot.folder, database_url=depot.url, http__port=0, ocpp__port=0)
    process = ChargehouseProcess(settings)
    with (depot.folder / "serve.log").open("w") as log:
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(log))
        background.run(process.__aenter__())
        yield process
        background.run(process.__aexit__(None, None, None))
        structlog.reset_defaults()


def test_every_command_has_its_module_and_says_what_it_is_for() -> None:
    for name in COMMANDS:
        assert import_module(f"chargehouse.app.cli.{name}").app
        shown = CliRunner().invoke(program, [name, "--help"])
        assert shown.exit_code == 0
        assert "Usage" in shown.output


def test_help_is_shown_without_loading_what_the_commands_need() -> None:
    script = (
        "import sys; from typer.testing import CliRunner;"
        "from chargehouse.app.cli.program import program;"
        "assert 'serve' in CliRunner().invoke(program, ['--help']).output;"
        "sys.exit(', '.join({'sqlalchemy', 'litestar', 'asyncpg', 'msgspec'} & set(sys.modules)))"
    )
    done = subprocess.run(  # noqa: S603  a fixed script
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.stderr == "\n"


def test_a_tenant_is_created_once(console: Console) -> None:
    created = console.done("tenants", "create", "North", "--name", "The North")
    assert console.done("tenants", "list").splitlines() == ["SLUG\tID", f"north\t{created}"]
    again = console.run("tenants", "create", "north")
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr == "chargehouse: Another tenant has this slug.\n"


def test_a_command_in_a_tenant_that_does_not_exist_is_refused(console: Console) -> None:
    first, again = (console.run("locations", "list", "--tenant", "south") for _ in range(2))
    assert first.exit_code == again.exit_code == 1
    assert "new ones are made" in first.stderr
    assert again.stderr == "chargehouse: There is no such tenant.\n"


def test_a_location_is_printed_by_its_id_alone_and_found_by_its_name(console: Console) -> None:
    first = console.done("locations", "add", "--name", "Depot", "--timezone", "Europe/Berlin")
    assert ID.fullmatch(first)
    console.done("stations", "add", "CP-1", "--location", "DEPOT")
    console.done("stations", "add", "CP-2", "--location", first)
    second = console.done("locations", "add", "--name", "depot", "--timezone", "Europe/Paris")
    ambiguous = console.run("stations", "add", "CP-3", "--location", "Depot")
    assert ambiguous.exit_code == 1
    assert first in ambiguous.stderr
    assert second in ambiguous.stderr
    unknown = console.run("stations", "add", "CP-3", "--location", "Elsewhere")
    assert "No location has the name 'Elsewhere'" in unknown.stderr
    listed = console.done("locations", "list").splitlines()
    assert [line.split("\t")[-1] for line in listed] == ["STATIONS", "2", "0"]


def test_a_station_is_added_with_what_its_charger_has_to_be_told(depot: Console) -> None:
    shown = depot.run("stations", "add", "CP-1", "--location", "Depot", "--protocol", "ocpp1.6")
    lines = dict(line.strip().split(maxsplit=1) for line in shown.stdout.splitlines()[1:4:2])
    assert lines["Address"] == "ws://127.0.0.1:9000/ocpp/main"
    assert "ws://127.0.0.1:9000/ocpp/main/CP-1" in shown.stdout
    assert "serve --ocpp 0.0.0.0:9000" in shown.stderr
    password = shown.stdout.splitlines()[-1].split()[-1]

    async def accepted() -> bool:
        settings = load_settings(data=depot.folder, database_url=depot.url)
        async with open_office(settings) as office:
            found = await office.contexts.connections.find(office.tenant.id, "cp-1")
            assert found is not None
            assert found.password_hash is not None
            return office.installation.keyring.password_verify(password, found.password_hash)

    assert asyncio.run(accepted())


def test_a_password_that_was_given_is_never_shown(depot: Console) -> None:
    words = ("stations", "add", "CP-1", "--location", "Depot")
    shown = depot.run("--verbose", *words, "--password", "-", given=PASSWORD + "\n")
    assert shown.exit_code == 0
    assert "the one that you gave" in shown.stdout
    short = depot.run("--verbose", *words[:2], "CP-2", *words[3:], "--password", "-", given="7391x")
    on_the_line = depot.run("--verbose", *words, "--password", PASSWORD)
    nothing = depot.run(*words, "--password", "-", given="\n")
    assert [short.exit_code, on_the_line.exit_code, nothing.exit_code] == [1, 1, 1]
    assert "takes - alone" in on_the_line.stderr
    assert "gave no password" in nothing.stderr
    for result in (shown, short, on_the_line, nothing):
        assert PASSWORD not in result.output
        assert "7391x" not in result.output


def test_stations_are_listed_and_set_to_freevend(depot: Console) -> None:
    depot.add_station("CP-1")
    words = ("stations", "set-mode", "cp-1", "freevend", "--reason", "open day")
    assert depot.done(*words).startswith("CP-1 is in freevend since ")
    (mode,) = depot.rows("SELECT mode, reason FROM access_overrides")
    assert tuple(mode) == ("freevend", "open day")
    (line,) = depot.done("stations", "list", "--location", "Depot").splitlines()[1:]
    assert line.split("\t")[:5] == ["CP-1", "-", "Depot", "ocpp1.6", "never"]
    unknown = depot.run("stations", "set-mode", "CP-9", "freevend")
    assert unknown.stderr == "chargehouse: There is no such station.\n"


def test_a_registration_window_is_opened_for_as_long_as_asked(depot: Console) -> None:
    words = ("stations", "register-window", "--location", "Depot", "--stations", "3")
    assert depot.done(*words, "--minutes", "5") == "ws://127.0.0.1:9000/ocpp/main"
    (window,) = depot.rows(
        "SELECT stations_left, extract(epoch FROM closes_at - opens_at)::int"
        " FROM registration_windows"
    )
    assert tuple(window) == (3, 300)


def test_an_identifier_comes_from_standard_input_and_is_seen_nowhere(depot: Console) -> None:
    words = ("--verbose", "identifiers", "add")
    more = ("--type", "rfid", "--vehicle", "Van 7")
    added = depot.run(*words, "-", *more, "--group", "-", given=f"{TAG}\n{GROUP}\n")
    assert ID.fullmatch(added.stdout.strip())
    again = depot.run(*words, "-", *more, given=TAG.lower())
    on_the_line = depot.run(*words, TAG, *more)
    two = depot.run(*words, "-", TAG, *more, given=TAG)
    group = depot.run(*words, "-", *more, "--group", GROUP, given="04A2B3C4D5E6F7")
    assert [again.exit_code, on_the_line.exit_code, two.exit_code, group.exit_code] == [1] * 4
    listed = depot.run("identifiers", "list", "--status", "active")
    (line,) = listed.stdout.splitlines()[1:]
    assert line.split("\t")[1:6] == ["CA••••D5", "rfid", "active", "Van 7", "ca••••Q7"]
    for result in (added, again, on_the_line, two, group, listed):
        for canary in (TAG, GROUP):
            assert canary.lower() not in result.output.lower()
    tables = "SELECT t::text AS whole FROM {} t"
    for name in ("identifiers", "token_index", "events", "vehicles"):
        kept = str([row["whole"] for row in depot.rows(tables.format(name))]).lower()
        for canary in (TAG.lower(), GROUP.lower()):
            assert canary not in kept
            assert canary.encode().hex() not in kept


def test_a_file_of_identifiers_is_tried_and_then_imported(depot: Console, tmp_path: Path) -> None:
    file = tmp_path / "cards.csv"
    file.write_text(f"value,vehicle,status\n{TAG},Van 7,\n{TAG},,\nCANARY-2,,CANARY-3\n")
    tried = depot.run("identifiers", "import", str(file), "--dry-run")
    assert tried.exit_code == 1
    assert "1 would be added, with 1 new vehicles; 2 refused" in tried.stdout
    assert depot.rows("SELECT 1 FROM identifiers") == []
    done = depot.run("identifiers", "import", str(file))
    assert "3 rows: 1 added" in done.stdout
    assert [line.split("\t")[:2] for line in done.stdout.splitlines()[2:]] == [
        ["3", "value"],
        ["4", "status"],
    ]
    assert "CANARY" not in tried.output + done.output
    from_stdin = depot.done("identifiers", "import", "-", given="value\n04A2B3C4D5E6F7\n")
    assert from_stdin.startswith("1 rows: 1 added")
    absent = depot.run("identifiers", "import", str(tmp_path / "none.csv"))
    assert absent.exit_code == 1
    assert "No such file" in absent.stderr


def test_a_token_is_printed_alone_and_serves_until_it_is_revoked(depot: Console) -> None:
    words = ("tokens", "create", "--permission", "stations.read", "--name", "reader")
    token = depot.done(*words, "--expires", "12h")
    assert re.fullmatch(r"cht_[A-Za-z0-9_-]{43}", token)

    async def permissions() -> frozenset[str]:
        settings = load_settings(data=depot.folder, database_url=depot.url)
        async with open_office(settings) as office:
            return (await office.contexts.authenticator.authenticate(token)).permissions

    assert asyncio.run(permissions()) == {"stations.read"}
    (line,) = depot.done("tokens", "list", "--active").splitlines()[1:]
    token_id, name, *_ = line.split("\t")
    assert name == "reader"
    wrong = depot.run("tokens", "revoke", token)
    assert wrong.exit_code == 1
    assert token not in wrong.output
    depot.done("tokens", "revoke", str(UUID(token_id)))
    with pytest.raises(ApiTokenWasRevoked):
        asyncio.run(permissions())
    assert len(depot.done("tokens", "list", "--active").splitlines()) == 1
    assert "stations.read\t" in depot.done("tokens", "permissions")


@pytest.mark.parametrize("expires", ["yesterday", "2020-01-01T00:00:00Z", "0h", "2030-01-01"])
def test_a_token_that_would_not_serve_is_not_made(depot: Console, expires: str) -> None:
    refused = depot.run("tokens", "create", "--permission", "*", "--expires", expires)
    assert (refused.exit_code, refused.stdout) == (1, "")


def test_what_cannot_be_meant_is_told_without_a_traceback(console: Console) -> None:
    for words in (
        ("tenants", "list", "--config", "/none/such.toml"),
        ("serve", "--http", "8080"),
        ("serve", "--ocpp-tls-cert", "/none/such.pem"),
    ):
        refused = console.run(*words)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert refused.stderr.startswith("chargehouse: ")
        assert "Traceback" not in refused.stderr
    away = CliRunner().invoke(
        program,
        ["tenants", "list", "--database-url", "postgresql://nobody@127.0.0.1:1/none"],
        env={"CHARGEHOUSE_DATA_DIR": str(console.folder)},
    )
    assert away.exit_code == 1
    assert away.stderr.splitlines()[-1].startswith("chargehouse: The database cannot be reached")


def test_details_of_a_refusal_are_shown_when_asked_for(console: Console) -> None:
    for words in (("--verbose", "tenants", "create", "a b"), ("tenants", "create", "a b")):
        refused = console.run(*words)
        assert ("Traceback" in refused.stderr) == (words[0] == "--verbose")
        assert refused.stderr.splitlines()[-1].startswith("chargehouse: A slug has")


def test_the_description_of_the_api_names_its_routes() -> None:
    shown = CliRunner().invoke(program, ["openapi"])
    described = json.loads(shown.stdout)
    assert described["openapi"].startswith("3.1")
    assert {"/api/v1/stations", "/api/v1/events/stream"} <= described["paths"].keys()


def test_the_version_is_told() -> None:
    shown = CliRunner().invoke(program, ["version"])
    assert "OCPP 1.6, 2.0.1, 2.1" in shown.stdout


def installed(*words: str, folder: Path) -> "subprocess.Popen[str]":
    """Run the program in a process of its own, with the data folder's own database."""
    return subprocess.Popen(  # noqa: S603  our own words
        [sys.executable, "-m", "chargehouse", *words, "--data", str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_new_installation_is_made_in_the_data_folder(tmp_path: Path) -> None:
    with installed("tenants", "create", "north", folder=tmp_path / "house") as making:
        out, errors = making.communicate(timeout=PATIENCE_S)
    assert ID.fullmatch(out.strip())
    assert "a new installation is made there" in errors


def test_nothing_is_made_where_there_is_nothing_to_watch(tmp_path: Path) -> None:
    shown = CliRunner().invoke(program, ["watch", "--once", "--data", str(tmp_path / "none")])
    assert (shown.exit_code, shown.stdout) == (1, "")
    assert "Nothing was ever served" in shown.stderr
    assert list(tmp_path.iterdir()) == []


def test_commands_beside_a_running_server_share_its_database_and_know_its_ports(
    tmp_path: Path,
) -> None:
    listen = ("--http", "127.0.0.1:0", "--ocpp", "127.0.0.1:0")
    with installed("serve", *listen, folder=tmp_path) as server:
        assert server.stderr is not None
        started = next(line for line in server.stderr if '"body":"serving"' in line)
        said = json.loads(started)
        with installed("serve", "--http", said["http"], *listen[2:], folder=tmp_path) as second:
            _, refused = second.communicate(timeout=PATIENCE_S)
        assert second.returncode == 1
        assert refused.splitlines()[-1] == f"chargehouse: Cannot listen on {said['http']}."
        words = ("locations", "add", "--name", "Depot", "--timezone", "Europe/Berlin")
        outputs = []
        for command in (
            words,
            ("stations", "add", "CP-1", "--location", "Depot"),
            ("watch", "--once"),
        ):
            with installed(*command, folder=tmp_path) as beside:
                outputs.append(beside.communicate(timeout=PATIENCE_S)[0])
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=PATIENCE_S)
    assert f"ws://{said['ocpp']}/ocpp/main/CP-1" in outputs[1]
    assert "1 chargers, 0 connected" in outputs[2]
    assert server.returncode == 0


@contextmanager
def connected_charger(
    served: ChargehouseProcess, code: str, background: Background
) -> Iterator[Charger]:
    """A simulated charger, accepted by the process, on the background's loop."""
    charger = Charger(
        profile("generic-ac"),
        Address(f"ws://127.0.0.1:{served.ocpp_port}/ocpp/main", code, PASSWORD),
        "ocpp1.6",
        clock=SystemClock(),
        chance=SystemChance(),
        ids=TimeOrderedIds(),
    )

    async def begin() -> "asyncio.Future[None]":
        running = asyncio.ensure_future(charger.run())
        async with asyncio.timeout(PATIENCE_S):
            await charger.uplink.online.wait()
        return running

    async def end(running: "asyncio.Future[None]") -> None:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    running = background.run(begin())
    try:
        yield charger
    finally:
        background.run(end(running))


def test_a_command_reaches_a_charger_and_its_answer_is_printed(
    depot: Console, served: ChargehouseProcess, background: Background
) -> None:
    depot.add_station("CP-1")
    depot.add_station("CP-2")
    with connected_charger(served, "CP-1", background):
        send = ("commands", "send", "CP-1")
        answer = depot.done(*send, "GetConfiguration", '{"key": ["HeartbeatInterval"]}')
        assert json.loads(answer)["configurationKey"][0]["key"] == "HeartbeatInterval"
        start = json.dumps({"idTag": TAG})
        refused = depot.run(*send, "RemoteStartTransaction", start)
        assert "holds an identifier or a secret" in refused.stderr
        started = depot.run(*send, "RemoteStartTransaction", "-", given=start)
        assert json.loads(started.stdout)["status"] == "Accepted"
        wrong = depot.run(*send, "Reset", '{"type": "Warm"}')
        assert "type" in wrong.stderr
        offline = depot.run("commands", "send", "CP-2", "Reset", '{"type": "Soft"}')
        assert "CP-2 Reset: offline" in offline.stderr
        broken = depot.run(*send, "Reset", f"{{{TAG}")
        assert [r.exit_code for r in (refused, wrong, offline, broken)] == [1] * 4
        for result in (refused, started, broken):
            assert TAG not in result.output


def test_what_is_connected_is_shown_once_with_a_token_of_our_own(
    depot: Console, served: ChargehouseProcess, background: Background
) -> None:
    depot.add_station("CP-1")
    depot.done("identifiers", "add", "-", "--type", "rfid", given=TAG)
    with connected_charger(served, "CP-1", background) as charger:
        url = f"http://127.0.0.1:{served.http_port}"
        shown = depot.done("watch", "--once", "--url", url)
        assert "1 chargers, 1 connected" in shown
        assert re.search(r"CP-1 +Depot +open", shown)
        assert background.run(charger.start_charging(TAG))
        clock = SystemClock()
        until_s = clock.monotonic() + PATIENCE_S
        while "1 sessions under way" not in shown:
            assert clock.monotonic() < until_s, "no session was begun"
            shown = depot.done("watch", "--once", "--url", url)
        assert re.search(r"CP-1 +\d+ s +CA••••D5 +", shown)
        assert re.search(r"CP-1 +CA••••D5 +allowed +permitted +Accepted", shown)
        created = depot.done("tokens", "create", "--permission", "*")
        given = depot.done("watch", "--once", "--url", url, "--token", "-", given=created)
        assert "1 chargers, 1 connected" in given
        wrong = depot.run("watch", "--once", "--url", url, "--token", "-", given="cht_wrong")
        assert wrong.exit_code == 1
        assert "cht_wrong" not in wrong.output


def test_events_are_followed_and_what_was_missed_comes_first(
    depot: Console, served: ChargehouseProcess
) -> None:
    token = depot.done("tokens", "create", "--permission", "*")
    server = Server(f"http://127.0.0.1:{served.http_port}", lambda: token)
    view = LiveView(server, SystemClock())
    follower = Follower(server)
    follower.start()
    assert follower.notices.get(timeout=PATIENCE_S) == ("", {})
    depot.add_station("CP-1")
    followed = iter(lambda: follower.notices.get(timeout=PATIENCE_S), None)
    seen = next(notice for notice in followed if notice.name == "station.added")
    follower.stop()
    assert seen.data["data"]["code"] == "CP-1"
    depot.add_station("CP-2")
    _, missed = next(iter(server.events(seen.data["id"], lambda: None)))
    assert (missed.name, missed.data["data"]["code"]) == ("station.added", "CP-2")
    view.take(seen)
    view.refresh()
    depot_lines = depot.done("stations", "list").splitlines()
    assert len(depot_lines) == 3


def test_a_token_that_is_no_longer_accepted_is_made_anew(
    depot: Console, served: ChargehouseProcess
) -> None:
    tokens = iter(["cht_" + "x" * 43, depot.done("tokens", "create", "--permission", "*")])
    server = Server(f"http://127.0.0.1:{served.http_port}", lambda: next(tokens))
    assert server.read("/stations")["items"] == []
    refused = Server(f"http://127.0.0.1:{served.http_port}", lambda: "cht_wrong")
    with pytest.raises(Unauthenticated):
        refused.read("/stations")


def test_simulated_chargers_register_and_stop_when_told(
    depot: Console, served: ChargehouseProcess
) -> None:
    depot.done("stations", "register-window", "--location", "Depot", "--stations", "2")
    url = f"ws://127.0.0.1:{served.ocpp_port}/ocpp/main"
    words = [sys.executable, "-m", "chargehouse", "simulate", "--url", url, "--stations", "2"]
    with subprocess.Popen(  # noqa: S603  our own words
        [*words, "--password", "-", "--tag", "-", "--protocol", "ocpp2.0.1"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as simulation:
        assert simulation.stdin is not None
        simulation.stdin.write(f"{PASSWORD}\n{TAG}\n")
        simulation.stdin.close()
        simulation.stdin = None
        clock = SystemClock()
        until_s = clock.monotonic() + PATIENCE_S
        while len(depot.rows("SELECT 1 FROM stations WHERE booted_at IS NOT NULL")) < 2:
            assert clock.monotonic() < until_s, "no charger booted"
            assert simulation.poll() is None
        simulation.send_signal(signal.SIGINT)
        out, errors = simulation.communicate(timeout=PATIENCE_S)
    assert simulation.returncode == 0, errors
    assert out.startswith("2 chargers: ")
    assert PASSWORD not in out + errors
    assert TAG not in out + errors
