"""Stretches of a session that one component prices, and the steps in which they are billed."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

from msgspec import Struct

from chargehouse.contexts.tariffs.model.clock import MILLION
from chargehouse.contexts.tariffs.model.matching import Chosen, Circumstances, Elements
from chargehouse.contexts.tariffs.model.segments import Segment
from chargehouse.contexts.tariffs.model.tariff import Dimension


class Active(NamedTuple):
    """The component that is active in each dimension; none where nothing is to be paid for it."""

    flat: Chosen | None
    energy: Chosen | None
    time: Chosen | None
    parking_time: Chosen | None


class Run(Struct, gc=False):
    """What one component prices without a break; `used` and `extra` are millionths of Wh or s.

    `extra` is what a step adds to it.
    """

    dimension: Dimension
    chosen: Chosen
    begins_us: int
    ends_us: int
    used: int
    extra: int = 0


class Choices:
    """Finds the active components, and remembers them: circumstances come again and again."""

    def __init__(self, elements: Elements) -> None:
        self._elements = elements
        self._known: dict[Circumstances, Active] = {}

    def at(self, now: Circumstances) -> Active:
        """Return what is active in some circumstances."""
        active = self._known.get(now)
        if active is None:
            chosen = self._elements.chosen
            active = Active(
                chosen("flat", now),
                chosen("energy", now),
                chosen("time", now),
                chosen("parking_time", now),
            )
            self._known[now] = active
        return active


def runs(parts: Sequence[Segment], choices: Choices) -> list[Run]:
    """Return what is priced of a session, in its order.

    A flat fee is there once, from the first instant in which an element with one is active. A run
    lasts while its component is active; where nothing was used in all of it, it is none.
    """
    tally = _Tally()
    for part in parts:
        active = choices.at(part.now)
        if active.flat is not None:
            tally.once(active.flat, part.begins_us)
        tally.go_on("energy", active.energy, part, part.taken_uwh)
        if part.wants_power:
            tally.end("parking_time")
            tally.go_on("time", active.time, part, part.lasted_us)
        else:
            tally.end("time")
            tally.go_on("parking_time", active.parking_time, part, part.lasted_us)
    found = [run for run in tally.found if run.used]
    _step(found)
    return sorted(found, key=attrgetter("begins_us"))


class _Tally:
    """Collects runs, and knows which of them go on."""

    def __init__(self) -> None:
        self.found: list[Run] = []
        self._going: dict[Dimension, Run] = {}
        self._has_flat = False

    def once(self, chosen: Chosen, at_us: int) -> None:
        """Add a flat fee, unless there is one already."""
        if not self._has_flat:
            self.found.append(Run("flat", chosen, at_us, at_us, MILLION))
            self._has_flat = True

    def go_on(self, dimension: Dimension, chosen: Chosen | None, part: Segment, used: int) -> None:
        """Add what a part used to the run of its component, or begin one."""
        run = self._going.get(dimension)
        if chosen is None:
            self.end(dimension)
        elif run is not None and run.chosen is chosen:
            run.used += used
            run.ends_us = part.ends_us
        else:
            run = Run(dimension, chosen, part.begins_us, part.ends_us, used)
            self._going[dimension] = run
            self.found.append(run)

    def end(self, dimension: Dimension) -> None:
        """End a dimension's run."""
        self._going.pop(dimension, None)


def _step(found: Iterable[Run]) -> None:
    """Round what is billed up to whole steps: energy once, and time once.

    It is the session's total that is rounded, by the step of the last component that priced it,
    and that takes what is added. Where parking is billed only parking is rounded.
    """
    by_dimension: dict[Dimension, list[Run]] = {}
    for run in found:
        by_dimension.setdefault(run.dimension, []).append(run)
    for dimension in ("energy", "parking_time" if "parking_time" in by_dimension else "time"):
        of_dimension = by_dimension.get(dimension)
        if of_dimension:
            last = of_dimension[-1]
            step = last.chosen.component.step_size * MILLION
            last.extra = -sum(run.used for run in of_dimension) % step if step > 0 else 0
