"""What a charger can do for access control, and what of it is not enforced (FR-006)."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final, Literal

import msgspec

from chargehouse.contexts.access.public.freevend import Gap, Probe

Capability = Literal["full", "partial", "unsupported", "unknown"]
CAPABILITIES: Final[tuple[Capability, ...]] = ("full", "partial", "unsupported", "unknown")

GAPS: Final = MappingProxyType(
    {
        "pre_authorises": (
            "It lets identifiers in that it remembers, before it asks: LocalPreAuthorize is on, and"
            " so is its cache or its list. What is revoked here may still charge there."
        ),
        "trusts_its_list": (
            "It lets in who is on its local list, before it asks: LocalPreAuthorize is on. The list"
            " is not kept by us."
        ),
        "asks_nobody": (
            "It decides about every start by itself: DisableRemoteAuthorization is on."
        ),
        "unknown_let_in_offline": (
            "While its connection is down it lets unknown identifiers charge."
        ),
        "ignores_refusal": (
            "It may go on charging when a start is refused; it has to be stopped by a command."
        ),
    }
)
"""What each gap comes to, in English."""

NO_SWITCH: Final = (
    "No setting switches it to freevend and back. In free hours every identifier is accepted by the"
    " answer to it, in managed hours the answers alone hold; it does not start by itself."
)
NOT_ASKING: Final = "It does not ask before a start, so that nothing holds in managed hours."


def capability_of(probe: Probe) -> Capability:
    """Return what a probe says that a charger can do.

    `full`: it is switched remotely and asks before every start. `partial`: one of the two, or both
    under a condition. `unsupported`: neither. `unknown`: it did not answer.
    """
    if probe.outcome != "accepted":
        return "unknown"
    switches = probe.path is not None
    if not switches and not probe.asks:
        return "unsupported"
    conditions = probe.gaps or probe.notes
    return "full" if switches and probe.asks and not conditions else "partial"


def with_our_list(probe: Probe) -> Probe:
    """Return a probe where the charger's local list is ours: whom that lets in we would let in."""
    gaps = tuple(gap for gap in probe.gaps if gap != "trusts_its_list")
    return msgspec.structs.replace(probe, gaps=gaps)


def not_enforced(
    *, switches: bool, asks: bool, gaps: Sequence[Gap], notes: Sequence[str]
) -> list[str]:
    """Return in English what will not be enforced, each once."""
    sentences = [] if switches else [NO_SWITCH]
    if not asks and "asks_nobody" not in gaps:
        sentences.append(NOT_ASKING)
    return [*sentences, *(GAPS[gap] for gap in gaps), *notes]
