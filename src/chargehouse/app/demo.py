"""The demo: a depot in the default tenant, and simulated chargers that come to life in it.

What it needs is found again at the next start: passwords and identifiers are derived from the
installation's keys, and known to nobody else.
"""

import asyncio
import base64
import shlex
import shutil
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final, Protocol

import structlog
import typer

from chargehouse.app.addresses import EVERYWHERE, HostPort, Listening, portal_url
from chargehouse.app.wiring import Contexts
from chargehouse.contexts.identity.model import (
    IdentifierStatus,
    IdentifierValue,
    NewIdentifier,
)
from chargehouse.contexts.people.errors import EmailTaken
from chargehouse.contexts.people.public import TenantRef
from chargehouse.contexts.stations.errors import StationUnknown
from chargehouse.contexts.stations.public import Location, Station
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.chance import Chance
from chargehouse.kernel.clock import Clock
from chargehouse.platform.http.paging import Paging, whole
from chargehouse.platform.secrets import Keyring
from chargehouse.platform.settings import Settings
from chargehouse.simulator.scenario import PARTS, DemoCharger, run_demo

LOCATION: Final = "Demo depot"
OWN_CODE: Final = "DEMO-OWN"
EMAIL: Final = "demo@example.com"
TOKEN_NAME: Final = "demo"  # noqa: S105  a name
TOKEN_LASTS: Final = timedelta(days=7)
EXPIRED_SINCE: Final = timedelta(days=1)
PASSWORD_BYTES: Final = 18
TAG_HEX_DIGITS: Final = 14
PROTOCOLS: Final = ("ocpp1.6", "ocpp2.0.1")
VEHICLES: Final = (
    *(f"Demo van {number}" for number in range(1, 7)),
    "Demo van 7 (laid up)",
    "Demo van 8 (lease ended)",
)
INACTIVE: Final = 6
EXPIRED: Final = 7
"""Which of the vehicles have an identifier that is refused."""

log = structlog.get_logger(__name__)


class Running(Protocol):
    """The process that the demo lives in."""

    settings: Settings
    clock: Clock
    chance: Chance

    @property
    def contexts(self) -> Contexts:
        """Every use case."""

    @property
    def keyring(self) -> Keyring:
        """The installation's keys."""

    @property
    def http_port(self) -> int | None:
        """The port that people and programs connect to."""

    @property
    def ocpp_port(self) -> int | None:
        """The port that chargers connect to."""


class Depot:
    """What the demo needs in the database: made where it is missing, otherwise left alone."""

    def __init__(
        self, contexts: Contexts, keyring: Keyring, clock: Clock, tenant: TenantRef
    ) -> None:
        self._contexts = contexts
        self._keyring = keyring
        self._clock = clock
        self._tenant = tenant
        self._actor: Actor = system_actor("console", tenant.id, "demo")

    async def ensure(self) -> list[DemoCharger]:
        """Return the chargers of the depot, which the tenant knows from now on."""
        location = await self._location()
        tags = await self._tags()
        chargers = [self._charger(at, tags) for at in range(len(PARTS))]
        for charger in chargers:
            station = await self._station(charger.code, charger.protocol, location)
            if charger.part == "freevend":
                await self._free(station)
        await self._station(OWN_CODE, None, location)
        return chargers

    def password(self, code: str) -> str:
        """Return the password of one of the demo's stations."""
        return base64.urlsafe_b64encode(self._derived(f"password {code}")[:PASSWORD_BYTES]).decode()

    async def account(self) -> str | None:
        """Return the password of the account that signs in; None where somebody changed it."""
        accounts = self._contexts.accounts
        made = self._derived(f"account {EMAIL}")[:PASSWORD_BYTES]
        password = base64.urlsafe_b64encode(made).decode()
        try:
            await accounts.add(self._tenant, email=EMAIL, name="Demo", password=password)
        except EmailTaken:
            return password if await accounts.is_password(EMAIL, password) else None
        return password

    async def new_token(self) -> str | None:
        """Return a new API token for the demo, or None where one still serves."""
        tokens = self._contexts.tokens
        served = await whole(partial(tokens.list, self._actor, only_active=True), Paging())
        if TOKEN_NAME in [token.name async for token in served]:
            return None
        created = await tokens.create(
            self._actor,
            name=TOKEN_NAME,
            permissions=["*"],
            expires_at=self._clock.now() + TOKEN_LASTS,
        )
        return created.plain

    def _charger(self, at: int, tags: Sequence[str]) -> DemoCharger:
        """Return a charger whose visitors are known, and at some charger one who is refused."""
        known = [number for number in range(len(tags)) if number not in {INACTIVE, EXPIRED}]
        visitors = [known[(at + shift) % len(known)] for shift in range(3)]
        if at in {INACTIVE, EXPIRED}:
            visitors.append(at)
        return DemoCharger(
            code=f"DEMO-{at + 1:02}",
            password=self.password(f"DEMO-{at + 1:02}"),
            protocol=PROTOCOLS[at % len(PROTOCOLS)],
            tags=tuple(tags[number] for number in visitors),
            part=PARTS[at],
        )

    async def _location(self) -> Location:
        locations = self._contexts.locations
        found = await whole(partial(locations.page, self._actor, search=LOCATION), Paging())
        async for location in found:
            if location.name == LOCATION:
                return location
        return await locations.add(
            self._actor, name=LOCATION, timezone="Europe/Berlin", city="Berlin", country="DE"
        )

    async def _station(self, code: str, protocol: str | None, location: Location) -> Station:
        try:
            return await self._contexts.stations.get_by_code(self._actor, code)
        except StationUnknown:
            return await self._contexts.stations.add(
                self._actor,
                code=code,
                location_id=location.id,
                security_profile=1,
                protocol=protocol,
                password=self.password(code),
            )

    async def _free(self, station: Station) -> None:
        if not await self._contexts.overrides.of_station(self._actor, station.id):
            await self._contexts.overrides.set(self._actor, station.id, "freevend", reason="demo")

    async def _tags(self) -> list[str]:
        """Return an identifier for each vehicle, all of them known to the tenant."""
        everywhere = await whole(partial(self._contexts.vehicles.list, self._actor), Paging())
        ids = {vehicle.name: vehicle.id async for vehicle in everywhere}
        tags = []
        for at, name in enumerate(VEHICLES):
            tag = self._derived(f"identifier {at}").hex()[:TAG_HEX_DIGITS].upper()
            tags.append(tag)
            value = IdentifierValue.parse(tag)
            if await self._contexts.identifiers.search(self._actor, value) is not None:
                continue
            if name not in ids:
                ids[name] = (await self._contexts.vehicles.add(self._actor, name=name)).id
            status: IdentifierStatus = "inactive" if at == INACTIVE else "active"
            ended = self._clock.now() - EXPIRED_SINCE if at == EXPIRED else None
            await self._contexts.identifiers.add(
                self._actor,
                NewIdentifier(
                    value=value, type="rfid", status=status, vehicle_id=ids[name], valid_until=ended
                ),
            )
        return tags

    def _derived(self, purpose: str) -> bytes:
        return self._keyring.fingerprint(f"demo {self._tenant.slug} {purpose}".encode())


@asynccontextmanager
async def running_demo(process: Running) -> AsyncIterator[None]:
    """Set up the depot, say where everything is, and let chargers live until the end."""
    contexts, settings = process.contexts, process.settings
    tenant = await contexts.tenants.ensure_default()
    depot = Depot(contexts, process.keyring, process.clock, tenant)
    chargers = await depot.ensure()
    _tell(process, depot, tenant, password=await depot.account(), token=await depot.new_token())
    if process.ocpp_port is None or settings.ocpp.tls_cert is not None:
        typer.echo("Simulated chargers stay away: they connect to a gateway here, without TLS.")
        yield
        return
    host = "127.0.0.1" if settings.ocpp.host in EVERYWHERE else settings.ocpp.host
    url = f"ws://{HostPort(host, process.ocpp_port)}/ocpp/{tenant.slug}"
    living = asyncio.create_task(
        run_demo(url, chargers, process.clock, process.chance), name="demo"
    )
    living.add_done_callback(_told_of_failure)
    try:
        yield
    finally:
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)


def _told_of_failure(living: "asyncio.Task[None]") -> None:
    if not living.cancelled() and living.exception() is not None:
        log.error("the demo's chargers stopped", exc_info=living.exception())


def _tell(
    process: Running, depot: Depot, tenant: TenantRef, *, password: str | None, token: str | None
) -> None:
    """Print where everything is, and how a charger of one's own joins."""
    settings = process.settings
    listening = Listening.of(settings, http_port=process.http_port, ocpp_port=process.ocpp_port)
    folder = settings.data_dir
    program = "chargehouse" if shutil.which("chargehouse") else shlex.quote(sys.argv[0])
    where = "" if folder == Path("chargehouse-data") else f" --data {shlex.quote(str(folder))}"
    web = listening.http_url()
    changed = f"its password was changed; another: {program} account password {EMAIL}{where}"
    lines = [
        f"Chargehouse runs, with {len(PARTS)} simulated chargers in the tenant {tenant.slug}.",
        f"  Portal     {portal_url(settings, listening)}/",
        f"  Sign in    {EMAIL}, {changed if password is None else f'password {password}'}",
        f"  REST API   {web}/api/v1 (described at {web}/api/openapi.json)",
        f"  Health     {web}/health",
        f"  Live       {program} watch{where}",
        f"  Token      {token or 'was shown when it was made; it still serves'}",
        f"  Another    {program} tokens create --permission '*'{where}",
        "A charger of your own:",
        f"  Address    {listening.charger_url(tenant.slug)}",
        f"  Id         {OWN_CODE}",
        f"  Password   {depot.password(OWN_CODE)}",
        f"  Its cards  {program} identifiers add - --type rfid{where}",
    ]
    if advice := listening.advice():
        lines.append(advice)
    typer.echo("\n".join(lines))
