"""Recorded events, a page at a time."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import text

from chargehouse.kernel.actor import Actor, Permission
from chargehouse.platform.outbox.reading import EVENT_COLUMNS, recorded
from chargehouse.platform.outbox.recorded import EVERY_NAME, Names, Position, RecordedEvent
from chargehouse.platform.outbox.standing import StationPlaces
from chargehouse.platform.postgres.database import Database

READ_EVENTS = Permission("events.read", "events", "Read and follow events.")


class EventFilters(msgspec.Struct, frozen=True, kw_only=True):
    """Which events; None means any. `since` is included, `until` is not."""

    names: Names = EVERY_NAME
    station_id: UUID | None = None
    aggregate_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


class EventPage(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the events; `next_cursor` is null on the last one."""

    items: list[RecordedEvent]
    next_cursor: str | None


class EventHistory:
    """Reads the events that are kept: all that are settled, so no earlier one comes later.

    Who may read them at some locations alone gets those of the stations there.
    """

    def __init__(self, database: Database, stations: StationPlaces) -> None:
        self._database = database
        self._stations = stations

    async def events(
        self,
        actor: Actor,
        filters: EventFilters,
        *,
        cursor: str | None = None,
        limit: int = 50,
        order: Literal["newest", "oldest"] = "newest",
    ) -> EventPage:
        """Return a page after the cursor, which is the position of the last event seen.

        Raises `Forbidden`, `Invalid` for the cursor, or `Unavailable`.
        """
        reach = actor.require_somewhere(READ_EVENTS)
        conditions, values = _conditions(filters)
        reached = await self._stations.reached(actor, reach)
        if reached is not None:
            conditions.append("station_id = ANY(CAST(:reached AS uuid[]))")
            values["reached"] = list(reached)
        newest_first = order == "newest"
        if cursor is not None:
            after = Position.parse(cursor)
            beyond = "<" if newest_first else ">"
            conditions.append(
                f"(xid, sequence) {beyond} (CAST(CAST(:xid AS text) AS xid8), :sequence)"
            )
            values |= {"xid": str(after.xid), "sequence": after.sequence}
        direction = "DESC" if newest_first else "ASC"
        statement = text(
            EVENT_COLUMNS
            + "".join(f" AND {condition}" for condition in conditions)
            + f" ORDER BY events.xid {direction}, events.sequence {direction} LIMIT :limit"
        )
        values |= {"tenant": actor.tenant_id, "limit": limit + 1}
        async with self._database.reading(actor) as connection:
            rows = (await connection.execute(statement, values)).all()
        items = [recorded(row) for row in rows[:limit]]
        return EventPage(
            items=items,
            next_cursor=str(items[-1].position) if len(rows) > limit else None,
        )


def _conditions(filters: EventFilters) -> tuple[list[str], dict[str, Any]]:
    conditions = ["xid < (SELECT pg_snapshot_xmin(pg_current_snapshot()))"]
    values: dict[str, Any] = {}
    if "*" not in filters.names.patterns:
        conditions.append(
            "(wire_name = ANY(CAST(:names AS text[]))"
            " OR wire_name ^@ ANY(CAST(:prefixes AS text[])))"
        )
        values |= {"names": filters.names.exact, "prefixes": filters.names.prefixes}
    for column in ("station_id", "aggregate_id"):
        value = getattr(filters, column)
        if value is not None:
            conditions.append(f"{column} = :{column}")
            values[column] = value
    if filters.since is not None:
        # A recording comes after its occurrence, but for the clocks of two machines.
        conditions.append("occurred_at >= :since")
        conditions.append("recorded_at >= CAST(:since AS timestamptz) - interval '1 hour'")
        values["since"] = filters.since
    if filters.until is not None:
        conditions.append("occurred_at < :until")
        values["until"] = filters.until
    return conditions, values
