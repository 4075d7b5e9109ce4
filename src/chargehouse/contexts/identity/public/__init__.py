"""What others may use of identity: identifiers as they come from chargers, and read types."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal, Protocol
from uuid import UUID

import msgspec

from chargehouse.contexts.identity.model.identifiers import (
    IdentifierStatus,
    IdentifierType,
    IdentifierValue,
    Source,
    VehicleStatus,
    group_context,
    normalise,
    type_of,
    value_context,
)
from chargehouse.contexts.identity.public.partners import RealTime, Whitelist
from chargehouse.contexts.stations.public import Spot
from chargehouse.kernel.actor import Actor, Permission
from chargehouse.kernel.weekly_hours import Window
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

AGREEMENTS_READ: Final = Permission(
    "agreements.read", "identity", "See agreements with partners, and their identifiers by masks."
)
AGREEMENTS_EDIT: Final = Permission(
    "agreements.edit", "identity", "Make, change and end agreements with partners."
)
AGREEMENTS_FEED: Final = Permission(
    "agreements.feed", "identity", "Say which identifiers agreements with partners know."
)

PERMISSIONS: Final = (
    VEHICLES_READ,
    VEHICLES_EDIT,
    IDENTIFIERS_READ,
    IDENTIFIERS_EDIT,
    IDENTIFIERS_CLASSIFY,
    AGREEMENTS_READ,
    AGREEMENTS_EDIT,
    AGREEMENTS_FEED,
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

    def value_of(self, identifier_id: UUID, value_encrypted: bytes) -> str:
        """Return an identifier as it was given, for a charger that has to know it.

        Raises `Undecipherable`.
        """
        return self._keyring.decrypt(value_encrypted, context=value_context(identifier_id))

    def group_of(self, identifier_id: UUID, group_encrypted: bytes) -> str:
        """Return an identifier's group as it was given: a 1.6 `parentIdTag`, a 2.x `groupIdToken`.

        Raises `Undecipherable`.
        """
        return self._keyring.decrypt(group_encrypted, context=group_context(identifier_id))


class Vehicle(msgspec.Struct, frozen=True, kw_only=True):
    """A vehicle. While it is inactive, so are its identifiers; `fleet_name` is that of today."""

    id: UUID
    name: str
    registration_number: str | None
    fleet_id: UUID | None
    fleet_name: str | None
    status: VehicleStatus
    identifiers: int
    created_at: datetime
    updated_at: datetime
    version: int


class VehicleNames(Protocol):
    """Tells what vehicles are called, and by what they are known.

    Whoever may see a row of another context may see the name of the vehicle that it speaks of:
    no permission is asked for.
    """

    async def names(self, actor: Actor, vehicle_ids: Collection[UUID]) -> Mapping[UUID, str]:
        """Return the names of vehicles of the actor's tenant; one that is not there has none."""

    async def hashes(self, actor: Actor, vehicle_id: UUID) -> Collection[bytes]:
        """Return the identifiers that a vehicle has now, as attempts keep them."""


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


class OpenIdentifier(msgspec.Struct, frozen=True, kw_only=True):
    """An identifier of ours with its value, for whoever has to tell it to others.

    It is `active` where neither it nor its vehicle was made anything else. Neither value nor
    group is shown by `repr`.
    """

    id: UUID
    value: IdentifierValue
    group: IdentifierValue | None
    masked: str
    type: IdentifierType
    active: bool
    valid_from: datetime | None
    valid_until: datetime | None
    vehicle_id: UUID | None
    fleet_id: UUID | None


class IdentifierOpening(Protocol):
    """Opens identifiers of the actor's tenant that are ours, not those that partners told us."""

    async def find(self, actor: Actor, identifier_id: UUID) -> OpenIdentifier | None:
        """Return an identifier with its value, or None where it is not there any more."""

    async def find_by_value(self, actor: Actor, value: str) -> OpenIdentifier | None:
        """Return the identifier of a value, in any case, or None."""

    async def of_vehicle(self, actor: Actor, vehicle_id: UUID) -> Sequence[OpenIdentifier]:
        """Return a vehicle's identifiers with their values."""

    async def after(
        self, actor: Actor, identifier_id: UUID | None, limit: int
    ) -> Sequence[OpenIdentifier]:
        """Return the identifiers that follow one by their ids, or the first ones."""

    async def turned(
        self, actor: Actor, since: datetime, until: datetime
    ) -> Sequence[OpenIdentifier]:
        """Return the identifiers whose validity began or ended between two instants."""


class Classification(msgspec.Struct, frozen=True, kw_only=True):
    """What an identifier would be answered in managed access: `permitted`, or the reason.

    An agreement's place and hours are not asked about. `identifier_id` is that of a vehicle's
    identifier, or of the agreement's.
    """

    masked: str
    access_class: AccessClass
    permitted: bool
    reason: str
    judged_at: datetime
    identifier_id: UUID | None
    vehicle_id: UUID | None
    valid_until: datetime | None
    agreement_id: UUID | None
    agreement_name: str | None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of somebody who would charge; `refusal` is why they are refused wherever.

    `masked` is None where the question was about no identifier. Of class `agreement` is who only
    partners know: what the agreements say is asked apart.
    """

    fleet_id: UUID | None
    access_class: AccessClass = "own_fleet"
    refusal: str | None = None
    vehicle_id: UUID | None = None
    vehicle_name: str | None = None
    masked: str | None = None


class StandingLookup(Protocol):
    """Answers how identifiers and vehicles of the actor's tenant stand; asks for no permission."""

    async def of_identifier(self, actor: Actor, identifier_id: UUID, at: datetime) -> Standing:
        """Return how an identifier stands at an instant. Raises `IdentifierUnknown`."""

    async def of_vehicle(self, actor: Actor, vehicle_id: UUID) -> Standing:
        """Return how a vehicle stands, whatever its identifiers. Raises `VehicleUnknown`."""


AgreementState = Literal["in_force", "inactive", "not_begun", "ended"]
Outside = Literal["place", "hour"]
"""What of a start an agreement does not cover."""


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement with a partner: whose identifiers may charge where, when, and for how long.

    It holds everywhere, or at some locations and stations; always, or in weekly windows; from
    `valid_from` on and before `valid_until`, while it is active. `words` say where and when in
    English. Where `fresh_for_s` is given it must be fed that often, or it is `stale`.

    One with a `partner_id` knows the tokens of that partner, or of one `party` of it (`NL-ROA`),
    and is fed by nobody else. `real_time` says when the partner is asked about a token,
    `asks_unknown` that it is asked about who is not known at all.
    """

    id: UUID
    name: str
    note: str
    active: bool
    state: AgreementState
    everywhere: bool
    locations: list[UUID]
    stations: list[UUID]
    windows: list[Window]
    words: str
    valid_from: datetime | None
    valid_until: datetime | None
    fresh_for_s: int | None
    last_fed_at: datetime | None
    stale: bool
    identifiers: int
    partner_id: UUID | None
    party: str | None
    real_time: RealTime
    asks_unknown: bool
    created_at: datetime
    updated_at: datetime
    version: int


class AgreementIdentifier(msgspec.Struct, frozen=True, kw_only=True):
    """An identifier that a partner told us of, masked. Fields are those of `Identifier`.

    Of a partner's token `token_party` is the owner, `token_type` and `whitelist` are OCPI's.
    """

    id: UUID
    agreement_id: UUID
    masked: str
    type: IdentifierType
    status: IdentifierStatus
    group_masked: str | None
    valid_from: datetime | None
    valid_until: datetime | None
    fits_ocpp16: bool
    token_party: str | None
    token_type: str | None
    whitelist: Whitelist | None
    created_at: datetime
    updated_at: datetime


class AgreementStep(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement as it was looked at, and what it says: `permitted`, `ask_partner`, or why not.

    `valid` tells of the agreement and of the identifier in it, `outside` what is not covered.
    """

    agreement_id: UUID
    name: str
    words: str
    valid: bool
    fresh: bool
    here: bool
    in_hours: bool
    reason: str
    outside: Outside | None
    decided: bool


class AgreementLookup(Protocol):
    """Answers what others ask of agreements of the actor's tenant; asks for no permission."""

    async def names(self, actor: Actor, agreement_ids: Collection[UUID]) -> Mapping[UUID, str]:
        """Return what agreements are called; one that is not there has no name."""

    async def of_identifier(
        self, actor: Actor, identifier_id: UUID, spot: Spot, at: datetime
    ) -> Sequence[AgreementStep]:
        """Return what the agreements say that know an identifier, a vehicle's or a partner's."""

    async def of_agreement(
        self, actor: Actor, agreement_id: UUID, spot: Spot, at: datetime
    ) -> AgreementStep:
        """Return what an agreement says of whoever it knows. Raises `AgreementUnknown`."""


def printable_mask(value: str) -> str:
    """Return the mask of a value of unknown origin, fit for a log and for the database."""
    masked = mask(value.strip())
    if masked.isprintable():
        return masked
    return "".join(character if character.isprintable() else "�" for character in masked)
