"""What partners asked of our chargers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, delete, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.remote.public import ReceivedCommand
from chargehouse.contexts.remote.tables import partner_commands
from chargehouse.platform.http.paging import Filters, ListQuery, Page, Paging, Sorting

C: Final = partner_commands.c
SHOWN: Final[Select[Any]] = select(*(C[name] for name in ReceivedCommand.__struct_fields__))
SORTING: Final = Sorting(columns={"requested_at": C.requested_at}, id=C.id, default="-requested_at")

NUMBER: Final = text("SELECT nextval('partner_numbers')")

TAKE: Final = text("""
WITH due AS MATERIALIZED (
    SELECT id FROM partner_commands
    WHERE tenant_id = :tenant AND partner_id = :partner AND due_at <= :now
    ORDER BY due_at LIMIT :room FOR UPDATE SKIP LOCKED
)
UPDATE partner_commands AS c SET due_at = :until
FROM due
WHERE c.tenant_id = :tenant AND c.id = due.id
RETURNING c.*
""")


async def new_number(connection: AsyncConnection) -> int:
    """Return a number for a charger, which no other wish of a partner has."""
    return int((await connection.execute(NUMBER)).scalar_one())


async def add(connection: AsyncConnection, values: Mapping[str, object]) -> None:
    """Add a partner's command."""
    await connection.execute(insert(partner_commands).values(**values))


async def change(
    connection: AsyncConnection, tenant_id: UUID, id_: UUID, values: Mapping[str, object]
) -> None:
    """Change a partner's command."""
    await connection.execute(
        update(partner_commands).where(C.tenant_id == tenant_id, C.id == id_).values(**values)
    )


async def answer(
    connection: AsyncConnection, tenant_id: UUID, command_id: UUID, values: Mapping[str, object]
) -> Row[Any] | None:
    """Keep what the charger made of a command, once; None where nobody waits for it."""
    waits = (C.tenant_id == tenant_id, C.command_id == command_id, C.state == "waiting")
    statement = update(partner_commands).where(*waits).values(**values).returning(partner_commands)
    row: Row[Any] | None = (await connection.execute(statement)).first()
    return row


async def waiting(
    connection: AsyncConnection, tenant_id: UUID, command_id: UUID
) -> Row[Any] | None:
    """Return what waits for the end of a command to a station, or None."""
    statement = select(partner_commands).where(
        C.tenant_id == tenant_id, C.command_id == command_id, C.state == "waiting"
    )
    row: Row[Any] | None = (await connection.execute(statement)).first()
    return row


async def of_command(
    connection: AsyncConnection, tenant_id: UUID, command_id: UUID
) -> Row[Any] | None:
    """Return the partner's start that a command to a station came of, or None."""
    statement = select(partner_commands).where(
        C.tenant_id == tenant_id, C.command_id == command_id, C.kind == "START_SESSION"
    )
    row: Row[Any] | None = (await connection.execute(statement)).first()
    return row


async def reserving(connection: AsyncConnection, tenant_id: UUID, id_: UUID) -> Row[Any] | None:
    """Return a partner's command to reserve, or None."""
    statement = select(partner_commands).where(
        C.tenant_id == tenant_id, C.id == id_, C.kind == "RESERVE_NOW"
    )
    row: Row[Any] | None = (await connection.execute(statement)).first()
    return row


async def count_since(
    connection: AsyncConnection, tenant_id: UUID, session_id: UUID, since: datetime
) -> int:
    """Count what partners asked of a session since an instant."""
    statement = select(func.count()).where(
        C.tenant_id == tenant_id, C.session_id == session_id, C.requested_at >= since
    )
    return int((await connection.execute(statement)).scalar_one())


async def partners_due(relay: AsyncConnection, now: datetime) -> list[tuple[UUID, UUID]]:
    """Return the partners to whom something is due, by tenant; for the role that spans tenants."""
    statement = select(C.tenant_id, C.partner_id).where(C.due_at <= now).distinct()
    return [(row.tenant_id, row.partner_id) for row in await relay.execute(statement)]


async def take(
    connection: AsyncConnection,
    tenant_id: UUID,
    partner_id: UUID,
    *,
    now: datetime,
    until: datetime,
    room: int,
) -> list[Row[Any]]:
    """Take what is due to a partner; no other worker gets it until then."""
    asked = {
        "tenant": tenant_id,
        "partner": partner_id,
        "now": now,
        "until": until,
        "room": room,
    }
    return list(await connection.execute(TAKE, asked))


async def page(
    connection: AsyncConnection, tenant_id: UUID, paging: Paging, partner_id: UUID | None
) -> Page[ReceivedCommand]:
    """Return a page of what partners asked, the newest first."""
    filters: Filters = (
        C.tenant_id == tenant_id,
        None if partner_id is None else C.partner_id == partner_id,
    )
    listed = ListQuery[ReceivedCommand](SORTING, paging, filters)
    return listed.page((await connection.execute(listed.paged(SHOWN))).all(), _shown)


async def find(connection: AsyncConnection, tenant_id: UUID, id_: UUID) -> ReceivedCommand | None:
    """Return what a partner asked, or None."""
    row = (await connection.execute(SHOWN.where(C.tenant_id == tenant_id, C.id == id_))).first()
    return None if row is None else _shown(row)


async def forget(connection: AsyncConnection, tenant_id: UUID, before: datetime) -> int:
    """Forget what was asked before an instant; return how many."""
    statement = delete(partner_commands).where(
        C.tenant_id == tenant_id, C.requested_at < before, C.due_at.is_(None)
    )
    return (await connection.execute(statement)).rowcount


def _shown(row: Row[Any]) -> ReceivedCommand:
    names = ReceivedCommand.__struct_fields__
    return ReceivedCommand(**{name: getattr(row, name) for name in names})
