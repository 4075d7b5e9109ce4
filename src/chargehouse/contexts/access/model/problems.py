"""Access problems: what is wrong between a charger and its expected mode, and what to do (FR-017).

A problem is open while it holds, and closes by itself. Faults of chargers and denials are no
access problems.
"""

from types import MappingProxyType
from typing import Final, Literal, NamedTuple, get_args

from chargehouse.contexts.access.model.mode_changes import ChangeState, Reason

Kind = Literal[
    "charger_offline",
    "no_answer",
    "change_refused",
    "not_applied",
    "setting_forgotten",
    "no_boot",
    "setting_unreadable",
    "boundary_missed",
    "mode_lost",
    "not_enforceable",
    "asks_in_freevend",
    "starts_unasked",
    "free_tag_in_managed",
    "list_not_kept",
    "refused_start_goes_on",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

DRIFTS: Final[tuple[Kind, ...]] = ("asks_in_freevend", "starts_unasked", "free_tag_in_managed")

OF_A_CHANGE: Final[MappingProxyType[Reason, Kind]] = MappingProxyType(
    {
        "offline": "charger_offline",
        "no_answer": "no_answer",
        "refused": "change_refused",
        "not_applied": "not_applied",
        "forgotten": "setting_forgotten",
        "no_boot": "no_boot",
        "unreadable": "setting_unreadable",
    }
)
CLOSED_BY_A_CHANGE: Final[tuple[Kind, ...]] = (
    *OF_A_CHANGE.values(),
    "boundary_missed",
    "mode_lost",
    "not_enforceable",
)
"""What holds no longer once a charger's mode is confirmed."""


class Told(NamedTuple):
    """A kind of problem in English: what it is, and what to do about it."""

    cause: str
    advice: str


TOLD: Final[MappingProxyType[Kind, Told]] = MappingProxyType(
    {
        "charger_offline": Told(
            "The charger was offline when its mode was to change, or to be read.",
            "Nothing, if it comes back by itself: it then gets the mode of that moment. If it stays"
            " away, look at its connection.",
        ),
        "no_answer": Told(
            "The charger did not answer in time when its mode was to change, or to be read.",
            "It is tried again by itself. If it goes on, restart the charger.",
        ),
        "change_refused": Told(
            "The charger refused to change its mode.",
            "See what it answered. Some refuse while somebody charges, or need rights at the maker;"
            " probe it again after it was set up.",
        ),
        "not_applied": Told(
            "The charger accepted the change, and still says the old mode when asked.",
            "Restart it and retry. If it goes on, its firmware does not do what it says: override"
            " its capability, so that answers alone enforce the mode.",
        ),
        "setting_forgotten": Told(
            "The charger forgot its mode when it booted.",
            "It is set again by itself. If it forgets each time, the firmware is at fault:"
            " override its capability.",
        ),
        "no_boot": Told(
            "The charger needs a restart to take its mode over, and did not restart.",
            "Restart it at the site, or by a hard reset.",
        ),
        "setting_unreadable": Told(
            "The charger's mode cannot be read back, so it is not known.",
            "Probe it again: after new firmware the setting may be called otherwise.",
        ),
        "boundary_missed": Told(
            "A change of mode was due while the charger could not be reached, and never made.",
            "Nothing more can be done about it; the present mode is being seen to.",
        ),
        "mode_lost": Told(
            "The charger was in another mode than the one that was confirmed.",
            "It is set again by itself. Find out who else changes its settings.",
        ),
        "not_enforceable": Told(
            "The charger can neither be switched nor asks before a start: nothing holds there.",
            "Take the schedule off it, or replace it.",
        ),
        "asks_in_freevend": Told(
            "The charger asks who charges, though its freevend was confirmed.",
            "Everybody is let in by the answer, so drivers notice nothing. Retry the change; if it"
            " goes on, what the charger says of its mode is not true.",
        ),
        "starts_unasked": Told(
            "The charger starts without asking, though its managed access was confirmed.",
            "Retry the change, and see whether its cache or local list lets identifiers in.",
        ),
        "free_tag_in_managed": Told(
            "The charger starts with its freevend tag, though managed access was confirmed.",
            "It is in freevend, whatever it says. Retry the change, and restart it.",
        ),
        "list_not_kept": Told(
            "The charger does not take over its local list: who starts there without a connection"
            " is not as it should be.",
            "It is tried again by itself. See what the charger answered; if it goes on, restart it"
            " and send the list again, whole.",
        ),
        "refused_start_goes_on": Told(
            "Somebody who was refused charges all the same, and a remote stop did not end it.",
            "Stop it at the site. Then see to it that the charger ends what is refused: 1.6 calls"
            " the setting StopTransactionOnInvalidId, 2.x TxCtrlr.StopTxOnInvalidId.",
        ),
    }
)


def kind_of(change: ChangeState | None) -> Kind | None:
    """Return the problem that a change has now, if it has one."""
    if change is None or change.is_satisfied or change.reason is None:
        return None
    return OF_A_CHANGE.get(change.reason)
