"""Chargers' local lists for people: how they stand, and sent again."""

from uuid import UUID

from chargehouse.contexts.access.events import LocalListWanted
from chargehouse.contexts.access.model.local_lists import (
    ALL_FIT,
    BY_USE,
    LEFT_OUT,
    MEANINGS,
    LocalList,
    must_be_set,
)
from chargehouse.contexts.access.public import ACCESS_CONTROL_EDIT, ACCESS_CONTROL_READ
from chargehouse.contexts.access.public.local_lists import LeftOutView, LocalListView
from chargehouse.contexts.access.repository import local_lists as repository
from chargehouse.contexts.access.service.list_marking import ListMarking
from chargehouse.contexts.access.service.list_rollout import ListRollout
from chargehouse.contexts.access.service.places import require_here
from chargehouse.contexts.stations.public import StationLookup
from chargehouse.kernel.actor import Actor
from chargehouse.platform.postgres.database import Database


class LocalListService:
    """Tells of chargers' local lists, and has them sent again."""

    def __init__(
        self,
        database: Database,
        stations: StationLookup,
        *,
        marking: ListMarking,
        rollout: ListRollout,
    ) -> None:
        self._database = database
        self._stations = stations
        self._marking = marking
        self._rollout = rollout

    async def of(self, actor: Actor, station_id: UUID) -> LocalListView:
        """Return how a station's list stands. Raises `StationUnknown`."""
        actor.require_somewhere(ACCESS_CONTROL_READ)
        await require_here(self._stations, actor, ACCESS_CONTROL_READ, station_id)
        return await self._view(actor, station_id)

    async def send_again(self, actor: Actor, station_id: UUID) -> LocalListView:
        """Have a station's list sent again, whole, and its settings asked for anew.

        A charger that is offline gets it when it is back. Raises `StationUnknown`.
        """
        actor.require_somewhere(ACCESS_CONTROL_EDIT)
        await require_here(self._stations, actor, ACCESS_CONTROL_EDIT, station_id)
        async with self._database.transaction(actor) as work:
            await self._marking.whole(work, station_id)
            work.record(LocalListWanted(aggregate_id=station_id, station_id=station_id))
        self._marking.marked()
        return await self._view(actor, station_id)

    async def _view(self, actor: Actor, station_id: UUID) -> LocalListView:
        tenant_id, now = actor.tenant_id, self._database.clock.now()
        async with self._database.reading(actor) as connection:
            found = await repository.find(connection, tenant_id, station_id)
            said = [] if found is None else await repository.said(connection, tenant_id, station_id)
        known = found or LocalList(station_id=station_id)
        facts = known.facts
        is_due = known.due_at is not None and known.due_at <= now
        is_asked = facts is not None and facts.is_supported
        return LocalListView(
            station_id=station_id,
            state=known.state,
            meaning=MEANINGS[known.state],
            is_kept=station_id in await self._rollout.among(actor, [station_id]),
            changes_wait=is_due or known.wants_full or known.state in {"waiting", "failing"},
            version=known.version,
            entries=known.entries,
            room=known.room if is_asked else None,
            listable=known.listable,
            left_out=[
                LeftOutView(reason, count, LEFT_OUT[reason])
                for reason, count in sorted(known.left_out.items())
            ],
            choice=BY_USE if "no_room" in known.left_out else ALL_FIT,
            must_be_set=must_be_set(facts, known.protocol),
            starts_without_asking=None if facts is None else facts.before_asking,
            told_at=known.told_at,
            sent_at=known.sent_at,
            sent_kind=known.sent_kind,
            sent_changes=known.sent_changes,
            outcome=known.outcome,
            tries=known.tries,
            evidence=said,
        )
