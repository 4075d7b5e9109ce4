"""When each part of a document last changed: a change within is one of what holds it."""

from collections.abc import Mapping
from typing import Any, Final

from chargehouse.ocpi.codec import JsonObject

DATED: Final[Mapping[str, str]] = {"evses": "uid", "connectors": "id"}
"""The lists whose members have a `last_updated` of their own, and what they are known by."""

LAST_UPDATED: Final = "last_updated"


def dated(said: JsonObject, before: JsonObject | None, now: str) -> JsonObject:
    """Return a document, each part of it last updated when it first said what it says.

    What changed against `before` did so `now`, and so did all that it is a part of (locations,
    8.1 of 2.2.1). Nothing changed where the whole is as old as before.
    """
    made = dict(said)
    for name, key in DATED.items():
        if isinstance(said.get(name), list):
            known = {} if before is None else _by(key, before.get(name))
            made[name] = [dated(each, known.get(each[key]), now) for each in said[name]]
    if before is not None and _undated(made) == _undated(before):
        made[LAST_UPDATED] = before[LAST_UPDATED]
    else:
        made[LAST_UPDATED] = now
    return made


def changed_parts(said: JsonObject, before: JsonObject | None) -> tuple[str, ...]:
    """Return the uids of the EVSEs in which a location changed; none where more did, or nothing.

    A partner that has the location needs no more than these.
    """
    if before is None or _but(said, "evses") != _but(before, "evses"):
        return ()
    old, new = _by("uid", before.get("evses")), _by("uid", said.get("evses"))
    if not old.keys() <= new.keys():
        return ()
    return tuple(uid for uid, evse in new.items() if evse != old.get(uid))


def removed(location: JsonObject) -> JsonObject:
    """Return a location of which nothing is there any more: each EVSE is `REMOVED`.

    Locations and EVSEs are never deleted (locations, 8.2.2 of 2.2.1).
    """
    evses = location.get("evses")
    if not evses:
        return location
    return {**location, "evses": [{**each, "status": "REMOVED"} for each in evses]}


def _by(key: str, members: Any) -> dict[Any, JsonObject]:  # noqa: ANN401  any JSON
    return {each[key]: each for each in members or ()}


def _undated(document: JsonObject) -> JsonObject:
    return {name: value for name, value in document.items() if name != LAST_UPDATED}


def _but(document: JsonObject, name: str) -> JsonObject:
    return {each: value for each, value in _undated(document).items() if each != name}
