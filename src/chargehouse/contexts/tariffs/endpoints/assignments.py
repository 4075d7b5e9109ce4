"""REST of where tariffs hold."""

from datetime import datetime
from functools import partial
from typing import Annotated, Final, Literal
from uuid import UUID

from litestar import Controller, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.response import Stream

from chargehouse.contexts.tariffs.public import (
    TARIFFS_EDIT,
    TARIFFS_READ,
    AppliedTariff,
    Level,
    TariffAssignment,
)
from chargehouse.contexts.tariffs.schemas import ChangedTariffAssignment, NewTariffAssignment
from chargehouse.contexts.tariffs.service import AssignmentService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.csv import csv_response
from chargehouse.platform.http.paging import Page, Paging, whole

OfTariff = Annotated[UUID | None, QueryParameter(name="tariff_id", description="Of this tariff.")]
AtLocation = Annotated[
    UUID | None, QueryParameter(name="location_id", description="To this location itself.")
]
AtStation = Annotated[
    UUID | None,
    QueryParameter(name="station_id", description="To this station, or to a connector of it."),
]
OfLevel = Annotated[Level | None, QueryParameter(name="level", description="Of this level.")]
HoldingAt = Annotated[
    datetime | None, QueryParameter(name="at", description="Those that hold in this instant.")
]
Starting = Annotated[
    datetime | None,
    QueryParameter(name="at", description="When the session starts: by default now."),
]
CsvFormat = Annotated[
    Literal["csv"] | None, QueryParameter(name="format", description="`csv` for a file.")
]
IfVersion = Annotated[
    int | None, QueryParameter(name="version", description="Only if it still has this version.")
]
COLUMNS: Final = TariffAssignment.__struct_fields__


class AssignmentController(Controller):
    """Which tariff holds where: the nearest wins."""

    path = "/api/v1/tariff-assignments"
    tags = ("Tariffs",)

    @get(**permitted(TARIFFS_READ))
    async def list_tariff_assignments(
        self,
        actor: NamedDependency[Actor],
        tariff_assignments: NamedDependency[AssignmentService],
        paging: NamedDependency[Paging],
        *,
        tariff_id: OfTariff = None,
        location_id: AtLocation = None,
        station_id: AtStation = None,
        level: OfLevel = None,
        at: HoldingAt = None,
        format_: CsvFormat = None,
    ) -> Page[TariffAssignment] | Stream:
        """List assignments, the newest first."""
        page_of = partial(
            tariff_assignments.page,
            actor,
            tariff_id=tariff_id,
            location_id=location_id,
            station_id=station_id,
            level=level,
            at=at,
        )
        if format_ is None:
            return await page_of(paging)
        rows = await whole(page_of, paging)
        return csv_response(
            "tariff-assignments.csv",
            COLUMNS,
            ([getattr(row, name) for name in COLUMNS] async for row in rows),
        )

    @post(**permitted(TARIFFS_EDIT))
    async def assign_tariff(
        self,
        actor: NamedDependency[Actor],
        tariff_assignments: NamedDependency[AssignmentService],
        data: JSONBody[NewTariffAssignment],
    ) -> TariffAssignment:
        """Have a tariff hold at a place; without any, wherever nothing nearer holds."""
        return await tariff_assignments.assign(
            actor,
            data.tariff_id,
            location_id=data.location_id,
            station_id=data.station_id,
            evse_id=data.evse_id,
            connector_id=data.connector_id,
            valid_from=data.valid_from,
            valid_until=data.valid_until,
        )

    @get("/holding", **permitted(TARIFFS_READ))
    async def read_holding_tariff(
        self,
        actor: NamedDependency[Actor],
        tariff_assignments: NamedDependency[AssignmentService],
        *,
        location_id: FromQuery[UUID | None] = None,
        station_id: FromQuery[UUID | None] = None,
        evse_id: FromQuery[int | None] = None,
        connector_id: FromQuery[int | None] = None,
        at: Starting = None,
    ) -> AppliedTariff | None:
        """Tell by which tariff a session that starts at a place is priced, and why by that one."""
        return await tariff_assignments.holding(
            actor,
            location_id=location_id,
            station_id=station_id,
            evse_id=evse_id,
            connector_id=connector_id,
            at=at,
        )

    @get("/{assignment_id:uuid}", **permitted(TARIFFS_READ))
    async def read_tariff_assignment(
        self,
        actor: NamedDependency[Actor],
        tariff_assignments: NamedDependency[AssignmentService],
        assignment_id: FromPath[UUID],
    ) -> TariffAssignment:
        """Return an assignment."""
        return await tariff_assignments.find(actor, assignment_id)

    @patch("/{assignment_id:uuid}", **permitted(TARIFFS_EDIT))
    async def change_tariff_assignment(
        self,
        actor: NamedDependency[Actor],
        tariff_assignments: NamedDependency[AssignmentService],
        assignment_id: FromPath[UUID],
        data: JSONBody[ChangedTariffAssignment],
    ) -> TariffAssignment:
        """Change from or until when a tariff holds; sessions that began keep what they had."""
        return await tariff_assignments.change(
            actor, assignment_id, data.times(), version=data.version
        )

    @delete("/{assignment_id:uuid}", **permitted(TARIFFS_EDIT))
    async def unassign_tariff(
        self,
        actor: NamedDependency[Actor],
        tariff_assignments: NamedDependency[AssignmentService],
        assignment_id: FromPath[UUID],
        *,
        version: IfVersion = None,
    ) -> None:
        """Have a tariff hold at its place no more; sessions that began there keep it."""
        await tariff_assignments.remove(actor, assignment_id, version=version)
