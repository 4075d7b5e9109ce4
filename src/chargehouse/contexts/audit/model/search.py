"""Which entries somebody asks for."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec


class EntryFilters(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries; None means any. `since` is included, `until` is not.

    A name that ends in `*` means all that begin so.
    """

    names: Sequence[str] | None = None
    module: str | None = None
    actor_kind: str | None = None
    actor_id: UUID | None = None
    station_id: UUID | None = None
    aggregate_id: UUID | None = None
    request_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
