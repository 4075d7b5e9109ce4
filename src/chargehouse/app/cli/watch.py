"""`chargehouse watch`."""

import asyncio
import contextlib
import queue
from datetime import timedelta
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.live import Live

from chargehouse.app.addresses import Listening
from chargehouse.app.cli.doors import (
    Config,
    Data,
    DatabaseUrl,
    TenantSlug,
    load_settings,
    open_office,
)
from chargehouse.app.cli.live_source import Follower, Server, TokenSource
from chargehouse.app.cli.live_view import LiveView
from chargehouse.app.cli.secret_input import secret_line
from chargehouse.app.cli.verbosity import Verbose
from chargehouse.contexts.access.public import ACCESS_DECISIONS_READ
from chargehouse.contexts.people.public import DEFAULT_TENANT
from chargehouse.contexts.sessions.public import SESSIONS_READ
from chargehouse.contexts.stations.public import STATIONS_READ
from chargehouse.kernel.clock import Clock, SystemClock
from chargehouse.kernel.errors import Invalid, Unavailable
from chargehouse.platform.outbox.history import READ_EVENTS
from chargehouse.platform.secrets import MASTER_KEY_FILE
from chargehouse.platform.settings import Settings

app = typer.Typer(add_completion=False)

NEEDED: Final = (READ_EVENTS, STATIONS_READ, SESSIONS_READ, ACCESS_DECISIONS_READ)
TOKEN_LASTS: Final = timedelta(hours=1)
DRAW_EVERY_S: Final = 1.0
WIDTH_WITHOUT_TERMINAL: Final = 140


@app.command()
def watch(
    *,
    url: Annotated[
        str | None,
        typer.Option(
            metavar="http://…", help="Where it serves. Default: the one of the data folder."
        ),
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(metavar="-", help="- reads an API token from standard input."),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Show what is, and end.")] = False,
    tenant: TenantSlug = DEFAULT_TENANT,
    data: Data = None,
    database_url: DatabaseUrl = None,
    config: Config = None,
    verbose: Verbose = False,  # noqa: ARG001  kept by its own callback
) -> None:
    """See chargers, sessions and decisions, live.

    Beside the server's own data folder no token is needed: one that may only read, for an hour,
    is made. Elsewhere give --url and --token.
    """
    settings = load_settings(data=data, database_url=database_url, config=config)
    if token is not None:
        given = secret_line(token, "--token", "API token")
        source: TokenSource = lambda: given  # noqa: E731  a name for the type
    elif url is not None and data is None and database_url is None:
        raise Invalid("A server elsewhere wants a token: --token - reads it from standard input.")
    elif settings.database.url is None and not (settings.data_dir / MASTER_KEY_FILE).exists():
        raise Invalid(f"Nothing was ever served from {settings.data_dir}: give --data, or --url.")
    else:
        source = _own_tokens(settings, tenant)
    server = Server(url or Listening.recall(settings).http_url(), source)
    clock = SystemClock()
    view = LiveView(server, clock)
    if once:
        view.refresh()
        _console().print(view.draw())
        return
    with contextlib.suppress(KeyboardInterrupt):
        _follow(server, view, clock)


def _own_tokens(settings: Settings, tenant: str) -> TokenSource:
    """Return what makes tokens for an hour that may read what is shown, and nothing else."""

    async def make() -> str:
        async with open_office(settings, tenant) as office:
            created = await office.contexts.tokens.create(
                office.actor,
                name="watch",
                permissions=[permission.action for permission in NEEDED],
                expires_at=office.installation.database.clock.now() + TOKEN_LASTS,
            )
        return created.plain

    return lambda: asyncio.run(make())


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=WIDTH_WITHOUT_TERMINAL)


def _follow(server: Server, view: LiveView, clock: Clock) -> None:
    """Draw once a second, with what happened meanwhile, until the keyboard interrupts."""
    follower = Follower(server)
    view.refresh()
    follower.start()
    try:
        with Live(view.draw(), console=_console(), auto_refresh=False, screen=True) as live:
            while True:
                _take_for(follower, view, clock, DRAW_EVERY_S)
                with contextlib.suppress(Unavailable):
                    view.refresh()
                live.update(view.draw(), refresh=True)
    finally:
        follower.stop()


def _take_for(follower: Follower, view: LiveView, clock: Clock, seconds: float) -> None:
    """Take what the follower heard, for a while."""
    end_s = clock.monotonic() + seconds
    while (left_s := end_s - clock.monotonic()) > 0:
        with contextlib.suppress(queue.Empty):
            view.take(follower.notices.get(timeout=left_s))
