"""What the REST API of identity takes; what it gives stands in `public`.

Values come in bodies alone, never in an address, and are given back as masks.
"""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from chargehouse.contexts.identity.model import (
    IdentifierChange,
    IdentifierStatus,
    IdentifierType,
    IdentifierValue,
    NewIdentifier,
    VehicleChange,
    VehicleStatus,
)
from chargehouse.contexts.identity.public.partners import RealTime
from chargehouse.kernel.weekly_hours import Window
from chargehouse.platform.http.bodies import Body


class NewVehicle(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A vehicle to be added."""

    name: str
    registration_number: str | None = None
    fleet_id: UUID | None = None
    status: VehicleStatus = "active"


class ChangedVehicle(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes of a vehicle; what is left out stays.

    With `version` the change is refused unless the vehicle still has that version.
    """

    name: str | UnsetType = UNSET
    registration_number: str | UnsetType | None = UNSET
    fleet_id: UUID | UnsetType | None = UNSET
    status: VehicleStatus | UnsetType = UNSET
    version: int | UnsetType = UNSET

    def change(self) -> VehicleChange:
        """Return this as the use case takes it."""
        return VehicleChange(**msgspec.structs.asdict(self))


class IdentifierBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An identifier to be added.

    `value` and `group` (OCPP 1.6 `parentIdTag`, 2.x `groupIdToken`) have 1 to 36 characters.
    """

    value: str
    type: IdentifierType
    status: IdentifierStatus = "active"
    vehicle_id: UUID | None = None
    group: str | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    def __repr__(self) -> str:
        return f"IdentifierBody(type={self.type!r})"

    def new(self) -> NewIdentifier:
        """Return this as the use case takes it; raise `Invalid`."""
        return NewIdentifier(
            value=IdentifierValue.parse(self.value),
            type=self.type,
            status=self.status,
            vehicle_id=self.vehicle_id,
            group=None if self.group is None else IdentifierValue.parse(self.group, "group"),
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )


class ChangedIdentifier(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes of an identifier; what is left out stays. A value never changes.

    With `version` the change is refused unless the identifier still has that version.
    """

    type: IdentifierType | UnsetType = UNSET
    status: IdentifierStatus | UnsetType = UNSET
    vehicle_id: UUID | UnsetType | None = UNSET
    group: str | UnsetType | None = UNSET
    valid_from: datetime | UnsetType | None = UNSET
    valid_until: datetime | UnsetType | None = UNSET
    version: int | UnsetType = UNSET

    def __repr__(self) -> str:
        return "ChangedIdentifier()"

    def change(self) -> IdentifierChange:
        """Return this as the use case takes it; raise `Invalid`."""
        given = msgspec.structs.asdict(self)
        if isinstance(self.group, str):
            given["group"] = IdentifierValue.parse(self.group, "group")
        return IdentifierChange(**given)


class Deactivation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why an identifier is made inactive; it stands in the event."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=500)] | None = None


class Assignment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The vehicle that an identifier goes to; null for none."""

    vehicle_id: UUID | None


class WantedValue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The value of an identifier that is looked for, in any case."""

    value: str

    def __repr__(self) -> str:
        return "WantedValue()"


class ClassificationQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An identifier as a charger would send it.

    `token_type` is the word of OCPP 2.x (`ISO14443`); OCPP 1.6 sends none. `at` is now if absent.
    """

    value: str
    token_type: str | None = None
    at: datetime | None = None

    def __repr__(self) -> str:
        return "ClassificationQuestion()"


class NewAgreement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An agreement to be made: everywhere, or at locations and stations; without windows, always.

    `fresh_for_s` is how long a feed is believed; null for ever. With `partner_id` it knows the
    tokens that this partner sends, or those of one `party` of it (`NL-ROA`), and takes no other
    feed. `real_time` says when the partner is asked about a token, `asks_unknown` that it is asked
    about who is not known at all.
    """

    name: str
    note: str = ""
    active: bool = True
    everywhere: bool = False
    locations: list[UUID] = []
    stations: list[UUID] = []
    windows: list[Window] = []
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    fresh_for_s: int | None = None
    partner_id: UUID | None = None
    party: str | None = None
    real_time: RealTime = "when_required"
    asks_unknown: bool = False


class ChangedAgreement(Body, frozen=True, kw_only=True):
    """What changes of an agreement; what is left out stays.

    With `version` the change is refused unless the agreement still has that version. With another
    partner or party what was known is forgotten, and comes anew.
    """

    name: str | UnsetType = UNSET
    note: str | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    everywhere: bool | UnsetType = UNSET
    locations: list[UUID] | UnsetType = UNSET
    stations: list[UUID] | UnsetType = UNSET
    windows: list[Window] | UnsetType = UNSET
    valid_from: datetime | UnsetType | None = UNSET
    valid_until: datetime | UnsetType | None = UNSET
    fresh_for_s: int | UnsetType | None = UNSET
    partner_id: UUID | UnsetType | None = UNSET
    party: str | UnsetType | None = UNSET
    real_time: RealTime | UnsetType = UNSET
    asks_unknown: bool | UnsetType = UNSET
    version: int | None = None


class AgreementEnd(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why an agreement is ended; it stands in the event."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=500)] | None = None


class FedIdentifiers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a partner's system tells of its identifiers.

    A `full` set replaces what was known; a `partial` one adds and changes what it names, and
    removes the values in `remove`. Entries are checked one by one, so that each wrong one is named.
    """

    kind: Literal["full", "partial"]
    identifiers: list[Any] = []
    remove: list[Any] = []

    def __repr__(self) -> str:
        return "FedIdentifiers()"
