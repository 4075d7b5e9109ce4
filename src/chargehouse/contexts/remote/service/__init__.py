"""Use cases of commands across platforms."""

from chargehouse.contexts.remote.service.following import ResultFollowing
from chargehouse.contexts.remote.service.received import ReceivedCommandService
from chargehouse.contexts.remote.service.reservations import (
    CommandedReservations,
    ReservationExpiry,
    ReservationsUsed,
)
from chargehouse.contexts.remote.service.sealing import WishSealer
from chargehouse.contexts.remote.service.sending import SentCommandService
from chargehouse.contexts.remote.service.sessions import CommandedStarts, SessionsOfPartners
from chargehouse.contexts.remote.service.side import OurSide, RemoteSide
from chargehouse.contexts.remote.service.telling import ResultTeller

__all__ = [
    "CommandedReservations",
    "CommandedStarts",
    "OurSide",
    "ReceivedCommandService",
    "RemoteSide",
    "ReservationExpiry",
    "ReservationsUsed",
    "ResultFollowing",
    "ResultTeller",
    "SentCommandService",
    "SessionsOfPartners",
    "WishSealer",
]
