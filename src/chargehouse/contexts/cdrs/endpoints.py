"""REST of what sessions cost, and of CDRs."""

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.response import Stream

from chargehouse.contexts.cdrs.public import (
    CDRS_CREDIT,
    CDRS_READ,
    Cdr,
    CdrFilters,
    CdrRow,
    Omission,
    SessionCost,
    WhyOmitted,
)
from chargehouse.contexts.cdrs.schemas import CreditCdr
from chargehouse.contexts.cdrs.service import CdrService, CostService
from chargehouse.contexts.sessions.public import SESSIONS_READ
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.csv import csv_response
from chargehouse.platform.http.paging import Page, Paging

From = Annotated[
    datetime | None, QueryParameter(name="from", description="Made not before this instant.")
]
To = Annotated[datetime | None, QueryParameter(name="to", description="Made before this instant.")]
Credit = Annotated[
    bool | None, QueryParameter(name="credit", description="Only credit CDRs, or none of them.")
]
Currency = Annotated[
    str | None, QueryParameter(name="currency", max_length=3, description="In this currency.")
]
CsvFormat = Annotated[
    Literal["csv"] | None, QueryParameter(name="format", description="`csv` for a file.")
]
COLUMNS: Final = CdrRow.__struct_fields__


class CostController(Controller):
    """What a session costs."""

    path = "/api/v1/sessions/{session_id:uuid}/cost"
    tags = ("Sessions",)

    @get(**permitted(SESSIONS_READ))
    async def read_session_cost(
        self,
        actor: NamedDependency[Actor],
        session_costs: NamedDependency[CostService],
        session_id: FromPath[UUID],
    ) -> SessionCost:
        """Return what a session costs so far, or did cost, line by line; or why it is free."""
        return await session_costs.of_session(actor, session_id)


class CdrController(Controller):
    """Charge detail records: what ended sessions cost."""

    path = "/api/v1/cdrs"
    tags = ("CDRs",)

    @get(**permitted(CDRS_READ))
    async def list_cdrs(
        self,
        actor: NamedDependency[Actor],
        cdrs: NamedDependency[CdrService],
        paging: NamedDependency[Paging],
        *,
        session_id: FromQuery[UUID | None] = None,
        location_id: FromQuery[UUID | None] = None,
        station_id: FromQuery[UUID | None] = None,
        vehicle_id: FromQuery[UUID | None] = None,
        tariff_id: FromQuery[UUID | None] = None,
        currency: Currency = None,
        credit: Credit = None,
        since: From = None,
        until: To = None,
        format_: CsvFormat = None,
    ) -> Page[CdrRow] | Stream:
        """List CDRs, the last made first; `format=csv` streams all that the filters mean.

        The file needs the permission `cdrs.export` as well.
        """
        filters = CdrFilters(
            session_id=session_id,
            location_id=location_id,
            station_id=station_id,
            vehicle_id=vehicle_id,
            tariff_id=tariff_id,
            currency=currency,
            credit=credit,
            since=since,
            until=until,
        )
        if format_ is None:
            return await cdrs.page(actor, filters, paging)
        rows = await cdrs.export(actor, filters, paging)
        return csv_response(
            "cdrs.csv", COLUMNS, ([getattr(row, name) for name in COLUMNS] async for row in rows)
        )

    @get("/omissions", **permitted(CDRS_READ))
    async def list_cdr_omissions(
        self,
        actor: NamedDependency[Actor],
        cdrs: NamedDependency[CdrService],
        paging: NamedDependency[Paging],
        *,
        reason: FromQuery[WhyOmitted | None] = None,
        location_id: FromQuery[UUID | None] = None,
    ) -> Page[Omission]:
        """List sessions that ended and have no CDR, and why, the last first."""
        return await cdrs.omissions(actor, paging, reason=reason, location_id=location_id)

    @get("/{cdr_id:uuid}", **permitted(CDRS_READ))
    async def read_cdr(
        self,
        actor: NamedDependency[Actor],
        cdrs: NamedDependency[CdrService],
        cdr_id: FromPath[UUID],
    ) -> Cdr:
        """Return a CDR with each line of its cost."""
        return await cdrs.find(actor, cdr_id)

    @post("/{cdr_id:uuid}/credit", **permitted(CDRS_CREDIT))
    async def credit_cdr(
        self,
        actor: NamedDependency[Actor],
        cdrs: NamedDependency[CdrService],
        cdr_id: FromPath[UUID],
        data: JSONBody[CreditCdr],
    ) -> Cdr:
        """Take a CDR back by a credit CDR, which refers to it; once, and for a reason."""
        return await cdrs.credit(actor, cdr_id, data.reason)


CONTROLLERS: Final = (CostController, CdrController)
