"""REST of access."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Controller, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.response import Stream

from chargehouse.contexts.access.public import (
    ACCESS_DECISIONS_READ,
    ACCESS_MODE_EDIT,
    DecisionFilters,
)
from chargehouse.contexts.access.schemas import (
    AttemptDetail,
    AttemptView,
    DecisionDetail,
    DecisionView,
    DenialCount,
    ModeView,
    OutcomeView,
    SetMode,
)
from chargehouse.contexts.access.service import AccessService
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import Invalid
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.csv import csv_response
from chargehouse.platform.http.paging import Page, Paging, whole

DecisionWordFilter = Annotated[
    Literal["allowed", "denied"] | None, QueryParameter(description="Only these decisions.")
]
From = Annotated[
    datetime | None, QueryParameter(name="from", description="Not before this instant.")
]
CsvFormat = Annotated[
    Literal["csv"] | None, QueryParameter(name="format", description="`csv` for a file.")
]
To = Annotated[datetime | None, QueryParameter(name="to", description="Before this instant.")]


class ModeController(Controller):
    """A station's expected access mode, set by hand."""

    path = "/api/v1/stations/{station_id:uuid}/mode"
    tags = ("Access",)

    @get(**permitted(ACCESS_DECISIONS_READ))
    async def read_mode(
        self,
        actor: NamedDependency[Actor],
        access: NamedDependency[AccessService],
        station_id: FromPath[UUID],
    ) -> ModeView:
        """Return the station's expected mode and where it comes from."""
        return ModeView.of(station_id, await access.mode(actor, station_id))

    @put(**permitted(ACCESS_MODE_EDIT))
    async def set_mode(
        self,
        actor: NamedDependency[Actor],
        access: NamedDependency[AccessService],
        station_id: FromPath[UUID],
        data: JSONBody[SetMode],
    ) -> ModeView:
        """Set the station's expected mode from now on; sessions under way go on."""
        row = await access.set_mode(actor, station_id, data.mode, data.reason)
        return ModeView.of(station_id, row)


class DecisionController(Controller):
    """Access decisions, immutable."""

    path = "/api/v1/access/decisions"
    tags = ("Access",)

    @get(**permitted(ACCESS_DECISIONS_READ))
    async def list_decisions(
        self,
        actor: NamedDependency[Actor],
        access: NamedDependency[AccessService],
        paging: NamedDependency[Paging],
        *,
        station_id: FromQuery[UUID | None] = None,
        decision: DecisionWordFilter = None,
        reason: FromQuery[str | None] = None,
        access_class: FromQuery[str | None] = None,
        vehicle_id: FromQuery[UUID | None] = None,
        since: From = None,
        until: To = None,
        format_: CsvFormat = None,
    ) -> Page[DecisionView] | Stream:
        """List decisions, newest first; `format=csv` streams all that the filters mean."""
        asked = DecisionFilters(
            station_id=station_id,
            decision=decision,
            reason=reason,
            access_class=access_class,
            vehicle_id=vehicle_id,
            since=since,
            until=until,
        )
        if format_ == "csv":
            fields = DecisionView.__struct_fields__
            rows = await whole(lambda page: access.decisions(actor, page, asked), paging)
            views = (DecisionView.of(row) async for row in rows)
            return csv_response(
                "access-decisions.csv",
                fields,
                ([getattr(view, field) for field in fields] async for view in views),
            )
        page = await access.decisions(actor, paging, asked)
        return Page(
            items=[DecisionView.of(row) for row in page.items], next_cursor=page.next_cursor
        )

    @get("/{decision_id:uuid}", **permitted(ACCESS_DECISIONS_READ))
    async def read_decision(
        self,
        actor: NamedDependency[Actor],
        access: NamedDependency[AccessService],
        decision_id: FromPath[UUID],
    ) -> DecisionDetail:
        """Return a decision, the steps that led to it and what became of it."""
        return DecisionDetail.of(*await access.decision(actor, decision_id))

    @get("/summary", **permitted(ACCESS_DECISIONS_READ))
    async def summarise_denials(
        self, actor: NamedDependency[Actor], access: NamedDependency[AccessService], since: From
    ) -> list[DenialCount]:
        """Count the denials since an instant, by reason and station."""
        if since is None:
            raise Invalid(
                "Say since when.", {"errors": [{"field": "from", "message": "is required"}]}
            )
        return [
            DenialCount(reason=reason, station_id=station, denials=count)
            for reason, station, count in await access.denials(actor, since)
        ]


class AttemptController(Controller):
    """Every wish to charge, with or without a decision or a session."""

    path = "/api/v1/access/attempts"
    tags = ("Access",)

    @get(**permitted(ACCESS_DECISIONS_READ))
    async def list_attempts(
        self,
        actor: NamedDependency[Actor],
        access: NamedDependency[AccessService],
        paging: NamedDependency[Paging],
        *,
        station_id: FromQuery[UUID | None] = None,
        since: From = None,
        until: To = None,
    ) -> Page[AttemptView]:
        """List attempts, newest first."""
        page = await access.attempts(actor, paging, station_id=station_id, since=since, until=until)
        return Page(
            items=[msgspec.convert(row, AttemptView, from_attributes=True) for row in page.items],
            next_cursor=page.next_cursor,
        )

    @get("/{attempt_id:uuid}", **permitted(ACCESS_DECISIONS_READ))
    async def read_attempt(
        self,
        actor: NamedDependency[Actor],
        access: NamedDependency[AccessService],
        attempt_id: FromPath[UUID],
    ) -> AttemptDetail:
        """Return an attempt and what became of it."""
        row, outcomes = await access.attempt(actor, attempt_id)
        return AttemptDetail(
            attempt=msgspec.convert(row, AttemptView, from_attributes=True),
            outcomes=[msgspec.convert(o, OutcomeView, from_attributes=True) for o in outcomes],
        )


CONTROLLERS = (ModeController, DecisionController, AttemptController)
