"""CDRs, and sessions that have none."""

from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, Select, and_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.cdrs.model.pricing import SENTENCES
from chargehouse.contexts.cdrs.public import Cdr, CdrFilters, CdrRow, Omission, WhyOmitted
from chargehouse.contexts.cdrs.tables import cdr_omissions, cdrs
from chargehouse.kernel.reach import Reach
from chargehouse.platform.http.paging import ListQuery, Page, Paging, Sorting
from chargehouse.platform.postgres.matching import within

C: Final = cdrs.c
O: Final = cdr_omissions.c  # noqa: E741  as the others
BACK: Final = cdrs.alias("taken_back")

SORTING: Final = Sorting(
    columns={"made_at": C.made_at, "ended_at": C.ended_at}, id=C.id, default="-made_at"
)
OMISSIONS: Final = Sorting(columns={"at": O.at}, id=O.session_id, default="-at")


async def add(connection: AsyncConnection, tenant_id: UUID, cdr: Cdr) -> bool:
    """Add a CDR; tell whether what it is of had none, or the one it credits none that does so."""
    statement = (
        insert(cdrs)
        .values(
            tenant_id=tenant_id,
            id=cdr.id,
            session_id=cdr.session_id,
            reservation_id=cdr.reservation_id,
            credits=cdr.credits,
            party_id=cdr.party_id,
            location_id=cdr.site.location_id,
            location_name=cdr.site.name,
            station_id=cdr.site.station_id,
            vehicle_id=cdr.vehicle_id,
            masked_identifier=cdr.masked_identifier,
            tariff_id=cdr.tariff.tariff_id,
            started_at=cdr.started_at,
            ended_at=cdr.ended_at,
            timezone=cdr.site.timezone,
            energy_kwh=cdr.cost.energy_kwh,
            currency=cdr.cost.currency,
            total_excl=cdr.total.excl,
            total_incl=cdr.total.incl,
            due_excl=cdr.due.excl,
            due_incl=cdr.due.incl,
            made_at=cdr.made_at,
            document=msgspec.to_builtins(cdr),
        )
        .on_conflict_do_nothing()
    )
    return (await connection.execute(statement)).rowcount == 1


async def find(connection: AsyncConnection, tenant_id: UUID, cdr_id: UUID) -> Cdr | None:
    """Return a CDR, or None."""
    statement = _with_credit(select(C.document, BACK.c.id.label("credited_by")), tenant_id)
    row = (await connection.execute(statement.where(C.id == cdr_id))).first()
    if row is None:
        return None
    cdr = msgspec.convert(row.document, Cdr)
    return msgspec.structs.replace(cdr, credited_by=row.credited_by)


async def page(
    connection: AsyncConnection,
    tenant_id: UUID,
    reaches: list[Reach],
    filters: CdrFilters,
    paging: Paging,
) -> Page[CdrRow]:
    """Return a page of CDRs."""
    conditions = _conditions(filters)
    for reach in reaches:
        conditions += within(reach, C.location_id)
    query = ListQuery[CdrRow](SORTING, paging, conditions)
    shown = [C[name] for name in CdrRow.__struct_fields__ if name != "credited_by"]
    statement = _with_credit(select(*shown, BACK.c.id.label("credited_by")), tenant_id)
    return query.page((await connection.execute(query.paged(statement))).all(), _row)


async def of_session(
    connection: AsyncConnection, tenant_id: UUID, session_id: UUID
) -> tuple[UUID | None, WhyOmitted | None]:
    """Return the id of a session's CDR, or why it has none; None and None as long as it may."""
    made = select(C.id).where(
        C.tenant_id == tenant_id, C.session_id == session_id, C.credits.is_(None)
    )
    omitted = select(O.reason).where(O.tenant_id == tenant_id, O.session_id == session_id)
    cdr_id = (await connection.execute(made)).scalar()
    return cdr_id, None if cdr_id else (await connection.execute(omitted)).scalar()


async def omit(connection: AsyncConnection, tenant_id: UUID, omission: Omission) -> bool:
    """Keep that a session gets no CDR; tell whether that was not kept yet."""
    statement = (
        insert(cdr_omissions)
        .values(
            tenant_id=tenant_id,
            session_id=omission.session_id,
            location_id=omission.location_id,
            reason=omission.reason,
            at=omission.at,
        )
        .on_conflict_do_nothing()
    )
    return (await connection.execute(statement)).rowcount == 1


async def omissions(
    connection: AsyncConnection,
    tenant_id: UUID,
    reach: Reach,
    paging: Paging,
    *,
    reason: str | None,
    location_id: UUID | None,
) -> Page[Omission]:
    """Return a page of sessions that have no CDR."""
    conditions = [
        O.tenant_id == tenant_id,
        None if reason is None else O.reason == reason,
        None if location_id is None else O.location_id == location_id,
        *within(reach, O.location_id),
    ]
    query = ListQuery[Omission](OMISSIONS, paging, conditions)
    statement = select(cdr_omissions).where(O.tenant_id == tenant_id)
    return query.page((await connection.execute(query.paged(statement))).all(), _omission)


def _with_credit(statement: Select[Any], tenant_id: UUID) -> Select[Any]:
    credited = and_(BACK.c.tenant_id == C.tenant_id, BACK.c.credits == C.id)
    return statement.select_from(cdrs.outerjoin(BACK, credited)).where(C.tenant_id == tenant_id)


def _conditions(filters: CdrFilters) -> list[ColumnElement[bool]]:
    names = ("session_id", "location_id", "station_id", "vehicle_id", "tariff_id", "currency")
    found: list[ColumnElement[bool]] = [
        C[name] == value for name in names if (value := getattr(filters, name)) is not None
    ]
    if filters.credit is not None:
        found.append(C.credits.is_not(None) if filters.credit else C.credits.is_(None))
    if filters.since is not None:
        found.append(C.made_at >= filters.since)
    if filters.until is not None:
        found.append(C.made_at < filters.until)
    return found


def _row(row: Row[Any]) -> CdrRow:
    return CdrRow(**{name: getattr(row, name) for name in CdrRow.__struct_fields__})


def _omission(row: Row[Any]) -> Omission:
    return Omission(
        session_id=row.session_id,
        location_id=row.location_id,
        reason=row.reason,
        sentence=SENTENCES[row.reason],
        at=row.at,
    )
