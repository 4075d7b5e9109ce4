"""Makes the services of every context, once a process."""

from dataclasses import dataclass, fields
from uuid import UUID

from chargehouse.contexts.access import public as access_public
from chargehouse.contexts.access.service import AccessService, DecisionService
from chargehouse.contexts.identity import public as identity_public
from chargehouse.contexts.identity.service import (
    ClassificationService,
    IdentifierService,
    ImportService,
    VehicleService,
)
from chargehouse.contexts.people import public as people_public
from chargehouse.contexts.people.service import TenantService, TokenAuthenticator, TokenService
from chargehouse.contexts.sessions import public as sessions_public
from chargehouse.contexts.sessions.service import (
    SessionHistory,
    SessionRepairs,
    SessionService,
)
from chargehouse.contexts.stations import public as stations_public
from chargehouse.contexts.stations.public import CommandPort
from chargehouse.contexts.stations.service import (
    CertificateService,
    CommandService,
    ConnectionService,
    ConnectorService,
    LocationService,
    RegistrationService,
    ReportService,
    StationService,
    SweepService,
    Timeline,
    VariableService,
)
from chargehouse.gateway.commands import Commands, Dialect
from chargehouse.gateway.figures import Figures
from chargehouse.gateway.services import Services
from chargehouse.gateway.v2 import answers as answers_2
from chargehouse.gateway.v2 import verbs as verbs_2
from chargehouse.gateway.v16 import answers as answers_16
from chargehouse.gateway.v16 import verbs as verbs_16
from chargehouse.kernel.chance import Chance
from chargehouse.platform.broker.port import Broker
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.outbox.history import READ_EVENTS
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring
from chargehouse.platform.settings import Settings

CATALOGUE = (
    *people_public.PERMISSIONS,
    *stations_public.PERMISSIONS,
    *identity_public.PERMISSIONS,
    *access_public.PERMISSIONS,
    *sessions_public.PERMISSIONS,
    READ_EVENTS,
)
"""Every permission there is: each context declares its own."""


@dataclass(frozen=True, slots=True)
class Contexts:
    """The contexts' services, as every role of a process uses them.

    The fields' names are those by which routes ask for them.
    """

    tenants: TenantService
    tokens: TokenService
    authenticator: TokenAuthenticator
    locations: LocationService
    stations: StationService
    connectors: ConnectorService
    connections: ConnectionService
    registrations: RegistrationService
    reports: ReportService
    variables: VariableService
    timeline: Timeline
    certificates: CertificateService
    commands: CommandService
    sweeps: SweepService
    vehicles: VehicleService
    identifiers: IdentifierService
    identifier_imports: ImportService
    classification: ClassificationService
    access: AccessService
    decisions: DecisionService
    sessions: SessionService
    session_history: SessionHistory
    session_repairs: SessionRepairs

    def by_name(self) -> dict[str, object]:
        """Return the services by the names under which routes ask for them."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def build_contexts(
    database: Database,
    settings: Settings,
    *,
    keyring: Keyring,
    chance: Chance,
    metrics: Metrics,
    port: CommandPort,
) -> Contexts:
    """Return every service over one database."""
    clock, ids = database.clock, database.ids
    authenticator = TokenAuthenticator(database, keyring, clock)
    return Contexts(
        tenants=TenantService(database),
        tokens=TokenService(
            database, keyring, chance, catalogue=CATALOGUE, authenticator=authenticator
        ),
        authenticator=authenticator,
        locations=LocationService(database),
        stations=StationService(database, keyring, chance),
        connectors=ConnectorService(database),
        connections=ConnectionService(database, clock, ids, metrics),
        registrations=RegistrationService(database, keyring),
        reports=ReportService(database, ids),
        variables=VariableService(database, keyring),
        timeline=Timeline(database),
        certificates=CertificateService(database, keyring),
        commands=CommandService(database, keyring, port),
        sweeps=SweepService(database),
        vehicles=VehicleService(database),
        identifiers=IdentifierService(database, keyring),
        identifier_imports=ImportService(database, keyring),
        classification=ClassificationService(database, keyring),
        access=AccessService(database),
        decisions=DecisionService(database, deadline_s=settings.access.decision_deadline_s),
        sessions=SessionService(database, ids=ids, keyring=keyring),
        session_history=SessionHistory(database, keyring),
        session_repairs=SessionRepairs(database, clock),
    )


def build_gateway_services(
    contexts: Contexts,
    database: Database,
    settings: Settings,
    *,
    process_id: UUID,
    keyring: Keyring,
    metrics: Metrics,
    broker: Broker,
) -> Services:
    """Return what the gateway's messages need."""
    return Services(
        process_id=process_id,
        settings=settings.ocpp,
        clock=database.clock,
        ids=database.ids,
        keyring=keyring,
        figures=Figures(metrics),
        broker=broker,
        hot=database.hot,
        tenants=contexts.tenants,
        stations=contexts.stations,
        connections=contexts.connections,
        registrations=contexts.registrations,
        reports=contexts.reports,
        variables=contexts.variables,
        timeline=contexts.timeline,
        commands=contexts.commands,
        certificates=contexts.certificates,
        decisions=contexts.decisions,
        sessions=contexts.sessions,
    )


def command_port() -> Commands:
    """Return the port through which stations are told things; `attach` it before it is used."""
    dialect_2 = Dialect(verbs_2.VERBS, answers_2.BEFORE, answers_2.AFTER)
    return Commands(
        {
            "ocpp1.6": Dialect(verbs_16.VERBS, answers_16.BEFORE, answers_16.AFTER),
            "ocpp2.0.1": dialect_2,
            "ocpp2.1": dialect_2,
        }
    )
