"""Facts for tests: one station, minutes after noon."""

from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from chargehouse.contexts.sessions.model import Session, apply, opening
from chargehouse.contexts.sessions.public import Fact, Reading, Sample

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
STATION = UUID(int=1)
LOCATION = UUID(int=2)
SESSION = UUID(int=3)
F = TypeVar("F", bound=Fact)


def fact(kind: type[F], minute: float, **values: object) -> F:
    at = NOON + timedelta(minutes=minute)
    base: dict[str, Any] = {
        "station_id": STATION,
        "location_id": LOCATION,
        "protocol": "ocpp1.6",
        "received_at": at,
        "reported_at": at,
    }
    return kind(**{**base, **values})


def reading(minute: float, *samples: Sample) -> Reading:
    return Reading(samples=samples, reported_at=NOON + timedelta(minutes=minute))


def register(minute: float, wh: int, context: str | None = None) -> Reading:
    return reading(minute, Sample(value=str(wh), context=context))


def session_of(*facts: Fact) -> Session:
    """The session that these facts make, in this order."""
    session = opening(SESSION, "tx:1", facts[0])
    for each in facts:
        session = apply(session, each).session
    return session
