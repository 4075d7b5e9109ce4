"""What happens to CDRs."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from chargehouse.kernel.events import Event


class CdrEvent(Event, frozen=True, kw_only=True):
    """What every event of a CDR tells; the figures of a credit CDR are negative.

    One of a reservation that nobody came for has no session, and names the command that made it.
    """

    wire_name: ClassVar[str] = "cdr"

    session_id: UUID | None
    reservation_id: UUID | None = None
    location_id: UUID
    currency: str
    total_excl: Decimal | None
    total_incl: Decimal | None
    energy_kwh: Decimal


class CdrCreated(CdrEvent, frozen=True, kw_only=True):
    """A session ended, or a reservation expired, and is recorded with its cost for good."""

    wire_name: ClassVar[str] = "cdr.created"

    tariff_id: UUID
    ended_at: datetime


class CdrCredited(CdrEvent, frozen=True, kw_only=True):
    """What a CDR says to be due is taken back, by a credit CDR that refers to it."""

    wire_name: ClassVar[str] = "cdr.credited"
    personal: ClassVar[frozenset[str]] = frozenset({"reason"})

    credits: UUID
    reason: str


class CdrOmitted(Event, frozen=True, kw_only=True):
    """A session came to its end and gets no CDR; `reason` says why in a word."""

    wire_name: ClassVar[str] = "cdr.omitted"

    location_id: UUID
    reason: str
