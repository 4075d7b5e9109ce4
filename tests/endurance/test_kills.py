"""What was acknowledged outlives `kill -9` of the server, of Postgres and of both, and SIGTERM.

The chargers offer all that is taken of them: each sends on as soon as it is answered. How much that
is is written down every time; that it is enough for a kill to fall into work is asserted where the
kills are many (`TEST_KILLS=50`), on a machine that does nothing else. A few kills beside other
tests say nothing of speed, and are not judged by it.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.endurance.accounts import compare
from tests.endurance.fleet_process import Fleet, at_work
from tests.endurance.ledger import Plan
from tests.endurance.serving import (
    PASSWORD,
    Installation,
    Server,
    install,
    kill_postmaster,
    serving,
)

from chargehouse.kernel.chance import SeededChance
from chargehouse.kernel.clock import SystemClock

CHARGERS = 160
READINGS = 12
SEED = 20_261_120
KILLS = int(os.environ.get("TEST_KILLS", "4"))
WAYS = ("server", "postgres", "both")
"""To be killed; after each of them once, the server is also told to stop."""
MANY = 50
RATE_PER_S = 1000
"""What the chargers are to be answered while the server serves, where the kills are many."""


def ends(kills: int) -> list[str]:
    """Return in which order the server comes to its end, by so many kills."""
    ways: list[str] = []
    for number in range(kills):
        ways.append(WAYS[number % len(WAYS)])
        if ways[-1] == WAYS[-1]:
            ways.append("stop")
    return ways


ENDS = ends(KILLS)
TAGS = 60 + 8 * len(ENDS)


async def hit(way: str, server: Server, installation: Installation) -> None:
    """Kill what is to be killed, and start what does not start again by itself."""
    if way == "postgres":
        await kill_postmaster(installation)
        return
    if way == "stop":
        await server.terminate()
    else:
        await server.kill()
    if way == "both":
        await kill_postmaster(installation)
    await server.start()


@dataclass
class Served:
    """How many answers chargers wrote down while the server served, and how long that was."""

    answers: int = 0
    seconds: float = 0.0

    @property
    def per_s(self) -> float:
        return self.answers / self.seconds

    async def until_reached(self, fleet: Fleet, more: int) -> None:
        """Wait for so many answers since the last end.

        Each charger may still write down one answer that it had from before, so that the server
        serves again at the latest with the first answer that is one too many for that.
        """
        before = fleet.look()
        await fleet.reaches(before + CHARGERS + 1)
        clock = SystemClock()
        first, began_s = fleet.answers, clock.monotonic()
        await fleet.reaches(before + more)
        self.answers += fleet.answers - first
        self.seconds += clock.monotonic() - began_s


def test_a_kill_is_a_kill_and_no_stop() -> None:
    assert [sum(way != "stop" for way in ends(kills)) for kills in (1, 4, 50)] == [1, 4, 50]
    assert ends(4) == ["server", "postgres", "both", "stop", "server"]


async def test_nothing_acknowledged_is_lost_or_counted_twice_however_we_end(
    folder: Path, record_property: Callable[[str, object], None]
) -> None:
    chance = SeededChance(SEED)
    stations = [
        (f"CH-{number}", "ocpp1.6" if number % 2 else "ocpp2.0.1") for number in range(CHARGERS)
    ]
    tags = [f"04{number:012X}" for number in range(TAGS)]
    installation = await install(folder, stations, tags)
    server = Server(installation)
    ledger = folder / "ledger.jsonl"
    plan = Plan(
        url=server.ocpp_url,
        password=PASSWORD,
        ledger=str(ledger),
        stations=stations,
        tags=tags,
        readings=READINGS,
        seed=SEED,
    )
    served = Served()
    async with serving(server), at_work(plan, folder) as fleet:
        for way in ENDS:
            await served.until_reached(fleet, int(chance.uniform(500, 4000)))
            await hit(way, server, installation)
        await served.until_reached(fleet, 1000)
        farewell, entries = await fleet.end_of_day()
        await server.ready()
        async with server.client() as client:
            findings = await compare(client, installation, entries)
    figures = (
        f"{KILLS} kills, {len(ENDS) - KILLS} stops, {len(entries)} answers written down,"
        f" {served.per_s:.0f} a second while it served, {farewell}"
    )
    record_property("figures", figures)
    sys.stdout.write(figures + "\n")
    assert not findings, findings
    assert not farewell.errors
    assert KILLS < MANY or served.per_s >= RATE_PER_S, figures
