"""REST of what sessions cost."""

from typing import Final
from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from chargehouse.contexts.cdrs.public import SessionCost
from chargehouse.contexts.cdrs.service import CostService
from chargehouse.contexts.sessions.public import SESSIONS_READ
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted


class CostController(Controller):
    """What a session costs."""

    path = "/api/v1/sessions/{session_id:uuid}/cost"
    tags = ("Sessions",)

    @get(**permitted(SESSIONS_READ))
    async def read_session_cost(
        self,
        actor: NamedDependency[Actor],
        session_costs: NamedDependency[CostService],
        session_id: FromPath[UUID],
    ) -> SessionCost:
        """Return what a session costs so far, or did cost, line by line; or why it is free."""
        return await session_costs.of_session(actor, session_id)


CONTROLLERS: Final = (CostController,)
