"""What the REST API of tariffs takes; what it gives stands in `public`."""

from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from chargehouse.contexts.tariffs.public import AltText, MeteredSession, Tariff
from chargehouse.platform.http.bodies import Body


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
