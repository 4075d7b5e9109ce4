"""What one request wants written together: rows, each for a context's database function."""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One context's share of a coalesced write.

    `function` takes the tenant and an array of rows, whose composite type bears the function's
    name and `_row`, and holds `columns`, separated by blanks. (An array for each column costs
    twice as much on both sides when few rows are written.) Where `answers` is true it returns an
    array with one element a row, in their order. `tells` says that it writes events, so that the
    relay is woken. `constants` are further arguments, as (type, value), given once a batch.
    """

    function: str
    columns: str
    answers: bool = False
    tells: bool = False
    constants: tuple[tuple[str, object], ...] = ()
    width: int = field(init=False)

    def __post_init__(self) -> None:
        """Count the columns."""
        object.__setattr__(self, "width", len(self.columns.split()))


class Unit:
    """What one request wants written, all of it or nothing. At most one row may answer."""

    __slots__ = ("answering", "done", "rows", "tenant_id")

    def __init__(self, tenant_id: UUID) -> None:
        self.tenant_id = tenant_id
        self.rows: list[tuple[Part, Row]] = []
        self.done: asyncio.Future[Any] | None = None
        self.answering: Part | None = None

    def add(self, part: Part, row: Row) -> None:
        """Add a row, whose values stand in the order of the part's columns.

        Raises `ValueError` for a row of another length, or a second row that would answer.
        """
        if len(row) != part.width:
            raise ValueError(f"{part.function} takes {part.width} columns, not {len(row)}.")
        if part.answers:
            if self.answering is not None:
                raise ValueError(f"{part.function} would be the unit's second answer.")
            self.answering = part
        self.rows.append((part, row))

    def answer(self, answer: object) -> None:
        """Give whoever waits the answer of what is now durable."""
        if self.done is not None and not self.done.done():
            self.done.set_result(answer)

    def refuse(self, error: Exception) -> None:
        """Give whoever waits the reason why it was not, or perhaps not, written."""
        if self.done is not None and not self.done.done():
            self.done.set_exception(error)
