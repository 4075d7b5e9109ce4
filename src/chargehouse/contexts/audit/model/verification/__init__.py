"""Verification: recomputes everything, and says where it is not what was signed."""

from chargehouse.contexts.audit.model.verification.entries import plain
from chargehouse.contexts.audit.model.verification.kept import NOTHING, Kept
from chargehouse.contexts.audit.model.verification.verifier import Verifier

__all__ = ["NOTHING", "Kept", "Verifier", "plain"]
