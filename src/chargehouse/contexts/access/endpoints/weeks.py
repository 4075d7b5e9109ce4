"""Routes of the stations of a location by hours of a week."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from chargehouse.contexts.access.public import ACCESS_DECISIONS_READ
from chargehouse.contexts.access.public.weeks import LocationWeek
from chargehouse.contexts.access.service import LocationWeeks
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted

Day = Annotated[
    date | None, QueryParameter(description="A day of the week that is asked for; today if absent.")
]


class LocationWeekController(Controller):
    """Who may charge at a location, by hours of a week."""

    path = "/api/v1/locations/{location_id:uuid}/access/week"
    tags = ("Access",)

    @get(**permitted(ACCESS_DECISIONS_READ))
    async def read_location_week(
        self,
        actor: NamedDependency[Actor],
        location_weeks: NamedDependency[LocationWeeks],
        location_id: FromPath[UUID],
        day: Day = None,
    ) -> LocationWeek:
        """Return what is expected of each station of a location, by hours of a week."""
        return await location_weeks.read(actor, location_id, day)
