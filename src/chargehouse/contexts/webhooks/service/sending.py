"""Sends what is due: fairly among webhooks, so that a dead one holds up no other."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog

from chargehouse.contexts.webhooks.model.hearing import may_hear
from chargehouse.contexts.webhooks.model.messages import signed_headers
from chargehouse.contexts.webhooks.public import EventCatalogue
from chargehouse.contexts.webhooks.repository import queue
from chargehouse.contexts.webhooks.repository.queue import Due, Recipient, Taken
from chargehouse.contexts.webhooks.service.notices import Notices
from chargehouse.contexts.webhooks.service.posting import Posted, Poster
from chargehouse.contexts.webhooks.service.recording import ACTOR, Recorder, Tried
from chargehouse.contexts.webhooks.service.subscriptions import SECRET_CONTEXT
from chargehouse.kernel.actor import system_actor
from chargehouse.kernel.apart import for_each
from chargehouse.kernel.chance import Chance
from chargehouse.kernel.errors import Unavailable
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.rounds import Rounds
from chargehouse.platform.secrets import Keyring

AT_ONCE: Final = 256
AT_ONCE_FAILING: Final = 128
AT_ONCE_EACH: Final = 16
AT_ONCE_EACH_FAILING: Final = 1
LEASE: Final = timedelta(seconds=60)
"""Longer than the longest exchange and its record; then another worker takes over."""
BLOCKED_FOR_S: Final = 5.0
MADE_AFTER_S: Final = 0.05
STOP_WITHIN_S: Final = 2.0

ROUNDS_APART_S: Final = 0.02

log = structlog.get_logger(__name__)


class Sender:
    """A worker: takes due deliveries and sends them, many at once; several may run.

    Each webhook has a bounded number of deliveries under way, one while it fails, and those that
    fail share half of the worker at most. What is taken is this worker's for a minute; should it
    die before it wrote down what came of it, the delivery is sent again with the same id.
    """

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        chance: Chance,
        poster: Poster,
        *,
        catalogue: EventCatalogue,
        notices: Notices,
    ) -> None:
        self._database = database
        self._clock = database.clock
        self._keyring = keyring
        self._poster = poster
        self._catalogue = catalogue
        self._recorder = Recorder(database, chance, notices)
        self._under_way: Counter[UUID] = Counter()
        self._failing: set[UUID] = set()
        self._blocked_until: dict[UUID, float] = {}
        self._sending: dict[asyncio.Task[None], Taken] = {}
        self._rounds = Rounds(
            "webhook sender", self.round, clock=database.clock, apart_s=ROUNDS_APART_S
        )

    async def start(self) -> None:
        """Begin to send; a database that is away is waited for."""
        await self._rounds.start()

    async def stop(self) -> None:
        """Stop within seconds; what was not sent to its end is given back."""
        await self._rounds.stop()
        if self._sending:
            await asyncio.wait(self._sending, timeout=STOP_WITHIN_S)
        left = dict(self._sending)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await self._recorder.stop()
        await self._give_back(left.values())
        await self._poster.close()

    def made(self) -> None:
        """Hear that deliveries were made, and look for them once they are committed."""
        self._rounds.wake_in(MADE_AFTER_S)

    async def round(self) -> int:
        """Take what is due, as far as there is room, and begin to send it; return how many."""
        async with self._database.relay() as relay:
            due = await queue.due(relay, self._clock.now())
        rooms: dict[UUID, dict[UUID, int]] = defaultdict(dict)
        for each, room in self._shares(due):
            rooms[each.tenant_id][each.webhook_id] = room
        return await for_each(rooms.items(), lambda each: self._take(*each))

    async def idle(self) -> None:
        """Return when nothing is under way any more."""
        while self._sending:
            await asyncio.wait(self._sending)

    def _shares(self, due: Iterable[Due]) -> list[tuple[Due, int]]:
        """Return how many deliveries of each webhook may be taken now.

        Those come first that have least under way, and of these the longest due; each gets a part
        of what room is left, so that many share it.
        """
        now_s = self._clock.monotonic()
        asking = [each for each in due if self._blocked_until.get(each.webhook_id, now_s) <= now_s]
        asking.sort(key=lambda each: (self._under_way[each.webhook_id], each.since))
        failing = sum(self._under_way[webhook_id] for webhook_id in self._failing)
        room = {
            True: min(AT_ONCE_FAILING - failing, AT_ONCE - len(self._sending)),
            False: AT_ONCE - len(self._sending),
        }
        shares = []
        for place, each in enumerate(asking):
            fails = each.webhook_id in self._failing
            at_most = AT_ONCE_EACH_FAILING if fails else AT_ONCE_EACH
            fair = max(1, room[False] // (len(asking) - place))
            share = min(at_most - self._under_way[each.webhook_id], fair, room[fails], room[False])
            if share > 0:
                shares.append((each, share))
                room[False] -= share
                room[True] -= share if fails else 0
        return shares

    async def _take(self, tenant_id: UUID, rooms: dict[UUID, int]) -> int:
        now = self._clock.now()
        actor = system_actor("job", tenant_id, ACTOR)
        async with self._database.transaction(actor) as work:
            taken = await queue.take(
                work.connection, tenant_id, rooms, now=now, leased_until=now + LEASE
            )
            recipients = await queue.recipients(
                work.connection, tenant_id, {each.webhook_id for each in taken}, now
            )
        for webhook_id in rooms.keys() - recipients.keys():
            # Something is due and none of it may be sent now: it need not be asked every time.
            self._blocked_until[webhook_id] = self._clock.monotonic() + BLOCKED_FOR_S
        for each in taken:
            recipient = recipients[each.webhook_id]
            if recipient.is_failing:
                self._failing.add(each.webhook_id)
            self._begin(each, recipient)
        return len(taken)

    def _begin(self, taken: Taken, recipient: Recipient) -> None:
        self._under_way[taken.webhook_id] += 1
        task = asyncio.create_task(self._deliver(taken, recipient), name="webhook delivery")
        self._sending[task] = taken
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        taken = self._sending.pop(task)
        self._under_way[taken.webhook_id] -= 1
        if not self._under_way[taken.webhook_id]:
            del self._under_way[taken.webhook_id]
        self._blocked_until.pop(taken.webhook_id, None)
        self._rounds.wake()
        if not task.cancelled() and task.exception() is not None:
            log.error("a delivery stumbled", exc_info=task.exception())

    async def _deliver(self, taken: Taken, recipient: Recipient) -> None:
        at, began_s = self._clock.now(), self._clock.monotonic()
        posted = await self._post(taken, recipient)
        duration_ms = round((self._clock.monotonic() - began_s) * 1000)
        tried = Tried(taken, at, duration_ms, posted)
        if tried.answer.is_success:
            self._failing.discard(taken.webhook_id)
        elif not taken.test:
            self._failing.add(taken.webhook_id)
        await self._recorder.keep(tried)

    async def _post(self, taken: Taken, recipient: Recipient) -> Posted | None:
        """Send a delivery; None where whoever answers for the webhook may not read such events."""
        if not taken.test and not may_hear(
            recipient.permissions, taken.event_type, self._catalogue
        ):
            return None
        secrets = [
            self._keyring.decrypt(encrypted, context=f"{SECRET_CONTEXT}{secret_id}")
            for secret_id, encrypted in recipient.secrets
        ]
        headers = signed_headers(
            secrets, message_id=taken.event_id, at=self._clock.now(), body=taken.body
        )
        return await self._poster.post(taken.webhook_id, recipient.url, headers, taken.body)

    async def _give_back(self, left: Iterable[Taken]) -> None:
        by_tenant: dict[UUID, list[UUID]] = defaultdict(list)
        for taken in left:
            by_tenant[taken.tenant_id].append(taken.id)
        for tenant_id, ids in by_tenant.items():
            actor = system_actor("job", tenant_id, ACTOR)
            try:
                async with self._database.transaction(actor) as work:
                    await queue.let_go(work.connection, tenant_id, ids, self._clock.now())
            except Unavailable:
                log.warning("deliveries are taken over when their time is up", count=len(ids))
