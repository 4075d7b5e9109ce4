"""Queries of departments, each held to a tenant."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.people.public import Department
from chargehouse.contexts.people.tables import assignments, departments

USERS_OF: Final = (
    select(func.count())
    .where(
        assignments.c.tenant_id == departments.c.tenant_id,
        assignments.c.department_id == departments.c.id,
    )
    .scalar_subquery()
)
DEPARTMENT: Final[Select[Any]] = select(departments, USERS_OF.label("users"))


async def add(connection: AsyncConnection, tenant_id: UUID, added: Iterable[Department]) -> bool:
    """Add departments; tell whether each name was free."""
    rows = [
        {
            "tenant_id": tenant_id,
            "id": department.id,
            "seed": department.seed,
            "name": department.name,
            "description": department.description,
            "allows": department.allows,
            "denies": department.denies,
            "version": department.version,
            "created_at": department.created_at,
        }
        for department in added
    ]
    result = await connection.execute(insert(departments).values(rows).on_conflict_do_nothing())
    return result.rowcount == len(rows)


async def listed(connection: AsyncConnection, tenant_id: UUID) -> list[Department]:
    """Return all departments: those every tenant begins with first, then by name."""
    statement = DEPARTMENT.where(departments.c.tenant_id == tenant_id).order_by(
        departments.c.seed.is_(None), func.lower(departments.c.name)
    )
    return [_department(row) for row in await connection.execute(statement)]


async def find(
    connection: AsyncConnection, tenant_id: UUID, department_id: UUID
) -> Department | None:
    """Return a department."""
    row = (await connection.execute(DEPARTMENT.where(_one(tenant_id, department_id)))).first()
    return None if row is None else _department(row)


async def of_seed(connection: AsyncConnection, tenant_id: UUID, seed: str) -> UUID | None:
    """Return the department that every tenant begins with, by its key."""
    statement = select(departments.c.id).where(
        departments.c.tenant_id == tenant_id, departments.c.seed == seed
    )
    department_id: UUID | None = await connection.scalar(statement)
    return department_id


async def name_is_taken(
    connection: AsyncConnection, tenant_id: UUID, name: str, *, but: UUID
) -> bool:
    """Tell whether another department has a name, in any case."""
    statement = select(departments.c.id).where(
        departments.c.tenant_id == tenant_id,
        func.lower(departments.c.name) == func.lower(name),
        departments.c.id != but,
    )
    return (await connection.execute(statement)).first() is not None


async def replace(connection: AsyncConnection, tenant_id: UUID, department: Department) -> None:
    """Keep what changed of a department."""
    await connection.execute(
        update(departments)
        .where(_one(tenant_id, department.id))
        .values(
            name=department.name,
            description=department.description,
            allows=department.allows,
            denies=department.denies,
            version=department.version,
        )
    )


async def remove(connection: AsyncConnection, tenant_id: UUID, department_id: UUID) -> None:
    """Delete a department to which nobody belongs."""
    await connection.execute(delete(departments).where(_one(tenant_id, department_id)))


def _one(tenant_id: UUID, department_id: UUID) -> ColumnElement[bool]:
    return and_(departments.c.tenant_id == tenant_id, departments.c.id == department_id)


def _department(row: Row[Any]) -> Department:
    return Department(
        id=row.id,
        seed=row.seed,
        name=row.name,
        description=row.description,
        allows=row.allows,
        denies=row.denies,
        users=row.users,
        version=row.version,
        created_at=row.created_at,
    )
