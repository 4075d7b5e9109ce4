"""How columns are searched: by what they hold, by how they begin, among many, within a reach."""

import sys
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import ARRAY, ColumnElement, and_, any_, false, literal, or_

from chargehouse.kernel.reach import Reach

GREATEST: Final = chr(sys.maxunicode)
SURROGATES: Final = range(0xD800, 0xE000)


def contains(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Return the condition that a column contains a text, whatever its case."""
    return column.icontains(text, autoescape=True)


def begins(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Return the condition that a column begins with a text, as a range that an index serves.

    The column's collation must be "C". Row-level security lets no index be searched by LIKE,
    but it does by comparisons.
    """
    beyond = _next(text)
    return column >= text if beyond is None else and_(column >= text, column < beyond)


def among(column: ColumnElement[Any], values: Iterable[object]) -> ColumnElement[bool]:
    """Return the condition that a column is one of some values, given as one array.

    A statement with a parameter for each value would be another one for each number of them.
    """
    return column == any_(literal(list(values), ARRAY(column.type)))


def within(
    reach: Reach,
    location: ColumnElement[Any] | None = None,
    *,
    fleet: ColumnElement[Any] | None = None,
) -> list[ColumnElement[bool]]:
    """Return the conditions that a thing stands where somebody reaches: none where all things do.

    `location` and `fleet` are the columns of the thing's location and fleet. Things without the one
    or the other are not reached by it: who reaches by fleets alone reaches no row that has none.
    A denial at a location hides what stands nowhere too; one of a fleet leaves what is in none.
    """
    allowed, denied = reach.allowed, reach.denied
    if denied.everywhere:
        return [false()]
    conditions: list[ColumnElement[bool]] = []
    if not allowed.everywhere:
        conditions.append(
            or_(
                false(),
                *([] if location is None else [among(location, allowed.locations)]),
                *([] if fleet is None or not allowed.fleets else [among(fleet, allowed.fleets)]),
            )
        )
    if location is not None and denied.locations:
        conditions.append(~among(location, denied.locations))
    if fleet is not None and denied.fleets:
        conditions.append(fleet.is_(None) | ~among(fleet, denied.fleets))
    return conditions


def _next(text: str) -> str | None:
    """Return the first text after all those that begin with `text`; None where there is none."""
    kept = text.rstrip(GREATEST)
    if not kept:
        return None
    following = ord(kept[-1]) + 1
    return kept[:-1] + chr(SURROGATES.stop if following in SURROGATES else following)
