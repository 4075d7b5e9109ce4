"""The queries of attempts, decisions and outcomes."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, Select, func, literal_column, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.access.model import ANSWERS, OFF, PERMITTED, SHADOW, SHADOW_ANSWERS
from chargehouse.contexts.access.public import Attempt, AttemptFilters, DecidedFor, DecisionFilters
from chargehouse.contexts.access.tables import (
    access_attempts,
    access_decisions,
    access_outcomes,
    access_partner_answers,
)
from chargehouse.contexts.identity.public.partners import PartnerSaid
from chargehouse.kernel.ids import first_id
from chargehouse.platform.http.paging import Filters, ListQuery, Paging, Sorting
from chargehouse.platform.postgres.coalescer import Part
from chargehouse.platform.postgres.coalescer import Row as HotRow
from chargehouse.platform.postgres.matching import among

DECISIONS_BY = Sorting(
    columns={"decided_at": access_decisions.c.id}, id=access_decisions.c.id, default="-decided_at"
)
ATTEMPTS_BY = Sorting(
    columns={"received_at": access_attempts.c.id}, id=access_attempts.c.id, default="-received_at"
)

DENIED: Final[ColumnElement[str]] = literal_column("'denied'")
SHADOWED: Final[ColumnElement[str]] = literal_column("'shadow'")
OWN_FLEET: Final[ColumnElement[str]] = literal_column("'own_fleet'")

PartRow = tuple[Part, HotRow]
Reached = frozenset[UUID] | None
"""The stations of which rows are asked for; None for all."""


ATTEMPT: Final = (
    "attempt_id decision_id station_id evse_id kind protocol identifier_type type_recognised "
    "identifier_hash masked connection_id message_id payload_hash reported_at received_at "
    "judged_at forced source request_id queued"
)
TOLD: Final = "agreement_id agreement partner_id party whitelist said reference asked_at answer_ms"


def _decide(
    stage: str,
    answers: Mapping[str, str],
    function: str = "access_decide",
    columns: str = ATTEMPT,
) -> Part:
    return Part(
        function,
        columns,
        answers=True,
        tells=True,
        constants=(("jsonb", msgspec.json.encode(dict(answers)).decode()), ("text", stage)),
    )


DECIDE = _decide("on", ANSWERS)
DECIDE_AT: Final = MappingProxyType(
    {"on": DECIDE, SHADOW: _decide(SHADOW, SHADOW_ANSWERS), OFF: _decide(OFF, ANSWERS)}
)
"""By the stage of access control."""

_TOLD: Final = ("access_decide_told", f"{ATTEMPT} {TOLD}")
DECIDE_TOLD = _decide("on", ANSWERS, *_TOLD)
DECIDE_TOLD_AT: Final = MappingProxyType(
    {
        "on": DECIDE_TOLD,
        SHADOW: _decide(SHADOW, SHADOW_ANSWERS, *_TOLD),
        OFF: _decide(OFF, ANSWERS, *_TOLD),
    }
)
"""The same, of attempts about which a partner was asked."""

OUTCOMES = Part(
    "access_outcomes_append",
    "id attempt_id decision_id kind session_id details at",
)


def _at(station_id: ColumnElement[UUID], reached: Reached) -> list[ColumnElement[bool]]:
    return [] if reached is None else [among(station_id, reached)]


def decisions_asked(
    tenant_id: UUID, reached: Reached, paging: Paging, asked: DecisionFilters
) -> ListQuery[Row[Any]]:
    """Return the list of decisions that is asked for; ids sort by time, so they are searched.

    What a reason or a class implies is said as well, so that the smaller indexes serve.
    """
    c = access_decisions.c
    implied = [
        c.decision == DENIED
        if asked.decision == "denied" or asked.reason not in {None, PERMITTED}
        else None,
        None if asked.access_class in {None, "own_fleet"} else c["class"] != OWN_FLEET,
    ]
    filters: Filters = (
        c.tenant_id == tenant_id,
        *_at(c.station_id, reached),
        None if asked.station_id is None else c.station_id == asked.station_id,
        None if asked.decision is None else c.decision == asked.decision,
        None if asked.stage is None else c.stage == (SHADOWED if asked.stage == SHADOW else "on"),
        None if asked.reason is None else c.reason == asked.reason,
        None if asked.access_class is None else c["class"] == asked.access_class,
        None if asked.vehicle_id is None else c.vehicle_id == asked.vehicle_id,
        None if asked.agreement_id is None else c.agreement_id == asked.agreement_id,
        None if asked.since is None else c.id >= first_id(asked.since),
        None if asked.until is None else c.id < first_id(asked.until),
        *implied,
    )
    return ListQuery(DECISIONS_BY, paging, filters)


def attempts_asked(
    tenant_id: UUID,
    reached: Reached,
    paging: Paging,
    asked: AttemptFilters,
    hashes: Collection[bytes] | None,
) -> ListQuery[Row[Any]]:
    """Return the list of attempts that is asked for; `hashes` are the identifiers that are."""
    c = access_attempts.c
    filters: Filters = (
        c.tenant_id == tenant_id,
        *_at(c.station_id, reached),
        None if asked.station_id is None else c.station_id == asked.station_id,
        None if hashes is None else c.identifier_hash.in_(list(hashes)),
        None if asked.since is None else c.id >= first_id(asked.since),
        None if asked.until is None else c.id < first_id(asked.until),
    )
    return ListQuery(ATTEMPTS_BY, paging, filters)


async def decision_of(
    connection: AsyncConnection, tenant_id: UUID, decision_id: UUID
) -> Row[Any] | None:
    """Return a decision, with what a partner said where one was asked, or None."""
    said = access_partner_answers.c
    statement = (
        select(
            access_decisions,
            said.partner_id,
            said.party.label("partner_party"),
            said.whitelist.label("partner_whitelist"),
            said.said.label("partner_said"),
            said.asked_at.label("partner_asked_at"),
            said.answer_ms.label("partner_answer_ms"),
        )
        .select_from(
            access_decisions.outerjoin(
                access_partner_answers,
                (access_partner_answers.c.tenant_id == access_decisions.c.tenant_id)
                & (access_partner_answers.c.decision_id == access_decisions.c.id),
            )
        )
        .where(access_decisions.c.tenant_id == tenant_id, access_decisions.c.id == decision_id)
    )
    row: Row[Any] | None = (await connection.execute(statement)).first()
    return row


async def attempt_of(
    connection: AsyncConnection, tenant_id: UUID, attempt_id: UUID
) -> Row[Any] | None:
    """Return an attempt with what was decided, or None."""
    statement = attempts_of(tenant_id).where(access_attempts.c.id == attempt_id)
    row: Row[Any] | None = (await connection.execute(statement)).first()
    return row


async def decided_for(
    connection: AsyncConnection, tenant_id: UUID, decision_id: UUID
) -> DecidedFor | None:
    """Return under which agreement a decision was made, of whose token, and what a partner said."""
    said = access_partner_answers.c
    statement = (
        select(
            func.coalesce(said.agreement_id, access_decisions.c.agreement_id),
            said.partner_id,
            said.said,
            said.reference,
            func.coalesce(said.party, access_decisions.c.token_party),
            access_decisions.c.token_type,
        )
        .select_from(
            access_decisions.outerjoin(
                access_partner_answers,
                (access_partner_answers.c.tenant_id == access_decisions.c.tenant_id)
                & (access_partner_answers.c.decision_id == access_decisions.c.id),
            )
        )
        .where(access_decisions.c.tenant_id == tenant_id, access_decisions.c.id == decision_id)
    )
    row = (await connection.execute(statement)).first()
    if row is None:
        return None
    agreement_id, partner_id, word, reference, party, token_type = row
    return DecidedFor(
        agreement_id=agreement_id,
        partner_id=partner_id,
        said=word,
        reference=reference,
        party=party,
        token_type=token_type,
    )


def told_row(said: PartnerSaid) -> HotRow:
    """Return what a partner said as the rest of a row of `DECIDE_TOLD_AT`."""
    return (
        said.agreement_id,
        said.agreement,
        said.partner_id,
        said.party,
        said.whitelist,
        said.said,
        said.reference,
        said.asked_at,
        said.answer_ms,
    )


def decide_row(
    attempt_id: UUID,
    decision_id: UUID,
    attempt: Attempt,
    forced: str | None,
    source: str | None = None,
) -> HotRow:
    """Return an attempt as a row of `DECIDE`; its `source` is the attempt's unless said."""
    return (
        attempt_id,
        decision_id,
        attempt.station_id,
        attempt.evse_id,
        attempt.kind,
        attempt.protocol,
        attempt.identifier_type,
        attempt.type_recognised,
        attempt.identifier_hash,
        attempt.masked,
        attempt.connection_id,
        attempt.message_id,
        attempt.payload_hash,
        attempt.reported_at,
        attempt.received_at,
        attempt.judged_at,
        forced,
        source or attempt.source,
        attempt.request_id,
        attempt.queued,
    )


def decisions_of(tenant_id: UUID) -> Select[Any]:
    """Select a tenant's decisions."""
    return select(access_decisions).where(access_decisions.c.tenant_id == tenant_id)


def attempts_of(tenant_id: UUID) -> Select[Any]:
    """Select a tenant's attempts, with what was decided where anything was."""
    return (
        select(
            access_attempts,
            access_decisions.c.decision,
            access_decisions.c.reason,
        )
        .select_from(
            access_attempts.outerjoin(
                access_decisions,
                (access_decisions.c.tenant_id == access_attempts.c.tenant_id)
                & (access_decisions.c.id == access_attempts.c.decision_id),
            )
        )
        .where(access_attempts.c.tenant_id == tenant_id)
    )


async def outcomes_of(
    connection: AsyncConnection, tenant_id: UUID, attempt_id: UUID
) -> list[Row[Any]]:
    """Return what became of an attempt, oldest first."""
    statement = (
        select(access_outcomes)
        .where(access_outcomes.c.tenant_id == tenant_id, access_outcomes.c.attempt_id == attempt_id)
        .order_by(access_outcomes.c.at, access_outcomes.c.id)
    )
    return list(await connection.execute(statement))


async def add_outcomes(
    connection: AsyncConnection, tenant_id: UUID, outcomes: Iterable[Mapping[str, object]]
) -> frozenset[UUID]:
    """Add outcomes; those that are there already stay as they are. Return the ids of the new."""
    added = await connection.execute(
        insert(access_outcomes).on_conflict_do_nothing().returning(access_outcomes.c.id),
        [{"tenant_id": tenant_id, **outcome} for outcome in outcomes],
    )
    return frozenset(added.scalars())


async def denials_by(
    connection: AsyncConnection, tenant_id: UUID, reached: Reached, since: datetime
) -> list[tuple[str, UUID, int]]:
    """Count denials by reason and station since an instant."""
    statement = (
        select(access_decisions.c.reason, access_decisions.c.station_id, func.count())
        .where(
            access_decisions.c.tenant_id == tenant_id,
            access_decisions.c.decision == "denied",
            access_decisions.c.id >= first_id(since),
            *_at(access_decisions.c.station_id, reached),
        )
        .group_by(access_decisions.c.reason, access_decisions.c.station_id)
    )
    return [tuple(row) for row in await connection.execute(statement)]


async def denied_since(
    connection: AsyncConnection, tenant_id: UUID, reached: Reached, since: datetime
) -> tuple[dict[str, int], int]:
    """Return denials since an instant by reason, and at how many stations they were."""
    c = access_decisions.c
    here = (
        c.tenant_id == tenant_id,
        c.decision == DENIED,
        c.id >= first_id(since),
        *_at(c.station_id, reached),
    )
    by_reason = (
        select(c.reason, func.count().label("denials"))
        .where(*here)
        .group_by(c.reason)
        .order_by(c.reason)
    )
    stations = select(func.count(c.station_id.distinct())).where(*here)
    rows = await connection.execute(by_reason)
    return (
        {row.reason: row.denials for row in rows},
        (await connection.execute(stations)).scalar_one(),
    )
