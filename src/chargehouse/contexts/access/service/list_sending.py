"""Brings chargers' local lists up to date: looks, works out what is wanted, sends, keeps.

What a charger holds is known only while it tells the version that holds it. Whoever tells another
gets the whole list, and so does whoever refuses a difference.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.access.events import LocalListConfirmed
from chargehouse.contexts.access.model.local_lists import (
    ITEMS_UNTOLD,
    LOOKED_AT_LEAST_EVERY,
    SAYABLE,
    TRIES_UNTIL_PROBLEM,
    LocalList,
    after_failure,
    difference,
    looked_at_next,
)
from chargehouse.contexts.access.public.freevend import Exchange
from chargehouse.contexts.access.public.local_lists import (
    ListEntry,
    ListFacts,
    ListQuestion,
    ListReceipt,
    ListSight,
    ListWish,
    LocalListPort,
)
from chargehouse.contexts.access.repository import local_lists as repository
from chargehouse.contexts.access.repository.local_lists import Counts, Scope, Spot
from chargehouse.contexts.access.service.list_rollout import ListRollout
from chargehouse.contexts.access.service.problem_book import Finding, ProblemBook
from chargehouse.kernel.actor import Actor
from chargehouse.platform.postgres.database import Database, UnitOfWork

PROBLEM: Final = "list_not_kept"
HELD: Final = timedelta(minutes=1)
"""So soon stations are looked at again at which lists are not kept, where others are."""


class _Plan(NamedTuple):
    """What is wanted of a charger's list: who stands on it then, and what is sent for that."""

    wanted: tuple[ListEntry, ...]
    wish: ListWish | None
    changes_at: tuple[datetime | None, ...]


@dataclass(slots=True)
class _Case:
    """A list that is seen to, as far as that is."""

    after: LocalList
    spot: Spot | None
    said: list[Exchange] = field(default_factory=list)
    plan: _Plan | None = None
    is_to_be_told: bool = False
    is_written: bool = False

    @property
    def station_id(self) -> UUID:
        return self.after.station_id

    def becomes(self, **changes: object) -> None:
        """Take note of how the list stands now."""
        self.after = msgspec.structs.replace(self.after, **changes)


class ListSending:
    """Sees to local lists that are due."""

    def __init__(
        self, database: Database, port: LocalListPort, book: ProblemBook, rollout: ListRollout
    ) -> None:
        self._rollout = rollout
        self._database = database
        self._clock = database.clock
        self._port = port
        self._book = book

    async def see_to(self, actor: Actor, taken: Sequence[LocalList]) -> None:
        """Bring the lists of some stations of a tenant up to date, as far as that can be."""
        cases = await self._begun(actor, taken)
        reached = await self._look(actor, [each for each in cases if each.is_to_be_told])
        await self._plan(actor, reached)
        await self._send(actor, reached)
        await self._keep(actor, cases)

    async def _begun(self, actor: Actor, taken: Sequence[LocalList]) -> list[_Case]:
        stations = [each.station_id for each in taken]
        async with self._database.reading(actor) as connection:
            spots = await repository.spots(connection, actor.tenant_id, stations, self._clock.now())
        now = self._clock.now()
        cases = [_Case(each, spots.get(each.station_id)) for each in taken]
        for case in cases:
            spot = case.spot
            if spot is None:
                case.becomes(state="not_needed", due_at=None)
            elif not self._rollout.holds(actor.tenant_id, case.station_id, spot.location_id):
                case.becomes(due_at=now + HELD)
            elif not _is_of_use(case):
                later = now + LOOKED_AT_LEAST_EVERY
                case.becomes(state="not_needed", due_at=later, listable=0, left_out={})
            else:
                case.is_to_be_told = True
        return cases

    # What the charger says.

    async def _look(self, actor: Actor, cases: Sequence[_Case]) -> list[_Case]:
        """Ask for versions, and for settings where they are not known; return who can be told."""
        asked = [ListQuestion(each.station_id, _asks_facts(each.after)) for each in cases]
        sights = await self._port.look(actor.tenant_id, asked) if asked else []
        now = self._clock.now()
        able = []
        for case, sight in zip(cases, sights, strict=True):
            case.said += sight.exchanges
            if sight.outcome == "accepted":
                _take_note(case, sight, now)
                if case.after.state not in {"not_supported", "switched_off"}:
                    able.append(case)
            else:
                _unreached(case, sight, now)
        return able

    # What is wanted.

    async def _plan(self, actor: Actor, cases: Sequence[_Case]) -> None:
        """Work out what is to be sent; who may stand on lists is counted once for all alike."""
        counted: dict[Scope, Counts] = {}
        async with self._database.reading(actor) as connection:
            for case in cases:
                await self._plan_one(connection, actor.tenant_id, case, counted)

    async def _plan_one(
        self,
        connection: AsyncConnection,
        tenant_id: UUID,
        case: _Case,
        counted: dict[Scope, Counts],
    ) -> None:
        known, now = case.after, self._clock.now()
        wanted: list[ListEntry] = []
        changes_at: tuple[datetime | None, ...] = ()
        if case.spot is not None and case.spot.is_managed:
            spot = _said_in(case.spot, known.protocol or "")
            if spot.scope not in counted:
                counted[spot.scope] = await repository.counts(
                    connection, tenant_id, spot.scope, now
                )
            counts = counted[spot.scope]
            changes_at = (spot.changes_at, counts.changes_at)
            wanted = await repository.chosen(
                connection,
                tenant_id,
                known.station_id,
                spot,
                now,
                most=known.room,
                by_use=counts.listable > known.room,
            )
            _take_count(case, counts, len(wanted))
        else:
            case.becomes(listable=0, left_out={})
        kept = await repository.entries_of(connection, tenant_id, known.station_id)
        case.plan = _planned(known, kept, wanted, changes_at, now)

    # What is sent.

    async def _send(self, actor: Actor, cases: Sequence[_Case]) -> None:
        sending = {each.station_id: each for each in cases if _wish(each) is not None}
        wishes = [wish for each in sending.values() if (wish := _wish(each)) is not None]
        if not wishes:
            return
        async with self._database.transaction(actor) as work:
            await repository.announce(
                work.connection,
                actor.tenant_id,
                {each.station_id: each.version for each in wishes},
            )
        for receipt in await self._port.send(actor.tenant_id, wishes):
            case = sending[receipt.station_id]
            case.said += receipt.exchanges
            _received(case, receipt, self._clock.now())

    # What is kept.

    async def _keep(self, actor: Actor, cases: Sequence[_Case]) -> None:
        now = self._clock.now()
        for case in cases:
            _settle(case, now)
        async with self._database.transaction(actor) as work:
            ours = await repository.keep(
                work.connection,
                actor.tenant_id,
                [(each.after, each.said[-8:]) for each in cases],
            )
            kept = [each for each in cases if each.station_id in ours]
            for case in kept:
                if case.is_written:
                    await _write(work, case)
                    _tell(work, case)
            await self._judge(work, kept)

    async def _judge(self, work: UnitOfWork, cases: Sequence[_Case]) -> None:
        """Open problems where lists cannot be kept, and close them where they can again."""
        failing = [
            each
            for each in cases
            if each.is_to_be_told
            and each.after.state == "failing"
            and each.after.tries >= TRIES_UNTIL_PROBLEM
        ]
        await self._book.open(
            work, [Finding(each.station_id, PROBLEM, None, each.said) for each in failing]
        )
        well = [each.station_id for each in cases if each.after.state not in {"failing", "waiting"}]
        await self._book.close_kinds(work, well, [PROBLEM])


def _is_of_use(case: _Case) -> bool:
    """Tell whether a charger has to be spoken to: where it needs a list, or has one of ours."""
    if case.spot is None:
        return False
    known = case.after
    is_empty = known.version is not None and not known.entries
    return case.spot.is_managed or (known.last_version > 0 and not is_empty)


def _asks_facts(known: LocalList) -> bool:
    return known.facts is None or known.state == "switched_off"


def _take_note(case: _Case, sight: ListSight, now: datetime) -> None:
    """Take note of what a charger said; it may have no list, or one that it does not use."""
    known = case.after
    facts = sight.facts or known.facts
    case.becomes(protocol=sight.protocol, facts=facts, told_at=now, outcome="accepted")
    if facts is not None and not facts.is_supported:
        case.becomes(state="not_supported", due_at=None, outcome="not_supported", version=None)
    elif facts is not None and facts.uses_list is False:
        later = now + LOOKED_AT_LEAST_EVERY
        case.becomes(state="switched_off", due_at=later, version=None)
    else:
        version = sight.version if sight.version == known.version else None
        last_version = max(known.last_version, sight.version or 0)
        is_empty = known.version is None and sight.version == 0 and not known.last_version
        case.becomes(state="unknown", version=0 if is_empty else version, last_version=last_version)


def _unreached(case: _Case, sight: ListSight, now: datetime) -> None:
    tries = case.after.tries + 1
    if sight.outcome == "offline":
        case.becomes(state="waiting", outcome="offline", due_at=None)
    elif sight.outcome == "not_supported":
        case.becomes(state="not_supported", outcome="not_supported", due_at=None, version=None)
    else:
        state = "failing" if sight.outcome == "refused" else "waiting"
        due_at = now + after_failure(tries)
        case.becomes(state=state, outcome=sight.outcome, tries=tries, due_at=due_at)


def _said_in(spot: Spot, protocol: str) -> Spot:
    """Return a station's place with what its protocol can say."""
    scope = spot.scope._replace(is_short=protocol == "ocpp1.6", types=SAYABLE.get(protocol))
    return spot._replace(scope=scope)


def _take_count(case: _Case, counts: Counts, chosen: int) -> None:
    left_out = dict(counts.left_out)
    if counts.listable > chosen:
        left_out["no_room"] = counts.listable - chosen
    case.becomes(listable=counts.listable, left_out=left_out)


def _planned(
    known: LocalList,
    kept: Sequence[ListEntry],
    wanted: Sequence[ListEntry],
    changes_at: tuple[datetime | None, ...],
    now: datetime,
) -> _Plan:
    """Return what is to be sent: nothing, a difference, or where that cannot be the whole list."""
    is_known = known.version is not None and not known.wants_full
    if known.version == 0 and wanted:
        is_known = False
    change = difference(kept, wanted, now) if is_known else None
    if change is not None and not change.size:
        return _Plan(change.after, None, changes_at)
    facts = known.facts or ListFacts()
    whole = ListWish(
        station_id=known.station_id,
        version=known.last_version + 1,
        kind="full",
        entries=tuple(wanted),
        items_at_most=facts.items_at_most or ITEMS_UNTOLD,
        bytes_at_most=facts.bytes_at_most,
    )
    if change is None or change.size > len(wanted):
        return _Plan(tuple(wanted), whole, changes_at)
    part = msgspec.structs.replace(
        whole, kind="difference", entries=change.changed, gone=change.gone
    )
    return _Plan(change.after, part, changes_at)


def _wish(case: _Case) -> ListWish | None:
    return None if case.plan is None else case.plan.wish


def _received(case: _Case, receipt: ListReceipt, now: datetime) -> None:
    """Take note of how a charger took what it was sent."""
    wish, known = _wish(case), case.after
    if wish is None:
        raise ValueError("what was not sent is not answered")
    changes = len(wish.entries) + len(wish.gone)
    last_version = max(wish.version, receipt.version or 0)
    case.becomes(outcome=receipt.outcome, last_version=last_version, version=None)
    if receipt.outcome != "offline":
        case.becomes(sent_at=now, sent_kind=wish.kind, sent_changes=changes)
    if receipt.outcome == "accepted":
        case.becomes(version=receipt.version, told_at=now, wants_full=False)
        case.is_written = True
    elif receipt.outcome == "offline":
        case.becomes(state="waiting", due_at=None)
    elif receipt.outcome == "not_supported":
        case.becomes(state="not_supported", due_at=None)
    elif receipt.outcome in {"failed", "version_mismatch"} and wish.kind == "difference":
        case.becomes(state="waiting", due_at=now)
    elif receipt.outcome == "failed" and len(wish.entries) > 1:
        case.becomes(state="failing", due_at=now, learned_room=len(wish.entries) // 2)
    else:
        tries = known.tries + 1
        due_at = now + after_failure(tries)
        case.becomes(state="failing", due_at=due_at, tries=tries, learned_room=None)


def _settle(case: _Case, now: datetime) -> None:
    """Say how a list stands that is now as it should be."""
    plan = case.plan
    if plan is None or not (case.is_written or plan.wish is None):
        return
    is_needed = case.spot is not None and case.spot.is_managed
    case.becomes(
        state="in_step" if is_needed else "not_needed",
        entries=len(plan.wanted),
        due_at=looked_at_next(plan.wanted, plan.changes_at, now),
        tries=0,
        wants_full=False,
    )


async def _write(work: UnitOfWork, case: _Case) -> None:
    """Keep who stands on a list that the charger confirmed."""
    wish = _wish(case)
    if wish is None:
        return
    connection, tenant_id, station_id = work.connection, work.tenant_id, case.station_id
    if wish.kind == "full":
        await repository.clear(connection, tenant_id, station_id)
    else:
        await repository.take_off(connection, tenant_id, station_id, wish.gone)
    await repository.put(connection, tenant_id, station_id, wish.entries)


def _tell(work: UnitOfWork, case: _Case) -> None:
    known = case.after
    work.record(
        LocalListConfirmed(
            aggregate_id=case.station_id,
            station_id=case.station_id,
            version=known.version or 0,
            kind=known.sent_kind or "full",
            entries=known.entries,
            changes=known.sent_changes or 0,
            left_out=sum(known.left_out.values()),
        )
    )
