"""Queries of proposals."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.settings.model import ProposalRow, Stored, status_at, value_of
from chargehouse.contexts.settings.public import Proposal, Status
from chargehouse.contexts.settings.tables import setting_proposals
from chargehouse.platform.http.paging import ListQuery, Page, Paging, Sorting

PROPOSALS_BY: Final = Sorting(
    columns={"proposed_at": setting_proposals.c.proposed_at},
    id=setting_proposals.c.id,
    default="-proposed_at",
)


async def add(connection: AsyncConnection, tenant_id: UUID, row: ProposalRow) -> None:
    """Add a proposal."""
    proposal = row.proposal
    await connection.execute(
        insert(setting_proposals).values(
            tenant_id=tenant_id,
            id=proposal.id,
            key=proposal.key,
            how=proposal.how,
            value=row.stored.shown,
            encrypted=row.stored.encrypted,
            base_version=proposal.base_version,
            reason=proposal.reason,
            proposed_at=proposal.proposed_at,
            proposed_by=proposal.proposed_by,
            proposer_id=row.proposer_id,
            expires_at=proposal.expires_at,
            status=proposal.status,
        )
    )


async def find(
    connection: AsyncConnection,
    tenant_id: UUID,
    proposal_id: UUID,
    *,
    asker_id: UUID | None,
    now: datetime,
) -> ProposalRow | None:
    """Return a proposal as it stands at an instant, seen by a person, or None."""
    statement = _proposals(tenant_id).where(setting_proposals.c.id == proposal_id)
    row = (await connection.execute(statement)).first()
    if row is None:
        return None
    return ProposalRow(
        proposal=_proposal(row, asker_id, now),
        stored=_stored(row),
        proposer_id=row.proposer_id,
    )


async def open_by_key(
    connection: AsyncConnection, tenant_id: UUID, now: datetime
) -> dict[str, UUID]:
    """Return the proposals that wait, one a setting at most."""
    c = setting_proposals.c
    statement = select(c.key, c.id).where(
        c.tenant_id == tenant_id, c.status == "open", c.expires_at > now
    )
    return {row.key: row.id for row in await connection.execute(statement)}


async def expire(connection: AsyncConnection, tenant_id: UUID, now: datetime) -> None:
    """Mark what nobody decided in time, and forget the secrets that were proposed."""
    c = setting_proposals.c
    await connection.execute(
        update(setting_proposals)
        .where(c.tenant_id == tenant_id, c.status == "open", c.expires_at <= now)
        .values(status="expired", encrypted=None)
    )


async def settle(connection: AsyncConnection, tenant_id: UUID, proposal: Proposal) -> None:
    """Keep what was decided about a proposal, and forget a secret that was proposed."""
    await connection.execute(
        update(setting_proposals)
        .where(
            setting_proposals.c.tenant_id == tenant_id,
            setting_proposals.c.id == proposal.id,
        )
        .values(
            status=proposal.status,
            encrypted=None,
            decided_at=proposal.decided_at,
            decided_by=proposal.decided_by,
            decision_reason=proposal.decision_reason,
        )
    )


async def page(
    connection: AsyncConnection,
    tenant_id: UUID,
    paging: Paging,
    *,
    status: Status | None,
    key: str | None,
    asker_id: UUID | None,
    now: datetime,
) -> Page[Proposal]:
    """Return a page of proposals, as they stand at an instant, seen by a person."""
    c = setting_proposals.c
    filters = (
        c.tenant_id == tenant_id,
        None if key is None else c.key == key,
        None if status is None else _has(status, now),
    )
    query = ListQuery[Proposal](PROPOSALS_BY, paging, filters)
    rows = (await connection.execute(query.paged(_proposals(tenant_id)))).all()
    return query.page(rows, lambda row: _proposal(row, asker_id, now))


def _has(status: Status, now: datetime) -> ColumnElement[bool]:
    c = setting_proposals.c
    if status == "open":
        return (c.status == "open") & (c.expires_at > now)
    if status == "expired":
        return (c.status == "expired") | ((c.status == "open") & (c.expires_at <= now))
    return c.status == status


def _stored(row: Row[Any]) -> Stored:
    """Return a proposed value; beside a ciphertext only its mask is kept."""
    if row.encrypted is not None:
        return Stored(encrypted=row.encrypted)
    return Stored(value=row.value)


def _proposals(tenant_id: UUID) -> Select[Any]:
    return select(setting_proposals).where(setting_proposals.c.tenant_id == tenant_id)


def _proposal(row: Row[Any], asker_id: UUID | None, now: datetime) -> Proposal:
    return Proposal(
        id=row.id,
        key=row.key,
        how=row.how,
        value=value_of(row.value),
        base_version=row.base_version,
        reason=row.reason,
        proposed_at=row.proposed_at,
        proposed_by=row.proposed_by,
        is_own=row.proposer_id == asker_id,
        expires_at=row.expires_at,
        status=status_at(row.status, row.expires_at, now),
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        decision_reason=row.decision_reason,
    )
