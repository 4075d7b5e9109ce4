"""The access context's `FreevendPort`: reaches chargers at whichever process holds them.

Of many chargers, those of one process are told of in one word between processes, some hundred at a
time: a boundary at which ten thousand change must not be ten thousand errands.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Coroutine, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
import structlog

from chargehouse.contexts.access.public.freevend import (
    Answer,
    Exchange,
    Hear,
    Outcome,
    Probe,
    Wish,
)
from chargehouse.gateway.charger import Charger
from chargehouse.gateway.freevend.conversation import Conversation
from chargehouse.gateway.freevend.errands import (
    PATIENCE_S,
    Doing,
    Errand,
    Errands,
    errands_subject,
    have_done,
)
from chargehouse.gateway.freevend.portions import in_portions
from chargehouse.gateway.freevend.turns import Turns
from chargehouse.gateway.questions import TIMEOUT_S
from chargehouse.gateway.reach import Reach
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.errors import ChargehouseError
from chargehouse.platform.broker.port import Subscription

TOGETHER: Final = 200
"""So many chargers are told of in one word between processes; it holds their answers too."""
IN_ONE_TURN: Final = 2
"""So many conversations begin before others get their turn: a decision waits for some turns."""

OUTCOMES: Final[dict[str, Outcome]] = {
    "accepted": "accepted",
    "rejected": "rejected",
    "refused": "rejected",
    "timed_out": "timed_out",
    "cancelled": "timed_out",
    "offline": "offline",
    "expired": "offline",
}

log = structlog.get_logger(__name__)


class ProbeErrand(msgspec.Struct, frozen=True):
    """A word between processes: find out about a charger of yours."""

    tenant_id: UUID
    station_id: UUID


def probes_subject(process_id: UUID) -> str:
    """Return the subject on which a process is asked about a charger of its own."""
    return f"gateway.{process_id}.freevend_probes"


class Freevend:
    """Works in every process; chargers need only be somewhere."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._subscriptions: list[Subscription] = []
        self._turns = Turns(IN_ONE_TURN)
        self._errands: Errands | None = None

    async def start(self) -> None:
        """Take errands from other processes, where chargers may be connected here."""
        if self._reach.holds_chargers:
            services = self._reach.services
            process_id = services.process_id
            self._errands = Errands(self._do_here, services.clock)
            self._subscriptions = [
                await services.broker.serve(errands_subject(process_id), self._errands.run),
                await services.broker.serve(probes_subject(process_id), self._run_probe),
            ]

    async def stop(self) -> None:
        """Take no more errands from other processes."""
        for subscription in self._subscriptions:
            await subscription.cancel()
        if self._errands is not None:
            await self._errands.stop()

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

    async def switch(self, tenant_id: UUID, wishes: Sequence[Wish], hear: Hear) -> None:
        """Tell chargers to change their mode."""
        await self._do(tenant_id, "switch", wishes, hear)

    async def read_back(self, tenant_id: UUID, wishes: Sequence[Wish], hear: Hear) -> None:
        """Ask chargers which mode they are in."""
        await self._do(tenant_id, "read_back", wishes, hear)

    async def restart(self, tenant_id: UUID, stations: Sequence[UUID], hear: Hear) -> None:
        """Have chargers start anew, each by a command that is kept like any other."""

        async def resets() -> AsyncIterator[Coroutine[Any, Any, Answer]]:
            for station_id in stations:
                yield self._reset(tenant_id, station_id)

        await in_portions(resets(), hear, self._reach.services.clock)

    async def _reset(self, tenant_id: UUID, station_id: UUID) -> Answer:
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

    async def _do(self, tenant_id: UUID, doing: Doing, wishes: Sequence[Wish], hear: Hear) -> None:
        reach = self._reach
        holders = await reach.elsewhere(tenant_id, [each.station_id for each in wishes])
        by_process: dict[UUID, list[Wish]] = defaultdict(list)
        for wish in wishes:
            if wish.station_id in holders:
                by_process[holders[wish.station_id]].append(wish)
        here = [each for each in wishes if each.station_id not in holders]
        async with asyncio.TaskGroup() as group:
            if here:
                group.create_task(self._do_here(doing, here, hear))
            for process_id, theirs in by_process.items():
                for at in range(0, len(theirs), TOGETHER):
                    some = theirs[at : at + TOGETHER]
                    errand = Errand(reach.services.ids.new(), tenant_id, doing, some)
                    group.create_task(have_done(reach, process_id, errand, hear))

    async def _do_here(self, doing: Doing, wishes: Sequence[Wish], hear: Hear) -> None:
        """Speak with chargers that are connected here, if they are connected at all."""

        async def conversations() -> AsyncIterator[Coroutine[Any, Any, Answer]]:
            for wish in wishes:
                await self._turns.take()
                yield self._one(doing, wish)

        await in_portions(conversations(), hear, self._reach.services.clock)

    async def _one(self, doing: Doing, wish: Wish) -> Answer:
        charger = self._reach.here(wish.station_id)
        if charger is None:
            return _unasked(wish, "offline")
        try:
            conversation = Conversation(charger)
            does = conversation.switch if doing == "switch" else conversation.read_back
            return await does(wish)
        except Exception:
            log.exception("a conversation about freevend stumbled", doing=doing)
            return _unasked(wish, "timed_out")

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
