"""Whom to write to, by what they may do."""

from chargehouse.contexts.people.errors import TenantUnknown
from chargehouse.contexts.people.model.authority import reach_of
from chargehouse.contexts.people.public import Audience
from chargehouse.contexts.people.repository import authority as repository
from chargehouse.contexts.people.repository import tenants
from chargehouse.kernel.actor import Permission
from chargehouse.kernel.reach import Place
from chargehouse.platform.postgres.database import UnitOfWork


class Addressees:
    """Finds the e-mail addresses of people who may do a thing."""

    async def who_may(self, work: UnitOfWork, permission: Permission, at: Place | None) -> Audience:
        """Return who may do something at a place, or, without one, in the whole tenant.

        These are active users with an account. Raises `TenantUnknown`.
        """
        tenant = await tenants.find_tenant(work.connection, work.tenant_id)
        if tenant is None:
            raise TenantUnknown("There is no such tenant.")
        emails = await repository.allowed(work.connection, work.tenant_id, permission.action)
        grants = await repository.grants_of(work.connection, work.tenant_id, emails)
        reached = {
            emails[user_id]
            for user_id, held in grants.items()
            if (reach := reach_of(held, permission.action)).is_whole
            or (at is not None and reach.covers(at))
        }
        return Audience(tenant_slug=tenant.slug, emails=sorted(reached))
