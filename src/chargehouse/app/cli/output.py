"""What commands print: results on standard output, words about them on standard error."""

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

NOTHING = "-"


def say(text: str) -> None:
    """Say something about the result: on standard error."""
    typer.echo(text, err=True)


def result(text: str) -> None:
    """Print a result: on standard output."""
    typer.echo(text)


def talking() -> Console:
    """Return a console on standard error, for progress; it shows none where nobody looks."""
    return Console(stderr=True)


def printable(text: str) -> str:
    """Return text without what could move a terminal's cursor or colour what follows."""
    return "".join(character if character.isprintable() else "�" for character in text)


def cell(value: object) -> str:
    """Return a value as it stands in a table."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, (list, tuple, frozenset)):
        return " ".join(cell(part) for part in value) or NOTHING
    return printable(str(value))


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows: a table for a person, lines with tabs for a program, headed in both."""
    if not sys.stdout.isatty():
        for row in (columns, *rows):
            result("\t".join(cell(value) for value in row))
        return
    drawn = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        drawn.add_row(*(Text(cell(value)) for value in row))
    Console().print(drawn)
