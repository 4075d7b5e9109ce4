"""What the REST API of tariffs takes; what it gives stands in `public`."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from chargehouse.contexts.tariffs.public import AltText, MeteredSession, Tariff
from chargehouse.platform.http.bodies import Body

Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class NewTariff(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A tariff to be added.

    Without `ocpi_id` partners know it by its id; without `party_id` it is the default party's.
    """

    name: str
    tariff: Tariff
    ocpi_id: str | None = None
    party_id: UUID | None = None
    alt_text: tuple[AltText, ...] = ()
    alt_url: str | None = None


class ChangedTariff(Body, frozen=True, kw_only=True):
    """What changes of a tariff; what is left out stays, and `tariff` is replaced as a whole.

    With `version` the change is refused unless the tariff still has that version.
    """

    name: str | UnsetType = UNSET
    tariff: Tariff | UnsetType = UNSET
    alt_text: tuple[AltText, ...] | UnsetType = UNSET
    alt_url: str | UnsetType | None = UNSET
    version: int | None = None


class AskedPrice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A session to be priced by a draft; nothing is kept."""

    tariff: Tariff
    session: MeteredSession


class NewTariffAssignment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A tariff to hold at a place.

    The place is a location, a station, or a connector by its station, EVSE and own number; without
    any it is wherever nothing nearer holds. It holds from an instant on and until before another.
    """

    tariff_id: UUID
    location_id: UUID | None = None
    station_id: UUID | None = None
    evse_id: int | None = None
    connector_id: int | None = None
    valid_from: Instant | None = None
    valid_until: Instant | None = None


class ChangedTariffAssignment(Body, frozen=True, kw_only=True):
    """From or until when a tariff holds; what is left out stays, null is without a limit.

    With `version` the change is refused unless the assignment still has that version.
    """

    valid_from: Instant | UnsetType | None = UNSET
    valid_until: Instant | UnsetType | None = UNSET
    version: int | None = None

    def times(self) -> dict[str, datetime | None]:
        """Return the limits that were given."""
        given = {"valid_from": self.valid_from, "valid_until": self.valid_until}
        return {name: at for name, at in given.items() if at is not UNSET}
