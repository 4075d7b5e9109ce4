"""The access context's `FreevendPort`: reaches chargers at whichever process holds them.

Of many chargers, those of one process are told of in one word between processes, some hundred at a
time: a boundary at which ten thousand change must not be ten thousand errands.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Final, Literal
from uuid import UUID

import msgspec

from chargehouse.contexts.access.public.freevend import Answer, Exchange, Outcome, Probe, Wish
from chargehouse.gateway.charger import Charger
from chargehouse.gateway.freevend.conversation import Conversation
from chargehouse.gateway.questions import TIMEOUT_S
from chargehouse.gateway.reach import Reach
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.errors import ChargehouseError
from chargehouse.platform.broker.port import Subscription

TOGETHER: Final = 200
"""So many chargers are told of in one word between processes; it holds their answers too."""
IN_ONE_TURN: Final = 20
"""So many conversations begin before others get their turn: some milliseconds."""
CALLS_AT_MOST: Final = 4
PATIENCE_S: Final = CALLS_AT_MOST * TIMEOUT_S

OUTCOMES: Final[dict[str, Outcome]] = {
    "accepted": "accepted",
    "rejected": "rejected",
    "refused": "rejected",
    "timed_out": "timed_out",
    "cancelled": "timed_out",
    "offline": "offline",
    "expired": "offline",
}

Doing = Literal["switch", "read_back"]


class Errand(msgspec.Struct, frozen=True):
    """A word between processes: do this with chargers of yours."""

    tenant_id: UUID
    doing: Doing
    wishes: list[Wish]


class ProbeErrand(msgspec.Struct, frozen=True):
    """A word between processes: find out about a charger of yours."""

    tenant_id: UUID
    station_id: UUID


def errands_subject(process_id: UUID) -> str:
    """Return the subject on which a process is told what to do with its chargers."""
    return f"gateway.{process_id}.freevend"


def probes_subject(process_id: UUID) -> str:
    """Return the subject on which a process is asked about a charger of its own."""
    return f"gateway.{process_id}.freevend_probes"


class Freevend:
    """Works in every process; chargers need only be somewhere."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._subscriptions: list[Subscription] = []

    async def start(self) -> None:
        """Take errands from other processes, where chargers may be connected here."""
        if self._reach.holds_chargers:
            services = self._reach.services
            process_id = services.process_id
            self._subscriptions = [
                await services.broker.serve(errands_subject(process_id), self._run_errand),
                await services.broker.serve(probes_subject(process_id), self._run_probe),
            ]

    async def stop(self) -> None:
        """Take no more errands from other processes."""
        for subscription in self._subscriptions:
            await subscription.cancel()

    async def probe(self, tenant_id: UUID, station_id: UUID) -> Probe:
        """Ask a charger for the settings that may switch it, by their names, never for all."""
        charger = self._reach.here(station_id)
        if charger is not None:
            return await self._probe_here(charger)
        process_id = (await self._reach.elsewhere(tenant_id, [station_id])).get(station_id)
        if process_id is None:
            return Probe(outcome="offline", profile="")
        errand = ProbeErrand(tenant_id, station_id)
        body = await self._reach.ask(
            probes_subject(process_id), msgspec.json.encode(errand), PATIENCE_S
        )
        if isinstance(body, bytes):
            return msgspec.json.decode(body, type=Probe)
        return Probe(outcome=body, profile="")

    async def switch(self, tenant_id: UUID, wishes: Sequence[Wish]) -> Sequence[Answer]:
        """Tell chargers to change their mode; an answer for each wish, in their order."""
        return await self._do(tenant_id, "switch", wishes)

    async def read_back(self, tenant_id: UUID, wishes: Sequence[Wish]) -> Sequence[Answer]:
        """Ask chargers which mode they are in; an answer for each wish, in their order."""
        return await self._do(tenant_id, "read_back", wishes)

    async def restart(self, tenant_id: UUID, station_id: UUID) -> Answer:
        """Have a charger start anew, as a command that is kept like any other."""
        services = self._reach.services
        actor = _actor(tenant_id)
        at = services.clock.now()
        try:
            command = await services.commands.perform(
                actor,
                station_id,
                "reset",
                {"gentle": True},
                timeout_s=TIMEOUT_S,
                reason="it takes over its access mode with the next boot",
            )
        except ChargehouseError as error:
            said = Exchange(at=at, asked="Reset", answered=error.code, outcome="offline")
            return Answer(station_id=station_id, outcome="offline", exchanges=(said,))
        outcome = OUTCOMES.get(command.status, "timed_out")
        said = Exchange(at=at, asked="Reset", answered=command.answer_status, outcome=outcome)
        return Answer(station_id=station_id, outcome=outcome, exchanges=(said,))

    async def _do(self, tenant_id: UUID, doing: Doing, wishes: Sequence[Wish]) -> Sequence[Answer]:
        holders = await self._reach.elsewhere(tenant_id, [each.station_id for each in wishes])
        by_process: dict[UUID, list[Wish]] = defaultdict(list)
        for wish in wishes:
            if wish.station_id in holders:
                by_process[holders[wish.station_id]].append(wish)
        here = [each for each in wishes if self._reach.here(each.station_id)]
        work = [self._do_here(doing, here)]
        for process_id, theirs in by_process.items():
            work += [
                self._do_there(process_id, Errand(tenant_id, doing, theirs[at : at + TOGETHER]))
                for at in range(0, len(theirs), TOGETHER)
            ]
        answers = {each.station_id: each for part in await asyncio.gather(*work) for each in part}
        return [answers.get(each.station_id) or _unasked(each, "offline") for each in wishes]

    async def _do_here(self, doing: Doing, wishes: Sequence[Wish]) -> list[Answer]:
        begun: list[asyncio.Task[Answer]] = []
        async with asyncio.TaskGroup() as group:
            for at in range(0, len(wishes), IN_ONE_TURN):
                begun += [
                    group.create_task(self._one(doing, wish))
                    for wish in wishes[at : at + IN_ONE_TURN]
                ]
                await asyncio.sleep(0)
        return [each.result() for each in begun]

    async def _one(self, doing: Doing, wish: Wish) -> Answer:
        charger = self._reach.here(wish.station_id)
        if charger is None:
            return _unasked(wish, "offline")
        conversation = Conversation(charger)
        does = conversation.switch if doing == "switch" else conversation.read_back
        return await does(wish)

    async def _do_there(self, process_id: UUID, errand: Errand) -> list[Answer]:
        body = await self._reach.ask(
            errands_subject(process_id), msgspec.json.encode(errand), PATIENCE_S
        )
        if isinstance(body, bytes):
            return msgspec.json.decode(body, type=list[Answer])
        return [_unasked(each, body) for each in errand.wishes]

    async def _run_errand(self, body: bytes) -> bytes | None:
        errand = msgspec.json.decode(body, type=Errand)
        return msgspec.json.encode(await self._do_here(errand.doing, errand.wishes))

    async def _run_probe(self, body: bytes) -> bytes | None:
        errand = msgspec.json.decode(body, type=ProbeErrand)
        charger = self._reach.here(errand.station_id)
        found = (
            Probe(outcome="offline", profile="")
            if charger is None
            else await self._probe_here(charger)
        )
        return msgspec.json.encode(found)

    async def _probe_here(self, charger: Charger) -> Probe:
        services, ref = self._reach.services, charger.station
        station = await services.stations.get(_actor(ref.tenant_id), ref.id)
        return await Conversation(charger).probe(
            station.vendor, station.model, station.firmware_version
        )


def _actor(tenant_id: UUID) -> Actor:
    return system_actor("gateway", tenant_id, "freevend")


def _unasked(wish: Wish, outcome: Outcome) -> Answer:
    return Answer(station_id=wish.station_id, outcome=outcome)
