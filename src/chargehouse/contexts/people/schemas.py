"""What the REST API of people takes and gives, besides what `public` holds."""

from datetime import datetime

import msgspec

from chargehouse.contexts.people.public import ApiToken


class NewToken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A token to be created; without `expires_at` it never ends. `*` permits everything."""

    name: str
    permissions: list[str]
    expires_at: datetime | None = None


class CreatedTokenView(msgspec.Struct, frozen=True, kw_only=True):
    """A new token; `value` is told this once."""

    token: ApiToken
    value: str


class PermissionView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that may be permitted."""

    action: str
    module: str
    description: str
