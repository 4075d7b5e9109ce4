"""The queries of agreements."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, and_, func, or_, select, union_all, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.identity.model.agreements import folded, is_stale, state_of
from chargehouse.contexts.identity.public import Agreement
from chargehouse.contexts.identity.tables import agreement_identifiers, agreements, identifiers
from chargehouse.platform.http.paging import ListQuery, Page, Paging, Sorting
from chargehouse.platform.postgres.matching import among, contains

WORKED_OUT: Final = frozenset({"state", "stale"})
"""What is told of an agreement and kept nowhere: it changes as time passes."""
SORTING: Final = Sorting(
    columns={
        "name": agreements.c.folded_name,
        "last_fed_at": agreements.c.last_fed_at,
        "valid_until": agreements.c.valid_until,
        "created_at": agreements.c.created_at,
        "updated_at": agreements.c.updated_at,
    },
    id=agreements.c.id,
    default="name",
)


async def find(
    connection: AsyncConnection,
    tenant_id: UUID,
    agreement_id: UUID,
    at: datetime,
    *,
    lock: bool = False,
) -> Agreement | None:
    """Return an agreement as it stands at an instant, locked where that is asked for."""
    statement = select(agreements).where(_one(tenant_id, agreement_id))
    row = (await connection.execute(statement.with_for_update() if lock else statement)).first()
    return None if row is None else _agreement(row, at)


async def page(
    connection: AsyncConnection,
    tenant_id: UUID,
    paging: Paging,
    at: datetime,
    *,
    search: str | None = None,
    active: bool | None = None,
) -> Page[Agreement]:
    """Return a page of agreements as they stand at an instant; `search` is a part of the name."""
    filters = [
        agreements.c.tenant_id == tenant_id,
        contains(agreements.c.name, search) if search else None,
        None if active is None else agreements.c.active == active,
    ]
    query = ListQuery[Agreement](SORTING, paging, filters)
    rows = (await connection.execute(query.paged(select(agreements)))).all()
    return query.page(rows, lambda row: _agreement(row, at))


async def knowing(
    connection: AsyncConnection, tenant_id: UUID, identifier_id: UUID, at: datetime
) -> list[tuple[Agreement, Row[Any]]]:
    """Return the agreements that know an identifier, a vehicle's or a partner's.

    Each comes with what it says of it: status, `valid_from`, `valid_until`, and `whitelist`.
    """
    c = agreement_identifiers.c
    statement = (
        select(
            agreements,
            c.status.label("entry_status"),
            c.valid_from.label("entry_from"),
            c.valid_until.label("entry_until"),
            c.whitelist,
        )
        .join_from(
            agreement_identifiers,
            agreements,
            and_(agreements.c.tenant_id == c.tenant_id, agreements.c.id == c.agreement_id),
        )
        .where(c.tenant_id == tenant_id, c.value_hash == _hash_of(tenant_id, identifier_id))
    )
    return [(_agreement(row, at), row) for row in await connection.execute(statement)]


async def of_partner(
    connection: AsyncConnection, tenant_id: UUID, partner_id: UUID, at: datetime
) -> list[Agreement]:
    """Return the agreements that a partner's tokens feed, locked, as they stand at an instant.

    Those that have ended are left out.
    """
    c = agreements.c
    statement = (
        select(agreements)
        .where(
            c.tenant_id == tenant_id,
            c.partner_id == partner_id,
            or_(c.valid_until.is_(None), c.valid_until > at),
        )
        .order_by(c.id)
        .with_for_update()
    )
    return [_agreement(row, at) for row in await connection.execute(statement)]


async def partners_tied(connection: AsyncConnection, tenant_id: UUID) -> list[UUID]:
    """Return the partners whose tokens feed any agreement."""
    c = agreements.c
    statement = (
        select(c.partner_id).where(c.tenant_id == tenant_id, c.partner_id.is_not(None)).distinct()
    )
    return list((await connection.execute(statement)).scalars())


async def names(
    connection: AsyncConnection, tenant_id: UUID, agreement_ids: Collection[UUID]
) -> dict[UUID, str]:
    """Return what agreements are called."""
    statement = select(agreements.c.id, agreements.c.name).where(
        agreements.c.tenant_id == tenant_id, among(agreements.c.id, agreement_ids)
    )
    return {row.id: row.name for row in await connection.execute(statement)}


async def name_is_taken(
    connection: AsyncConnection, tenant_id: UUID, name: str, *, but: UUID
) -> bool:
    """Tell whether another agreement has a name, in whatever case."""
    statement = select(agreements.c.id).where(
        agreements.c.tenant_id == tenant_id,
        agreements.c.folded_name == folded(name),
        agreements.c.id != but,
    )
    return (await connection.execute(statement)).first() is not None


async def add(connection: AsyncConnection, tenant_id: UUID, agreement: Agreement) -> bool:
    """Add an agreement; tell whether its name was free."""
    statement = (
        insert(agreements)
        .values(tenant_id=tenant_id, **columns_of(agreement))
        .on_conflict_do_nothing(index_elements=["tenant_id", "folded_name"])
    )
    return (await connection.execute(statement)).rowcount == 1


async def change(
    connection: AsyncConnection, tenant_id: UUID, agreement_id: UUID, values: Mapping[str, object]
) -> None:
    """Change columns of an agreement; what was decided under it is void."""
    renewed = {**values, "state_version": func.nextval("token_versions")}
    await connection.execute(
        update(agreements).where(_one(tenant_id, agreement_id)).values(renewed)
    )


async def fed(
    connection: AsyncConnection,
    tenant_id: UUID,
    agreement: Agreement,
    at: datetime | None,
    *,
    count: int,
) -> None:
    """Keep when an agreement was fed, never turning back, and how many identifiers it has.

    Where it was stale, what was decided under it is void. Without `at` it is not known.
    """
    values: dict[str, object] = {
        "last_fed_at": func.greatest(agreements.c.last_fed_at, at),
        "identifiers": count,
    }
    if agreement.stale:
        values["state_version"] = func.nextval("token_versions")
    await connection.execute(update(agreements).where(_one(tenant_id, agreement.id)).values(values))


def columns_of(agreement: Agreement) -> dict[str, object]:
    """Return an agreement as its columns."""
    said = msgspec.structs.asdict(agreement)
    kept = {name: value for name, value in said.items() if name not in WORKED_OUT}
    return {
        **kept,
        "folded_name": folded(agreement.name),
        "windows": msgspec.to_builtins(agreement.windows),
    }


def _hash_of(tenant_id: UUID, identifier_id: UUID) -> ColumnElement[bytes]:
    """Return the hash of an identifier's value, whoever told us of it."""
    own = select(identifiers.c.value_hash).where(
        identifiers.c.tenant_id == tenant_id, identifiers.c.id == identifier_id
    )
    partners = select(agreement_identifiers.c.value_hash).where(
        agreement_identifiers.c.tenant_id == tenant_id,
        agreement_identifiers.c.id == identifier_id,
    )
    found = union_all(own, partners).subquery()
    hashed: ColumnElement[bytes] = select(found.c.value_hash).limit(1).scalar_subquery()
    return hashed


def _one(tenant_id: UUID, agreement_id: UUID) -> ColumnElement[bool]:
    return and_(agreements.c.tenant_id == tenant_id, agreements.c.id == agreement_id)


def _agreement(row: Row[Any], at: datetime) -> Agreement:
    said = {
        name: getattr(row, name) for name in Agreement.__struct_fields__ if name not in WORKED_OUT
    }
    return msgspec.convert(
        {
            **said,
            "state": state_of(
                active=row.active, valid_from=row.valid_from, valid_until=row.valid_until, at=at
            ),
            "stale": is_stale(row.fresh_for_s, row.last_fed_at, at),
        },
        Agreement,
    )
