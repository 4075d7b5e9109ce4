"""Sessions that need a person: found, loaded, written back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.sessions.model import Session, record_of
from chargehouse.contexts.sessions.repository.hot import memory_of, state_text
from chargehouse.contexts.sessions.tables import sessions


def session_of(row: Row[Any]) -> Session:
    """Return the session that a whole row holds."""
    memory = memory_of(row.state)
    return Session(
        id=row.id,
        station_id=row.station_id,
        location_id=row.location_id,
        protocol=row.protocol,
        charger_key=row.charger_key,
        transaction_id=row.transaction_id,
        memory=memory,
        record=record_of(memory),
        version=row.version,
    )


async def save(connection: AsyncConnection, tenant_id: UUID, session: Session) -> None:
    """Write a session whose row the transaction has locked."""
    record = session.record
    values = {
        name: getattr(record, name)
        for name in record.__struct_fields__
        if name not in {"identification", "flags"}
    }
    await connection.execute(
        update(sessions)
        .where(sessions.c.tenant_id == tenant_id, sessions.c.id == session.id)
        .values(
            **values,
            flags=list(record.flags),
            state=state_text(session.memory),
            version=session.version,
        )
    )


async def quiet_sessions(
    relay: AsyncConnection, quiet_since: datetime, idle_since: datetime, limit: int
) -> list[tuple[UUID, UUID]]:
    """Return tenant and id of live sessions, in no doubt yet, of which nothing was heard.

    Those whose connector was reported free are suspected sooner. Runs across tenants under the
    narrow role, over the open sessions alone.
    """
    columns = sessions.c
    statement = (
        select(columns.tenant_id, columns.id)
        .where(
            columns.ended_at.is_(None),
            columns.problem.is_(None),
            or_(
                columns.last_fact_at < quiet_since,
                and_(columns.charging_state == "Idle", columns.last_fact_at < idle_since),
            ),
        )
        .limit(limit)
    )
    return [(row.tenant_id, row.id) for row in await relay.execute(statement)]
