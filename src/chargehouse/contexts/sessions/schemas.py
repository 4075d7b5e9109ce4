"""Shapes of sessions on HTTP."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import Row

from chargehouse.contexts.sessions.model import Session
from chargehouse.contexts.sessions.public import SessionNames

Status = Literal["started", "charging", "suspended", "terminated"]


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    """A session. Times are the station's but for `received_at`, `last_fact_at`, `resolved_at`.

    `energy_rule` says from which registers `energy_wh` is known; it is null where it is not.
    `problem` waits for an operator until `resolved_at`. The identifier is masked. Names are those
    of today; null for what is no longer there.
    """

    id: UUID
    station_id: UUID
    station_code: str | None
    station_name: str | None
    location_id: UUID
    location_name: str | None
    evse_id: int | None
    connector_id: int | None
    protocol: str
    transaction_id: str
    status: Status
    charging_state: str | None
    started_at: datetime
    ended_at: datetime | None
    received_at: datetime
    last_fact_at: datetime
    meter_start_wh: int | None
    meter_last_wh: int | None
    meter_stop_wh: int | None
    energy_wh: int | None
    energy_rule: str
    power_w: int | None
    soc_percent: Decimal | None
    identifier_type: str | None
    masked: str | None
    identifier_id: UUID | None
    vehicle_id: UUID | None
    vehicle_name: str | None
    attempt_id: UUID | None
    decision_id: UUID | None
    mode: str | None
    stop_reason: str | None
    offline: bool
    flags: list[str]
    problem: str | None
    resolved_at: datetime | None
    resolution: str | None
    version: int

    @classmethod
    def of(cls, row: Row[Any], names: SessionNames) -> "SessionView":
        """Return the view of a session's row."""
        named: dict[str, Any] = {
            "station_code": names.places.code(row.station_id),
            "station_name": names.places.name(row.station_id),
            "location_name": names.places.locations.get(row.location_id),
            "vehicle_name": names.vehicles.get(row.vehicle_id),
        }
        kept = (name for name in cls.__struct_fields__ if name not in named)
        return cls(**named, **{name: getattr(row, name) for name in kept})

    def cells(self) -> list[object]:
        """Return the session as a line of a table, in the order of the fields."""
        values = [getattr(self, name) for name in self.__struct_fields__]
        return [" ".join(value) if isinstance(value, list) else value for value in values]


class SampleView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sampled value as the charger said it."""

    value: str
    measurand: str | None = None
    unit: str | None = None
    context: str | None = None
    phase: str | None = None
    location: str | None = None
    multiplier: int = 0


class ReadingView(msgspec.Struct, frozen=True, kw_only=True):
    """A reading: the figures that curves want, and all that was said.

    `signed` tells that signed meter data came with it.
    """

    at: datetime
    reported_at: datetime | None
    received_at: datetime
    evse_id: int
    context: str | None
    energy_wh: int | None
    power_w: int | None
    soc_percent: Decimal | None
    signed: bool
    samples: list[SampleView]

    @classmethod
    def of(cls, row: Row[Any]) -> "ReadingView":
        """Return the view of a reading's row."""
        values = {name: getattr(row, name) for name in cls.__struct_fields__}
        values["samples"] = msgspec.json.decode(row.samples)
        return msgspec.convert(values, cls)


class SignedView(msgspec.Struct, frozen=True):
    """Signed meter data, as the charger gave it."""

    at: datetime
    values: list[str]


class SearchSessions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose sessions are looked for: an identifier, which stays out of URLs and logs."""

    identifier: Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
    since: datetime | None = None
    until: datetime | None = None


class RepairSession(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an operator settles a session.

    `reason` is a short code; `ended_at` is for live sessions, by default when it was last heard
    of; `meter_stop_wh` is what somebody read from the meter.
    """

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    ended_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    meter_stop_wh: Annotated[int, msgspec.Meta(ge=0, lt=2**62)] | None = None


class RepairedView(msgspec.Struct, frozen=True, kw_only=True):
    """What a repair made of a session."""

    id: UUID
    status: str
    ended_at: datetime | None
    energy_wh: int | None
    energy_rule: str
    problem: str | None
    resolved_at: datetime | None
    resolution: str | None
    version: int

    @classmethod
    def of(cls, session: Session) -> "RepairedView":
        """Return the view of a session that was repaired."""
        record = session.record
        return cls(
            id=session.id,
            status=record.status,
            ended_at=record.ended_at,
            energy_wh=record.energy_wh,
            energy_rule=record.energy_rule,
            problem=record.problem,
            resolved_at=record.resolved_at,
            resolution=record.resolution,
            version=session.version,
        )
