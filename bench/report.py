"""The table of results, and the machine that they are true of."""

import os
import platform
import subprocess
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import psutil

from bench.codec import CodecRow
from bench.rows import Row

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "bench" / "RESULTS.md"

INTRODUCTION = """\
Written by `make bench`. The server, its embedded PostgreSQL (fsync on) and the load generator share
the machine; every answer counted was given after its effect was committed. Latency of an open loop
counts from the moment a request was due. CPU is of the server, of all PostgreSQL's processes and of
the generator, apart, in milliseconds a message."""


class Measured(NamedTuple):
    """One row's figures; CPU is in seconds, memory in bytes a charger."""

    row: Row
    chargers: int
    messages: int
    rate: float
    p50_ms: float
    p99_ms: float
    max_ms: float
    server_cpu_s: float
    database_cpu_s: float
    generator_cpu_s: float
    failures: int
    remark: str = ""


class Machine(NamedTuple):
    """Where and when it was measured."""

    processor: str
    cores: int
    memory_gb: float
    kernel: str
    python: str
    postgres: str
    commit: str
    at: datetime
    conditions: str


def this_machine(postgres: str, at: datetime, conditions: str) -> Machine:
    """Return what is known of this machine, and of the program."""
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 0,
        memory_gb=psutil.virtual_memory().total / 2**30,
        kernel=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        postgres=postgres,
        commit=_git("rev-parse", "--short", "HEAD")
        + ("+" if _git("diff", "HEAD", "--stat") else ""),
        at=at,
        conditions=conditions,
    )


def write(machine: Machine, measured: list[Measured], codec: list[CodecRow]) -> str:
    """Write `RESULTS.md`, and return its text."""
    text = "\n".join([*_head(machine), *_table(measured), "", *_codec_table(codec), ""])
    RESULTS.write_text(text)
    return text


def _head(machine: Machine) -> list[str]:
    return [
        "# Results",
        "",
        INTRODUCTION,
        "",
        f"- {machine.at:%Y-%m-%d %H:%M} UTC, commit {machine.commit}, {machine.conditions}",
        f"- {machine.processor}, {machine.cores} cores, {machine.memory_gb:.0f} GB",
        f"- {machine.kernel}",
        f"- Python {machine.python}, PostgreSQL {machine.postgres}",
        "",
    ]


def _table(measured: list[Measured]) -> list[str]:
    heads = (
        *("work", "chargers", "rate /s", "p50 ms", "p99 ms", "max ms"),
        *("CPU server", "CPU database", "both", "CPU generator", "failed", "remark", "to reach"),
    )
    return [
        f"| {' | '.join(heads)} |",
        f"|{' --- |' * len(heads)}",
        *(f"| {' | '.join(_cells(each))} |" for each in measured),
    ]


def _cells(each: Measured) -> list[str]:
    def a_message(cpu_s: float) -> str:
        return f"{cpu_s * 1000 / each.messages:.3f}" if each.messages else ""

    return [
        each.row.name,
        f"{each.chargers:,}".replace(",", " "),
        f"{each.rate:,.0f}".replace(",", " "),
        *(f"{value:.1f}" for value in (each.p50_ms, each.p99_ms, each.max_ms)),
        a_message(each.server_cpu_s),
        a_message(each.database_cpu_s),
        a_message(each.server_cpu_s + each.database_cpu_s),
        a_message(each.generator_cpu_s),
        str(each.failures),
        each.remark,
        each.row.target,
    ]


def _codec_table(codec: list[CodecRow]) -> list[str]:
    if not codec:
        return []
    return [
        "| one message | codec µs | whole connection µs | codec to reach |",
        "| --- | --- | --- | --- |",
        *(
            f"| {row.name} | {row.codec_us:.2f} | {row.connection_us:.2f} | {row.target} |"
            for row in codec
        ),
    ]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def _git(*arguments: str) -> str:
    found = subprocess.run(  # noqa: S603  arguments are ours
        ["git", *arguments],  # noqa: S607  the developer's own
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.strip()
