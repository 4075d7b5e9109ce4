"""Queries of sessions and CDRs that their partners cannot be told, and why."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.publishing.public import Unsaid
from chargehouse.contexts.publishing.tables import roaming_omissions

O: Final = roaming_omissions.c  # noqa: E741  a column namespace


async def keep(
    connection: AsyncConnection,
    tenant_id: UUID,
    module: str,
    subject_id: UUID,
    *,
    reason: str,
    at: datetime,
) -> None:
    """Keep that something is not said, and why now; since when stays as it was."""
    statement = insert(roaming_omissions).values(
        tenant_id=tenant_id,
        module=module,
        subject_id=subject_id,
        reason=reason,
        since=at,
    )
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["tenant_id", "module", "subject_id"],
            set_={"reason": statement.excluded.reason},
        )
    )


async def clear(
    connection: AsyncConnection, tenant_id: UUID, module: str, subject_id: UUID
) -> None:
    """Forget that something was not said: it is."""
    await connection.execute(
        delete(roaming_omissions).where(
            O.tenant_id == tenant_id, O.module == module, O.subject_id == subject_id
        )
    )


async def listed(
    connection: AsyncConnection, tenant_id: UUID, modules: Collection[str], limit: int
) -> list[Unsaid]:
    """Return what is not said of some modules, the last first: what may never be said waits."""
    statement = (
        select(O.module, O.subject_id, O.reason, O.since)
        .where(O.tenant_id == tenant_id, O.module.in_(modules))
        .order_by(O.since.desc(), O.subject_id)
        .limit(limit)
    )
    rows = await connection.execute(statement)
    return [Unsaid(**row._mapping) for row in rows]  # noqa: SLF001  SQLAlchemy's documented way
