"""Every query of the tariff catalogue."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Row, Select, and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.tariffs.public import CataloguedTariff, TariffDocument, TariffVersion
from chargehouse.contexts.tariffs.tables import tariff_versions, tariffs
from chargehouse.platform.http.paging import ListQuery, Page, Paging, Sorting
from chargehouse.platform.postgres.matching import among, contains

T = tariffs.c
V = tariff_versions.c

SORTING: Final = Sorting(
    columns={
        "name": func.lower(T.name),
        "currency": T.currency,
        "created_at": T.created_at,
        "updated_at": T.updated_at,
    },
    id=T.id,
    default="name",
)


async def find(
    connection: AsyncConnection, tenant_id: UUID, tariff_id: UUID, *, lock: bool = False
) -> CataloguedTariff | None:
    """Return a tariff, locked against change where that is asked for."""
    statement = _tariffs(tenant_id).where(T.id == tariff_id)
    if lock:
        statement = statement.with_for_update(of=tariffs)
    row = (await connection.execute(statement)).first()
    return None if row is None else _tariff(row)


async def ids(connection: AsyncConnection, tenant_id: UUID) -> list[UUID]:
    """Return the id of every tariff, the oldest first."""
    statement = select(T.id).where(T.tenant_id == tenant_id).order_by(T.id)
    return list((await connection.execute(statement)).scalars())


async def among_ids(
    connection: AsyncConnection, tenant_id: UUID, tariff_ids: Collection[UUID]
) -> list[CataloguedTariff]:
    """Return those of the tariffs that there are, the oldest first."""
    statement = _tariffs(tenant_id).where(among(T.id, tariff_ids)).order_by(T.id)
    return [_tariff(row) for row in await connection.execute(statement)]


async def page(
    connection: AsyncConnection,
    tenant_id: UUID,
    paging: Paging,
    *,
    search: str | None = None,
    currency: str | None = None,
    type_: str | None = None,
    archived: bool = False,
) -> Page[CataloguedTariff]:
    """Return a page of tariffs; `search` is a part of the name or of the OCPI id."""
    filters = [
        T.tenant_id == tenant_id,
        T.archived_at.is_not(None) if archived else T.archived_at.is_(None),
        or_(contains(T.name, search), contains(T.ocpi_id, search)) if search else None,
        None if currency is None else T.currency == currency,
        None if type_ is None else T.type == type_,
    ]
    query = ListQuery[CataloguedTariff](SORTING, paging, filters)
    rows = (await connection.execute(query.paged(_tariffs(tenant_id)))).all()
    return query.page(rows, _tariff)


async def versions(
    connection: AsyncConnection, tenant_id: UUID, tariff_id: UUID
) -> list[TariffVersion]:
    """Return what a tariff said in each version, the newest first."""
    statement = (
        select(V.version, V.changed_at, V.changed_by, V.document)
        .where(V.tenant_id == tenant_id, V.tariff_id == tariff_id)
        .order_by(V.version.desc())
    )
    return [
        TariffVersion(
            version=row.version,
            changed_at=row.changed_at,
            changed_by=row.changed_by,
            document=_document(row.document),
        )
        for row in await connection.execute(statement)
    ]


async def name_is_taken(
    connection: AsyncConnection, tenant_id: UUID, name: str, *, but: UUID
) -> bool:
    """Tell whether another tariff that is not archived has a name, in whatever case."""
    statement = select(T.id).where(
        T.tenant_id == tenant_id,
        T.archived_at.is_(None),
        func.lower(T.name) == func.lower(name),
        T.id != but,
    )
    return (await connection.execute(statement)).first() is not None


async def ocpi_id_is_taken(connection: AsyncConnection, tenant_id: UUID, ocpi_id: str) -> bool:
    """Tell whether any tariff has an OCPI id, in whatever case."""
    statement = select(T.id).where(
        T.tenant_id == tenant_id, func.lower(T.ocpi_id) == func.lower(ocpi_id)
    )
    return (await connection.execute(statement)).first() is not None


async def add(
    connection: AsyncConnection, tenant_id: UUID, tariff: CataloguedTariff, changed_by: str
) -> bool:
    """Add a tariff in its first version; tell whether its name and its OCPI id were free."""
    statement = (
        insert(tariffs)
        .values(
            tenant_id=tenant_id,
            id=tariff.id,
            party_id=tariff.party_id,
            ocpi_id=tariff.ocpi_id,
            created_at=tariff.created_at,
            **_columns(tariff),
        )
        .on_conflict_do_nothing()
    )
    if (await connection.execute(statement)).rowcount == 0:
        return False
    await _add_version(connection, tenant_id, tariff, changed_by)
    return True


async def count_of(connection: AsyncConnection, tenant_id: UUID, party_id: UUID) -> int:
    """Return how many tariffs, archived or not, belong to a party."""
    statement = (
        select(func.count())
        .select_from(tariffs)
        .where(T.tenant_id == tenant_id, T.party_id == party_id)
    )
    return (await connection.execute(statement)).scalar_one()


async def give(
    connection: AsyncConnection, tenant_id: UUID, party_id: UUID, to_party_id: UUID, at: datetime
) -> int:
    """Give all tariffs of a party to another one; return how many those were."""
    statement = (
        update(tariffs)
        .where(T.tenant_id == tenant_id, T.party_id == party_id)
        .values(party_id=to_party_id, updated_at=at)
    )
    return (await connection.execute(statement)).rowcount


async def change(
    connection: AsyncConnection, tenant_id: UUID, tariff: CataloguedTariff, changed_by: str
) -> None:
    """Write another version of a tariff."""
    await connection.execute(
        update(tariffs)
        .where(T.tenant_id == tenant_id, T.id == tariff.id)
        .values(**_columns(tariff))
    )
    await _add_version(connection, tenant_id, tariff, changed_by)


async def archive(
    connection: AsyncConnection, tenant_id: UUID, tariff_id: UUID, now: datetime
) -> None:
    """Have a tariff offered no more; its versions stay."""
    await connection.execute(
        update(tariffs)
        .where(T.tenant_id == tenant_id, T.id == tariff_id)
        .values(archived_at=now, updated_at=now)
    )


async def _add_version(
    connection: AsyncConnection, tenant_id: UUID, tariff: CataloguedTariff, changed_by: str
) -> None:
    document = TariffDocument(
        name=tariff.name, tariff=tariff.tariff, alt_text=tariff.alt_text, alt_url=tariff.alt_url
    )
    await connection.execute(
        insert(tariff_versions).values(
            tenant_id=tenant_id,
            tariff_id=tariff.id,
            version=tariff.version,
            document=msgspec.to_builtins(document),
            changed_by=changed_by,
            changed_at=tariff.updated_at,
        )
    )


def _columns(tariff: CataloguedTariff) -> dict[str, object]:
    return {
        "name": tariff.name,
        "currency": tariff.tariff.currency,
        "type": tariff.tariff.type,
        "valid_from": tariff.tariff.valid_from,
        "valid_to": tariff.tariff.valid_to,
        "updated_at": tariff.updated_at,
        "version": tariff.version,
    }


def _tariffs(tenant_id: UUID) -> Select[Any]:
    return (
        select(tariffs, V.document)
        .join(
            tariff_versions,
            and_(V.tenant_id == T.tenant_id, V.tariff_id == T.id, V.version == T.version),
        )
        .where(T.tenant_id == tenant_id)
    )


def _tariff(row: Row[Any]) -> CataloguedTariff:
    document = _document(row.document)
    return CataloguedTariff(
        id=row.id,
        party_id=row.party_id,
        ocpi_id=row.ocpi_id,
        name=document.name,
        tariff=document.tariff,
        alt_text=document.alt_text,
        alt_url=document.alt_url,
        created_at=row.created_at,
        updated_at=row.updated_at,
        archived_at=row.archived_at,
        version=row.version,
    )


def _document(value: object) -> TariffDocument:
    return msgspec.convert(value, TariffDocument)
