"""Routes of a charger's local list: who starts there while its connection is down."""

from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from chargehouse.contexts.access.public import ACCESS_CONTROL_EDIT, ACCESS_CONTROL_READ
from chargehouse.contexts.access.public.local_lists import LocalListView
from chargehouse.contexts.access.service import LocalListService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted


class LocalListController(Controller):
    """A charger's local list, as far as it is ours to know; no identifier is told."""

    path = "/api/v1/stations/{station_id:uuid}/local-list"
    tags = ("Access",)

    @get(**permitted(ACCESS_CONTROL_READ))
    async def read_local_list(
        self,
        actor: NamedDependency[Actor],
        local_lists: NamedDependency[LocalListService],
        station_id: FromPath[UUID],
    ) -> LocalListView:
        """Return how the list stands, how many are on it, who is left out and why."""
        return await local_lists.of(actor, station_id)

    @post("/send", status_code=200, **permitted(ACCESS_CONTROL_EDIT))
    async def send_local_list(
        self,
        actor: NamedDependency[Actor],
        local_lists: NamedDependency[LocalListService],
        station_id: FromPath[UUID],
    ) -> LocalListView:
        """Have the list sent again, whole; a charger that is offline gets it when it is back."""
        return await local_lists.send_again(actor, station_id)
