"""Who acts, in which tenant, and what they may do."""

from dataclasses import dataclass, field
from uuid import UUID

from chargehouse.kernel.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Permission:
    """A thing that somebody may be allowed to do: `stations.read`."""

    action: str
    module: str
    description: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something that acts within one tenant.

    `kind` is `token`, `station`, `console`, `job` or `reaction`; `name` is fit for a log.
    """

    kind: str
    tenant_id: UUID
    name: str
    id: UUID | None = None
    permissions: frozenset[str] = field(default=frozenset())
    request_id: str | None = None

    def may(self, permission: Permission) -> bool:
        """Tell whether this actor holds the permission."""
        return permission.action in self.permissions or "*" in self.permissions

    def require(self, permission: Permission) -> None:
        """Refuse with `Forbidden` unless this actor holds the permission."""
        if not self.may(permission):
            raise Forbidden(
                f"This needs the permission {permission.action}: {permission.description}",
                {"permission": permission.action},
            )


def system_actor(kind: str, tenant_id: UUID, name: str) -> Actor:
    """Return an actor for the system's own work, which may do everything in one tenant."""
    return Actor(kind=kind, tenant_id=tenant_id, name=name, permissions=frozenset({"*"}))
