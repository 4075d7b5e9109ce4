"""Use cases of the sessions context."""

from chargehouse.contexts.sessions.service.facts import SessionService

__all__ = ["SessionService"]
