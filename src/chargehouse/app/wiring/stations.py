"""Stations: what stands where, what is connected, what chargers are told and said."""

from dataclasses import dataclass
from typing import Final

from chargehouse.app.wiring.ground import Ground
from chargehouse.contexts.roaming.service import PartyService
from chargehouse.contexts.stations.public import CommandPort
from chargehouse.contexts.stations.service import (
    CertificateService,
    CommandService,
    ConnectionService,
    ConnectorService,
    LocationService,
    RegistrationService,
    ReportService,
    StationDirectory,
    StationService,
    SweepService,
    Timeline,
    VariableService,
)

SILENT_HEARTBEATS: Final = 3
"""A connected station that lets so many heartbeats pass is called silent."""


@dataclass(frozen=True)
class StationServices:
    """The services of stations."""

    locations: LocationService
    stations: StationService
    station_directory: StationDirectory
    connectors: ConnectorService
    connections: ConnectionService
    registrations: RegistrationService
    reports: ReportService
    variables: VariableService
    timeline: Timeline
    certificates: CertificateService
    commands: CommandService
    sweeps: SweepService


def station_services(
    ground: Ground, *, port: CommandPort, parties: PartyService
) -> StationServices:
    """Return the services of stations, which are told things through `port`."""
    database, keyring = ground.database, ground.keyring
    silent_after_s = SILENT_HEARTBEATS * ground.settings.ocpp.heartbeat_interval_s
    return StationServices(
        locations=LocationService(database, parties),
        stations=StationService(
            database, keyring, ground.chance, port, silent_after_s=silent_after_s
        ),
        station_directory=StationDirectory(database),
        connectors=ConnectorService(database),
        connections=ConnectionService(database, database.clock, database.ids, ground.metrics),
        registrations=RegistrationService(database, keyring),
        reports=ReportService(database, database.ids),
        variables=VariableService(database, keyring),
        timeline=Timeline(database),
        certificates=CertificateService(database, keyring, port),
        commands=CommandService(database, keyring, port),
        sweeps=SweepService(database),
    )
