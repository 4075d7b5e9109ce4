"""Pushes what is due: fairly among partners, so that one that fails delays no other."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

import structlog
from msgspec.structs import replace

from chargehouse.contexts.publishing.model.lines import Outcome
from chargehouse.contexts.publishing.model.questions import CDRS, hidden
from chargehouse.contexts.publishing.model.words import FAILED_HERE, NOT_SAYABLE, judged
from chargehouse.contexts.publishing.public import Publication
from chargehouse.contexts.publishing.repository import push_lines, pushes
from chargehouse.contexts.publishing.repository.pushes import Due, Taken
from chargehouse.contexts.publishing.service.publications import PublicationBook
from chargehouse.contexts.publishing.service.recording import ACTOR, PushRecorder, Tried
from chargehouse.contexts.publishing.service.telling import NothingToTell, Telling
from chargehouse.contexts.roaming.errors import NoLine
from chargehouse.contexts.roaming.public import PartnerLine, PartyBook, RegisteredPartner
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.apart import for_each
from chargehouse.kernel.chance import Chance
from chargehouse.kernel.clock import Timer
from chargehouse.kernel.errors import Unavailable
from chargehouse.ocpi.errors import PartnerRefused, PartnerUnintelligible
from chargehouse.ocpi.headers import PartyKey
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.outside.exchange import NoAnswer
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.rounds import Rounds

AT_ONCE: Final = 256
AT_ONCE_FAILING: Final = 128
AT_ONCE_EACH: Final = 8
AT_ONCE_EACH_FAILING: Final = 1
LEASE: Final = timedelta(seconds=120)
"""Longer than all requests of one push and its record; then another worker takes over."""
FED_AT_ONCE: Final = 200
LOOKS_AFTER_S: Final = (0.02, 0.1, 0.3)
"""After something is wanted, it is looked for so often: when it is committed is not known."""
STOP_WITHIN_S: Final = 2.0
ROUNDS_APART_S: Final = 0.02

FAILURES: Final = (NoLine, NoAnswer, PartnerRefused, PartnerUnintelligible)

log = structlog.get_logger(__name__)


class _Known(NamedTuple):
    """What is needed of a tenant to push: its partners, and who its parties are."""

    partners: Mapping[UUID, RegisteredPartner]
    owners: Mapping[UUID, PartyKey]


class Pusher:
    """A worker: takes due pushes and makes them, many at once; several may run.

    Each partner has a bounded number under way, and one while it fails; one that is paused is not
    even looked at. However many others hang, each partner may have one under way. What is taken is
    this worker's for two minutes; should it die before it wrote down what came of it, it is pushed
    again. Of one object a partner is never told two states at once.
    """

    def __init__(
        self,
        database: Database,
        line: PartnerLine,
        book: PublicationBook,
        *,
        parties: PartyBook,
        chance: Chance,
        metrics: Metrics,
    ) -> None:
        self._database = database
        self._clock = database.clock
        self._line = line
        self._book = book
        self._parties = parties
        self._telling = Telling(line)
        self._recorder = PushRecorder(database, chance)
        self._under_way: Counter[UUID] = Counter()
        self._failing: set[UUID] = set()
        self._pushing: dict[asyncio.Task[None], Taken] = {}
        self._soon: Timer | None = None
        self._looks = 0
        self._made = metrics.counter(
            "partner_pushes_total",
            "Objects pushed to partners, by whose fault it failed",
            ["fault"],
        )
        self._ill = metrics.gauge("partner_lines_failing", "Partners that no push reaches")
        self._rounds = Rounds("pusher", self.round, clock=database.clock, apart_s=ROUNDS_APART_S)

    async def start(self) -> None:
        """Begin to push; a database that is away is waited for."""
        await self._rounds.start()

    async def stop(self) -> None:
        """Stop within seconds; what was not pushed to its end is given back."""
        if self._soon is not None:
            self._soon.cancel()
        await self._rounds.stop()
        if self._pushing:
            await asyncio.wait(self._pushing, timeout=STOP_WITHIN_S)
        left = dict(self._pushing)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await self._recorder.stop()
        await self._give_back(left.values())

    def wanted(self) -> None:
        """Hear that something is to be pushed, and look for it once that is committed."""
        self._looks = 0
        if self._soon is None:
            self._soon = self._clock.call_later(LOOKS_AFTER_S[0], self._look)

    async def round(self) -> int:
        """Take what is due, as far as there is room, and begin to push it; return how many."""
        async with self._database.relay() as relay:
            due = await pushes.due(relay, self._clock.now())
        fed = await self._feed_all(each for each in due if each.feeding and not each.fed_since)
        rooms: dict[UUID, dict[UUID, int]] = defaultdict(dict)
        for each, room in self._shares(due):
            rooms[each.tenant_id][each.partner_id] = room
        taken = await for_each(rooms.items(), lambda each: self._take(*each))
        if fed and not taken:
            self._rounds.wake()
        return taken

    async def idle(self) -> None:
        """Return when nothing is under way any more."""
        while self._pushing:
            await asyncio.wait(self._pushing)

    def _look(self) -> None:
        self._soon = None
        self._looks += 1
        if self._looks < len(LOOKS_AFTER_S):
            self._soon = self._clock.call_later(LOOKS_AFTER_S[self._looks], self._look)
        self._rounds.wake()

    def _shares(self, due: Iterable[Due]) -> list[tuple[Due, int]]:
        """Return how many pushes of each partner may be taken now.

        Those come first that have least under way, and of these the longest due; each gets a part
        of what room is left, so that many share it, and one that has nothing under way may always
        have one.
        """
        asking = sorted(due, key=lambda each: (self._under_way[each.partner_id], each.first))
        failing = sum(self._under_way[partner_id] for partner_id in self._failing)
        room = {
            True: min(AT_ONCE_FAILING - failing, AT_ONCE - len(self._pushing)),
            False: AT_ONCE - len(self._pushing),
        }
        shares = []
        for place, each in enumerate(asking):
            fails = each.partner_id in self._failing
            at_most = AT_ONCE_EACH_FAILING if fails else AT_ONCE_EACH
            fair = max(1, room[False] // (len(asking) - place))
            under_way = self._under_way[each.partner_id]
            share = min(at_most - under_way, fair, room[fails], room[False])
            share = max(share, 0 if under_way else 1)
            if share > 0:
                shares.append((each, share))
                room[False] -= share
                room[True] -= share if fails else 0
        return shares

    async def _feed_all(self, resyncs: Iterable[Due]) -> int:
        """Queue what resyncs go on with; one that fails holds up no push."""
        try:
            return await for_each(resyncs, self._feed)
        except ExceptionGroup:
            log.exception("a resync cannot go on")
            return 0

    async def _feed(self, due: Due) -> int:
        actor = system_actor("job", due.tenant_id, ACTOR)
        async with self._database.transaction(actor) as work:
            return await push_lines.feed_resync(
                work.connection, due.tenant_id, due.partner_id, FED_AT_ONCE, work.now()
            )

    async def _take(self, tenant_id: UUID, rooms: dict[UUID, int]) -> int:
        now = self._clock.now()
        actor = system_actor("job", tenant_id, ACTOR)
        async with self._database.transaction(actor) as work:
            taken = await pushes.take(
                work.connection, tenant_id, rooms, now=now, leased_until=now + LEASE
            )
            ids = {each.publication_id for each in taken}
            found = await pushes.publications_of(work.connection, tenant_id, ids) if ids else {}
        if not taken:
            return 0
        try:
            known = await self._known(actor, {each.partner_id for each in taken})
        except Exception:
            await self._give_back(taken)
            raise
        for each in taken:
            if each.failing:
                self._failing.add(each.partner_id)
            self._begin(actor, each, found[each.publication_id], known)
        return len(taken)

    async def _known(self, actor: Actor, partner_ids: set[UUID]) -> _Known:
        if len(partner_ids) == 1:
            [only] = partner_ids
            one = await self._line.partner(actor, only)
            partners = [] if one is None else [one]
        else:
            partners = list(await self._line.partners(actor))
        ours = await self._parties.ours(actor)
        return _Known({each.id: each for each in partners}, {each.id: each.key for each in ours})

    def _begin(self, actor: Actor, taken: Taken, publication: Publication, known: _Known) -> None:
        self._under_way[taken.partner_id] += 1
        task = asyncio.create_task(self._push(actor, taken, publication, known), name="push")
        self._pushing[task] = taken
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        taken = self._pushing.pop(task)
        self._under_way[taken.partner_id] -= 1
        if not self._under_way[taken.partner_id]:
            del self._under_way[taken.partner_id]
        self._rounds.wake()
        if not task.cancelled() and task.exception() is not None:
            log.error("a push stumbled", exc_info=task.exception())

    async def _push(
        self, actor: Actor, taken: Taken, publication: Publication, known: _Known
    ) -> None:
        try:
            outcome = await self._told(actor, taken, publication, known)
        except Unavailable:
            await self._give_back([taken])
            return
        if outcome.blame == "partner":
            self._failing.add(taken.partner_id)
        elif outcome.asked:
            self._failing.discard(taken.partner_id)
        self._made.labels(outcome.blame).inc()
        self._ill.set(len(self._failing))
        partner = known.partners.get(taken.partner_id)
        await self._recorder.keep(Tried(taken, "" if partner is None else partner.name, outcome))

    async def _told(
        self, actor: Actor, taken: Taken, publication: Publication, known: _Known
    ) -> Outcome:
        """Tell a partner an object; whatever comes of it is an outcome. Raises `Unavailable`."""
        began_at = self._clock.now()
        partner = known.partners.get(taken.partner_id)
        if partner is None:
            return Outcome(began_at, began_at, "partner", "no_line")
        try:
            opened: Publication | None = replace(
                publication, document=self._book.opened(publication)
            )
            if not taken.told and opened is not None:
                opened = hidden(opened, began_at)
            if opened is None:
                return Outcome(began_at, began_at, "object", asked=False)
            await self._telling.tell(
                actor,
                partner,
                opened,
                owner=known.owners[publication.party_id],
                parts=taken.parts,
                again=taken.attempts > 0,
            )
        except NothingToTell:
            # A CDR is never dropped: the partner may speak another version one day.
            error = NOT_SAYABLE if publication.module == CDRS else None
            return Outcome(began_at, self._clock.now(), "object", error, asked=False)
        except FAILURES as failure:
            return Outcome(began_at, self._clock.now(), *judged(failure))
        except Unavailable:
            raise
        except Exception:
            log.exception("an object cannot be pushed", publication_id=str(publication.id))
            return Outcome(began_at, self._clock.now(), "object", FAILED_HERE, asked=False)
        return Outcome(began_at, self._clock.now())

    async def _give_back(self, left: Iterable[Taken]) -> None:
        by_tenant: dict[UUID, list[Taken]] = defaultdict(list)
        for taken in left:
            by_tenant[taken.tenant_id].append(taken)
        for tenant_id, of_tenant in by_tenant.items():
            actor = system_actor("job", tenant_id, ACTOR)
            try:
                async with self._database.transaction(actor) as work:
                    await pushes.let_go(work.connection, tenant_id, of_tenant, self._clock.now())
            except Unavailable:
                log.warning("pushes are taken over when their time is up", count=len(of_tenant))
