"""The quirk rules, read from the data file that ships beside this module."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources
from typing import Literal

import msgspec

RuleKind = Literal[
    "custom_data_without_vendor",
    "decimal_comma",
    "drop_item",
    "drop_unreadable",
    "empty_list",
    "field_in_other_case",
    "flag_as_text",
    "instant_without_zone",
    "keep_word",
    "list_too_long",
    "missing_field",
    "null_field",
    "number_as_text",
    "number_out_of_range",
    "round_number",
    "scalar_for_text",
    "text_too_long",
    "unknown_field",
    "word_alias",
    "word_fallback",
    "word_in_other_case",
    "wrap_object",
]


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule: what kind of repair may be made, in which fields, under which name.

    `words`, `value` and `limit` are what the kind needs: lower-case words and what they mean, the
    value that stands in, the greatest length in characters.
    """

    name: str
    kind: RuleKind
    fields: list[str] = []
    words: dict[str, str] = {}
    value: str = ""
    limit: int = 0


class Rules:
    """A set of rules that finds the one for a field."""

    __slots__ = ("_by_field", "names")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_field: dict[tuple[str, str], Rule] = {}
        self.names: list[str] = []
        for rule in rules:
            self.names.append(rule.name)
            for field in rule.fields or [""]:
                self._by_field.setdefault((rule.kind, field), rule)

    def find(self, kind: RuleKind, owner: str, field: str) -> Rule | None:
        """Return the rule for a field of an object: the most closely named first."""
        by_field = self._by_field
        return (
            by_field.get((kind, f"{owner}.{field}"))
            or by_field.get((kind, field))
            or by_field.get((kind, ""))
        )


NO_RULES = Rules(())
"""For what we send ourselves: the schema, to the letter."""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    rule: list[Rule]


@lru_cache(maxsize=1)
def shipped_rules() -> Rules:
    """Return the rules that ship with the package."""
    text = resources.files("chargehouse.ocpp.quirks").joinpath("rules.toml").read_text("utf-8")
    return parse_rules(tomllib.loads(text))


def parse_rules(data: Mapping[str, object]) -> Rules:
    """Return the rules in `data`; raises `msgspec.ValidationError` for one that is none."""
    return Rules(msgspec.convert(data, _File).rule)
