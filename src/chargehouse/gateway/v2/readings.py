"""Meter values of OCPP 2.x (part 2, MeterValueType) as readings."""

from collections.abc import Iterable
from typing import Any

import msgspec

from chargehouse.contexts.sessions.public import Reading, Sample
from chargehouse.gateway.free_text import plain_word


def readings_of(meter_values: Iterable[Any] | None) -> tuple[Reading, ...]:
    """Return readings with every sample as it was said, signed data included."""
    return tuple(
        Reading(
            samples=tuple(_sample(sampled) for sampled in said.sampled_value),
            reported_at=said.timestamp,
        )
        for said in meter_values or ()
    )


def _sample(sampled: Any) -> Sample:  # noqa: ANN401  the struct of either version
    measure, signed = sampled.unit_of_measure, sampled.signed_meter_value
    unit, context = measure.unit if measure else None, sampled.context
    return Sample(
        value=str(sampled.value),
        measurand=sampled.measurand,
        unit=unit and plain_word(unit),
        context=context and plain_word(context),
        phase=sampled.phase,
        location=sampled.location,
        multiplier=(measure.multiplier or 0) if measure else 0,
        signed=msgspec.json.encode(signed).decode() if signed else None,
    )
