"""Use cases of the sessions context."""

from chargehouse.contexts.sessions.service.courses import CourseService
from chargehouse.contexts.sessions.service.facts import SessionService
from chargehouse.contexts.sessions.service.figures import SessionFigures
from chargehouse.contexts.sessions.service.history import SessionHistory
from chargehouse.contexts.sessions.service.repairs import SessionRepairs
from chargehouse.contexts.sessions.service.utilisation import UtilisationService

__all__ = [
    "CourseService",
    "SessionFigures",
    "SessionHistory",
    "SessionRepairs",
    "SessionService",
    "UtilisationService",
]
