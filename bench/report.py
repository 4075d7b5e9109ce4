"""The table of results, and the machine that they are true of."""

import os
import platform
import subprocess
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import psutil

from bench.access import Done
from bench.audit import TARGET as AUDIT_TARGET
from bench.audit import Kept
from bench.browsers import TARGET as BROWSERS_TARGET
from bench.browsers import Looked
from bench.codec import CodecRow
from bench.lists import TARGET, Timed
from bench.permissions import TARGET as PERMISSIONS_TARGET
from bench.permissions import Checked
from bench.pricing import TARGET as PRICING_TARGET
from bench.pricing import Priced
from bench.pushes import TARGET as PUSHES_TARGET
from bench.pushes import Reached
from bench.roaming import Told
from bench.rows import Row
from bench.settings import TARGET as SETTINGS_TARGET
from bench.settings import Seen
from bench.webhooks import TARGET as WEBHOOKS_TARGET
from bench.webhooks import Sent

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


def write(
    machine: Machine,
    measured: list[Measured],
    codec: list[CodecRow],
    *,
    permissions: list[Checked],
    lists: list[Timed],
    browsers: list[Looked],
    webhooks: list[Sent],
    pushes: list[Reached],
    audit: list[Kept],
    settings: list[Seen],
    access: list[Done],
    priced: list[Priced],
    roaming: list[Told],
) -> str:
    """Write what was measured into `RESULTS.md`, whose other sections stay; return its text."""
    parts = {
        "Chargers": _table(measured),
        "Codec": _codec_table(codec),
        "Permissions": _permissions_table(permissions),
        "Lists": _lists_table(lists),
        "Open browsers": _browsers_table(browsers),
        "Webhooks": _webhooks_table(webhooks),
        "Partners": _pushes_table(pushes),
        "Audit log": _audit_table(audit),
        "Settings": _settings_table(settings),
        "Scheduled access": _access_table(access),
        "Pricing": _pricing_table(priced),
        "Roaming": _roaming_table(roaming),
    }
    known = _kept() | {
        title: "\n".join([*_told(machine), *table]) for title, table in parts.items() if table
    }
    sections = [f"## {title}\n\n{known[title]}\n" for title in parts if title in known]
    text = "\n".join([f"# Results\n\n{INTRODUCTION}\n", *sections])
    RESULTS.write_text(text)
    return text


def _kept() -> dict[str, str]:
    """Return the sections that were written before, by their titles."""
    if not RESULTS.exists():
        return {}
    _, *sections = RESULTS.read_text().split("\n## ")
    split = (section.split("\n", 1) for section in sections)
    return {title: text.strip() for title, text in split}


def _told(machine: Machine) -> list[str]:
    return [
        f"- {machine.at:%Y-%m-%d %H:%M} UTC, commit {machine.commit}, {machine.conditions}",
        f"- {machine.processor}, {machine.cores} cores, {machine.memory_gb:.0f} GB",
        f"- {machine.kernel}",
        f"- Python {machine.python}, PostgreSQL {machine.postgres}",
        "",
    ]


def _table(measured: list[Measured]) -> list[str]:
    if not measured:
        return []
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


def _permissions_table(permissions: list[Checked]) -> list[str]:
    if not permissions:
        return []
    return [
        "| one check of a permission, known already | µs | to reach |",
        "| --- | --- | --- |",
        *(f"| {row.name} | {row.check_us:.2f} | {PERMISSIONS_TARGET} |" for row in permissions),
    ]


def _access_table(done: list[Done]) -> list[str]:
    if not done:
        return []
    return [
        "| scheduled access | measured | beside | to reach |",
        "| --- | --- | --- | --- |",
        *(f"| {each.name} | {each.figure} | {each.remark} | {each.target} |" for each in done),
    ]


def _pricing_table(priced: list[Priced]) -> list[str]:
    if not priced:
        return []
    return [
        "| the price of one session, all lines and periods | ms | to reach |",
        "| --- | --- | --- |",
        *(f"| {row.name} | {row.price_ms:.2f} | {PRICING_TARGET} |" for row in priced),
    ]


def _roaming_table(told: list[Told]) -> list[str]:
    if not told:
        return []
    return [
        "| a partner gets our locations | measured | beside | to reach |",
        "| --- | --- | --- | --- |",
        *(f"| {each.name} | {each.figure} | {each.remark} | {each.target} |" for each in told),
    ]


def _settings_table(seen: list[Seen]) -> list[str]:
    if not seen:
        return []
    return [
        "| a changed setting is known in another process | changes | p50 ms | max ms | to reach |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| {row.name} | {row.changes} | {row.p50_ms:.0f} | {row.max_ms:.0f} "
            f"| {SETTINGS_TARGET} |"
            for row in seen
        ),
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


def _lists_table(lists: list[Timed]) -> list[str]:
    if not lists:
        return []
    return [
        "| one page of a long list, over HTTP | p50 ms | p95 ms | max ms | KB |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| {each.read.name} | {each.p50_ms:.1f} | {each.p95_ms:.1f} | {each.max_ms:.1f}"
            f" | {each.bytes_sent / 1000:.0f} |"
            for each in lists
        ),
        "",
        f"To reach: {TARGET}.",
    ]


def _browsers_table(looked: list[Looked]) -> list[str]:
    if not looked:
        return []
    heads = (
        *("open browsers", "browsers", "events /s", "requests /s", "server, % of a core"),
        *("database, % of a core", "event p50 ms", "event p95 ms", "failed"),
    )
    return [
        f"| {' | '.join(heads)} |",
        f"|{' --- |' * len(heads)}",
        *(
            f"| {each.name} | {each.browsers} | {each.events:.0f} | {each.requests:.1f}"
            f" | {each.server_share * 100:.1f} | {each.database_share * 100:.1f}"
            f" | {each.delay_p50_ms:.0f} | {each.delay_p95_ms:.0f} | {each.failures} |"
            for each in looked
        ),
        "",
        f"To reach: {BROWSERS_TARGET}, which is the difference.",
        "An event's time is from the arrival of its frame to its own arrival in a browser.",
    ]


def _webhooks_table(sent: list[Sent]) -> list[str]:
    if not sent:
        return []
    heads = (
        *("webhooks", "deliveries", "rate /s", "p50 ms", "p99 ms", "CPU server", "CPU database"),
        "lost",
    )
    return [
        f"| {' | '.join(heads)} |",
        f"|{' --- |' * len(heads)}",
        *(
            f"| {each.name} | {each.deliveries} | {each.rate:.0f} | {each.p50_ms:.0f}"
            f" | {each.p99_ms:.0f} | {each.server_cpu_s * 1000 / each.deliveries:.3f}"
            f" | {each.database_cpu_s * 1000 / each.deliveries:.3f} | {each.lost} |"
            for each in sent
        ),
        "",
        f"To reach: {WEBHOOKS_TARGET}.",
        "The time is from the event's commit to the consumer. Events are written by SQL, which",
        "rings no bell, so they wait for the relay's next look, a second at most.",
    ]


def _audit_table(kept: list[Kept]) -> list[str]:
    if not kept:
        return []
    heads = (
        *("audit log", "entries", "rate /s", "lag p50 ms", "lag max ms", "CPU server"),
        *("CPU database", "CPU of the command"),
    )
    return [
        f"| {' | '.join(heads)} |",
        f"|{' --- |' * len(heads)}",
        *(f"| {' | '.join(_audit_cells(each))} |" for each in kept),
        "",
        f"To reach: {AUDIT_TARGET}. CPU is in microseconds an entry.",
    ]


def _audit_cells(each: Kept) -> list[str]:
    cpu_s = (each.server_cpu_s, each.database_cpu_s, each.process_cpu_s)
    return [
        each.name,
        f"{each.entries:,}".replace(",", " "),
        f"{each.entries / each.took_s:,.0f}".replace(",", " "),
        *("" if lag is None else f"{lag:.0f}" for lag in (each.lag_p50_ms, each.lag_max_ms)),
        *(f"{value * 1e6 / each.entries:.1f}" for value in cpu_s),
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


def _pushes_table(told: list[Reached]) -> list[str]:
    if not told:
        return []
    heads = (
        *("partners are told", "changes", "first p50 ms", "last p50 ms", "last max ms"),
        *("CPU server, ms a change", "CPU database", "lost"),
    )
    return [
        f"| {' | '.join(heads)} |",
        f"|{' --- |' * len(heads)}",
        *(
            f"| {each.name} | {each.changes} | {each.first_p50_ms:.0f} | {each.last_p50_ms:.0f}"
            f" | {each.last_max_ms:.0f} | {each.server_cpu_ms:.0f} | {each.database_cpu_ms:.0f}"
            f" | {each.lost} |"
            for each in told
        ),
        "",
        f"To reach: {PUSHES_TARGET}.",
        "The time is from the charger's frame to the request at the partner.",
    ]
