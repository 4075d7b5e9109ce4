"""Vehicles: added, changed, removed, found."""

from uuid import UUID

from msgspec import UNSET

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
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.postgres.database import Database, UnitOfWork


class VehicleService:
    """Adds, changes, removes and finds vehicles."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        actor: Actor,
        *,
        name: str,
        registration_number: str | None = None,
        status: VehicleStatus = "active",
    ) -> Vehicle:
        """Add a vehicle; names need not be unique. Raises `Invalid`."""
        actor.require(VEHICLES_EDIT)
        now = self._database.clock.now()
        vehicle = Vehicle(
            id=self._database.ids.new(),
            name=name_of(name),
            registration_number=registration_number_of(registration_number),
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
        actor.require(VEHICLES_READ)
        async with self._database.reading(actor) as connection:
            found = await vehicles.find(connection, actor.tenant_id, vehicle_id)
        return _known(found)

    async def list(
        self,
        actor: Actor,
        paging: Paging,
        *,
        search: str | None = None,
        status: VehicleStatus | None = None,
    ) -> Page[Vehicle]:
        """Return a page of vehicles; `search` is a part of name or registration number."""
        actor.require(VEHICLES_READ)
        async with self._database.reading(actor) as connection:
            return await vehicles.page(
                connection, actor.tenant_id, paging, search=search, status=status
            )

    async def update(self, actor: Actor, vehicle_id: UUID, change: VehicleChange) -> Vehicle:
        """Change a vehicle, and with its status what its identifiers are answered.

        Raises `VehicleUnknown`, `VersionOutdated`, `Invalid`.
        """
        actor.require(VEHICLES_EDIT)
        async with self._database.transaction(actor) as unit:
            current = await self._locked(unit, vehicle_id)
            if change.version is not UNSET and change.version != current.version:
                raise VersionOutdated("Somebody changed this vehicle since you read it.")
            values = _differing(current, change)
            if not values:
                return current
            await vehicles.change(
                unit.connection,
                actor.tenant_id,
                vehicle_id,
                {**values, "updated_at": self._database.clock.now()},
            )
            if "status" in values:
                held = await identifiers.lock_of_vehicle(
                    unit.connection, actor.tenant_id, vehicle_id
                )
                await index.project(unit.connection, actor.tenant_id, held)
            changed = _known(await vehicles.find(unit.connection, actor.tenant_id, vehicle_id))
            unit.record(
                VehicleChanged(
                    aggregate_id=vehicle_id,
                    name=changed.name,
                    status=changed.status,
                    changed=sorted(values),
                )
            )
            return changed

    async def remove(self, actor: Actor, vehicle_id: UUID) -> None:
        """Remove a vehicle without identifiers.

        Raises `VehicleUnknown`, `VehicleHasIdentifiers`.
        """
        actor.require(VEHICLES_EDIT)
        async with self._database.transaction(actor) as unit:
            vehicle = await self._locked(unit, vehicle_id)
            if vehicle.identifiers:
                raise VehicleHasIdentifiers(
                    "Remove the vehicle's identifiers or assign them elsewhere first.",
                    {"identifiers": vehicle.identifiers},
                )
            await vehicles.remove(unit.connection, actor.tenant_id, vehicle_id)
            unit.record(VehicleRemoved(aggregate_id=vehicle_id, name=vehicle.name))

    @staticmethod
    async def _locked(unit: UnitOfWork, vehicle_id: UUID) -> Vehicle:
        await vehicles.lock(unit.connection, unit.tenant_id, vehicle_id)
        return _known(await vehicles.find(unit.connection, unit.tenant_id, vehicle_id))


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
    if change.status is not UNSET:
        asked["status"] = change.status
    return {name: value for name, value in asked.items() if getattr(current, name) != value}
