"""Measures everything, and writes `bench/RESULTS.md`: `make bench`, or `python -m bench.run`."""

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from bench import (
    access,
    access_rows,
    audit,
    browsers,
    codec,
    lists,
    permissions,
    pricing,
    pushes,
    report,
    roaming,
    settings,
    webhooks,
)
from bench.load import raise_file_limit
from bench.prepare import PASSWORD, codes, prepare
from bench.report import Measured
from bench.rows import (
    QUICK_CHARGERS,
    QUICK_SECONDS,
    QUICK_TAGS,
    ROWS,
    SECONDS,
    STATIONS,
    TAGS,
    Row,
)
from bench.server import Server
from chargehouse.kernel.clock import SystemClock
from chargehouse.platform.secrets import Keyring

ROOT = Path(__file__).parent.parent
IDLE_SETTLE_S = 5.0
AFTER_BOOT_S = 12.0
"""How long it has to be quiet before a rate is measured: lists are sent ten seconds after boots."""
LISTS = "lists"
BROWSERS = "browsers"
CODEC = "codec"
PERMISSIONS = "permissions"
WEBHOOKS = "webhooks"
AUDIT = "audit"
SETTINGS = "settings"
ACCESS = "access"
PRICING = "pricing"
PUSHES = "pushes"
ROAMING = "roaming"
BROWSERS_S = 60.0
QUICK_SESSIONS = 50_000
QUICK_PAGES = 10
QUICK_WEBHOOK_EVENTS = 200
QUICK_ENTRIES = 50_000
QUICK_ATTEMPTS = 10_000
QUICK_CHANGES = 5
QUICK_PARTNERS = 5
QUICK_LOCATIONS = 2_000


class Plan:
    """Which rows, how long, how many tags; taken from the command line."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.quick: bool = options.quick
        self.seconds: float = options.seconds or (QUICK_SECONDS if self.quick else SECONDS)
        self.tags: int = options.tags or (QUICK_TAGS if self.quick else TAGS)
        only: str | None = options.only
        self.sessions: int = QUICK_SESSIONS if self.quick else lists.SESSIONS
        self.pages: int = QUICK_PAGES if self.quick else lists.PAGES
        self.lists: bool = only is None or only in LISTS
        self.codec: bool = only is None or only in CODEC
        self.permissions: bool = only is None or only in PERMISSIONS
        self.webhooks: bool = only is None or only in WEBHOOKS
        self.webhook_events: int = QUICK_WEBHOOK_EVENTS if self.quick else webhooks.BACKLOG
        self.audit: bool = only is None or only in AUDIT
        self.audit_entries: int = QUICK_ENTRIES if self.quick else audit.ENTRIES
        self.access: bool = only is None or only in ACCESS
        self.attempts: int = QUICK_ATTEMPTS if self.quick else access_rows.ATTEMPTS
        self.pricing: bool = only is None or only in PRICING
        self.pushes: bool = only is None or only in PUSHES
        self.pushed_changes: int = QUICK_CHANGES if self.quick else pushes.CHANGES
        self.partners: int = QUICK_PARTNERS if self.quick else pushes.PARTNERS
        self.roaming: bool = only is None or only in ROAMING
        self.locations: int = QUICK_LOCATIONS if self.quick else roaming.LOCATIONS
        self.settings: bool = only is None or only in SETTINGS
        self.setting_changes: int = QUICK_CHANGES if self.quick else settings.CHANGES
        self.browsers: bool = only is None or only in BROWSERS
        self.browsers_s: float = options.seconds or (QUICK_SECONDS if self.quick else BROWSERS_S)
        self.rows = [
            row for row in ROWS if (only in row.name if only else row.quick or not self.quick)
        ]

    def chargers(self, row: Row) -> int:
        """Return how many chargers take part in a row."""
        return min(row.chargers, QUICK_CHARGERS) if self.quick else row.chargers

    @property
    def conditions(self) -> str:
        """What a reader of the results must know."""
        text = f"{self.seconds:g} s a row, {self.tags} identifiers, {STATIONS} stations"
        text += f", lists of {self.sessions} sessions"
        return f"quick: {text}" if self.quick else text


async def measure_row(row: Row, plan: Plan, server: Server) -> Measured:
    """Run one row against the server."""
    await server.quieted()
    chargers = plan.chargers(row)
    idle = row.mode == "idle"
    job = {
        "url": server.url,
        "codes": codes(chargers),
        "password": PASSWORD,
        "subprotocol": row.subprotocol,
        "mode": row.mode,
        "scenario": row.scenario,
        "seconds": IDLE_SETTLE_S if idle else plan.seconds,
        "tags": plan.tags,
        "rate": row.rate,
    }
    found, marks = await generate(job, server)
    cpu = [after - before for before, after in zip(marks[0][:2], marks[-1][:2], strict=True)]
    remark = "; ".join(found.get("unwanted", ()))
    if idle:
        grown = marks[1][2] - marks[0][2]
        remark = f"{grown / max(1, found['connected']) / 1000:.1f} KB each"
        remark += f", {marks[1][2] / 1e6:.0f} MB in all"
    elif row.mode == "storm":
        remark = f"all booted in {found['seconds']:.1f} s, {found['refused']} refused"
    elif "lag_p50_ms" in found:
        remark = f"sent {found['lag_p50_ms']:.1f} ms late"
    return Measured(
        row=row,
        chargers=chargers,
        messages=found.get("messages", 0),
        rate=found["rate"],
        p50_ms=found.get("p50_ms", 0.0),
        p99_ms=found.get("p99_ms", 0.0),
        max_ms=found.get("max_ms", 0.0),
        server_cpu_s=cpu[0],
        database_cpu_s=cpu[1],
        generator_cpu_s=found.get("generator_cpu_s", 0.0),
        failures=found.get("errors", 0) + found.get("lost", 0),
        remark=remark,
    )


async def measure_lists(plan: Plan) -> list[lists.Timed]:
    """Read long lists, in a server and a database of their own."""
    print(f"{LISTS} …", flush=True)
    server = Server()
    try:
        await server.start()
        connection = await server.connect()
        await prepare(connection, Keyring.load(server.data_dir), stations=STATIONS, tags=1)
        await connection.close()
        return await lists.measure(server, sessions=plan.sessions, pages=plan.pages)
    finally:
        server.stop()


async def measure_browsers(plan: Plan) -> list[browsers.Looked]:
    """Let browsers look on, at a server and a network of their own."""
    print(f"{BROWSERS} …", flush=True)
    server = Server()
    try:
        await server.start()
        connection = await server.connect()
        keyring = Keyring.load(server.data_dir)
        await prepare(connection, keyring, stations=browsers.CHARGERS, tags=browsers.CHARGERS)
        await connection.close()

        async def network(seconds: float) -> None:
            job = {
                "url": server.url,
                "codes": codes(browsers.CHARGERS),
                "password": PASSWORD,
                "subprotocol": "ocpp1.6",
                "mode": "open",
                "scenario": "sessions-1.6",
                "seconds": seconds,
                "tags": browsers.CHARGERS,
                "rate": browsers.MESSAGES_A_SECOND,
                "mixed": True,
            }
            await generate(job, server)

        return await browsers.measure(
            server, browsers=browsers.BROWSERS, seconds=plan.browsers_s, network=network
        )
    finally:
        server.stop()


async def measure_audit(plan: Plan) -> list[audit.Kept]:
    """Let an audit log grow and be verified, in a server and a database of their own."""
    print(f"{AUDIT} …", flush=True)
    return await audit.measure(seconds=plan.seconds, entries=plan.audit_entries)


async def measure_webhooks(plan: Plan) -> list[webhooks.Sent]:
    """Have events delivered, by a server and a database of their own."""
    print(f"{WEBHOOKS} …", flush=True)
    return await webhooks.measure(seconds=plan.seconds, backlog=plan.webhook_events)


async def measure_pushes(plan: Plan) -> list[pushes.Reached]:
    """Have partners told an EVSE's status, by a server and a database of their own."""
    print(f"{PUSHES} …", flush=True)
    return await pushes.measure(changes=plan.pushed_changes, partners=plan.partners)


async def measure_access(plan: Plan) -> list[access.Done]:
    """Bring many chargers to a boundary, and replay attempts, at a server of their own."""
    print(f"{ACCESS} …", flush=True)
    chargers = QUICK_CHARGERS if plan.quick else access.CHARGERS
    worked_out = access.evaluate(0.5 if plan.quick else 3.0)
    done = await access.measure(chargers=chargers, tags=plan.tags, attempts=plan.attempts)
    return [*worked_out, *done]


async def measure_settings(plan: Plan) -> list[settings.Seen]:
    """Change a setting, with a server and a database of their own."""
    print(f"{SETTINGS} …", flush=True)
    return await settings.measure(changes=plan.setting_changes)


async def measure_roaming(plan: Plan) -> list[roaming.Told]:
    """Let a partner pull locations, from a server and a database of their own."""
    print(f"{ROAMING} …", flush=True)
    return await roaming.measure(locations=plan.locations)


async def generate(
    job: dict[str, Any], server: Server
) -> tuple[dict[str, Any], list[tuple[float, float, int]]]:
    """Run the generator; returns its figures, and CPU and memory at each mark and at the end."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.load"),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("The generator has no pipes")
    process.stdin.write(json.dumps(job).encode() + b"\n")
    marks: list[tuple[float, float, int]] = []
    while line := await process.stdout.readline():
        told: dict[str, Any] = json.loads(line)
        if "quiet" in told:
            await server.quieted(AFTER_BOOT_S)
        else:
            marks.append((*server.cpu_s(), server.memory_bytes()))
        if "quiet" not in told and "ready" not in told:
            process.stdin.close()
            await process.wait()
            return told, marks
        process.stdin.write(b"go\n")
    raise RuntimeError(f"The generator gave up (exit {await process.wait()})")


async def run(plan: Plan) -> None:
    """Measure every row of the plan, and write the results."""
    raise_file_limit()
    busy = os.getloadavg()[0]
    server = Server()
    measured: list[Measured] = []
    try:
        await server.start()
        connection = await server.connect()
        postgres = str(await connection.fetchval("SHOW server_version"))
        keyring = Keyring.load(server.data_dir)
        await prepare(connection, keyring, stations=STATIONS, tags=plan.tags)
        await connection.close()
        for row in plan.rows:
            print(f"{row.name} …", flush=True)
            measured.append(await measure_row(row, plan, server))
            print(f"  {measured[-1].rate:.0f}/s  {measured[-1].remark}", flush=True)
    finally:
        server.stop()
    read = await measure_lists(plan) if plan.lists else []
    looked = await measure_browsers(plan) if plan.browsers else []
    sent = await measure_webhooks(plan) if plan.webhooks else []
    pushed = await measure_pushes(plan) if plan.pushes else []
    kept = await measure_audit(plan) if plan.audit else []
    seen = await measure_settings(plan) if plan.settings else []
    done = await measure_access(plan) if plan.access else []
    told = await measure_roaming(plan) if plan.roaming else []
    timed = codec.measure(0.5 if plan.quick else 3.0) if plan.codec else []
    checked = permissions.measure(0.5 if plan.quick else 3.0) if plan.permissions else []
    priced = pricing.measure(0.5 if plan.quick else 3.0) if plan.pricing else []
    machine = report.this_machine(
        postgres, SystemClock().now(), f"{plan.conditions}, {busy:.1f} other processes busy"
    )
    print(
        report.write(
            machine,
            measured,
            timed,
            permissions=checked,
            lists=read,
            browsers=looked,
            webhooks=sent,
            pushes=pushed,
            audit=kept,
            settings=seen,
            access=done,
            priced=priced,
            roaming=told,
        )
    )


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description="Measure Chargehouse on this machine.")
    parser.add_argument("--quick", action="store_true", help="a minute in all, fewer chargers")
    parser.add_argument("--only", metavar="NAME", help="only the rows whose name holds this")
    parser.add_argument("--seconds", type=float, help="how long each row is measured")
    parser.add_argument("--tags", type=int, help="how many identifiers there are")
    asyncio.run(run(Plan(parser.parse_args())))


if __name__ == "__main__":
    main()
