"""What access does when something happened elsewhere."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.contexts.access.events import (
    AccessOverrideEnded,
    AccessOverrideSet,
    AccessScheduleAssigned,
    AccessScheduleCreated,
    AccessScheduleRemoved,
    AccessScheduleUpdated,
    EffectiveAccessModeEvaluated,
)
from chargehouse.contexts.access.model import FREEVEND
from chargehouse.contexts.access.public import Mode
from chargehouse.contexts.access.repository import decisions as repository
from chargehouse.contexts.access.repository import expectations
from chargehouse.contexts.access.repository.controls import Sight
from chargehouse.contexts.access.service import (
    Boundary,
    EndedByItself,
    Going,
    ListMarking,
    ModePlanning,
    ModeSweep,
    RefusedStarts,
)
from chargehouse.contexts.access.service.expecting import renew
from chargehouse.contexts.stations.events import StationBooted
from chargehouse.platform.outbox.consumers import BatchConsumer
from chargehouse.platform.outbox.recorded import Names, RecordedEvent
from chargehouse.platform.postgres.database import UnitOfWork

GOVERNING: Final = (
    AccessScheduleCreated.wire_name,
    AccessScheduleAssigned.wire_name,
    AccessOverrideSet.wire_name,
)
"""What may govern a station that nothing governed before."""

LISTED_ELSEWISE: Final = (
    *("identifier.*", "vehicle.changed", "vehicle.removed", "agreement.*", "team_rule.*"),
    *("fleet.changed", "fleet.removed"),
    AccessScheduleUpdated.wire_name,
    AccessScheduleRemoved.wire_name,
)
"""What may change who stands on any list of the tenant."""
LISTED_ELSEWISE_AT_ONE: Final = (
    AccessScheduleCreated.wire_name,
    AccessScheduleAssigned.wire_name,
    AccessOverrideSet.wire_name,
    AccessOverrideEnded.wire_name,
    *("station.edited", "station.removed"),
)
"""What may change who stands on the list of one station."""


WENT_ON: Final = (
    "session.started",
    "session.charging_state_changed",
    "session.terminated",
    "session.repaired",
)
"""What says that a session goes on, or no longer does."""


class _Moved(msgspec.Struct, frozen=True):
    aggregate_id: UUID
    changes: dict[str, object] = {}


class _SessionFact(msgspec.Struct, frozen=True):
    aggregate_id: UUID
    attempt_id: UUID | None = None
    decision_id: UUID | None = None
    stop_reason: str | None = None
    ended_at: datetime | None = None


async def _sessions_started(work: UnitOfWork, events: Sequence[RecordedEvent]) -> None:
    """Keep which attempts became sessions."""
    outcomes = []
    for event in events:
        fact = msgspec.json.decode(event.payload, type=_SessionFact)
        if fact.attempt_id is not None:
            outcomes.append(
                {
                    "id": event.event_id,
                    "attempt_id": fact.attempt_id,
                    "decision_id": fact.decision_id,
                    "kind": "session_started",
                    "session_id": fact.aggregate_id,
                    "details": None,
                    "at": event.occurred_at,
                }
            )
    if outcomes:
        await repository.add_outcomes(work.connection, work.tenant_id, outcomes)


async def _stations_moved(work: UnitOfWork, events: Sequence[RecordedEvent]) -> None:
    """Work out anew what is expected where the local time is another, or a station is gone."""
    stations, locations = set[UUID](), set[UUID]()
    for event in events:
        fact = msgspec.json.decode(event.payload, type=_Moved)
        if event.wire_name == "location.edited":
            if "timezone" in fact.changes:
                locations.add(fact.aggregate_id)
        elif event.wire_name == "station.removed" or "location_id" in fact.changes:
            stations.add(fact.aggregate_id)
    if locations:
        stations.update(await expectations.stations_at(work.connection, work.tenant_id, locations))
    if stations:
        await renew(work, expectations.of_stations(stations))


CONSUMERS = (
    BatchConsumer(
        "access.stations_moved",
        Names(("location.edited", "station.edited", "station.removed")),
        _stations_moved,
    ),
    BatchConsumer("access.session_started", Names(("session.started",)), _sessions_started),
)


class _Modes:
    """What is done about chargers' modes when something happened to them."""

    def __init__(self, planning: ModePlanning, sweep: ModeSweep) -> None:
        self._planning = planning
        self._sweep = sweep

    async def expected_otherwise(self, work: UnitOfWork, events: Sequence[RecordedEvent]) -> None:
        """Plan for stations whose expected mode changed."""
        told = [(event, event.read(EffectiveAccessModeEvaluated)) for event in events]
        await self._planning.boundaries(
            work,
            [
                Boundary(event.event_id, fact.aggregate_id, _mode(fact.next), fact.effective_at)
                for event, fact in told
            ],
        )
        self._planning.planned()

    async def governed(self, work: UnitOfWork, events: Sequence[RecordedEvent]) -> None:
        """Plan for stations that something new governs, though the mode may be the same."""
        stations = {event.station_id for event in events if event.station_id is not None}
        await self._planning.stations(work, stations, "boundary")
        self._planning.planned()

    async def booted(self, work: UnitOfWork, events: Sequence[RecordedEvent]) -> None:
        """Take note of chargers that truly booted."""
        facts = [event.read(StationBooted) for event in events]
        sights = {
            fact.aggregate_id: Sight(fact.aggregate_id, _seen_as(fact))
            for fact in facts
            if fact.rebooted
        }
        if sights:
            await self._sweep.booted(work, list(sights.values()))

    async def connected(self, work: UnitOfWork, events: Sequence[RecordedEvent]) -> None:
        """Take note of chargers that came back."""
        await self._sweep.connected(work, {event.aggregate_id for event in events})


class _Starts:
    """What is done about sessions whose start was refused, or that the charger refused."""

    def __init__(self, refused: RefusedStarts) -> None:
        self._refused = refused

    async def went_on(self, work: UnitOfWork, events: Sequence[RecordedEvent]) -> None:
        """Take note of sessions that began, began to charge, or ended."""
        told = [(event, msgspec.json.decode(event.payload, type=_SessionFact)) for event in events]
        going = [
            Going(fact.aggregate_id, fact.decision_id, event.occurred_at)
            for event, fact in told
            if fact.decision_id is not None and fact.ended_at is None
        ]
        if going:
            await self._refused.going(work, going)
        over = [
            EndedByItself(
                event.event_id,
                event.station_id,
                fact.aggregate_id,
                fact.attempt_id,
                fact.decision_id,
                fact.stop_reason,
                event.occurred_at,
            )
            for event, fact in told
            if fact.ended_at is not None
        ]
        if over:
            await self._refused.ended(work, over)


def start_consumers(refused: RefusedStarts) -> tuple[BatchConsumer, ...]:
    """Return the listener that sees to starts that were refused."""
    starts = _Starts(refused)
    return (BatchConsumer("access.session_went_on", Names(WENT_ON), starts.went_on),)


def consumers(planning: ModePlanning, sweep: ModeSweep) -> tuple[BatchConsumer, ...]:
    """Return the listeners that see to chargers' modes."""
    modes = _Modes(planning, sweep)
    return (
        BatchConsumer(
            "access.expected_mode_changed",
            Names((EffectiveAccessModeEvaluated.wire_name,)),
            modes.expected_otherwise,
        ),
        BatchConsumer("access.station_governed", Names(GOVERNING), modes.governed),
        BatchConsumer("access.station_booted", Names((StationBooted.wire_name,)), modes.booted),
        BatchConsumer("access.station_connected", Names(("station.connected",)), modes.connected),
    )


class _Lists:
    """What is done about local lists when something happened that may change them."""

    def __init__(self, marking: ListMarking) -> None:
        self._marking = marking

    async def changed(self, work: UnitOfWork, _events: Sequence[RecordedEvent]) -> None:
        """Have every list of the tenant seen to, once for all that happened."""
        await self._marking.everywhere(work)

    async def changed_at_one(self, work: UnitOfWork, events: Sequence[RecordedEvent]) -> None:
        """Have the lists of stations seen to at which something else holds."""
        stations = {event.station_id or event.aggregate_id for event in events}
        await self._marking.at_stations(work, stations)

    async def booted(self, work: UnitOfWork, events: Sequence[RecordedEvent]) -> None:
        """Have chargers asked for their lists that truly booted."""
        facts = [event.read(StationBooted) for event in events]
        stations = {fact.aggregate_id for fact in facts if fact.rebooted}
        if stations:
            await self._marking.booted(work, stations)

    async def connected(self, work: UnitOfWork, events: Sequence[RecordedEvent]) -> None:
        """Have versions compared with chargers that came back."""
        await self._marking.connected(work, {event.aggregate_id for event in events})


def list_consumers(marking: ListMarking) -> tuple[BatchConsumer, ...]:
    """Return the listeners that see to chargers' local lists."""
    lists = _Lists(marking)
    at_one = Names(LISTED_ELSEWISE_AT_ONE)
    return (
        BatchConsumer("access.lists_changed", Names(LISTED_ELSEWISE), lists.changed),
        BatchConsumer("access.list_changed", at_one, lists.changed_at_one),
        BatchConsumer("access.list_booted", Names((StationBooted.wire_name,)), lists.booted),
        BatchConsumer("access.list_connected", Names(("station.connected",)), lists.connected),
    )


def _mode(word: str) -> Mode:
    return FREEVEND if word == FREEVEND else "managed_access"


def _seen_as(fact: StationBooted) -> str:
    return " ".join((fact.vendor, fact.model, fact.firmware_version or ""))
