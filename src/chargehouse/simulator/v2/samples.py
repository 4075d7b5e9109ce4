"""Meter values of OCPP 2.x (2.0.1 part 2, MeterValueType)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from chargehouse.simulator.power import Reading


def meter_value(
    reading: Reading, measurands: str, context: str, phases: int, at: datetime
) -> dict[str, Any]:
    """Return one MeterValue with the measurands that are asked for, separated by commas."""
    wanted = {name.strip() for name in measurands.split(",")}
    samples = [_sample(reading.energy_wh, context, "Energy.Active.Import.Register", "Wh")]
    if "Power.Active.Import" in wanted:
        samples.append(_sample(reading.power_w, context, "Power.Active.Import", "W"))
    if "Current.Import" in wanted:
        for line, deciamperes in enumerate(reading.deciamperes, 1):
            sample = _sample(Decimal(deciamperes) / 10, context, "Current.Import", "A")
            samples.append(sample | ({"phase": f"L{line}"} if phases else {}))
    if "Voltage" in wanted:
        for line, volts in enumerate(reading.volts, 1):
            sample = _sample(volts, context, "Voltage", "V")
            samples.append(sample | ({"phase": f"L{line}-N"} if phases else {}))
    if "SoC" in wanted and not phases:
        samples.append(_sample(reading.soc_percent, context, "SoC", "Percent") | {"location": "EV"})
    return {"timestamp": at, "sampledValue": samples}


def _sample(value: int | Decimal, context: str, measurand: str, unit: str) -> dict[str, Any]:
    return {
        "value": value,
        "context": context,
        "measurand": measurand,
        "location": "Outlet",
        "unitOfMeasure": {"unit": unit},
    }
