"""A day at a depot, in some minutes: what the demo shows."""

import asyncio
from collections.abc import Sequence
from typing import Literal

import msgspec

from chargehouse.kernel.chance import Chance
from chargehouse.kernel.clock import Clock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.simulator.charger import Charger
from chargehouse.simulator.drivers import Pace, drive, visit
from chargehouse.simulator.fleet import Fleet
from chargehouse.simulator.link import Address
from chargehouse.simulator.profile import profile

Part = Literal["regular", "stranger", "faulty", "offline", "freevend", "idle"]
"""What happens at a charger: visitors with known tags; now and then one with a tag that nobody
knows; a fault that comes and goes; some minutes without network; anybody charges; nothing."""

STRANGER_TAG = "0BADC0FFEE0DDF"
TIME_SCALE = 30.0
SPREAD_S = 3.0
BUSY = Pace(pause_s=40.0, plug_s=6.0, charge_s=240.0)
FAULT_AFTER_S = 45.0
FAULT_LASTS_S = 600.0
FAULT_RESTS_S = 120.0
ONLINE_S = 90.0
OFFLINE_S = 120.0

PARTS: tuple[Part, ...] = (
    "regular",
    "regular",
    "regular",
    "regular",
    "regular",
    "regular",
    "stranger",
    "faulty",
    "offline",
    "freevend",
    "idle",
    "regular",
)
"""The parts of a depot of a dozen chargers."""


class DemoCharger(msgspec.Struct, frozen=True, kw_only=True):
    """One charger of the demo: the other side knows `code`, `password` and `tags`.

    `profile` names a model; without it the part chooses one that fits `protocol` (`ocpp1.6`).
    """

    code: str
    password: str | None
    protocol: str
    tags: tuple[str, ...]
    part: Part
    profile: str | None = None

    def __repr__(self) -> str:
        return f"DemoCharger({self.code!r}, {self.part!r})"

    def model(self) -> str:
        """Return the name of the charger's profile."""
        if self.profile is not None:
            return self.profile
        if self.part == "freevend":
            return "zaptec-go" if self.protocol == "ocpp1.6" else "standard-freevend"
        return "generic-dc" if self.part == "faulty" else "generic-ac"


def make_charger(url: str, cast: DemoCharger, clock: Clock, chance: Chance) -> Charger:
    """Return the charger for a part; `url` goes up to the tenant."""
    charger = Charger(
        profile(cast.model()),
        Address(url, cast.code, cast.password),
        cast.protocol,
        clock=clock,
        chance=chance,
        ids=TimeOrderedIds(),
        time_scale=TIME_SCALE,
    )
    charger.configuration.put(charger.dialect.names.sample_s, "15")
    if cast.part == "freevend":
        charger.charge_for_free()
    return charger


async def run_demo(url: str, chargers: Sequence[DemoCharger], clock: Clock, chance: Chance) -> None:
    """Run the depot until cancelled."""
    made = [make_charger(url, cast, clock, chance) for cast in chargers]
    async with asyncio.TaskGroup() as group:
        group.create_task(Fleet(made, clock, chance, SPREAD_S).run())
        for cast, charger in zip(chargers, made, strict=True):
            group.create_task(play(cast, charger, clock, chance))


async def play(cast: DemoCharger, charger: Charger, clock: Clock, chance: Chance) -> None:
    """Let happen what the part says, from the charger's first boot on."""
    await charger.uplink.online.wait()
    async with asyncio.TaskGroup() as group:
        for evse_id in charger.evses if cast.part != "idle" else ():
            if cast.part == "stranger" and evse_id == 1:
                group.create_task(_greet(charger, clock, chance))
            else:
                group.create_task(drive(charger, evse_id, cast.tags, clock, chance, BUSY))
        if cast.part == "faulty":
            group.create_task(_break_down(charger, clock))
        if cast.part == "offline":
            group.create_task(_lose_network(charger, clock))


async def _greet(charger: Charger, clock: Clock, chance: Chance) -> None:
    while True:
        await visit(charger, 1, STRANGER_TAG, clock, chance, BUSY)
        await clock.sleep(chance.uniform(BUSY.charge_s / 2, BUSY.charge_s))


async def _break_down(charger: Charger, clock: Clock) -> None:
    while True:
        await clock.sleep(FAULT_AFTER_S)
        charger.fault(1, "HighTemperature", "E-2107", "Cable cooling failed")
        await clock.sleep(FAULT_LASTS_S)
        charger.clear_fault(1)
        await clock.sleep(FAULT_RESTS_S)


async def _lose_network(charger: Charger, clock: Clock) -> None:
    while True:
        await clock.sleep(ONLINE_S)
        charger.cut_link()
        await clock.sleep(OFFLINE_S)
        charger.restore_link()
