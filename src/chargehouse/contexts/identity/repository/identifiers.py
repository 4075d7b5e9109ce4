"""The queries of identifiers."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, Select, and_, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.identity.model import IdentifierFilter
from chargehouse.contexts.identity.public import Identifier
from chargehouse.contexts.identity.tables import identifiers, vehicles
from chargehouse.platform.http.paging import ListQuery, Page, Paging, Sorting

IDENTIFIER: Final[Select[Any]] = select(
    identifiers.c.id,
    identifiers.c.masked,
    identifiers.c.type,
    identifiers.c.status,
    identifiers.c.vehicle_id,
    vehicles.c.name.label("vehicle_name"),
    identifiers.c.group_masked,
    identifiers.c.valid_from,
    identifiers.c.valid_until,
    identifiers.c.source,
    identifiers.c.fits_ocpp16,
    identifiers.c.created_at,
    identifiers.c.updated_at,
    identifiers.c.version,
).select_from(
    identifiers.outerjoin(
        vehicles,
        and_(
            vehicles.c.tenant_id == identifiers.c.tenant_id,
            vehicles.c.id == identifiers.c.vehicle_id,
        ),
    )
)
SORTING: Final = Sorting(
    columns={
        "created_at": identifiers.c.created_at,
        "updated_at": identifiers.c.updated_at,
        "valid_until": identifiers.c.valid_until,
    },
    id=identifiers.c.id,
    default="-created_at",
)


class SealedIdentifier(msgspec.Struct, frozen=True):
    """An identifier with what is needed to open it."""

    shown: Identifier
    value_hash: bytes
    value_encrypted: bytes
    group_encrypted: bytes | None


async def find(
    connection: AsyncConnection, tenant_id: UUID, identifier_id: UUID
) -> Identifier | None:
    """Return an identifier."""
    row = (await connection.execute(IDENTIFIER.where(_one(tenant_id, identifier_id)))).first()
    return None if row is None else _identifier(row)


async def find_by_hash(
    connection: AsyncConnection, tenant_id: UUID, value_hash: bytes
) -> Identifier | None:
    """Return the identifier whose value has this hash."""
    statement = IDENTIFIER.where(
        identifiers.c.tenant_id == tenant_id, identifiers.c.value_hash == value_hash
    )
    row = (await connection.execute(statement)).first()
    return None if row is None else _identifier(row)


async def lock(
    connection: AsyncConnection, tenant_id: UUID, identifier_id: UUID
) -> SealedIdentifier | None:
    """Return an identifier, and keep others from changing it until the transaction ends."""
    statement = (
        IDENTIFIER.add_columns(
            identifiers.c.value_hash, identifiers.c.value_encrypted, identifiers.c.group_encrypted
        )
        .where(_one(tenant_id, identifier_id))
        .with_for_update(of=identifiers)
    )
    row = (await connection.execute(statement)).first()
    if row is None:
        return None
    return SealedIdentifier(
        _identifier(row), row.value_hash, row.value_encrypted, row.group_encrypted
    )


async def hashes_of(connection: AsyncConnection, tenant_id: UUID, vehicle_id: UUID) -> list[bytes]:
    """Return the hashes of a vehicle's identifiers."""
    c = identifiers.c
    statement = select(c.value_hash).where(c.tenant_id == tenant_id, c.vehicle_id == vehicle_id)
    return list((await connection.execute(statement)).scalars())


async def lock_of_vehicle(
    connection: AsyncConnection, tenant_id: UUID, vehicle_id: UUID
) -> list[bytes]:
    """Return the hashes of a vehicle's identifiers, and keep others from changing these."""
    statement = (
        select(identifiers.c.value_hash)
        .where(identifiers.c.tenant_id == tenant_id, identifiers.c.vehicle_id == vehicle_id)
        .order_by(identifiers.c.id)
        .with_for_update()
    )
    return list((await connection.execute(statement)).scalars())


async def page(
    connection: AsyncConnection, tenant_id: UUID, paging: Paging, wanted: IdentifierFilter
) -> Page[Identifier]:
    """Return a page of identifiers."""
    query = ListQuery[Identifier](SORTING, paging, _conditions(tenant_id, wanted))
    rows: Sequence[Row[Any]] = (await connection.execute(query.paged(IDENTIFIER))).all()
    return query.page(rows, _identifier)


async def taken(
    connection: AsyncConnection, tenant_id: UUID, value_hashes: Collection[bytes]
) -> set[bytes]:
    """Return those of the hashes that identifiers of the tenant have."""
    statement = select(identifiers.c.value_hash).where(
        identifiers.c.tenant_id == tenant_id, identifiers.c.value_hash.in_(value_hashes)
    )
    return set((await connection.execute(statement)).scalars())


async def add(
    connection: AsyncConnection, tenant_id: UUID, rows: Sequence[Mapping[str, object]]
) -> set[UUID]:
    """Add identifiers whose values are free; return the ids of those that were added.

    Each row has every column but tenant and version.
    """
    statement = (
        insert(identifiers)
        .values([{**row, "tenant_id": tenant_id, "version": 1} for row in rows])
        .on_conflict_do_nothing(index_elements=["tenant_id", "value_hash"])
        .returning(identifiers.c.id)
    )
    return set((await connection.execute(statement)).scalars())


async def change(
    connection: AsyncConnection, tenant_id: UUID, identifier_id: UUID, values: Mapping[str, object]
) -> None:
    """Change columns of an identifier."""
    await connection.execute(
        update(identifiers)
        .where(_one(tenant_id, identifier_id))
        .values({**values, "version": identifiers.c.version + 1})
    )


async def remove(connection: AsyncConnection, tenant_id: UUID, identifier_id: UUID) -> None:
    """Delete an identifier."""
    await connection.execute(delete(identifiers).where(_one(tenant_id, identifier_id)))


def _conditions(tenant_id: UUID, wanted: IdentifierFilter) -> list[ColumnElement[bool]]:
    given = msgspec.structs.asdict(wanted).items()
    return [
        identifiers.c.tenant_id == tenant_id,
        *(identifiers.c[name] == value for name, value in given if value is not None),
    ]


def _one(tenant_id: UUID, identifier_id: UUID) -> ColumnElement[bool]:
    return and_(identifiers.c.tenant_id == tenant_id, identifiers.c.id == identifier_id)


def _identifier(row: Row[Any]) -> Identifier:
    return Identifier(
        id=row.id,
        masked=row.masked,
        type=row.type,
        status=row.status,
        vehicle_id=row.vehicle_id,
        vehicle_name=row.vehicle_name,
        group_masked=row.group_masked,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        source=row.source,
        fits_ocpp16=row.fits_ocpp16,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )
