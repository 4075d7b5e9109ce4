"""Use cases of what sessions cost, and of CDRs."""

from chargehouse.contexts.cdrs.service.costs import CostService
from chargehouse.contexts.cdrs.service.following import SessionFollowing
from chargehouse.contexts.cdrs.service.partners import PartnerCdrService
from chargehouse.contexts.cdrs.service.records import CdrService
from chargehouse.contexts.cdrs.service.reservations import ReservationBilling
from chargehouse.contexts.cdrs.service.terms import TermsBook

__all__ = [
    "CdrService",
    "CostService",
    "PartnerCdrService",
    "ReservationBilling",
    "SessionFollowing",
    "TermsBook",
]
