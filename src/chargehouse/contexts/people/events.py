"""What happened to tenants and API tokens."""

from datetime import datetime

from chargehouse.kernel.events import Event


class TenantCreated(Event, frozen=True, kw_only=True):
    """A tenant was created."""

    wire_name = "tenant.created"

    slug: str
    name: str


class ApiTokenCreated(Event, frozen=True, kw_only=True):
    """Somebody made an API token."""

    wire_name = "api_token.created"

    name: str
    permissions: list[str]
    expires_at: datetime | None


class ApiTokenRevoked(Event, frozen=True, kw_only=True):
    """Somebody took an API token back."""

    wire_name = "api_token.revoked"

    name: str
