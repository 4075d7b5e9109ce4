"""What an identifier is: types, statuses, how values are written and compared."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, Self, get_args
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from chargehouse.kernel.errors import Invalid

IdentifierType = Literal[
    "rfid", "mac", "evccid", "vin", "emaid", "pin", "key_code", "central", "local", "other"
]
IdentifierStatus = Literal["active", "inactive", "blocked", "lost"]
VehicleStatus = Literal["active", "inactive"]
Source = Literal["api", "console", "csv"]

TYPES: Final[tuple[IdentifierType, ...]] = get_args(IdentifierType)
STATUSES: Final[tuple[IdentifierStatus, ...]] = get_args(IdentifierStatus)

VALUE_MAX_LENGTH: Final = 36
OCPP16_MAX_LENGTH: Final = 20
NAME_MAX_LENGTH: Final = 100
REGISTRATION_MAX_LENGTH: Final = 20

LENGTH_RULE: Final = f"has 1 to {VALUE_MAX_LENGTH} characters"
ASCII_RULE: Final = "has printable ASCII characters only"
ZONE_RULE: Final = "names its zone: 2026-03-01T00:00:00Z"
LATER_RULE: Final = "is later than valid_from"

# OCPP 2.0.1 part 2, IdTokenEnumType, and the further types of OCPP 2.1, in lower case. The last
# two are never an identifier's own type: nobody can be known by them.
TYPE_BY_WIRE_TYPE: Final[Mapping[str, str]] = {
    "iso14443": "rfid",
    "iso15693": "rfid",
    "macaddress": "mac",
    "evccid": "evccid",
    "vin": "vin",
    "emaid": "emaid",
    "keycode": "key_code",
    "central": "central",
    "local": "local",
    "directpayment": "payment",
    "noauthorization": "none",
}


def normalise(value: str) -> str:
    """Return a value as it is compared: trimmed, in upper case."""
    return value.strip().upper()


def type_of(wire_type: str | None) -> tuple[str | None, bool]:
    """Return an identifier's type by the protocol's word, and whether that word is known.

    A protocol that sends no type leaves nothing to be recognised: (None, True).
    """
    if wire_type is None:
        return None, True
    known = TYPE_BY_WIRE_TYPE.get(wire_type.lower())
    return ("other", False) if known is None else (known, True)


@dataclass(frozen=True, slots=True)
class IdentifierValue:
    """A value that somebody gave us, trimmed; never shown by `repr`."""

    given: str = field(repr=False)

    @classmethod
    def parse(cls, text: str, name: str = "value") -> Self:
        """Return a value of 1 to 36 printable ASCII characters, or raise `Invalid`.

        Both protocols carry no others (OCPP 1.6 `IdToken`, OCPP 2.x `identifierString`); the
        length is OCPP 2.0.1's.
        """
        given = text.strip()
        if not 1 <= len(given) <= VALUE_MAX_LENGTH:
            raise refused(name, LENGTH_RULE)
        if not (given.isascii() and given.isprintable()):
            raise refused(name, ASCII_RULE)
        return cls(given)

    @property
    def normalised(self) -> str:
        """The value as it is compared."""
        return normalise(self.given)

    @property
    def fits_ocpp16(self) -> bool:
        """Whether OCPP 1.6 can carry it."""
        return len(self.given) <= OCPP16_MAX_LENGTH


class TokenTerms(msgspec.Struct, frozen=True):
    """What a partner says of a token: its owner (`NL-ROA`), its type, its whitelist type.

    Types are OCPI's TokenType, and WhitelistType in lower case.
    """

    token_party: str
    token_type: str
    whitelist: str


class NewIdentifier(msgspec.Struct, frozen=True, kw_only=True):
    """An identifier to be added: its value as somebody gave it; a partner's token has `terms`."""

    value: IdentifierValue
    type: IdentifierType
    status: IdentifierStatus = "active"
    vehicle_id: UUID | None = None
    group: IdentifierValue | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    terms: TokenTerms | None = None

    def __post_init__(self) -> None:
        """Raise `Invalid` for a validity that ends before it begins."""
        require_validity(self.valid_from, self.valid_until)

    @property
    def fits_ocpp16(self) -> bool:
        """Whether OCPP 1.6 can carry value and group."""
        return self.value.fits_ocpp16 and (self.group is None or self.group.fits_ocpp16)


class IdentifierChange(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be changed of an identifier; what is not given stays.

    `version` is the one that the change was made from, to be refused if it is no longer that.
    """

    type: IdentifierType | UnsetType = UNSET
    status: IdentifierStatus | UnsetType = UNSET
    vehicle_id: UUID | UnsetType | None = UNSET
    group: IdentifierValue | UnsetType | None = UNSET
    valid_from: datetime | UnsetType | None = UNSET
    valid_until: datetime | UnsetType | None = UNSET
    version: int | UnsetType = UNSET


class IdentifierFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which identifiers a list is of; what is None is not asked for."""

    type: IdentifierType | None = None
    status: IdentifierStatus | None = None
    vehicle_id: UUID | None = None
    source: Source | None = None
    fits_ocpp16: bool | None = None


class VehicleChange(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be changed of a vehicle; what is not given stays. `version` as above."""

    name: str | UnsetType = UNSET
    registration_number: str | UnsetType | None = UNSET
    fleet_id: UUID | UnsetType | None = UNSET
    status: VehicleStatus | UnsetType = UNSET
    version: int | UnsetType = UNSET


def value_context(identifier_id: UUID) -> str:
    """Return the context in which an identifier's value is encrypted."""
    return f"identifiers.value/{identifier_id}"


def group_context(identifier_id: UUID) -> str:
    """Return the context in which an identifier's group is encrypted."""
    return f"identifiers.group/{identifier_id}"


def require_zone(name: str, instant: datetime | None) -> None:
    """Raise `Invalid` for an instant that does not name its zone."""
    if instant is not None and instant.tzinfo is None:
        raise refused(name, ZONE_RULE)


def require_validity(valid_from: datetime | None, valid_until: datetime | None) -> None:
    """Raise `Invalid` unless both have their zone and the first is before the second."""
    require_zone("valid_from", valid_from)
    require_zone("valid_until", valid_until)
    if valid_from is not None and valid_until is not None and valid_from >= valid_until:
        raise refused("valid_until", LATER_RULE)


def name_of(text: str) -> str:
    """Return a vehicle's name without blanks around it, or raise `Invalid`."""
    return _line(text, "name", NAME_MAX_LENGTH)


def registration_number_of(text: str | None) -> str | None:
    """Return a registration number without blanks around it; none for an empty one."""
    if text is None or not text.strip():
        return None
    return _line(text, "registration_number", REGISTRATION_MAX_LENGTH)


def refused(name: str, rule: str) -> Invalid:
    """Return a refusal that names the field and the rule, and never the value."""
    return Invalid(
        f"The field {name} is refused: it {rule}.", {"errors": [{"field": name, "message": rule}]}
    )


def _line(text: str, name: str, max_length: int) -> str:
    line = text.strip()
    if not (1 <= len(line) <= max_length and line.isprintable()):
        raise refused(name, f"has 1 to {max_length} printable characters")
    return line
