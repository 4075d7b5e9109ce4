"""A permission check alone: whether somebody who is known may do a thing, microseconds a check."""

from collections.abc import Callable
from typing import Final, NamedTuple

from bench.codec import ROUNDS, least_us
from chargehouse.app.wiring import CATALOGUE
from chargehouse.contexts.stations.public import STATIONS_COMMAND
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.kernel.reach import EVERYWHERE, Place, Reach, Scope

TARGET: Final = "under 5 µs"
LOCATIONS: Final = 1000
"""How many locations somebody's permissions name."""


class Checked(NamedTuple):
    """One way of holding a permission, and how long its check takes."""

    name: str
    check_us: float


def measure(seconds: float = 1.0) -> list[Checked]:
    """Return the time of each check, the least of some rounds."""
    ids = TimeOrderedIds()
    tenant_id, places = ids.new(), [ids.new() for _ in range(LOCATIONS)]
    here, many = Place(places[-1]), frozenset(places)
    actions = frozenset(permission.action for permission in CATALOGUE)
    apart = {action: Reach(Scope(locations=many)) for action in actions}
    denied = {action: Reach(EVERYWHERE, Scope(locations=many - {places[-1]})) for action in actions}
    whole = Actor("user", tenant_id, "Ada", permissions=actions)
    checks = {
        "held in the whole tenant": _check(whole, here),
        f"held at {LOCATIONS} locations": _check(
            Actor("user", tenant_id, "Ada", reaches=apart), here
        ),
        f"held everywhere, denied at {LOCATIONS - 1} locations": _check(
            Actor("user", tenant_id, "Ada", reaches=denied), here
        ),
    }
    share_s = seconds / len(checks) / ROUNDS
    return [Checked(name, least_us(work, share_s)) for name, work in checks.items()]


def _check(actor: Actor, at: Place) -> Callable[[], None]:
    return lambda: actor.require(STATIONS_COMMAND, at=at)


if __name__ == "__main__":
    for row in measure():
        print(f"{row.name:50} {row.check_us:8.2f} µs  {TARGET}")
