"""REST of sessions. To make a charger stop, send it a command (stations)."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK
from sqlalchemy import Row

from chargehouse.contexts.sessions.public import (
    SESSIONS_EXPORT,
    SESSIONS_READ,
    SESSIONS_REPAIR,
    Overview,
    SessionCurve,
    SessionFilters,
    Utilisation,
)
from chargehouse.contexts.sessions.schemas import (
    ReadingView,
    RepairedView,
    RepairSession,
    SearchSessions,
    SessionView,
    SignedView,
    Status,
)
from chargehouse.contexts.sessions.service import (
    SessionFigures,
    SessionHistory,
    SessionRepairs,
    UtilisationService,
)
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.csv import csv_response
from chargehouse.platform.http.paging import Page, Paging

From = Annotated[
    datetime | None, QueryParameter(name="from", description="Started not before this instant.")
]
To = Annotated[
    datetime | None, QueryParameter(name="to", description="Started before this instant.")
]
Open = Annotated[
    bool | None, QueryParameter(name="open", description="Only live sessions, or only ended ones.")
]
Doubtful = Annotated[
    bool | None,
    QueryParameter(name="doubtful", description="Only those with a problem nobody settled yet."),
]
Stranded = Annotated[
    bool, QueryParameter(name="stranded", description="Only live ones without a connection.")
]
CsvFormat = Annotated[
    Literal["csv"] | None, QueryParameter(name="format", description="`csv` for a file.")
]
READING_CELLS = (
    *("at", "reported_at", "received_at", "evse_id", "context", "energy_wh", "power_w"),
    *("soc_percent", "signed", "samples"),
)


class SessionController(Controller):
    """Sessions, live and past."""

    path = "/api/v1/sessions"
    tags = ("Sessions",)

    @get(**permitted(SESSIONS_READ))
    async def list_sessions(
        self,
        actor: NamedDependency[Actor],
        session_history: NamedDependency[SessionHistory],
        paging: NamedDependency[Paging],
        *,
        status: Annotated[Status | None, QueryParameter(description="In this status.")] = None,
        station_id: Annotated[UUID | None, QueryParameter(description="At this station.")] = None,
        location_id: Annotated[UUID | None, QueryParameter(description="At this location.")] = None,
        vehicle_id: Annotated[UUID | None, QueryParameter(description="Of this vehicle.")] = None,
        problem: Annotated[str | None, QueryParameter(description="With this problem.")] = None,
        since: From = None,
        until: To = None,
        live: Open = None,
        doubtful: Doubtful = None,
        stranded: Stranded = False,
        format_: CsvFormat = None,
    ) -> Page[SessionView] | Stream:
        """List sessions, newest first; `format=csv` streams all that the filters mean.

        The file needs the permission `sessions.export` as well. An identifier is searched for by
        POST.
        """
        filters = SessionFilters(
            status=status,
            station_id=station_id,
            location_id=location_id,
            vehicle_id=vehicle_id,
            problem=problem,
            since=since,
            until=until,
            open=live,
            doubtful=doubtful,
            stranded=stranded,
        )
        if format_ == "csv":
            rows = await session_history.export(actor, filters, paging)
            return csv_response(
                "sessions.csv",
                SessionView.__struct_fields__,
                (SessionView.of(*row).cells() async for row in rows),
            )
        page = await session_history.page(actor, filters, paging)
        return await _shown(session_history, actor, page)

    @post("/search", status_code=HTTP_200_OK, **permitted(SESSIONS_READ))
    async def search_sessions(
        self,
        actor: NamedDependency[Actor],
        session_history: NamedDependency[SessionHistory],
        paging: NamedDependency[Paging],
        data: JSONBody[SearchSessions],
    ) -> Page[SessionView]:
        """List the sessions of an identifier, newest first."""
        filters = SessionFilters(
            identifier_hash=session_history.hash_of(actor, data.identifier),
            since=data.since,
            until=data.until,
        )
        page = await session_history.page(actor, filters, paging)
        return await _shown(session_history, actor, page)

    @get("/overview", **permitted(SESSIONS_READ))
    async def read_overview(
        self,
        actor: NamedDependency[Actor],
        session_figures: NamedDependency[SessionFigures],
        *,
        location_id: Annotated[UUID | None, QueryParameter(description="At this location.")] = None,
        station_id: Annotated[UUID | None, QueryParameter(description="At this station.")] = None,
    ) -> Overview:
        """Count what goes on now, with its power, and what waits for a person."""
        return await session_figures.overview(actor, location_id, station_id)

    @get("/{session_id:uuid}", **permitted(SESSIONS_READ))
    async def read_session(
        self,
        actor: NamedDependency[Actor],
        session_history: NamedDependency[SessionHistory],
        session_id: FromPath[UUID],
    ) -> SessionView:
        """Return a session."""
        row = await session_history.session(actor, session_id)
        return SessionView.of(row, await session_history.names(actor, [row]))

    @get("/{session_id:uuid}/readings", **permitted(SESSIONS_READ))
    async def list_readings(
        self,
        actor: NamedDependency[Actor],
        session_history: NamedDependency[SessionHistory],
        session_id: FromPath[UUID],
        format_: CsvFormat = None,
    ) -> list[ReadingView] | Stream:
        """Return all that was read: readings by time, at most 10 000; `format=csv` streams all."""
        if format_ == "csv":
            rows = await session_history.export_readings(actor, session_id)
            return csv_response(
                f"readings-{session_id}.csv",
                READING_CELLS,
                ([getattr(row, name) for name in READING_CELLS] async for row in rows),
            )
        return [ReadingView.of(row) for row in await session_history.readings(actor, session_id)]

    @get("/{session_id:uuid}/curve", **permitted(SESSIONS_READ))
    async def read_curve(
        self,
        actor: NamedDependency[Actor],
        session_history: NamedDependency[SessionHistory],
        session_id: FromPath[UUID],
    ) -> SessionCurve:
        """Return the readings as lines, one a measurand, each of at most 2 000 points."""
        return await session_history.curve(actor, session_id)

    @get("/{session_id:uuid}/signed-values", **permitted(SESSIONS_EXPORT))
    async def list_signed_values(
        self,
        actor: NamedDependency[Actor],
        session_history: NamedDependency[SessionHistory],
        session_id: FromPath[UUID],
    ) -> list[SignedView]:
        """Return a session's signed meter data; it may name who charged."""
        found = await session_history.signed_values(actor, session_id)
        return [SignedView(row.at, values) for row, values in found]

    @post("/{session_id:uuid}/repair", status_code=HTTP_200_OK, **permitted(SESSIONS_REPAIR))
    async def repair_session(
        self,
        actor: NamedDependency[Actor],
        session_repairs: NamedDependency[SessionRepairs],
        session_id: FromPath[UUID],
        data: JSONBody[RepairSession],
    ) -> RepairedView:
        """Close a live session or settle a doubt, by an operator and for a reason.

        The charger is told nothing: to make it stop, send it a command.
        """
        session = await session_repairs.repair(
            actor,
            session_id,
            reason=data.reason,
            ended_at=data.ended_at,
            meter_stop_wh=data.meter_stop_wh,
        )
        return RepairedView.of(session)


class UtilisationController(Controller):
    """How much locations are used."""

    path = "/api/v1/locations/{location_id:uuid}/utilisation"
    tags = ("Locations",)

    @get(**permitted(SESSIONS_READ))
    async def read_utilisation(
        self,
        actor: NamedDependency[Actor],
        utilisation: NamedDependency[UtilisationService],
        location_id: FromPath[UUID],
    ) -> Utilisation:
        """Return a location's use by hour for 24 hours and by day for 30, in its time zone."""
        return await utilisation.of_location(actor, location_id)


async def _shown(history: SessionHistory, actor: Actor, page: Page[Row[Any]]) -> Page[SessionView]:
    names = await history.names(actor, page.items)
    return Page(
        items=[SessionView.of(row, names) for row in page.items], next_cursor=page.next_cursor
    )


CONTROLLERS = (SessionController, UtilisationController)
