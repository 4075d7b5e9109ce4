"""What an event is: a fact in the past tense, written in the transaction that made it true."""

from typing import ClassVar
from uuid import UUID

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """The base of every event.

    `wire_name` is stable and public (`session.started`); `aggregate_id` is the thing it happened
    to, within which events keep their order; `station_id` is set where a station is concerned.
    Tenant, time, actor and request id are added when it is recorded. Fields never hold raw
    identifiers or secrets.
    """

    wire_name: ClassVar[str]

    aggregate_id: UUID
    station_id: UUID | None = None
