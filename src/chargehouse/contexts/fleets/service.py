"""Use cases of fleets: listed, added, changed, removed, named."""

from collections.abc import Collection, Mapping
from uuid import UUID

import msgspec

from chargehouse.contexts.fleets import repository
from chargehouse.contexts.fleets.errors import (
    FleetChangedMeanwhile,
    FleetHasVehicles,
    FleetNameTaken,
    FleetUnknown,
)
from chargehouse.contexts.fleets.events import FleetAdded, FleetChanged, FleetRemoved
from chargehouse.contexts.fleets.model import name_of, note_of
from chargehouse.contexts.fleets.public import FLEETS_EDIT, FLEETS_READ, Fleet
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.events import changes_between
from chargehouse.kernel.reach import Place
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.postgres.database import Database, UnitOfWork


class FleetService:
    """Keeps the fleets of a tenant; the `FleetLookup` of other contexts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(
        self,
        actor: Actor,
        paging: Paging,
        *,
        search: str | None = None,
        active: bool | None = None,
    ) -> Page[Fleet]:
        """Return a page of fleets by name; `search` is a part of it."""
        reach = actor.require_somewhere(FLEETS_READ)
        async with self._database.reading(actor) as connection:
            return await repository.page(
                connection, actor.tenant_id, reach, paging, search=search, active=active
            )

    async def find(self, actor: Actor, fleet_id: UUID) -> Fleet:
        """Return a fleet. Raises `FleetUnknown`."""
        actor.require_somewhere(FLEETS_READ)
        async with self._database.reading(actor) as connection:
            found = _known(await repository.find(connection, actor.tenant_id, fleet_id))
        actor.require(FLEETS_READ, at=Place(fleet_id=fleet_id))
        return found

    async def add(self, actor: Actor, *, name: str, active: bool = True, note: str = "") -> Fleet:
        """Add a fleet. Raises `Invalid`, `FleetNameTaken`."""
        actor.require(FLEETS_EDIT)
        now = self._database.clock.now()
        fleet = Fleet(
            id=self._database.ids.new(),
            name=name_of(name),
            active=active,
            note=note_of(note),
            created_at=now,
            updated_at=now,
            version=1,
        )
        async with self._database.transaction(actor) as work:
            values = msgspec.structs.asdict(fleet)
            if not await repository.add(work.connection, actor.tenant_id, values):
                raise _name_taken()
            work.record(FleetAdded(aggregate_id=fleet.id, name=fleet.name))
        return fleet

    async def edit(
        self,
        actor: Actor,
        fleet_id: UUID,
        changes: Mapping[str, object],
        *,
        version: int | None = None,
    ) -> Fleet:
        """Change the fields that are named; an inactive fleet's vehicles are refused at once.

        Raises `Invalid`, `FleetUnknown`, `FleetChangedMeanwhile`, `FleetNameTaken`.
        """
        actor.require_somewhere(FLEETS_EDIT)
        async with self._database.transaction(actor) as work:
            before = await self._locked(work, fleet_id)
            if version not in {None, before.version}:
                raise FleetChangedMeanwhile("The fleet was changed since it was read.")
            values = _differing(before, changes)
            if not values:
                return before
            name = values.get("name")
            if isinstance(name, str) and await repository.name_is_taken(
                work.connection, actor.tenant_id, name, but=fleet_id
            ):
                raise _name_taken()
            await repository.change(
                work.connection,
                actor.tenant_id,
                fleet_id,
                {**values, "updated_at": self._database.clock.now()},
            )
            after = _known(await repository.find(work.connection, actor.tenant_id, fleet_id))
            work.record(
                FleetChanged(
                    aggregate_id=fleet_id,
                    name=after.name,
                    active=after.active,
                    changes=changes_between(before, values, values),
                )
            )
        return after

    async def remove(self, actor: Actor, fleet_id: UUID) -> None:
        """Remove a fleet without vehicles, and its rules; grants within it hold nowhere any more.

        Raises `FleetUnknown`, `FleetHasVehicles`.
        """
        actor.require_somewhere(FLEETS_EDIT)
        async with self._database.transaction(actor) as work:
            fleet = await self._locked(work, fleet_id)
            if not await repository.remove(work.connection, actor.tenant_id, fleet_id):
                raise FleetHasVehicles("Take the vehicles out of the fleet first.")
            work.record(FleetRemoved(aggregate_id=fleet_id, name=fleet.name))

    async def names(self, actor: Actor, fleet_ids: Collection[UUID]) -> dict[UUID, str]:
        """Return what fleets are called, for whoever may see rows that name them."""
        if not fleet_ids:
            return {}
        async with self._database.reading(actor) as connection:
            return await repository.names(connection, actor.tenant_id, fleet_ids)

    async def fleet(self, actor: Actor, fleet_id: UUID) -> Fleet:
        """Return a fleet, for whoever may see what names it."""
        async with self._database.reading(actor) as connection:
            return _known(await repository.find(connection, actor.tenant_id, fleet_id))

    async def _locked(self, work: UnitOfWork, fleet_id: UUID) -> Fleet:
        found = await repository.find(work.connection, work.tenant_id, fleet_id, lock=True)
        fleet = _known(found)
        work.actor.require(FLEETS_EDIT, at=Place(fleet_id=fleet_id))
        return fleet


def _known(fleet: Fleet | None) -> Fleet:
    if fleet is None:
        raise FleetUnknown("There is no such fleet.")
    return fleet


def _name_taken() -> FleetNameTaken:
    return FleetNameTaken("Another fleet has this name.")


def _differing(before: Fleet, changes: Mapping[str, object]) -> dict[str, object]:
    asked = dict(changes)
    for field, checked in (("name", name_of), ("note", note_of)):
        text = asked.get(field)
        if isinstance(text, str):
            asked[field] = checked(text)
    return {name: value for name, value in asked.items() if getattr(before, name) != value}
