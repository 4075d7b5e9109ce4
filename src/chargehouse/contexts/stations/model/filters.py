"""What lists may be asked for; None asks for all."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

LastUse = Literal["day", "week", "month", "older", "never"]


class StationFilters(msgspec.Struct, frozen=True, kw_only=True):
    """Which stations are asked for; None asks for all.

    `connected` false means those with a connection that ended, or without any: `never_seen` tells
    these apart. `silent` is said of connected ones. `last_used` names a span that reaches from
    where the one before it ends: `week` is more than a day ago and less than a week.
    """

    location_id: UUID | None = None
    connected: bool | None = None
    never_seen: bool | None = None
    silent: bool | None = None
    last_used: LastUse | None = None
    status: str | None = None
    faulted: bool | None = None
    protocol: str | None = None
    registration: str | None = None
    search: str | None = None


class CommandFilters(msgspec.Struct, frozen=True, kw_only=True):
    """Which commands are asked for; None asks for all."""

    station_id: UUID | None = None
    action: str | None = None
    status: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class FrameFilters(msgspec.Struct, frozen=True, kw_only=True):
    """Which frames of a station are asked for; None asks for all."""

    action: str | None = None
    direction: str | None = None
    kind: str | None = None
    message_id: str | None = None
    connection_id: UUID | None = None
    deviating: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
