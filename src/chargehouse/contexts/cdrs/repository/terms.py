"""The terms that sessions began on."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.cdrs.public import SessionTerms
from chargehouse.contexts.cdrs.tables import session_terms

T: Final = session_terms.c


async def find(
    connection: AsyncConnection, tenant_id: UUID, session_id: UUID
) -> SessionTerms | None:
    """Return the terms of a session, or None where none were taken yet."""
    statement = select(T.document).where(T.tenant_id == tenant_id, T.session_id == session_id)
    said = (await connection.execute(statement)).scalar()
    return None if said is None else msgspec.convert(said, SessionTerms)


async def keep(
    connection: AsyncConnection, tenant_id: UUID, terms: SessionTerms, taken_at: datetime
) -> None:
    """Keep the terms of a session, unless it has some already."""
    await connection.execute(
        insert(session_terms)
        .values(
            tenant_id=tenant_id,
            session_id=terms.session_id,
            party_id=terms.party_id,
            document=msgspec.to_builtins(terms),
            taken_at=taken_at,
        )
        .on_conflict_do_nothing()
    )
