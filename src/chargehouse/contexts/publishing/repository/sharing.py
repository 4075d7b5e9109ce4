"""Queries of which identifiers partners are told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.publishing.public import TokensShared
from chargehouse.contexts.publishing.tables import publications, token_sharing
from chargehouse.ocpi.v221.tokens import WhitelistType

T: Final = token_sharing.c
P: Final = publications.c
TOKENS: Final = "tokens"


class SharingRule(NamedTuple):
    """Which identifiers partners are told; nobody chose where there is no `updated_at`."""

    shared: TokensShared = "none"
    fleets: Sequence[UUID] = ()
    whitelist: WhitelistType = "ALLOWED"
    updated_at: datetime | None = None


async def rule(connection: AsyncConnection, tenant_id: UUID, *, lock: bool = False) -> SharingRule:
    """Return the tenant's rule, or the one that holds where nobody chose."""
    statement = select(T.shared, T.fleets, T.whitelist, T.updated_at).where(
        T.tenant_id == tenant_id
    )
    row = (await connection.execute(statement.with_for_update() if lock else statement)).first()
    return SharingRule() if row is None else SharingRule(*row)


async def put(connection: AsyncConnection, tenant_id: UUID, chosen: SharingRule) -> None:
    """Keep the tenant's rule."""
    values = {**chosen._asdict(), "fleets": list(chosen.fleets)}
    statement = insert(token_sharing).values(tenant_id=tenant_id, **values)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["tenant_id"], set_=values)
    )


async def told(connection: AsyncConnection, tenant_id: UUID) -> int:
    """Return how many tokens partners are told."""
    statement = select(func.count()).where(
        P.tenant_id == tenant_id, P.module == TOKENS, P.withdrawn_at.is_(None)
    )
    return (await connection.execute(statement)).scalar_one()
