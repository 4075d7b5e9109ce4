"""Routes of registration windows."""

from uuid import UUID

from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from chargehouse.contexts.stations.public import REGISTER, RegistrationWindow
from chargehouse.contexts.stations.schemas import NewWindow
from chargehouse.contexts.stations.service import RegistrationService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted


class RegistrationController(Controller):
    """Windows in which new stations register themselves."""

    path = "/api/v1/registration-windows"
    tags = ("Stations",)

    @get(**permitted(REGISTER))
    async def list_windows(
        self,
        actor: NamedDependency[Actor],
        registrations: NamedDependency[RegistrationService],
    ) -> list[RegistrationWindow]:
        """List the windows that still let stations in, the first to close first."""
        return await registrations.windows(actor)

    @post(**permitted(REGISTER))
    async def open_window(
        self,
        actor: NamedDependency[Actor],
        registrations: NamedDependency[RegistrationService],
        data: JSONBody[NewWindow],
    ) -> RegistrationWindow:
        """Let new stations in at a location for a while, up to a number."""
        return await registrations.open_window(
            actor,
            data.location_id,
            security_profile=data.security_profile,
            open_for_s=data.open_for_s,
            stations_let_in=data.stations,
        )

    @delete("/{window_id:uuid}", **permitted(REGISTER))
    async def close_window(
        self,
        actor: NamedDependency[Actor],
        registrations: NamedDependency[RegistrationService],
        window_id: FromPath[UUID],
    ) -> None:
        """Let no more stations in by a window."""
        await registrations.close_window(actor, window_id)
