"""When partners' lists are read, from which instant on, and what is told of a reading."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from msgspec.structs import replace

from chargehouse.contexts.received.model.modules import GROWING, PULLED
from chargehouse.contexts.received.public import ListFault, PullState, ReceivedModule
from chargehouse.contexts.roaming.public import RegisteredPartner
from chargehouse.ocpi.errors import OcpiRefusal

FAULTS_KEPT: Final = 10
LONGEST: Final = timedelta(hours=1)
"""How long the reading of a list may take."""

OVERLAP: Final = timedelta(minutes=1)
"""How much is asked for twice: what a partner wrote while it was asked may be dated before."""

THOROUGH_EVERY: Final = timedelta(days=1)
"""How often what was read before is asked for as well: what paging skipped, and what was faulty and
is no more, is found then, though its owner calls it as old as before."""

LOOKED_BACK: Final = timedelta(days=31)
"""How far a thorough reading goes back in lists that only grow; the others it reads whole."""

MADE_AGAIN: Final = 3
"""How many readings in a row begin at the same instant where they do not bring all there is: one
that the partner cannot mend must not be asked for again and again, and longer each time. Then the
next begins where this one ended, and thorough ones wait for their day."""

ALL_SESSIONS_SINCE: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Sessions cannot be asked for without an instant (sessions, GET)."""


TOTAL: Final = "X-Total-Count"
INSTANT: Final = timedelta(microseconds=1)


class Plan(NamedTuple):
    """How a list is read: what was updated `since` is asked for, `whole` is all there is."""

    since: datetime | None
    whole: bool
    thorough: bool


class Tally:
    """What a reading brought so far."""

    def __init__(self) -> None:
        self.listed = 0
        self.added = 0
        self.changed = 0
        self.unlisted = 0
        self.faulty = 0
        self.repeated = 0
        self.total: int | None = None
        self.faults: list[ListFault] = []
        self.newest: datetime | None = None

    @property
    def is_short(self) -> bool:
        """Whether fewer objects were listed than there are, as the partner said at the outset."""
        return self.total is not None and self.listed - self.repeated < self.total

    @property
    def is_complete(self) -> bool:
        """Whether all that there is was listed, and could be kept."""
        return not self.faulty and not self.is_short

    def said(self, total: int | None) -> None:
        """Note how many objects the partner says there are; what it says first counts."""
        if self.total is None:
            self.total = total

    def saw(self, last_updated: datetime) -> None:
        """Note when an object was updated, by the partner's clock."""
        self.newest = max(self.newest or last_updated, last_updated)

    def end(self) -> None:
        """Note what is wrong with a list that was read to its end."""
        if self.is_short:
            found = self.listed - self.repeated
            said = f"Said {self.total}, and {found} were listed"
            self.faults.append(ListFault(index=self.listed, field=TOTAL, message=said))

    def refuse(self, index: int, error: OcpiRefusal) -> None:
        """Note what was wrong with an object; of the first ones it is kept."""
        self.faulty += 1
        if len(self.faults) < FAULTS_KEPT:
            field = str(error.details.get("field", ""))
            message = error.message.removeprefix(f"{field}: ")
            self.faults.append(ListFault(index=index, field=field, message=message))


def lists_of(partner: RegisteredPartner) -> list[ReceivedModule]:
    """Return the modules whose lists a partner has, in the order in which they are read."""
    return [module for module in PULLED if partner.has(module, "SENDER")]


def is_due(
    partner: RegisteredPartner,
    states: Mapping[str, PullState],
    *,
    interval: timedelta,
    now: datetime,
) -> bool:
    """Say whether a partner's lists are to be read: one was not since so long, or never.

    They are not while one is being read: whoever reads it goes on to the others.
    """
    found = [states.get(module) for module in lists_of(partner)]
    if any(_is_under_way(state, now) for state in states.values()):
        return False
    return any(state is None or state.started_at <= now - interval for state in found)


def is_failing(partner: RegisteredPartner, states: Mapping[str, PullState]) -> bool:
    """Say whether a partner was asked for its lists the last time, and none could be read."""
    found = [states.get(module) for module in lists_of(partner)]
    return bool(found) and all(state is not None and state.state != "ended" for state in found)


def plan_of(
    module: ReceivedModule, before: PullState | None, version: str, *, whole: bool, now: datetime
) -> Plan:
    """Return how a list is read now: from where the last reading ended, and thoroughly each day."""
    if whole or before is None or before.version != version or before.synced_until is None:
        since = ALL_SESSIONS_SINCE if module == "sessions" else None
        return Plan(since, whole=True, thorough=True)
    if before.thorough_at is not None and now < before.thorough_at + THOROUGH_EVERY:
        return Plan(before.synced_until, whole=False, thorough=False)
    if module in GROWING:
        back = min(before.synced_until, now - LOOKED_BACK)
        return Plan(back, whole=False, thorough=True)
    return Plan(None, whole=True, thorough=True)


def reached(state: PullState, tally: Tally, *, thorough: bool) -> PullState:
    """Return the state of a list that was read to its end, with what the next reading begins at.

    One that is not complete is made again, a few times. After a whole one that is the newest that
    it had; else nothing goes back.
    """
    if not tally.is_complete and state.incomplete + 1 < MADE_AGAIN:
        return replace(state, incomplete=state.incomplete + 1)
    return replace(
        state,
        incomplete=0,
        synced_until=synced_until(
            None if state.whole else state.synced_until, tally.newest, state.started_at
        ),
        thorough_at=state.started_at if thorough else state.thorough_at,
    )


def broken_off(state: PullState, *, thorough: bool) -> PullState:
    """Return the state of a list that was not read to its end: the next begins where it did.

    Thorough ones that fail so a few times in a row wait for their day.
    """
    if state.incomplete + 1 < MADE_AGAIN:
        return replace(state, incomplete=state.incomplete + 1)
    return replace(
        state, incomplete=0, thorough_at=state.started_at if thorough else state.thorough_at
    )


def unlisted_since(state: PullState, tally: Tally) -> datetime | None:
    """Return since when what a whole list was to have, and had not, is gone; None where none is.

    Where fewer were listed than there are, what is missing may have been skipped: it is gone when
    no reading had it since the last that was thorough.
    """
    if not tally.is_short:
        return state.started_at
    if state.incomplete + 1 < MADE_AGAIN or state.thorough_at is None:
        return None
    return state.thorough_at + INSTANT


def synced_until(
    before: datetime | None, newest: datetime | None, started_at: datetime
) -> datetime | None:
    """Return where the next reading begins: at the newest of this one, by the partner's clock.

    A clock that is ahead of ours is not believed, and nothing ever goes back.
    """
    if newest is None:
        return before
    found = min(newest, started_at) - OVERLAP
    return found if before is None else max(before, found)


def by_module(states: Iterable[PullState]) -> dict[str, PullState]:
    """Return a partner's states by module."""
    return {state.module: state for state in states}


def _is_under_way(state: PullState, now: datetime) -> bool:
    return state.state == "running" and state.started_at > now - LONGEST
