"""Use cases of what sessions cost."""

from chargehouse.contexts.cdrs.service.costs import CostService
from chargehouse.contexts.cdrs.service.following import SessionFollowing
from chargehouse.contexts.cdrs.service.terms import TermsBook

__all__ = ["CostService", "SessionFollowing", "TermsBook"]
