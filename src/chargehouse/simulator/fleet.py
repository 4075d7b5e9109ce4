"""Many chargers at once, each with visitors: what `chargehouse simulate` runs."""

import asyncio
from collections.abc import Sequence

from chargehouse.kernel.chance import Chance
from chargehouse.kernel.clock import Clock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.simulator.charger import Charger
from chargehouse.simulator.drivers import Pace, drive
from chargehouse.simulator.link import Address
from chargehouse.simulator.profile import profile

SUBPROTOCOLS = ("ocpp1.6", "ocpp2.0.1", "ocpp2.1")


class Fleet:
    """Chargers that start one after the other, over `spread_s` seconds."""

    def __init__(
        self, chargers: Sequence[Charger], clock: Clock, chance: Chance, spread_s: float = 0.0
    ) -> None:
        self.chargers = chargers
        self._clock = clock
        self._chance = chance
        self._spread_s = spread_s

    async def run(self) -> None:
        """Run every charger until cancelled."""
        async with asyncio.TaskGroup() as group:
            for charger in self.chargers:
                group.create_task(self._start(charger))

    async def _start(self, charger: Charger) -> None:
        await self._clock.sleep(self._chance.uniform(0, self._spread_s))
        await charger.run()


class Simulation:
    """Chargers `SIM-0001` and so on, with visitors who present `tags`.

    `url` goes up to the tenant; `protocol` is a subprotocol (`ocpp1.6`), with or without its
    first four letters; one `password` serves all. Without tags nobody comes.
    """

    def __init__(
        self,
        url: str,
        stations: int,
        protocol: str,
        *,
        clock: Clock,
        chance: Chance,
        password: str | None = None,
        tags: Sequence[str] = (),
        prefix: str = "SIM-",
        profile_name: str = "generic-ac",
        time_scale: float = 1.0,
        spread_s: float = 5.0,
    ) -> None:
        subprotocol = protocol if protocol.startswith("ocpp") else f"ocpp{protocol}"
        if subprotocol not in SUBPROTOCOLS:
            raise ValueError(f"The protocol is one of {', '.join(SUBPROTOCOLS)}")
        self._clock = clock
        self._chance = chance
        self._tags = tags
        chargers = [
            Charger(
                profile(profile_name),
                Address(url, f"{prefix}{at:04}", password),
                subprotocol,
                clock=clock,
                chance=chance,
                ids=TimeOrderedIds(),
                time_scale=time_scale,
            )
            for at in range(1, stations + 1)
        ]
        self.fleet = Fleet(chargers, clock, chance, spread_s)

    async def run(self) -> None:
        """Run until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.fleet.run())
            for charger in self.fleet.chargers if self._tags else ():
                group.create_task(self._visitors(charger))

    async def _visitors(self, charger: Charger) -> None:
        await charger.uplink.online.wait()
        async with asyncio.TaskGroup() as group:
            for evse_id in charger.evses:
                group.create_task(
                    drive(charger, evse_id, self._tags, self._clock, self._chance, Pace())
                )
