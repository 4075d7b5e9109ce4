"""How much of a stretch of time sessions took, and how much energy."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Numeric, bindparam, cast, column, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.sessions.model.spans import Span
from chargehouse.contexts.sessions.tables import Instant, sessions

S = sessions.c
LONGEST: Final = timedelta(days=7)
"""A session that began so long before the first span is not looked for."""


class Used(NamedTuple):
    """What sessions took of one span; `started` counts those that began in it."""

    in_use_s: int
    energy_wh: int
    started: int


async def used(
    connection: AsyncConnection,
    tenant_id: UUID,
    location_id: UUID,
    spans: Sequence[Span],
    now: datetime,
) -> dict[int, Used]:
    """Return what a location's sessions took of each span, by its place; of the others nothing.

    A session's energy is spread evenly over its time. One that is live goes on until now.
    """
    ended = func.coalesce(S.ended_at, now)
    here = (
        select(S.started_at, ended.label("ended_at"), S.energy_wh)
        .where(
            S.tenant_id == tenant_id,
            S.location_id == location_id,
            S.started_at >= spans[0].begins - LONGEST,
            S.started_at < spans[-1].ends,
            ended > spans[0].begins,
        )
        .cte("here")
        .prefix_with("MATERIALIZED")
    )
    span = _table_of(spans)
    overlap_s = func.extract(
        "epoch",
        func.least(here.c.ended_at, span.c.ends) - func.greatest(here.c.started_at, span.c.begins),
    )
    lasted_s = func.extract("epoch", here.c.ended_at - here.c.started_at)
    energy_wh = cast(here.c.energy_wh, Numeric) * overlap_s / func.nullif(lasted_s, 0)
    statement = (
        select(
            span.c.place,
            func.round(func.sum(overlap_s)).label("in_use_s"),
            func.round(func.coalesce(func.sum(energy_wh), 0)).label("energy_wh"),
            func.count().filter(here.c.started_at >= span.c.begins).label("started"),
        )
        .select_from(span)
        .join(here, (here.c.started_at < span.c.ends) & (here.c.ended_at > span.c.begins))
        .group_by(span.c.place)
    )
    return {
        row.place - 1: Used(int(row.in_use_s), int(row.energy_wh), row.started)
        for row in await connection.execute(statement)
    }


def _table_of(spans: Sequence[Span]) -> Any:  # noqa: ANN401  SQLAlchemy's table of a function
    begins = bindparam("begins", [span.begins for span in spans], type_=ARRAY(Instant))
    ends = bindparam("ends", [span.ends for span in spans], type_=ARRAY(Instant))
    return (
        func.unnest(begins, ends)
        .table_valued(
            column("begins", Instant), column("ends", Instant), with_ordinality="place", name="span"
        )
        .render_derived()
    )
