"""REST of how it goes with asking partners about their drivers."""

from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from chargehouse.contexts.identity.public.partners import PartnerAsking
from chargehouse.contexts.identity.service import AskingLines
from chargehouse.contexts.roaming.public import PARTNERS_READ
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted


class PartnerAskingController(Controller):
    """Whether partners answer when they are asked about their drivers."""

    path = "/api/v1/roaming/partners/{partner_id:uuid}/asking"
    tags = ("Roaming",)

    @get(**permitted(PARTNERS_READ))
    async def read_partner_asking(
        self,
        actor: NamedDependency[Actor],
        asking_lines: NamedDependency[AskingLines],
        partner_id: FromPath[UUID],
    ) -> PartnerAsking:
        """Return whether a partner is asked about its drivers, or left alone for a while."""
        return await asking_lines.standing(actor, partner_id)
