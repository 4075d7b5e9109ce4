"""How a change of a charger's mode goes on, from the request to what was read back.

A change is confirmed by nothing but the mode that is read back. What comes next is its `step`:
`switch` tells the charger, `check` reads back, `restart` has it boot, `boot` waits until it did.
A change that is not confirmed keeps the reason why; with no step left it waits for somebody to try
again, for the charger to come back, or for the next change.
"""

from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec

from chargehouse.contexts.access.public import Mode
from chargehouse.contexts.access.public.freevend import Answer, Outcome

Status = Literal[
    "requested", "accepted", "reboot_pending", "confirmed", "rejected", "failed", "missed"
]
Step = Literal["switch", "check", "restart", "boot"]
Reason = Literal[
    "offline",
    "no_answer",
    "refused",
    "not_applied",
    "forgotten",
    "in_use",
    "no_boot",
    "unreadable",
    "superseded",
]
STATUSES: Final[tuple[Status, ...]] = (
    "requested",
    "accepted",
    "reboot_pending",
    "confirmed",
    "rejected",
    "failed",
    "missed",
)
OPEN: Final = frozenset({"requested", "accepted", "reboot_pending"})
ENDED: Final = frozenset({"confirmed", "missed"})

RETRY_AFTER: Final = tuple(timedelta(seconds=each) for each in (10, 60, 300, 1800, 7200))
"""After each try that failed, how long until the next; then it is given up."""
OFFLINE_FOR: Final = timedelta(hours=1)
"""How long a charger is left alone that is offline; it is tried at once when it comes back."""
BUSY_FOR: Final = timedelta(minutes=1)
BOOT_WITHIN: Final = timedelta(minutes=10)
CALM: Final = timedelta(hours=1)
"""A charger that boots so long after the last try is tried afresh."""


class ChangeState(msgspec.Struct, frozen=True, kw_only=True):
    """How far a change is. `asked` counts how often the charger was told, `tries` the failures."""

    wanted: Mode
    status: Status = "requested"
    step: Step | None = "switch"
    next_at: datetime | None = None
    tried_at: datetime | None = None
    asked: int = 0
    tries: int = 0
    reason: Reason | None = None

    @property
    def is_satisfied(self) -> bool:
        """Whether nothing more is to be done."""
        return self.status in ENDED

    @property
    def is_begun(self) -> bool:
        """Whether the charger may have heard of it, so that its mode is read before all else."""
        return self.asked > 0 or self.tried_at is not None


def begun(wanted: Mode, now: datetime) -> ChangeState:
    """Return a change that is to be made now."""
    return ChangeState(wanted=wanted, next_at=now)


def unread(wanted: Mode, answer: Answer, now: datetime) -> ChangeState:
    """Return a change that begins by reading, after a charger did not tell its mode."""
    return went(ChangeState(wanted=wanted, step="check", tried_at=now), answer, now)


def went(state: ChangeState, answer: Answer, now: datetime) -> ChangeState:
    """Return the change after its step was taken, and answered so."""
    if state.step is None or state.step == "boot":
        return state
    if answer.outcome == "offline":
        return _put_off(state, "offline", now, OFFLINE_FOR)
    if answer.outcome == "busy":
        return _put_off(state, "in_use", now, BUSY_FOR)
    taken = msgspec.structs.replace(state, tried_at=now)
    if state.step == "switch":
        return _switched(taken, answer.outcome, now)
    if state.step == "restart":
        return _restarted(taken, answer.outcome, now)
    return _checked(taken, answer, now)


def not_booted(state: ChangeState, now: datetime) -> ChangeState:
    """Return the change after the boot that it waits for did not come in time."""
    if state.step != "boot":
        return state
    return _failed_once(state, "no_boot", now, step="restart", status="reboot_pending")


def booted(state: ChangeState, now: datetime) -> ChangeState:
    """Return the change after the charger truly booted: what holds now is read, before all else."""
    if state.is_satisfied:
        return state
    calm = state.tried_at is None or now - state.tried_at >= CALM
    if state.status not in OPEN and not calm:
        return state
    tries = 0 if calm else state.tries
    if not state.is_begun:
        return msgspec.structs.replace(
            state, status="requested", step="switch", next_at=now, tries=tries
        )
    return msgspec.structs.replace(
        state,
        status=state.status if state.status in OPEN else "requested",
        step="check",
        next_at=now,
        tries=tries,
    )


def came_back(state: ChangeState, now: datetime) -> ChangeState:
    """Return the change after the charger connected again: what waited for that goes on."""
    if state.reason != "offline" or state.step is None:
        return state
    return msgspec.structs.replace(state, next_at=now)


def retried(state: ChangeState, now: datetime) -> ChangeState:
    """Return the change when somebody wants it tried again; one that is confirmed is read back."""
    if state.status == "missed":
        return state
    return msgspec.structs.replace(
        state,
        status=state.status if state.status in OPEN else "requested",
        step="check" if state.is_begun else "switch",
        next_at=now,
        tries=0,
    )


def superseded(state: ChangeState) -> ChangeState:
    """Return the change when another takes its place: missed, if the charger never heard of it."""
    if state.is_satisfied:
        return state
    told: Status = "rejected" if state.status == "rejected" else "failed"
    return msgspec.structs.replace(
        state,
        status=told if state.is_begun else "missed",
        step=None,
        next_at=None,
        reason=state.reason or "superseded",
    )


def _switched(state: ChangeState, outcome: Outcome, now: datetime) -> ChangeState:
    told = msgspec.structs.replace(state, asked=state.asked + 1)
    if outcome == "accepted":
        return msgspec.structs.replace(told, status="accepted", step="check", next_at=now)
    if outcome == "reboot_required":
        return msgspec.structs.replace(told, status="reboot_pending", step="restart", next_at=now)
    if outcome == "timed_out":
        return _failed_once(told, "no_answer", now, step="check", status="requested")
    return _failed_once(told, "refused", now, step="switch", status="rejected")


def _checked(state: ChangeState, answer: Answer, now: datetime) -> ChangeState:
    if answer.outcome == "timed_out":
        return _failed_once(state, "no_answer", now, step="check", status=state.status)
    if answer.outcome != "accepted":
        return _failed_once(state, "unreadable", now, step="check", status=state.status)
    if answer.mode == state.wanted:
        return msgspec.structs.replace(
            state, status="confirmed", step=None, next_at=None, reason=None
        )
    if state.status == "requested":
        # The charger was told, and nobody knew whether it heard.
        return msgspec.structs.replace(state, step="switch", next_at=now)
    reason: Reason = "forgotten" if state.status == "reboot_pending" else "not_applied"
    return _failed_once(state, reason, now, step="switch", status="requested")


def _restarted(state: ChangeState, outcome: Outcome, now: datetime) -> ChangeState:
    if outcome in {"accepted", "timed_out"}:
        return msgspec.structs.replace(state, step="boot", next_at=now + BOOT_WITHIN)
    return _failed_once(state, "no_boot", now, step="restart", status="reboot_pending")


def _put_off(state: ChangeState, reason: Reason, now: datetime, wait: timedelta) -> ChangeState:
    return msgspec.structs.replace(state, reason=reason, next_at=now + wait)


def _failed_once(
    state: ChangeState, reason: Reason, now: datetime, *, step: Step, status: Status
) -> ChangeState:
    tries = state.tries + 1
    if tries > len(RETRY_AFTER):
        return msgspec.structs.replace(
            state,
            status="rejected" if status == "rejected" else "failed",
            step=None,
            next_at=None,
            tries=tries,
            reason=reason,
        )
    return msgspec.structs.replace(
        state,
        status=status,
        step=step,
        next_at=now + RETRY_AFTER[tries - 1],
        tries=tries,
        reason=reason,
    )
