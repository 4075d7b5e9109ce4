"""Queries of what users are allowed and denied, each held to a tenant."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, and_, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.people.model.authority import Effect, Grant
from chargehouse.contexts.people.model.users import part_of
from chargehouse.contexts.people.public import UserGrant
from chargehouse.contexts.people.tables import assignments, departments, grants, users
from chargehouse.kernel.actor import EVERYTHING
from chargehouse.kernel.reach import Scope

OF_ACCOUNTS: Final = text("""
    SELECT u.account_id, h.source, h.allows, h.denies, h.everywhere, h.locations, h.fleets
    FROM users u
    LEFT JOIN held_grants h ON h.tenant_id = u.tenant_id AND h.user_id = u.id
    WHERE u.tenant_id = :tenant AND u.account_id = ANY(CAST(:accounts AS uuid[]))
      AND u.status = 'active'
    ORDER BY h.rank, h.place
""")
OF_USERS: Final = text("""
    SELECT * FROM held_grants AS h
    WHERE h.tenant_id = :tenant AND h.user_id = ANY(CAST(:users AS uuid[]))
    ORDER BY h.rank, h.place
""")

ALLOWED: Final = text("""
    SELECT u.id, u.email FROM users AS u
    WHERE u.tenant_id = :tenant AND u.status = 'active'
      AND u.account_id IS NOT NULL AND u.email IS NOT NULL
      AND EXISTS (
          SELECT FROM held_grants AS h
          WHERE h.tenant_id = u.tenant_id AND h.user_id = u.id
            AND h.allows && ARRAY[CAST(:action AS text), '*'])
""")


async def lock(connection: AsyncConnection, tenant_id: UUID) -> None:
    """Keep others from changing who may do what until the transaction ends."""
    key = func.hashtextextended(f"authority {tenant_id}", 0)
    await connection.execute(select(func.pg_advisory_xact_lock(key)))


async def of_account(
    connection: AsyncConnection, tenant_id: UUID, account_id: UUID
) -> list[Grant] | None:
    """Return all that an account is allowed and denied; None where it is no active user."""
    return (await of_accounts(connection, tenant_id, [account_id])).get(account_id)


async def of_accounts(
    connection: AsyncConnection, tenant_id: UUID, account_ids: Collection[UUID]
) -> dict[UUID, list[Grant]]:
    """Return all that accounts are allowed and denied, of those that are active users."""
    found: dict[UUID, list[Grant]] = {}
    values = {"tenant": tenant_id, "accounts": list(account_ids)}
    for row in await connection.execute(OF_ACCOUNTS, values):
        found.setdefault(row.account_id, []).extend(_grants(row))
    return found


async def grants_of(
    connection: AsyncConnection, tenant_id: UUID, user_ids: Collection[UUID]
) -> dict[UUID, list[Grant]]:
    """Return all that users are allowed and denied, by their departments and by themselves."""
    found: dict[UUID, list[Grant]] = {user_id: [] for user_id in user_ids}
    rows = await connection.execute(OF_USERS, {"tenant": tenant_id, "users": list(user_ids)})
    for row in rows:
        found[row.user_id] += _grants(row)
    return found


async def administrators(connection: AsyncConnection, tenant_id: UUID) -> list[UUID]:
    """Return who may sign in and is allowed everything by a department that holds everywhere."""
    statement = (
        select(users.c.id)
        .join(
            assignments,
            and_(assignments.c.tenant_id == users.c.tenant_id, assignments.c.user_id == users.c.id),
        )
        .join(
            departments,
            and_(
                departments.c.tenant_id == assignments.c.tenant_id,
                departments.c.id == assignments.c.department_id,
            ),
        )
        .where(
            users.c.tenant_id == tenant_id,
            users.c.status == "active",
            users.c.account_id.is_not(None),
            assignments.c.everywhere,
            departments.c.allows.contains([EVERYTHING]),
        )
        .distinct()
    )
    return list((await connection.execute(statement)).scalars())


async def allowed(connection: AsyncConnection, tenant_id: UUID, action: str) -> dict[UUID, str]:
    """Return who may sign in, has an e-mail address, and is allowed an action anywhere at all.

    What they are denied is not looked at.
    """
    rows = await connection.execute(ALLOWED, {"tenant": tenant_id, "action": action})
    return {row.id: row.email for row in rows}


async def assign(
    connection: AsyncConnection,
    tenant_id: UUID,
    assignment_id: UUID,
    *,
    user_id: UUID,
    department_id: UUID,
    scope: Scope,
    at: datetime,
    by: str,
) -> None:
    """Put a user into a department, or change where it holds for them."""
    where = _where(scope)
    await connection.execute(
        insert(assignments)
        .values(
            tenant_id=tenant_id,
            id=assignment_id,
            user_id=user_id,
            department_id=department_id,
            created_at=at,
            created_by=by,
            **where,
        )
        .on_conflict_do_update(
            index_elements=["tenant_id", "user_id", "department_id"],
            set_={**where, "created_at": at, "created_by": by},
        )
    )


async def unassign(
    connection: AsyncConnection, tenant_id: UUID, user_id: UUID, department_id: UUID
) -> bool:
    """Take a user out of a department; tell whether they belonged to it."""
    statement = delete(assignments).where(
        assignments.c.tenant_id == tenant_id,
        assignments.c.user_id == user_id,
        assignments.c.department_id == department_id,
    )
    return (await connection.execute(statement)).rowcount == 1


async def give(
    connection: AsyncConnection, tenant_id: UUID, user_id: UUID, given: Iterable[UserGrant]
) -> None:
    """Allow or deny a user single things."""
    rows = [
        {
            "tenant_id": tenant_id,
            "id": grant.id,
            "user_id": user_id,
            "effect": grant.effect,
            "action": grant.action,
            "everywhere": grant.part.everywhere,
            "locations": grant.part.locations,
            "fleets": grant.part.fleets,
            "reason": grant.reason,
            "created_at": grant.created_at,
            "created_by": grant.created_by,
        }
        for grant in given
    ]
    if rows:
        await connection.execute(insert(grants), rows)


async def own_grants(
    connection: AsyncConnection, tenant_id: UUID, user_id: UUID
) -> list[UserGrant]:
    """Return what a user is allowed and denied by themselves."""
    statement = (
        select(grants)
        .where(grants.c.tenant_id == tenant_id, grants.c.user_id == user_id)
        .order_by(grants.c.action, grants.c.created_at, grants.c.id)
    )
    return [_user_grant(row) for row in await connection.execute(statement)]


async def take_back(
    connection: AsyncConnection, tenant_id: UUID, user_id: UUID, grant_id: UUID
) -> UserGrant | None:
    """Delete what a user was allowed or denied; return it."""
    statement = (
        delete(grants)
        .where(
            grants.c.tenant_id == tenant_id,
            grants.c.user_id == user_id,
            grants.c.id == grant_id,
        )
        .returning(grants)
    )
    row = (await connection.execute(statement)).first()
    return None if row is None else _user_grant(row)


def _where(scope: Scope) -> dict[str, object]:
    return {
        "everywhere": scope.everywhere,
        "locations": sorted(scope.locations),
        "fleets": sorted(scope.fleets),
    }


def _grants(row: Row[Any]) -> list[Grant]:
    """Return what one row allows and what it denies: nothing, for a user who was given nothing."""
    words: tuple[tuple[Effect, list[str] | None], ...] = (
        ("allow", row.allows),
        ("deny", row.denies),
    )
    return [
        Grant(effect, frozenset(actions), _scope(row), row.source)
        for effect, actions in words
        if actions
    ]


def _scope(row: Row[Any]) -> Scope:
    return Scope(row.everywhere, frozenset(row.locations), frozenset(row.fleets))


def _user_grant(row: Row[Any]) -> UserGrant:
    return UserGrant(
        id=row.id,
        effect=row.effect,
        action=row.action,
        part=part_of(row.everywhere, row.locations, row.fleets),
        reason=row.reason,
        created_at=row.created_at,
        created_by=row.created_by,
    )
