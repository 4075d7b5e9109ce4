"""Use cases of the sessions context."""

from chargehouse.contexts.sessions.service.facts import SessionService
from chargehouse.contexts.sessions.service.history import SessionHistory
from chargehouse.contexts.sessions.service.repairs import SessionRepairs

__all__ = ["SessionHistory", "SessionRepairs", "SessionService"]
