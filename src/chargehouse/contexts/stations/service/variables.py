"""Stations' configuration and device model, as it was observed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row

from chargehouse.contexts.stations.errors import StationUnknown
from chargehouse.contexts.stations.events import StationVariablesObserved
from chargehouse.contexts.stations.model.power import power_type_of
from chargehouse.contexts.stations.model.texts import storable_report
from chargehouse.contexts.stations.model.variables import is_plain, shown_value
from chargehouse.contexts.stations.public import (
    CONFIGURATION_READ,
    StationRef,
    Variable,
    VariableReport,
)
from chargehouse.contexts.stations.repository import connectors, stations, variables
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.reach import Place
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.secrets import Keyring


class VariableService:
    """Keeps what stations say of their configuration; what may hold a secret, encrypted."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._clock = database.clock
        self._keyring = keyring

    async def observed(
        self, station: StationRef, reports: Sequence[VariableReport], at: datetime
    ) -> list[str]:
        """Keep values that a station told; return the names of those that are new or changed.

        Connectors learn their type from the device model. Durable when it returns; raises
        `Unavailable` when the database is away.
        """
        if not reports:
            return []
        reports = [storable_report(report) for report in reports]
        actor = system_actor("station", station.tenant_id, station.code)
        async with self._database.transaction(actor) as work:
            changed = await self._changed(work, station.id, reports)
            rows = {_key(report): self._row(station, report, at) for report in reports}
            await variables.keep(work.connection, list(rows.values()))
            learnt = _connectors_of(station, reports)
            if learnt:
                await connectors.learn(work.connection, learnt)
            work.record(
                StationVariablesObserved(
                    aggregate_id=station.id,
                    station_id=station.id,
                    observed=len(reports),
                    changed=changed,
                )
            )
        return changed

    async def reason_to_read(self, station: StationRef) -> str | None:
        """Return why a station should be asked for all that it is; None where that is known."""
        actor = system_actor("gateway", station.tenant_id, "inventory")
        async with self._database.reading(actor) as connection:
            row = await variables.last_read(connection, station.tenant_id, station.id)
        if row is None:
            return None
        if row.read_at is None:
            return "it was never read"
        return "its firmware changed" if row.read_firmware != row.firmware_version else None

    async def was_read(self, station: StationRef) -> None:
        """Keep that a station was asked for all that it is, and answered."""
        actor = system_actor("gateway", station.tenant_id, "inventory")
        async with self._database.transaction(actor) as work:
            await variables.keep_read(
                work.connection, station.tenant_id, station.id, self._clock.now()
            )

    async def values(
        self, tenant_id: UUID, station_id: UUID, names: Sequence[str]
    ) -> list[VariableReport]:
        """Return the last observed values of variables, as the station wrote them.

        Names are compared without case. For the system's own work: what it returns may hold
        identifiers and secrets.
        """
        actor = system_actor("reaction", tenant_id, "variables")
        async with self._database.reading(actor) as connection:
            rows = await variables.values_of(connection, tenant_id, station_id, names)
        return [
            VariableReport(
                **{name: getattr(row, name) for name in variables.KEY},
                value=self._value(station_id, row),
            )
            for row in rows
        ]

    async def list_of(
        self,
        actor: Actor,
        station_id: UUID,
        *,
        search: str | None = None,
        component: str | None = None,
    ) -> list[Variable]:
        """Return a station's variables, ordered by component and name.

        What is masked is not searched. Raises `StationUnknown`.
        """
        actor.require_somewhere(CONFIGURATION_READ)
        now = self._clock.now()
        statement = variables.listed(actor.tenant_id, station_id, search, component)
        async with self._database.reading(actor) as connection:
            station = await stations.find(connection, actor.tenant_id, station_id, now)
            if station is None:
                raise StationUnknown("There is no such station.")
            actor.require(CONFIGURATION_READ, at=Place(station.location_id))
            return await variables.read(connection, statement, now)

    async def _changed(
        self, work: UnitOfWork, station_id: UUID, reports: Sequence[VariableReport]
    ) -> list[str]:
        names = {report.variable for report in reports}
        rows = await variables.known(work.connection, work.tenant_id, station_id, names)
        before = {tuple(row[: len(variables.KEY)]): self._value(station_id, row) for row in rows}
        missing = object()
        return sorted(
            {
                _full_name(report)
                for report in reports
                if before.get(_key(report), missing) != report.value
            }
        )

    def _row(self, station: StationRef, report: VariableReport, at: datetime) -> dict[str, object]:
        value = report.value
        plain = value is None or is_plain(report.variable, value)
        return {
            **msgspec.structs.asdict(report),
            "tenant_id": station.tenant_id,
            "station_id": station.id,
            "value": value if plain or value is None else shown_value(report.variable, value),
            "value_encrypted": None
            if plain or value is None
            else self._keyring.encrypt(value, context=_context(station.id)),
            "masked": not plain,
            "observed_at": at,
        }

    def _value(self, station_id: UUID, row: Row[Any]) -> str | None:
        if row.value_encrypted is None:
            value: str | None = row.value
            return value
        return self._keyring.decrypt(row.value_encrypted, context=_context(station_id))


def _context(station_id: UUID) -> str:
    return f"station_variables.value/{station_id}"


def _key(report: VariableReport) -> tuple[object, ...]:
    return tuple(getattr(report, name) for name in variables.KEY)


def _full_name(report: VariableReport) -> str:
    return f"{report.component}.{report.variable}" if report.component else report.variable


def _connectors_of(
    station: StationRef, reports: Sequence[VariableReport]
) -> list[dict[str, object]]:
    """Return what the reports say of connectors: their type, and the EVSE's phases."""
    said = [report for report in reports if report.attribute == "Actual" and report.value]
    phases = {
        report.evse_id: report.value
        for report in said
        if report.variable == "SupplyPhases" and report.component in {"EVSE", "Connector"}
    }
    return [
        {
            "tenant_id": station.tenant_id,
            "station_id": station.id,
            "evse_id": report.evse_id,
            "connector_id": report.connector_id,
            "standard": report.value,
            "power_type": power_type_of(report.value, phases.get(report.evse_id)),
        }
        for report in said
        if report.variable == "ConnectorType" and report.component == "Connector"
        if report.evse_id and report.connector_id
    ]
