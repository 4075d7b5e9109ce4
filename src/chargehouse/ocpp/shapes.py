"""Shapes of values: the schema as a tree that reads plain JSON data, with the quirk rules.

Slower than the strict pass, and used only when that one fails, or where a fault must name the
field. A shape returns what a struct's field holds, or raises `ProtocolFault`.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from chargehouse.ocpp.errors import ErrorCode, ProtocolFault
from chargehouse.ocpp.quirks import repairs
from chargehouse.ocpp.quirks.deviation import Deviation
from chargehouse.ocpp.quirks.rules import Rule, RuleKind, Rules
from chargehouse.ocpp.wire import LARGEST_EXPONENT

_INT64 = 2**63


class Walk:
    """One reading of one payload: the rules allowed, the deviations found."""

    __slots__ = ("deviations", "rules")

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.deviations: list[Deviation] = []


class Place:
    """Where a value stands: the walk, the path to it, its object and its field."""

    __slots__ = ("field", "owner", "path", "walk")

    def __init__(self, walk: Walk, path: str, owner: str, field: str) -> None:
        self.walk = walk
        self.path = path
        self.owner = owner
        self.field = field

    def allows(self, kind: RuleKind) -> Rule | None:
        """Return the rule of this kind for this place, and note that it was needed."""
        rule = self.walk.rules.find(kind, self.owner, self.field)
        if rule is not None:
            self.walk.deviations.append(Deviation(rule.name, self.path))
        return rule

    def find(self, kind: RuleKind) -> Rule | None:
        """Return the rule of this kind for this place, without noting anything."""
        return self.walk.rules.find(kind, self.owner, self.field)

    def note(self, rule: Rule) -> None:
        """Note that a rule was needed here."""
        self.walk.deviations.append(Deviation(rule.name, self.path))

    def fault(self, code: ErrorCode, what: str) -> ProtocolFault:
        """Return the fault of this place, described without its value."""
        return ProtocolFault(code, f"{self.path or 'The payload'} {what}", self.path)


class Shape(Protocol):
    """Reads one kind of value."""

    def read(self, value: object, place: Place) -> object:
        """Return the value as a struct holds it; raises `ProtocolFault`."""


class AnyShape:
    """Takes anything."""

    def read(self, value: object, place: Place) -> object:  # noqa: ARG002  a Shape
        """Return the value untouched."""
        return value


class TextShape:
    """A string of bounded length."""

    def __init__(self, max_length: int | None) -> None:
        self.max_length = max_length

    def read(self, value: object, place: Place) -> str:
        """Return the text; numbers and flags become their JSON text where a rule allows."""
        if not isinstance(value, str):
            scalar = isinstance(value, (bool, int, Decimal))
            if not scalar or not place.allows("scalar_for_text"):
                raise place.fault("TypeConstraintViolation", "is not a text")
            value = str(value).lower() if isinstance(value, bool) else str(value)
        if self.max_length is not None and len(value) > self.max_length:
            rule = place.find("text_too_long")
            if rule is None or len(value) > max(rule.limit, self.max_length):
                longest = f"is longer than {self.max_length} characters"
                raise place.fault("PropertyConstraintViolation", longest)
            place.note(rule)
        return value


def _number(value: object, place: Place) -> Decimal:
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        number = Decimal(value)
        if number.is_finite() and abs(number.adjusted()) <= LARGEST_EXPONENT:
            return number
    if isinstance(value, str):
        plain, with_comma = repairs.number_from(value), repairs.number_with_comma(value)
        if plain is not None and place.allows("number_as_text"):
            return plain
        if with_comma is not None and place.allows("decimal_comma"):
            return with_comma
    raise place.fault("TypeConstraintViolation", "is not a number")


class WholeShape:
    """An integer within bounds; `5.0` is one."""

    def __init__(self, low: int | None, high: int | None) -> None:
        self.low = -_INT64 if low is None else low
        self.high = _INT64 - 1 if high is None else high

    def read(self, value: object, place: Place) -> int:
        """Return the whole number."""
        number = _number(value, place)
        if abs(number) > _INT64:
            raise place.fault("PropertyConstraintViolation", "is out of range")
        whole = int(number)
        if whole != number:
            if not place.allows("round_number"):
                raise place.fault("TypeConstraintViolation", "is not a whole number")
            whole = round(number)
        if not self.low <= whole <= self.high:
            storable = -_INT64 <= whole < _INT64
            if not storable or not place.allows("number_out_of_range"):
                raise place.fault("PropertyConstraintViolation", "is out of range")
        return whole


class DecimalShape:
    """A number kept exactly, a multiple of `step` where one is given."""

    def __init__(self, step: Decimal | None) -> None:
        self.step = step

    def read(self, value: object, place: Place) -> Decimal:
        """Return the number."""
        number = _number(value, place)
        if self.step is not None and number % self.step and not place.allows("number_out_of_range"):
            raise place.fault("PropertyConstraintViolation", f"is not a multiple of {self.step}")
        return number


class FloatShape:
    """A number within bounds."""

    def __init__(self, low: float | None, high: float | None) -> None:
        self.low = low
        self.high = high

    def read(self, value: object, place: Place) -> float:
        """Return the number."""
        number = float(_number(value, place))
        below = self.low is not None and number < self.low
        above = self.high is not None and number > self.high
        if (below or above) and not place.allows("number_out_of_range"):
            raise place.fault("PropertyConstraintViolation", "is out of range")
        return number


class FlagShape:
    """True or false."""

    def read(self, value: object, place: Place) -> bool:
        """Return the flag."""
        if isinstance(value, bool):
            return value
        flag = repairs.flag_from(value) if isinstance(value, (str, int)) else None
        if flag is None or not place.allows("flag_as_text"):
            raise place.fault("TypeConstraintViolation", "is not true or false")
        return flag


class InstantShape:
    """An instant with its zone."""

    def read(self, value: object, place: Place) -> datetime:
        """Return the aware instant; without a zone it is UTC, where a rule allows."""
        if not isinstance(value, str):
            raise place.fault("TypeConstraintViolation", "is not a date and time")
        found = repairs.instant_from(value)
        if found is None:
            raise place.fault("PropertyConstraintViolation", "is not a date and time")
        instant, has_zone = found
        if not has_zone and not place.allows("instant_without_zone"):
            raise place.fault("PropertyConstraintViolation", "has no time zone")
        return instant


class WordShape:
    """One of a list of words."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = frozenset(words)
        self.folded = {word.casefold(): word for word in words}

    def read(self, value: object, place: Place) -> str:
        """Return the word that was meant, or the unknown word where a rule keeps it."""
        if not isinstance(value, str):
            raise place.fault("TypeConstraintViolation", "is not a text")
        if value in self.words:
            return value
        folded = value.strip().casefold()
        if (word := self.folded.get(folded)) and place.allows("word_in_other_case"):
            return word
        alias = place.find("word_alias")
        if alias is not None and folded in alias.words and alias.words[folded] in self.words:
            place.note(alias)
            return alias.words[folded]
        fallback = place.find("word_fallback")
        if fallback is not None and fallback.value in self.words:
            place.note(fallback)
            return fallback.value
        if place.allows("keep_word"):
            return value
        raise place.fault("PropertyConstraintViolation", "is none of the words allowed")
