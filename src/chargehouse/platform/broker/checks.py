"""Looks after the broker."""

from chargehouse.platform.broker.port import Broker
from chargehouse.platform.health import Finding


class BrokerCheck:
    """Whether the broker can be reached."""

    name = "broker"

    def __init__(self, broker: Broker) -> None:
        self._broker = broker

    async def check(self) -> Finding:
        """Look; without it commands do not reach chargers of other processes."""
        if self._broker.healthy():
            return Finding(status="pass")
        return Finding(status="fail", detail="The broker cannot be reached; it is tried again")
