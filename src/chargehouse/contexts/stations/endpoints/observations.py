"""Routes of what stations report: connectors, faults, configuration, the timeline."""

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Controller, get, patch
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import Stream

from chargehouse.contexts.stations.endpoints.parameters import (
    CsvFormat,
    LocationFilter,
    Search,
    Since,
    Until,
)
from chargehouse.contexts.stations.model.filters import FrameFilters
from chargehouse.contexts.stations.public import (
    CONFIGURATION_READ,
    STATIONS_EDIT,
    STATIONS_READ,
    TIMELINE_READ,
    Connector,
    Fault,
    TimelineFrame,
    Variable,
)
from chargehouse.contexts.stations.schemas import DescribedConnector
from chargehouse.contexts.stations.service import ConnectorService, Timeline, VariableService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.csv import csv_response
from chargehouse.platform.http.paging import Page, Paging, whole

OnlyOpen = Annotated[bool, QueryParameter(name="open", description="Only faults that hold.")]
Component = Annotated[
    str | None, QueryParameter(name="component", description="Of this component (OCPP 2.x).")
]
ActionFilter = Annotated[str | None, QueryParameter(name="action", description="OCPP action.")]
Direction = Annotated[
    Literal["in", "out"] | None,
    QueryParameter(name="direction", description="`in`: from the station."),
]
Kind = Annotated[
    Literal["call", "result", "error", "send", "malformed"] | None,
    QueryParameter(name="kind", description="What the frame is."),
]
MessageId = Annotated[str | None, QueryParameter(name="message_id", description="OCPP message id.")]
ConnectionId = Annotated[
    UUID | None, QueryParameter(name="connection_id", description="Of this connection.")
]
Deviating = Annotated[
    bool | None, QueryParameter(name="deviating", description="Whether it departs from OCPP.")
]


class ObservationController(Controller):
    """What a station reports."""

    path = "/api/v1/stations/{station_id:uuid}"
    tags = ("Stations",)

    @get("/connectors", **permitted(STATIONS_READ))
    async def list_connectors(
        self,
        actor: NamedDependency[Actor],
        connectors: NamedDependency[ConnectorService],
        station_id: FromPath[UUID],
    ) -> list[Connector]:
        """List a station's connectors by EVSE and number."""
        return await connectors.of_station(actor, station_id)

    @patch("/connectors/{evse_id:int}/{connector_id:int}", **permitted(STATIONS_EDIT))
    async def describe_connector(
        self,
        actor: NamedDependency[Actor],
        connectors: NamedDependency[ConnectorService],
        station_id: FromPath[UUID],
        evse_id: FromPath[int],
        connector_id: FromPath[int],
        *,
        data: JSONBody[DescribedConnector],
    ) -> Connector:
        """Say what a connector is; connector n of OCPP 1.6 is EVSE n, connector 1."""
        return await connectors.describe(actor, station_id, evse_id, connector_id, data.said())

    @get("/faults", **permitted(STATIONS_READ))
    async def list_station_faults(
        self,
        actor: NamedDependency[Actor],
        connectors: NamedDependency[ConnectorService],
        paging: NamedDependency[Paging],
        station_id: FromPath[UUID],
        *,
        only_open: OnlyOpen = False,
        since: Since = None,
        format_: CsvFormat = None,
    ) -> Page[Fault] | Stream:
        """List a station's faults, the newest first, with the vendor's own codes."""
        page_of = partial(
            connectors.faults, actor, station_id=station_id, open_only=only_open, since=since
        )
        return await page_of(paging) if format_ is None else await _faults_csv(page_of, paging)

    @get("/variables", **permitted(CONFIGURATION_READ))
    async def list_variables(
        self,
        actor: NamedDependency[Actor],
        variables: NamedDependency[VariableService],
        station_id: FromPath[UUID],
        *,
        search: Search = None,
        component: Component = None,
        format_: CsvFormat = None,
    ) -> list[Variable] | Stream:
        """List a station's configuration keys (1.6) or variables (2.x), as last observed."""
        found = await variables.list_of(actor, station_id, search=search, component=component)
        if format_ is None:
            return found

        async def rows() -> AsyncIterator[tuple[object, ...]]:
            for variable in found:
                yield msgspec.structs.astuple(variable)

        return csv_response("variables.csv", Variable.__struct_fields__, rows())

    @get("/timeline", **permitted(TIMELINE_READ))
    async def read_timeline(
        self,
        actor: NamedDependency[Actor],
        timeline: NamedDependency[Timeline],
        paging: NamedDependency[Paging],
        station_id: FromPath[UUID],
        *,
        action: ActionFilter = None,
        direction: Direction = None,
        kind: Kind = None,
        message_id: MessageId = None,
        connection_id: ConnectionId = None,
        deviating: Deviating = None,
        since: Since = None,
        until: Until = None,
        format_: CsvFormat = None,
    ) -> Page[TimelineFrame] | Stream:
        """List the frames that a station sent or got, the newest first, identifiers masked."""
        asked = FrameFilters(
            action=action,
            direction=direction,
            kind=kind,
            message_id=message_id,
            connection_id=connection_id,
            deviating=deviating,
            since=since,
            until=until,
        )
        page_of = partial(timeline.read, actor, station_id, asked=asked)
        if format_ is None:
            return await page_of(paging)
        rows = await whole(page_of, paging)
        return csv_response(
            "timeline.csv",
            TimelineFrame.__struct_fields__,
            (
                [*msgspec.structs.astuple(frame)[:-1], " | ".join(frame.deviations)]
                async for frame in rows
            ),
        )


class FaultController(Controller):
    """Faults of all stations."""

    path = "/api/v1/faults"
    tags = ("Stations",)

    @get(**permitted(STATIONS_READ))
    async def list_faults(
        self,
        actor: NamedDependency[Actor],
        connectors: NamedDependency[ConnectorService],
        paging: NamedDependency[Paging],
        *,
        location: LocationFilter = None,
        only_open: OnlyOpen = False,
        since: Since = None,
        format_: CsvFormat = None,
    ) -> Page[Fault] | Stream:
        """List faults of all stations, the newest first, with the vendors' own codes."""
        page_of = partial(
            connectors.faults, actor, location_id=location, open_only=only_open, since=since
        )
        return await page_of(paging) if format_ is None else await _faults_csv(page_of, paging)


async def _faults_csv(
    page_of: Callable[[Paging], Awaitable[Page[Fault]]], paging: Paging
) -> Stream:
    rows = await whole(page_of, paging)
    return csv_response(
        "faults.csv",
        Fault.__struct_fields__,
        (msgspec.structs.astuple(fault) async for fault in rows),
    )
