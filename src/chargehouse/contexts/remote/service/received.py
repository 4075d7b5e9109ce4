"""What partners asked of our chargers, for people; and what is forgotten of all of it."""

from datetime import timedelta
from uuid import UUID

from chargehouse.contexts.remote.errors import ReceivedCommandUnknown
from chargehouse.contexts.remote.public import REMOTE_READ, ReceivedCommand
from chargehouse.contexts.remote.repository import received, reservations, sent
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.postgres.database import Database


class ReceivedCommandService:
    """Shows what partners asked of our chargers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, actor: Actor, paging: Paging, partner_id: UUID | None = None
    ) -> Page[ReceivedCommand]:
        """Return a page of what partners asked, the newest first."""
        actor.require(REMOTE_READ)
        async with self._database.reading(actor) as connection:
            return await received.page(connection, actor.tenant_id, paging, partner_id)

    async def find(self, actor: Actor, id_: UUID) -> ReceivedCommand:
        """Return what a partner asked, and what came of it. Raises `ReceivedCommandUnknown`."""
        actor.require(REMOTE_READ)
        async with self._database.reading(actor) as connection:
            found = await received.find(connection, actor.tenant_id, id_)
        if found is None:
            raise ReceivedCommandUnknown("No partner asked for anything of the kind.")
        return found

    async def forget_old(self, tenant_id: UUID, *, days: int) -> int:
        """Forget commands of both ways of more than so many days ago; return how many."""
        actor = system_actor("job", tenant_id, "remote.forget_old")
        async with self._database.transaction(actor) as work:
            before = work.now() - timedelta(days=days)
            await reservations.forget(work.connection, tenant_id, before)
            return await received.forget(work.connection, tenant_id, before) + await sent.forget(
                work.connection, tenant_id, before
            )
