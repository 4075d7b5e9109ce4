"""Use cases around stations: the hot path of their messages, and the work of operators."""

from chargehouse.contexts.stations.service.certificates import CertificateService
from chargehouse.contexts.stations.service.commands import CommandService
from chargehouse.contexts.stations.service.connections import ConnectionService
from chargehouse.contexts.stations.service.connectors import ConnectorService
from chargehouse.contexts.stations.service.directory import StationDirectory
from chargehouse.contexts.stations.service.locations import LocationService
from chargehouse.contexts.stations.service.registration import RegistrationService
from chargehouse.contexts.stations.service.reports import ReportService
from chargehouse.contexts.stations.service.stations import StationService
from chargehouse.contexts.stations.service.sweeps import SweepService
from chargehouse.contexts.stations.service.timeline import Timeline
from chargehouse.contexts.stations.service.variables import VariableService

__all__ = [
    "CertificateService",
    "CommandService",
    "ConnectionService",
    "ConnectorService",
    "LocationService",
    "RegistrationService",
    "ReportService",
    "StationDirectory",
    "StationService",
    "SweepService",
    "Timeline",
    "VariableService",
]
