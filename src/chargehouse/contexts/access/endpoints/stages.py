"""Routes of the stage of access control, by place."""

from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from chargehouse.contexts.access.public import ACCESS_DECISIONS_READ, StageInForce
from chargehouse.contexts.access.service import StageService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted


class StationStageController(Controller):
    """How far access control is rolled out at a station."""

    path = "/api/v1/stations/{station_id:uuid}/access/stage"
    tags = ("Access",)

    @get(**permitted(ACCESS_DECISIONS_READ))
    async def read_station_stage(
        self,
        actor: NamedDependency[Actor],
        access_stages: NamedDependency[StageService],
        station_id: FromPath[UUID],
    ) -> StageInForce:
        """Return the stage that holds at a station, and what gave it.

        It is changed as a setting, at `/api/v1/settings/{key}` by the key told here.
        """
        return await access_stages.of_station(actor, station_id)


class LocationStageController(Controller):
    """How far access control is rolled out at a location."""

    path = "/api/v1/locations/{location_id:uuid}/access/stage"
    tags = ("Access",)

    @get(**permitted(ACCESS_DECISIONS_READ))
    async def read_location_stage(
        self,
        actor: NamedDependency[Actor],
        access_stages: NamedDependency[StageService],
        location_id: FromPath[UUID],
    ) -> StageInForce:
        """Return the stage that holds at a location, and what gave it; a station may differ."""
        return await access_stages.of_location(actor, location_id)
