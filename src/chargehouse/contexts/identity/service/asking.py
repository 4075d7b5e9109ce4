"""Which partners give no answer: they are left alone for a while, and nobody waits for them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from chargehouse.contexts.identity.model.asking import PROBE, after_failure
from chargehouse.contexts.identity.public.partners import PartnerAsking
from chargehouse.contexts.identity.repository import asking
from chargehouse.contexts.roaming.public import PARTNERS_READ, PartnerLine
from chargehouse.kernel.actor import Actor
from chargehouse.platform.postgres.database import Database

Leave = Literal["asked", "probed", "paused"]


class AskingLines:
    """Keeps which partners gave no answer, for all processes; of the others it keeps nothing."""

    def __init__(self, database: Database, line: PartnerLine) -> None:
        self._database = database
        self._line = line

    async def standing(self, actor: Actor, partner_id: UUID) -> PartnerAsking:
        """Return how it goes with asking a partner. Raises `PartnerUnknown`."""
        actor.require(PARTNERS_READ)
        await self._line.registered(actor, partner_id)
        async with self._database.reading(actor) as connection:
            silence = await asking.find(connection, actor.tenant_id, partner_id)
        if silence is None:
            return PartnerAsking(partner_id=partner_id, state="asked")
        return PartnerAsking(
            partner_id=partner_id,
            state="failing" if silence.ask_again_at is None else "paused",
            failures=silence.failures,
            failing_since=silence.failing_since,
            failed_at=silence.failed_at,
            ask_again_at=silence.ask_again_at,
            last_error=f"there was no answer: {silence.last_error}",
        )

    async def leave(self, actor: Actor, partner_id: UUID, ask_again_at: datetime | None) -> Leave:
        """Say whether a partner may be asked, which is to be asked again then, None for always.

        After a pause the first one to come asks (`probed`), while the others go on without it.
        """
        if ask_again_at is None:
            return "asked"
        now = self._database.clock.now()
        if now < ask_again_at:
            return "paused"
        async with self._database.transaction(actor) as work:
            claimed = await asking.claim(
                work.connection, work.tenant_id, partner_id, seen=ask_again_at, until=now + PROBE
            )
        return "probed" if claimed else "paused"

    async def failed(self, actor: Actor, partner_id: UUID, error: str, *, probe: bool) -> None:
        """Note that a partner gave no answer."""
        async with self._database.transaction(actor) as work:
            connection, tenant_id = work.connection, work.tenant_id
            before = await asking.find(connection, tenant_id, partner_id, lock=True)
            after = after_failure(before, error, work.now(), probe=probe)
            await asking.put(connection, tenant_id, partner_id, after)

    async def answered(self, actor: Actor, partner_id: UUID) -> None:
        """Note that a partner answers again."""
        async with self._database.transaction(actor) as work:
            await asking.remove(work.connection, work.tenant_id, partner_id)
