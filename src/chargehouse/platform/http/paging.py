"""Lists by pages: keyset pagination over SQLAlchemy, sorting from an allow list.

A list's page, its count and its CSV export are made of the same filters and the same order.
"""

import base64
import binascii
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Generic, TypeVar
from uuid import UUID

import msgspec
from litestar.params import QueryParameter
from sqlalchemy import Column, ColumnElement, Row, Select, and_, or_, tuple_

from chargehouse.kernel.errors import Invalid

T = TypeVar("T")

LIMIT_DEFAULT: Final = 50
LIMIT_MAX: Final = 500
POSITION_LABEL: Final = "page_position"
ID_LABEL: Final = "page_id"

Filters = Iterable[ColumnElement[bool] | None]


class Page(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """A part of a list; `next_cursor` is null on the last one."""

    items: list[T]
    next_cursor: str | None = None


class Paging(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a list is asked for: query parameters `limit`, `cursor` and `sort`."""

    limit: int = LIMIT_DEFAULT
    cursor: str | None = None
    sort: str | None = None


@dataclass(frozen=True, slots=True)
class Sorting:
    """By what a list may be sorted, and the column that tells equal rows apart.

    `default` is written as in the query: `-started_at` for the newest first. PostgreSQL's own
    order of nulls is kept (the greatest), so that an index on (column, id) serves both ways.
    """

    columns: Mapping[str, ColumnElement[Any]]
    id: ColumnElement[UUID]
    default: str


class _Position(msgspec.Struct, frozen=True, array_like=True):
    """Where a page ended: the sort it belongs to, and its last row's value and id."""

    sort: str
    value: msgspec.Raw
    id: UUID


async def provide_paging(
    limit: Annotated[
        int,
        QueryParameter(ge=1, le=LIMIT_MAX, description="How many items a page has at most."),
    ] = LIMIT_DEFAULT,
    cursor: Annotated[
        str | None,
        QueryParameter(max_length=1024, description="`next_cursor` of the page before."),
    ] = None,
    sort: Annotated[
        str | None,
        QueryParameter(max_length=64, description="A field to sort by; `-` before it: descending."),
    ] = None,
) -> Paging:
    """Return what a request asks for, for a route with `paging: Paging`."""
    return Paging(limit=limit, cursor=cursor, sort=sort)


async def whole(
    page_of: Callable[[Paging], Awaitable[Page[T]]], paging: Paging
) -> AsyncIterator[T]:
    """Return all items of a list, in the order asked for: for an export.

    The first page is read at once, so that a refusal is raised here; the others as they are
    needed, so that a slow reader holds nothing.
    """
    asked = Paging(limit=LIMIT_MAX, sort=paging.sort)
    first = await page_of(asked)

    async def items() -> AsyncIterator[T]:
        page = first
        while True:
            for item in page.items:
                yield item
            if page.next_cursor is None:
                return
            page = await page_of(msgspec.structs.replace(asked, cursor=page.next_cursor))

    return items()


class ListQuery(Generic[T]):
    """Turns filters, sort, cursor and limit into SQL, and rows into a page.

    Raises `Invalid`, naming `sort` or `cursor`, where these cannot be meant. A None among the
    filters is a filter that was not asked for.
    """

    def __init__(self, sorting: Sorting, paging: Paging, filters: Filters = ()) -> None:
        self.sort = paging.sort or sorting.default
        name = self.sort.removeprefix("-")
        if name not in sorting.columns:
            raise _invalid("sort", "one of " + ", ".join(sorted(sorting.columns)) + ", or -")
        self._descending = self.sort.startswith("-")
        self._column = sorting.columns[name]
        self._id = sorting.id
        self._limit = paging.limit
        self._filters = [condition for condition in filters if condition is not None]
        self._after = self._position_of(paging.cursor) if paging.cursor else None

    def filtered(self, statement: Select[Any]) -> Select[Any]:
        """Return the statement with the filters alone: for counting."""
        return statement.where(*self._filters)

    def ordered(self, statement: Select[Any]) -> Select[Any]:
        """Return the statement with filters and order, unlimited: for an export."""
        order = (self._column, self._id)
        return self.filtered(statement).order_by(
            *(column.desc() if self._descending else column.asc() for column in order)
        )

    def paged(self, statement: Select[Any]) -> Select[Any]:
        """Return the statement for one page; give its rows to `page`."""
        statement = self.ordered(statement).add_columns(
            self._column.label(POSITION_LABEL), self._id.label(ID_LABEL)
        )
        if self._after is not None:
            statement = statement.where(self._beyond(*self._after))
        return statement.limit(self._limit + 1)

    def page(self, rows: Sequence[Row[Any]], convert: Callable[[Row[Any]], T]) -> Page[T]:
        """Return the rows of a `paged` statement as a page."""
        kept = rows[: self._limit]
        more = len(rows) > self._limit
        return Page(
            items=[convert(row) for row in kept],
            next_cursor=self._cursor_of(kept[-1]) if more else None,
        )

    def _beyond(self, value: object, last_id: UUID) -> ColumnElement[bool]:
        column, id_ = self._column, self._id
        id_beyond = id_ < last_id if self._descending else id_ > last_id
        if value is None:
            rest = and_(column.is_(None), id_beyond)
            return or_(rest, column.is_not(None)) if self._descending else rest
        last, here = tuple_(value, last_id), tuple_(column, id_)
        if self._descending:
            return here < last
        return or_(here > last, column.is_(None)) if _nullable(column) else here > last

    def _cursor_of(self, row: Row[Any]) -> str:
        mapping = row._mapping  # noqa: SLF001  SQLAlchemy's documented way to read by name
        value = msgspec.Raw(msgspec.json.encode(mapping[POSITION_LABEL]))
        position = _Position(self.sort, value, mapping[ID_LABEL])
        return base64.urlsafe_b64encode(msgspec.json.encode(position)).decode().rstrip("=")

    def _position_of(self, cursor: str) -> tuple[object, UUID]:
        try:
            padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
            decoded = base64.b64decode(padded, altchars=b"-_", validate=True)
            position = msgspec.json.decode(decoded, type=_Position)
            kind: Any = self._column.type.python_type
            value = msgspec.json.decode(position.value, type=kind | None)
        except (binascii.Error, ValueError, RecursionError, msgspec.MsgspecError):
            raise _invalid("cursor", "the next_cursor of a page, as it was given") from None
        if position.sort != self.sort:
            raise _invalid("cursor", "used with the sort of the page that it came with")
        return value, position.id


def _nullable(column: ColumnElement[Any]) -> bool:
    return not isinstance(column, Column) or bool(column.nullable)


def _invalid(field: str, allowed: str) -> Invalid:
    return Invalid(
        f"The parameter {field} must be {allowed}.",
        {"errors": [{"field": field, "message": f"must be {allowed}"}]},
    )
