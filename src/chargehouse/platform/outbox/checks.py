"""Looks after reactions."""

from chargehouse.platform.health import Figure, Finding
from chargehouse.platform.outbox.relay import Relay

BEHIND_WARN_S = 60


class RelayCheck:
    """How far the slowest consumer is behind, and reactions that failed."""

    name = "reactions"

    def __init__(self, relay: Relay) -> None:
        self._relay = relay

    async def check(self) -> Finding:
        """Look; what is parked waits for somebody to retry it or give it up."""
        failed = await self._relay.figures()
        behind_s = await self._relay.behind_s()
        figures: dict[str, Figure] = {
            "retrying": failed.retrying,
            "waiting": failed.waiting,
            "parked": failed.parked,
            "behind_s": round(behind_s, 1),
        }
        if behind_s > BEHIND_WARN_S:
            return Finding(status="warn", detail="Reactions lag behind events", figures=figures)
        if failed.parked:
            return Finding(
                status="warn", detail="Reactions have failed and are parked", figures=figures
            )
        return Finding(status="pass", figures=figures)
