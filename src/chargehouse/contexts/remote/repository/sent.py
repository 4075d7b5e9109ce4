"""What we asked of partners' chargers, and the profiles that partners told us."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.remote.model.limits import limits_of
from chargehouse.contexts.remote.public import LimitsInForce, SentCommand
from chargehouse.contexts.remote.tables import received_profiles, sent_commands
from chargehouse.ocpi import codec
from chargehouse.ocpi.v221.charging_profiles import ActiveChargingProfile
from chargehouse.platform.http.paging import Filters, ListQuery, Page, Paging, Sorting

C: Final = sent_commands.c
P: Final = received_profiles.c
SHOWN: Final[Select[Any]] = select(*(C[name] for name in SentCommand.__struct_fields__))
SORTING: Final = Sorting(columns={"requested_at": C.requested_at}, id=C.id, default="-requested_at")
OPEN: Final = ("asking", "accepted")
PROFILES: Final = ("CLEAR_PROFILE", "GET_PROFILE", "SET_PROFILE")


async def add(connection: AsyncConnection, values: Mapping[str, object]) -> None:
    """Add a command of ours."""
    await connection.execute(insert(sent_commands).values(**values))


async def find(connection: AsyncConnection, tenant_id: UUID, id_: UUID) -> SentCommand | None:
    """Return a command of ours, or None."""
    row = (await connection.execute(SHOWN.where(C.tenant_id == tenant_id, C.id == id_))).first()
    return None if row is None else _shown(row)


async def change(
    connection: AsyncConnection,
    tenant_id: UUID,
    id_: UUID,
    values: Mapping[str, object],
    *,
    where_state: Collection[str],
) -> SentCommand | None:
    """Change a command of ours that is in one of some states; None where it is not."""
    here = (C.tenant_id == tenant_id, C.id == id_, C.state.in_(where_state))
    statement = (
        update(sent_commands).where(*here).values(**values).returning(*SHOWN.selected_columns)
    )
    row = (await connection.execute(statement)).first()
    return None if row is None else _shown(row)


async def page(
    connection: AsyncConnection,
    tenant_id: UUID,
    paging: Paging,
    partner_id: UUID | None,
    session_id: str | None,
) -> Page[SentCommand]:
    """Return a page of what we asked of partners, the newest first."""
    filters: Filters = (
        C.tenant_id == tenant_id,
        None if partner_id is None else C.partner_id == partner_id,
        None if session_id is None else func.lower(C.session_id) == session_id.lower(),
    )
    listed = ListQuery[SentCommand](SORTING, paging, filters)
    return listed.page((await connection.execute(listed.paged(SHOWN))).all(), _shown)


async def tenants_overdue(relay: AsyncConnection, now: datetime) -> set[UUID]:
    """Return the tenants in which results are overdue; for the role that spans tenants."""
    statement = select(C.tenant_id).where(C.state.in_(OPEN), C.expires_at <= now).distinct()
    return set((await relay.execute(statement)).scalars())


async def expire(
    connection: AsyncConnection, tenant_id: UUID, now: datetime, *, was: str, becomes: str
) -> list[SentCommand]:
    """Give every overdue command of one state another; return them."""
    statement = (
        update(sent_commands)
        .where(C.tenant_id == tenant_id, C.state == was, C.expires_at <= now)
        .values(state=becomes)
        .returning(*SHOWN.selected_columns)
    )
    return [_shown(row) for row in await connection.execute(statement)]


async def forget(connection: AsyncConnection, tenant_id: UUID, before: datetime) -> int:
    """Forget what was asked, and told, before an instant; return how many commands."""
    await connection.execute(
        delete(received_profiles).where(P.tenant_id == tenant_id, P.received_at < before)
    )
    statement = delete(sent_commands).where(C.tenant_id == tenant_id, C.requested_at < before)
    return (await connection.execute(statement)).rowcount


async def has_session(
    connection: AsyncConnection, tenant_id: UUID, partner_id: UUID, session_id: str
) -> bool:
    """Say whether limits of a partner's session were ever asked for."""
    statement = select(C.id).where(
        C.tenant_id == tenant_id,
        C.partner_id == partner_id,
        func.lower(C.session_id) == session_id.lower(),
        C.kind.in_(PROFILES),
    )
    return (await connection.execute(statement.limit(1))).first() is not None


async def keep_profile(
    connection: AsyncConnection,
    tenant_id: UUID,
    partner_id: UUID,
    session_id: str,
    *,
    profile: ActiveChargingProfile,
    at: datetime,
) -> None:
    """Keep the profile that a partner says is in force for a session."""
    said = {"profile": codec.encode(profile), "received_at": at}
    added = insert(received_profiles).values(
        tenant_id=tenant_id, partner_id=partner_id, session_id=session_id.lower(), **said
    )
    await connection.execute(
        added.on_conflict_do_update(
            index_elements=["tenant_id", "partner_id", "session_id"],
            set_=said,
            where=P.tenant_id == tenant_id,
        )
    )


async def profile_of(
    connection: AsyncConnection, tenant_id: UUID, partner_id: UUID, session_id: str
) -> LimitsInForce | None:
    """Return the limits that a partner last told of a session, or None."""
    statement = select(P.profile).where(
        P.tenant_id == tenant_id,
        P.partner_id == partner_id,
        P.session_id == session_id.lower(),
    )
    kept = (await connection.execute(statement)).scalar()
    return None if kept is None else _limits(kept)


def _shown(row: Row[Any]) -> SentCommand:
    said = {name: getattr(row, name) for name in SentCommand.__struct_fields__}
    kept = said["profile"]
    said["profile"] = None if kept is None else _limits(kept)
    return SentCommand(**said)


def _limits(kept: bytes) -> LimitsInForce:
    return limits_of(codec.decode(ActiveChargingProfile, kept))
