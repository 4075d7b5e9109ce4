"""Ways into the installation for commands that touch its data."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, Concatenate, Final

import asyncpg
import typer

from chargehouse.app.cli.output import say, talking
from chargehouse.app.cli.verbosity import Verbose
from chargehouse.app.storage import Storage, made_folder
from chargehouse.app.wiring import (
    Contexts,
    build_contexts,
    build_gateway_services,
    command_port,
)
from chargehouse.contexts.people.public import DEFAULT_TENANT, TenantRef
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.chance import SystemChance
from chargehouse.kernel.clock import SystemClock
from chargehouse.kernel.errors import Unavailable
from chargehouse.platform.broker.choice import open_broker
from chargehouse.platform.broker.port import Broker
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.postgres.ids import DriverIds
from chargehouse.platform.secrets import MASTER_KEY_FILE, Keyring
from chargehouse.platform.settings import Settings

Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="The data folder. Default: chargehouse-data."),
]
DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        "--database-url",
        metavar="URL",
        help="A PostgreSQL server of your own; else the one in the data folder.",
    ),
]
Config = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="A file of settings (TOML).")
]
TenantSlug = Annotated[str, typer.Option("--tenant", metavar="SLUG", help="Whose it is.")]

_KEYWORD: Final = inspect.Parameter.KEYWORD_ONLY
_INSTALLATION_OPTIONS: Final = (
    inspect.Parameter("data", _KEYWORD, default=None, annotation=Data),
    inspect.Parameter("database_url", _KEYWORD, default=None, annotation=DatabaseUrl),
    inspect.Parameter("config", _KEYWORD, default=None, annotation=Config),
    inspect.Parameter("verbose", _KEYWORD, default=False, annotation=Verbose),
)
_TENANT_OPTION: Final = inspect.Parameter(
    "tenant", _KEYWORD, default=DEFAULT_TENANT, annotation=TenantSlug
)


@dataclass(frozen=True, slots=True)
class Installation:
    """An open installation: its database, its keys, and every use case."""

    settings: Settings
    keyring: Keyring
    database: Database
    contexts: Contexts


@dataclass(frozen=True, slots=True)
class Office:
    """An open installation, and who acts in it for which tenant."""

    installation: Installation
    tenant: TenantRef
    actor: Actor

    @property
    def settings(self) -> Settings:
        """The installation's settings."""
        return self.installation.settings

    @property
    def contexts(self) -> Contexts:
        """Every use case."""
        return self.installation.contexts


def load_settings(
    *,
    data: Path | None = None,
    database_url: str | None = None,
    config: Path | None = None,
    **others: object,
) -> Settings:
    """Return the settings, these options of the command line above all else.

    `others` are named by their dotted key with two underscores for the dot.
    """
    overrides: dict[str, object] = {"data_dir": data, "database.url": database_url}
    overrides |= {name.replace("__", "."): value for name, value in others.items()}
    return Settings.load(config, overrides=overrides)


@asynccontextmanager
async def open_installation(
    settings: Settings, *, with_broker: bool = False
) -> AsyncIterator[Installation]:
    """Open the database and put the use cases over it; join a server that runs already.

    Only with a broker can stations be told anything. Raises `ChargehouseError`.
    """
    is_new = _tell_if_new(settings)
    keyring = Keyring.load(settings.data_dir, settings.secret_key)
    async with AsyncExitStack() as stack:
        with talking().status("Setting up the database…" if is_new else "Opening the database…"):
            database = await _database(stack, settings)
        broker = open_broker(settings.broker.url, lambda: database.connect("chargehouse_relay"))
        if with_broker:
            await broker.start()
            stack.push_async_callback(broker.stop)
        contexts = _contexts(database, settings, keyring, broker)
        await contexts.settings_reader.look()
        stack.push_async_callback(contexts.commands.stop)
        yield Installation(settings, keyring, database, contexts)


def _tell_if_new(settings: Settings) -> bool:
    """Make the data folder where there is none; say what it means that it has no keys yet."""
    folder = made_folder(settings.data_dir)
    if settings.secret_key is not None or (folder / MASTER_KEY_FILE).exists():
        return False
    if settings.database.url is None:
        say(f"There was nothing in {folder}: a new installation is made there.")
    else:
        say(
            f"There were no keys in {folder}: new ones are made, and what is written with them is"
            " understood with them alone. Where Chargehouse runs on this database already, take"
            " its keys: --data names its folder."
        )
    return True


async def _database(stack: AsyncExitStack, settings: Settings) -> Database:
    storage = Storage(settings, clock=SystemClock(), ids=DriverIds())
    try:
        return await stack.enter_async_context(storage)
    except asyncpg.PostgresError as error:
        raise Unavailable(f"The database cannot be used: {error}") from error
    except OSError as error:
        raise Unavailable(f"The database cannot be reached: {error}") from error


def _contexts(database: Database, settings: Settings, keyring: Keyring, broker: Broker) -> Contexts:
    """Return every use case; stations are told things through other processes."""
    port, metrics = command_port(), Metrics()
    contexts = build_contexts(
        database,
        settings,
        keyring=keyring,
        chance=SystemChance(),
        metrics=metrics,
        port=port,
        freevend=port.freevend,
        lists=port.lists,
    )
    services = build_gateway_services(
        contexts,
        database,
        settings,
        process_id=database.ids.new(),
        keyring=keyring,
        metrics=metrics,
        broker=broker,
    )
    port.attach(services, None)
    return contexts


@asynccontextmanager
async def open_office(
    settings: Settings, slug: str = DEFAULT_TENANT, *, with_broker: bool = False
) -> AsyncIterator[Office]:
    """Open the installation for a tenant; `main` is created where there is none.

    Raises `TenantUnknown` for another.
    """
    async with open_installation(settings, with_broker=with_broker) as installation:
        tenants = installation.contexts.tenants
        known = slug.lower() == DEFAULT_TENANT
        tenant = await (tenants.ensure_default() if known else tenants.resolve(slug))
        yield Office(installation, tenant, system_actor("console", tenant.id, "console"))


def at_installation(
    work: Callable[Concatenate[Installation, ...], Awaitable[None]],
) -> Callable[..., None]:
    """Make a command of work that spans tenants: opens the installation and runs it."""

    @wraps(work)
    def command(*, verbose: bool, **given: Any) -> None:  # noqa: ANN401, ARG001  the work's own; kept by its callback
        settings = _settings_of(given)

        async def run() -> None:
            async with open_installation(settings) as installation:
                await work(installation, **given)

        asyncio.run(run())

    return _with_options(command, work, _INSTALLATION_OPTIONS)


def in_office(
    work: Callable[Concatenate[Office, ...], Awaitable[None]], *, with_broker: bool = False
) -> Callable[..., None]:
    """Make a command of work in one tenant: opens the installation for it and runs it."""

    @wraps(work)
    def command(*, verbose: bool, tenant: str, **given: Any) -> None:  # noqa: ANN401, ARG001  as above
        settings = _settings_of(given)

        async def run() -> None:
            async with open_office(settings, tenant, with_broker=with_broker) as office:
                await work(office, **given)

        asyncio.run(run())

    return _with_options(command, work, (_TENANT_OPTION, *_INSTALLATION_OPTIONS))


def _settings_of(given: dict[str, Any]) -> Settings:
    return load_settings(**{name: given.pop(name) for name in ("data", "database_url", "config")})


def _with_options(
    command: Callable[..., None],
    work: Callable[..., object],
    options: tuple[inspect.Parameter, ...],
) -> Callable[..., None]:
    """Give a command the parameters of its work but the first, and the options of its door."""
    own = list(inspect.signature(work).parameters.values())[1:]
    parameters = [*(parameter.replace(kind=_KEYWORD) for parameter in own), *options]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return command
