"""Sessions: what is charged, what was, and what it adds up to."""

from dataclasses import dataclass

from chargehouse.app.wiring.ground import Ground
from chargehouse.contexts.identity.service import VehicleService
from chargehouse.contexts.sessions.service import (
    CourseService,
    SessionFigures,
    SessionHistory,
    SessionRepairs,
    SessionService,
    UtilisationService,
)
from chargehouse.contexts.stations.service import StationDirectory


@dataclass(frozen=True)
class SessionServices:
    """The services of sessions."""

    sessions: SessionService
    session_history: SessionHistory
    session_figures: SessionFigures
    session_courses: CourseService
    utilisation: UtilisationService
    session_repairs: SessionRepairs


def session_services(
    ground: Ground, *, directory: StationDirectory, vehicles: VehicleService
) -> SessionServices:
    """Return the services of sessions."""
    database, keyring = ground.database, ground.keyring
    return SessionServices(
        sessions=SessionService(database, ids=database.ids, keyring=keyring),
        session_history=SessionHistory(database, keyring, directory, vehicles),
        session_figures=SessionFigures(database, directory),
        session_courses=CourseService(database),
        utilisation=UtilisationService(database, directory),
        session_repairs=SessionRepairs(database, database.clock),
    )
