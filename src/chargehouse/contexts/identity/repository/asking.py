"""The queries of partners that gave no answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.identity.model.asking import Silence
from chargehouse.contexts.identity.tables import asking_lines

A = asking_lines.c
COLUMNS = [A[name] for name in Silence.__struct_fields__]


async def find(
    connection: AsyncConnection, tenant_id: UUID, partner_id: UUID, *, lock: bool = False
) -> Silence | None:
    """Return how it goes with a partner that gave no answer, locked where that is asked for."""
    statement: Select[Any] = select(*COLUMNS).where(
        A.tenant_id == tenant_id, A.partner_id == partner_id
    )
    if lock:
        statement = statement.with_for_update()
    row = (await connection.execute(statement)).first()
    return None if row is None else msgspec.convert(row, Silence, from_attributes=True)


async def put(
    connection: AsyncConnection, tenant_id: UUID, partner_id: UUID, silence: Silence
) -> None:
    """Keep how it goes with a partner; of one that was removed meanwhile nothing is kept."""
    values = msgspec.structs.asdict(silence)
    try:
        async with connection.begin_nested():
            await connection.execute(
                insert(asking_lines)
                .values(tenant_id=tenant_id, partner_id=partner_id, **values)
                .on_conflict_do_update(index_elements=["tenant_id", "partner_id"], set_=values)
            )
    except IntegrityError:
        return


async def claim(
    connection: AsyncConnection,
    tenant_id: UUID,
    partner_id: UUID,
    *,
    seen: datetime,
    until: datetime,
) -> bool:
    """Take it on to ask a partner whose pause was over as `seen`; tell whether nobody else did."""
    statement = (
        update(asking_lines)
        .where(A.tenant_id == tenant_id, A.partner_id == partner_id, A.ask_again_at == seen)
        .values(ask_again_at=until)
    )
    return (await connection.execute(statement)).rowcount == 1


async def remove(connection: AsyncConnection, tenant_id: UUID, partner_id: UUID) -> None:
    """Forget that a partner gave no answer."""
    await connection.execute(
        delete(asking_lines).where(A.tenant_id == tenant_id, A.partner_id == partner_id)
    )
