"""One process and its roles: started in order, stopped in reverse."""

import asyncio
import gc
import signal
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Final, Protocol, Self

import structlog
import typer
from litestar.types import ControllerRouterHandler

from chargehouse.app.addresses import Listening, first_run_link, portal_url
from chargehouse.app.api import HttpServer, api_routes
from chargehouse.app.build import VERSION
from chargehouse.app.demo import running_demo
from chargehouse.app.event_types import EVENT_CATALOGUE, webhooks_document
from chargehouse.app.gateway import Gateway
from chargehouse.app.portal import BuiltPortal, portal_routes
from chargehouse.app.storage import Storage, made_folder
from chargehouse.app.wiring import (
    Contexts,
    build_contexts,
    build_gateway_services,
    chosen_party,
    command_port,
)
from chargehouse.app.worker import Worker
from chargehouse.contexts.people.service import Addressees
from chargehouse.contexts.publishing.service import Pusher
from chargehouse.contexts.webhooks.service import Notices, Poster, Sender
from chargehouse.gateway.commands import Commands
from chargehouse.gateway.services import Services
from chargehouse.kernel.actor import system_actor
from chargehouse.kernel.chance import Chance, SystemChance
from chargehouse.kernel.clock import Clock, SystemClock
from chargehouse.kernel.errors import Unavailable
from chargehouse.kernel.ids import Ids
from chargehouse.platform.broker.checks import BrokerCheck
from chargehouse.platform.broker.choice import open_broker
from chargehouse.platform.health import CpuCheck, DiskCheck, Health, MemoryCheck
from chargehouse.platform.http.application import build_application
from chargehouse.platform.http.idempotency_store import PostgresIdempotencyStore
from chargehouse.platform.http.operations import operations_routes
from chargehouse.platform.jobs.checks import JobsCheck
from chargehouse.platform.jobs.queue import Jobs
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.outbox.bell import Bell
from chargehouse.platform.outbox.checks import RelayCheck
from chargehouse.platform.outbox.feed import EventFeed
from chargehouse.platform.outbox.history import EventHistory
from chargehouse.platform.outside.addresses import rule
from chargehouse.platform.postgres.checks import DatabaseCheck, PartitionsCheck
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.postgres.ids import DriverIds
from chargehouse.platform.processes import Process
from chargehouse.platform.secrets import Keyring
from chargehouse.platform.settings import Settings

FIRST_RUN_AGAIN_S: Final = 1.0
# Little is looked through at once, and the grown-up next to never: a decision waits meanwhile, and
# where ten thousand chargers are told something at once, much is made and little of it garbage.
COLLECT_AFTER: Final = (3_000, 3, 10_000)

log = structlog.get_logger(__name__)


class Part(Protocol):
    """Something that runs while the process does."""

    async def start(self) -> None:
        """Begin."""

    async def stop(self) -> None:
        """End, leaving nothing behind."""


class ChargehouseProcess:
    """A whole process: as a context manager it runs from the first role's start to the end.

    `http_port` and `ocpp_port` are what is really listened on; None for a role that is not here.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        ids: Ids | None = None,
        chance: Chance | None = None,
    ) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self.ids = ids or DriverIds()
        self.chance = chance or SystemChance()
        self.metrics = Metrics()
        self.http: HttpServer | None = None
        self.gateway: Gateway | None = None
        self._contexts: Contexts | None = None
        self._keyring: Keyring | None = None
        self._running = AsyncExitStack()

    @property
    def contexts(self) -> Contexts:
        """The contexts' services, once it runs."""
        if self._contexts is None:
            raise RuntimeError("the process does not run")
        return self._contexts

    @property
    def keyring(self) -> Keyring:
        """The installation's keys, once it runs."""
        if self._keyring is None:
            raise RuntimeError("the process does not run")
        return self._keyring

    async def __aenter__(self) -> Self:
        """Start every role. Raises `ChargehouseError` and `OSError`, saying what is wrong."""
        try:
            await self._start()
        except BaseException:
            await self._running.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop every role: chargers are closed with 1012, requests are answered first."""
        await self._running.aclose()

    @property
    def http_port(self) -> int | None:
        """The port for people and programs, as it is really listened on."""
        return None if self.http is None else self.http.port

    @property
    def ocpp_port(self) -> int | None:
        """The port for chargers, as it is really listened on; None without the gateway."""
        return None if self.gateway is None else self.gateway.port

    def _has(self, role: str) -> bool:
        return self.settings.role in {"all", role}

    async def _start(self) -> None:
        settings = self.settings
        made_folder(settings.data_dir)
        keyring = self._keyring = Keyring.load(settings.data_dir, settings.secret_key)
        database = await self._running.enter_async_context(
            Storage(settings, clock=self.clock, ids=self.ids)
        )
        broker = open_broker(settings.broker.url, lambda: database.connect("chargehouse_relay"))
        await self._run(broker)
        role = settings.role
        roles = ("gateway", "api", "worker") if role == "all" else (role,)
        process = Process(database, roles=roles, version=VERSION.version)
        await self._run(process)
        port, jobs = command_port(), Jobs(database, self.clock)
        contexts = self._contexts = build_contexts(
            database,
            settings,
            keyring=keyring,
            chance=self.chance,
            metrics=self.metrics,
            port=port,
            freevend=port.freevend,
            lists=port.lists,
            jobs=jobs,
            own_url=self._own_url if self._has("api") else None,
        )
        self._running.push_async_callback(contexts.outside.close)
        self._running.push_async_callback(contexts.exchanges.stop)
        contexts.settings_reader.attach(broker)
        await self._run(contexts.settings_reader)
        first = await contexts.tenants.ensure_default()
        await contexts.parties.begin_with(
            system_actor("console", first.id, "console"), chosen_party(settings)
        )
        services = build_gateway_services(
            contexts,
            database,
            settings,
            process_id=process.id,
            keyring=keyring,
            metrics=self.metrics,
            broker=broker,
        )
        port.attach(services, None)
        self._running.push_async_callback(contexts.commands.stop)
        self._running.push_async_callback(contexts.account_telling.stop)
        bell = Bell(database, broker, clock=self.clock, ids=self.ids)
        await self._run(bell)
        await self._start_roles(database, contexts, services, port, bell=bell, jobs=jobs)

    async def _start_roles(
        self,
        database: Database,
        contexts: Contexts,
        services: Services,
        port: Commands,
        *,
        bell: Bell,
        jobs: Jobs,
    ) -> None:
        idempotency = PostgresIdempotencyStore(database, self.keyring)
        health = Health(clock=self.clock, version=VERSION.version)
        for check in (
            DatabaseCheck(database),
            PartitionsCheck(database),
            BrokerCheck(services.broker),
            JobsCheck(jobs),
            DiskCheck(self.settings.data_dir),
            MemoryCheck(),
            CpuCheck(),
        ):
            health.add(check)
        if self._has("worker"):
            worker = Worker(
                contexts,
                database,
                bell=bell,
                jobs=jobs,
                sender=self._sender(database, contexts),
                pusher=Pusher(
                    database,
                    contexts.partner_line,
                    contexts.publication_book,
                    parties=contexts.party_book,
                    chance=self.chance,
                    metrics=self.metrics,
                ),
                idempotency=idempotency,
                retention=self.settings.retention,
            )
            health.add(RelayCheck(worker.relay))
            health.add(contexts.audit_watch)
            await self._run(worker)
        if self._has("gateway"):
            self.gateway = Gateway(services, contexts, port)
            health.add(self.gateway)
            await self._run(self.gateway)
        stations = contexts.station_directory
        feed = EventFeed(database, stations, bell=bell, clock=self.clock)
        await self._run(feed)
        served: Sequence[ControllerRouterHandler] = ()
        if self._has("api"):
            served = [*api_routes(), *portal_routes(BuiltPortal.load(), self.chance)]
        application = build_application(
            [operations_routes(health, self.metrics, VERSION), *served],
            authenticator=contexts.authenticator,
            sign_ins=contexts.sign_in_authenticator,
            clock=self.clock,
            ids=self.ids,
            metrics=self.metrics,
            version=VERSION.version,
            max_body_bytes=self.settings.http.max_body_bytes,
            idempotency=idempotency,
            told_export=contexts.tenants.exported,
            webhooks=webhooks_document(EVENT_CATALOGUE),
            dependencies={
                **contexts.by_name(),
                "clock": self.clock,
                "event_feed": feed,
                "event_history": EventHistory(database, stations),
            },
        )
        self.http = HttpServer(application, self.settings.http)
        await self._run(self.http)

    def _own_url(self) -> str:
        """Return where partners find this process: a proxy's address, else where it listens."""
        return portal_url(self.settings, Listening.of(self.settings, http_port=self.http_port))

    def _sender(self, database: Database, contexts: Contexts) -> Sender:
        allow_private = self.settings.webhooks.allow_private_addresses
        poster = Poster(self.clock, may_reach=rule(allow_private=allow_private))
        notices = Notices(
            contexts.mail,
            Addressees(),
            portal_url=lambda: portal_url(self.settings, Listening.recall(self.settings)),
        )
        return Sender(
            database,
            self.keyring,
            self.chance,
            poster,
            catalogue=EVENT_CATALOGUE,
            notices=notices,
        )

    async def _run(self, part: Part) -> None:
        await part.start()
        self._running.push_async_callback(part.stop)


async def serve(settings: Settings, *, demo: bool) -> None:
    """Run a process until it is told to stop by SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with ChargehouseProcess(settings) as process:
        listening = Listening.of(settings, http_port=process.http_port, ocpp_port=process.ocpp_port)
        listening.remember(settings)
        ocpp = None if process.ocpp_port is None else str(listening.ocpp)
        _spare_the_collector()
        log.info("serving", role=settings.role, http=str(listening.http), ocpp=ocpp)
        if demo:
            async with running_demo(process):
                await stop.wait()
        else:
            telling = asyncio.create_task(tell_first_run(process, listening), name="first run")
            stopped = asyncio.create_task(stop.wait(), name="stop")
            await asyncio.wait({telling, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if telling.done():
                telling.result()
            await stopped
            telling.cancel()
        log.info("stopping")


async def tell_first_run(process: ChargehouseProcess, listening: Listening) -> None:
    """Print how the first account is made, where people can connect and nobody has one.

    A database that goes away under a process that serves already is waited for.
    """
    first_run = process.contexts.first_run
    if process.settings.role not in {"all", "api"}:
        return
    while True:
        try:
            if await first_run.is_open():
                link = first_run_link(process.settings, listening, await first_run.new_link())
                typer.echo(f"Nobody has an account yet. Make the first one within a day: {link}")
        except Unavailable:
            log.warning("the first run waits for the database")
            await process.clock.sleep(FIRST_RUN_AGAIN_S)
        else:
            return


def _spare_the_collector() -> None:
    """Keep the garbage collector from walking over what lives as long as the process.

    Messages make no cycles, so there is little for it to find, and much to look through: of ten
    thousand chargers for more than a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
