"""Queries of how far partners' lists were read."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.received.public import ListFault, PullState
from chargehouse.contexts.received.tables import partner_pulls

P: Final = partner_pulls.c
KEY: Final = frozenset({"tenant_id", "partner_id", "module"})


async def of_tenant(connection: AsyncConnection, tenant_id: UUID) -> list[PullState]:
    """Return how far every partner's lists were read."""
    statement = select(partner_pulls).where(P.tenant_id == tenant_id)
    return [_state(row) for row in await connection.execute(statement)]


async def of_partner(
    connection: AsyncConnection, tenant_id: UUID, partner_id: UUID
) -> list[PullState]:
    """Return how far a partner's lists were read, by module."""
    statement = (
        select(partner_pulls)
        .where(P.tenant_id == tenant_id, P.partner_id == partner_id)
        .order_by(P.module)
    )
    return [_state(row) for row in await connection.execute(statement)]


async def put(connection: AsyncConnection, tenant_id: UUID, state: PullState) -> None:
    """Keep how far a list was read."""
    values: dict[str, Any] = msgspec.structs.asdict(state)
    values["faults"] = msgspec.to_builtins(state.faults)
    told: Mapping[str, Any] = {name: values[name] for name in values.keys() - KEY}
    await connection.execute(
        insert(partner_pulls)
        .values(tenant_id=tenant_id, **values)
        .on_conflict_do_update(index_elements=sorted(KEY), set_=told)
    )


def _state(row: Row[Any]) -> PullState:
    told = {name: getattr(row, name) for name in PullState.__struct_fields__}
    return PullState(**{**told, "faults": msgspec.convert(row.faults, list[ListFault])})
