"""Queries of users, each held to a tenant."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.people.model.users import part_of
from chargehouse.contexts.people.public import User, UserDepartment, UserFilters
from chargehouse.contexts.people.tables import assignments, departments, users
from chargehouse.platform.http.paging import ListQuery, Page, Paging, Sorting
from chargehouse.platform.postgres.matching import among

SORTING: Final = Sorting(
    columns={
        "name": func.lower(users.c.name),
        "created_at": users.c.created_at,
        "updated_at": users.c.updated_at,
    },
    id=users.c.id,
    default="name",
)


async def add(connection: AsyncConnection, tenant_id: UUID, user: User) -> bool:
    """Add a user; tell whether nobody had the e-mail address or the account."""
    statement = (
        insert(users)
        .values(
            tenant_id=tenant_id,
            id=user.id,
            account_id=user.account_id,
            kind=user.kind,
            name=user.name,
            email=user.email,
            phone=user.phone,
            acquisition_source=user.acquisition_source,
            status=user.status,
            version=user.version,
            created_at=user.created_at,
            updated_at=user.updated_at,
        )
        .on_conflict_do_nothing()
    )
    return (await connection.execute(statement)).rowcount == 1


async def give_account(
    connection: AsyncConnection, tenant_id: UUID, email: str, account_id: UUID, at: datetime
) -> UUID | None:
    """Give the user of an e-mail address an account; return who it is, where there is one."""
    statement = (
        update(users)
        .where(users.c.tenant_id == tenant_id, users.c.email == email, users.c.account_id.is_(None))
        .values(account_id=account_id, updated_at=at, version=users.c.version + 1)
        .returning(users.c.id)
    )
    user_id: UUID | None = await connection.scalar(statement)
    return user_id


async def find(
    connection: AsyncConnection, tenant_id: UUID, user_id: UUID, *, lock: bool = False
) -> User | None:
    """Return a user, locked against change where that is asked for."""
    statement = select(users).where(_one(tenant_id, user_id))
    if lock:
        statement = statement.with_for_update()
    row = (await connection.execute(statement)).first()
    return None if row is None else (await _users(connection, tenant_id, [row]))[0]


async def page(
    connection: AsyncConnection, tenant_id: UUID, paging: Paging, filters: UserFilters
) -> Page[User]:
    """Return a page of users."""
    query = ListQuery[Row[Any]](SORTING, paging, _conditions(tenant_id, filters))
    rows: Sequence[Row[Any]] = (await connection.execute(query.paged(select(users)))).all()
    found = query.page(rows, lambda row: row)
    return Page(
        items=await _users(connection, tenant_id, found.items), next_cursor=found.next_cursor
    )


async def change(
    connection: AsyncConnection, tenant_id: UUID, user_id: UUID, values: Mapping[str, object]
) -> None:
    """Change columns of a user."""
    await connection.execute(
        update(users)
        .where(_one(tenant_id, user_id))
        .values({**values, "version": users.c.version + 1})
    )


async def has_email(connection: AsyncConnection, tenant_id: UUID, email: str, *, but: UUID) -> bool:
    """Tell whether another user has an e-mail address."""
    statement = select(users.c.id).where(
        users.c.tenant_id == tenant_id, users.c.email == email, users.c.id != but
    )
    return (await connection.execute(statement)).first() is not None


async def remove(connection: AsyncConnection, tenant_id: UUID, user_id: UUID) -> None:
    """Delete a user, with what they were allowed and denied."""
    await connection.execute(delete(users).where(_one(tenant_id, user_id)))


def _conditions(tenant_id: UUID, filters: UserFilters) -> list[ColumnElement[bool] | None]:
    conditions: list[ColumnElement[bool] | None] = [users.c.tenant_id == tenant_id]
    if filters.search:
        conditions.append(
            or_(
                users.c.name.icontains(filters.search, autoescape=True),
                users.c.email.icontains(filters.search, autoescape=True),
            )
        )
    if filters.kind is not None:
        conditions.append(users.c.kind == filters.kind)
    if filters.status is not None:
        conditions.append(users.c.status == filters.status)
    if filters.department_id is not None:
        belongs = select(assignments.c.id).where(
            assignments.c.tenant_id == users.c.tenant_id,
            assignments.c.user_id == users.c.id,
            assignments.c.department_id == filters.department_id,
        )
        conditions.append(belongs.exists())
    return conditions


async def _users(
    connection: AsyncConnection, tenant_id: UUID, rows: Sequence[Row[Any]]
) -> list[User]:
    """Return users with the departments to which they belong."""
    belonging: dict[UUID, list[UserDepartment]] = {row.id: [] for row in rows}
    statement = (
        select(assignments, departments.c.name)
        .join(
            departments,
            and_(
                departments.c.tenant_id == assignments.c.tenant_id,
                departments.c.id == assignments.c.department_id,
            ),
        )
        .where(assignments.c.tenant_id == tenant_id, among(assignments.c.user_id, belonging))
        .order_by(departments.c.name)
    )
    for row in await connection.execute(statement):
        belonging[row.user_id].append(
            UserDepartment(
                assignment_id=row.id,
                department_id=row.department_id,
                name=row.name,
                part=part_of(row.everywhere, row.locations, row.fleets),
            )
        )
    return [
        User(
            id=row.id,
            kind=row.kind,
            name=row.name,
            email=row.email,
            phone=row.phone,
            acquisition_source=row.acquisition_source,
            status=row.status,
            account_id=row.account_id,
            departments=belonging[row.id],
            created_at=row.created_at,
            updated_at=row.updated_at,
            version=row.version,
        )
        for row in rows
    ]


def _one(tenant_id: UUID, user_id: UUID) -> ColumnElement[bool]:
    return and_(users.c.tenant_id == tenant_id, users.c.id == user_id)
