"""Everything about users and what they may do, put together once a process."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol, Self
from uuid import UUID

from chargehouse.contexts.people.service.authorities import AuthorityService
from chargehouse.contexts.people.service.departments import DepartmentService
from chargehouse.contexts.people.service.users import UserService
from chargehouse.kernel.actor import Permission
from chargehouse.platform.postgres.database import Database


class Believing(Protocol):
    """Believes for a while what it knows of who may do what."""

    def forget_tenant(self, tenant_id: UUID) -> None:
        """Believe nothing more of a tenant's users."""


@dataclass(frozen=True, slots=True)
class Staff:
    """The services of users and of what they may do."""

    authorities: AuthorityService
    departments: DepartmentService
    users: UserService

    @classmethod
    def of(
        cls,
        database: Database,
        *,
        catalogue: Sequence[Permission],
        authenticators: Collection[Believing],
    ) -> Self:
        """Return the services over one database; `authenticators` hear of every change at once."""

        def forget(tenant_id: UUID) -> None:
            for authenticator in authenticators:
                authenticator.forget_tenant(tenant_id)

        authorities = AuthorityService(database, catalogue=catalogue, forget=forget)
        return cls(
            authorities=authorities,
            departments=DepartmentService(database, catalogue=catalogue, authorities=authorities),
            users=UserService(database, authorities=authorities),
        )
