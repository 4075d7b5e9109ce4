"""PATCH: a document with some of its fields changed (transport and format, PATCH).

What is left out stays, and a null counts as left out: PATCH cannot take back what was shared.
A field is replaced as a whole, but for lists whose members have ids of their own (EVSEs,
connectors), where each is patched by its id, and lists that only ever grow (charging periods).
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.documents import as_object
from chargehouse.ocpi.errors import InvalidParameters
from chargehouse.ocpi.scalars import DateTime, same

LAST_UPDATED: Final = "last_updated"


class PatchRules(msgspec.Struct, frozen=True, kw_only=True):
    """How an object is patched.

    `identity` are fields that may be repeated and never changed; `members` the lists whose
    members are patched by id, with their own rules; `grows` the lists that are added to.
    `dated` objects have a `last_updated`, which a PATCH must bring where it is `required`.
    """

    identity: tuple[str, ...]
    members: Mapping[str, "PatchRules"] = {}
    grows: tuple[str, ...] = ()
    dated: bool = True
    required: bool = True


def patched(
    document: JsonObject, patch: JsonObject, rules: PatchRules, received_at: DateTime
) -> JsonObject:
    """Return the document with a PATCH applied; the same PATCH again changes nothing.

    Where the version lets a PATCH come without `last_updated`, the object was updated when it was
    received. Neither argument is changed. The result is still to be checked as an object. Raises
    `InvalidParameters`: no `last_updated`, another id, not a list.
    """
    changes = {name: value for name, value in patch.items() if value is not None}
    at = patch_time(changes, rules, received_at)
    return _merged(document, changes, rules, at)


def patch_time(patch: JsonObject, rules: PatchRules, received_at: DateTime) -> DateTime:
    """Return when an object was updated, by its PATCH; raises `InvalidParameters`."""
    if LAST_UPDATED not in patch:
        if rules.required:
            raise InvalidParameters("A PATCH needs it", LAST_UPDATED)
        return received_at
    try:
        return DateTime.read(patch[LAST_UPDATED])
    except ValueError as error:
        raise InvalidParameters(str(error), LAST_UPDATED) from None


def later(one: object, other: DateTime) -> DateTime:
    """Return the later of two times as it was sent; `one` may be none, and then is not."""
    try:
        first = DateTime.read(one)
    except ValueError:
        return other
    return first if first.instant > other.instant else other


def member(items: object, key: str, wanted: str) -> int | None:
    """Return where in a list the member with an id is, compared without case."""
    for index, item in enumerate(items if isinstance(items, list) else ()):
        found = item.get(key) if isinstance(item, dict) else None
        if isinstance(found, str) and same(found, wanted):
            return index
    return None


def _merged(
    document: JsonObject, changes: JsonObject, rules: PatchRules, at: DateTime
) -> JsonObject:
    merged = dict(document)
    for name, value in changes.items():
        if value is None:
            continue
        if name in rules.identity and name in document:
            _check_same(name, document[name], value)
        elif name in rules.members:
            merged[name] = _members(name, document.get(name), value, rules.members[name], at)
        elif name in rules.grows:
            merged[name] = _grown(name, document.get(name), value)
        else:
            merged[name] = value
    if rules.dated:
        merged[LAST_UPDATED] = str(changes.get(LAST_UPDATED, at))
    return merged


def _check_same(name: str, old: object, new: object) -> None:
    agree = isinstance(old, str) and isinstance(new, str) and same(old, new)
    if not agree and old != new:
        raise InvalidParameters("It cannot be changed", name)


def _members(
    name: str, old: object, new: object, rules: PatchRules, at: DateTime
) -> list[JsonObject]:
    """Patch each member that is there by its id, and add the ones that are not."""
    key = rules.identity[0]
    members = list(old) if isinstance(old, list) else []
    for change in _list(name, new):
        wanted = as_object(change).get(key)
        if not isinstance(wanted, str):
            raise InvalidParameters("A member without its id", name)
        index = member(members, key, wanted)
        if index is None:
            members.append({LAST_UPDATED: str(at), **change} if rules.dated else change)
        else:
            members[index] = _merged(members[index], change, rules, at)
    return members


def _grown(name: str, old: object, new: object) -> list[Any]:
    """Add what is not there yet, so that a PATCH that is sent twice adds once."""
    grown = list(old) if isinstance(old, list) else []
    grown += [item for item in _list(name, new) if item not in grown]
    return grown


def _list(name: str, value: object) -> list[Any]:
    if not isinstance(value, list):
        raise InvalidParameters("Not a list", name)
    return value
