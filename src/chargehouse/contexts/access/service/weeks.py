"""The stations of a location by hours of a week."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from whenever import Instant

from chargehouse.contexts.access.model.documents import UNGOVERNED, refused
from chargehouse.contexts.access.model.expectations import Span, Standing
from chargehouse.contexts.access.model.policies import is_known
from chargehouse.contexts.access.model.weeks import (
    Held,
    Week,
    ahead,
    next_change,
    spans_in,
    week_of,
)
from chargehouse.contexts.access.public import ACCESS_DECISIONS_READ
from chargehouse.contexts.access.public.policies import StationOverride
from chargehouse.contexts.access.public.weeks import LocationWeek, StationWeek
from chargehouse.contexts.access.repository import expectations, overrides, policies
from chargehouse.contexts.access.service.expecting import Document, Rulings, in_the_model
from chargehouse.contexts.stations.public import Names, StationLookup
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.reach import Place
from chargehouse.platform.postgres.database import Database

STATIONS_AT_MOST: Final = 500
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100


class _Moment(NamedTuple):
    """Now, and the time zone in which the stations stand, whether or not it is known here."""

    now: Instant
    timezone: str


class _Plan(NamedTuple):
    """What is expected of a station from now on, and its next change."""

    held: list[Held]
    change: Held | None


class LocationWeeks:
    """Tells what is expected of all stations of a location, by hours of a week."""

    def __init__(self, database: Database, stations: StationLookup) -> None:
        self._database = database
        self._stations = stations

    async def read(self, actor: Actor, location_id: UUID, day: date | None = None) -> LocationWeek:
        """Return the week that a day is in, this one if none is said.

        What was expected is told as it was, what will be by what governs the stations now. Raises
        `LocationUnknown`, `Invalid`.
        """
        actor.require(ACCESS_DECISIONS_READ, at=Place(location_id))
        if day is not None and not FIRST_YEAR <= day.year < LAST_YEAR:
            raise refused("day", f"is a day from {FIRST_YEAR} to {LAST_YEAR - 1}")
        place = await self._stations.place(actor, location_id)
        now = Instant(self._database.clock.now())
        unknown = None if is_known(place.timezone) else place.timezone
        shown_by = place.timezone if unknown is None else "UTC"
        week = week_of(day or now.to_tz(shown_by).date().to_stdlib(), shown_by)
        async with self._database.reading(actor) as connection:
            here = await expectations.stations_at(connection, actor.tenant_id, [location_id])
        names = await self._stations.names(actor, here)
        shown = sorted(here, key=lambda each: names.code(each) or "")[:STATIONS_AT_MOST]
        return LocationWeek(
            location_id=location_id,
            location_name=place.name,
            timezone=shown_by,
            unknown_timezone=unknown,
            monday=week.monday,
            stations=await self._weeks(actor, week, _Moment(now, place.timezone), shown, names),
            left_out=len(here) - len(shown),
        )

    async def _weeks(
        self, actor: Actor, week: Week, here: _Moment, shown: Sequence[UUID], names: Names
    ) -> list[StationWeek]:
        tenant_id, at = actor.tenant_id, here.now.to_stdlib()
        since = min(week.since, here.now).to_stdlib()
        async with self._database.reading(actor) as connection:
            standings = await expectations.standings(connection, tenant_id, shown)
            was = await expectations.spans_between(connection, tenant_id, shown, since, at)
            named = {one.policy_id for one in standings.values() if one.policy_id is not None}
            documents = await policies.documents(connection, tenant_id, named)
            ordered = await overrides.lasting(connection, tenant_id, shown, at)
        plans = _Plans(week, here, documents)
        return [
            _week_of(
                week,
                plans.of(standings.get(each), ordered.get(each, ())),
                was.get(each, ()),
                (each, names.code(each), names.name(each)),
            )
            for each in shown
        ]


class _Plans:
    """What is expected from now on, worked out once for all stations that one policy governs."""

    def __init__(self, week: Week, here: _Moment, documents: dict[UUID, Document]) -> None:
        self._week = week
        self._here = here
        self._rulings = Rulings(documents)
        self._known: dict[UUID | None, _Plan] = {}

    def of(self, standing: Standing | None, orders: Sequence[StationOverride]) -> _Plan:
        policy_id = None if standing is None else standing.policy_id
        if orders:
            return self._made(policy_id, orders)
        if policy_id not in self._known:
            self._known[policy_id] = self._made(policy_id, ())
        return self._known[policy_id]

    def _made(self, policy_id: UUID | None, orders: Sequence[StationOverride]) -> _Plan:
        now, timezone = self._here
        policy = self._rulings.of(policy_id, timezone).policy
        ordered = in_the_model(orders)
        held = ahead(policy, now, self._week.until, ordered)
        return _Plan(held, next_change(policy, now, held[0].mode, ordered))


def _week_of(
    week: Week,
    plan: _Plan,
    was: Sequence[Span],
    called: tuple[UUID, str | None, str | None],
) -> StationWeek:
    station_id, code, name = called
    first = plan.held[0]
    past = [Held(Instant(one.since), one.mode, one.source) for one in was]
    ungoverned = Held(week.since, UNGOVERNED.default_mode, "default")
    return StationWeek(
        station_id=station_id,
        station_code=code,
        station_name=name,
        mode=first.mode,
        source=first.source,
        next_mode=None if plan.change is None else plan.change.mode,
        next_at=None if plan.change is None else plan.change.at.to_stdlib(),
        spans=spans_in(week, [ungoverned, *past, *plan.held]),
    )
