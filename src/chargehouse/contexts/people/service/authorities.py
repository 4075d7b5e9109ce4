"""Who may do what: looked up for whoever asks, given, taken back, explained."""

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from chargehouse.contexts.people.errors import (
    DepartmentUnknown,
    GrantUnknown,
    LastAdministrator,
    UserUnknown,
)
from chargehouse.contexts.people.events import (
    UserAssigned,
    UserGranted,
    UserGrantTakenBack,
    UserUnassigned,
)
from chargehouse.contexts.people.model.authority import (
    Effect,
    Explanation,
    Grant,
    authority,
    explain,
)
from chargehouse.contexts.people.model.departments import actions_of
from chargehouse.contexts.people.model.users import reason_of, require_held, scope_of
from chargehouse.contexts.people.public import (
    PERMISSIONS_ASSIGN,
    USERS_READ,
    Department,
    Part,
    User,
    UserGrant,
)
from chargehouse.contexts.people.repository import authority as repository
from chargehouse.contexts.people.repository import departments as department_rows
from chargehouse.contexts.people.repository import users as user_rows
from chargehouse.kernel.actor import EVERYTHING, Actor, Permission
from chargehouse.kernel.reach import EVERYWHERE, Place, Reach
from chargehouse.platform.outbox.writing import actor_label
from chargehouse.platform.postgres.database import Database, UnitOfWork

Forget = Callable[[UUID], None]
"""Has a tenant's users looked up anew, for what they may do was changed."""


@dataclass(frozen=True, slots=True)
class Held:
    """That a user may do something, and where."""

    permission: Permission
    reach: Reach


class AuthorityService:
    """Says what users may do and why; puts them into departments; allows and denies single things.

    `catalogue` holds the permissions of every context.
    """

    def __init__(
        self, database: Database, *, catalogue: Sequence[Permission], forget: Forget
    ) -> None:
        self._database = database
        self._forget = forget
        self._catalogue = {permission.action: permission for permission in catalogue}

    async def held(self, actor: Actor, user_id: UUID) -> list[Held]:
        """Return all that a user may do and where, by action; raise `UserUnknown`."""
        actor.require(USERS_READ)
        held = authority(await self._grants(actor, user_id), self._catalogue)
        return [
            Held(permission, reach)
            for action, permission in sorted(self._catalogue.items())
            if not (reach := held.reach(action)).is_none
        ]

    async def explain(
        self, actor: Actor, user_id: UUID, action: str, place: Place | None
    ) -> Explanation:
        """Return why a user may or may not do something at a place, or in the whole tenant.

        Raises `UserUnknown` and `PermissionUnknown`.
        """
        actor.require(USERS_READ)
        actions_of([action], self._catalogue.values(), "action")
        return explain(await self._grants(actor, user_id), action, place)

    async def grants(self, actor: Actor, user_id: UUID) -> list[UserGrant]:
        """Return what a user is allowed and denied by themselves; raise `UserUnknown`."""
        actor.require(USERS_READ)
        async with self._database.reading(actor) as connection:
            _known(await user_rows.find(connection, actor.tenant_id, user_id))
            return await repository.own_grants(connection, actor.tenant_id, user_id)

    async def assign(self, actor: Actor, user_id: UUID, department_id: UUID, part: Part) -> None:
        """Put a user into a department, or change where it holds for them.

        Raises `UserUnknown`, `DepartmentUnknown`, `Invalid`, `LastAdministrator`, and
        `PermissionNotHeld` where the department allows what the actor may not do there.
        """
        actor.require(PERMISSIONS_ASSIGN)
        scope = scope_of(part)
        async with self.changing(actor) as unit:
            department = await _department(unit, department_id)
            require_held(actor, department.allows, scope, self._catalogue.values())
            _known(await user_rows.find(unit.connection, actor.tenant_id, user_id, lock=True))
            await repository.assign(
                unit.connection,
                actor.tenant_id,
                self._database.ids.new(),
                user_id=user_id,
                department_id=department_id,
                scope=scope,
                at=self._database.clock.now(),
                by=actor_label(actor),
            )
            unit.record(
                UserAssigned(
                    aggregate_id=user_id,
                    department_id=department_id,
                    department=department.name,
                    part=part,
                )
            )

    async def unassign(self, actor: Actor, user_id: UUID, department_id: UUID) -> None:
        """Take a user out of a department; harmless when repeated.

        Raises `UserUnknown`, `DepartmentUnknown`, `LastAdministrator`, and `PermissionNotHeld`
        where the department denies what the actor may not do.
        """
        actor.require(PERMISSIONS_ASSIGN)
        async with self.changing(actor) as unit:
            department = await _department(unit, department_id)
            require_held(actor, department.denies, EVERYWHERE, self._catalogue.values())
            _known(await user_rows.find(unit.connection, actor.tenant_id, user_id, lock=True))
            if await repository.unassign(unit.connection, actor.tenant_id, user_id, department_id):
                unit.record(
                    UserUnassigned(
                        aggregate_id=user_id,
                        department_id=department_id,
                        department=department.name,
                    )
                )

    async def grant(
        self,
        actor: Actor,
        user_id: UUID,
        *,
        effect: Effect,
        action: str,
        part: Part,
        reason: str,
    ) -> UserGrant:
        """Allow or deny a user a single thing.

        Raises `UserUnknown`, `PermissionUnknown`, `PermissionNotHeld`, `Invalid`,
        `LastAdministrator`.
        """
        actor.require(PERMISSIONS_ASSIGN)
        actions_of([action], self._catalogue.values(), "action")
        scope = scope_of(part)
        if effect == "allow":
            require_held(actor, [action], scope, self._catalogue.values())
        given = UserGrant(
            id=self._database.ids.new(),
            effect=effect,
            action=action,
            part=part,
            reason=reason_of(reason),
            created_at=self._database.clock.now(),
            created_by=actor_label(actor),
        )
        async with self.changing(actor) as unit:
            _known(await user_rows.find(unit.connection, actor.tenant_id, user_id, lock=True))
            await repository.give(unit.connection, actor.tenant_id, user_id, [given])
            unit.record(
                UserGranted(
                    aggregate_id=user_id,
                    effect=effect,
                    action=action,
                    part=part,
                    reason=given.reason,
                )
            )
        return given

    async def take_back(self, actor: Actor, user_id: UUID, grant_id: UUID) -> None:
        """Take back what a user was allowed or denied.

        Raises `GrantUnknown`, `LastAdministrator`, and `PermissionNotHeld` for the denial of what
        the actor may not do.
        """
        actor.require(PERMISSIONS_ASSIGN)
        async with self.changing(actor) as unit:
            taken = await repository.take_back(unit.connection, actor.tenant_id, user_id, grant_id)
            if taken is None:
                raise GrantUnknown("This user was not allowed or denied this, or not any more.")
            if taken.effect == "deny":
                scope = scope_of(taken.part)
                require_held(actor, [taken.action], scope, self._catalogue.values())
            unit.record(
                UserGrantTakenBack(
                    aggregate_id=user_id,
                    effect=taken.effect,
                    action=taken.action,
                    part=taken.part,
                )
            )

    @asynccontextmanager
    async def changing(self, actor: Actor) -> AsyncIterator[UnitOfWork]:
        """Open a transaction that changes who may do what, one at a time in a tenant.

        Raises `LastAdministrator`, and changes nothing, where nobody would be left who may do
        everything, and there was somebody.
        """
        async with self._database.transaction(actor) as unit:
            await repository.lock(unit.connection, actor.tenant_id)
            was_there = await self._is_administered(unit)
            yield unit
            if was_there and not await self._is_administered(unit):
                raise LastAdministrator(
                    "Nobody would be left who may do everything: let somebody else do so first."
                )
        self._forget(actor.tenant_id)

    async def _is_administered(self, unit: UnitOfWork) -> bool:
        ids = await repository.administrators(unit.connection, unit.tenant_id)
        found = await repository.grants_of(unit.connection, unit.tenant_id, ids)
        return any(
            EVERYTHING in authority(grants, self._catalogue).permissions
            for grants in found.values()
        )

    async def _grants(self, actor: Actor, user_id: UUID) -> Collection[Grant]:
        async with self._database.reading(actor) as connection:
            user = _known(await user_rows.find(connection, actor.tenant_id, user_id))
            if user.status != "active":
                return ()
            found = await repository.grants_of(connection, actor.tenant_id, [user_id])
        return found[user_id]


async def _department(unit: UnitOfWork, department_id: UUID) -> Department:
    department = await department_rows.find(unit.connection, unit.tenant_id, department_id)
    if department is None:
        raise DepartmentUnknown("There is no such department.")
    return department


def _known(user: User | None) -> User:
    if user is None:
        raise UserUnknown("There is no such user.")
    return user
