"""Routes of decisions and attempts."""

from datetime import datetime
from functools import partial
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Stream

from chargehouse.contexts.access.public import (
    ACCESS_DECISIONS_READ,
    AttemptFilters,
    DecisionFilters,
    DenialOverview,
)
from chargehouse.contexts.access.schemas.access import (
    AttemptDetail,
    AttemptView,
    DecisionDetail,
    DecisionView,
    DenialCount,
    OutcomeView,
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
StageFilter = Annotated[
    Literal["shadow", "on"] | None,
    QueryParameter(description="Only those made at this stage; in `shadow` none was enforced."),
]
From = Annotated[
    datetime | None, QueryParameter(name="from", description="Not before this instant.")
]
CsvFormat = Annotated[
    Literal["csv"] | None, QueryParameter(name="format", description="`csv` for a file.")
]
To = Annotated[datetime | None, QueryParameter(name="to", description="Before this instant.")]
GovernedBy = Annotated[
    UUID | None, QueryParameter(description="Only at stations that this policy governs now.")
]


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
        stage: StageFilter = None,
        reason: FromQuery[str | None] = None,
        access_class: FromQuery[str | None] = None,
        vehicle_id: FromQuery[UUID | None] = None,
        agreement_id: FromQuery[UUID | None] = None,
        since: From = None,
        until: To = None,
        format_: CsvFormat = None,
    ) -> Page[DecisionView] | Stream:
        """List decisions, newest first; `format=csv` streams all that the filters mean."""
        asked = DecisionFilters(
            station_id=station_id,
            decision=decision,
            stage=stage,
            reason=reason,
            access_class=access_class,
            vehicle_id=vehicle_id,
            agreement_id=agreement_id,
            since=since,
            until=until,
        )
        if format_ == "csv":
            fields = DecisionView.__struct_fields__
            views = await whole(partial(_decisions, access, actor, asked), paging)
            return csv_response(
                "access-decisions.csv",
                fields,
                ([getattr(view, field) for field in fields] async for view in views),
            )
        return await _decisions(access, actor, asked, paging)

    @get("/{decision_id:uuid}", **permitted(ACCESS_DECISIONS_READ))
    async def read_decision(
        self,
        actor: NamedDependency[Actor],
        access: NamedDependency[AccessService],
        decision_id: FromPath[UUID],
    ) -> DecisionDetail:
        """Return a decision, all that led to it and what became of it."""
        row, attempt, outcomes, policy = await access.decision(actor, decision_id)
        names = await access.names(actor, [row])
        return DecisionDetail.of(row, attempt, outcomes, names, policy)

    @get("/summary", **permitted(ACCESS_DECISIONS_READ))
    async def summarise_denials(
        self, actor: NamedDependency[Actor], access: NamedDependency[AccessService], since: From
    ) -> list[DenialCount]:
        """Count the denials since an instant, by reason and station."""
        return [
            DenialCount(reason=reason, station_id=station, denials=count)
            for reason, station, count in await access.denials(actor, _given(since))
        ]

    @get("/overview", **permitted(ACCESS_DECISIONS_READ))
    async def read_denial_overview(
        self, actor: NamedDependency[Actor], access: NamedDependency[AccessService], since: From
    ) -> DenialOverview:
        """Count the denials since an instant, by reason."""
        return await access.denial_overview(actor, _given(since))


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
        policy_id: GovernedBy = None,
        vehicle_id: FromQuery[UUID | None] = None,
        since: From = None,
        until: To = None,
        format_: CsvFormat = None,
    ) -> Page[AttemptView] | Stream:
        """List attempts, newest first; `format=csv` streams all that the filters mean."""
        asked = AttemptFilters(
            station_id=station_id,
            policy_id=policy_id,
            vehicle_id=vehicle_id,
            since=since,
            until=until,
        )

        async def page_of(paging: Paging) -> Page[AttemptView]:
            page = await access.attempts(actor, paging, asked)
            names = await access.names(actor, page.items)
            return Page(
                items=[AttemptView.of(row, names) for row in page.items],
                next_cursor=page.next_cursor,
            )

        if format_ is None:
            return await page_of(paging)
        rows = await whole(page_of, paging)
        return csv_response(
            "access-attempts.csv",
            AttemptView.__struct_fields__,
            (msgspec.structs.astuple(attempt) async for attempt in rows),
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
            attempt=AttemptView.of(row, await access.names(actor, [row])),
            outcomes=[msgspec.convert(o, OutcomeView, from_attributes=True) for o in outcomes],
        )


async def _decisions(
    access: AccessService, actor: Actor, asked: DecisionFilters, paging: Paging
) -> Page[DecisionView]:
    page = await access.decisions(actor, paging, asked)
    names = await access.names(actor, page.items)
    return Page(
        items=[DecisionView.of(row, names) for row in page.items], next_cursor=page.next_cursor
    )


def _given(since: datetime | None) -> datetime:
    if since is None:
        raise Invalid("Say since when.", {"errors": [{"field": "from", "message": "is required"}]})
    return since
