"""What happens to the log itself."""

from datetime import datetime
from typing import ClassVar

import msgspec

from chargehouse.kernel.events import Event


class ErasedField(msgspec.Struct, frozen=True):
    """A personal field of an entry: `data.name`, `actor.name` or `origin`."""

    index: int
    field: str


class PersonalFieldsScrubbed(Event, frozen=True, kw_only=True):
    """Personal fields of entries were erased, for a request that is the aggregate."""

    wire_name: ClassVar[str] = "gdpr.scrubbed"

    fields: list[ErasedField]


class EntriesRetained(Event, frozen=True, kw_only=True):
    """Entries before the first kept one were emptied, for their time had come."""

    wire_name: ClassVar[str] = "audit.retained"

    first_kept: int
    kept_since: datetime


class AuditExported(Event, frozen=True, kw_only=True):
    """Somebody took a copy of the log, or of a list of its entries."""

    wire_name: ClassVar[str] = "audit.exported"

    what: str
    size: int


class AuditVerified(Event, frozen=True, kw_only=True):
    """Somebody had the log verified; `root` is over all its entries."""

    wire_name: ClassVar[str] = "audit.verified"

    ok: bool
    size: int
    root: str
    first_bad_index: int | None
