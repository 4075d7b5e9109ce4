"""Departments: bundles of permissions, listed, added, edited, removed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from chargehouse.contexts.people.errors import (
    DepartmentChangedMeanwhile,
    DepartmentInUse,
    DepartmentNameTaken,
    DepartmentUnknown,
)
from chargehouse.contexts.people.events import (
    DepartmentAdded,
    DepartmentEdited,
    DepartmentRemoved,
)
from chargehouse.contexts.people.model import name_of
from chargehouse.contexts.people.model.departments import SEEDS, actions_of, description_of
from chargehouse.contexts.people.model.users import require_held
from chargehouse.contexts.people.public import DEPARTMENTS_EDIT, DEPARTMENTS_READ, Department
from chargehouse.contexts.people.repository import departments as repository
from chargehouse.contexts.people.service.authorities import AuthorityService
from chargehouse.kernel.actor import Actor, Permission
from chargehouse.kernel.ids import Ids
from chargehouse.kernel.reach import EVERYWHERE
from chargehouse.platform.postgres.database import Database, UnitOfWork


class DepartmentService:
    """Keeps the departments of a tenant. `catalogue` holds the permissions of every context."""

    def __init__(
        self,
        database: Database,
        *,
        catalogue: Sequence[Permission],
        authorities: AuthorityService,
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._authorities = authorities

    async def list(self, actor: Actor) -> list[Department]:
        """Return all departments: those every tenant begins with first, then by name."""
        actor.require(DEPARTMENTS_READ)
        async with self._database.reading(actor) as connection:
            return await repository.listed(connection, actor.tenant_id)

    async def find(self, actor: Actor, department_id: UUID) -> Department:
        """Return a department; raise `DepartmentUnknown`."""
        actor.require(DEPARTMENTS_READ)
        async with self._database.reading(actor) as connection:
            return _known(await repository.find(connection, actor.tenant_id, department_id))

    async def add(
        self,
        actor: Actor,
        *,
        name: str,
        description: str,
        allows: Sequence[str],
        denies: Sequence[str],
    ) -> Department:
        """Add a department.

        Raises `Invalid`, `DepartmentNameTaken`, `PermissionUnknown`, and `PermissionNotHeld` where
        it would allow what the actor may not do.
        """
        actor.require(DEPARTMENTS_EDIT)
        added = Department(
            id=self._database.ids.new(),
            seed=None,
            name=name_of(name),
            description=description_of(description),
            allows=actions_of(allows, self._catalogue, "allows"),
            denies=actions_of(denies, self._catalogue, "denies"),
            users=0,
            version=1,
            created_at=self._database.clock.now(),
        )
        require_held(actor, added.allows, EVERYWHERE, self._catalogue)
        async with self._database.transaction(actor) as unit:
            if not await repository.add(unit.connection, actor.tenant_id, [added]):
                raise _name_taken()
            unit.record(
                DepartmentAdded(
                    aggregate_id=added.id,
                    name=added.name,
                    allows=added.allows,
                    denies=added.denies,
                )
            )
        return added

    async def edit(
        self,
        actor: Actor,
        department_id: UUID,
        *,
        version: int,
        name: str | None = None,
        description: str | None = None,
        allows: Sequence[str] | None = None,
        denies: Sequence[str] | None = None,
    ) -> Department:
        """Change what is given of a department, for all who belong to it.

        Raises `DepartmentUnknown`, `DepartmentChangedMeanwhile`, `Invalid`, `DepartmentNameTaken`,
        `PermissionUnknown`, `LastAdministrator`, and `PermissionNotHeld` where it would allow more
        that the actor may not do, or no longer deny it.
        """
        actor.require(DEPARTMENTS_EDIT)
        async with self._authorities.changing(actor) as unit:
            before = _known(await repository.find(unit.connection, actor.tenant_id, department_id))
            if version != before.version:
                raise DepartmentChangedMeanwhile("Somebody changed it since you read it.")
            after = msgspec.structs.replace(
                before,
                name=before.name if name is None else name_of(name),
                description=(
                    before.description if description is None else description_of(description)
                ),
                allows=(
                    before.allows
                    if allows is None
                    else actions_of(allows, self._catalogue, "allows")
                ),
                denies=(
                    before.denies
                    if denies is None
                    else actions_of(denies, self._catalogue, "denies")
                ),
                version=before.version + 1,
            )
            given = (set(after.allows) - set(before.allows)) | (
                set(before.denies) - set(after.denies)
            )
            require_held(actor, given, EVERYWHERE, self._catalogue)
            if await repository.name_is_taken(
                unit.connection, actor.tenant_id, after.name, but=department_id
            ):
                raise _name_taken()
            await repository.replace(unit.connection, actor.tenant_id, after)
            unit.record(_edited(before, after))
        return after

    async def remove(self, actor: Actor, department_id: UUID) -> None:
        """Remove a department to which nobody belongs.

        Raises `DepartmentUnknown`, `DepartmentInUse`.
        """
        actor.require(DEPARTMENTS_EDIT)
        async with self._authorities.changing(actor) as unit:
            department = _known(
                await repository.find(unit.connection, actor.tenant_id, department_id)
            )
            if department.seed is not None:
                raise DepartmentInUse("Every tenant has this department; it can be emptied.")
            if department.users:
                raise DepartmentInUse(
                    "Users belong to this department; take them out of it first.",
                    {"users": department.users},
                )
            await repository.remove(unit.connection, actor.tenant_id, department_id)
            unit.record(DepartmentRemoved(aggregate_id=department_id, name=department.name))


async def seed(unit: UnitOfWork, ids: Ids, at: datetime) -> None:
    """Give a new tenant the departments that every tenant begins with."""
    seeded = [
        Department(
            id=ids.new(),
            seed=each.key,
            name=each.name,
            description=each.description,
            allows=sorted(each.allows),
            denies=[],
            users=0,
            version=1,
            created_at=at,
        )
        for each in SEEDS
    ]
    await repository.add(unit.connection, unit.tenant_id, seeded)


def _known(department: Department | None) -> Department:
    if department is None:
        raise DepartmentUnknown("There is no such department.")
    return department


def _name_taken() -> DepartmentNameTaken:
    return DepartmentNameTaken("Another department has this name.")


def _edited(before: Department, after: Department) -> DepartmentEdited:
    return DepartmentEdited(
        aggregate_id=after.id,
        name=after.name,
        allows=after.allows,
        denies=after.denies,
        allowed_before=before.allows,
        denied_before=before.denies,
    )
