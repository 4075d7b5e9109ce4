from datetime import UTC, datetime

import pytest

from chargehouse.contexts.stations.model.faults import FaultChange, fault_change
from chargehouse.contexts.stations.public import StatusReport


@pytest.mark.parametrize(
    ("status", "error_code", "change"),
    [
        ("Available", "NoError", FaultChange(holds=None, ends=None)),
        ("Faulted", "GroundFailure", FaultChange(holds="GroundFailure", ends=None)),
        ("Finishing", "OverVoltage", FaultChange(holds="OverVoltage", ends=None)),
        ("Faulted", "NoError", FaultChange(holds="Faulted", ends=None)),
        ("Available", None, FaultChange(holds=None, ends="Faulted")),
        ("Faulted", None, FaultChange(holds="Faulted", ends="Faulted")),
    ],
)
def test_a_report_opens_and_ends_the_faults_it_speaks_for(
    status: str, error_code: str | None, change: FaultChange
) -> None:
    report = StatusReport(
        evse_id=1,
        connector_id=1,
        status=status,
        error_code=error_code,
        received_at=datetime(2026, 3, 2, tzinfo=UTC),
    )
    assert fault_change(report) == change
