"""What stations report of themselves: boot, status, faults, life, progress, variables."""

from datetime import datetime
from typing import Any, Final

from chargehouse.contexts.stations.errors import StationUnknown
from chargehouse.contexts.stations.events import (
    DiagnosticsStatusReported,
    FirmwareStatusReported,
    SecurityEventReported,
    StationBooted,
)
from chargehouse.contexts.stations.model.faults import fault_change
from chargehouse.contexts.stations.model.texts import storable_report
from chargehouse.contexts.stations.public import (
    BootReport,
    FaultReport,
    Registration,
    StationRef,
    StatusBefore,
    StatusReport,
)
from chargehouse.contexts.stations.repository.hot import (
    BOOTED,
    CONNECTOR_REPORTED,
    FAULT_OPENED,
    FAULTS_CLOSED,
    HEARD,
    STATION_REPORTED,
)
from chargehouse.kernel.events import Event
from chargehouse.kernel.ids import Ids
from chargehouse.platform.outbox.writing import EVENTS, event_row
from chargehouse.platform.postgres.coalescer import Unit
from chargehouse.platform.postgres.database import Database

REGISTRATIONS: Final[dict[str, Registration]] = {
    "accepted": "accepted",
    "pending": "pending",
    "rejected": "rejected",
}


class ReportService:
    """Keeps what stations report. `unit` takes rows of the caller along (its frame).

    What returns something is durable when it does; methods raise `Unavailable` when the database
    is away, and then nothing may be acknowledged.
    """

    def __init__(self, database: Database, ids: Ids) -> None:
        self._hot = database.hot
        self._ids = ids

    async def booted(
        self, station: StationRef, boot: BootReport, unit: Unit | None = None
    ) -> Registration:
        """Keep what a station says it is; return how it is registered.

        Raises `StationUnknown` where it was removed while it was connected.
        """
        unit = unit or Unit(station.tenant_id)
        boot = storable_report(boot)
        unit.add(
            BOOTED,
            (
                *(station.id, boot.vendor, boot.model, boot.serial_number, boot.firmware_version),
                *(boot.quirk_profile, boot.reason, boot.received_at, boot.deviations),
            ),
        )
        self._tell(
            unit,
            station,
            StationBooted(
                aggregate_id=station.id,
                station_id=station.id,
                vendor=boot.vendor,
                model=boot.model,
                firmware_version=boot.firmware_version,
                boot_reason=boot.reason,
                rebooted=boot.rebooted,
            ),
            boot.received_at,
        )
        answer = await self._hot.commit(unit)
        if answer is None:
            raise StationUnknown("The station was removed.")
        return REGISTRATIONS[answer]

    async def status(
        self, station: StationRef, report: StatusReport, unit: Unit | None = None
    ) -> StatusBefore | None:
        """Keep a connector's status, open and close its faults; return what it reported before.

        EVSE 0 with connector 0 is the station as a whole.
        """
        unit = unit or Unit(station.tenant_id)
        report = storable_report(report)
        if report.evse_id == 0 and report.connector_id == 0:
            unit.add(STATION_REPORTED, self._station_row(station, report))
        else:
            unit.add(CONNECTOR_REPORTED, self._connector_row(station, report))
        self._add_fault_rows(unit, station, report)
        return _status_before(await self._hot.commit(unit))

    async def fault(
        self, station: StationRef, report: FaultReport, unit: Unit | None = None
    ) -> None:
        """Open a fault that a station tells by an event of its own, or close it."""
        unit = unit or Unit(station.tenant_id)
        report = storable_report(report)
        if report.cleared:
            unit.add(FAULTS_CLOSED, _ended(station, report, code=report.error_code, holds=None))
        else:
            unit.add(FAULT_OPENED, self._opened(station, report, report.error_code))
        await self._hot.commit(unit)

    def heartbeat(self, station: StationRef, at: datetime, unit: Unit | None = None) -> None:
        """Keep that a station is alive; does not wait for the database."""
        self.heard(station, heartbeat_at=at, unit=unit)

    def heard(
        self,
        station: StationRef,
        *,
        heartbeat_at: datetime | None = None,
        used_at: datetime | None = None,
        deviations: int = 0,
        clock_skew_s: float | None = None,
        unit: Unit | None = None,
    ) -> None:
        """Keep what any message may tell of a station besides its own matter.

        `used_at` is when somebody charged, by the charger's own start, meter value or stop;
        deviations are counted; a clock's skew is positive where it is ahead.
        Does not wait for the database.
        """
        unit = unit or Unit(station.tenant_id)
        unit.add(HEARD, (station.id, heartbeat_at, used_at, deviations, clock_skew_s))
        self._hot.append(unit)

    async def firmware_status(
        self,
        station: StationRef,
        status: str,
        at: datetime,
        request_number: int | None = None,
        unit: Unit | None = None,
    ) -> None:
        """Record how a firmware update goes."""
        event = FirmwareStatusReported(
            aggregate_id=station.id,
            station_id=station.id,
            status=status,
            request_number=request_number,
        )
        await self._record(station, event, at, unit)

    async def diagnostics_status(
        self,
        station: StationRef,
        status: str,
        at: datetime,
        request_number: int | None = None,
        unit: Unit | None = None,
    ) -> None:
        """Record how an upload of diagnostics or logs goes."""
        event = DiagnosticsStatusReported(
            aggregate_id=station.id,
            station_id=station.id,
            status=status,
            request_number=request_number,
        )
        await self._record(station, event, at, unit)

    async def security_event(
        self,
        station: StationRef,
        kind: str,
        at: datetime,
        reported_at: datetime | None,
        unit: Unit | None = None,
    ) -> None:
        """Record a security event; its free text is not kept, since it may hold anything."""
        event = SecurityEventReported(
            aggregate_id=station.id, station_id=station.id, kind=kind, reported_at=reported_at
        )
        await self._record(station, event, at, unit)

    async def _record(
        self, station: StationRef, event: Event, at: datetime, unit: Unit | None
    ) -> None:
        unit = unit or Unit(station.tenant_id)
        self._tell(unit, station, event, at)
        await self._hot.commit(unit)

    def _tell(self, unit: Unit, station: StationRef, event: Event, at: datetime) -> None:
        row = event_row(
            event, event_id=self._ids.new(), occurred_at=at, actor_name=station.actor_name
        )
        unit.add(EVENTS, row)

    def _add_fault_rows(self, unit: Unit, station: StationRef, report: StatusReport) -> None:
        change = fault_change(report)
        unit.add(FAULTS_CLOSED, _ended(station, report, code=change.ends, holds=change.holds))
        if change.holds is not None:
            unit.add(FAULT_OPENED, self._opened(station, report, change.holds))

    def _opened(
        self, station: StationRef, report: StatusReport | FaultReport, code: str
    ) -> tuple[object, ...]:
        return (
            *(self._ids.new(), station.id, report.evse_id, report.connector_id, code),
            *(report.vendor_id, report.vendor_error_code, report.info),
            *(report.reported_at, report.received_at, self._ids.new(), station.actor_name),
        )

    def _station_row(self, station: StationRef, report: StatusReport) -> tuple[object, ...]:
        return (
            *(station.id, report.status, report.error_code, report.vendor_error_code),
            *(report.reported_at, report.received_at, self._ids.new(), station.actor_name),
        )

    def _connector_row(self, station: StationRef, report: StatusReport) -> tuple[object, ...]:
        return (
            *(station.id, report.evse_id, report.connector_id, report.status, report.error_code),
            *(report.vendor_id, report.vendor_error_code, report.info),
            *(report.reported_at, report.received_at, self._ids.new(), station.actor_name),
        )


def _ended(
    station: StationRef, report: StatusReport | FaultReport, *, code: str | None, holds: str | None
) -> tuple[object, ...]:
    return (
        *(station.id, report.evse_id, report.connector_id, code, holds),
        *(report.vendor_error_code, report.received_at, station.actor_name),
    )


def _status_before(row: Any) -> StatusBefore | None:  # noqa: ANN401  a record of the driver
    if row is None or row["status"] is None:
        return None
    return StatusBefore(row["status"], row["error_code"], row["received_at"])
