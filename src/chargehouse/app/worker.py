"""The worker role: events to reactions, jobs, and what is done by the clock."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from chargehouse.app.event_classes import EVENT_CLASSES
from chargehouse.app.wiring import Contexts
from chargehouse.contexts.access import jobs as access_jobs
from chargehouse.contexts.access import reactions as access_reactions
from chargehouse.contexts.audit import jobs as audit_jobs
from chargehouse.contexts.audit import reactions as audit_reactions
from chargehouse.contexts.cdrs import reactions as cdr_reactions
from chargehouse.contexts.identity import jobs as identity_jobs
from chargehouse.contexts.identity import reactions as identity_reactions
from chargehouse.contexts.people.public import TenantRef
from chargehouse.contexts.publishing import jobs as publishing_jobs
from chargehouse.contexts.publishing import reactions as publishing_reactions
from chargehouse.contexts.publishing.service import Pusher
from chargehouse.contexts.received import jobs as received_jobs
from chargehouse.contexts.remote import jobs as remote_jobs
from chargehouse.contexts.remote import reactions as remote_reactions
from chargehouse.contexts.sessions import jobs as session_jobs
from chargehouse.contexts.stations import jobs as station_jobs
from chargehouse.contexts.stations.public import TIMELINE_DAYS
from chargehouse.contexts.webhooks import jobs as webhook_jobs
from chargehouse.contexts.webhooks import reactions as webhook_reactions
from chargehouse.contexts.webhooks.public import LOG_DAYS
from chargehouse.contexts.webhooks.service import Sender
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.apart import for_each
from chargehouse.platform.broker.postgres import purge
from chargehouse.platform.http.idempotency_store import PostgresIdempotencyStore
from chargehouse.platform.jobs.queue import Jobs
from chargehouse.platform.outbox.bell import Bell
from chargehouse.platform.outbox.consumers import AnyConsumer
from chargehouse.platform.outbox.relay import Relay
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.postgres.partitions import Partitions
from chargehouse.platform.settings import RetentionSettings

CONSUMERS = (*access_reactions.CONSUMERS,)
"""The reactions that need nothing but what is in the database."""

NOISE = tuple(name for name, kind in EVENT_CLASSES.items() if not kind.audited)
"""The events that are no entries of the audit log."""

EVERY_MINUTE = "* * * * *"
EVERY_TEN_MINUTES = "*/10 * * * *"
HOURLY = "7 * * * *"
DAILY = "23 2 * * *"
NIGHTLY = "41 1 * * *"


class Worker:
    """Does what nobody waits for."""

    def __init__(
        self,
        contexts: Contexts,
        database: Database,
        *,
        bell: Bell,
        jobs: Jobs,
        sender: Sender,
        pusher: Pusher,
        idempotency: PostgresIdempotencyStore,
        retention: RetentionSettings,
    ) -> None:
        self._contexts = contexts
        self._database = database
        self._idempotency = idempotency
        self._partitions = Partitions(database)
        self._retention = retention
        self._jobs = jobs
        self._sender = sender
        self._pusher = pusher
        contexts.webhook_making.on_made.append(sender.made)
        contexts.publication_book.on_wanted.append(pusher.wanted)
        contexts.partner_queues.on_wanted.append(pusher.wanted)
        consumers: tuple[AnyConsumer, ...] = (
            *CONSUMERS,
            *access_reactions.consumers(contexts.mode_planning, contexts.mode_sweep),
            *access_reactions.list_consumers(contexts.list_marking),
            *access_reactions.start_consumers(contexts.refused_starts),
            *cdr_reactions.consumers(contexts.session_following, contexts.reservation_billing),
            *publishing_reactions.line_consumers(contexts.partner_queues),
            *publishing_reactions.wording_consumers(contexts.rewording),
            *publishing_reactions.driver_consumers(
                contexts.session_telling,
                contexts.cdr_telling,
                contexts.token_telling,
                contexts.token_sharing,
            ),
            *remote_reactions.consumers(contexts.result_following),
            *publishing_reactions.consumers(contexts.publication_marking),
            *identity_reactions.consumers(contexts.partner_feeds),
            *webhook_reactions.consumers(contexts.webhook_making),
            audit_reactions.consumer(contexts.audit_log, noise=NOISE),
        )
        self.relay = Relay(database, consumers, bell=bell, clock=database.clock)
        self._schedule()

    async def start(self) -> None:
        """Begin to relay and to work."""
        await self.relay.start()
        await self._jobs.start()
        await self._sender.start()
        await self._pusher.start()
        await self._contexts.renewing.start()
        await self._contexts.boundaries.start()
        await self._contexts.mode_switching.start()
        await self._contexts.list_keeping.start()
        await self._contexts.refused_starts.start()
        await self._contexts.result_teller.start()

    async def stop(self) -> None:
        """Stop; what was begun and not committed is done again by another worker."""
        await self._contexts.result_teller.stop()
        await self._contexts.refused_starts.stop()
        await self._contexts.list_keeping.stop()
        await self._contexts.mode_switching.stop()
        await self._contexts.boundaries.stop()
        await self._pusher.stop()
        await self._contexts.renewing.stop()
        await self._sender.stop()
        await self._jobs.stop()
        await self.relay.stop()

    def _schedule(self) -> None:
        jobs, contexts = self._jobs, self._contexts
        clock = self._database.clock
        jobs.schedule(
            "stations.sweep_lost_connections",
            EVERY_MINUTE,
            _silently(partial(station_jobs.sweep_lost_connections, contexts.sweeps)),
        )
        jobs.schedule(
            "stations.expire_commands",
            EVERY_MINUTE,
            _silently(partial(station_jobs.expire_commands, contexts.commands)),
        )
        jobs.schedule(
            "sessions.find_endless",
            EVERY_TEN_MINUTES,
            _silently(
                partial(session_jobs.find_endless, self._database, contexts.session_repairs, clock)
            ),
        )
        jobs.schedule(
            "remote.expire",
            EVERY_MINUTE,
            _silently(partial(remote_jobs.expire, contexts.sent_commands)),
        )
        jobs.schedule(
            "remote.expire_reservations",
            EVERY_MINUTE,
            _silently(partial(remote_jobs.expire_reservations, contexts.reservation_expiry)),
        )
        jobs.schedule("remote.forget_old", DAILY, self._forget_commands_across)
        jobs.schedule("access.sweep_modes", EVERY_TEN_MINUTES, self._sweep_modes)
        jobs.schedule("access.watch_drift", EVERY_MINUTE, self._watch_drift)
        jobs.schedule("received.ask_due", EVERY_MINUTE, self._pull_lists)
        jobs.schedule("publishing.tell_drivers", EVERY_MINUTE, self._tell_drivers)
        jobs.schedule("publishing.turn_tokens", EVERY_TEN_MINUTES, self._turn_tokens)
        jobs.schedule("identity.watch_partners", EVERY_MINUTE, self._watch_partners)
        jobs.schedule("mail.forget", DAILY, self._forget_mail)
        jobs.schedule("audit.sign", EVERY_MINUTE, self._sign_logs)
        jobs.schedule("audit.retain", DAILY, self._retain_logs)
        jobs.schedule("broker.purge", EVERY_MINUTE, self._purge_broker)
        jobs.schedule("http.forget_idempotency_keys", HOURLY, self._forget_keys)
        jobs.schedule("outbox.forget_done", HOURLY, _silently(self.relay.forget_done))
        jobs.schedule("publishing.rebuild", NIGHTLY, self._rebuild_publications)
        jobs.schedule("webhooks.forget_old", DAILY, self._forget_deliveries)
        jobs.schedule("partitions.ensure", HOURLY, _silently(self._partitions.ensure))
        jobs.schedule("partitions.drop_old", DAILY, self._drop_old_partitions)

    async def _sweep_modes(self) -> None:
        tenants = await self._contexts.tenants.list()
        await access_jobs.sweep_modes(self._contexts.mode_sweep, [each.id for each in tenants])

    async def _watch_drift(self) -> None:
        tenants = await self._contexts.tenants.list()
        await access_jobs.watch_drift(self._contexts.drift_watch, [each.id for each in tenants])

    async def _pull_lists(self) -> None:
        tenants = await self._contexts.tenants.list()
        actors = [system_actor("job", tenant.id, "received.ask_due") for tenant in tenants]
        await received_jobs.ask_due(self._contexts.pulls, actors)

    async def _tell_drivers(self) -> None:
        contexts = self._contexts
        await publishing_jobs.tell_drivers(
            await self._actors("publishing.tell_drivers"),
            contexts.session_telling,
            contexts.cdr_telling,
        )

    async def _turn_tokens(self) -> None:
        actors = await self._actors("publishing.turn_tokens")
        await publishing_jobs.turn_tokens(actors, self._contexts.token_telling)

    async def _actors(self, job: str) -> list[Actor]:
        tenants = await self._contexts.tenants.list()
        return [system_actor("job", tenant.id, job) for tenant in tenants]

    async def _watch_partners(self) -> None:
        tenants = await self._contexts.tenants.list()
        actors = [system_actor("job", tenant.id, "identity.watch_partners") for tenant in tenants]
        await identity_jobs.watch_partners(self._contexts.partner_feeds, actors)

    async def _sign_logs(self) -> None:
        contexts = self._contexts
        await audit_jobs.sign(
            [tenant.id for tenant in await contexts.tenants.list()],
            contexts.audit_signing,
            contexts.audit_witnesses,
            contexts.audit_watch,
        )

    async def _retain_logs(self) -> None:
        tenants = await self._contexts.tenants.list()
        await audit_jobs.retain([tenant.id for tenant in tenants], self._contexts.audit_retention)

    async def _purge_broker(self) -> None:
        connection = await self._database.connect("chargehouse_relay")
        try:
            await purge(connection)
        finally:
            await connection.close()

    async def _forget_mail(self) -> None:
        async def forget(tenant: TenantRef) -> None:
            await self._contexts.mail.forget_old(system_actor("job", tenant.id, "mail.forget"))

        await for_each(await self._contexts.tenants.list(), forget)

    async def _forget_keys(self) -> None:
        async def forget(tenant: TenantRef) -> None:
            actor = system_actor("job", tenant.id, "http.forget_idempotency_keys")
            await self._idempotency.forget_expired(actor)

        await for_each(await self._contexts.tenants.list(), forget)

    async def _rebuild_publications(self) -> None:
        tenants = await self._contexts.tenants.list()
        await publishing_jobs.rebuild([each.id for each in tenants], self._contexts.renewing)

    async def _forget_deliveries(self) -> None:
        async def forget(tenant: TenantRef) -> None:
            await webhook_jobs.forget_old(
                self._contexts.webhook_deliveries,
                system_actor("job", tenant.id, "webhooks.forget_old"),
                days=self._contexts.settings_reader.value(tenant.id, LOG_DAYS),
            )

        await for_each(await self._contexts.tenants.list(), forget)

    async def _forget_commands_across(self) -> None:
        tenants = await self._contexts.tenants.list()
        ids = [tenant.id for tenant in tenants]
        await remote_jobs.forget_old(self._contexts.received_commands, ids)

    async def _drop_old_partitions(self) -> None:
        reader = self._contexts.settings_reader
        kept_days = reader.greatest(TIMELINE_DAYS)
        await self._partitions.drop_older_than("frames", timedelta(days=kept_days))
        tenants = await self._contexts.tenants.list()
        days = {tenant.id: reader.value(tenant.id, TIMELINE_DAYS) for tenant in tenants}
        await station_jobs.forget_frames(self._contexts.timeline, days, kept_days=kept_days)
        await self._partitions.drop_older_than(
            "events", timedelta(days=self._retention.events_days)
        )


def _silently(work: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
    """Return work whose result nobody asks for."""

    async def run() -> None:
        await work()

    return run
