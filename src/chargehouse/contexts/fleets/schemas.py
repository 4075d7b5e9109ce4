"""What the REST API of fleets takes; what it gives stands in `public`."""

import msgspec
from msgspec import UNSET, UnsetType

from chargehouse.platform.http.bodies import Body


class NewFleet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fleet to be added."""

    name: str
    active: bool = True
    note: str = ""


class ChangedFleet(Body, frozen=True, kw_only=True):
    """What changes of a fleet; what is left out stays.

    With `version` the change is refused unless the fleet still has that version.
    """

    name: str | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    note: str | UnsetType = UNSET
    version: int | None = None
