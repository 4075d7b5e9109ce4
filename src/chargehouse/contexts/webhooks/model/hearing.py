"""What a subscription hears: which types, of which station or location, by whose right."""

import re
from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from chargehouse.contexts.webhooks.errors import EventTypeNotReadable, EventTypesInvalid
from chargehouse.contexts.webhooks.public import EVENTS_READ, EventCatalogue, EventType
from chargehouse.kernel.actor import EVERYTHING, Actor
from chargehouse.kernel.reach import Place

PATTERNS_MAX: Final = 50

_PATTERN = re.compile(r"\*|[a-z0-9_]+\.\*|[a-z0-9_]+(\.[a-z0-9_]+)+")


def held_at(actor: Actor, location_id: UUID | None) -> frozenset[str]:
    """Return the actions that an actor holds in the whole tenant, or at a location if given.

    Where some fleets are denied, an action is not held: an event does not tell whose fleet it is.
    """
    if location_id is None:
        return actor.permissions
    place = Place(location_id=location_id)
    return actor.permissions | {
        action
        for action, reach in actor.reaches.items()
        if reach.covers(place) and not reach.denied.fleets
    }


def checked_patterns(
    patterns: Sequence[str], catalogue: EventCatalogue, held: Collection[str]
) -> list[str]:
    """Return patterns without repetition, in order.

    A pattern is a type (`session.started`), `session.*` or `*`. Raises `EventTypesInvalid` for one
    that matches nothing, and `EventTypeNotReadable` for one of which the holder of the actions
    `held` may read nothing; of the others they hear what they may read.
    """
    chosen = sorted(set(patterns))
    if not 1 <= len(chosen) <= PATTERNS_MAX:
        raise _invalid(f"there are 1 to {PATTERNS_MAX} of them")
    for pattern in chosen:
        matching = catalogue.matching(pattern) if _PATTERN.fullmatch(pattern) else []
        if not matching:
            raise _invalid(f"{pattern[:100]!r} is no event type, nor `name.*`, nor `*`")
        if not any(may_read(held, kind) for kind in matching):
            raise EventTypeNotReadable(
                f"This needs a permission to read {pattern}.",
                {"permission": matching[0].permission},
            )
    return chosen


def wants(patterns: Collection[str], name: str) -> bool:
    """Tell whether some pattern matches a type."""
    return name in patterns or EVERYTHING in patterns or f"{name.partition('.')[0]}.*" in patterns


def may_read(held: Collection[str], kind: EventType) -> bool:
    """Tell whether the holder of these actions may read events of a type."""
    return EVERYTHING in held or EVENTS_READ in held or kind.permission in held


def may_hear(held: Collection[str], name: str, catalogue: EventCatalogue) -> bool:
    """Tell whether the holder of these actions may be told of a type that is called so."""
    kind = catalogue.types.get(name)
    return kind is not None and may_read(held, kind)


def is_about(
    *,
    station_id: UUID | None,
    location_id: UUID | None,
    of_station: UUID | None,
    of_location: UUID | None,
) -> bool:
    """Tell whether an event of a station and a location passes a filter; None filters nothing."""
    return (station_id is None or station_id == of_station) and (
        location_id is None or location_id == of_location
    )


def _invalid(why: str) -> EventTypesInvalid:
    return EventTypesInvalid(
        f"The event types cannot be meant: {why}.",
        {"errors": [{"field": "event_types", "message": why}]},
    )
