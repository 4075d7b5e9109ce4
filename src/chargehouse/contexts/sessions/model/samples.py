"""The figures that curves and bills want, chosen among all that a meter said."""

from decimal import Decimal
from typing import Final, NamedTuple

import msgspec

from chargehouse.contexts.sessions.public import Sample
from chargehouse.kernel.energy import NotAQuantity, decimal_of, watt_hours, watts

REGISTER: Final = "Energy.Active.Import.Register"
POWER: Final = "Power.Active.Import"
SOC: Final = "SoC"
BEGIN: Final = "Transaction.Begin"
END: Final = "Transaction.End"

_PHASES = frozenset({"L1", "L2", "L3", "L1-N", "L2-N", "L3-N"})
_FULL = Decimal(100)
_HUNDREDTH = Decimal("0.01")


class Register(NamedTuple):
    """An energy register's figure and the context it was said in."""

    context: str | None
    wh: int


class Figures(NamedTuple):
    """What one reading comes down to; one register a context at most."""

    registers: tuple[Register, ...]
    power_w: int | None
    soc_percent: Decimal | None
    unreadable: bool


def figures_of(samples: tuple[Sample, ...]) -> Figures:
    """Choose a reading's figures.

    Energy: the active import register at the outlet, the whole rather than its phases, else
    their sum. Power: active import, likewise. What is no number is passed over.
    """
    registers: _Sums | None = None
    powers: _Sums | None = None
    soc: Decimal | None = None
    unreadable = False
    for sample in samples:
        measurand = sample.measurand
        try:
            if measurand is None or measurand == REGISTER:
                if sample.location is None or sample.location == "Outlet":
                    registers = registers or _Sums()
                    unit = sample.unit or "Wh"
                    registers.add(sample, watt_hours(sample.value, unit, sample.multiplier))
            elif measurand == POWER:
                if sample.location is None or sample.location == "Outlet":
                    powers = powers or _Sums()
                    powers.add(sample, watts(sample.value, sample.unit or "W", sample.multiplier))
            elif measurand == SOC:
                soc = _percent(sample)
        except NotAQuantity:
            unreadable = unreadable or sample.signed is None
    return Figures(
        registers.by_context() if registers else (),
        powers.latest() if powers else None,
        soc,
        unreadable,
    )


def said(samples: tuple[Sample, ...]) -> str:
    """Return samples as JSON, each as it was said, without signed data."""
    if any(sample.signed is not None for sample in samples):
        samples = tuple(
            msgspec.structs.replace(sample, signed=None) if sample.signed is not None else sample
            for sample in samples
        )
    return msgspec.json.encode(samples).decode()


def signed(samples: tuple[Sample, ...]) -> str | None:
    """Return the signed data among samples as a JSON list, in their order; None without any."""
    found = [sample.signed for sample in samples if sample.signed is not None]
    return msgspec.json.encode(found).decode() if found else None


class _Sums:
    """Sums over phases by context, where no whole was said."""

    __slots__ = ("_phases", "_wholes")

    def __init__(self) -> None:
        self._wholes: dict[str | None, int] = {}
        self._phases: dict[str | None, int] = {}

    def add(self, sample: Sample, figure: int) -> None:
        phase = sample.phase
        if phase is None:
            self._wholes.setdefault(sample.context, figure)
        elif phase in _PHASES:
            self._phases[sample.context] = self._phases.get(sample.context, 0) + figure

    def by_context(self) -> tuple[Register, ...]:
        if not self._phases:
            return tuple(Register(context, wh) for context, wh in self._wholes.items())
        both = {**self._phases, **self._wholes}
        return tuple(Register(context, wh) for context, wh in both.items())

    def latest(self) -> int | None:
        figure: int | None = None
        for figure in (self._wholes or self._phases).values():  # noqa: B007  the last is meant
            pass
        return figure


def _percent(sample: Sample) -> Decimal:
    percent = decimal_of(sample.value, sample.multiplier)
    if not 0 <= percent <= _FULL:
        raise NotAQuantity
    return percent.quantize(_HUNDREDTH)
