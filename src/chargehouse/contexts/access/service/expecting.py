"""Brings what is expected of stations up to date, and says so where the mode is another."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement
from whenever import Instant

from chargehouse.contexts.access.events import EffectiveAccessModeEvaluated
from chargehouse.contexts.access.model.documents import UNGOVERNED, policy_at, rules_in_words
from chargehouse.contexts.access.model.expectations import (
    Course,
    Ruling,
    Span,
    Standing,
    advanced,
    at_rest,
    course_of,
    is_otherwise,
)
from chargehouse.contexts.access.model.policies import Override
from chargehouse.contexts.access.public.policies import (
    PolicyDocument,
    StationOverride,
)
from chargehouse.contexts.access.repository import expectations, overrides, policies
from chargehouse.platform.postgres.database import UnitOfWork

AT_ONCE: Final = 500
"""Of more stations, what is expected is worked out by the workers, within seconds."""
IN_ONE_TURN: Final = 100
"""Of so many it is worked out before others get their turn: some milliseconds."""

Document = tuple[int, PolicyDocument]


class Rulings:
    """What governs stations, each policy prepared once for each time zone."""

    def __init__(self, documents: dict[UUID, Document]) -> None:
        self._documents = documents
        self._prepared: dict[tuple[UUID | None, str], Ruling] = {}

    def of(self, policy_id: UUID | None, timezone: str) -> Ruling:
        """Return what governs a station of a policy, or of none, in a time zone."""
        key = (policy_id, timezone)
        if key not in self._prepared:
            version, document = (
                (None, UNGOVERNED) if policy_id is None else self._documents[policy_id]
            )
            self._prepared[key] = Ruling(
                policy=policy_at(document, timezone),
                policy_id=policy_id,
                version=version,
                words=rules_in_words(document),
                one_at_a_time=document.starts.elsewhere == "deny",
            )
        return self._prepared[key]


async def renew(work: UnitOfWork, which: ColumnElement[bool]) -> None:
    """Work out anew what is expected of stations: at once, or, of many, within seconds.

    Answers that were given before are void.
    """
    connection, tenant_id = work.connection, work.tenant_id
    count = await expectations.mark(connection, tenant_id, which, work.now())
    if count <= AT_ONCE:
        await advance(work, await expectations.marked(connection, tenant_id, which))


class _Basis(NamedTuple):
    """What is expected of stations is worked out of: zones, what governs, what was ordered."""

    zones: Mapping[UUID, str]
    rulings: Rulings
    ordered: Mapping[UUID, Sequence[StationOverride]]

    def of(self, standing: Standing) -> tuple[Ruling, list[Override]] | None:
        """Return what governs a station, and its overrides; None for one that was removed."""
        zone = self.zones.get(standing.station_id)
        if zone is None:
            return None
        orders = in_the_model(self.ordered.get(standing.station_id, []))
        return self.rulings.of(standing.policy_id, zone), orders


class _Courses:
    """How rulings went on until now; of stations without overrides each is worked out once."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._known: dict[tuple[int, datetime], Course] = {}

    def of(self, ruling: Ruling, since: datetime, orders: Sequence[Override]) -> Course:
        """Return how a ruling went on from a boundary; it lives as long as this does."""
        if orders:
            return course_of(ruling.policy, since, self._now, orders)
        key = (id(ruling), since)
        if key not in self._known:
            self._known[key] = course_of(ruling.policy, since, self._now)
        return self._known[key]


async def advance(work: UnitOfWork, due: Sequence[Standing]) -> None:
    """Bring stations that have reached a boundary to what is expected now.

    The transaction has locked their rows. Boundaries that were missed have their spans too.
    """
    if not due:
        return
    now = work.now()
    since = min((one.until for one in due if one.until is not None), default=now)
    basis = await _basis(work, due, since)
    courses = _Courses(now)
    standings, spans = list[Standing](), list[Span]()
    for count, before in enumerate(due, 1):
        if count % IN_ONE_TURN == 0:
            await asyncio.sleep(0)
        known = basis.of(before)
        if known is None:
            standings.append(at_rest(before))
            continue
        ruling, orders = known
        if before.until is None:
            standings.append(before)
            continue
        after, passed = advanced(before, ruling, courses.of(ruling, before.until, orders))
        standings.append(after)
        spans += passed
        if after.mode != before.mode:
            work.record(_changed(before, after))
    await expectations.write(work.connection, work.tenant_id, standings, spans)


async def review(work: UnitOfWork, kept: Sequence[Standing]) -> int:
    """Have what is expected of stations worked out anew where it is no longer what was kept.

    The transaction has locked their rows. Returns of how many stations it is so.
    """
    now = work.now()
    waiting = [one for one in kept if one.until is None or one.until > now]
    if not waiting:
        return 0
    basis = await _basis(work, waiting, now)
    otherwise = [
        one.station_id
        for one in waiting
        if (known := basis.of(one)) is not None and is_otherwise(one, *known, now)
    ]
    if otherwise:
        which = expectations.of_stations(otherwise)
        await expectations.mark(work.connection, work.tenant_id, which, now)
    return len(otherwise)


async def _basis(work: UnitOfWork, standings: Sequence[Standing], since: datetime) -> _Basis:
    connection, tenant_id = work.connection, work.tenant_id
    station_ids = [standing.station_id for standing in standings]
    named = {one.policy_id for one in standings if one.policy_id is not None}
    return _Basis(
        zones=await expectations.zones(connection, tenant_id, station_ids),
        rulings=Rulings(await policies.documents(connection, tenant_id, named)),
        ordered=await overrides.lasting(connection, tenant_id, station_ids, since),
    )


def in_the_model(orders: Sequence[StationOverride]) -> list[Override]:
    """Return overrides as expected modes are worked out of them."""
    return [
        Override(
            id=one.id,
            begins=Instant(one.begins),
            ends=None if one.ends is None else Instant(one.ends),
            mode=one.mode,
        )
        for one in orders
    ]


def _changed(before: Standing, after: Standing) -> EffectiveAccessModeEvaluated:
    return EffectiveAccessModeEvaluated(
        aggregate_id=after.station_id,
        station_id=after.station_id,
        previous=before.mode,
        next=after.mode,
        source=after.source,
        source_schedule_id=after.policy_id,
        rule_id=after.rule_id,
        rule=after.rule,
        effective_at=after.mode_since,
    )
