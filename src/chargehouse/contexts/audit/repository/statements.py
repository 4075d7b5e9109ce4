"""Queries of what is signed, and of who was told of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.audit.model import statements
from chargehouse.contexts.audit.model.statements import Signed, text_of
from chargehouse.contexts.audit.public import SignedAnchor, SignedHead
from chargehouse.contexts.audit.tables import (
    audit_anchors,
    audit_heads,
    audit_logs,
    audit_witnesses,
)

_H = audit_heads.c
_A = audit_anchors.c
_W = audit_witnesses.c


async def newest_head(connection: AsyncConnection, tenant_id: UUID) -> SignedHead | None:
    """Return the newest head, or None."""
    statement = select(audit_heads).where(_H.tenant_id == tenant_id)
    row = (await connection.execute(statement.order_by(_H.number.desc()).limit(1))).first()
    return None if row is None else head_of(row)


async def heads(
    connection: AsyncConnection,
    tenant_id: UUID,
    *,
    after: int = -1,
    before: int | None = None,
    limit: int,
    newest_first: bool = False,
) -> list[SignedHead]:
    """Return heads by number."""
    statement = select(audit_heads).where(_H.tenant_id == tenant_id, _H.number > after)
    if before is not None:
        statement = statement.where(_H.number < before)
    order = _H.number.desc() if newest_first else _H.number
    return [
        head_of(row) for row in await connection.execute(statement.order_by(order).limit(limit))
    ]


async def add_head(connection: AsyncConnection, tenant_id: UUID, values: dict[str, Any]) -> None:
    """Keep a head."""
    await connection.execute(insert(audit_heads).values(tenant_id=tenant_id, **values))


async def newest_anchor(connection: AsyncConnection, tenant_id: UUID) -> SignedAnchor | None:
    """Return the newest anchor, or None."""
    statement = select(audit_anchors).where(_A.tenant_id == tenant_id)
    row = (await connection.execute(statement.order_by(_A.number.desc()).limit(1))).first()
    return None if row is None else anchor_of(row)


async def has_anchor_of(connection: AsyncConnection, tenant_id: UUID, at: datetime) -> bool:
    """Tell whether there is an anchor of an instant's day."""
    statement = select(_A.number).where(_A.tenant_id == tenant_id, _A.day == at.date())
    return (await connection.execute(statement)).first() is not None


async def anchors(
    connection: AsyncConnection,
    tenant_id: UUID,
    *,
    after: int = -1,
    before: int | None = None,
    limit: int,
    newest_first: bool = False,
) -> list[SignedAnchor]:
    """Return anchors by number."""
    statement = select(audit_anchors).where(_A.tenant_id == tenant_id, _A.number > after)
    if before is not None:
        statement = statement.where(_A.number < before)
    order = _A.number.desc() if newest_first else _A.number
    found = await connection.execute(statement.order_by(order).limit(limit))
    return [anchor_of(row) for row in found]


async def add_anchor(connection: AsyncConnection, tenant_id: UUID, values: dict[str, Any]) -> None:
    """Keep an anchor."""
    await connection.execute(insert(audit_anchors).values(tenant_id=tenant_id, **values))


async def log(connection: AsyncConnection, tenant_id: UUID) -> Row[Any] | None:
    """Return how a log stands; None where nothing was ever appended or signed."""
    statement = select(audit_logs).where(audit_logs.c.tenant_id == tenant_id)
    return (await connection.execute(statement)).first()


async def told(connection: AsyncConnection, tenant_id: UUID) -> dict[str, tuple[int, datetime]]:
    """Return, by the names of witnesses, which anchor they were told last, and when."""
    found = await connection.execute(select(audit_witnesses).where(_W.tenant_id == tenant_id))
    return {row.name: (row.told, row.told_at) for row in found}


async def tell(
    connection: AsyncConnection, tenant_id: UUID, name: str, number: int, at: datetime
) -> None:
    """Note that a witness was told of an anchor."""
    statement = insert(audit_witnesses).values(
        tenant_id=tenant_id, name=name, told=number, told_at=at
    )
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["tenant_id", "name"],
            set_={"told": statement.excluded.told, "told_at": at},
        )
    )


async def oldest_anchored(relay: AsyncConnection) -> datetime | None:
    """Return the time of the newest anchor of that log whose newest anchor is the oldest."""
    oldest: datetime | None = await relay.scalar(select(func.min(audit_logs.c.anchored_at)))
    return oldest


async def oldest_untold(relay: AsyncConnection, names: Sequence[str]) -> datetime | None:
    """Return the time of the oldest anchor of which one of these witnesses was not told."""
    oldest: datetime | None = await relay.scalar(
        text("""
            SELECT min(next.at) FROM audit_logs AS log
            CROSS JOIN unnest(CAST(:names AS text[])) AS witness (name)
            LEFT JOIN audit_witnesses AS told
                   ON told.tenant_id = log.tenant_id AND told.name = witness.name
            CROSS JOIN LATERAL (
                SELECT at FROM audit_anchors AS a
                WHERE a.tenant_id = log.tenant_id AND a.number > coalesce(told.told, -1)
                ORDER BY a.number LIMIT 1
            ) AS next
        """),
        {"names": list(names)},
    )
    return oldest


def head_of(row: Row[Any]) -> SignedHead:
    """Return the head that a row holds."""
    statement = statements.head(
        row.tenant_id, row.number, size=row.size, root=row.root, at=row.at, key=row.key_id
    )
    return SignedHead(
        number=row.number,
        size=row.size,
        root=row.root.hex(),
        at=row.at,
        key_id=row.key_id,
        text=text_of(statement),
        signature=row.signature.hex(),
    )


def anchor_of(row: Row[Any]) -> SignedAnchor:
    """Return the anchor that a row holds."""
    statement = statements.anchor(
        row.tenant_id,
        row.number,
        day=row.day,
        size=row.size,
        root=row.root,
        previous=row.previous,
        at=row.at,
        key=row.key_id,
    )
    return SignedAnchor(
        number=row.number,
        day=statement.day,
        size=row.size,
        root=row.root.hex(),
        previous=statement.previous,
        at=row.at,
        key_id=row.key_id,
        text=text_of(statement),
        signature=row.signature.hex(),
    )


def signed(statement: SignedHead | SignedAnchor) -> Signed:
    """Return a head or an anchor as the model has it."""
    return Signed(statement.text, statement.signature)
