"""Settings: what a tenant can change while everything runs.

Whoever reads a setting declares it, with its type, its default and what it means.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final, Generic, Literal, NamedTuple, Protocol, TypeVar, get_args
from urllib.parse import urlsplit
from uuid import UUID

from chargehouse.kernel.actor import Permission
from chargehouse.kernel.errors import Invalid

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

EMAIL_MAX_LENGTH: Final = 254
URL_MAX_LENGTH: Final = 500

_KEY = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_AT: Final = "@"
_EMAIL = re.compile(r"[^@\s<>()\[\],;:\"\\]+@[^@\s<>()\[\],;:\"\\]+")


PlaceKind = Literal["station", "location"]
"""What may have a value of its own, the most exact first; the tenant's holds everywhere else."""


class SettingPlace(NamedTuple):
    """A part of a tenant that may have a setting's value of its own."""

    kind: PlaceKind
    id: UUID


class Kind(Protocol[T_co]):
    """What values a setting takes. `name` is the kind's own; `unit` is a unit's symbol."""

    @property
    def name(self) -> str:
        """What the kind is called, for programs."""

    @property
    def rule(self) -> str:
        """Which values are allowed, for people; it follows "must be"."""

    @property
    def unit(self) -> str | None:
        """The unit of the value."""

    def read(self, raw: object) -> T_co:
        """Return the value that JSON holds; raise `ValueError` where it is none."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""

    name: str = field(default="bool", init=False)
    rule: str = field(default="true or false", init=False)
    unit: None = field(default=None, init=False)

    def read(self, raw: object) -> bool:
        """Return a bool."""
        if not isinstance(raw, bool):
            raise ValueError(self.rule)  # noqa: TRY004  one error for whatever is wrong
        return raw


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within bounds, both included."""

    minimum: int
    maximum: int
    unit: str | None = None
    name: str = field(default="int", init=False)

    @property
    def rule(self) -> str:
        """Which numbers are allowed."""
        return f"a whole number from {self.minimum} to {self.maximum}"

    def read(self, raw: object) -> int:
        """Return an int."""
        if isinstance(raw, bool) or not isinstance(raw, int):
            raise ValueError(self.rule)  # noqa: TRY004  as above
        if not self.minimum <= raw <= self.maximum:
            raise ValueError(self.rule)
        return raw


@dataclass(frozen=True, slots=True)
class Duration:
    """A time span in seconds within bounds, both included."""

    minimum_s: float
    maximum_s: float
    name: str = field(default="duration", init=False)
    unit: str = field(default="s", init=False)

    @property
    def rule(self) -> str:
        """Which spans are allowed."""
        return f"seconds from {self.minimum_s:g} to {self.maximum_s:g}"

    def read(self, raw: object) -> float:
        """Return seconds."""
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            raise ValueError(self.rule)  # noqa: TRY004  as above
        if not self.minimum_s <= raw <= self.maximum_s:
            raise ValueError(self.rule)
        return float(raw)


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text, which may be empty."""

    max_length: int
    name: str = field(default="str", init=False)
    unit: None = field(default=None, init=False)

    @property
    def rule(self) -> str:
        """Which texts are allowed."""
        return f"one line of at most {self.max_length} characters"

    def read(self, raw: object) -> str:
        """Return the text."""
        if not isinstance(raw, str) or len(raw) > self.max_length or not raw.isprintable():
            raise ValueError(self.rule)
        return raw


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several words."""

    options: tuple[str, ...]
    name: str = field(default="enum", init=False)
    unit: None = field(default=None, init=False)

    @property
    def rule(self) -> str:
        """Which words are allowed."""
        return "one of " + ", ".join(self.options)

    def read(self, raw: object) -> str:
        """Return the word."""
        if not isinstance(raw, str) or raw not in self.options:
            raise ValueError(self.rule)
        return raw


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """An e-mail address, in the plain form that mail servers take."""

    name: str = field(default="email", init=False)
    rule: str = field(default="an e-mail address, name@host", init=False)
    unit: None = field(default=None, init=False)

    def read(self, raw: object) -> str:
        """Return the address."""
        if not isinstance(raw, str) or not is_email(raw):
            raise ValueError(self.rule)
        return raw


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An https address."""

    name: str = field(default="url", init=False)
    rule: str = field(
        default=f"an address that begins with https://, at most {URL_MAX_LENGTH} characters",
        init=False,
    )
    unit: None = field(default=None, init=False)

    def read(self, raw: object) -> str:
        """Return the address."""
        if not isinstance(raw, str) or len(raw) > URL_MAX_LENGTH or not _is_https(raw):
            raise ValueError(self.rule)
        return raw


@dataclass(frozen=True, slots=True)
class Texts:
    """A list of texts, none of them empty."""

    max_items: int
    max_length: int
    name: str = field(default="list", init=False)
    unit: None = field(default=None, init=False)

    @property
    def rule(self) -> str:
        """Which lists are allowed."""
        return f"at most {self.max_items} texts of 1 to {self.max_length} characters"

    def read(self, raw: object) -> tuple[str, ...]:
        """Return the texts."""
        if not isinstance(raw, list | tuple) or len(raw) > self.max_items:
            raise ValueError(self.rule)
        for item in raw:
            if not isinstance(item, str) or not 0 < len(item) <= self.max_length:
                raise ValueError(self.rule)
            if not item.isprintable():
                raise ValueError(self.rule)
        return tuple(raw)


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """Something that a tenant can change while everything runs; `key` is `module.name`.

    The default need not be a value that could be set: an empty text says that there is none.
    `permission` is needed to change it besides the general one. A secret is a text that is never
    shown again. What is `dangerous` is changed by two persons. What goes `by_place` may have values
    of their own at locations and stations, each with a history as if it were a setting; `place` is
    set of such a one. Raises `ValueError` for a declaration that cannot be meant.
    """

    key: str
    kind: Kind[T]
    default: T
    description: str
    permission: Permission | None = None
    secret: bool = False
    dangerous: bool = False
    by_place: bool = False
    place: SettingPlace | None = None

    def __post_init__(self) -> None:
        """Check the declaration."""
        if _KEY.fullmatch(self.general_key if self.place else self.key) is None:
            raise ValueError(f"{self.key!r} is no key: module.name is.")
        if self.secret and self.by_place:
            raise ValueError(f"{self.key} is a secret: so one for the whole tenant.")
        if self.secret and (self.kind.name != "str" or self.default):
            raise ValueError(f"{self.key} is a secret: so a text, and empty by default.")

    @property
    def general_key(self) -> str:
        """The key under which the whole tenant has it."""
        return self.key.partition(_AT)[0]

    @property
    def module(self) -> str:
        """What the setting belongs to."""
        return self.key.partition(".")[0]

    def read(self, raw: object) -> T:
        """Return the value that JSON holds; raise `Invalid`, naming the field `value`."""
        try:
            return self.kind.read(raw)
        except ValueError:
            rule = f"must be {self.kind.rule}"
            raise Invalid(
                f"The setting {self.key} {rule}.", {"errors": [{"field": "value", "message": rule}]}
            ) from None

    def at(self, place: SettingPlace) -> "Setting[T]":
        """Return the setting as it is kept for a place; raise `ValueError` where it cannot be."""
        if not self.by_place:
            raise ValueError(f"{self.key} is the whole tenant's.")
        return replace(self, key=key_at(self.key, place), by_place=False, place=place)

    def with_default(self, default: T) -> "Setting[T]":
        """Return the same setting with another default."""
        return replace(self, default=default)


class SettingValues(Protocol):
    """Knows what the settings of each tenant are now."""

    def value(self, tenant_id: UUID, setting: Setting[T]) -> T:
        """Return a tenant's value, at once; never raises, for it stands on hot paths."""


class PlacedValues(SettingValues, Protocol):
    """Knows also what places have of their own."""

    def own(self, tenant_id: UUID, setting: Setting[T], place_id: UUID) -> T | None:
        """Return the value that a place has of its own, at once; None where it has none."""

    def is_placed(self, tenant_id: UUID, setting: Setting[Any]) -> bool:
        """Tell whether any place in the tenant has a value of its own."""


class FixedValues:
    """Values that never change and are every tenant's: for tests and previews."""

    def __init__(self, values: Mapping[str, object] = MappingProxyType({})) -> None:
        self._values = values

    def own(self, tenant_id: UUID, setting: Setting[T], place_id: UUID) -> T | None:  # noqa: ARG002  the protocol's names
        """Return None: no place has a value of its own."""
        return None

    def is_placed(self, tenant_id: UUID, setting: Setting[Any]) -> bool:  # noqa: ARG002  as above
        """Return False."""
        return False

    def value(self, tenant_id: UUID, setting: Setting[T]) -> T:  # noqa: ARG002  the protocol's name
        """Return the value given for the key, else the default."""
        if setting.key not in self._values:
            return setting.default
        return setting.read(self._values[setting.key])


def catalogue_of(*declared: Iterable[Setting[Any]]) -> Mapping[str, Setting[Any]]:
    """Return settings by key, in the order of their keys; raise `ValueError` for a double key."""
    found: dict[str, Setting[Any]] = {}
    for setting in (each for group in declared for each in group):
        if setting.key in found:
            raise ValueError(f"There are two settings called {setting.key}.")
        found[setting.key] = setting
    return MappingProxyType(dict(sorted(found.items())))


def key_at(key: str, place: SettingPlace) -> str:
    """Return by which key a place's own value of a setting is kept: `key@station:id`."""
    return f"{key}{_AT}{place.kind}:{place.id}"


def setting_of(catalogue: Mapping[str, Setting[Any]], key: str) -> Setting[Any] | None:
    """Return the setting that a key means, also one of a place; None where it means none."""
    of_tenant, at, where = key.partition(_AT)
    setting = catalogue.get(of_tenant)
    if not at or setting is None:
        return setting
    kind, _, named = where.partition(":")
    try:
        place = SettingPlace(_KINDS[kind], UUID(named))
        found = setting.at(place)
    except (KeyError, ValueError):
        return None
    return found if found.key == key else None


_KINDS: Final[Mapping[str, PlaceKind]] = {kind: kind for kind in get_args(PlaceKind)}


def is_email(text: str) -> bool:
    """Tell whether mail could be sent to this address, as far as its form tells."""
    return (
        len(text) <= EMAIL_MAX_LENGTH
        and text.isascii()
        and text.isprintable()
        and _EMAIL.fullmatch(text) is not None
    )


def _is_https(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return (
            text.isprintable()
            and " " not in text
            and parts.scheme == "https"
            and bool(parts.hostname)
            and parts.port != 0
        )
    except ValueError:
        return False
