"""Identifiers: added, changed, removed, found."""

from uuid import UUID

import msgspec
from msgspec import UNSET

from chargehouse.contexts.identity.errors import (
    IdentifierTaken,
    IdentifierUnknown,
    VehicleUnknown,
    VersionOutdated,
)
from chargehouse.contexts.identity.events import (
    IdentifierAdded,
    IdentifierChanged,
    IdentifierRemoved,
)
from chargehouse.contexts.identity.model import (
    IdentifierChange,
    IdentifierFilter,
    IdentifierValue,
    NewIdentifier,
    Source,
    require_validity,
)
from chargehouse.contexts.identity.public import IDENTIFIERS_EDIT, IDENTIFIERS_READ, Identifier
from chargehouse.contexts.identity.repository import identifiers, index, vehicles
from chargehouse.contexts.identity.repository.identifiers import SealedIdentifier
from chargehouse.contexts.identity.service.sealing import Sealer
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.events import changes_between
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.secrets import Keyring


class IdentifierService:
    """Adds, changes, removes and finds identifiers; answers are masked always."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._sealer = Sealer(keyring)

    async def add(self, actor: Actor, new: NewIdentifier) -> Identifier:
        """Add an identifier, known to decisions at once.

        Raises `Invalid`, `VehicleUnknown`, `IdentifierTaken`.
        """
        actor.require(IDENTIFIERS_EDIT)
        now = self._database.clock.now()
        identifier_id = self._database.ids.new()
        source: Source = "console" if actor.kind == "console" else "api"
        row = {
            **self._sealer.columns_of(actor.tenant_id, identifier_id, new),
            "vehicle_id": new.vehicle_id,
            "source": source,
            "created_at": now,
            "updated_at": now,
        }
        async with self._database.transaction(actor) as unit:
            await _require_vehicle(unit, new.vehicle_id)
            if not await identifiers.add(unit.connection, actor.tenant_id, [row]):
                raise IdentifierTaken("There is an identifier of this value already.")
            value_hash = self._sealer.hash_of(actor.tenant_id, new.value)
            await index.settle(unit.connection, actor.tenant_id, [value_hash])
            added = _known(await identifiers.find(unit.connection, actor.tenant_id, identifier_id))
            unit.record(
                IdentifierAdded(
                    aggregate_id=added.id,
                    masked=added.masked,
                    type=added.type,
                    status=added.status,
                    vehicle_id=added.vehicle_id,
                    source=added.source,
                )
            )
        return added

    async def find(self, actor: Actor, identifier_id: UUID) -> Identifier:
        """Return an identifier; raise `IdentifierUnknown`."""
        actor.require(IDENTIFIERS_READ)
        async with self._database.reading(actor) as connection:
            found = await identifiers.find(connection, actor.tenant_id, identifier_id)
        return _known(found)

    async def search(self, actor: Actor, value: IdentifierValue) -> Identifier | None:
        """Return the identifier of a value, in any case."""
        actor.require(IDENTIFIERS_READ)
        value_hash = self._sealer.hash_of(actor.tenant_id, value)
        async with self._database.reading(actor) as connection:
            return await identifiers.find_by_hash(connection, actor.tenant_id, value_hash)

    async def list(
        self, actor: Actor, paging: Paging, wanted: IdentifierFilter
    ) -> Page[Identifier]:
        """Return a page of identifiers."""
        actor.require(IDENTIFIERS_READ)
        async with self._database.reading(actor) as connection:
            return await identifiers.page(connection, actor.tenant_id, paging, wanted)

    async def update(
        self,
        actor: Actor,
        identifier_id: UUID,
        change: IdentifierChange,
        *,
        reason: str | None = None,
    ) -> Identifier:
        """Change an identifier; decisions follow at once, and what was answered before is void.

        `reason` is why, for whoever asks later: it stands in the event. Raises
        `IdentifierUnknown`, `VehicleUnknown`, `VersionOutdated`, `Invalid`.
        """
        actor.require(IDENTIFIERS_EDIT)
        async with self._database.transaction(actor) as unit:
            if change.vehicle_id is not UNSET:
                await _require_vehicle(unit, change.vehicle_id)
            current = _sealed(
                await identifiers.lock(unit.connection, actor.tenant_id, identifier_id)
            )
            if change.version is not UNSET and change.version != current.shown.version:
                raise VersionOutdated("Somebody changed this identifier since you read it.")
            names, columns = _differing(self._sealer, current, change)
            if not names:
                return current.shown
            await identifiers.change(
                unit.connection,
                actor.tenant_id,
                identifier_id,
                {**columns, "updated_at": self._database.clock.now()},
            )
            await index.settle(unit.connection, actor.tenant_id, [current.value_hash])
            changed = _known(
                await identifiers.find(unit.connection, actor.tenant_id, identifier_id)
            )
            unit.record(
                IdentifierChanged(
                    aggregate_id=identifier_id,
                    masked=changed.masked,
                    status=changed.status,
                    vehicle_id=changed.vehicle_id,
                    changed=names,
                    changes=changes_between(
                        current.shown, columns, [name for name in names if name != "group"]
                    ),
                    reason=reason,
                )
            )
            return changed

    async def deactivate(
        self, actor: Actor, identifier_id: UUID, *, reason: str | None = None
    ) -> Identifier:
        """Make an identifier inactive; harmless when repeated. Raises `IdentifierUnknown`."""
        change = IdentifierChange(status="inactive")
        return await self.update(actor, identifier_id, change, reason=reason)

    async def assign(
        self, actor: Actor, identifier_id: UUID, vehicle_id: UUID | None
    ) -> Identifier:
        """Give an identifier to a vehicle, or to none.

        Raises `IdentifierUnknown`, `VehicleUnknown`.
        """
        return await self.update(actor, identifier_id, IdentifierChange(vehicle_id=vehicle_id))

    async def remove(self, actor: Actor, identifier_id: UUID) -> None:
        """Remove an identifier, its value with it: only agreements may know it from now on.

        Raises `IdentifierUnknown`.
        """
        actor.require(IDENTIFIERS_EDIT)
        async with self._database.transaction(actor) as unit:
            current = _sealed(
                await identifiers.lock(unit.connection, actor.tenant_id, identifier_id)
            )
            await identifiers.remove(unit.connection, actor.tenant_id, identifier_id)
            await index.settle(unit.connection, actor.tenant_id, [current.value_hash])
            unit.record(
                IdentifierRemoved(
                    aggregate_id=identifier_id,
                    masked=current.shown.masked,
                    type=current.shown.type,
                )
            )


def _differing(
    sealer: Sealer, current: SealedIdentifier, change: IdentifierChange
) -> tuple[list[str], dict[str, object]]:
    """Return the names of the fields that change, and the columns to write."""
    shown = current.shown
    asked = msgspec.structs.asdict(change)
    columns = {
        name: asked[name]
        for name in ("type", "status", "vehicle_id", "valid_from", "valid_until")
        if asked[name] is not UNSET and asked[name] != getattr(shown, name)
    }
    require_validity(
        columns.get("valid_from", shown.valid_from),
        columns.get("valid_until", shown.valid_until),
    )
    group = sealer.open_group(shown.id, current.group_encrypted)
    if change.group is UNSET or change.group == group:
        return sorted(columns), columns
    value = sealer.open_value(shown.id, current.value_encrypted)
    fits = value.fits_ocpp16 and (change.group is None or change.group.fits_ocpp16)
    return sorted([*columns, "group"]), {
        **columns,
        **sealer.group_columns(shown.id, change.group),
        "fits_ocpp16": fits,
    }


async def _require_vehicle(unit: UnitOfWork, vehicle_id: UUID | None) -> None:
    """Keep a vehicle as it is until the transaction ends; raise `VehicleUnknown`."""
    if vehicle_id is not None and not await vehicles.lock(
        unit.connection, unit.tenant_id, vehicle_id, shared=True
    ):
        raise VehicleUnknown("There is no such vehicle.")


def _known(identifier: Identifier | None) -> Identifier:
    if identifier is None:
        raise IdentifierUnknown("There is no such identifier.")
    return identifier


def _sealed(identifier: SealedIdentifier | None) -> SealedIdentifier:
    if identifier is None:
        raise IdentifierUnknown("There is no such identifier.")
    return identifier
