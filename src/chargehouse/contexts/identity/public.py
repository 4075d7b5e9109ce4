"""What others may use of identity: identifiers as they come from chargers, and read types."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

from chargehouse.contexts.identity.model import (
    IdentifierStatus,
    IdentifierType,
    Source,
    VehicleStatus,
    group_context,
    normalise,
    type_of,
)
from chargehouse.kernel.actor import Permission
from chargehouse.platform.secrets import Keyring, mask

VEHICLES_READ: Final = Permission("vehicles.read", "identity", "See vehicles.")
VEHICLES_EDIT: Final = Permission("vehicles.edit", "identity", "Add, change and remove vehicles.")
IDENTIFIERS_READ: Final = Permission(
    "identifiers.read", "identity", "See identifiers by their masks, and search by value."
)
IDENTIFIERS_EDIT: Final = Permission(
    "identifiers.edit", "identity", "Add, import, change and remove identifiers."
)
IDENTIFIERS_CLASSIFY: Final = Permission(
    "identifiers.classify", "identity", "Ask what an identifier would be answered."
)

PERMISSIONS: Final = (
    VEHICLES_READ,
    VEHICLES_EDIT,
    IDENTIFIERS_READ,
    IDENTIFIERS_EDIT,
    IDENTIFIERS_CLASSIFY,
)

AccessClass = Literal["own_fleet", "agreement", "unknown", "unauthorised"]


class IdentifierRef(msgspec.Struct, frozen=True, gc=False):
    """An identifier as a charger sent it, without its value.

    `type` is None where the protocol sends none (OCPP 1.6), and `other` for a type that nobody
    knows: `type_recognised` is then false.
    """

    hash: bytes
    masked: str
    type: str | None
    type_recognised: bool


class IdentifierReader:
    """Reads identifiers of one tenant off the wire: a few microseconds each, nothing kept."""

    def __init__(self, keyring: Keyring, tenant_id: UUID) -> None:
        self._keyring = keyring
        self._tenant_id = tenant_id

    def identifier_of(self, value: str, wire_type: str | None = None) -> IdentifierRef:
        """Return what may be kept of an identifier; `wire_type` as OCPP 2.x writes it."""
        kind, recognised = type_of(wire_type)
        hashed = self._keyring.identifier_hash(self._tenant_id, normalise(value))
        return IdentifierRef(hashed, printable_mask(value), kind, recognised)

    def group_of(self, identifier_id: UUID, group_encrypted: bytes) -> str:
        """Return an identifier's group as it was given: a 1.6 `parentIdTag`, a 2.x `groupIdToken`.

        Raises `Undecipherable`.
        """
        return self._keyring.decrypt(group_encrypted, context=group_context(identifier_id))


class Vehicle(msgspec.Struct, frozen=True, kw_only=True):
    """A vehicle. While it is inactive, so are its identifiers."""

    id: UUID
    name: str
    registration_number: str | None
    status: VehicleStatus
    identifiers: int
    created_at: datetime
    updated_at: datetime
    version: int


class Identifier(msgspec.Struct, frozen=True, kw_only=True):
    """An identifier, masked.

    Valid from `valid_from` on and before `valid_until`. `fits_ocpp16` is false where value or
    group has more than the 20 characters that OCPP 1.6 carries (its type `IdToken`).
    """

    id: UUID
    masked: str
    type: IdentifierType
    status: IdentifierStatus
    vehicle_id: UUID | None
    vehicle_name: str | None
    group_masked: str | None
    valid_from: datetime | None
    valid_until: datetime | None
    source: Source
    fits_ocpp16: bool
    created_at: datetime
    updated_at: datetime
    version: int


class Classification(msgspec.Struct, frozen=True, kw_only=True):
    """What an identifier would be answered in managed access: `permitted`, or the reason."""

    masked: str
    access_class: AccessClass
    permitted: bool
    reason: str
    judged_at: datetime
    identifier_id: UUID | None
    vehicle_id: UUID | None
    valid_until: datetime | None


def printable_mask(value: str) -> str:
    """Return the mask of a value of unknown origin, fit for a log and for the database."""
    masked = mask(value.strip())
    if masked.isprintable():
        return masked
    return "".join(character if character.isprintable() else "�" for character in masked)
