"""Meter values of OCPP 1.6 (section 7.33) as readings of a session."""

from collections.abc import Iterable
from typing import Final

from chargehouse.contexts.sessions.public import Reading, Sample
from chargehouse.gateway.free_text import plain_word
from chargehouse.ocpp.v16.messages import MeterValue, SampledValue

FIGURE_CHARACTERS: Final = "-+0123456789.,eE "
TELLING_CHARACTERS: Final = 8


def readings_of(meter_values: Iterable[MeterValue] | None) -> tuple[Reading, ...]:
    """Return what a meter said, at the station's times."""
    return tuple(
        Reading(
            samples=tuple(_sample(sampled) for sampled in value.sampled_value),
            reported_at=value.timestamp,
        )
        for value in meter_values or ()
    )


def _sample(sampled: SampledValue) -> Sample:
    signed = sampled.format == "SignedData" or _may_be_signed(sampled.value)
    unit, context = sampled.unit, sampled.context
    return Sample(
        value="" if signed else sampled.value,
        measurand=sampled.measurand,
        unit=unit and plain_word(unit),
        context=context and plain_word(context),
        phase=sampled.phase,
        location=sampled.location,
        signed=sampled.value if signed else None,
    )


def _may_be_signed(value: str) -> bool:
    """Tell whether a value is long and no figure: signed data under a wrong format, say."""
    return len(value) >= TELLING_CHARACTERS and bool(value.strip(FIGURE_CHARACTERS))
