"""What is gone from the log, and the entries that answer for it."""

from collections.abc import Iterator
from typing import Final

import msgspec

from chargehouse.contexts.audit.model.findings import Findings

ERASURE: Final = "gdpr."
RETENTION: Final = "audit.retained"


class _Erased(msgspec.Struct, frozen=True):
    index: int
    field: str


class _ErasureData(msgspec.Struct, frozen=True):
    fields: list[_Erased] = []


class _Erasure(msgspec.Struct, frozen=True):
    data: _ErasureData


class _RetentionData(msgspec.Struct, frozen=True):
    first_kept: int


class _Retention(msgspec.Struct, frozen=True):
    data: _RetentionData


_read_erasure = msgspec.json.Decoder(_Erasure).decode
_read_retention = msgspec.json.Decoder(_Retention).decode


class Absences:
    """Remembers what is blank until an erasure covers it, and which bodies are gone.

    `erased` counts personal values that an erasure answers for, `emptied` bodies that are gone;
    `told` is whether there was anything to remember, or any answer.
    """

    def __init__(self, findings: Findings) -> None:
        self.erased = 0
        self.emptied = 0
        self.told = False
        self._findings = findings
        self._blank: set[tuple[int, str]] = set()
        self._empty: list[tuple[int, int]] = []
        self._first_kept = 0

    def blank(self, index: int, field: str) -> None:
        """Note that a personal value is not there."""
        self.told = True
        self._blank.add((index, field))

    def empty(self, index: int) -> None:
        """Note that a body is not there; indices come in their order."""
        self.told = True
        self.emptied += 1
        if self._empty and self._empty[-1][1] == index:
            self._empty[-1] = (self._empty[-1][0], index + 1)
        else:
            self._empty.append((index, index + 1))

    def answer(self, event: str, index: int, body: bytes) -> None:
        """Let an entry answer for what was before it, if it is one that does."""
        if event.startswith(ERASURE):
            self._erase(index, body)
        elif event == RETENTION:
            self._retain(index, body)

    def end(self) -> None:
        """Find what nothing answers for."""
        for index, field in sorted(self._blank):
            self._findings.add(
                "blank", f"Its {field} is gone, and no later entry says that it was erased.", index
            )
        for first, last in self._unanswered():
            self._findings.add(
                "emptied",
                "Its body is gone, and no later entry says that it was dropped.",
                first,
                None if first == last else last,
            )

    def _unanswered(self) -> Iterator[tuple[int, int]]:
        """Yield the first and the last of entries beside each other that nothing answers for."""
        for start, end in self._empty:
            first = max(start, self._first_kept)
            if first < end:
                yield first, end - 1

    def _erase(self, index: int, body: bytes) -> None:
        self.told = True
        try:
            fields = _read_erasure(body).data.fields
        except msgspec.MsgspecError:
            self._findings.add("unreadable", "It has not the form of an erasure.", index)
            return
        for erased in fields:
            blank = erased.index, erased.field
            if blank in self._blank and erased.index < index:
                self._blank.discard(blank)
                self.erased += 1

    def _retain(self, index: int, body: bytes) -> None:
        self.told = True
        try:
            first_kept = _read_retention(body).data.first_kept
        except msgspec.MsgspecError:
            self._findings.add("unreadable", "It has not the form of a retention.", index)
            return
        if first_kept > index:
            self._findings.add("emptied", "It would empty entries that follow it.", index)
            return
        self._first_kept = max(self._first_kept, first_kept)
