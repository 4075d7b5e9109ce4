"""Chargers of many makes at four places, whose cards come by, on a clock that is moved."""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, Protocol, TypeVar
from uuid import UUID

from tests.independent.charger import IndependentCharger
from tests.independent.drivers import driver_of
from tests.independent.freevend_setting import FREE, FreevendSetting
from tests.independent.oracle import Card, Mode, Timetable, Verdict, Wall, judged, modes
from tests.protocol.modes import Modes, ModesAndStarts
from tests.protocol.rawcharger import basic, open_socket
from tests.protocol.rig import PASSWORD, TENANT, Rig

from chargehouse.contexts.access.public.control import ChangeView, ControlFilters, ControlRow
from chargehouse.contexts.access.public.policies import (
    ExceptionDraft,
    PolicyDraft,
    StartRules,
    WindowDraft,
)
from chargehouse.contexts.access.service import Boundaries
from chargehouse.contexts.stations.public import StationRef
from chargehouse.kernel.chance import SeededChance
from chargehouse.ocpp.observer import FrameSeen
from chargehouse.platform.http.paging import Paging
from chargehouse.simulator.charger import Charger
from chargehouse.simulator.link import Address
from chargehouse.simulator.profile import profile

T = TypeVar("T")

TELLING: Final = frozenset({"Authorize", "StartTransaction", "TransactionEvent"})
OVERDUE: Final = timedelta(seconds=21)
"""Longer than anybody waits for a charger's word on its settings."""
BOOTED: Final = timedelta(seconds=6)
LOOKED_AT: Final = timedelta(seconds=30)
"""What is this old is looked at for drift."""
ALL: Final = 200


class Make(NamedTuple):
    """A charger as the field notes have it: the setting that frees it, and its value then."""

    model: str
    protocol: str
    key: str
    free: str | None
    """None where any text at all frees it."""


class Watch:
    """What one charger says and is told, as it goes over its line."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.unanswered: set[str] = set()
        self.owes: set[str] = set()
        self.orders = 0

    def __call__(self, seen: FrameSeen) -> None:
        ours = seen.direction == "out"
        if seen.kind == "call":
            if seen.action == "BootNotification":
                self.unanswered.clear()
                self.owes.clear()
            (self.unanswered if ours else self.owes).add(seen.message_id)
            self.orders += not ours and seen.action in {"ChangeConfiguration", "SetVariables"}
            return
        (self.owes if ours else self.unanswered).discard(seen.message_id)
        if seen.kind == "result" and not ours and seen.action in TELLING:
            payload = json.loads(seen.text)[2]
            told = payload.get("idTagInfo") or payload.get("idTokenInfo")
            if told is not None:
                self.words.append(told["status"])


class Post(Protocol):
    """A charger at its place."""

    station: StationRef
    zone: str

    @property
    def is_free(self) -> bool:
        """Whether it lets anybody charge, by its own account."""

    @property
    def is_online(self) -> bool:
        """Whether it is there."""

    @property
    def speaks_1_6(self) -> bool:
        """Whether it has the words of OCPP 1.6."""

    async def visit(self, card: Card) -> tuple[Card | None, list[str]]:
        """Have somebody come, charge if they may, and leave.

        Return the card, or none where the charger told a tag of its own, and what it was answered.
        """


@dataclass
class Simulated:
    """A simulated charger."""

    rig: Rig
    station: StationRef
    zone: str
    make: Make
    charger: Charger
    watch: Watch

    @property
    def is_free(self) -> bool:
        return self.charger.is_free

    @property
    def is_online(self) -> bool:
        return self.charger.online

    @property
    def speaks_1_6(self) -> bool:
        return self.make.protocol == "ocpp1.6"

    async def visit(self, card: Card) -> tuple[Card | None, list[str]]:
        self.watch.words.clear()
        evse = self.charger.evses[1]
        shown: Card | None = card
        if self.charger.is_free:
            shown = None
            self.charger.plug_in()
            await self.rig.eventually(lambda: evse.transaction is not None or evse.was_charged)
        elif await self.charger.present(card.tag, 1):
            self.charger.plug_in()
        await self.charger.uplink.outbox.emptied()
        self.charger.unplug()
        await self.charger.uplink.outbox.emptied()
        return shown, list(self.watch.words)


@dataclass
class OtherMake:
    """A charger made with the `ocpp` package."""

    rig: Rig
    station: StationRef
    zone: str
    charger: IndependentCharger
    setting: FreevendSetting

    @property
    def is_free(self) -> bool:
        return self.setting.value == FREE[self.charger.protocol][1]

    @property
    def is_online(self) -> bool:
        return True

    @property
    def speaks_1_6(self) -> bool:
        return self.charger.protocol == "ocpp1.6"

    async def visit(self, card: Card) -> tuple[Card | None, list[str]]:
        transaction_id = f"{self.station.code}-{self.rig.clock.now():%m%dT%H%M%S}"
        driver = driver_of(self.charger, transaction_id, self.rig.clock)
        if not self.is_free:
            return card, [await driver.authorise(card.tag)]
        word = await driver.start("FREE", 0)
        await driver.stop(0)
        return None, [word]


class Visit(NamedTuple):
    """Somebody at a charger, and what should come of it."""

    station_id: UUID
    at: datetime
    verdict: Verdict


@dataclass
class Depot:
    """Chargers under timetables, and who came to them."""

    rig: Rig
    modes: Modes
    boundaries: Boundaries
    begun: datetime
    ended: datetime
    posts: list[Post] = field(default_factory=list)
    painted: dict[UUID, tuple[Wall, list[Mode]]] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)
    places: dict[str, UUID] = field(default_factory=dict)

    # -- what is set up

    async def place(self, zone: str) -> UUID:
        """Return the location in a zone."""
        if zone not in self.places:
            added = await self.rig.contexts.locations.add(self.rig.actor, name=zone, timezone=zone)
            self.places[zone] = added.id
        return self.places[zone]

    async def govern(self, timetable: Timetable, posts: Sequence[Post], name: str) -> None:
        """Have chargers follow a timetable, which they share."""
        policies, actor = self.rig.contexts.policies, self.rig.actor
        policy = await policies.make(actor, name, _draft(timetable))
        given = await policies.assign(actor, policy.id, [post.station.id for post in posts])
        assert {each.outcome for each in given} == {"assigned"}, given
        read: dict[str, tuple[Wall, list[Mode]]] = {}
        for post in posts:
            if post.zone not in read:
                wall = Wall.read(post.zone, self.begun, self.ended)
                read[post.zone] = wall, modes(timetable, wall)
            self.painted[post.station.id] = read[post.zone]

    def mode(self, post: Post, at: datetime | None = None) -> Mode:
        """Return the mode that a charger should be in."""
        wall, painted = self.painted[post.station.id]
        return painted[wall.minute(at or self.rig.clock.now())]

    def changes(self) -> dict[datetime, list[Post]]:
        """Return the instants at which modes change, in order, and where."""
        found: dict[datetime, list[Post]] = {}
        for post in self.posts:
            wall, painted = self.painted[post.station.id]
            for minute in range(wall.minute(self.begun) + 1, wall.minute(self.ended)):
                if painted[minute] != painted[minute - 1]:
                    found.setdefault(wall.instant(minute), []).append(post)
        return dict(sorted(found.items()))

    # -- what happens

    async def until(self, at: datetime) -> None:
        """Move the clock on, and let chargers say what they say by themselves."""
        await self._quiet()
        self.rig.clock.advance((at - self.rig.clock.now()).total_seconds())
        await self._quiet()

    async def come(self, posts: Iterable[Post], cards: Iterable[Card]) -> None:
        """Have somebody come to each of some chargers, and compare what they are answered."""
        now = self.rig.clock.now()

        async def visit(post: Post, card: Card) -> None:
            shown, words = await post.visit(card)
            verdict = judged(shown, self.mode(post), now, post.zone)
            wanted = verdict.in_1_6 if post.speaks_1_6 else verdict.in_2
            assert set(words) == {wanted}, (post.station.code, now, shown, words, verdict)
            self.visits.append(Visit(post.station.id, now, verdict))

        await asyncio.gather(*map(visit, posts, cards))

    async def settle(self) -> None:
        """Let the workers do what is due, and chargers boot that were told to."""
        await self.boundaries.pass_due()
        while True:
            told = {id(post): post.watch.orders for post in self._simulated()}
            await self.patiently(self.modes.settle())
            if not await self._booted(told):
                return

    async def watch_drift(self) -> None:
        """Let the worker look at what chargers did against their modes."""
        self.rig.clock.advance(LOOKED_AT.total_seconds())
        await self.rig.settled()
        await self.rig.contexts.drift_watch.look(self.rig.tenant_id)

    async def patiently(self, doing: Coroutine[Any, Any, T]) -> T:
        """Return what comes of it; a charger that answers late is waited for as long as may be."""
        work = asyncio.ensure_future(doing)
        late = [post for post in self._simulated() if post.charger.profile.oddities.answers_after_s]
        while not work.done():
            await self.rig.eventually(lambda: work.done() or any(post.watch.owes for post in late))
            if not work.done():
                for post in late:
                    post.watch.owes.clear()
                self.rig.clock.advance(OVERDUE.total_seconds())
        return await work

    async def _booted(self, told: dict[int, int]) -> bool:
        """Let chargers boot that are about to; tell whether there were any."""
        changes, booting = await self.last_changes(), []
        for post in self._simulated():
            if not post.charger.online:
                booting.append(post)
            elif post.watch.orders > told[id(post)]:
                restarts = changes[post.station.id].step == "boot"
                if restarts or post.charger.profile.oddities.reboots_on_change:
                    booting.append(post)
        if not booting:
            return False
        await self.rig.eventually(lambda: not any(post.charger.online for post in booting))
        self.rig.clock.advance(BOOTED.total_seconds())
        await self.rig.eventually(lambda: all(post.charger.online for post in booting))
        await self._quiet()
        return True

    async def _quiet(self) -> None:
        """Wait until whatever chargers said is answered."""
        await self.rig.settled()
        await self.rig.eventually(
            lambda: (
                not any(post.watch.unanswered for post in self._simulated() if post.charger.online)
            )
        )

    def _simulated(self) -> list[Simulated]:
        return [post for post in self.posts if isinstance(post, Simulated)]

    # -- what came of it

    async def controls(self) -> dict[UUID, ControlRow]:
        """Return how chargers stand to their modes."""
        control, actor = self.rig.contexts.access_control, self.rig.actor
        page = await control.page(actor, Paging(limit=ALL), ControlFilters())
        return {each.station_id: each for each in page.items}

    async def last_changes(self) -> dict[UUID, ChangeView]:
        """Return the last change of each charger's mode."""
        control, actor = self.rig.contexts.access_control, self.rig.actor
        page = await control.changes(actor, Paging(limit=ALL))
        return {each.station_id: each for each in reversed(page.items)}

    async def decided(self) -> list[dict[str, Any]]:
        """Return every attempt with its decision."""
        return await self.rig.rows(
            "SELECT a.station_id, a.received_at, a.mode, d.decision, d.reason, d.class, d.answer,"
            " d.judged_at FROM access_attempts a LEFT JOIN access_decisions d"
            " ON d.tenant_id = a.tenant_id AND d.attempt_id = a.id ORDER BY a.id"
        )


@asynccontextmanager
async def open_depot(
    rig: Rig, begun: datetime, ended: datetime
) -> AsyncIterator[tuple[Depot, AsyncExitStack]]:
    """Move the clock to a week's beginning; chargers leave at the end."""
    rig.clock.advance((begun - rig.clock.now()).total_seconds())
    async with AsyncExitStack() as stack:
        yield Depot(rig, ModesAndStarts(rig), Boundaries(rig.database), begun, ended), stack


@asynccontextmanager
async def simulated(depot: Depot, make: Make, code: str, zone: str) -> AsyncIterator[Simulated]:
    """Run a simulated charger at a place."""
    rig, watch = depot.rig, Watch()
    station = await rig.add_station(code, tenant=(rig.actor, await depot.place(zone)))
    charger = Charger(
        profile(make.model),
        Address(f"{rig.url}/ocpp/{TENANT}", code, PASSWORD),
        make.protocol,
        clock=rig.clock,
        chance=SeededChance(len(depot.posts)),
        ids=rig.database.ids,
        on_frame=watch,
    )
    task = asyncio.create_task(charger.run())
    try:
        await rig.eventually(lambda: charger.online)
        post = Simulated(rig, station, zone, make, charger, watch)
        depot.posts.append(post)
        yield post
        assert charger.uplink.failures == []
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def other_make(depot: Depot, protocol: str, code: str, zone: str) -> AsyncIterator[OtherMake]:
    """Run a charger of the `ocpp` package at a place."""
    rig = depot.rig
    station = await rig.add_station(code, tenant=(rig.actor, await depot.place(zone)))
    socket = await open_socket(f"{rig.url}/ocpp/{TENANT}/{code}", [protocol], basic(code, PASSWORD))
    charger = IndependentCharger(protocol, code, socket)
    serving = asyncio.create_task(charger.run())
    try:
        assert await driver_of(charger).boot() == "Accepted"
        post = OtherMake(rig, station, zone, charger, FreevendSetting(charger))
        depot.posts.append(post)
        yield post
    finally:
        await socket.close()
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


def _draft(timetable: Timetable) -> PolicyDraft:
    return PolicyDraft(
        default_mode=timetable.default,
        starts=StartRules(refused="stop"),
        windows=[
            WindowDraft(days=list(each.days), begins=each.begins, ends=each.ends, mode=each.mode)
            for each in timetable.hours
        ],
        exceptions=[
            ExceptionDraft(name=f"Day {number}", begins=each.begins, ends=each.ends, mode=each.mode)
            for number, each in enumerate(timetable.once)
        ],
    )
