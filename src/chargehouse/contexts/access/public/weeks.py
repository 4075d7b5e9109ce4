"""What is told of a location's stations by hours of a week."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from chargehouse.contexts.access.public import Mode, Source


class WeekSpan(msgspec.Struct, frozen=True, kw_only=True):
    """What is expected from a minute of a week on; 0 is Monday 00:00 by the clocks there."""

    minute: int
    mode: Mode
    source: Source


class StationWeek(msgspec.Struct, frozen=True, kw_only=True):
    """A station's week: as it was until now, and as it will be.

    `mode` is what is expected now, and `next_mode` what is from `next_at` on; both are null where
    nothing else comes within eight weeks. `spans` are of the whole week: before anything governed
    it, a station was in managed access.
    """

    station_id: UUID
    station_code: str | None
    station_name: str | None
    mode: Mode
    source: Source
    next_mode: Mode | None
    next_at: datetime | None
    spans: list[WeekSpan]


class LocationWeek(msgspec.Struct, frozen=True, kw_only=True):
    """The stations of a location by hours of a week, by code.

    `timezone` is the location's; where nobody knows that here it is UTC, `unknown_timezone` names
    what the location has, and managed access is expected throughout. `left_out` counts the stations
    for which there was no room.
    """

    location_id: UUID
    location_name: str
    timezone: str
    unknown_timezone: str | None
    monday: date
    stations: list[StationWeek]
    left_out: int
