"""A tenant with settings of every kind, served to people, over a real database and broker."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

import httpx
import msgspec
import pytest
from tests.integration.backoffice import KEYRING, Office, open_office

from chargehouse.contexts.settings import endpoints
from chargehouse.contexts.settings.public import PERMISSIONS
from chargehouse.contexts.settings.service import (
    MailTest,
    ProposalService,
    SettingHistory,
    SettingService,
    SettingsReader,
)
from chargehouse.contexts.stations.service import StationDirectory
from chargehouse.kernel.actor import Actor, Permission
from chargehouse.kernel.errors import Unauthenticated
from chargehouse.kernel.setting import (
    Choice,
    Duration,
    EmailAddress,
    Flag,
    Setting,
    Text,
    Texts,
    WebAddress,
    Whole,
    catalogue_of,
)
from chargehouse.platform.http.application import build_application
from chargehouse.platform.http.idempotency_store import PostgresIdempotencyStore
from chargehouse.platform.mail import server as mail
from chargehouse.platform.mail.smtp import SmtpMailer
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.postgres.address import PostgresAddress

VAULT: Final = Permission("vault.edit", "vault", "Change the vault.")
BELL: Final = Setting("house.bell", Flag(), default=True, description="A bell rings.")
DOORS: Final = Setting("house.doors", Whole(1, 9, "doors"), 2, "How many doors there are.")
WAIT: Final = Setting("house.wait", Duration(0.5, 60), 2.0, "How long somebody waits.")
NAME: Final = Setting("house.name", Text(20), "", "What the house is called.")
OWNER: Final = Setting("house.owner", EmailAddress(), "", "Whom to write to.")
PAGE: Final = Setting("house.page", WebAddress(), "", "Where the house is found.")
ROOMS: Final = Setting("house.rooms", Texts(3, 10), (), "What the rooms are called.")
GATE: Final = Setting(
    "gate.stage",
    Choice(("off", "on")),
    "on",
    "Whether the gate is shut.",
    dangerous=True,
    by_place=True,
)
CODE: Final = Setting(
    "vault.code", Text(50), "", "What opens the vault.", secret=True, permission=VAULT
)
KEY: Final = Setting("vault.key", Text(50), "", "A key.", secret=True, dangerous=True)
CATALOGUE: Final = catalogue_of(
    (BELL, DOORS, WAIT, NAME, OWNER, PAGE, ROOMS, GATE, CODE, KEY), mail.SETTINGS
)
ADA, BEN, CAROL = UUID(int=1), UUID(int=2), UUID(int=3)


@dataclass
class World:
    """What a test of settings stands on."""

    office: Office
    reader: SettingsReader
    settings: SettingService
    history: SettingHistory
    proposals: ProposalService

    def person(self, account_id: UUID = ADA, *permissions: Permission) -> Actor:
        """Somebody of `north`, who may do everything unless told otherwise."""
        actions = frozenset(each.action for each in permissions) or frozenset({"*"})
        return Actor("user", self.office.north, f"P{account_id.int}", account_id, actions)

    def token(self, owner_id: UUID | None) -> Actor:
        """Return a token of `north` that may do everything, and who made it."""
        return replace(self.office.holder_of(), permissions=frozenset({"*"}), owner_id=owner_id)

    async def set(self, key: str, value: object, by: Actor | None = None) -> None:
        """Give a setting a value, whatever it was."""
        actor = by or self.person()
        version = (await self.settings.read(actor, key)).version
        await self.settings.change(actor, key, value=value, version=version, reason="a test")

    async def value(self, key: str) -> object:
        """What people are told that holds."""
        return (await self.settings.read(self.person(), key)).value

    async def told(self) -> list[tuple[str, dict[str, Any]]]:
        """Wire name and payload of the events of settings, in their order."""
        return [
            (name, msgspec.json.decode(payload))
            for name, payload in await self.office.events()
            if name.startswith("settings.")
        ]


def open_world(office: Office) -> World:
    """Return the services of one process."""
    reader = SettingsReader(office.database, KEYRING, CATALOGUE)
    return World(
        office,
        reader,
        SettingService(office.database, KEYRING, reader, StationDirectory(office.database)),
        SettingHistory(office.database, KEYRING, reader),
        ProposalService(office.database, KEYRING, reader),
    )


@pytest.fixture
async def office(database: PostgresAddress) -> AsyncIterator[Office]:
    async with open_office(database) as opened:
        yield opened


@pytest.fixture
async def world(office: Office) -> World:
    return open_world(office)


class People:
    """Knows who is behind a bearer token: `ada`, `ben`, or permissions parted by commas."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def authenticate(self, bearer: str) -> Actor:
        named = {"ada": ADA, "ben": BEN, "carol": CAROL}
        if bearer in named:
            return self._world.person(named[bearer])
        granted = frozenset(bearer.split(","))
        if not granted <= {each.action for each in (*PERMISSIONS, VAULT, mail.MAIL_UPDATE)}:
            raise Unauthenticated("There is no such token.")
        return replace(self._world.token(CAROL), permissions=granted)


@pytest.fixture
async def served(world: World) -> "Served":
    office = world.office
    app = build_application(
        endpoints.CONTROLLERS,
        authenticator=People(world),
        clock=office.clock,
        ids=office.database.ids,
        metrics=Metrics(),
        version="1",
        max_body_bytes=10_000,
        idempotency=PostgresIdempotencyStore(office.database, KEYRING),
        dependencies={
            "settings": world.settings,
            "setting_history": world.history,
            "setting_proposals": world.proposals,
            "mail_test": MailTest(office.database, world.reader, SmtpMailer()),
        },
    )
    return Served(httpx.ASGITransport(app, raise_app_exceptions=False))  # type: ignore[arg-type]


@dataclass
class Served:
    """The served API; several people use it."""

    transport: httpx.ASGITransport

    @asynccontextmanager
    async def as_(self, bearer: str) -> AsyncIterator[httpx.AsyncClient]:
        """Ask as somebody."""
        async with httpx.AsyncClient(
            transport=self.transport,
            base_url="http://house/api/v1",
            headers={"Authorization": f"Bearer {bearer}"},
        ) as client:
            yield client
