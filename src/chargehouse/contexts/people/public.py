"""What others may use of people: tenants by slug, and permissions."""

from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

import msgspec

from chargehouse.kernel.actor import Permission

DEFAULT_TENANT: Final = "main"

TENANT_READ: Final = Permission("tenant.read", "people", "See the own tenant.")
PERMISSIONS_READ: Final = Permission("permissions.read", "people", "See what may be permitted.")
TOKENS_READ: Final = Permission("tokens.read", "people", "See API tokens, never their values.")
TOKENS_CREATE: Final = Permission("tokens.create", "people", "Create API tokens.")
TOKENS_REVOKE: Final = Permission("tokens.revoke", "people", "Revoke API tokens.")

PERMISSIONS: Final = (TENANT_READ, PERMISSIONS_READ, TOKENS_READ, TOKENS_CREATE, TOKENS_REVOKE)


class TenantRef(msgspec.Struct, frozen=True):
    """A tenant, by its id and by its name in addresses."""

    id: UUID
    slug: str


class Tenant(msgspec.Struct, frozen=True, kw_only=True):
    """A tenant as its own people see it."""

    id: UUID
    slug: str
    name: str
    created_at: datetime


class ApiToken(msgspec.Struct, frozen=True, kw_only=True):
    """An API token without its value; `permissions` are actions, `*` stands for all."""

    id: UUID
    name: str
    permissions: list[str]
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class Tenants(Protocol):
    """Finds tenants."""

    async def resolve(self, slug: str) -> TenantRef:
        """Return the tenant of a slug, in any case; raise `TenantUnknown`."""
