"""What was acknowledged outlives `kill -9` of the server, of Postgres and of both, and SIGTERM."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from tests.endurance.accounts import compare
from tests.endurance.fleet_process import at_work
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

CHARGERS = 160
READINGS = 12
SEED = 20_261_120
KILLS = int(os.environ.get("TEST_KILLS", "4"))
TAGS = 60 + 8 * KILLS
WAYS = ("server", "postgres", "both", "stop")


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
    async with serving(server), at_work(plan, folder) as fleet:
        for number in range(KILLS):
            await fleet.reaches(fleet.look() + int(chance.uniform(500, 4000)))
            await hit(WAYS[number % len(WAYS)], server, installation)
        await fleet.reaches(fleet.look() + 1000)
        farewell, entries = await fleet.end_of_day()
        await server.ready()
        async with server.client() as client:
            findings = await compare(client, installation, entries)
    figures = f"{KILLS} kills, {len(entries)} answers written down, {farewell}"
    record_property("figures", figures)
    sys.stdout.write(figures + "\n")
    assert not findings, findings
    assert not farewell.errors
