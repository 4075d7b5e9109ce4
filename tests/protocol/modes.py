"""Simulated chargers at the rig's gateway, and the work on their modes, a step at a time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import text
from tests.protocol.rawcharger import PATIENCE_S
from tests.protocol.rig import PASSWORD, TENANT, Rig

from chargehouse.contexts.access import reactions
from chargehouse.contexts.access.public import Mode
from chargehouse.contexts.access.public.control import ControlView, ProblemFilters, ProblemView
from chargehouse.contexts.stations.public import StationRef
from chargehouse.kernel.chance import SeededChance
from chargehouse.ocpp.observer import FrameSeen
from chargehouse.platform.http.paging import Paging
from chargehouse.platform.outbox.consumers import BatchConsumer
from chargehouse.platform.outbox.recorded import Position, RecordedEvent
from chargehouse.simulator.charger import Charger
from chargehouse.simulator.link import Address
from chargehouse.simulator.profile import Profile, profile

NEW_EVENTS = text(
    "SELECT xid::text AS xid, sequence, event_id, tenant_id, wire_name, aggregate_id, station_id,"
    " occurred_at, actor, request_id, payload FROM events"
    " WHERE xid >= CAST(CAST(:since AS text) AS xid8) AND NOT event_id = ANY(:heard)"
    " ORDER BY xid, sequence"
)
OLDEST_RUNNING = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")


@dataclass
class Reacting:
    """What the worker's listeners do. `heard` are the events of transactions from `since` on."""

    rig: Rig
    heard: dict[UUID, int] = field(default_factory=dict)
    since: int = 0

    def consumers(self) -> Sequence[BatchConsumer]:
        """Return who listens."""
        raise NotImplementedError

    async def react(self) -> int:
        """Let the access context hear what happened since."""
        await self.rig.settled()
        oldest_running, events = await self._new()
        for consumer in self.consumers():
            wanted = [each for each in events if each.wire_name in consumer.names]
            if wanted:
                async with self.rig.database.transaction(self.rig.actor) as work:
                    await consumer.react(work, wanted)
        self.heard |= {each.event_id: each.position.xid for each in events}
        self.heard = {key: xid for key, xid in self.heard.items() if xid >= oldest_running}
        self.since = oldest_running
        return len(events)

    async def _new(self) -> tuple[int, list[RecordedEvent]]:
        """Return the transaction before which all is written, and the events that are new."""
        async with self.rig.database.reading(self.rig.actor) as connection:
            oldest_running = int((await connection.execute(OLDEST_RUNNING)).scalar_one())
            rows = await connection.execute(
                NEW_EVENTS, {"heard": list(self.heard), "since": str(self.since)}
            )
            return oldest_running, [
                RecordedEvent(
                    position=Position(int(row.xid), row.sequence),
                    event_id=row.event_id,
                    tenant_id=row.tenant_id,
                    wire_name=row.wire_name,
                    aggregate_id=row.aggregate_id,
                    station_id=row.station_id,
                    occurred_at=row.occurred_at,
                    actor=row.actor,
                    request_id=row.request_id,
                    payload=row.payload,
                )
                for row in rows
            ]


@dataclass
class Modes(Reacting):
    """What the worker does about modes: reactions, then whatever is due, until nothing is."""

    def consumers(self) -> Sequence[BatchConsumer]:
        """Return who listens for the sake of modes."""
        contexts = self.rig.contexts
        return reactions.consumers(contexts.mode_planning, contexts.mode_sweep)

    async def settle(self) -> None:
        """React and switch until there is nothing more to do at this instant."""
        contexts = self.rig.contexts
        async with asyncio.timeout(PATIENCE_S):
            while True:
                reacted = await self.react()
                begun = await contexts.mode_switching.round()
                await contexts.mode_switching.idle()
                if not reacted and not begun:
                    return

    async def expect(self, station: StationRef, mode: Mode) -> None:
        """Have a station be in a mode from now on, and see to it."""
        await self.rig.set_mode(station, mode)
        await self.settle()

    async def of(self, station: StationRef) -> ControlView:
        """Return a station's access control."""
        return await self.rig.contexts.access_control.of(self.rig.actor, station.id)

    async def problems(self, *, is_open: bool | None = True) -> list[ProblemView]:
        """Return the problems there are, the newest first."""
        page = await self.rig.contexts.access_problems.page(
            self.rig.actor, Paging(), ProblemFilters(open=is_open)
        )
        return page.items

    async def kinds(self) -> set[str]:
        """Return the kinds of the open problems."""
        return {each.kind for each in await self.problems()}


class ModesAndStarts(Modes):
    """What the worker does about modes, and about starts that were refused."""

    def consumers(self) -> Sequence[BatchConsumer]:
        """Return who listens for the sake of either."""
        refused = self.rig.contexts.refused_starts
        return (*super().consumers(), *reactions.start_consumers(refused))


@dataclass
class Simulated:
    """A simulated charger at a station, and what it was sent."""

    station: StationRef
    charger: Charger
    frames: list[FrameSeen]

    def asked(self, action: str) -> list[str]:
        """Return the requests of an action that it was sent."""
        return [
            seen.text
            for seen in self.frames
            if seen.direction == "in" and seen.kind == "call" and seen.action == action
        ]


@asynccontextmanager
async def simulated(
    rig: Rig,
    model: str | Profile,
    protocol: str = "ocpp1.6",
    code: str = "CH-1",
    *,
    adjust: Callable[[Charger], None] = lambda _: None,
) -> AsyncIterator[Simulated]:
    """Run a simulated charger until it is accepted, and then until the end."""
    station = await rig.add_station(code)
    frames: list[FrameSeen] = []
    charger = Charger(
        profile(model) if isinstance(model, str) else model,
        Address(f"{rig.url}/ocpp/{TENANT}", code, PASSWORD),
        protocol,
        clock=rig.clock,
        chance=SeededChance(7),
        ids=rig.database.ids,
        on_frame=frames.append,
    )
    adjust(charger)
    task = asyncio.create_task(charger.run())
    try:
        await rig.eventually(lambda: charger.online)
        yield Simulated(station, charger, frames)
        assert charger.uplink.failures == []
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
