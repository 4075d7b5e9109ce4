"""Whether a charger is in the mode that it should be in, as far as is known."""

from typing import Final, Literal

from chargehouse.contexts.access.model.capability import Capability
from chargehouse.contexts.access.model.mode_changes import OPEN, ChangeState
from chargehouse.contexts.access.public import Mode

Sync = Literal[
    "in_sync", "changing", "unconfirmed", "drifting", "server_enforced", "not_applicable"
]
SYNCS: Final[tuple[Sync, ...]] = (
    "in_sync",
    "changing",
    "unconfirmed",
    "drifting",
    "server_enforced",
    "not_applicable",
)
OUT_OF_SYNC: Final = frozenset({"unconfirmed", "drifting"})
GOES_ON: Final = frozenset({None, "in_use"})


def sync_of(
    *,
    expected: Mode | None,
    confirmed: Mode | None,
    change: ChangeState | None,
    capability: Capability,
    switches: bool,
    drifts: bool,
) -> Sync:
    """Return how a charger stands to its expected mode.

    `expected` is None where nothing governs it, `confirmed` is the mode that was read back and
    still counts. What cannot be switched is `server_enforced`, where it asks before a start.
    """
    if expected is None:
        return "not_applicable"
    if not switches and capability in {"partial", "full"}:
        return "server_enforced"
    if change is not None and change.status in OPEN:
        return "changing" if change.reason in GOES_ON else "unconfirmed"
    if confirmed == expected:
        return "drifting" if drifts else "in_sync"
    return "unconfirmed"
