"""Queries of the sessions that are of partners' drivers."""

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.publishing.tables import partner_sessions, publication_evses

S: Final = partner_sessions.c
E: Final = publication_evses.c


class Followed(NamedTuple):
    """A session of a partner's driver; `facts` are as they are kept, encrypted."""

    session_id: UUID
    partner_id: UUID
    facts: bytes
    told_at: datetime | None
    ended: bool


async def find(
    connection: AsyncConnection, tenant_id: UUID, session_id: UUID, *, lock: bool = False
) -> Followed | None:
    """Return a session of a partner's driver; `lock` keeps others from telling it meanwhile."""
    statement = select(*(S[name] for name in Followed._fields)).where(
        S.tenant_id == tenant_id, S.session_id == session_id
    )
    row = (await connection.execute(statement.with_for_update() if lock else statement)).first()
    return None if row is None else Followed(*row)


async def add(
    connection: AsyncConnection, tenant_id: UUID, session_id: UUID, partner_id: UUID, facts: bytes
) -> None:
    """Note that a session is of a partner's driver, unless that is known."""
    await connection.execute(
        insert(partner_sessions)
        .values(
            tenant_id=tenant_id,
            session_id=session_id,
            partner_id=partner_id,
            facts=facts,
            ended=False,
        )
        .on_conflict_do_nothing()
    )


async def change(
    connection: AsyncConnection, tenant_id: UUID, session_id: UUID, **values: object
) -> None:
    """Change what is noted of a session."""
    await connection.execute(
        update(partner_sessions)
        .where(S.tenant_id == tenant_id, S.session_id == session_id)
        .values(**values)
    )


async def running(
    connection: AsyncConnection, tenant_id: UUID, told_before: datetime, limit: int
) -> list[UUID]:
    """Return running sessions that were last told before an instant, the longest ago first."""
    statement = (
        select(S.session_id)
        .where(S.tenant_id == tenant_id, S.ended.is_(False), S.told_at <= told_before)
        .order_by(S.told_at)
        .limit(limit)
    )
    return list((await connection.execute(statement)).scalars())


async def evse_uid(
    connection: AsyncConnection,
    tenant_id: UUID,
    location_id: UUID,
    *,
    station_id: UUID,
    evse_number: int,
) -> str | None:
    """Return what partners call an EVSE of a station at a location, or called it last."""
    statement = select(E.uid).where(
        E.tenant_id == tenant_id,
        E.location_id == location_id,
        E.station_id == station_id,
        E.evse_number == evse_number,
    )
    return (await connection.execute(statement)).scalar()
