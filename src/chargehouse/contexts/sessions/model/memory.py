"""What is remembered of a session: enough to join facts in any order.

Everything here is the greatest, the least or the union of what the facts said, by the station's
time and sequence number; so facts that are repeated or overtake each other change nothing.
"""

from datetime import datetime
from decimal import Decimal
from typing import Final

import msgspec

from chargehouse.contexts.sessions.public import Fact, Identification

STEPS_KEPT: Final = 200
SEQUENCE_RANGES_KEPT: Final = 50


class Mark(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False):
    """A figure that a meter showed at an instant; ordered by time."""

    at: datetime
    seq: int
    figure: int


class Level(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False):
    """A state of charge at an instant; ordered by time."""

    at: datetime
    seq: int
    percent: Decimal


class Step(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False):
    """A change that a session went through; ordered by time."""

    at: datetime
    seq: int
    what: str
    received_at: datetime


class Start(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The start, as the station told it; `at` is the time it is believed to have been at."""

    at: datetime
    received_at: datetime
    reported_at: datetime | None
    meter_wh: int | None


class End(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The end, as the station told it; `at` is the time it is believed to have been at."""

    at: datetime
    received_at: datetime
    reported_at: datetime | None
    meter_wh: int | None
    reason: str | None


class Repair(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What an operator settled; `ended_at` is None where the session had ended by itself."""

    at: datetime
    operator: str
    reason: str
    settles: str | None
    ended_at: datetime | None
    meter_stop_wh: int | None


class Holder(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Who charges, and how good the source of that is: a start before an update before an end."""

    rank: int
    at: datetime
    seq: int
    identification: Identification


class Place(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False):
    """Where a session is; the earliest fact that knew the connector tells it best."""

    connector_unknown: bool
    at: datetime
    seq: int
    evse_id: int
    connector_id: int


class Memory(msgspec.Struct, omit_defaults=True, kw_only=True):
    """The memory of one session. Copied before it is changed; what it holds never changes."""

    opened_at: datetime
    last_fact_at: datetime
    start: Start | None = None
    end: End | None = None
    repair: Repair | None = None
    holder: Holder | None = None
    place: Place | None = None
    begin: Mark | None = None
    final: Mark | None = None
    first: Mark | None = None
    last: Mark | None = None
    lowest_wh: int | None = None
    highest_wh: int | None = None
    power: Mark | None = None
    soc: Level | None = None
    state: Step | None = None
    steps: tuple[Step, ...] = ()
    sequence: tuple[tuple[int, int], ...] = ()
    offline: bool = False
    notes: tuple[str, ...] = ()
    doubts: tuple[tuple[str, datetime], ...] = ()
    progress_told_at: datetime | None = None


class Repaired(Fact, frozen=True, kw_only=True):
    """An operator closes a session, or settles the doubt that is named by `settles`."""

    operator: str
    reason: str
    settles: str | None = None
    ended_at: datetime | None = None
    meter_stop_wh: int | None = None


class Doubted(Fact, frozen=True, kw_only=True):
    """We have reason to doubt that a session is still on: `superseded`, `endless`."""

    doubt: str
