"""Queries of which partner is told what against the default."""

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.publishing.public import RuleLevel
from chargehouse.contexts.publishing.tables import publishing_rules
from chargehouse.platform.postgres.matching import among

R: Final = publishing_rules.c


class Rule(NamedTuple):
    """For whom something is said, and of what: of a location, or of a party."""

    partner_id: UUID
    level: RuleLevel
    subject_id: UUID


async def of_partner(
    connection: AsyncConnection,
    tenant_id: UUID,
    partner_id: UUID,
    level: RuleLevel,
    subjects: Collection[UUID] | None = None,
) -> dict[UUID, bool]:
    """Return a partner's rules of a level, or those about some things, by what they are about."""
    statement = select(R.subject_id, R.shared).where(
        R.tenant_id == tenant_id, R.partner_id == partner_id, R.level == level
    )
    if subjects is not None:
        statement = statement.where(among(R.subject_id, subjects))
    return {row.subject_id: row.shared for row in await connection.execute(statement)}


async def put(
    connection: AsyncConnection,
    tenant_id: UUID,
    rule: Rule,
    *,
    shared: bool | None,
    at: datetime,
    by: str,
) -> bool:
    """Keep a rule, or, for None, have none; tell whether that changed anything."""
    key = {"tenant_id": tenant_id, **rule._asdict()}
    if shared is None:
        removed = delete(publishing_rules).where(
            R.tenant_id == tenant_id,
            R.partner_id == rule.partner_id,
            R.level == rule.level,
            R.subject_id == rule.subject_id,
        )
        return (await connection.execute(removed)).rowcount == 1
    said = {"shared": shared, "set_at": at, "set_by": by}
    statement = insert(publishing_rules).values(**key, **said)
    statement = statement.on_conflict_do_update(
        index_elements=list(key), set_=said, where=R.shared != shared
    )
    return (await connection.execute(statement)).rowcount == 1
