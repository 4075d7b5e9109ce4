"""REST of the partner doctor."""

from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from chargehouse.contexts.roaming.public import PARTNERS_EDIT, PARTNERS_READ, Examination
from chargehouse.contexts.roaming.schemas import AskedExamination
from chargehouse.contexts.roaming.service import Doctor, Wish
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted


class ExaminationController(Controller):
    """What is right and wrong with a partner's platform."""

    path = "/api/v1/roaming/partners/{partner_id:uuid}"
    tags = ("Roaming",)

    @post("/examination", status_code=200, **permitted(PARTNERS_EDIT))
    async def examine_partner(
        self,
        actor: NamedDependency[Actor],
        doctor: NamedDependency[Doctor],
        partner_id: FromPath[UUID],
        data: JSONBody[AskedExamination],
    ) -> Examination:
        """Examine a partner, which takes a minute at most; meanwhile GET shows how far it is."""
        wish = Wish(data.versions_url, data.token, data.authorisation)
        return await doctor.examine(actor, partner_id, wish)

    @get("/examination", **permitted(PARTNERS_READ))
    async def read_examination(
        self,
        actor: NamedDependency[Actor],
        doctor: NamedDependency[Doctor],
        partner_id: FromPath[UUID],
    ) -> Examination:
        """Return the last examination of a partner, also while it is under way."""
        return await doctor.last(actor, partner_id)

    @get("/examinations", **permitted(PARTNERS_READ))
    async def list_examinations(
        self,
        actor: NamedDependency[Actor],
        doctor: NamedDependency[Doctor],
        partner_id: FromPath[UUID],
    ) -> list[Examination]:
        """List the last few examinations of a partner, the newest first."""
        return await doctor.all(actor, partner_id)
