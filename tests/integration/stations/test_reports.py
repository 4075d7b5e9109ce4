from datetime import timedelta

import msgspec
import pytest
from tests.integration.stations.conftest import Ground

from chargehouse.contexts.stations.errors import StationUnknown
from chargehouse.contexts.stations.events import (
    ConnectorStatusChanged,
    FaultCleared,
    FaultOpened,
)
from chargehouse.contexts.stations.public import (
    BootReport,
    FaultReport,
    Frame,
    StationRef,
    StatusReport,
)
from chargehouse.contexts.stations.service.reports import ReportService
from chargehouse.contexts.stations.service.timeline import Timeline
from chargehouse.platform.postgres.coalescer import Unit


def status_of(ground: Ground, status: str, error_code: str | None = "NoError") -> StatusReport:
    return StatusReport(
        evse_id=1,
        connector_id=1,
        status=status,
        error_code=error_code,
        reported_at=ground.clock.now(),
        received_at=ground.clock.now(),
    )


def faulted(ground: Ground, error_code: str, vendor_code: str | None = None) -> StatusReport:
    report = status_of(ground, "Faulted", error_code)
    return msgspec.structs.replace(report, vendor_id="acme", vendor_error_code=vendor_code)


async def test_a_boot_is_kept_and_answered_with_the_registration(ground: Ground) -> None:
    reports = ReportService(ground.database, ground.ids)
    boot = BootReport(
        vendor="Acme",
        model="Fast",
        serial_number="S" * 33,
        firmware_version="1.2",
        reason="PowerUp",
        received_at=ground.clock.now(),
        deviations=2,
    )
    assert await reports.booted(ground.station, boot) == "accepted"
    [row] = await ground.rows("SELECT vendor, serial_number, deviations, booted_at FROM stations")
    assert tuple(row) == ("Acme", "S" * 33, 2, ground.clock.now())
    assert [name for name, _ in await ground.events()] == ["station.booted"]


async def test_a_boot_of_a_station_that_is_gone_is_refused(ground: Ground) -> None:
    reports = ReportService(ground.database, ground.ids)
    stranger = StationRef(ground.actor.tenant_id, ground.ids.new(), "GONE")
    boot = BootReport(vendor="Acme", model="Fast", received_at=ground.clock.now())
    with pytest.raises(StationUnknown):
        await reports.booted(stranger, boot)


async def test_a_status_is_an_event_only_when_it_changed(ground: Ground) -> None:
    reports = ReportService(ground.database, ground.ids)
    assert await reports.status(ground.station, status_of(ground, "Available")) is None
    before = await reports.status(ground.station, status_of(ground, "Available"))
    assert before is not None
    assert before.status == "Available"
    before = await reports.status(ground.station, status_of(ground, "Charging"))
    assert before is not None
    assert before.received_at == ground.clock.now()
    events = await ground.events()
    changes = [msgspec.convert(payload, ConnectorStatusChanged) for _, payload in events]
    assert [(change.previous_status, change.status) for change in changes] == [
        (None, "Available"),
        ("Available", "Charging"),
    ]
    assert changes[0].reported_at == ground.clock.now()


async def test_connector_zero_of_ocpp_16_is_the_station_itself(ground: Ground) -> None:
    reports = ReportService(ground.database, ground.ids)
    report = msgspec.structs.replace(status_of(ground, "Unavailable"), evse_id=0, connector_id=0)
    assert await reports.status(ground.station, report) is None
    again = await reports.status(ground.station, report)
    assert again is not None
    assert again.status == "Unavailable"
    [row] = await ground.rows("SELECT status, status_received_at FROM stations")
    assert tuple(row) == ("Unavailable", ground.clock.now())
    assert await ground.rows("SELECT 1 FROM connectors") == []
    assert len(await ground.events()) == 1


async def test_a_fault_keeps_its_vendor_code_and_opens_once(ground: Ground) -> None:
    reports = ReportService(ground.database, ground.ids)
    await reports.status(ground.station, faulted(ground, "GroundFailure", "E-42"))
    await reports.status(ground.station, faulted(ground, "GroundFailure", "E-42"))
    [row] = await ground.rows("SELECT error_code, vendor_error_code, closed_at FROM faults")
    assert tuple(row) == ("GroundFailure", "E-42", None)
    opened = [payload for name, payload in await ground.events() if name == "station.fault_opened"]
    [event] = [msgspec.convert(payload, FaultOpened) for payload in opened]
    assert (event.vendor_id, event.vendor_error_code) == ("acme", "E-42")


async def test_another_error_ends_the_one_before_and_no_error_ends_all(ground: Ground) -> None:
    reports = ReportService(ground.database, ground.ids)
    await reports.status(ground.station, faulted(ground, "GroundFailure", "E-42"))
    ground.clock.advance(5)
    await reports.status(ground.station, faulted(ground, "GroundFailure", "E-43"))
    ground.clock.advance(5)
    await reports.status(ground.station, status_of(ground, "Available"))
    rows = await ground.rows(
        "SELECT vendor_error_code, closed_at - opened_at AS lasted FROM faults ORDER BY opened_at"
    )
    assert [tuple(row) for row in rows] == [
        ("E-42", timedelta(seconds=5)),
        ("E-43", timedelta(seconds=5)),
    ]
    cleared = [payload for name, payload in await ground.events() if "cleared" in name]
    codes = [msgspec.convert(payload, FaultCleared).vendor_error_code for payload in cleared]
    assert codes == ["E-42", "E-43"]


async def test_a_status_of_ocpp_2_ends_no_fault_that_was_told_by_an_event(ground: Ground) -> None:
    reports = ReportService(ground.database, ground.ids)
    leak = FaultReport(
        evse_id=1,
        connector_id=1,
        error_code="GroundFault",
        vendor_error_code="17",
        received_at=ground.clock.now(),
    )
    await reports.fault(ground.station, leak)
    await reports.status(ground.station, status_of(ground, "Faulted", None))
    await reports.status(ground.station, status_of(ground, "Available", None))
    still = await ground.rows("SELECT error_code FROM faults WHERE closed_at IS NULL")
    assert [row.error_code for row in still] == ["GroundFault"]
    await reports.fault(ground.station, msgspec.structs.replace(leak, cleared=True))
    assert await ground.rows("SELECT 1 FROM faults WHERE closed_at IS NULL") == []


async def test_a_fault_of_one_connector_leaves_another_alone(ground: Ground) -> None:
    reports = ReportService(ground.database, ground.ids)
    await reports.status(ground.station, faulted(ground, "GroundFailure"))
    other = msgspec.structs.replace(status_of(ground, "Available"), evse_id=2)
    await reports.status(ground.station, other)
    rows = await ground.rows("SELECT evse_id FROM faults WHERE closed_at IS NULL")
    assert [row.evse_id for row in rows] == [1]


async def test_what_was_heard_adds_up(ground: Ground) -> None:
    reports = ReportService(ground.database, ground.ids)
    reports.heartbeat(ground.station, ground.clock.now())
    reports.heard(ground.station, used_at=ground.clock.now(), deviations=2, clock_skew_s=-3600.0)
    reports.heard(ground.station, deviations=1)
    await ground.database.hot.stop()
    [row] = await ground.rows(
        "SELECT heartbeat_at, last_used_at, deviations, clock_skew_s FROM stations"
    )
    assert tuple(row) == (ground.clock.now(), ground.clock.now(), 3, -3600.0)


async def test_progress_and_security_are_events_of_the_station(ground: Ground) -> None:
    reports = ReportService(ground.database, ground.ids)
    now = ground.clock.now()
    await reports.firmware_status(ground.station, "Installing", now, 7)
    await reports.diagnostics_status(ground.station, "Uploaded", now)
    await reports.security_event(ground.station, "TamperDetectionActivated", now, now)
    events = await ground.events()
    assert [name for name, _ in events] == [
        "station.firmware_status_reported",
        "station.diagnostics_status_reported",
        "station.security_event_reported",
    ]
    assert all(payload["station_id"] == str(ground.station.id) for _, payload in events)


async def test_a_report_takes_its_callers_frame_along(ground: Ground) -> None:
    reports, timeline = ReportService(ground.database, ground.ids), Timeline(ground.database)
    unit = Unit(ground.actor.tenant_id)
    frame = Frame(
        station_id=ground.station.id,
        id=ground.ids.new(),
        at=ground.clock.now(),
        connection_id=ground.ids.new(),
        direction="in",
        kind="call",
        action="StatusNotification",
        message_id="m1",
        payload="{}",
        deviations=("Q-001", "Q-002"),
    )
    timeline.add(unit, frame)
    await reports.status(ground.station, status_of(ground, "Available"), unit)
    [row] = await ground.rows("SELECT id, action, deviations FROM frames")
    assert tuple(row) == (frame.id, "StatusNotification", ["Q-001", "Q-002"])


async def test_a_text_that_postgres_cannot_hold_is_kept_without_its_nul(ground: Ground) -> None:
    reports = ReportService(ground.database, ground.ids)
    report = msgspec.structs.replace(status_of(ground, "Available"), info="a\0b")
    await reports.status(ground.station, report)
    [row] = await ground.rows("SELECT info FROM connectors")
    assert row.info == "a\ufffdb"
