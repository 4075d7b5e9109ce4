"""A connection whose transactions begin in a tenant by one round trip, not two."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

import asyncpg

if TYPE_CHECKING:
    Base = asyncpg.Connection[Any]
else:
    Base = asyncpg.Connection

IN_TENANT = "SELECT set_config('app.tenant', '{tenant}', true)"


class TenantConnection(Base):
    """Begins its next transaction in `tenant`, whom row-level security shows what is theirs.

    The tenant goes with the BEGIN, and holds until the transaction ends.
    """

    __slots__ = ("tenant",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  asyncpg's own
        super().__init__(*args, **kwargs)
        self.tenant: UUID | None = None

    def begin_nowhere(self) -> None:
        """Let the next transaction begin in no tenant."""
        self.tenant = None

    async def execute(self, query: str, *args: object, timeout: float | None = None) -> str:  # noqa: ASYNC109  asyncpg's own
        """Execute as asyncpg does; what begins a transaction says the tenant as well."""
        if self.tenant is not None and not args and query.startswith("BEGIN"):
            tenant, self.tenant = self.tenant, None
            query += IN_TENANT.format(tenant=tenant)
        return await super().execute(query, *args, timeout=timeout)
