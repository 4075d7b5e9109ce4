"""The queries of team rules."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, and_, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.access.public import TeamRule
from chargehouse.contexts.access.tables import fleet_policies, team_rules


async def of_fleet(connection: AsyncConnection, tenant_id: UUID, fleet_id: UUID) -> list[TeamRule]:
    """Return the rules of a fleet, the oldest first."""
    statement = (
        select(team_rules)
        .where(team_rules.c.tenant_id == tenant_id, team_rules.c.fleet_id == fleet_id)
        .order_by(team_rules.c.id)
    )
    return [_rule(row) for row in await connection.execute(statement)]


async def find(
    connection: AsyncConnection, tenant_id: UUID, fleet_id: UUID, rule_id: UUID
) -> TeamRule | None:
    """Return a rule of a fleet, locked against change."""
    statement = select(team_rules).where(_one(tenant_id, fleet_id, rule_id)).with_for_update()
    row = (await connection.execute(statement)).first()
    return None if row is None else _rule(row)


async def renew_policy(connection: AsyncConnection, tenant_id: UUID, fleet_id: UUID) -> None:
    """Void what was decided under a fleet's rules, which are about to change.

    Others who would change them wait until the transaction ends.
    """
    statement = insert(fleet_policies).values(tenant_id=tenant_id, fleet_id=fleet_id)
    renewed = {"version": func.nextval("fleet_versions")}
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["tenant_id", "fleet_id"], set_=renewed)
    )


async def add(connection: AsyncConnection, tenant_id: UUID, rule: TeamRule) -> None:
    """Add a rule."""
    await connection.execute(insert(team_rules).values(tenant_id=tenant_id, **columns_of(rule)))


async def change(
    connection: AsyncConnection, tenant_id: UUID, rule: TeamRule, values: Mapping[str, object]
) -> None:
    """Change columns of a rule."""
    await connection.execute(
        update(team_rules).where(_one(tenant_id, rule.fleet_id, rule.id)).values(**values)
    )


async def remove(connection: AsyncConnection, tenant_id: UUID, rule: TeamRule) -> None:
    """Delete a rule."""
    await connection.execute(delete(team_rules).where(_one(tenant_id, rule.fleet_id, rule.id)))


def columns_of(rule: TeamRule) -> dict[str, object]:
    """Return a rule as its columns."""
    return {**msgspec.structs.asdict(rule), "windows": msgspec.to_builtins(rule.windows)}


def _one(tenant_id: UUID, fleet_id: UUID, rule_id: UUID) -> ColumnElement[bool]:
    return and_(
        team_rules.c.tenant_id == tenant_id,
        team_rules.c.fleet_id == fleet_id,
        team_rules.c.id == rule_id,
    )


def _rule(row: Row[Any]) -> TeamRule:
    return msgspec.convert(row, TeamRule, from_attributes=True)
