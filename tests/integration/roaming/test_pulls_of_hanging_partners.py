"""Partners that hang while their lists are read hold up no other job, and no other partner (C7)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

import pytest
import pytest_asyncio
from tests.conftest import Databases
from tests.integration.roaming.conftest import Ground, Roamer, opened, tenant_of
from tests.integration.roaming.fakepartner import Answer, Asked, FakePartner, answering, role
from tests.integration.roaming.listing import Listing
from tests.integration.roaming.registering import registered

from chargehouse.contexts.received.public import PullState
from chargehouse.contexts.received.service.pulling import AT_ONCE_FAILING
from chargehouse.platform.jobs.queue import AT_ONCE, Job, Jobs

pytestmark = pytest.mark.asyncio(loop_scope="module")

HANGING = 60
PAGE_S = 30
PATIENCE_S = 60
"""Of the test, by the machine's clock: nothing here waits for a partner's time to be up."""


@dataclass
class Hanging:
    """Partners of one server that answer nothing they are asked for a list; who waits for it."""

    waiting: int = 0
    most: int = 0
    asked: int = 0
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, _: Asked) -> Answer:
        self.asked += 1
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        self._changed.set()
        try:
            await self.ended.wait()
        finally:
            self.waiting -= 1
        raise ConnectionResetError

    async def asks(self, count: int) -> None:
        """Wait until so many were asked in all."""
        while self.asked < count:
            self._changed.clear()
            await self._changed.wait()


@dataclass
class Busy:
    """A house that works on its jobs, and notes the errands that it was sent on."""

    ground: Ground
    roamer: Roamer
    jobs: Jobs
    errands: asyncio.Queue[int] = field(default_factory=asyncio.Queue)

    async def errand(self, job: Job) -> None:
        self.errands.put_nowait(job.read(int))

    async def send(self, number: int) -> None:
        async with self.ground.database.transaction(self.roamer.actor) as work:
            await self.jobs.enqueue(work, "errand", number)

    @asynccontextmanager
    async def partner(
        self, name: str, party: str, lists: tuple[str, ...] = ("locations", "tariffs")
    ) -> AsyncIterator[tuple[FakePartner, UUID]]:
        """Serve a partner that is registered and has lists in which nothing is."""
        partner = FakePartner(roles=[role(party, "CPO")])
        partner.modules = ("credentials", *lists)
        async with answering(partner.answer) as partner.url:
            id_, _ = await registered(self.roamer, partner, name=name)
            for module in lists:
                Listing(partner, f"/2.2.1/{module}")
            yield partner, UUID(id_)

    async def ask_due(self) -> int:
        return await self.roamer.contexts.pulls.ask_due(self.roamer.actor)

    async def states(self, partner_id: UUID) -> list[PullState]:
        return await self.roamer.contexts.pulls.states(self.roamer.actor, partner_id)

    async def reads(self, partner_id: UUID, state: str = "ended") -> None:
        """Wait until both lists of a partner were read so, since this instant of the fake clock."""
        now = self.ground.clock.now()
        while True:
            found = await self.states(partner_id)
            if [each.state for each in found if each.started_at >= now] == [state] * 2:
                return

    async def quiet(self) -> None:
        """Wait until no job is left."""
        while (figures := await self.jobs.figures()).queued or figures.running:
            pass


@pytest_asyncio.fixture(loop_scope="module")
async def busy(databases: Databases, database_template: str) -> AsyncIterator[Busy]:
    address = databases.create(database_template)
    async with opened(address, allow_private=True) as ground, tenant_of(ground) as roamer:
        assert ground.jobs is not None
        made = Busy(ground, roamer, ground.jobs)
        made.jobs.register("errand", made.errand)
        yield made
        await made.jobs.stop()
    databases.drop(address.database)


async def test_sixty_that_hang_delay_no_job_and_no_other_partner(busy: Busy) -> None:
    """However long they hang: their time is not up before the others are done."""
    hanging = Hanging()
    async with AsyncExitStack() as stack, asyncio.timeout(PATIENCE_S):
        _, good = await stack.enter_async_context(busy.partner("Zoe", "NL-ZOE"))
        bad = []
        for number in range(HANGING):
            made = await stack.enter_async_context(busy.partner(f"H{number}", f"DE-H{number:02}"))
            made[0].special["/2.2.1/locations"] = hanging.answer
            made[0].special["/2.2.1/tariffs"] = hanging.answer
            bad.append(made[1])
        assert await busy.ask_due() == HANGING + 1
        await busy.jobs.start()
        await hanging.asks(HANGING)
        await busy.reads(good)
        for number in range(2 * AT_ONCE):
            await busy.send(number)
        assert sorted([await busy.errands.get() for _ in range(2 * AT_ONCE)]) == [
            *range(2 * AT_ONCE)
        ]
        assert hanging.waiting == HANGING

        for lists in (1, 2):
            await hanging.asks(lists * HANGING)
            busy.ground.clock.advance(PAGE_S)
        await busy.quiet()
        for each in bad:
            assert [state.state for state in await busy.states(each)] == ["failed"] * 2

        hanging.most = hanging.waiting = hanging.asked = 0
        busy.ground.clock.advance(3600)
        assert await busy.ask_due() == HANGING + 1
        await busy.reads(good)
        await hanging.asks(AT_ONCE_FAILING)
        await busy.send(0)
        assert await busy.errands.get() == 0
        assert (await busy.jobs.figures()).overdue_s == 0
        assert hanging.most == AT_ONCE_FAILING
        hanging.ended.set()
        await busy.quiet()


async def test_one_that_gives_no_answer_is_not_asked_for_all_its_lists(busy: Busy) -> None:
    hanging = Hanging()
    hanging.ended.set()
    lists = ("locations", "tariffs", "sessions", "cdrs")
    async with busy.partner("Dead", "NL-DEA", lists) as (partner, id_):
        for module in lists:
            partner.special[f"/2.2.1/{module}"] = hanging.answer
        await busy.roamer.contexts.pulls.pull(busy.roamer.actor, id_)
        assert hanging.asked == 2
        errors = {state.module: state.error for state in await busy.states(id_)}
        not_asked = "It was not asked: it gave no answer for other lists."
        assert {errors["sessions"], errors["cdrs"]} == {not_asked}
        assert not_asked not in {errors["locations"], errors["tariffs"]}
        assert await busy.ask_due() == 0


async def test_one_list_that_hangs_does_not_keep_the_others_from_being_read(busy: Busy) -> None:
    hanging = Hanging()
    hanging.ended.set()
    async with busy.partner("Half", "NL-HAL") as (partner, id_):
        partner.special["/2.2.1/locations"] = hanging.answer
        await busy.roamer.contexts.pulls.pull(busy.roamer.actor, id_)
        told = {state.module: state.state for state in await busy.states(id_)}
        assert told == {"locations": "failed", "tariffs": "ended"}
