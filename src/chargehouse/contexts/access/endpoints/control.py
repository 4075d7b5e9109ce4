"""Routes of what chargers can do, of their modes and changes, and of access problems."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from chargehouse.contexts.access.model.capability import Capability
from chargehouse.contexts.access.model.problems import Kind
from chargehouse.contexts.access.model.synchrony import Sync
from chargehouse.contexts.access.public import ACCESS_CONTROL_EDIT, ACCESS_CONTROL_READ
from chargehouse.contexts.access.public.control import (
    ChangeView,
    ControlFilters,
    ControlRow,
    ControlSummary,
    ControlView,
    ProblemFilters,
    ProblemView,
)
from chargehouse.contexts.access.schemas.control import (
    AcceptPartialControl,
    AcknowledgeProblem,
    OverrideCapability,
)
from chargehouse.contexts.access.service import ControlService, ProblemService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.paging import Page, Paging

From = Annotated[
    datetime | None, QueryParameter(name="from", description="Opened not before this instant.")
]
To = Annotated[
    datetime | None, QueryParameter(name="to", description="Opened before this instant.")
]
Open = Annotated[
    bool | None, QueryParameter(name="open", description="Only those that hold, or do not.")
]
OutOfSync = Annotated[
    bool | None,
    QueryParameter(description="Only those that are not known to be in their mode, or the others."),
]


class StationControlController(Controller):
    """What a charger can do, which mode it should be in and which it is in."""

    path = "/api/v1/stations/{station_id:uuid}/access/control"
    tags = ("Access",)

    @get(**permitted(ACCESS_CONTROL_READ))
    async def read_control(
        self,
        actor: NamedDependency[Actor],
        access_control: NamedDependency[ControlService],
        station_id: FromPath[UUID],
    ) -> ControlView:
        """Return a charger's access control, with the evidence."""
        return await access_control.of(actor, station_id)

    @post("/probe", status_code=200, **permitted(ACCESS_CONTROL_EDIT))
    async def probe_charger(
        self,
        actor: NamedDependency[Actor],
        access_control: NamedDependency[ControlService],
        station_id: FromPath[UUID],
    ) -> ControlView:
        """Ask a charger now what it can do, by named settings."""
        return await access_control.probe(actor, station_id)

    @post("/retry", status_code=200, **permitted(ACCESS_CONTROL_EDIT))
    async def retry_mode(
        self,
        actor: NamedDependency[Actor],
        access_control: NamedDependency[ControlService],
        station_id: FromPath[UUID],
    ) -> ControlView:
        """Bring the expected mode about again, from the beginning."""
        return await access_control.retry(actor, station_id)

    @put("/override", **permitted(ACCESS_CONTROL_EDIT))
    async def override_capability(
        self,
        actor: NamedDependency[Actor],
        access_control: NamedDependency[ControlService],
        station_id: FromPath[UUID],
        data: JSONBody[OverrideCapability],
    ) -> ControlView:
        """Say what a charger can do, whatever was found, or take that back."""
        return await access_control.override(
            actor, station_id, data.capability, data.reason, data.path()
        )

    @put("/acceptance", **permitted(ACCESS_CONTROL_EDIT))
    async def accept_partial_control(
        self,
        actor: NamedDependency[Actor],
        access_control: NamedDependency[ControlService],
        station_id: FromPath[UUID],
        data: JSONBody[AcceptPartialControl],
    ) -> ControlView:
        """Accept in writing what will not be enforced at a partial charger."""
        return await access_control.accept(actor, station_id, data.words)


class ControlController(Controller):
    """All chargers by how they stand to their expected mode, and their changes of mode."""

    path = "/api/v1/access"
    tags = ("Access",)

    @get("/controls", **permitted(ACCESS_CONTROL_READ))
    async def list_controls(
        self,
        actor: NamedDependency[Actor],
        access_control: NamedDependency[ControlService],
        paging: NamedDependency[Paging],
        *,
        sync: FromQuery[Sync | None] = None,
        out_of_sync: OutOfSync = None,
        capability: FromQuery[Capability | None] = None,
        location_id: FromQuery[UUID | None] = None,
        policy_id: FromQuery[UUID | None] = None,
    ) -> Page[ControlRow]:
        """List chargers that were probed or are governed."""
        asked = ControlFilters(
            location_id=location_id,
            policy_id=policy_id,
            sync=sync,
            out_of_sync=out_of_sync,
            capability=capability,
        )
        return await access_control.page(actor, paging, asked)

    @get("/controls/summary", **permitted(ACCESS_CONTROL_READ))
    async def read_control_summary(
        self,
        actor: NamedDependency[Actor],
        access_control: NamedDependency[ControlService],
        location_id: FromQuery[UUID | None] = None,
    ) -> ControlSummary:
        """Count chargers by how they stand to their mode, and open problems by kind."""
        return await access_control.summary(actor, location_id)

    @get("/mode-changes", **permitted(ACCESS_CONTROL_READ))
    async def list_mode_changes(
        self,
        actor: NamedDependency[Actor],
        access_control: NamedDependency[ControlService],
        paging: NamedDependency[Paging],
        station_id: FromQuery[UUID | None] = None,
    ) -> Page[ChangeView]:
        """List changes of mode with the chargers' answers, the newest first."""
        return await access_control.changes(actor, paging, station_id)


class ProblemController(Controller):
    """Access problems: neither faults of chargers nor denials."""

    path = "/api/v1/access/problems"
    tags = ("Access",)

    @get(**permitted(ACCESS_CONTROL_READ))
    async def list_problems(
        self,
        actor: NamedDependency[Actor],
        access_problems: NamedDependency[ProblemService],
        paging: NamedDependency[Paging],
        *,
        station_id: FromQuery[UUID | None] = None,
        location_id: FromQuery[UUID | None] = None,
        kind: FromQuery[Kind | None] = None,
        is_open: Open = None,
        acknowledged: FromQuery[bool | None] = None,
        since: From = None,
        until: To = None,
    ) -> Page[ProblemView]:
        """List access problems, those that hold first."""
        asked = ProblemFilters(
            station_id=station_id,
            location_id=location_id,
            kind=kind,
            open=is_open,
            acknowledged=acknowledged,
            since=since,
            until=until,
        )
        return await access_problems.page(actor, paging, asked)

    @get("/{problem_id:uuid}", **permitted(ACCESS_CONTROL_READ))
    async def read_problem(
        self,
        actor: NamedDependency[Actor],
        access_problems: NamedDependency[ProblemService],
        problem_id: FromPath[UUID],
    ) -> ProblemView:
        """Return an access problem with its evidence and what to do about it."""
        return await access_problems.get(actor, problem_id)

    @post("/{problem_id:uuid}/acknowledge", status_code=200, **permitted(ACCESS_CONTROL_EDIT))
    async def acknowledge_problem(
        self,
        actor: NamedDependency[Actor],
        access_problems: NamedDependency[ProblemService],
        problem_id: FromPath[UUID],
        data: JSONBody[AcknowledgeProblem],
    ) -> ProblemView:
        """Keep that somebody knows of a problem; it stays open while it holds."""
        return await access_problems.acknowledge(actor, problem_id, data.note)

    @post("/{problem_id:uuid}/retry", status_code=200, **permitted(ACCESS_CONTROL_EDIT))
    async def retry_problem(
        self,
        actor: NamedDependency[Actor],
        access_problems: NamedDependency[ProblemService],
        problem_id: FromPath[UUID],
    ) -> ControlView:
        """Bring the expected mode about again where the problem is."""
        return await access_problems.retry(actor, problem_id)
