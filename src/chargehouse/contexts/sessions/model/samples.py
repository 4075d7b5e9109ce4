"""The figures that curves and bills want, chosen among all that a meter said."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final, NamedTuple

import msgspec

from chargehouse.contexts.sessions.public import Sample
from chargehouse.kernel.energy import NotAQuantity, decimal_of, watt_hours, watts

REGISTER: Final = "Energy.Active.Import.Register"
POWER: Final = "Power.Active.Import"
SOC: Final = "SoC"
CURRENT: Final = "Current.Import"
BEGIN: Final = "Transaction.Begin"
END: Final = "Transaction.End"

_WANTED = frozenset({REGISTER, POWER, SOC})
_OUTLET = frozenset({None, "Outlet"})
_PHASES = frozenset({"L1", "L2", "L3", "L1-N", "L2-N", "L3-N"})
_FULL = Decimal(100)
_HUNDREDTH = Decimal("0.01")
_Said = dict[tuple[str | None, bool], int]
_encoder = msgspec.json.Encoder()


class Figures(NamedTuple):
    """What one reading comes down to: registers in Wh by the context they were said in."""

    registers: dict[str | None, int]
    power_w: int | None
    soc_percent: Decimal | None
    unreadable: bool


def figures_of(samples: tuple[Sample, ...]) -> Figures:
    """Choose a reading's figures.

    Energy: the active import register at the outlet, the whole rather than its phases, else
    their sum. Power: active import, likewise. The state of charge is the vehicle's, wherever it
    is said to be measured. What is no number is passed over.
    """
    energy: _Said = {}
    power: _Said = {}
    soc: Decimal | None = None
    unreadable = False
    for sample in samples:
        measurand = sample.measurand or REGISTER
        if measurand not in _WANTED or (measurand != SOC and sample.location not in _OUTLET):
            continue
        try:
            if measurand == SOC:
                soc = _percent(sample)
            elif measurand == POWER:
                _add(power, sample, watts(sample.value, sample.unit or "W", sample.multiplier))
            else:
                unit = sample.unit or "Wh"
                _add(energy, sample, watt_hours(sample.value, unit, sample.multiplier))
        except NotAQuantity:
            unreadable = unreadable or sample.signed is None
    power_w: int | None = None
    for power_w in _wholes(power).values():  # noqa: B007  the last one said is meant
        pass
    return Figures(_wholes(energy), power_w, soc, unreadable)


def current_of(samples: Iterable[Sample]) -> Decimal | None:
    """Return the current in A over all phases that a reading says: the whole, else their sum."""
    whole: Decimal | None = None
    phases: dict[str, Decimal] = {}
    for sample in samples:
        if sample.measurand != CURRENT or sample.location not in _OUTLET:
            continue
        try:
            figure = decimal_of(sample.value, sample.multiplier)
        except NotAQuantity:
            continue
        if sample.phase is None:
            whole = figure
        elif sample.phase in _PHASES:
            phases[sample.phase] = figure
    return whole if whole is not None or not phases else sum(phases.values(), Decimal(0))


def said(samples: tuple[Sample, ...]) -> str:
    """Return samples as JSON, each as it was said, without signed data."""
    for sample in samples:
        if sample.signed is not None:
            samples = tuple(msgspec.structs.replace(each, signed=None) for each in samples)
            break
    return _encoder.encode(samples).decode()


def signed(samples: tuple[Sample, ...]) -> str | None:
    """Return the signed data among samples as a JSON list, in their order; None without any."""
    found = [sample.signed for sample in samples if sample.signed is not None]
    return _encoder.encode(found).decode() if found else None


def _add(said: _Said, sample: Sample, figure: int) -> None:
    if sample.phase is None:
        said.setdefault((sample.context, False), figure)
    elif sample.phase in _PHASES:
        key = (sample.context, True)
        said[key] = said.get(key, 0) + figure


def _wholes(said: _Said) -> dict[str | None, int]:
    """Return figures by context: the whole, else the sum of its phases."""
    return {
        context: figure
        for (context, phases), figure in said.items()
        if not phases or (context, False) not in said
    }


def _percent(sample: Sample) -> Decimal:
    percent = decimal_of(sample.value, sample.multiplier)
    if not 0 <= percent <= _FULL:
        raise NotAQuantity
    return percent.quantize(_HUNDREDTH)
