"""A tenant whose events are delivered to consumers: services and a worker over a real database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from tests.integration.backoffice import KEYRING, Office, open_office

from chargehouse.app.event_types import EVENT_CATALOGUE
from chargehouse.app.wiring import CATALOGUE
from chargehouse.contexts.people.service import Addressees, TokenAuthenticator, TokenService
from chargehouse.contexts.sessions.events import SessionStarted, SessionTerminated
from chargehouse.contexts.stations.events import StationBooted
from chargehouse.contexts.stations.service import StationDirectory
from chargehouse.contexts.webhooks import endpoints
from chargehouse.contexts.webhooks.public import Delivery, DeliveryDetail, Webhook
from chargehouse.contexts.webhooks.service import (
    CreatedWebhook,
    DeliveryFilters,
    DeliveryLog,
    DeliveryMaking,
    Notices,
    Poster,
    Sender,
    WebhookService,
)
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.chance import Chance, SystemChance
from chargehouse.kernel.events import Event
from chargehouse.kernel.setting import FixedValues
from chargehouse.platform.http.application import build_application
from chargehouse.platform.http.idempotency_store import PostgresIdempotencyStore
from chargehouse.platform.http.paging import Paging
from chargehouse.platform.jobs.queue import Jobs
from chargehouse.platform.mail import MailQueue
from chargehouse.platform.mail.smtp import SmtpMailer
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.outbox.recorded import Position, RecordedEvent
from chargehouse.platform.outside.addresses import rule
from chargehouse.platform.outside.network import Resolve
from chargehouse.platform.postgres.address import PostgresAddress


class Steady(SystemChance):
    """Chance without jitter."""

    def uniform(self, low: float, high: float) -> float:  # noqa: ARG002  the protocol's own
        return low


@dataclass
class Post:
    """Everything of webhooks in one tenant, `north`."""

    office: Office
    webhooks: WebhookService
    log: DeliveryLog
    making: DeliveryMaking
    sender: Sender
    mail: MailQueue
    settings: dict[str, object]
    """What the tenant's settings say, of mail alone: nothing at first."""
    _told: int = 0

    @property
    def actor(self) -> Actor:
        return self.office.actor

    async def subscribe(
        self, url: str, *event_types: str, actor: Actor | None = None, **options: object
    ) -> CreatedWebhook:
        """Add a webhook; it hears everything unless types are named."""
        return await self.webhooks.add(
            actor or self.actor,
            url=url,
            event_types=event_types or ("*",),
            **options,  # type: ignore[arg-type]
        )

    async def happen(self, *events: Event, actor: Actor | None = None) -> None:
        """Record events, and have them heard as the relay does."""
        who = actor or self.actor
        async with self.office.database.transaction(who) as work:
            for event in events:
                work.record(event)
        await self.hear(who.tenant_id)

    async def hear(self, tenant_id: UUID | None = None) -> None:
        """Hand the events that were not handed on yet to the reaction, in one transaction."""
        rows = await self.office.rows(
            "SELECT *, xid::text::bigint AS x FROM events WHERE tenant_id = $1"
            " ORDER BY xid, sequence",
            tenant_id or self.office.north,
        )
        reaction = system_actor("reaction", tenant_id or self.office.north, "webhooks.deliver")
        async with self.office.database.transaction(reaction) as work:
            for row in rows[self._told :]:
                event = RecordedEvent(
                    position=Position(row["x"], row["sequence"]),
                    event_id=row["event_id"],
                    tenant_id=row["tenant_id"],
                    wire_name=row["wire_name"],
                    aggregate_id=row["aggregate_id"],
                    station_id=row["station_id"],
                    occurred_at=row["occurred_at"],
                    actor=row["actor"],
                    request_id=row["request_id"],
                    payload=row["payload"],
                )
                await self.making.hear(work, event)
        self._told = len(rows)

    async def send(self) -> int:
        """Send all that is due; return how many attempts that were."""
        count = 0
        while taken := await self.sender.round():
            count += taken
            await self.sender.idle()
        return count

    def advance(self, by: timedelta) -> None:
        self.office.clock.advance(by.total_seconds())

    async def webhook(self, created: CreatedWebhook) -> Webhook:
        return await self.webhooks.get(self.actor, created.webhook.id)

    async def deliveries(self, created: CreatedWebhook) -> list[Delivery]:
        """Return a webhook's deliveries, oldest first."""
        page = await self.log.page(
            self.actor,
            created.webhook.id,
            DeliveryFilters(),
            Paging(limit=500, sort="created_at"),
        )
        return page.items

    async def only(self, created: CreatedWebhook) -> DeliveryDetail:
        """Return the only delivery of a webhook."""
        [delivery] = await self.deliveries(created)
        return await self.log.get(self.actor, delivery.id)

    def worker(
        self,
        *,
        allow_private: bool = True,
        resolve: Resolve | None = None,
        chance: Chance | None = None,
    ) -> Sender:
        """Return another worker over the same database."""
        return worker(
            self.office,
            self.mail,
            allow_private=allow_private,
            resolve=resolve,
            chance=chance,
        )


def worker(
    office: Office,
    mail: MailQueue,
    *,
    allow_private: bool = True,
    resolve: Resolve | None = None,
    chance: Chance | None = None,
) -> Sender:
    poster = Poster(office.clock, may_reach=rule(allow_private=allow_private), resolve=resolve)
    return Sender(
        office.database,
        KEYRING,
        chance or Steady(),
        poster,
        catalogue=EVENT_CATALOGUE,
        notices=Notices(mail, Addressees(), portal_url=lambda: "https://house.example"),
    )


def booted(office: Office, aggregate: UUID | None = None) -> StationBooted:
    station = aggregate or office.database.ids.new()
    return StationBooted(
        aggregate_id=station,
        station_id=station,
        vendor="Acme",
        model="Wall",
        firmware_version="1.0",
        boot_reason=None,
    )


def session(
    office: Office, kind: type[SessionStarted | SessionTerminated], session_id: UUID | None = None
) -> SessionStarted | SessionTerminated:
    return kind(
        aggregate_id=session_id or office.database.ids.new(),
        station_id=office.database.ids.new(),
        location_id=office.database.ids.new(),
        status="charging",
        started_at=office.clock.now(),
    )


@asynccontextmanager
async def open_post(database: PostgresAddress) -> AsyncIterator[Post]:
    """Open a database with a worker that may reach this machine."""
    async with open_office(database) as office:
        settings: dict[str, object] = {}
        mail = MailQueue(
            office.database,
            Jobs(office.database, office.clock),
            SmtpMailer(),
            values=FixedValues(settings),
            keyring=KEYRING,
        )
        made = Post(
            office,
            WebhookService(
                office.database,
                KEYRING,
                SystemChance(),
                catalogue=EVENT_CATALOGUE,
                allow_private=True,
            ),
            DeliveryLog(office.database, catalogue=EVENT_CATALOGUE),
            DeliveryMaking(
                office.database,
                StationDirectory(office.database),
                catalogue=EVENT_CATALOGUE,
                pending_max=20,
            ),
            worker(office, mail),
            mail,
            settings,
        )
        yield made
        await made.sender.stop()


@pytest.fixture
async def post(database: PostgresAddress) -> AsyncIterator[Post]:
    async with open_post(database) as opened:
        yield opened


@pytest.fixture
async def client(post: Post) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who may do everything in `north`, over HTTP."""
    async with client_of(post, "*") as opened:
        yield opened


@asynccontextmanager
async def client_of(post: Post, *permissions: str) -> AsyncIterator[httpx.AsyncClient]:
    """Serve webhooks to the holder of a token with these permissions."""
    office = post.office
    authenticator = TokenAuthenticator(office.database, KEYRING, office.clock, catalogue=CATALOGUE)
    tokens = TokenService(
        office.database,
        KEYRING,
        SystemChance(),
        catalogue=[*CATALOGUE],
        authenticator=authenticator,
    )
    app = build_application(
        endpoints.CONTROLLERS,
        authenticator=authenticator,
        clock=office.clock,
        ids=office.database.ids,
        metrics=Metrics(),
        version="1.2.3",
        max_body_bytes=10_000,
        idempotency=PostgresIdempotencyStore(office.database, KEYRING),
        dependencies={"webhooks": post.webhooks, "webhook_deliveries": post.log},
    )
    created = await tokens.create(office.actor, name="holder", permissions=permissions)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(
        transport=transport,
        base_url="http://house/api/v1",
        headers={"Authorization": f"Bearer {created.plain}"},
    ) as opened:
        yield opened
