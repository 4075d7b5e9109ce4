"""Which faults a status report opens, and which it ends."""

from dataclasses import dataclass
from typing import Final

from chargehouse.contexts.stations.public import StatusReport

FAULTED: Final = "Faulted"
NO_ERROR: Final = "NoError"


@dataclass(frozen=True, slots=True)
class FaultChange:
    """What a report says of its connector's faults.

    `holds` is the fault code that holds now. `ends` is the only code that may end by this report,
    None where every other one ends.
    """

    holds: str | None
    ends: str | None


def fault_change(report: StatusReport) -> FaultChange:
    """Return what a status report says of faults.

    A 1.6 report carries its connector's one error code, so every other fault is over (OCPP 1.6,
    4.9). A 2.x report carries only a status, so it speaks for no fault but `Faulted`; others are
    told by NotifyEvent.
    """
    faulted = FAULTED if report.status == FAULTED else None
    if report.error_code is None:
        return FaultChange(holds=faulted, ends=FAULTED)
    if report.error_code == NO_ERROR:
        return FaultChange(holds=faulted, ends=None)
    return FaultChange(holds=report.error_code, ends=None)
