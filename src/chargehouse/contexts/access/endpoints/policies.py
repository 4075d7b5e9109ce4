"""Routes of access policies."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from chargehouse.contexts.access.public import (
    ACCESS_DECISIONS_READ,
    ACCESS_POLICY_EDIT,
)
from chargehouse.contexts.access.public.policies import (
    AccessPolicy,
    Assigned,
    HolidayImport,
    Outlook,
    PolicyVersion,
    Replay,
)
from chargehouse.contexts.access.schemas.policies import (
    AskedHolidays,
    AskedPreview,
    AskedReplay,
    ChangedPolicy,
    GovernedStation,
    HolidayCountry,
    NewPolicy,
    PolicyStations,
)
from chargehouse.contexts.access.service import (
    HolidayService,
    PolicyService,
    ReplayService,
    StationAccessService,
)
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.paging import Page, Paging

Search = Annotated[
    str | None, QueryParameter(name="search", max_length=100, description="A part of the name.")
]


class HolidayController(Controller):
    """Public holidays that are known."""

    path = "/api/v1/access/holidays"
    tags = ("Access",)

    @get(**permitted(ACCESS_POLICY_EDIT))
    async def list_holiday_countries(
        self,
        actor: NamedDependency[Actor],
        policy_holidays: NamedDependency[HolidayService],
    ) -> list[HolidayCountry]:
        """List the countries whose holidays are known, each with its regions."""
        return [
            HolidayCountry(country=country, regions=regions)
            for country, regions in policy_holidays.countries(actor).items()
        ]


class PolicyController(Controller):
    """Access policies: when stations let anybody charge, and when only those who are known."""

    path = "/api/v1/access/policies"
    tags = ("Access",)

    @get(**permitted(ACCESS_DECISIONS_READ))
    async def list_policies(
        self,
        actor: NamedDependency[Actor],
        policies: NamedDependency[PolicyService],
        paging: NamedDependency[Paging],
        *,
        search: Search = None,
    ) -> Page[AccessPolicy]:
        """List the shared policies by name."""
        return await policies.page(actor, paging, search=search)

    @post(**permitted(ACCESS_POLICY_EDIT))
    async def make_policy(
        self,
        actor: NamedDependency[Actor],
        policies: NamedDependency[PolicyService],
        data: JSONBody[NewPolicy],
    ) -> AccessPolicy:
        """Make a shared policy; it governs no station until it is given to some."""
        return await policies.make(actor, data.name, data.draft())

    @post("/preview", status_code=200, **permitted(ACCESS_DECISIONS_READ))
    async def preview_policy(
        self,
        actor: NamedDependency[Actor],
        station_access: NamedDependency[StationAccessService],
        data: JSONBody[AskedPreview],
    ) -> Outlook:
        """Tell what a draft would mean in the next eight weeks; nothing is kept."""
        return await station_access.preview(
            actor,
            data.draft,
            station_id=data.station_id,
            timezone=data.timezone,
            since=data.since,
        )

    @post("/replay", status_code=200, **permitted(ACCESS_DECISIONS_READ))
    async def replay_policy(
        self,
        actor: NamedDependency[Actor],
        policy_replays: NamedDependency[ReplayService],
        data: JSONBody[AskedReplay],
    ) -> Replay:
        """Tell what past attempts would have come to under a draft; nothing is kept."""
        return await policy_replays.replay(
            actor,
            data.draft,
            stations=data.stations,
            policy_id=data.policy_id,
            since=data.since,
            until=data.until,
        )

    @get("/{policy_id:uuid}", **permitted(ACCESS_DECISIONS_READ))
    async def read_policy(
        self,
        actor: NamedDependency[Actor],
        policies: NamedDependency[PolicyService],
        policy_id: FromPath[UUID],
    ) -> AccessPolicy:
        """Return a policy, shared or a station's own."""
        return await policies.find(actor, policy_id)

    @patch("/{policy_id:uuid}", **permitted(ACCESS_POLICY_EDIT))
    async def change_policy(
        self,
        actor: NamedDependency[Actor],
        policies: NamedDependency[PolicyService],
        policy_id: FromPath[UUID],
        data: JSONBody[ChangedPolicy],
    ) -> AccessPolicy:
        """Change a policy; decisions follow at once, of many stations within seconds."""
        return await policies.change(actor, policy_id, data.said("version"), version=data.version)

    @delete("/{policy_id:uuid}", **permitted(ACCESS_POLICY_EDIT))
    async def remove_policy(
        self,
        actor: NamedDependency[Actor],
        policies: NamedDependency[PolicyService],
        policy_id: FromPath[UUID],
    ) -> None:
        """Remove a policy that governs no station."""
        await policies.remove(actor, policy_id)

    @get("/{policy_id:uuid}/versions", **permitted(ACCESS_DECISIONS_READ))
    async def list_policy_versions(
        self,
        actor: NamedDependency[Actor],
        policies: NamedDependency[PolicyService],
        policy_id: FromPath[UUID],
    ) -> list[PolicyVersion]:
        """List what a policy said, since when and who made it so, the newest first."""
        return await policies.versions(actor, policy_id)

    @post("/{policy_id:uuid}/holidays", status_code=200, **permitted(ACCESS_POLICY_EDIT))
    async def add_holidays(
        self,
        actor: NamedDependency[Actor],
        policy_holidays: NamedDependency[HolidayService],
        policy_id: FromPath[UUID],
        data: JSONBody[AskedHolidays],
    ) -> HolidayImport:
        """Add public holidays as exceptions, or, with `dry_run`, tell what would be added."""
        return await policy_holidays.add(
            actor,
            policy_id,
            country=data.country,
            region=data.region,
            years=data.years,
            mode=data.mode,
            dry_run=data.dry_run,
        )

    @get("/{policy_id:uuid}/stations", **permitted(ACCESS_DECISIONS_READ))
    async def list_policy_stations(
        self,
        actor: NamedDependency[Actor],
        policies: NamedDependency[PolicyService],
        policy_id: FromPath[UUID],
    ) -> list[GovernedStation]:
        """List the stations that a policy governs, by code."""
        found = await policies.governed(actor, policy_id)
        stations = [
            GovernedStation(id=id_, code=one.code, name=one.name, location_id=one.location_id)
            for id_, one in found.items()
        ]
        return sorted(stations, key=lambda one: one.code)

    @post("/{policy_id:uuid}/stations", status_code=200, **permitted(ACCESS_POLICY_EDIT))
    async def assign_policy(
        self,
        actor: NamedDependency[Actor],
        policies: NamedDependency[PolicyService],
        policy_id: FromPath[UUID],
        data: JSONBody[PolicyStations],
    ) -> list[Assigned]:
        """Have a shared policy govern stations, in place of what did; tell the result of each."""
        return await policies.assign(actor, policy_id, data.stations)
