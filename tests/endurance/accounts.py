"""The ledger of a fleet against what REST says."""

import asyncio
import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, TypeAlias

import httpx
from tests.endurance.ledger import Answered
from tests.endurance.serving import Installation

Row: TypeAlias = dict[str, str]
AT_ONCE = 8
SAME_ATTEMPT = timedelta(seconds=30)
"""How long `access_decide` knows an Authorize without a time of its own for the same."""


@dataclass
class Findings:
    """What is missing, what is there twice, what is wrong: each a sentence."""

    missing: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.missing or self.doubled or self.wrong)


@dataclass
class Transaction:
    """One transaction, by what its charger was told of it."""

    station: str
    tag: int
    transaction_id: str = ""
    started: Answered | None = None
    stopped: Answered | None = None
    readings: list[Answered] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)


def transactions_of(ledger: Iterable[Answered]) -> list[Transaction]:
    """Return the transactions that a ledger tells of."""
    found: dict[tuple[str, int], Transaction] = {}
    for entry in ledger:
        if entry.kind == "boot":
            continue
        key = (entry.station, entry.number)
        transaction = found.setdefault(key, Transaction(entry.station, entry.tag))
        if entry.kind == "authorize":
            transaction.said[entry.status] += 1
            continue
        transaction.transaction_id = entry.transaction_id
        if entry.kind == "start":
            transaction.started = entry
        elif entry.kind == "stop":
            transaction.stopped = entry
        # A 2.x event bears its register; so do 1.6 MeterValues, but neither start nor stop.
        if entry.kind == "meter" or entry.transaction_id.startswith(entry.station):
            transaction.readings.append(entry)
    return list(found.values())


async def compare(
    client: httpx.AsyncClient, installation: Installation, ledger: Iterable[Answered]
) -> Findings:
    """Return how REST and the ledger differ; every transaction of the ledger is over."""
    findings = Findings()
    transactions = transactions_of(ledger)
    codes = {str(id_): code for code, id_ in installation.stations.items()}
    sessions: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in await _table(client, "/api/v1/sessions"):
        sessions[codes[row["station_id"]], row["transaction_id"]].append(row)
    kinds = {row["id"]: row["kind"] for row in await _table(client, "/api/v1/access/attempts")}
    decisions: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in await _table(client, "/api/v1/access/decisions"):
        row["kind"] = kinds[row["attempt_id"]]
        decisions[codes[row["station_id"]], row["identifier_id"]].append(row)
    for transaction in transactions:
        _compare_session(findings, transaction, sessions)
        identifier = str(installation.identifiers[transaction.tag])
        found = decisions.pop((transaction.station, identifier), [])
        compare_decisions(findings, transaction, found)
    known = {(each.station, each.transaction_id) for each in transactions}
    findings.doubled += [f"session {key} of no transaction" for key in sessions.keys() - known]
    findings.doubled += [f"decision on {key} that nobody asked for" for key in decisions]
    gate = asyncio.Semaphore(AT_ONCE)

    async def look(transaction: Transaction) -> None:
        of_it = sessions.get((transaction.station, transaction.transaction_id))
        if of_it:
            async with gate:
                answer = await _get(client, f"/api/v1/sessions/{of_it[0]['id']}/readings")
            _compare_readings(findings, transaction, answer.json())

    await asyncio.gather(*(look(transaction) for transaction in transactions))
    return findings


async def _get(client: httpx.AsyncClient, path: str, **params: str) -> httpx.Response:
    """Return an answer; a token that asks too often waits as long as it is told to."""
    answer = await client.get(path, params=params)
    while answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        await asyncio.sleep(float(answer.headers["Retry-After"]))
        answer = await client.get(path, params=params)
    assert answer.status_code == httpx.codes.OK, answer.text
    return answer


async def _table(client: httpx.AsyncClient, path: str) -> list[Row]:
    answer = await _get(client, path, format="csv")
    return list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))


def _compare_session(
    findings: Findings,
    transaction: Transaction,
    sessions: dict[tuple[str, str], list[Row]],
) -> None:
    name = f"{transaction.station} {transaction.transaction_id}"
    found = sessions.get((transaction.station, transaction.transaction_id), [])
    started, stopped = transaction.started, transaction.stopped
    assert started is not None, name
    assert stopped is not None, name
    if not found:
        findings.missing.append(f"session {name}")
        return
    if len(found) > 1:
        findings.doubled.append(f"session {name}")
    row = found[0]
    expected = {
        "status": "terminated",
        "energy_wh": str(stopped.wh - started.wh),
        "started_at": started.at,
        "ended_at": stopped.at,
    }
    for column, value in expected.items():
        if _same(row[column], value):
            continue
        findings.wrong.append(f"session {name}: {column} is {row[column]}, not {value}")
    if started.status == "Accepted" and not row["decision_id"]:
        findings.missing.append(f"session {name} knows no decision")


def _same(said: str, meant: str) -> bool:
    if "T" in meant and said:
        return datetime.fromisoformat(said) == datetime.fromisoformat(meant)
    return said == meant


def compare_decisions(findings: Findings, transaction: Transaction, found: list[Row]) -> None:
    """One decision an attempt; each denial that was answered may have one of its own.

    An Authorize bears no time of its own, so that one that comes again is known for the same
    within `SAME_ATTEMPT` only: after a longer absence of ours it is an attempt of its own. So is
    one that comes after its charger was refused: whoever was told no taps again.
    """
    name = f"{transaction.station} {transaction.transaction_id}"
    told = [row["decision"] for row in found]
    denials = sum(transaction.said.values()) - transaction.said["Accepted"]
    if transaction.started is not None and transaction.started.status != "Accepted":
        denials += 1
    if "allowed" not in told:
        findings.missing.append(f"decision for {name}")
    in_time = sorted(found, key=lambda row: datetime.fromisoformat(row["decided_at"]))
    anew, permitted = 0, False
    for before, row in pairwise(in_time):
        permitted = permitted or before["decision"] == "allowed"
        anew += _is_anew(before, row, permitted=permitted)
    if len(told) > 1 + denials + anew:
        reasons = sorted(f"{row['reason']} {row['decided_at']}" for row in found)
        findings.doubled.append(f"decision for {name}, {denials} denials: {reasons}")


def _is_anew(before: Row, row: Row, *, permitted: bool) -> bool:
    apart = datetime.fromisoformat(row["decided_at"]) - datetime.fromisoformat(before["decided_at"])
    taps_again = permitted and before["decision"] == "denied" and row["decision"] == "allowed"
    return row["kind"] == "authorize" and (taps_again or apart >= SAME_ATTEMPT)


def _compare_readings(findings: Findings, transaction: Transaction, found: list[Any]) -> None:
    name = f"{transaction.station} {transaction.transaction_id}"
    kept = Counter((datetime.fromisoformat(row["at"]), row["energy_wh"]) for row in found)
    told = Counter((datetime.fromisoformat(row.at), row.wh) for row in transaction.readings)
    findings.missing += [f"reading {key} of {name}" for key in told - kept]
    findings.doubled += [f"reading {key} of {name}" for key in kept - told]
