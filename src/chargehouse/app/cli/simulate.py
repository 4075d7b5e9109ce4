"""`chargehouse simulate`."""

import asyncio
import contextlib
import signal
from typing import Annotated, Final, Literal

import typer
import uvloop

from chargehouse.app.cli.output import result, talking
from chargehouse.app.cli.secret_input import secret_line, secret_lines
from chargehouse.app.cli.verbosity import Verbose
from chargehouse.kernel.chance import SystemChance
from chargehouse.kernel.clock import Clock, SystemClock
from chargehouse.kernel.errors import Invalid
from chargehouse.simulator.fleet import Simulation
from chargehouse.simulator.profile import shipped_profiles

app = typer.Typer(add_completion=False)

LOOK_EVERY_S: Final = 1.0
SCHEMES: Final = ("ws://", "wss://")


@app.command()
def simulate(
    *,
    url: Annotated[
        str, typer.Option(metavar="ws://…", help="Up to the tenant: ws://127.0.0.1:9000/ocpp/main")
    ],
    stations: Annotated[int, typer.Option(min=1, max=100_000, help="How many.")] = 1,
    protocol: Annotated[
        Literal["ocpp1.6", "ocpp2.0.1", "ocpp2.1"], typer.Option(help="What they speak.")
    ] = "ocpp1.6",
    password: Annotated[
        str | None,
        typer.Option(metavar="-", help="- reads the password of all from standard input."),
    ] = None,
    tag: Annotated[
        str | None,
        typer.Option(metavar="-", help="- reads visitors' identifiers, one a line, behind it."),
    ] = None,
    prefix: Annotated[str, typer.Option(help="What their ids begin with.")] = "SIM-",
    profile: Annotated[str, typer.Option(help="Which model of charger.")] = "generic-ac",
    speed: Annotated[
        float, typer.Option(min=0.1, help="Times faster than time they charge.")
    ] = 1.0,
    seconds: Annotated[float | None, typer.Option(min=0.0, help="Stop after so long.")] = None,
    verbose: Verbose = False,  # noqa: ARG001  kept by its own callback
) -> None:
    """Connect simulated chargers SIM-0001 and so on to an OCPP server, until Ctrl-C.

    The server has to know them, or let them in: `chargehouse stations register-window` lets so
    many new ones register with a password of their own.
    """
    if not url.startswith(SCHEMES):
        raise Invalid("--url begins with ws:// or wss://.")
    if profile not in shipped_profiles():
        raise Invalid(f"--profile is one of {', '.join(shipped_profiles())}.")
    clock = SystemClock()
    simulation = Simulation(
        url,
        stations,
        protocol,
        clock=clock,
        chance=SystemChance(),
        password=None if password is None else secret_line(password, "--password", "password"),
        tags=() if tag is None else secret_lines(tag, "--tag", "identifier"),
        prefix=prefix,
        profile_name=profile,
        time_scale=speed,
    )
    uvloop.run(_run(simulation, clock, seconds))


async def _run(simulation: Simulation, clock: Clock, seconds: float | None) -> None:
    """Run until a signal or the time is over, saying how it goes."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    if seconds is not None:
        clock.call_later(seconds, stop.set)
    running = asyncio.create_task(simulation.run(), name="simulation")
    running.add_done_callback(lambda _: stop.set())
    telling = asyncio.create_task(_tell(simulation, clock), name="telling")
    await stop.wait()
    for task in (telling, running):
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    result(_state(simulation))


async def _tell(simulation: Simulation, clock: Clock) -> None:
    with talking().status("Connecting…") as status:
        while True:
            await clock.sleep(LOOK_EVERY_S)
            status.update(_state(simulation))


def _state(simulation: Simulation) -> str:
    chargers = simulation.fleet.chargers
    online = sum(charger.online for charger in chargers)
    charging = sum(
        evse.transaction is not None for charger in chargers for evse in charger.evses.values()
    )
    failed = sum(charger.uplink.link.refused for charger in chargers)
    return (
        f"{len(chargers)} chargers: {online} accepted, {charging} sessions,"
        f" {failed} attempts to connect failed"
    )
