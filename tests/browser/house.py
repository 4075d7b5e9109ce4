"""A served installation, somebody who is signed in there, and chargers that connect to it."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
from playwright.sync_api import BrowserContext
from tests.conftest import Background
from tests.endurance.serving import (
    PASSWORD,
    TENANT,
    Installation,
    Server,
    install,
    postmaster,
)

from chargehouse.app.cli.doors import load_settings, open_office
from chargehouse.kernel.chance import SystemChance
from chargehouse.kernel.clock import SystemClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.simulator.charger import Charger
from chargehouse.simulator.link import Address
from chargehouse.simulator.profile import profile

EMAIL = "olga@example.com"
NAME = "Olga Operator"
ACCOUNT_PASSWORD = "seven herons over the depot"
METERED_EVERY_S = "1"
HOUSE_SETTINGS = {
    "CHARGEHOUSE_LOG__LEVEL": "warning",
    "CHARGEHOUSE_WEBHOOKS__ALLOW_PRIVATE_ADDRESSES": "true",
    "CHARGEHOUSE_OCPI__ALLOW_PRIVATE_ADDRESSES": "true",
}

T = TypeVar("T")


class LivingCharger:
    """A simulated charger that lives in another thread, for tests that wait."""

    def __init__(self, charger: Charger, background: Background) -> None:
        self.charger = charger
        self._background = background

    def do(self, act: Callable[[Charger], T]) -> T:
        """Let something happen at the charger."""

        async def acted() -> T:
            return act(self.charger)

        return self._background.run(acted())

    def wait(self, act: Callable[[Charger], Coroutine[Any, Any, T]]) -> T:
        """Let something happen at the charger, and wait until it has."""
        return self._background.run(act(self.charger))


@dataclass(frozen=True)
class House:
    """A server that serves, reached as a browser, as a program and as a charger."""

    server: Server
    background: Background

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.http_port}"

    @property
    def stations(self) -> dict[str, Any]:
        """Ids of the stations that it was made with, by their code."""
        return dict(self.server.installation.stations)

    def api(self) -> httpx.Client:
        """Return a client of the REST API, which may do everything."""
        token = self.server.installation.token
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {token}"})

    def sign_in(self, browser: BrowserContext) -> None:
        """Sign the account in, as the page would; it has been here before, and takes no tour."""
        browser.add_init_script("localStorage.setItem('chargehouse-tour', 'done')")
        answer = browser.request.post(
            f"{self.url}/api/v1/sign-in",
            data={"email": EMAIL, "password": ACCOUNT_PASSWORD},
            headers={"Origin": self.url},
        )
        assert answer.ok, answer.text()

    @contextmanager
    def charger(
        self,
        code: str,
        protocol: str = "ocpp1.6",
        *,
        model: str = "generic-ac",
        password: str = PASSWORD,
        time_scale: float = 60.0,
    ) -> Iterator[LivingCharger]:
        """Connect a simulated charger, whose meter speaks each second of a session.

        It is accepted when this is entered.
        """
        charger = Charger(
            profile(model),
            Address(self.server.ocpp_url, code, password),
            protocol,
            clock=SystemClock(),
            chance=SystemChance(),
            ids=TimeOrderedIds(),
            time_scale=time_scale,
        )
        charger.configuration.put(charger.dialect.names.sample_s, METERED_EVERY_S)
        living = LivingCharger(charger, self.background)
        life = living.do(lambda it: asyncio.create_task(it.run()))
        try:
            living.wait(lambda it: it.uplink.online.wait())
            yield living
        finally:
            self.background.run(_end(life))


@contextmanager
def open_house(
    background: Background,
    database: PostgresAddress | None = None,
    *,
    stations: Sequence[tuple[str, str]] = (),
    tags: Sequence[str] = (),
    account: bool = True,
) -> Iterator[House]:
    """Set up an installation, by default with an account, and serve it from its own process.

    Without a database it has a PostgreSQL of its own, which takes longer to set up.
    """
    folder = Path(tempfile.mkdtemp(prefix="chargehouse-browser-"))
    folder.chmod(0o711)
    try:
        url = None if database is None else database.url()
        installation = background.run(install(folder, stations, tags, database_url=url))
        if account:
            background.run(_add_account(installation))
        with _served(installation, background) as house:
            yield house
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _served(installation: Installation, background: Background) -> Iterator[House]:
    server = Server(installation, environment=HOUSE_SETTINGS)
    try:
        background.run(server.start())
        background.run(server.ready())
        yield House(server, background)
    finally:
        background.run(server.end())
        left = postmaster(installation)
        if left is not None:
            left.terminate()
            left.wait()


async def _add_account(installation: Installation) -> None:
    settings = load_settings(data=installation.data, database_url=installation.database_url)
    async with open_office(settings, TENANT) as office:
        await office.contexts.accounts.add(
            office.tenant, email=EMAIL, name=NAME, password=ACCOUNT_PASSWORD
        )


async def _end(life: "asyncio.Task[None]") -> None:
    life.cancel()
    await asyncio.gather(life, return_exceptions=True)
