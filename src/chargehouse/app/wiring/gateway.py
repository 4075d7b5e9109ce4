"""The gateway: what its messages need, and the port through which stations are told things."""

from uuid import UUID

from chargehouse.app.wiring.contexts import Contexts
from chargehouse.gateway.commands import Commands, Dialect
from chargehouse.gateway.figures import Figures
from chargehouse.gateway.services import Services
from chargehouse.gateway.v2 import answers as answers_2
from chargehouse.gateway.v2 import verbs as verbs_2
from chargehouse.gateway.v16 import answers as answers_16
from chargehouse.gateway.v16 import verbs as verbs_16
from chargehouse.platform.broker.port import Broker
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring
from chargehouse.platform.settings import Settings


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
