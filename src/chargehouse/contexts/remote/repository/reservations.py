"""Partners' reservations: the numbers by which chargers know them, and what came of them."""

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.remote.tables import partner_commands, partner_reservations
from chargehouse.contexts.sessions.public import SessionHead

C: Final = partner_reservations.c
KEYED: Final = ("partner_id", "party", "reservation_id")


class ReservationKey(NamedTuple):
    """What a partner calls a reservation: by the party whose token it is for."""

    tenant_id: UUID
    partner_id: UUID
    party: str
    reservation_id: str


class Numbered(NamedTuple):
    """A reservation as its charger knows it."""

    number: int
    station_id: UUID


class Wanted(NamedTuple):
    """What is to be reserved: where, until when, and by which identifier or group they come."""

    station_id: UUID
    evse_id: int
    expires_at: datetime
    identifier_hash: bytes
    group_hash: bytes | None


async def keep(
    connection: AsyncConnection, key: ReservationKey, wanted: Wanted, now: datetime
) -> int | None:
    """Return the number of a reservation, the same as before where it is made again.

    One that is held goes on being so. None where it is one at another charger that has not expired.
    """
    added = insert(partner_reservations).values(
        **_folded(key), number=func.nextval("partner_numbers"), **wanted._asdict()
    )
    goes_on = and_(
        C.evse_id == wanted.evse_id,
        C.expires_at > now,
        C.given_up_at.is_(None),
        C.session_id.is_(None),
    )
    statement = added.on_conflict_do_update(
        index_elements=["tenant_id", "partner_id", "party", "reservation_id"],
        set_={
            **wanted._asdict(),
            "held_since": case((goes_on, C.held_since)),
            "given_up_at": None,
            "session_id": None,
            "expired_at": None,
        },
        where=and_(
            C.tenant_id == key.tenant_id,
            or_(C.station_id == wanted.station_id, C.expires_at <= now),
        ),
    ).returning(C.number)
    number: int | None = (await connection.execute(statement)).scalar()
    return number


async def hold(connection: AsyncConnection, tenant_id: UUID, number: int, at: datetime) -> None:
    """Keep since when a charger holds a reservation; one that it held already, since before."""
    await connection.execute(
        update(partner_reservations)
        .where(C.tenant_id == tenant_id, C.number == number, C.held_since.is_(None))
        .values(held_since=at)
    )


async def give_up(connection: AsyncConnection, tenant_id: UUID, number: int, at: datetime) -> None:
    """Keep that a charger holds a reservation no more."""
    await connection.execute(
        update(partner_reservations)
        .where(C.tenant_id == tenant_id, C.number == number, C.given_up_at.is_(None))
        .values(given_up_at=at)
    )


class Held(NamedTuple):
    """A reservation that a charger holds since an instant, for an identifier or its group."""

    number: int
    since: datetime
    partner_id: UUID
    identifier_hash: bytes
    group_hash: bytes | None


async def held_at(connection: AsyncConnection, tenant_id: UUID, head: SessionHead) -> list[Held]:
    """Return the reservations that a session may have come of, and lock them; the first first.

    They were held at the session's EVSE when it began, and no other came of them.
    """
    began = head.started_at
    statement = (
        select(*(C[name] for name in ("number", "held_since", "partner_id", "identifier_hash")))
        .add_columns(C.group_hash)
        .where(
            C.tenant_id == tenant_id,
            C.station_id == head.station_id,
            C.evse_id == head.evse_id,
            C.held_since <= began,
            C.expires_at > began,
            C.expired_at.is_(None),
            or_(C.given_up_at.is_(None), C.given_up_at > began),
            or_(C.session_id.is_(None), C.session_id == head.id),
        )
        .order_by(C.held_since, C.number)
        .with_for_update()
    )
    return [Held(*row) for row in await connection.execute(statement)]


class Expired(NamedTuple):
    """A reservation that nobody came for, by the command that made it last."""

    number: int
    station_id: UUID
    evse_id: int
    partner_id: UUID
    held_since: datetime
    expires_at: datetime
    command_id: UUID


def _lapsed(before: datetime) -> ColumnElement[bool]:
    return and_(
        C.held_since.is_not(None),
        C.held_since < C.expires_at,
        or_(C.given_up_at.is_(None), C.given_up_at >= C.expires_at),
        C.session_id.is_(None),
        C.expired_at.is_(None),
        C.expires_at <= before,
    )


async def tenants_lapsed(relay: AsyncConnection, before: datetime) -> set[UUID]:
    """Return the tenants in which reservations expired; for the role that spans tenants."""
    return {
        row.tenant_id for row in await relay.execute(select(C.tenant_id).where(_lapsed(before)))
    }


async def lapsed(
    connection: AsyncConnection,
    tenant_id: UUID,
    before: datetime,
    *,
    key: ReservationKey | None = None,
    limit: int = 500,
) -> list[Expired]:
    """Return reservations that nobody came for, and lock them: those of a key, or the first."""
    accepted = (
        select(partner_commands.c.id)
        .where(
            partner_commands.c.tenant_id == tenant_id,
            partner_commands.c.reservation == C.number,
            partner_commands.c.kind == "RESERVE_NOW",
            partner_commands.c.result == "ACCEPTED",
        )
        .order_by(partner_commands.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    names = [name for name in Expired._fields if name != "command_id"]
    statement = (
        select(*(C[name] for name in names), accepted.label("command_id"))
        .where(C.tenant_id == tenant_id, _lapsed(before))
        .order_by(C.expires_at)
        .limit(limit)
        .with_for_update(of=partner_reservations, skip_locked=key is None)
    )
    if key is not None:
        folded = _folded(key)
        statement = statement.where(*(C[name] == folded[name] for name in KEYED))
    rows = await connection.execute(statement)
    return [Expired._make(row) for row in rows if row.command_id is not None]


async def note_expired(
    connection: AsyncConnection, tenant_id: UUID, number: int, at: datetime
) -> None:
    """Keep that it was noted that nobody came for a reservation."""
    await connection.execute(
        update(partner_reservations)
        .where(C.tenant_id == tenant_id, C.number == number)
        .values(expired_at=at)
    )


async def use(connection: AsyncConnection, tenant_id: UUID, number: int, session_id: UUID) -> None:
    """Keep which session came of a reservation."""
    await connection.execute(
        update(partner_reservations)
        .where(C.tenant_id == tenant_id, C.number == number)
        .values(session_id=session_id)
    )


async def find(
    connection: AsyncConnection, tenant_id: UUID, partner_id: UUID, reservation_id: str
) -> list[Numbered]:
    """Return the reservations that a partner calls so, of whichever of its parties."""
    statement = select(C.number, C.station_id).where(
        C.tenant_id == tenant_id,
        C.partner_id == partner_id,
        C.reservation_id == reservation_id.lower(),
    )
    return [Numbered(row.number, row.station_id) for row in await connection.execute(statement)]


async def forget(connection: AsyncConnection, tenant_id: UUID, before: datetime) -> None:
    """Forget reservations that expired before an instant."""
    await connection.execute(
        delete(partner_reservations).where(C.tenant_id == tenant_id, C.expires_at < before)
    )


def _folded(key: ReservationKey) -> dict[str, object]:
    return {
        **key._asdict(),
        "party": key.party.upper(),
        "reservation_id": key.reservation_id.lower(),
    }
