"""REST of what waits for each partner."""

from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from chargehouse.contexts.publishing.public import PartnerQueue
from chargehouse.contexts.publishing.service import QueueService
from chargehouse.contexts.roaming.public import PARTNERS_EDIT, PARTNERS_READ
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted


class PartnerQueueController(Controller):
    """What partners are still to be told."""

    path = "/api/v1/roaming/partners/{partner_id:uuid}/queue"
    tags = ("Roaming",)

    @get(**permitted(PARTNERS_READ))
    async def read_partner_queue(
        self,
        actor: NamedDependency[Actor],
        partner_queues: NamedDependency[QueueService],
        partner_id: FromPath[UUID],
    ) -> PartnerQueue:
        """Return what a partner is still to be told by us, and how it goes."""
        return await partner_queues.get(actor, partner_id)

    @post("/retry", status_code=200, **permitted(PARTNERS_EDIT))
    async def retry_partner_queue(
        self,
        actor: NamedDependency[Actor],
        partner_queues: NamedDependency[QueueService],
        partner_id: FromPath[UUID],
    ) -> PartnerQueue:
        """Try all that waits for a partner at once, whatever pause there was."""
        return await partner_queues.retry(actor, partner_id)

    @post("/resync", status_code=200, **permitted(PARTNERS_EDIT))
    async def resync_partner(
        self,
        actor: NamedDependency[Actor],
        partner_queues: NamedDependency[QueueService],
        partner_id: FromPath[UUID],
    ) -> PartnerQueue:
        """Tell a partner everything again, CDRs excepted, behind whatever changes meanwhile."""
        return await partner_queues.resync(actor, partner_id)
