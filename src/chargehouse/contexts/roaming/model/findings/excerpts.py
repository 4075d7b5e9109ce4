"""What of an answer may be shown: never what tells of a person or opens a door."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

SHOWN: Final = frozenset(
    (
        *("version", "identifier", "role", "url", "country_code", "party_id", "country"),
        *("status", "status_code", "timestamp", "last_updated", "type", "currency"),
        *("start_date_time", "end_date_time", "period_begin", "period_end", "kwh", "volume"),
        *("standard", "format", "power_type", "max_voltage", "max_amperage", "time_zone"),
        *("max_electric_power", "latitude", "longitude", "publish", "valid", "whitelist"),
        *("allowed", "auth_method", "excl_vat", "incl_vat", "before_taxes", "vat", "price"),
        *("step_size", "total_energy", "total_time", "total_cost"),
    )
)
"""Fields whose values are shown. Of others only the kind and the length are told."""

IDS_SHOWN: Final = frozenset({"locations", "tariffs"})
"""Modules whose objects are named by their ids; those of the others can tell of a driver."""

WORDS_READ: Final = 1000

_STEP: Final = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_LONG_WORD: Final = re.compile(r"(?=[\w*:-]*\d)[\w*:-]{6,}|\w{20,}")


def value_at(document: object, path: str) -> object:
    """Return what stands at a path such as `evses[0].status`; None where there is nothing."""
    found = document
    for name, index in _STEP.findall(path):
        if name and isinstance(found, dict):
            found = found.get(name)
        elif index and isinstance(found, list) and int(index) < len(found):
            found = found[int(index)]
        else:
            return None
    return found


def shown(path: str, value: object) -> str:
    """Return a value as evidence may show it, by the last name of its path."""
    names = [name for name, _ in _STEP.findall(path) if name]
    if names and names[-1] in SHOWN and isinstance(value, (str, int, Decimal, bool)):
        return f"{names[-1]}: {value}"
    return kind_of(value)


def kind_of(value: object) -> str:
    """Return what kind of value it is, and how long, and nothing of it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, Decimal)):
        return "a number"
    if isinstance(value, str):
        return f"a text of {len(value)} characters"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return "an object"


def words_of(text: str, secrets: Iterable[str]) -> str:
    """Return a partner's message for people, without our tokens and without long words."""
    for secret in secrets:
        text = text.replace(secret, "•••")
    return _LONG_WORD.sub("•••", text[:WORDS_READ]).strip()


def beginning_of(body: bytes, secrets: Iterable[str]) -> str:
    """Return how a body that is no envelope begins; of JSON its length alone."""
    text = body[:WORDS_READ].decode("utf-8", "replace").strip()
    if not text:
        return "an empty body"
    if text[0] in "{[":
        return f"JSON, or what is to be it, of {len(body)} bytes"
    return words_of(text, secrets)


def object_name(module: str, document: Any, index: int) -> str:  # noqa: ANN401  any JSON
    """Return how an object is named in evidence: by its id, or by its place on the page."""
    id_ = document.get("id") if isinstance(document, dict) else None
    if module in IDS_SHOWN and isinstance(id_, str) and id_.isprintable():
        return f"{module}/{id_[:40]}"
    return f"{module}[{index}]"
