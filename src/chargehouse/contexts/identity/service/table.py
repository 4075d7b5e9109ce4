"""Reads rows of identifiers: of a table (CSV, RFC 4180; a line a row), or of a partner's JSON."""

import contextlib
import csv
from collections.abc import AsyncIterable, AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from chargehouse.contexts.identity.errors import ImportUnreadable
from chargehouse.contexts.identity.model import (
    STATUSES,
    TYPES,
    IdentifierStatus,
    IdentifierType,
    IdentifierValue,
    NewIdentifier,
    name_of,
    refused,
    row_rules,
)
from chargehouse.kernel.errors import Invalid

COLUMNS: Final = ("value", "type", "status", "vehicle", "group", "valid_from", "valid_until")
PARTNERS_COLUMNS: Final = tuple(name for name in COLUMNS if name != "vehicle")
"""The columns of a partner's table: what vehicles are called is no affair of theirs."""
LINE_MAX_BYTES: Final = 4096


class Line(msgspec.Struct, frozen=True):
    """A line of the file that is not blank; the header is number 1."""

    number: int
    content: bytes


class Row(msgspec.Struct, frozen=True):
    """What a line says; its vehicle is named, and not yet known."""

    line: int
    new: NewIdentifier
    vehicle: str | None


class RowError(msgspec.Struct, frozen=True):
    """Why a line was not taken; never with its value."""

    line: int
    field: str
    message: str


async def lines(chunks: AsyncIterable[bytes]) -> AsyncIterator[Line]:
    """Yield the lines of a file; raise `ImportUnreadable` for one of more than 4096 bytes."""
    number, rest = 0, b""
    async for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for content in whole:
            number += 1
            _require_short(number, content)
            if content.strip():
                yield Line(number, content.rstrip(b"\r"))
        _require_short(number + 1, rest)
    if rest.strip():
        yield Line(number + 1, rest.rstrip(b"\r"))


class RowReader:
    """Reads rows under a header, whose delimiter is a comma or a semicolon."""

    def __init__(self, header: Line, columns: Sequence[str] = COLUMNS) -> None:
        """Raise `ImportUnreadable` for a header that does not name the columns."""
        names: list[str] = []
        with contextlib.suppress(UnicodeDecodeError, csv.Error):
            text = header.content.decode("utf-8-sig")
            self._delimiter = ";" if ";" in text else ","
            names = [name.strip().lower() for name in _cells(text, self._delimiter)]
        if "value" not in names or len(set(names)) < len(names) or not set(names) <= set(columns):
            raise ImportUnreadable(
                "The file must be UTF-8, and its first line must name columns: `value`, and any of"
                f" {', '.join(columns[1:])}."
            )
        self._names = names

    def read(self, line: Line) -> Row | RowError:
        """Return what a line says, or why it cannot be meant."""
        try:
            cells = _cells(line.content.decode(), self._delimiter)
            return self._row(line.number, cells)
        except UnicodeDecodeError:
            return RowError(line.number, "value", row_rules.NOT_UTF_8)
        except csv.Error:
            return RowError(line.number, "value", row_rules.QUOTES)
        except Invalid as refusal:
            return _error(line.number, refusal)

    def _row(self, number: int, cells: Sequence[str]) -> Row:
        if len(cells) != len(self._names):
            raise refused("value", f"stands in a line with {len(self._names)} cells")
        return _row_of(number, dict(zip(self._names, cells, strict=True)))


def read_entry(number: int, said: object) -> Row | RowError:
    """Return what an entry of a partner's JSON says, or why it cannot be meant."""
    if not isinstance(said, dict):
        return RowError(number, "value", "stands in an object")
    if not said.keys() <= set(PARTNERS_COLUMNS):
        return RowError(number, "value", f"has no others beside it than {_others()}")
    for name, cell in said.items():
        if not isinstance(cell, str | None):
            return RowError(number, name, "is a text")
    try:
        return _row_of(number, {name: cell or "" for name, cell in said.items()})
    except Invalid as refusal:
        return _error(number, refusal)


def _others() -> str:
    return ", ".join(PARTNERS_COLUMNS[1:])


def _row_of(number: int, cells: Mapping[str, str]) -> Row:
    given = {name: cell.strip() for name, cell in cells.items()}
    group, vehicle = given.get("group"), given.get("vehicle")
    new = NewIdentifier(
        value=IdentifierValue.parse(given.get("value", "")),
        type=_type(given.get("type") or "rfid"),
        status=_status(given.get("status") or "active"),
        group=IdentifierValue.parse(group, "group") if group else None,
        valid_from=_instant("valid_from", given.get("valid_from")),
        valid_until=_instant("valid_until", given.get("valid_until")),
    )
    return Row(number, new, name_of(vehicle) if vehicle else None)


def _require_short(number: int, content: bytes) -> None:
    if len(content) > LINE_MAX_BYTES:
        raise ImportUnreadable(
            f"Line {number} is longer than {LINE_MAX_BYTES} bytes.", {"line": number}
        )


def _cells(text: str, delimiter: str) -> list[str]:
    return next(csv.reader([text.rstrip("\r\n")], delimiter=delimiter, strict=True))


def _type(text: str) -> IdentifierType:
    for known in TYPES:
        if known == text.lower():
            return known
    raise refused("type", row_rules.TYPE)


def _status(text: str) -> IdentifierStatus:
    for known in STATUSES:
        if known == text.lower():
            return known
    raise refused("status", row_rules.STATUS)


def _instant(name: str, text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        return msgspec.convert(text, datetime)
    except msgspec.ValidationError:
        raise refused(name, row_rules.INSTANT) from None


def _error(number: int, refusal: Invalid) -> RowError:
    errors = refusal.details["errors"]
    first = errors[0] if isinstance(errors, list) else {}
    field = "vehicle" if first["field"] == "name" else first["field"]
    return RowError(number, field, first["message"])
