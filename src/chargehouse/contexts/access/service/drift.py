"""Looks for what chargers do against their confirmed mode, in the attempts that came of it.

An Authorize in freevend, a start without one in managed access, and a start with the tag that a
charger reports while it is free: each alone may be a moment's overlap; what repeats is a problem.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row

from chargehouse.contexts.access.model.controls import Control
from chargehouse.contexts.access.model.drift import Attempted, drift_of, is_as_it_should_be
from chargehouse.contexts.access.model.problems import Kind
from chargehouse.contexts.access.public.freevend import Exchange, Gap
from chargehouse.contexts.access.repository import controls, drift, local_lists, problems
from chargehouse.contexts.access.repository.expected import expected_of
from chargehouse.contexts.access.service.planning import ModePlanning
from chargehouse.contexts.access.service.problem_book import Finding, ProblemBook
from chargehouse.contexts.identity.public import IdentifierReader
from chargehouse.kernel.actor import system_actor
from chargehouse.kernel.ids import first_id
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.secrets import Keyring

SETTLED_AFTER: Final = timedelta(seconds=30)
"""Attempts are looked at when an Authorize has found its start, and all are committed."""
LOOKED_BACK: Final = timedelta(hours=1)
AT_ONCE: Final = 5000
REPEATED: Final = 2
"""So often is a problem; once may be a car that was plugged in while the mode changed."""
SHOWN: Final = 5
STARTS_UNASKED: Final[frozenset[Gap]] = frozenset(
    {"pre_authorises", "trusts_its_list", "asks_nobody"}
)
"""The gaps with which a charger is known to start without asking for some."""
WITHOUT_IDENTIFIER: Final = "none"
"""The type of what OCPP 2.x calls NoAuthorization."""


class DriftWatch:
    """Finds drift in the attempts that came since it last looked."""

    def __init__(
        self, database: Database, keyring: Keyring, *, planning: ModePlanning, book: ProblemBook
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._planning = planning
        self._book = book

    async def look(self, tenant_id: UUID) -> int:
        """Look at a tenant's new attempts; return how many were against a confirmed mode."""
        actor = system_actor("job", tenant_id, "access.drift")
        seen = 0
        async with self._database.transaction(actor) as work:
            until = work.now() - SETTLED_AFTER
            after = await problems.looked_until(work.connection, tenant_id)
            after = after or first_id(work.now() - LOOKED_BACK)
            rows = await drift.attempts_between(
                work.connection, tenant_id, after, until, limit=AT_ONCE
            )
            if rows:
                seen = await self._judge(work, rows)
                await problems.look_from(work.connection, tenant_id, rows[-1].id)
        if seen:
            self._planning.planned()
        return seen

    async def _judge(self, work: UnitOfWork, rows: Sequence[Row[Any]]) -> int:
        stations = {row.station_id for row in rows}
        known = await controls.find(work.connection, work.tenant_id, stations)
        expected = await expected_of(work.connection, work.tenant_id, stations)
        reader = IdentifierReader(self._keyring, work.tenant_id)
        starts = {(row.station_id, row.identifier_hash) for row in rows if row.kind == "start"}
        listed = await local_lists.listed(work.connection, work.tenant_id, starts)
        found: dict[tuple[UUID, Kind], list[Row[Any]]] = defaultdict(list)
        obeying: dict[UUID, set[Kind]] = defaultdict(set)
        for row in rows:
            control = known.get(row.station_id)
            if control is None or row.station_id not in expected:
                continue
            is_listed = (row.station_id, row.identifier_hash) in listed
            attempted = _attempted(row, control, reader, is_listed=is_listed)
            if attempted is None:
                continue
            kind = drift_of(attempted)
            if kind is not None:
                found[row.station_id, kind].append(row)
            obeying[row.station_id] |= is_as_it_should_be(attempted)
        await self._obeyed(work, obeying, {station_id for station_id, _ in found})
        for (station_id, kind), sightings in found.items():
            await self._sighted(work, station_id, kind, sightings)
        await self._planning.keep_sync(work, stations & known.keys())
        return sum(map(len, found.values()))

    async def _sighted(
        self, work: UnitOfWork, station_id: UUID, kind: Kind, rows: Sequence[Row[Any]]
    ) -> None:
        """Count what was seen; where it repeats, open a problem and read the mode again."""
        evidence = [{"attempt_id": str(row.id), "at": row.received_at} for row in rows[-SHOWN:]]
        times = await problems.sighted(
            work.connection,
            work.tenant_id,
            station_id,
            kind,
            times=len(rows),
            at=rows[-1].received_at,
            evidence=[{**each, "at": each["at"].isoformat()} for each in evidence],
        )
        if times >= REPEATED:
            shown = [_exchange(row.received_at, row.id) for row in rows[-SHOWN:]]
            await self._book.open(work, [Finding(station_id, kind, None, shown)])
            await controls.ask_again(work.connection, work.tenant_id, [station_id], work.now())

    async def _obeyed(
        self, work: UnitOfWork, obeying: dict[UUID, set[Kind]], drifting: set[UUID]
    ) -> None:
        """Close the problems of chargers that do as they should again."""
        by_kind: dict[Kind, list[UUID]] = defaultdict(list)
        for station_id, kinds in obeying.items():
            if station_id not in drifting:
                for kind in kinds:
                    by_kind[kind].append(station_id)
        for kind, stations in by_kind.items():
            await problems.forget_sightings(work.connection, work.tenant_id, stations, [kind])
            await self._book.close_kinds(work, stations, [kind])


def _attempted(
    row: Row[Any], control: Control, reader: IdentifierReader, *, is_listed: bool
) -> Attempted | None:
    """Return an attempt as drift is judged by it; None where nothing was confirmed by then."""
    confirmed, since = control.confirmed, control.observed_at
    if confirmed is None or since is None or row.received_at <= since:
        return None
    tag = None if control.path is None else control.path.tag
    free = tag is not None and row.identifier_hash == reader.identifier_of(tag).hash
    return Attempted(
        kind=row.kind,
        confirmed=confirmed,
        is_free_tag=free or row.identifier_type == WITHOUT_IDENTIFIER,
        is_queued=row.queued,
        pre_authorises=bool(STARTS_UNASKED & set(control.gaps)),
        is_listed=is_listed,
    )


def _exchange(at: datetime, attempt_id: UUID) -> Exchange:
    return Exchange(at=at, asked=f"attempt {attempt_id}", answered=None, outcome="accepted")
