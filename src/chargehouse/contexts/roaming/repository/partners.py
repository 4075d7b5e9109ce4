"""Queries of partners' platforms."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import Row, Select, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.roaming.errors import PartnerNameTaken, PartnerUnknown
from chargehouse.contexts.roaming.public import HandshakeStep, Partner, PartnerEndpoint
from chargehouse.contexts.roaming.tables import platforms
from chargehouse.platform.postgres.matching import among

P = platforms.c


class Secrets(NamedTuple):
    """What is known of the tokens of a platform; `outbound` is encrypted."""

    inbound_hash: bytes | None
    offered_hash: bytes | None
    outbound: bytes | None


NO_SECRETS: Final = Secrets(None, None, None)


class Held(NamedTuple):
    """A platform and its secrets."""

    partner: Partner
    secrets: Secrets


async def page(connection: AsyncConnection, tenant_id: UUID) -> list[Partner]:
    """Return all partners by name."""
    statement = select(platforms).where(P.tenant_id == tenant_id).order_by(func.lower(P.name))
    return [_partner(row) for row in await connection.execute(statement)]


async def find(
    connection: AsyncConnection, tenant_id: UUID, id_: UUID, *, lock: bool = False
) -> Held | None:
    """Return a partner with its secrets, locked against change where that is asked for."""
    statement: Select[Any] = select(platforms).where(P.tenant_id == tenant_id, P.id == id_)
    if lock:
        statement = statement.with_for_update()
    row = (await connection.execute(statement)).first()
    return None if row is None else _held(row)


async def known(
    connection: AsyncConnection, tenant_id: UUID, id_: UUID, *, lock: bool = False
) -> Held:
    """Return a partner with its secrets, as `find` does. Raises `PartnerUnknown`."""
    held = await find(connection, tenant_id, id_, lock=lock)
    if held is None:
        raise PartnerUnknown("There is no such partner.")
    return held


async def several(
    connection: AsyncConnection, tenant_id: UUID, ids: Collection[UUID]
) -> list[Held]:
    """Return partners with their secrets."""
    statement = select(platforms).where(P.tenant_id == tenant_id, among(P.id, ids))
    return [_held(row) for row in await connection.execute(statement)]


async def by_token(
    connection: AsyncConnection, tenant_id: UUID, hashes: Sequence[bytes]
) -> Held | None:
    """Return the partner that one of these hashes of tokens is of."""
    statement = select(platforms).where(
        P.tenant_id == tenant_id, or_(P.inbound_hash.in_(hashes), P.offered_hash.in_(hashes))
    )
    row = (await connection.execute(statement)).first()
    return None if row is None else _held(row)


async def add(connection: AsyncConnection, tenant_id: UUID, partner: Partner) -> None:
    """Add a partner. Raises `PartnerNameTaken`."""
    values = msgspec.structs.asdict(partner)
    values |= {"endpoints": [], "steps": []}
    try:
        async with connection.begin_nested():
            await connection.execute(insert(platforms).values(tenant_id=tenant_id, **values))
    except IntegrityError as error:
        raise _contradiction(error) from None


async def change(
    connection: AsyncConnection, tenant_id: UUID, id_: UUID, values: Mapping[str, object]
) -> None:
    """Change columns of a partner. Raises `PartnerNameTaken`."""
    written = {
        name: msgspec.to_builtins(value) if name in {"endpoints", "steps"} else value
        for name, value in values.items()
    }
    try:
        async with connection.begin_nested():
            await connection.execute(
                update(platforms)
                .where(P.tenant_id == tenant_id, P.id == id_)
                .values(**written, version=P.version + 1)
            )
    except IntegrityError as error:
        raise _contradiction(error) from None


async def remove(connection: AsyncConnection, tenant_id: UUID, id_: UUID) -> bool:
    """Delete a partner; tell whether it has no parties, so that it could be."""
    try:
        async with connection.begin_nested():
            await connection.execute(delete(platforms).where(P.tenant_id == tenant_id, P.id == id_))
    except IntegrityError:
        return False
    return True


def _contradiction(error: IntegrityError) -> Exception:
    if "platforms_name" not in str(error.orig):
        return error
    return PartnerNameTaken(
        "Another partner has this name.",
        {"errors": [{"field": "name", "message": "is another partner's"}]},
    )


def _held(row: Row[Any]) -> Held:
    secrets = Secrets(row.inbound_hash, row.offered_hash, row.outbound_encrypted)
    return Held(_partner(row), secrets)


def _partner(row: Row[Any]) -> Partner:
    return Partner(
        id=row.id,
        name=row.name,
        state=row.state,
        ocpi_version=row.ocpi_version,
        versions_url=row.versions_url,
        token_encoding=row.token_encoding,
        legacy_role=row.legacy_role,
        endpoints=msgspec.convert(row.endpoints, list[PartnerEndpoint]),
        steps=msgspec.convert(row.steps, list[HandshakeStep]),
        registered_at=row.registered_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )
