"""What the REST API of settings takes, besides what `public` holds."""

from datetime import datetime
from typing import Annotated, Final

import msgspec

from chargehouse.contexts.settings.public import Value

VERSION_MAX: Final = 2_147_483_647

Version = Annotated[int, msgspec.Meta(ge=0, le=VERSION_MAX)]


class NewValue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value for a setting; `version` is the one that was read.

    A dangerous setting needs a reason.
    """

    value: Value
    version: Version
    reason: str | None = None


class EarlierVersion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which version's value to take; 0 stands for the default. `version` is the one now."""

    to_version: Version
    version: Version
    reason: str | None = None


class EarlierInstant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To which instant to bring all settings back, and why."""

    at: datetime
    reason: str


class VerdictReason(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why something is approved, declined or taken back."""

    reason: str


class MailTestTo(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where to send a test mail."""

    to: str
