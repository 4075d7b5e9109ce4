"""The readings of a session that its price depends on: a vehicle may be plugged in for weeks."""

from bisect import bisect_left, bisect_right
from datetime import datetime

from chargehouse.contexts.sessions.model.course import Metered, end_of, states_of, together
from chargehouse.contexts.sessions.model.memory import Memory
from chargehouse.contexts.sessions.model.record import Record


class Thinning:
    """Takes readings in the order of their time, and keeps those that say something new.

    One that says what those before and after it say is left out, where the session was under way
    and the charging state did not change from the one to the other: its price is the same.
    """

    def __init__(self, record: Record, memory: Memory, now: datetime) -> None:
        self._begins, self._ends = record.started_at, end_of(record, now)
        self._states = [step.at for step in states_of(memory)]
        self._kept: list[Metered] = []
        self._last: Metered | None = None

    def __len__(self) -> int:
        return len(self._kept) + (self._last is not None)

    def add(self, reading: Metered) -> None:
        """Take the next reading; those of one instant are one."""
        if self._last is not None and self._last.at == reading.at:
            self._last = together(self._last, reading)
            return
        self._take_last()
        self._last = reading

    def readings(self) -> list[Metered]:
        """Return what was kept."""
        self._take_last()
        self._last = None
        return self._kept

    def _take_last(self) -> None:
        if self._last is None:
            return
        if len(self._kept) > 1:
            before, reading = self._kept[-2:]
            if self._says_nothing(before, reading, self._last):
                self._kept.pop()
        self._kept.append(self._last)

    def _says_nothing(self, before: Metered, reading: Metered, following: Metered) -> bool:
        return (
            before[1:] == reading[1:] == following[1:]
            and self._begins < before.at < following.at < self._ends
            and bisect_right(self._states, before.at) == bisect_left(self._states, following.at)
        )
