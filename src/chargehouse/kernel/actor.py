"""Who acts, in which tenant, and what they may do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from chargehouse.kernel.errors import Forbidden
from chargehouse.kernel.reach import ALL, NONE, Place, Reach

EVERYTHING: Final = "*"
"""Stands for every permission there is."""


@dataclass(frozen=True, slots=True)
class Permission:
    """A thing that somebody may be allowed to do: `stations.read`."""

    action: str
    module: str
    description: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something that acts within one tenant.

    `kind` is `user`, `token`, `station`, `console`, `job` or `reaction`; `name` is fit for a log.
    `permissions` are actions that are permitted in the whole tenant, `reaches` say of others where
    they are.
    `origin` says from where: the address of who asked, `console`, or the name of a job.
    `owner_id` is the account of whoever made a token.
    """

    kind: str
    tenant_id: UUID
    name: str
    id: UUID | None = None
    permissions: frozenset[str] = field(default=frozenset())
    request_id: str | None = None
    reaches: Mapping[str, Reach] = field(default_factory=dict, hash=False)
    origin: str | None = None
    owner_id: UUID | None = None

    @property
    def person_id(self) -> UUID | None:
        """The account of the person who answers for what is done; None where nobody is known."""
        return self.id if self.kind == "user" else self.owner_id

    def may(self, permission: Permission, at: Place | None = None) -> bool:
        """Tell whether this actor may do this at a place, or, without one, in the whole tenant."""
        if self._holds(permission):
            return True
        return at is not None and self.reaches.get(permission.action, NONE).covers(at)

    def may_somewhere(self, permission: Permission) -> bool:
        """Tell whether there is anything at all with which this actor may do this."""
        return not self.reach(permission).is_none

    def reach(self, permission: Permission) -> Reach:
        """Return where this actor may do this."""
        return ALL if self._holds(permission) else self.reaches.get(permission.action, NONE)

    def require(self, permission: Permission, at: Place | None = None) -> None:
        """Refuse with `Forbidden` unless this actor may do this there, or in the whole tenant."""
        if not self.may(permission, at):
            raise _forbidden(permission, limited=self.may_somewhere(permission))

    def require_somewhere(self, permission: Permission) -> Reach:
        """Return where this actor may do this; refuse with `Forbidden` who may nowhere."""
        reach = self.reach(permission)
        if reach.is_none:
            raise _forbidden(permission, limited=False)
        return reach

    def _holds(self, permission: Permission) -> bool:
        return permission.action in self.permissions or EVERYTHING in self.permissions


def system_actor(kind: str, tenant_id: UUID, name: str) -> Actor:
    """Return an actor for the system's own work, which may do everything in one tenant."""
    return Actor(
        kind=kind,
        tenant_id=tenant_id,
        name=name,
        permissions=frozenset({EVERYTHING}),
        origin=name,
    )


def _forbidden(permission: Permission, *, limited: bool) -> Forbidden:
    needs = f"This needs the permission {permission.action}"
    where = ", which you hold, but not for this" if limited else ""
    return Forbidden(
        f"{needs}{where}: {permission.description}",
        {"permission": permission.action},
    )
