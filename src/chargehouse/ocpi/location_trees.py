"""A location's document with an EVSE or a connector put into it or patched (locations, receiver).

What changes inside shows outside: the EVSE and the location take over the newest `last_updated`.
It never goes back, though a late message says an earlier time of what it brings.
"""

from typing import NamedTuple

from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.errors import NoSuchObject
from chargehouse.ocpi.patches import (
    LAST_UPDATED,
    PatchRules,
    later,
    member,
    patch_time,
    patched,
)
from chargehouse.ocpi.scalars import DateTime


class Within(NamedTuple):
    """Where in a location an EVSE is, or a connector of it."""

    evse_uid: str
    connector_id: str | None = None


def found_within(location: JsonObject, within: Within) -> JsonObject:
    """Return an EVSE or a connector of a location; raises `NoSuchObject`."""
    evse = _found(location, "evses", "uid", within.evse_uid)
    if within.connector_id is None:
        return evse
    return _found(evse, "connectors", "id", within.connector_id)


def with_put(location: JsonObject, within: Within, document: JsonObject) -> JsonObject:
    """Return the location with an EVSE or a connector put in or replaced.

    `document` is whole and checked. Raises `NoSuchObject` for a connector of no known EVSE.
    """
    return _with(location, within, document, DateTime(document[LAST_UPDATED]))


def with_patched(
    location: JsonObject,
    within: Within,
    patch: JsonObject,
    rules: PatchRules,
    received_at: DateTime,
) -> JsonObject:
    """Return the location with an EVSE or a connector patched; `rules` are the location's.

    The result is still to be checked. Raises `NoSuchObject`, and what `patches.patched` raises.
    """
    own = rules.members["evses"]
    if within.connector_id is not None:
        own = own.members["connectors"]
    changed = patched(found_within(location, within), patch, own, received_at)
    return _with(location, within, changed, patch_time(patch, own, received_at))


def _with(location: JsonObject, within: Within, document: JsonObject, at: DateTime) -> JsonObject:
    if within.connector_id is not None:
        evse = _found(location, "evses", "uid", within.evse_uid)
        document = _with_member(evse, "connectors", "id", document, at)
    return _with_member(location, "evses", "uid", document, at)


def _found(parent: JsonObject, name: str, key: str, wanted: str) -> JsonObject:
    items = parent.get(name)
    index = member(items, key, wanted)
    if index is None or not isinstance(items, list):
        raise NoSuchObject(f"There is no such member of {name}")
    found: JsonObject = items[index]
    return found


def _with_member(
    parent: JsonObject, name: str, key: str, item: JsonObject, at: DateTime
) -> JsonObject:
    items = list(parent.get(name) or ())
    index = member(items, key, item[key])
    if index is None:
        items.append(item)
    else:
        items[index] = item
    return {**parent, name: items, LAST_UPDATED: str(later(parent.get(LAST_UPDATED), at))}
