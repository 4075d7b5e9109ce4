"""A served application in which people sign in, over a real database; the clock is ours."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from litestar import Controller, get
from tests.integration.backoffice import CHEAP, KEYRING, Office, open_office

from chargehouse.contexts.people import endpoints, public
from chargehouse.contexts.people.public import TenantRef
from chargehouse.contexts.people.service import (
    HashingCost,
    Reception,
    Staff,
    TenantService,
    TokenAuthenticator,
    TokenService,
)
from chargehouse.kernel.chance import SystemChance
from chargehouse.kernel.clock import FakeClock
from chargehouse.platform.http.application import Application, build_application
from chargehouse.platform.http.auth import authenticated
from chargehouse.platform.http.events import EventStream, streamed
from chargehouse.platform.http.idempotency_store import PostgresIdempotencyStore
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.settings import SingleSignOnSettings

ADA = {"email": "ada@example.com", "password": "correct horse battery"}
BEN = {"email": "ben@example.com", "password": "another staple entirely"}
OURS = {"Sec-Fetch-Site": "same-origin"}


async def never() -> AsyncGenerator[bytes]:
    """Stream nothing, without an end."""
    await asyncio.Event().wait()
    yield streamed("1", "never", b"{}")


class Endless(Controller):
    """An answer that goes on until somebody ends it."""

    path = "/api/v1/endless"

    @get(media_type="text/event-stream", **authenticated())
    async def read_endless(self) -> EventStream:
        """Follow what never comes."""
        return EventStream(never(), FakeClock())


@dataclass(frozen=True)
class House:
    """A served application, and what stands behind it."""

    office: Office
    reception: Reception
    staff: Staff
    tokens: TokenService
    application: Application

    @property
    def north(self) -> TenantRef:
        return TenantRef(self.office.north, "north")

    @property
    def south(self) -> TenantRef:
        return TenantRef(self.office.south, "south")

    async def add(self, credentials: dict[str, str], name: str = "Ada") -> None:
        """Add an account that may do everything in `north`."""
        await self.reception.accounts.add(
            self.north, name=name, email=credentials["email"], password=credentials["password"]
        )

    def browser(
        self, *, scheme: str = "http", address: str = "192.0.2.1", **headers: str
    ) -> httpx.AsyncClient:
        """Return a browser that knows no cookie yet; `headers` in place of our page's."""
        transport = httpx.ASGITransport(
            self.application,  # type: ignore[arg-type]
            raise_app_exceptions=False,
            client=(address, 1234),
        )
        return httpx.AsyncClient(
            transport=transport, base_url=f"{scheme}://house/api/v1", headers=headers or OURS
        )

    @asynccontextmanager
    async def signed_in(
        self, credentials: dict[str, str] = ADA
    ) -> AsyncIterator[httpx.AsyncClient]:
        """Sign in with a browser that sends its CSRF token from then on."""
        async with self.browser() as browser:
            answer = await browser.post("/sign-in", json=credentials)
            assert answer.status_code == 200, answer.text
            browser.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
            yield browser

    def elsewhere(self, cost: HashingCost = CHEAP) -> Reception:
        """Return the services of another process over the same database."""
        return reception_of(self.office, cost)

    async def stream(self, browser: httpx.AsyncClient) -> "asyncio.Task[list[dict[str, Any]]]":
        """Open an endless answer; the task ends with all that was sent, once it ended."""
        begun = asyncio.Event()
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/api/v1/endless",
            "raw_path": b"/api/v1/endless",
            "query_string": b"",
            "headers": [(b"cookie", cookies.encode()), (b"host", b"house")],
            "scheme": "http",
            "server": ("house", 80),
            "client": ("192.0.2.1", 1234),
            "http_version": "1.1",
            "root_path": "",
        }
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            await asyncio.Event().wait()
            return {}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)
            if message.get("body"):
                begun.set()

        async def answer() -> list[dict[str, Any]]:
            await self.application(scope, receive, send)  # type: ignore[arg-type]
            return sent

        running = asyncio.create_task(answer())
        await begun.wait()
        return running


def reception_of(
    office: Office, cost: HashingCost = CHEAP, provider: SingleSignOnSettings | None = None
) -> Reception:
    """Return the services of people who sign in; `provider` knows people besides."""
    return Reception.of(
        office.database,
        KEYRING,
        SystemChance(),
        tenants=TenantService(office.database),
        catalogue=public.PERMISSIONS,
        cost=cost,
        provider=provider,
    )


@asynccontextmanager
async def open_house(
    database: PostgresAddress, provider: SingleSignOnSettings | None = None
) -> AsyncIterator[House]:
    """Serve people, without any account."""
    async with open_office(database) as office:
        reception = reception_of(office, provider=provider)
        authenticator = TokenAuthenticator(
            office.database, KEYRING, office.clock, catalogue=public.PERMISSIONS
        )
        tokens = TokenService(
            office.database,
            KEYRING,
            SystemChance(),
            catalogue=public.PERMISSIONS,
            authenticator=authenticator,
        )
        staff = Staff.of(
            office.database,
            catalogue=public.PERMISSIONS,
            authenticators=[authenticator, reception.authenticator],
        )
        application = build_application(
            [*endpoints.CONTROLLERS, Endless],
            authenticator=authenticator,
            sign_ins=reception.authenticator,
            clock=office.clock,
            ids=office.database.ids,
            metrics=Metrics(),
            version="1.2.3",
            max_body_bytes=10_000,
            idempotency=PostgresIdempotencyStore(office.database, KEYRING),
            dependencies={
                "tenants": TenantService(office.database),
                "tokens": tokens,
                "authorities": staff.authorities,
                "departments": staff.departments,
                "users": staff.users,
                "accounts": reception.accounts,
                "first_run": reception.first_run,
                "me": reception.me,
                "invitations": reception.invitations,
                "single_sign_on": reception.single_sign_on,
                "second_factors": reception.factors,
                "passkeys": reception.passkeys,
                "sign_ins": reception.sign_ins,
                "views": reception.views,
            },
        )
        try:
            yield House(office, reception, staff, tokens, application)
        finally:
            await reception.telling.stop()
