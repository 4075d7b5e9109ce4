"""What an event is: a fact in the past tense, written in the transaction that made it true."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from uuid import UUID

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """The base of every event.

    `wire_name` is stable and public (`session.started`); `aggregate_id` is the thing it happened
    to, within which events keep their order; `station_id` is set where a station is concerned.
    Tenant, time, actor and request id are added when it is recorded. Fields never hold raw
    identifiers or secrets.

    An event that is `audited` becomes an entry of the audit log; what merely moves a figure on is
    not. `personal` names the fields that tell of a person, each of which can be erased from the
    log on its own.
    """

    wire_name: ClassVar[str]
    audited: ClassVar[bool] = True
    personal: ClassVar[frozenset[str]] = frozenset()

    aggregate_id: UUID
    station_id: UUID | None = None


class Change(msgspec.Struct, frozen=True):
    """What a field was and what it is now, as JSON; a secret is never given as either."""

    before: Any
    after: Any


def changes_between(
    before: object, after: Mapping[str, object], names: Iterable[str]
) -> dict[str, Change]:
    """Return the changes of the named fields, by name, in their order.

    `before` has them as attributes. Values become JSON here, so that events stay what they were.
    """
    return {
        name: Change(msgspec.to_builtins(getattr(before, name)), msgspec.to_builtins(after[name]))
        for name in sorted(names)
    }
