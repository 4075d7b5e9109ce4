"""A session's readings as lines to draw: one a measurand, thinned without losing its peaks."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from chargehouse.contexts.sessions.model.samples import REGISTER
from chargehouse.contexts.sessions.public import Sample, Series
from chargehouse.kernel.energy import NotAQuantity, decimal_of

POINTS_MAX: Final = 2000
SERIES_MAX: Final = 60
SCALES: Final = {"kwh": ("Wh", 1000), "kw": ("W", 1000), "kvarh": ("varh", 1000)}
UNITS: Final = {"SoC": "Percent", REGISTER: "Wh", "Power.Active.Import": "W"}
"""What is meant where a charger leaves the unit out."""

Point = tuple[datetime, Decimal]
_Key = tuple[str, str | None, str | None, str | None]


class Curve:
    """Takes readings in the order of their time."""

    def __init__(self) -> None:
        self._lines: dict[_Key, list[Point]] = {}

    def add(self, at: datetime, samples: Sequence[Sample]) -> None:
        """Add a reading; what is no number is passed over, of one instant the last one said."""
        for sample in samples:
            measurand = sample.measurand or REGISTER
            try:
                unit, value = _scaled(measurand, sample)
            except NotAQuantity:
                continue
            location = None if sample.location == "Outlet" else sample.location
            self._add((measurand, unit, sample.phase, location), (at, value))

    def _add(self, key: _Key, point: Point) -> None:
        line = self._lines.get(key)
        if line is None:
            if len(self._lines) < SERIES_MAX:
                self._lines[key] = [point]
        elif line[-1][0] == point[0]:
            line[-1] = point
        else:
            line.append(point)

    def series(self) -> list[Series]:
        """Return the lines, each with at most `POINTS_MAX` points."""
        return [
            _series(key, self._lines[key])
            for key in sorted(self._lines, key=lambda key: tuple(part or "" for part in key))
        ]


def thinned(points: Sequence[Point], limit: int = POINTS_MAX) -> list[Point]:
    """Return at most `limit` points: the first and last, and of each stretch its least and most."""
    if len(points) <= limit:
        return list(points)
    inner = points[1:-1]
    stretches = (limit - 2) // 2
    kept = [points[0]]
    for number in range(stretches):
        begin = number * len(inner) // stretches
        stretch = range(begin, (number + 1) * len(inner) // stretches)
        least = min(stretch, key=lambda at: inner[at][1])
        most = max(stretch, key=lambda at: inner[at][1])
        kept += [inner[at] for at in sorted({least, most})]
    return [*kept, points[-1]]


def _scaled(measurand: str, sample: Sample) -> tuple[str | None, Decimal]:
    unit = sample.unit or UNITS.get(measurand)
    value = decimal_of(sample.value, sample.multiplier)
    scale = SCALES.get(unit.lower()) if unit else None
    return (unit, value) if scale is None else (scale[0], value * scale[1])


def _series(key: _Key, line: list[Point]) -> Series:
    measurand, unit, phase, location = key
    shown = thinned(line)
    return Series(
        measurand=measurand,
        unit=unit,
        phase=phase,
        location=location,
        at=[at for at, _ in shown],
        values=[value for _, value in shown],
        points=len(line),
    )
