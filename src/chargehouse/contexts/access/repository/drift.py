"""The query of attempts in which drift is looked for."""

from datetime import datetime
from itertools import takewhile
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.access.tables import access_attempts

C = access_attempts.c


async def attempts_between(
    connection: AsyncConnection, tenant_id: UUID, after: UUID, until: datetime, *, limit: int
) -> list[Row[Any]]:
    """Return the attempts after an id, the oldest first, up to those received after `until`."""
    statement = (
        select(
            C.id,
            C.station_id,
            C.kind,
            C.identifier_type,
            C.identifier_hash,
            C.received_at,
            C.queued,
        )
        .where(C.tenant_id == tenant_id, C.id > after)
        .order_by(C.id)
        .limit(limit)
    )
    rows: list[Row[Any]] = list(await connection.execute(statement))
    return list(takewhile(lambda row: bool(row.received_at <= until), rows))
