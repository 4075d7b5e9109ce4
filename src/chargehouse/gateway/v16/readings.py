"""Meter values of OCPP 1.6 (section 7.33) as readings of a session."""

from collections.abc import Iterable

from chargehouse.contexts.sessions.public import Reading, Sample
from chargehouse.ocpp.v16.messages import MeterValue, SampledValue


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
    signed = sampled.format == "SignedData"
    return Sample(
        value="" if signed else sampled.value,
        measurand=sampled.measurand,
        unit=sampled.unit,
        context=sampled.context,
        phase=sampled.phase,
        location=sampled.location,
        signed=sampled.value if signed else None,
    )
