"""The load generator: a process of its own, told by a line of JSON, answering in lines of JSON.

In: the job, then a line `go` for each `ready`. Out: `ready` when everything is prepared, at last
what was measured. Between the two the caller may look at the server.
"""

import asyncio
import gc
import json
import random
import resource
import sys
import time
from typing import Any, Literal, NamedTuple

import uvloop
from picows import WSError

from bench.drivers import Closed, Open, Tally
from bench.frames import BOOT_2, BOOT_16
from bench.line import Line, connect
from bench.obeying import Obeying

CONNECT_AT_ONCE = 64
ASKING = 500
LOOK_S = 0.05
RETRY_S = (0.5, 3.0)
FAILURES = (OSError, TimeoutError, WSError, ConnectionError)


class Job(NamedTuple):
    """What to do: `mode` is one of `MODES`; `mixed` is of the open one."""

    url: str
    codes: list[str]
    password: str
    subprotocol: str
    mode: str
    scenario: str
    seconds: float
    tags: int
    rate: float = 0.0
    warm_up_s: float = 1.5
    mixed: bool = False


async def boot(job: Job, code: str, number: int) -> Line:
    """Connect one charger and have its boot accepted."""
    line = await connect(job.url, code.encode(), job.password, job.subprotocol)
    template = BOOT_16 if job.subprotocol == "ocpp1.6" else BOOT_2
    answer = await line.request(template % (number, code.encode()))
    if b'"Accepted"' not in answer:
        raise ConnectionError(f"The boot was answered {answer[:200]!r}")
    return line


async def boot_all(job: Job) -> list[Line]:
    """Connect every charger, some at a time."""
    turn = asyncio.Semaphore(CONNECT_AT_ONCE)

    async def one(number: int, code: str) -> Line:
        async with turn:
            return await boot(job, code, number)

    return list(await asyncio.gather(*(one(at, code) for at, code in enumerate(job.codes))))


async def run_rate(job: Job) -> dict[str, Any]:
    """Run a closed or an open loop over chargers that have booted."""
    lines = await boot_all(job)
    driver: Closed | Open
    if job.mode == "closed":
        driver = Closed(lines, job.scenario, job.tags)
    else:
        driver = Open(lines, job.scenario, job.tags, job.rate, mixed=job.mixed)
    await ready("quiet")
    driver.start()
    await asyncio.sleep(job.warm_up_s)
    await driver.stop()
    driver.tally.clear()
    await ready()
    cpu_s, begun = own_cpu_s(), time.perf_counter()
    driver.start()
    await asyncio.sleep(job.seconds)
    await driver.stop()
    took_s = time.perf_counter() - begun
    found = figures(driver.tally, took_s) | {"generator_cpu_s": own_cpu_s() - cpu_s}
    if isinstance(driver, Open):
        found["lag_p50_ms"] = quantile(sorted(driver.lags), 0.5) * 1000
    drop(lines)
    return found


async def run_boot(job: Job) -> dict[str, Any]:
    """Connect, boot and hang up, over and over."""
    tally = Tally()
    await ready()
    cpu_s, begun = own_cpu_s(), time.perf_counter()

    async def one(number: int, code: str) -> None:
        while time.perf_counter() - begun < job.seconds:
            at = time.perf_counter()
            try:
                line = await boot(job, code, number)
            except FAILURES as error:
                tally.refused(repr(error).encode())
                await asyncio.sleep(random.uniform(*RETRY_S))
                continue
            tally.latencies.append(time.perf_counter() - at)
            line.on_lost = None
            line.drop()

    await asyncio.gather(*(one(at, code) for at, code in enumerate(job.codes)))
    took_s = time.perf_counter() - begun
    return figures(tally, took_s) | {"generator_cpu_s": own_cpu_s() - cpu_s}


async def run_idle(job: Job) -> dict[str, Any]:
    """Connect and boot every charger, then keep still."""
    await ready()
    begun = time.perf_counter()
    lines = await boot_all(job)
    took_s = time.perf_counter() - begun
    await asyncio.sleep(job.seconds)
    await ready()
    connected = sum(line.transport is not None for line in lines)
    drop(lines)
    return {"connected": connected, "seconds": took_s, "rate": len(lines) / took_s}


async def run_storm(job: Job) -> dict[str, Any]:
    """Let every charger connect and boot at once; one that is refused comes again."""
    refused: list[str] = []
    times = Tally()
    await ready()
    cpu_s, begun = own_cpu_s(), time.perf_counter()

    async def one(number: int, code: str) -> Line:
        while True:
            try:
                line = await boot(job, code, number)
            except FAILURES as error:
                refused.append(repr(error)[:200])
                await asyncio.sleep(random.uniform(*RETRY_S))
            else:
                times.latencies.append(time.perf_counter() - begun)
                return line

    lines = await asyncio.gather(*(one(at, code) for at, code in enumerate(job.codes)))
    took_s = time.perf_counter() - begun
    found = figures(times, took_s) | {
        "generator_cpu_s": own_cpu_s() - cpu_s,
        "refused": len(refused),
        "connected": sum(line.transport is not None for line in lines),
        "errors": len(refused),
        "unwanted": refused[:3],
    }
    drop(lines)
    return found


async def run_boundary(job: Job) -> dict[str, Any]:
    """Let every charger do as it is told while some ask who may charge, until all were read back.

    What is measured begins with the second `go`, a moment before the boundary.
    """
    lines = await boot_all(job)
    posts = [Obeying(line) for line in lines]
    await ready()
    driver = Open(lines[:ASKING], job.scenario, job.tags, job.rate)
    driver.start()
    await asyncio.sleep(job.warm_up_s)
    await ready()
    driver.tally.clear()
    begun = time.perf_counter()
    async with asyncio.timeout(job.seconds):
        while not all(post.is_settled for post in posts):  # noqa: ASYNC110  told over sockets
            await asyncio.sleep(LOOK_S)
    took_s = time.perf_counter() - begun
    await driver.stop()
    found = figures(driver.tally, took_s) | {
        "told_at": max(changes[0][0] for post in posts if (changes := post.changes)),
        "told_twice": sum(len(post.changes) > 1 for post in posts),
    }
    drop(lines)
    return found


MODES = {
    "boundary": run_boundary,
    "closed": run_rate,
    "open": run_rate,
    "boot": run_boot,
    "idle": run_idle,
    "storm": run_storm,
}


def drop(lines: list[Line]) -> None:
    """Hang up every charger."""
    for line in lines:
        line.on_lost = None
        line.drop()


def figures(tally: Tally, took_s: float) -> dict[str, Any]:
    """Return rate, quantiles and failures."""
    ordered = sorted(tally.latencies)
    return {
        "messages": len(ordered),
        "seconds": took_s,
        "rate": len(ordered) / took_s,
        "p50_ms": quantile(ordered, 0.5) * 1000,
        "p99_ms": quantile(ordered, 0.99) * 1000,
        "max_ms": quantile(ordered, 1.0) * 1000,
        "errors": tally.errors,
        "lost": tally.lost,
        "unwanted": tally.unwanted,
    }


def quantile(ordered: list[float], share: float) -> float:
    """Return the value below which a share of them lies; 0 where there are none."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def own_cpu_s() -> float:
    """Return the CPU seconds of this process, user and system."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def ready(word: Literal["ready", "quiet"] = "ready") -> None:
    """Say that we are ready, or want it quiet, and wait to be told to go on."""
    print(json.dumps({word: True}), flush=True)
    line = await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    if line.strip() != "go":
        raise SystemExit(1)


def raise_file_limit() -> None:
    """Let this process, and those that it starts, open as many files as is allowed."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def main() -> None:
    """Do the job that comes on standard input.

    Without the garbage collector: where it looks through ten thousand lines it stands still for
    half a second, which would count as the server's. Next to nothing here makes cycles.
    """
    gc.disable()
    raise_file_limit()
    job = Job(**json.loads(sys.stdin.readline()))
    found = uvloop.run(MODES[job.mode](job))
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
