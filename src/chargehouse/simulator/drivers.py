"""People at a charger: they come, hold up a card, charge, and go."""

from collections.abc import Sequence
from typing import NamedTuple

from chargehouse.kernel.chance import Chance
from chargehouse.kernel.clock import Clock
from chargehouse.simulator.charger import Charger
from chargehouse.simulator.power import Car


class Pace(NamedTuple):
    """How long things take, in seconds; each lasts from half to the whole of it."""

    pause_s: float = 120.0
    plug_s: float = 8.0
    charge_s: float = 900.0


async def drive(  # noqa: PLR0917  who, where, with what, and the two doors
    charger: Charger,
    evse_id: int,
    tags: Sequence[str],
    clock: Clock,
    chance: Chance,
    pace: Pace = Pace(),  # noqa: B008  immutable
) -> None:
    """Let one visitor after the other charge at an EVSE, each with one of `tags`, for ever."""
    while True:
        await clock.sleep(_about(pace.pause_s, chance))
        await visit(charger, evse_id, chance.choice(tags) if tags else "", clock, chance, pace)


async def visit(  # noqa: PLR0917  as `drive`
    charger: Charger, evse_id: int, tag: str, clock: Clock, chance: Chance, pace: Pace
) -> None:
    """Let one visitor charge; without a tag, only the cable is put in."""
    charger.plug_in(evse_id, a_car(chance))
    await clock.sleep(_about(pace.plug_s, chance))
    admitted = await charger.present(tag, evse_id) if tag and not charger.is_free else True
    await clock.sleep(_about(pace.charge_s if admitted else pace.plug_s, chance))
    running = charger.evses[evse_id].transaction
    if running is not None and running.token.value == tag and chance.uniform(0, 1) > 0.5:  # noqa: PLR2004  half of them
        await charger.present(tag, evse_id)
        await clock.sleep(_about(pace.plug_s, chance))
    charger.unplug(evse_id)


def a_car(chance: Chance) -> Car:
    """Return some car, more or less empty."""
    capacity_wh, max_ac_w, max_dc_w = chance.choice(
        [(42_000, 7_400, 85_000), (60_000, 11_000, 125_000), (77_000, 11_000, 170_000)]
    )
    return Car(capacity_wh, max_ac_w, max_dc_w, int(chance.uniform(100, 700)))


def _about(seconds: float, chance: Chance) -> float:
    return chance.uniform(seconds / 2, seconds)
