"""Whether what a charger did contradicts the mode that it confirmed.

Whoever is on the charger's local list may start without our being asked, in either mode: that is
no drift, and proves nothing.
"""

from typing import NamedTuple

from chargehouse.contexts.access.model.decisions import FREEVEND
from chargehouse.contexts.access.model.problems import Kind
from chargehouse.contexts.access.public import Mode


class Attempted(NamedTuple):
    """A wish to charge as a charger brought it, after its mode was confirmed.

    `is_queued` says that it was, or may have been, queued while the charger was offline: by the
    gateway's judgement, which knows how far off the charger's clock is. That proves nothing.
    `pre_authorises` says that the charger is known to start without asking for some; `is_listed`
    that the identifier is on the charger's local list, and the charger may go by that alone.
    """

    kind: str
    confirmed: Mode
    is_free_tag: bool
    is_queued: bool
    pre_authorises: bool
    is_listed: bool = False


def drift_of(attempted: Attempted) -> Kind | None:
    """Return how an attempt contradicts the confirmed mode, if it does."""
    if attempted.is_queued or attempted.kind == "remote":
        return None
    if attempted.confirmed == FREEVEND:
        asks = attempted.kind == "authorize" and not attempted.is_free_tag
        return "asks_in_freevend" if asks else None
    if attempted.is_free_tag:
        return "free_tag_in_managed"
    is_excused = attempted.pre_authorises or attempted.is_listed
    unasked = attempted.kind == "start" and not is_excused
    return "starts_unasked" if unasked else None


def is_as_it_should_be(attempted: Attempted) -> set[Kind]:
    """Return the kinds of drift that an attempt speaks against."""
    if attempted.is_queued or attempted.kind == "remote" or drift_of(attempted) is not None:
        return set()
    if attempted.confirmed == FREEVEND:
        proves = attempted.kind == "start" and not attempted.is_listed
        return {"asks_in_freevend"} if proves else set()
    return {"starts_unasked", "free_tag_in_managed"} if attempted.kind == "authorize" else set()
