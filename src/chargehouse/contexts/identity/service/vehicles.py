"""Vehicles: added, changed, removed, found."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec
from msgspec import UNSET

from chargehouse.contexts.fleets.errors import FleetUnknown
from chargehouse.contexts.fleets.public import FleetLookup
from chargehouse.contexts.identity.errors import (
    VehicleHasIdentifiers,
    VehicleUnknown,
    VersionOutdated,
)
from chargehouse.contexts.identity.events import VehicleAdded, VehicleChanged, VehicleRemoved
from chargehouse.contexts.identity.model import (
    VehicleChange,
    VehicleStatus,
    name_of,
    registration_number_of,
)
from chargehouse.contexts.identity.public import VEHICLES_EDIT, VEHICLES_READ, Vehicle
from chargehouse.contexts.identity.repository import identifiers, index, vehicles
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.events import changes_between
from chargehouse.kernel.reach import Place
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.postgres.database import Database, UnitOfWork

PROJECTED: Final = frozenset({"status", "fleet_id"})
"""What decisions read of a vehicle."""


class VehicleService:
    """Adds, changes, removes and finds vehicles."""

    def __init__(self, database: Database, fleets: FleetLookup) -> None:
        self._database = database
        self._fleets = fleets

    async def add(
        self,
        actor: Actor,
        *,
        name: str,
        registration_number: str | None = None,
        fleet_id: UUID | None = None,
        status: VehicleStatus = "active",
    ) -> Vehicle:
        """Add a vehicle; names need not be unique. Raises `Invalid`, `FleetUnknown`."""
        actor.require_somewhere(VEHICLES_EDIT)
        actor.require(VEHICLES_EDIT, at=Place(fleet_id=fleet_id))
        now = self._database.clock.now()
        vehicle = Vehicle(
            id=self._database.ids.new(),
            name=name_of(name),
            registration_number=registration_number_of(registration_number),
            fleet_id=fleet_id,
            fleet_name=await self._fleet_name(actor, fleet_id),
            status=status,
            identifiers=0,
            created_at=now,
            updated_at=now,
            version=1,
        )
        row = {
            "id": vehicle.id,
            "name": vehicle.name,
            "registration_number": vehicle.registration_number,
            "fleet_id": fleet_id,
            "status": vehicle.status,
            "created_at": now,
            "updated_at": now,
        }
        async with self._database.transaction(actor) as unit:
            await vehicles.add(unit.connection, actor.tenant_id, [row])
            unit.record(VehicleAdded(aggregate_id=vehicle.id, name=vehicle.name))
        return vehicle

    async def find(self, actor: Actor, vehicle_id: UUID) -> Vehicle:
        """Return a vehicle; raise `VehicleUnknown`."""
        actor.require_somewhere(VEHICLES_READ)
        async with self._database.reading(actor) as connection:
            found = _known(await vehicles.find(connection, actor.tenant_id, vehicle_id))
        actor.require(VEHICLES_READ, at=Place(fleet_id=found.fleet_id))
        return await self._named(actor, found)

    async def list(
        self,
        actor: Actor,
        paging: Paging,
        *,
        search: str | None = None,
        status: VehicleStatus | None = None,
        fleet_id: UUID | None = None,
    ) -> Page[Vehicle]:
        """Return a page of vehicles; `search` is a part of name or registration number."""
        reach = actor.require_somewhere(VEHICLES_READ)
        async with self._database.reading(actor) as connection:
            page = await vehicles.page(
                connection,
                actor.tenant_id,
                paging,
                reach=reach,
                search=search,
                status=status,
                fleet_id=fleet_id,
            )
        held = {each.fleet_id for each in page.items if each.fleet_id is not None}
        named = await self._fleets.names(actor, held)
        return Page(
            items=[_with_fleet(vehicle, named) for vehicle in page.items],
            next_cursor=page.next_cursor,
        )

    async def update(self, actor: Actor, vehicle_id: UUID, change: VehicleChange) -> Vehicle:
        """Change a vehicle, and with its status or fleet what its identifiers are answered.

        Who may change what belongs to some fleets may move a vehicle among these. Raises
        `VehicleUnknown`, `VersionOutdated`, `Invalid`, `FleetUnknown`.
        """
        actor.require_somewhere(VEHICLES_EDIT)
        if isinstance(change.fleet_id, UUID):
            await self._fleet_name(actor, change.fleet_id)
        async with self._database.transaction(actor) as unit:
            current = await self._locked(unit, vehicle_id)
            if change.version is not UNSET and change.version != current.version:
                raise VersionOutdated("Somebody changed this vehicle since you read it.")
            values = _differing(current, change)
            if not values:
                return await self._named(actor, current)
            if "fleet_id" in values:
                actor.require(VEHICLES_EDIT, at=Place(fleet_id=change.fleet_id or None))
            await vehicles.change(
                unit.connection,
                actor.tenant_id,
                vehicle_id,
                {**values, "updated_at": self._database.clock.now()},
            )
            if not values.keys().isdisjoint(PROJECTED):
                held = await identifiers.lock_of_vehicle(
                    unit.connection, actor.tenant_id, vehicle_id
                )
                await index.settle(unit.connection, actor.tenant_id, held)
            changed = _known(await vehicles.find(unit.connection, actor.tenant_id, vehicle_id))
            unit.record(
                VehicleChanged(
                    aggregate_id=vehicle_id,
                    name=changed.name,
                    status=changed.status,
                    changed=sorted(values),
                    changes=changes_between(current, values, values),
                )
            )
        return await self._named(actor, changed)

    async def names(self, actor: Actor, vehicle_ids: Collection[UUID]) -> dict[UUID, str]:
        """Return what vehicles are called, for whoever may see rows that name them."""
        if not vehicle_ids:
            return {}
        async with self._database.reading(actor) as connection:
            return await vehicles.names(connection, actor.tenant_id, vehicle_ids)

    async def hashes(self, actor: Actor, vehicle_id: UUID) -> Sequence[bytes]:
        """Return the identifiers of a vehicle, for whoever may see rows that have them."""
        async with self._database.reading(actor) as connection:
            return await identifiers.hashes_of(connection, actor.tenant_id, vehicle_id)

    async def search(self, actor: Actor, text: str, limit: int) -> Sequence[Vehicle]:
        """Return vehicles by name or number plate, in any case, a plate without its blanks.

        Those that begin with the text come first; others follow only where these are too few.
        """
        reach = actor.require_somewhere(VEHICLES_READ)
        name, tenant_id = text.lower(), actor.tenant_id
        wanted = vehicles.Wanted(name, name.replace(" ", "").replace("-", ""))
        async with self._database.reading(actor) as connection:
            ids = await vehicles.beginning(connection, tenant_id, reach, wanted, limit)
            if len(set(ids)) < limit:
                ids += await vehicles.holding(connection, tenant_id, reach, wanted, 2 * limit)
            found = await vehicles.of_ids(connection, tenant_id, set(ids))
        return [found[vehicle_id] for vehicle_id in dict.fromkeys(ids) if vehicle_id in found][
            :limit
        ]

    async def remove(self, actor: Actor, vehicle_id: UUID) -> None:
        """Remove a vehicle without identifiers.

        Raises `VehicleUnknown`, `VehicleHasIdentifiers`.
        """
        actor.require_somewhere(VEHICLES_EDIT)
        async with self._database.transaction(actor) as unit:
            vehicle = await self._locked(unit, vehicle_id)
            if vehicle.identifiers:
                raise VehicleHasIdentifiers(
                    "Remove the vehicle's identifiers or assign them elsewhere first.",
                    {"identifiers": vehicle.identifiers},
                )
            await vehicles.remove(unit.connection, actor.tenant_id, vehicle_id)
            unit.record(VehicleRemoved(aggregate_id=vehicle_id, name=vehicle.name))

    async def _locked(self, unit: UnitOfWork, vehicle_id: UUID) -> Vehicle:
        await vehicles.lock(unit.connection, unit.tenant_id, vehicle_id)
        vehicle = _known(await vehicles.find(unit.connection, unit.tenant_id, vehicle_id))
        unit.actor.require(VEHICLES_EDIT, at=Place(fleet_id=vehicle.fleet_id))
        return vehicle

    async def _fleet_name(self, actor: Actor, fleet_id: UUID | None) -> str | None:
        """Return what a fleet is called; none has no name. Raises `FleetUnknown`."""
        if fleet_id is None:
            return None
        named = await self._fleets.names(actor, [fleet_id])
        if fleet_id not in named:
            raise FleetUnknown("There is no such fleet.")
        return named[fleet_id]

    async def _named(self, actor: Actor, vehicle: Vehicle) -> Vehicle:
        held = [] if vehicle.fleet_id is None else [vehicle.fleet_id]
        return _with_fleet(vehicle, await self._fleets.names(actor, held))


def _with_fleet(vehicle: Vehicle, named: Mapping[UUID, str]) -> Vehicle:
    if vehicle.fleet_id is None:
        return vehicle
    return msgspec.structs.replace(vehicle, fleet_name=named.get(vehicle.fleet_id))


def _known(vehicle: Vehicle | None) -> Vehicle:
    if vehicle is None:
        raise VehicleUnknown("There is no such vehicle.")
    return vehicle


def _differing(current: Vehicle, change: VehicleChange) -> dict[str, object]:
    asked: dict[str, object] = {}
    if change.name is not UNSET:
        asked["name"] = name_of(change.name)
    if change.registration_number is not UNSET:
        asked["registration_number"] = registration_number_of(change.registration_number)
    if change.fleet_id is not UNSET:
        asked["fleet_id"] = change.fleet_id
    if change.status is not UNSET:
        asked["status"] = change.status
    return {name: value for name, value in asked.items() if getattr(current, name) != value}
