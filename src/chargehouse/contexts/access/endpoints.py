"""REST of access."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Controller, get, put
from litestar.params import QueryParameter
from litestar.response import Stream
from sqlalchemy import Row

from chargehouse.contexts.access.public import ACCESS_DECISIONS_READ, ACCESS_MODE_EDIT
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
from chargehouse.contexts.access.tables import access_attempts, access_decisions
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import Invalid
from chargehouse.kernel.ids import first_id
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.csv import csv_response
from chargehouse.platform.http.paging import ListQuery, Page, Paging, Sorting

DECISIONS_BY = Sorting(
    columns={"decided_at": access_decisions.c.id}, id=access_decisions.c.id, default="-decided_at"
)
ATTEMPTS_BY = Sorting(
    columns={"received_at": access_attempts.c.id}, id=access_attempts.c.id, default="-received_at"
)

DecisionWordFilter = Annotated[
    Literal["allowed", "denied"] | None, QueryParameter(description="Only these decisions.")
]
From = Annotated[
    datetime | None, QueryParameter(query="from", description="Not before this instant.")
]
CsvFormat = Annotated[
    Literal["csv"] | None, QueryParameter(query="format", description="`csv` for a file.")
]
To = Annotated[datetime | None, QueryParameter(query="to", description="Before this instant.")]


class ModeController(Controller):
    """A station's expected access mode, set by hand."""

    path = "/api/v1/stations/{station_id:uuid}/mode"
    tags = ("Access",)

    @get(**permitted(ACCESS_DECISIONS_READ))
    async def read_mode(self, actor: Actor, access: AccessService, station_id: UUID) -> ModeView:
        """Return the station's expected mode and where it comes from."""
        return ModeView.of(station_id, await access.mode(actor, station_id))

    @put(**permitted(ACCESS_MODE_EDIT))
    async def set_mode(
        self, actor: Actor, access: AccessService, station_id: UUID, data: SetMode
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
        actor: Actor,
        access: AccessService,
        paging: Paging,
        *,
        station_id: UUID | None = None,
        decision: DecisionWordFilter = None,
        reason: str | None = None,
        access_class: str | None = None,
        vehicle_id: UUID | None = None,
        since: From = None,
        until: To = None,
        format_: CsvFormat = None,
    ) -> Page[DecisionView] | Stream:
        """List decisions, newest first; `format=csv` streams all that the filters mean."""
        columns = access_decisions.c
        query: ListQuery[Row[Any]] = ListQuery(
            DECISIONS_BY,
            paging,
            [
                columns.station_id == station_id if station_id else None,
                columns.decision == decision if decision else None,
                columns.reason == reason if reason else None,
                columns["class"] == access_class if access_class else None,
                columns.vehicle_id == vehicle_id if vehicle_id else None,
                columns.id >= first_id(since) if since else None,
                columns.id < first_id(until) if until else None,
            ],
        )
        if format_ == "csv":
            fields = DecisionView.__struct_fields__
            rows = access.stream_decisions(actor, query)
            return csv_response(
                "access-decisions.csv",
                fields,
                ([getattr(DecisionView.of(row), f) for f in fields] async for row in rows),
            )
        page = await access.decisions(actor, query)
        return Page(
            items=[DecisionView.of(row) for row in page.items], next_cursor=page.next_cursor
        )

    @get("/{decision_id:uuid}", **permitted(ACCESS_DECISIONS_READ))
    async def read_decision(
        self, actor: Actor, access: AccessService, decision_id: UUID
    ) -> DecisionDetail:
        """Return a decision, the steps that led to it and what became of it."""
        return DecisionDetail.of(*await access.decision(actor, decision_id))

    @get("/summary", **permitted(ACCESS_DECISIONS_READ))
    async def summarise_denials(
        self, actor: Actor, access: AccessService, since: From
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
        actor: Actor,
        access: AccessService,
        paging: Paging,
        *,
        station_id: UUID | None = None,
        since: From = None,
        until: To = None,
    ) -> Page[AttemptView]:
        """List attempts, newest first."""
        columns = access_attempts.c
        query: ListQuery[Row[Any]] = ListQuery(
            ATTEMPTS_BY,
            paging,
            [
                columns.station_id == station_id if station_id else None,
                columns.id >= first_id(since) if since else None,
                columns.id < first_id(until) if until else None,
            ],
        )
        page = await access.attempts(actor, query)
        return Page(
            items=[msgspec.convert(row, AttemptView, from_attributes=True) for row in page.items],
            next_cursor=page.next_cursor,
        )

    @get("/{attempt_id:uuid}", **permitted(ACCESS_DECISIONS_READ))
    async def read_attempt(
        self, actor: Actor, access: AccessService, attempt_id: UUID
    ) -> AttemptDetail:
        """Return an attempt and what became of it."""
        row, outcomes = await access.attempt(actor, attempt_id)
        return AttemptDetail(
            attempt=msgspec.convert(row, AttemptView, from_attributes=True),
            outcomes=[msgspec.convert(o, OutcomeView, from_attributes=True) for o in outcomes],
        )


CONTROLLERS = (ModeController, DecisionController, AttemptController)
