"""Any object of a type, drawn by what its fields allow."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec
from hypothesis import strategies as st

from chargehouse.ocpi.scalars import CI_PATTERN, TEXT_PATTERN, DateTime, LooseNumber, Number

_ASCII = st.characters(min_codepoint=0x20, max_codepoint=0x7E)
_ANY = st.characters(min_codepoint=0x20, exclude_categories=["Cs"], exclude_characters="\x7f")
_INSTANTS = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  hypothesis adds the zone
_NUMBERS = st.decimals(
    Decimal("-1e12"), Decimal("1e12"), allow_nan=False, allow_infinity=False, places=4
)


_EXAMPLES = [
    "ES", "nl", "CPO", "a1B", "ESP", "prt", "EUR", "NLHUB", "00:00", "23:59", "2026-02-28",
    "40.41678", "-3.7037901", "-179.12345", "0.00000", "https://a.example/x?y=%20#z", "t~!$&*",
]  # fmt: skip
"""What the narrower patterns take; each is drawn from the ones that it takes."""


@cache
def objects(made: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401  a type
    """Return objects of a struct type, or values of any type that its fields have."""
    if made is DateTime:
        return _INSTANTS.map(DateTime.of)
    if made in {Number, LooseNumber}:
        return _NUMBERS
    if made is bool:
        return st.booleans()
    if isinstance(made, type) and issubclass(made, msgspec.Struct):
        return _struct(made)
    return _generic(made)


def _generic(made: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401  a type
    origin, parts = get_origin(made), get_args(made)
    if origin is Literal:
        return st.sampled_from(parts)
    if origin is tuple:
        return st.just(()) | st.tuples(objects(parts[0]))
    if origin is Annotated:
        return _bounded(parts[0], parts[1])
    if NoneType in parts:
        return st.none() | objects(next(part for part in parts if part is not NoneType))
    raise AssertionError(made)


def _bounded(made: Any, meta: msgspec.Meta) -> st.SearchStrategy[Any]:  # noqa: ANN401  a type
    if made is int:
        return st.integers(int(meta.ge or 0), int(meta.le or 0))
    if get_origin(made) is tuple:
        return st.tuples(objects(get_args(made)[0]))
    pattern = meta.pattern or ""
    if pattern in {CI_PATTERN, TEXT_PATTERN}:
        letters = _ASCII if pattern == CI_PATTERN else _ANY
        longest = min(meta.max_length or 4, 4)
        return st.text(letters, min_size=meta.min_length or 0, max_size=longest)
    fitting = [text for text in _EXAMPLES if re.search(pattern, text)]
    return st.sampled_from([text for text in fitting if len(text) <= (meta.max_length or 64)])


def _struct(made: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    fields = {f.name: objects(f.type) for f in msgspec.structs.fields(made)}
    drawn = st.fixed_dictionaries(fields)
    if "__post_init__" not in vars(made):
        return drawn.map(lambda values: made(**values))
    return drawn.map(lambda values: _made(made, values)).filter(bool)


def _made(made: type[msgspec.Struct], values: dict[str, Any]) -> Any:  # noqa: ANN401  a struct
    try:
        return made(**values)
    except ValueError:
        return None
