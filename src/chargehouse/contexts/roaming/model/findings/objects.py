"""Checks of the objects that a partner sends, by their types and by what they say."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from chargehouse.contexts.roaming.model.findings.answers import APART_AT_MOST, Looks
from chargehouse.contexts.roaming.model.findings.chart import Seen
from chargehouse.contexts.roaming.model.findings.excerpts import object_name, shown, value_at
from chargehouse.contexts.roaming.model.findings.pages import instant_of
from chargehouse.contexts.roaming.model.findings.times import BARE, fault_of
from chargehouse.ocpi import codec
from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.errors import InvalidParameters
from chargehouse.ocpi.interfaces import OBJECTS
from chargehouse.ocpi.versions import VersionName

OWNERS: Final = {
    "locations": "CPO",
    "tariffs": "CPO",
    "sessions": "CPO",
    "cdrs": "CPO",
    "tokens": "EMSP",
}
"""The role of the party that owns a module's objects."""

BY_TYPE: Final = (
    *("object.shape", "object.too_long", "party.country_code"),
    *("time.zone", "time.precision", "number.text"),
)
_NUMBER: Final = re.compile(r"\s*-?\d+(?:[.,]\d+)?\s*", re.ASCII)
_ALPHA_3: Final = 3


class Sender(NamedTuple):
    """Who sends: in which version, and its parties with their roles, all in upper case."""

    version: VersionName
    parties: frozenset[tuple[str, str, str]]

    @property
    def is_hub(self) -> bool:
        """Whether it passes on what is others'."""
        return any(role == "HUB" for _, _, role in self.parties)


def check_objects(looks: Looks, seen: Seen, items: Sequence[Any], sender: Sender) -> None:
    """Check the objects of a page; of each the first fault of its fields is told."""
    module = seen.module or ""
    for index, item in enumerate(items):
        name = object_name(module, item, index)
        sound = _check_type(looks, seen, item, name, sender.version)
        if not isinstance(item, dict):
            continue
        if sound:
            _check_bare(looks, seen, item, name)
            _check_owner(looks, seen, item, name, sender)
        _check_future(looks, seen, item, name)
        if module == "locations":
            _check_inside(looks, seen, item, name)


def _check_type(looks: Looks, seen: Seen, item: object, name: str, version: VersionName) -> bool:
    made = OBJECTS[version].get(seen.module or "")
    if made is None:
        return True
    for id_ in BY_TYPE:
        looks.chart.check(id_, sound=True)
    try:
        codec.check(made, item)
    except InvalidParameters as error:
        value = value_at(item, error.field)
        looks.chart.check(
            kind_of_fault(error, value),
            sound=False,
            seen=seen,
            where=f"{name}.{error.field}" if error.field else name,
            excerpt=f"{_what(error)}; {shown(error.field, value)}",
        )
        return False
    return True


def kind_of_fault(error: InvalidParameters, value: object) -> str:
    """Return the check that a refusal of an object belongs to."""
    text = value if isinstance(value, str) else None
    if text is not None and error.field.endswith("country_code") and len(text) == _ALPHA_3:
        return "party.country_code"
    if "date and time" in error.message:
        fault = fault_of(value)
        return f"time.{fault}" if fault in {"zone", "precision"} else "object.shape"
    if "of length <=" in error.message:
        return "object.too_long"
    if text is not None and _NUMBER.fullmatch(text) and _wants_number(error.message):
        return "number.text"
    return "object.shape"


def _wants_number(message: str) -> bool:
    return "Not a number" in message or "Expected `int" in message


def _what(error: InvalidParameters) -> str:
    what = error.message.removeprefix(f"{error.field}: ")
    return "Not in its form" if "matching regex" in what else what


def _check_bare(looks: Looks, seen: Seen, item: JsonObject, name: str) -> None:
    bare = next((path for path, text in _texts(item) if BARE.fullmatch(text)), None)
    looks.chart.check(
        "time.bare",
        bare is None,
        seen,
        where=f"{name}.{bare}",
        excerpt=None if bare is None else shown(bare, value_at(item, bare)),
    )


def _check_owner(looks: Looks, seen: Seen, item: JsonObject, name: str, sender: Sender) -> None:
    role = OWNERS.get(seen.module or "")
    if sender.version == "2.1.1" or role is None or not sender.parties or sender.is_hub:
        return
    owner = (str(item["country_code"]).upper(), str(item["party_id"]).upper(), role)
    looks.chart.check(
        "object.owner",
        owner in sender.parties,
        seen,
        where=f"{name}.party_id",
        excerpt=f"{owner[0]}-{owner[1]}, which is no {role} of the partner",
    )


def _check_future(looks: Looks, seen: Seen, item: JsonObject, name: str) -> None:
    at = instant_of(item)
    if at is None:
        return
    looks.chart.check(
        "time.future",
        at <= looks.now + APART_AT_MOST,
        seen,
        where=f"{name}.last_updated",
        excerpt=shown("last_updated", item["last_updated"]),
    )


def _check_inside(looks: Looks, seen: Seen, item: JsonObject, name: str) -> None:
    """Check the EVSEs of a location: removed ones, and that nothing inside is newer."""
    for index, evse in enumerate(_list(item, "evses")):
        where = f"{name}.evses[{index}]"
        is_there = evse.get("status") != "REMOVED"
        looks.chart.check(
            "evse.removed", is_there, seen, where=f"{where}.status", excerpt="status: REMOVED"
        )
        _check_newer(looks, seen, item, evse, where)
        for inner, connector in enumerate(_list(evse, "connectors")):
            _check_newer(looks, seen, evse, connector, f"{where}.connectors[{inner}]")


def _check_newer(
    looks: Looks, seen: Seen, outer: JsonObject, inner: JsonObject, where: str
) -> None:
    around, inside = instant_of(outer), instant_of(inner)
    if around is None or inside is None:
        return
    looks.chart.check(
        "object.last_updated",
        around >= inside,
        seen,
        where=f"{where}.last_updated",
        excerpt=f"{inner['last_updated']}, around it {outer['last_updated']}",
    )


def _list(document: JsonObject, name: str) -> list[JsonObject]:
    found = document.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _texts(document: JsonObject) -> Iterator[tuple[str, str]]:
    """Yield every text in a document, with its path, however deep it stands."""
    waiting: list[tuple[str, object]] = [("", document)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict):
            inner = f"{path}." if path else ""
            waiting += [(f"{inner}{name}", each) for name, each in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{path}[{index}]", each) for index, each in enumerate(value)]
