"""Queries of the lists that partners ask for: what each is told, in the order it came to be told.

Which locations a partner is told, a rule for it says: one about the location, else one about its
party; else the location itself. A tariff is told to whom a location is told where it holds.
"""

from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Subquery,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.publishing.public import Publication
from chargehouse.contexts.publishing.repository.publications import SAID, publication_of
from chargehouse.contexts.publishing.tables import (
    publication_tariffs,
    publications,
    publishing_rules,
)

P: Final = publications.c
R: Final = publishing_rules.c
H: Final = publication_tariffs.c
TENANT: Final = bindparam("tenant", type_=Uuid)
PARTNER: Final = bindparam("partner", type_=Uuid)


class Asked(NamedTuple):
    """Which list of which partner, of what was last updated in which time."""

    module: str
    partner_id: UUID
    date_from: datetime | None = None
    date_to: datetime | None = None


class _Shape(NamedTuple):
    """What makes the statement of a list another one: those with the same shape differ by values.

    Such a statement is large, and it is put together once.
    """

    module: str
    is_from: bool
    is_to: bool


async def count(connection: AsyncConnection, tenant_id: UUID, asked: Asked) -> int:
    """Return how many objects a list has."""
    statement = _counted(_shape(asked))
    return cast(
        "int", (await connection.execute(statement, _values(tenant_id, asked))).scalar_one()
    )


async def page(
    connection: AsyncConnection,
    tenant_id: UUID,
    asked: Asked,
    *,
    limit: int,
    offset: int = 0,
    after: UUID | None = None,
) -> list[Publication]:
    """Return a part of a list, oldest first: behind an id, or at an offset."""
    statement = _paged(_shape(asked), is_after=after is not None)
    values = _values(tenant_id, asked) | {"limit": limit}
    values |= {"offset": offset} if after is None else {"after": after}
    return [publication_of(row) for row in await connection.execute(statement, values)]


async def one(
    connection: AsyncConnection, tenant_id: UUID, asked: Asked, object_id: str
) -> Publication | None:
    """Return what a partner is told by an id, in whatever case; the oldest of several owners'."""
    values = _values(tenant_id, asked) | {"object_id": object_id.lower()}
    row = (await connection.execute(_single(_shape(asked)), values)).first()
    return None if row is None else publication_of(row)


def _shape(asked: Asked) -> _Shape:
    return _Shape(asked.module, asked.date_from is not None, asked.date_to is not None)


def _values(tenant_id: UUID, asked: Asked) -> dict[str, object]:
    values: dict[str, object] = {"tenant": tenant_id, "partner": asked.partner_id}
    if asked.date_from is not None:
        values["date_from"] = asked.date_from
    if asked.date_to is not None:
        values["date_to"] = asked.date_to
    return values


@cache
def _counted(shape: _Shape) -> Select[Any]:
    return _listed(select(func.count()), shape)


@cache
def _paged(shape: _Shape, *, is_after: bool) -> Select[Any]:
    listed = _listed(select(*SAID), shape).order_by(P.id).limit(bindparam("limit", type_=Integer))
    if is_after:
        return listed.where(P.id > bindparam("after", type_=Uuid))
    return listed.offset(bindparam("offset", type_=Integer))


@cache
def _single(shape: _Shape) -> Select[Any]:
    listed = _listed(select(*SAID), shape)
    return listed.where(func.lower(P.object_id) == bindparam("object_id")).order_by(P.id).limit(1)


def _listed(selected: Select[Any], shape: _Shape) -> Select[Any]:
    source, is_told = _told(shape.module)
    filters = [P.tenant_id == TENANT, P.module == shape.module, is_told]
    if shape.module != "locations":
        filters.append(P.withdrawn_at.is_(None))
    if shape.is_from:
        filters.append(P.last_updated >= bindparam("date_from"))
    if shape.is_to:
        filters.append(P.last_updated < bindparam("date_to"))
    return selected.select_from(source).where(*filters)


def _told(module: str) -> tuple[FromClause, ColumnElement[bool]]:
    """Return what is selected from, and the condition that the partner is told it."""
    if module == "locations":
        return _shared(publications, publications)
    if module == "tariffs":
        return publications, _holds_where_told()
    return publications, or_(P.partner_id == PARTNER, and_(P.partner_id.is_(None), P.shared))


def _shared(
    locations: Any,  # noqa: ANN401  a table or its alias
    source: FromClause,
) -> tuple[FromClause, ColumnElement[bool]]:
    own, owners = (_rules(level) for level in ("location", "party"))
    source = source.outerjoin(own, own.c.subject_id == locations.c.subject_id)
    source = source.outerjoin(owners, owners.c.subject_id == locations.c.party_id)
    return source, func.coalesce(own.c.shared, owners.c.shared, locations.c.shared)


def _rules(level: str) -> Subquery:
    return (
        select(R.subject_id, R.shared)
        .where(R.tenant_id == TENANT, R.partner_id == PARTNER, R.level == level)
        .subquery()
    )


def _holds_where_told() -> ColumnElement[bool]:
    places = publications.alias()
    source: FromClause = publication_tariffs.join(
        places,
        and_(
            places.c.tenant_id == H.tenant_id,
            places.c.module == "locations",
            places.c.subject_id == H.location_id,
        ),
    )
    source, is_told = _shared(places, source)
    return exists(
        select(H.tariff_id)
        .select_from(source)
        .where(
            H.tenant_id == TENANT,
            H.tariff_id == P.subject_id,
            places.c.withdrawn_at.is_(None),
            is_told,
        )
        .correlate(publications)
    )
