"""Partners' lists, read from time to time: what was never pushed, or got lost, is found there."""

import asyncio
from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.contexts.received.events import PartnerListPulled
from chargehouse.contexts.received.model.modules import STANDING
from chargehouse.contexts.received.model.pulls import (
    LONGEST,
    Plan,
    Tally,
    broken_off,
    by_module,
    is_due,
    is_failing,
    lists_of,
    plan_of,
    reached,
    unlisted_since,
)
from chargehouse.contexts.received.public import (
    PULL_MINUTES,
    RECEIVED_PULL,
    RECEIVED_READ,
    PullState,
    ReceivedModule,
)
from chargehouse.contexts.received.repository import objects, pulls
from chargehouse.contexts.received.service.reading import ListReading
from chargehouse.contexts.received.service.room import StoreFull
from chargehouse.contexts.roaming.errors import NoLine
from chargehouse.contexts.roaming.public import PartnerLine, PartnerQuestion, RegisteredPartner
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.setting import SettingValues
from chargehouse.ocpi.errors import PartnerRefused, PartnerUnintelligible
from chargehouse.ocpi.paging import PageRequest
from chargehouse.platform.jobs.queue import Job, Jobs
from chargehouse.platform.outside.exchange import NoAnswer
from chargehouse.platform.postgres.database import Database, UnitOfWork

JOB: Final = "received.pull"
JOB_OF_FAILING: Final = "received.pull_failing"
AT_ONCE: Final = 64
AT_ONCE_FAILING: Final = 16
"""Partners of which no list could be read the last time wait for each other alone."""

SILENT_AFTER: Final = 2
"""A partner that gave no answer for so many lists in a row is asked for no more of them."""

PAGE: Final = 200
FAILURES: Final = (
    *(NoAnswer, NoLine, PartnerRefused, PartnerUnintelligible),
    *(StoreFull, TimeoutError),
)


class _NotAsked(Exception):  # noqa: N818  it is what is so
    """A list was not asked for, as the partner gave no answer for those before."""


UNHEARD: Final = (NoAnswer, _NotAsked)


class _Asked(msgspec.Struct, frozen=True):
    partner_id: UUID
    whole: bool


class PullService:
    """Asks partners for their lists, each by a job of its own, so that none waits for another.

    However many hang, other jobs run beside them, and a partner whose lists could be read is asked
    at once.
    """

    def __init__(
        self,
        database: Database,
        line: PartnerLine,
        reading: ListReading,
        *,
        jobs: Jobs,
        values: SettingValues,
    ) -> None:
        self._database = database
        self._line = line
        self._reading = reading
        self._jobs = jobs
        self._values = values
        jobs.register(JOB, self._run, at_once=AT_ONCE)
        jobs.register(JOB_OF_FAILING, self._run, at_once=AT_ONCE_FAILING)

    async def states(self, actor: Actor, partner_id: UUID) -> list[PullState]:
        """Return how far a partner's lists were read, by module."""
        actor.require(RECEIVED_READ)
        async with self._database.reading(actor) as connection:
            return await pulls.of_partner(connection, actor.tenant_id, partner_id)

    async def ask(self, actor: Actor, partner_id: UUID, *, whole: bool) -> list[PullState]:
        """Have a partner's lists read now; return how far they were until then.

        A `whole` reading begins at the beginning, writes over what is kept, and notes what is
        listed no more. Raises `NoLine` where the partner is not registered.
        """
        actor.require(RECEIVED_PULL)
        if await self._line.partner(actor, partner_id) is None:
            raise NoLine("This partner is not registered.")
        async with self._database.transaction(actor) as work:
            await self._jobs.enqueue(
                work, JOB, _Asked(partner_id, whole), dedupe_key=f"{partner_id}/{whole}"
            )
            return await pulls.of_partner(work.connection, work.tenant_id, partner_id)

    async def ask_due(self, actor: Actor) -> int:
        """Have the lists of those partners read that were not for so long; return how many."""
        partners = await self._line.partners(actor)
        if not partners:
            return 0
        interval = timedelta(minutes=self._values.value(actor.tenant_id, PULL_MINUTES))
        async with self._database.transaction(actor) as work:
            found = await pulls.of_tenant(work.connection, work.tenant_id)
            due = 0
            for partner in partners:
                states = by_module(each for each in found if each.partner_id == partner.id)
                if not is_due(partner, states, interval=interval, now=work.now()):
                    continue
                due += 1
                await self._jobs.enqueue(
                    work,
                    JOB_OF_FAILING if is_failing(partner, states) else JOB,
                    _Asked(partner.id, whole=False),
                    dedupe_key=f"{partner.id}/False",
                )
        return due

    async def pull(self, actor: Actor, partner_id: UUID, *, whole: bool = False) -> None:
        """Read a partner's lists, one after the other; what fails is kept as that list's state.

        One that gives no answer, list after list, is not asked for the rest: those failed too.
        """
        partner = await self._line.partner(actor, partner_id)
        silent = 0
        for module in lists_of(partner) if partner else ():
            partner = await self._line.partner(actor, partner_id)
            if partner is None:
                return
            asked = silent < SILENT_AFTER
            error = await self._pull_list(actor, partner, module, whole=whole, asked=asked)
            silent = silent + 1 if isinstance(error, UNHEARD) else 0

    async def _run(self, job: Job) -> None:
        asked = job.read(_Asked)
        actor = system_actor("job", job.tenant_id, JOB)
        await self.pull(actor, asked.partner_id, whole=asked.whole)

    async def _pull_list(
        self,
        actor: Actor,
        partner: RegisteredPartner,
        module: ReceivedModule,
        *,
        whole: bool,
        asked: bool,
    ) -> Exception | None:
        """Read a list, or note that it was not `asked` for; return what went wrong."""
        async with self._database.reading(actor) as connection:
            states = await pulls.of_partner(connection, actor.tenant_id, partner.id)
        before = by_module(states).get(module)
        tally, now = Tally(), self._database.clock.now()
        plan = plan_of(module, before, partner.version, whole=whole, now=now)
        same = before if before is not None and before.version == partner.version else None
        state = PullState(
            partner_id=partner.id,
            module=module,
            version=partner.version,
            state="running",
            whole=plan.whole,
            started_at=now,
            ended_at=None,
            ended_well_at=before.ended_well_at if before else None,
            synced_until=same.synced_until if same else None,
            thorough_at=same.thorough_at if same else None,
            incomplete=same.incomplete if same else 0,
            listed=0,
            added=0,
            changed=0,
            unlisted=0,
            faulty=0,
            faults=[],
            error=None,
        )
        if asked:
            await self._keep(actor, state)
            error = await self._read(actor, partner, state, plan, tally)
        else:
            error = _NotAsked()
        await self._end(actor, state, plan, tally, error)
        return error

    async def _read(
        self,
        actor: Actor,
        partner: RegisteredPartner,
        state: PullState,
        plan: Plan,
        tally: Tally,
    ) -> Exception | None:
        question = PartnerQuestion(method="GET", module=state.module, role="SENDER")
        page = PageRequest(limit=PAGE, date_from=plan.since)
        try:
            async with asyncio.timeout(LONGEST.total_seconds()):
                async for found in self._line.pages(actor, partner.id, question, page):
                    tally.said(found.total_count)
                    await self._reading.take(actor, partner, state, found.items, tally)
                    await self._keep(actor, _counted(state, tally))
        except FAILURES as failure:
            return failure
        tally.end()
        return None

    async def _keep(self, actor: Actor, state: PullState) -> None:
        async with self._database.transaction(actor) as work:
            await pulls.put(work.connection, work.tenant_id, state)

    async def _end(
        self,
        actor: Actor,
        state: PullState,
        plan: Plan,
        tally: Tally,
        error: Exception | None,
    ) -> None:
        async with self._database.transaction(actor) as work:
            now = work.now()
            if error is None:
                await self._note_unlisted(work, state, tally)
                ended = reached(state, tally, thorough=plan.thorough)
                ended = msgspec.structs.replace(ended, state="ended", ended_well_at=now)
            else:
                heard = not isinstance(error, UNHEARD)
                ended = broken_off(state, thorough=plan.thorough) if heard else state
                ended = msgspec.structs.replace(ended, state="failed", error=_told(error))
            ended = msgspec.structs.replace(_counted(ended, tally), ended_at=now)
            await pulls.put(work.connection, work.tenant_id, ended)
            if tally.added or tally.changed or tally.unlisted:
                work.record(
                    PartnerListPulled(
                        aggregate_id=state.partner_id,
                        module=state.module,
                        whole=state.whole,
                        added=tally.added,
                        changed=tally.changed,
                        unlisted=tally.unlisted,
                        faulty=tally.faulty,
                    )
                )

    @staticmethod
    async def _note_unlisted(work: UnitOfWork, state: PullState, tally: Tally) -> None:
        since = unlisted_since(state, tally)
        if not state.whole or state.module not in STANDING or since is None:
            return
        tally.unlisted = await objects.note_unlisted(
            work.connection,
            work.tenant_id,
            state.partner_id,
            state.module,
            since=since,
            now=work.now(),
        )


def _counted(state: PullState, tally: Tally) -> PullState:
    return msgspec.structs.replace(
        state,
        listed=tally.listed,
        added=tally.added,
        changed=tally.changed,
        unlisted=tally.unlisted,
        faulty=tally.faulty,
        faults=list(tally.faults),
    )


def _told(error: Exception) -> str:
    """Return in a sentence what went wrong; it holds nothing that the partner sent."""
    if isinstance(error, PartnerRefused):
        return f"It answered with the status code {error.status_code}."
    if isinstance(error, PartnerUnintelligible):
        where = f" ({error.field})" if error.field else ""
        return f"It answered what is not OCPI{where}: {error.message}."
    if isinstance(error, _NotAsked):
        return "It was not asked: it gave no answer for other lists."
    if isinstance(error, StoreFull):
        return f"{error.message}: the rest of its list was not read."
    if isinstance(error, TimeoutError):
        return "Its list took longer than an hour."
    return str(error)
