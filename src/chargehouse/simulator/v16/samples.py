"""Meter values of OCPP 1.6 (section 7, MeterValue)."""

from datetime import datetime
from typing import Any

from chargehouse.simulator.power import Reading


def meter_value(
    reading: Reading, measurands: str, context: str, phases: int, at: datetime
) -> dict[str, Any]:
    """Return one MeterValue with the measurands that are asked for, separated by commas."""
    wanted = {name.strip() for name in measurands.split(",")}
    samples = [_sample(str(reading.energy_wh), context, "Energy.Active.Import.Register", "Wh")]
    if "Power.Active.Import" in wanted:
        samples.append(_sample(str(reading.power_w), context, "Power.Active.Import", "W"))
    if "Current.Import" in wanted:
        amps = [f"{each / 10:.1f}" for each in reading.deciamperes]
        samples += _by_phase(amps, context, "Current.Import", "A", phases, "")
    if "Voltage" in wanted:
        volts = [str(each) for each in reading.volts]
        samples += _by_phase(volts, context, "Voltage", "V", phases, "-N")
    if "SoC" in wanted and not phases:
        samples.append(_sample(str(reading.soc_percent), context, "SoC", "Percent", "EV"))
    return {"timestamp": at, "sampledValue": samples}


def _sample(
    value: str, context: str, measurand: str, unit: str, location: str = "Outlet"
) -> dict[str, Any]:
    return {
        "value": value,
        "context": context,
        "format": "Raw",
        "measurand": measurand,
        "location": location,
        "unit": unit,
    }


def _by_phase(  # noqa: PLR0917  as `_sample`
    values: list[str], context: str, measurand: str, unit: str, phases: int, to: str
) -> list[dict[str, Any]]:
    samples = [_sample(value, context, measurand, unit) for value in values]
    if phases:
        for line, sample in enumerate(samples, 1):
            sample["phase"] = f"L{line}{to}"
    return samples
