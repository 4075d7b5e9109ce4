"""Finds chargers at whichever process holds them, for ports that speak with many."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from chargehouse.gateway.charger import Charger
from chargehouse.gateway.chargers import Chargers
from chargehouse.gateway.services import Services
from chargehouse.platform.broker.port import BrokerAway, BrokerTimeout, NobodyServes

Unreached = Literal["offline", "timed_out"]
"""How the chargers of a process are answered for that does not answer."""


class Reach:
    """The chargers that are connected here, and the processes that hold the others."""

    def __init__(self) -> None:
        self._services: Services | None = None
        self._chargers: Chargers | None = None

    def attach(self, services: Services, chargers: Chargers | None) -> None:
        """Give what exists only after the contexts' services do; no chargers in an API process."""
        self._services, self._chargers = services, chargers

    @property
    def services(self) -> Services:
        """What the gateway's rooms share."""
        if self._services is None:
            raise RuntimeError("attach comes first")
        return self._services

    @property
    def holds_chargers(self) -> bool:
        """Whether chargers may be connected to this process."""
        return self._chargers is not None

    def here(self, station_id: UUID) -> Charger | None:
        """Return a charger that is connected here, and accepted."""
        charger = None if self._chargers is None else self._chargers.of(station_id)
        if charger is None or charger.admitted.registration != "accepted":
            return None
        return charger

    async def elsewhere(self, tenant_id: UUID, stations: Sequence[UUID]) -> dict[UUID, UUID]:
        """Return the other processes that hold those of the stations that are not here."""
        away = [each for each in stations if self.here(each) is None]
        if not away:
            return {}
        holders = await self.services.commands.holders(tenant_id, away)
        mine = self.services.process_id
        return {station: process for station, process in holders.items() if process != mine}

    async def ask(self, subject: str, body: bytes, patience_s: float) -> bytes | Unreached:
        """Return another process's reply, or how its chargers are answered for without one."""
        try:
            return await self.services.broker.request(subject, body, timeout_s=patience_s)
        except (NobodyServes, BrokerAway):
            return "offline"
        except BrokerTimeout:
            return "timed_out"
