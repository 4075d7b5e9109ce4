"""Tenants: created and found."""

from chargehouse.contexts.people.errors import TenantSlugTaken, TenantUnknown
from chargehouse.contexts.people.events import ListExported, TenantCreated
from chargehouse.contexts.people.model import is_slug, name_of, slug_of
from chargehouse.contexts.people.public import DEFAULT_TENANT, TENANT_READ, Tenant, TenantRef
from chargehouse.contexts.people.repository import tenants as repository
from chargehouse.contexts.people.service.departments import seed
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.platform.postgres.database import Database


class TenantService:
    """Creates and finds tenants.

    `create`, `list` and `ensure_default` take no actor: nobody within a tenant may use them, only
    who runs the installation. A slug never changes, so that what was resolved once stays so.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._resolved: dict[str, TenantRef] = {}

    async def create(self, slug: str, name: str | None = None) -> TenantRef:
        """Create a tenant, named like its slug unless told; raise `Invalid`, `TenantSlugTaken`."""
        created = await self._create(slug_of(slug), name)
        if created is None:
            raise TenantSlugTaken("Another tenant has this slug.")
        return created

    async def ensure_default(self) -> TenantRef:
        """Return the tenant `main`, which is created where there is none."""
        try:
            return await self.resolve(DEFAULT_TENANT)
        except TenantUnknown:
            created = await self._create(DEFAULT_TENANT, None)
            return created or await self.resolve(DEFAULT_TENANT)

    async def exported(self, actor: Actor, what: str) -> None:
        """Keep that somebody took a list as a file, which they were let do by then."""
        async with self._database.transaction(actor) as work:
            work.record(ListExported(aggregate_id=actor.tenant_id, what=what))

    async def resolve(self, slug: str) -> TenantRef:
        """Return the tenant of a slug, in any case; raise `TenantUnknown`."""
        wanted = slug.lower()
        known = self._resolved.get(wanted)
        if known is not None:
            return known
        found = await self._find(wanted) if is_slug(wanted) else None
        if found is None:
            raise TenantUnknown("There is no such tenant.")
        self._resolved[wanted] = found
        return found

    async def list(self) -> list[TenantRef]:
        """Return all tenants, by slug."""
        async with self._database.relay() as relay:
            return await repository.list_tenant_refs(relay)

    async def own(self, actor: Actor) -> Tenant:
        """Return the actor's own tenant."""
        actor.require(TENANT_READ)
        async with self._database.reading(actor) as connection:
            tenant = await repository.find_tenant(connection, actor.tenant_id)
        if tenant is None:
            raise TenantUnknown("There is no such tenant.")
        return tenant

    async def slug(self, actor: Actor) -> str:
        """Return the slug of the actor's tenant, for addresses that others are told."""
        async with self._database.reading(actor) as connection:
            tenant = await repository.find_tenant(connection, actor.tenant_id)
        if tenant is None:
            raise TenantUnknown("There is no such tenant.")
        return tenant.slug

    async def _find(self, slug: str) -> TenantRef | None:
        async with self._database.relay() as relay:
            return await repository.find_tenant_ref(relay, slug)

    async def _create(self, slug: str, name: str | None) -> TenantRef | None:
        tenant = Tenant(
            id=self._database.ids.new(),
            slug=slug,
            name=name_of(slug if name is None else name),
            created_at=self._database.clock.now(),
        )
        actor = system_actor("console", tenant.id, "console")
        async with self._database.transaction(actor) as unit:
            if not await repository.insert_tenant(unit.connection, tenant):
                return None
            await seed(unit, self._database.ids, tenant.created_at)
            unit.record(TenantCreated(aggregate_id=tenant.id, slug=slug, name=tenant.name))
        return TenantRef(tenant.id, slug)
