"""What the REST API of publishing takes and gives besides what stands in `public`."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from chargehouse.contexts.publishing.public import TokensShared
from chargehouse.ocpi.v221.tokens import WhitelistType


class ChosenSharing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which identifiers partners are to be told, and whether they may let them in by themselves.

    `fleets` are given with `fleets` alone. With `NEVER` each start is asked of us, by which the
    rules of fleets hold at partners' chargers as well.
    """

    shared: TokensShared
    fleets: Annotated[list[UUID], Meta(max_length=500)] = []
    whitelist: WhitelistType = "ALLOWED"


class Share(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether a partner is told something; null for what holds otherwise."""

    shared: bool | None


class Rebuild(msgspec.Struct, frozen=True, kw_only=True):
    """How many locations and tariffs are said anew in a while."""

    due: int
