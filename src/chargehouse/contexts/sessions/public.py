"""What other rooms may use of sessions: facts to feed it, and what it answers."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final, Protocol
from uuid import UUID

import msgspec

from chargehouse.contexts.stations.public import Names
from chargehouse.contexts.tariffs.public import MeterReading
from chargehouse.kernel.actor import Actor, Permission
from chargehouse.kernel.errors import Invalid

SESSIONS_READ: Final = Permission("sessions.read", "sessions", "See sessions and meter values.")
SESSIONS_EXPORT: Final = Permission("sessions.export", "sessions", "Export sessions as CSV.")
SESSIONS_REPAIR: Final = Permission(
    "sessions.repair", "sessions", "Close a session that did not end by itself, or settle a doubt."
)
PERMISSIONS: Final = (SESSIONS_READ, SESSIONS_EXPORT, SESSIONS_REPAIR)

CHARGING_STATES: Final = ("Charging", "SuspendedEV", "SuspendedEVSE", "EVConnected", "Idle")


class Sample(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One sampled value, as it was said; `value` keeps the charger's own digits.

    `signed` is signed meter data as text (its JSON, or a `SignedData` value); it is kept
    encrypted, because it may hold an identifier.
    """

    value: str
    measurand: str | None = None
    unit: str | None = None
    context: str | None = None
    phase: str | None = None
    location: str | None = None
    multiplier: int = 0
    signed: str | None = None


class Reading(msgspec.Struct, frozen=True):
    """What a meter said at one instant; `reported_at` is the station's time."""

    samples: tuple[Sample, ...]
    reported_at: datetime | None = None


class Identification(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, gc=False):
    """Who charges, as far as is known, and the attempt and decision that let them."""

    identifier_type: str | None = None
    identifier_hash: bytes | None = None
    masked: str | None = None
    identifier_id: UUID | None = None
    vehicle_id: UUID | None = None
    attempt_id: UUID | None = None
    decision_id: UUID | None = None
    mode: str | None = None


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """What a station told about a transaction.

    `charger_key` is `transaction_key(...)` for OCPP 2.x and `start_key(...)` for the start of a
    1.6 transaction; `transaction_id` is what later 1.6 messages name. With neither, a fact is
    about the one open session of its EVSE, if there is one. `offline` is true where the station
    says so, or where the gateway knows that the message was queued. `fitted` is not for callers:
    it is set where the transaction id said nothing and the session was found by what fits.
    """

    station_id: UUID
    location_id: UUID
    protocol: str
    received_at: datetime
    reported_at: datetime | None = None
    charger_key: str | None = None
    transaction_id: str | None = None
    evse_id: int | None = None
    connector_id: int | None = None
    seq_no: int | None = None
    offline: bool = False
    identification: Identification | None = None
    readings: tuple[Reading, ...] = ()
    charging_state: str | None = None
    fitted: bool = False


class Started(Fact, frozen=True, kw_only=True):
    """A transaction began. `meter_start_wh` comes with OCPP 1.6 only."""

    meter_start_wh: int | None = None


class Metered(Fact, frozen=True, kw_only=True):
    """A meter was read."""


class Updated(Fact, frozen=True, kw_only=True):
    """A transaction went on: in 2.x its event, in 1.6 a connector's status."""


class Ended(Fact, frozen=True, kw_only=True):
    """A transaction ended. `meter_stop_wh` comes with OCPP 1.6 only."""

    meter_stop_wh: int | None = None
    stop_reason: str | None = None


class StationRebooted(Fact, frozen=True, kw_only=True):
    """A station booted; about each of its open sessions."""


class ConnectionLost(Fact, frozen=True, kw_only=True):
    """A station's connection was lost; about each of its open sessions."""


class SessionLookup(Protocol):
    """Answers what others ask of sessions of the actor's tenant."""

    async def in_use(self, actor: Actor) -> set[UUID]:
        """Return the stations at which somebody charges now."""

    async def under_way(self, actor: Actor, sessions: Collection[UUID]) -> Mapping[UUID, str]:
        """Return those of the sessions that did not end, with their transaction ids."""


class SessionHead(msgspec.Struct, frozen=True, kw_only=True):
    """A session without its readings: where, when, by whom, and what is known of its energy.

    `settled` says that it ended and nothing about it is in doubt any more. `energy_wh` is None
    where it is not known; `mode` is the access mode in which it began. `attempt_id` is the wish to
    charge that it came of: the command's id, where it was started from afar. `charging_state` is
    what the station said last, in the words of OCPP 2.x, and `identifier_hash` is for looking up
    whose it was.
    """

    id: UUID
    station_id: UUID
    location_id: UUID
    evse_id: int | None
    connector_id: int | None
    transaction_id: str
    started_at: datetime
    ended_at: datetime | None
    settled: bool
    problem: str | None
    energy_wh: int | None
    energy_rule: str
    mode: str | None
    identifier_type: str | None
    identifier_id: UUID | None
    masked_identifier: str | None
    vehicle_id: UUID | None
    attempt_id: UUID | None
    decision_id: UUID | None
    charging_state: str | None = None
    identifier_hash: bytes | None = None


class SessionCourse(msgspec.Struct, frozen=True, kw_only=True):
    """A session, and its course for the price engine to its end, or until now while it goes on.

    `truncated` where there were too many readings: of the rest only the last register counts, and
    what is priced by it may not be what it costs.
    """

    head: SessionHead
    readings: tuple[MeterReading, ...]
    truncated: bool


class SessionCourses(Protocol):
    """Tells the course of sessions of the actor's tenant, to whoever may see these."""

    async def head(self, actor: Actor, session_id: UUID) -> SessionHead:
        """Return a session without its readings. Raises `SessionNotFound`."""

    async def course(
        self,
        actor: Actor,
        session_id: UUID,
        *,
        with_power: bool = True,
        with_current: bool = False,
        whole: bool = False,
    ) -> SessionCourse:
        """Return a session with its course; current only where asked for, since it is dear.

        A `whole` one is made of many more readings, where there are so many: also that is dear.
        What says nothing new among them is left out. Raises `SessionNotFound`.
        """


class SessionRef(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The session that a fact belonged to.

    `transaction_id` is what the charger is told to call it (decimal digits for OCPP 1.6).
    `opened` says that this fact made it.
    """

    session_id: UUID
    transaction_id: str
    status: str
    opened: bool = False
    identifier_hash: bytes | None = None
    vehicle_id: UUID | None = None


class SessionFilters(msgspec.Struct, frozen=True, kw_only=True):
    """Which sessions are asked for; what is None does not matter.

    `doubtful` true means those with a problem that nobody settled yet, `stranded` the live ones
    whose station is not connected. `since` and `until` bound the start, the first inclusive.
    Raises `Invalid` for one of them without a time zone.
    """

    status: str | None = None
    station_id: UUID | None = None
    location_id: UUID | None = None
    vehicle_id: UUID | None = None
    identifier_hash: bytes | None = None
    since: datetime | None = None
    until: datetime | None = None
    open: bool | None = None
    doubtful: bool | None = None
    stranded: bool = False
    problem: str | None = None

    def __post_init__(self) -> None:
        for field, instant in (("from", self.since), ("to", self.until)):
            if instant is not None and instant.tzinfo is None:
                raise Invalid(
                    f"The parameter {field} needs a time zone.",
                    {"errors": [{"field": field, "message": "needs a time zone, such as Z"}]},
                )


class SessionNames(msgspec.Struct, frozen=True):
    """What the stations, locations and vehicles of sessions are called."""

    places: Names
    vehicles: Mapping[UUID, str]


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """What goes on now: live sessions by status with their power, and those in doubt.

    `stranded` counts live sessions whose station is not connected, `doubtful` those with a
    problem that nobody settled yet.
    """

    live: int
    power_w: int
    by_status: dict[str, int]
    doubtful: int
    by_problem: dict[str, int]
    stranded: int
    at: datetime


class SpanUse(msgspec.Struct, frozen=True, kw_only=True):
    """What sessions took of a stretch of time at a location.

    `capacity_s` is what all its connectors together could have given: the share in use is
    `in_use_s` of it. A session's energy is spread evenly over its time.
    """

    begins_at: datetime
    ends_at: datetime
    in_use_s: int
    capacity_s: int
    energy_wh: int
    sessions_started: int


class Utilisation(msgspec.Struct, frozen=True, kw_only=True):
    """A location's last 24 hours and 30 days in its own time zone; the last ones are unfinished.

    Connectors are counted as they are today.
    """

    timezone: str
    connectors: int
    hours: list[SpanUse]
    days: list[SpanUse]
    at: datetime


class SessionConcern(msgspec.Struct, frozen=True):
    """Something about a session that a person should look at: `stranded` or `doubtful`."""

    kind: str
    session_id: UUID
    station_id: UUID
    since: datetime
    sentence: str


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """One line to draw: `values` at the instants of `at`, in `unit` (Wh and W, never kWh or kW).

    `points` is how many there were before it was thinned; the least and the most of each stretch
    are among those that are left. `location` is None for the outlet.
    """

    measurand: str
    unit: str | None
    phase: str | None
    location: str | None
    at: list[datetime]
    values: list[Decimal]
    points: int


class SessionCurve(msgspec.Struct, frozen=True, kw_only=True):
    """A session's lines, by measurand; `truncated` where there were too many readings to read."""

    series: list[Series]
    readings: int
    truncated: bool


class Moment(msgspec.Struct, frozen=True):
    """A change that a session went through: when it was so, and when we heard of it."""

    at: datetime
    received_at: datetime
    what: str
    detail: str | None = None


def transaction_key(transaction_id: str) -> str:
    """Return the charger key of an OCPP 2.x transaction."""
    return "tx:" + transaction_id


def start_key(
    connector_id: int,
    identifier_hash: bytes | None,
    reported_at: datetime | None,
    meter_start_wh: int | None,
) -> str:
    """Return the charger key of an OCPP 1.6 start: the same when the start is sent again."""
    said = f"{connector_id}|{(identifier_hash or b'').hex()}|{reported_at}|{meter_start_wh}"
    return "start:" + hashlib.blake2b(said.encode(), digest_size=16).hexdigest()
