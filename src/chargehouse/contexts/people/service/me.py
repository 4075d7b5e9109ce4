"""Who asks, and what they may do."""

from collections.abc import Sequence

from chargehouse.contexts.people.errors import TenantUnknown
from chargehouse.contexts.people.public import Me, OwnTenant, Tenant, TenantName
from chargehouse.contexts.people.repository import accounts as repository
from chargehouse.contexts.people.repository import tenants as tenant_rows
from chargehouse.kernel.actor import EVERYTHING, Actor, Permission, system_actor
from chargehouse.platform.http.sign_in import SignedIn
from chargehouse.platform.postgres.database import Database


class MeService:
    """Says who asks. `catalogue` holds the permissions of every context."""

    def __init__(self, database: Database, *, catalogue: Sequence[Permission]) -> None:
        self._database = database
        self._actions = sorted(permission.action for permission in catalogue)

    async def of(self, actor: Actor, signed_in: SignedIn | None) -> Me:
        """Return who asks: a person by their sign-in, or else an API token."""
        own = await self._tenant(actor)
        account, tenants = None, [own]
        if signed_in is not None:
            async with self._database.relay() as relay:
                known = await repository.find(relay, signed_in.account_id)
                refs = await repository.tenants_of(relay, signed_in.account_id)
            account = known.account if known else None
            tenants = [await self._tenant(system_actor("user", ref.id, "sign-in")) for ref in refs]
        everything = EVERYTHING in actor.permissions
        return Me(
            account=account,
            tenant=OwnTenant(id=own.id, slug=own.slug, name=own.name),
            tenants=[TenantName(slug=each.slug, name=each.name) for each in tenants],
            permissions=(
                self._actions if everything else sorted(actor.permissions | actor.reaches.keys())
            ),
            csrf_token=signed_in.csrf_token if signed_in else None,
        )

    async def _tenant(self, actor: Actor) -> Tenant:
        async with self._database.reading(actor) as connection:
            tenant = await tenant_rows.find_tenant(connection, actor.tenant_id)
        if tenant is None:
            raise TenantUnknown("There is no such tenant.")
        return tenant
