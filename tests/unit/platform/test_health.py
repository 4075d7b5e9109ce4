import asyncio
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from structlog.testing import capture_logs

from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.errors import Unavailable
from chargehouse.platform.health import (
    CpuCheck,
    DiskCheck,
    Finding,
    Health,
    HealthCheck,
    MemoryCheck,
    Status,
)


class Told(NamedTuple):
    name: str
    finding: Finding

    async def check(self) -> Finding:
        return self.finding


class Broken:
    name = "broken"

    async def check(self) -> Finding:
        raise RuntimeError("hunter2")


class Away:
    name = "away"

    async def check(self) -> Finding:
        raise Unavailable("The database is away.")


class Stuck:
    name = "stuck"

    def __init__(self) -> None:
        self.looking = asyncio.Event()

    async def check(self) -> Finding:
        self.looking.set()
        await asyncio.Event().wait()
        raise AssertionError


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def health(clock: FakeClock) -> Health:
    return Health(clock=clock, version="1.2.3")


@pytest.mark.parametrize(
    ("statuses", "worst"),
    [
        ([], "pass"),
        (["pass", "pass"], "pass"),
        (["pass", "warn"], "warn"),
        (["warn", "fail", "pass"], "fail"),
    ],
)
async def test_the_whole_is_as_bad_as_its_worst_part(
    health: Health, statuses: list[Status], worst: Status
) -> None:
    for number, status in enumerate(statuses):
        health.add(Told(f"part{number}", Finding(status=status)))
    assert (await health.report()).status == worst


async def test_the_document_carries_details_and_figures(health: Health) -> None:
    health.add(Told("broker", Finding(status="warn", detail="Slow", figures={"lag_ms": 7})))
    assert msgspec.to_builtins(await health.report()) == {
        "status": "warn",
        "version": "1.2.3",
        "serviceId": "chargehouse",
        "checks": {
            "broker": [
                {
                    "status": "warn",
                    "time": "2026-03-02T08:00:00Z",
                    "output": "Slow",
                    "duration_ms": 0.0,
                    "figures": {"lag_ms": 7},
                }
            ]
        },
    }


async def test_a_part_that_does_not_answer_fails_and_the_others_are_told(
    health: Health, clock: FakeClock
) -> None:
    stuck = Stuck()
    health.add(stuck, deadline_s=0.5)
    health.add(Told("well", Finding(status="pass")))
    asking = asyncio.ensure_future(health.report())
    await stuck.looking.wait()
    clock.advance(0.5)
    report = await asking
    assert report.checks["stuck"][0].output == "No answer within 0.5 s"
    assert report.checks["stuck"][0].duration_ms == 500
    assert report.checks["well"][0].status == "pass"
    assert report.status == "fail"


async def test_a_check_that_breaks_fails_without_telling_why_in_public(health: Health) -> None:
    health.add(Broken())
    with capture_logs() as lines:
        report = await health.report()
    assert report.checks["broken"][0].output == "The check itself failed: RuntimeError"
    assert lines[0]["check"] == "broken"


async def test_a_check_that_finds_the_database_away_fails_with_its_words_and_no_trace(
    health: Health,
) -> None:
    health.add(Away())
    with capture_logs() as logs:
        [report] = (await health.report()).checks["away"]
    assert (report.status, report.output) == ("fail", "The database is away.")
    assert logs == []


def test_a_part_is_checked_once(health: Health) -> None:
    health.add(Broken())
    with pytest.raises(ValueError, match="broken"):
        health.add(Broken())


async def test_the_machine_is_looked_at(tmp_path: Path) -> None:
    checks: list[HealthCheck] = [DiskCheck(tmp_path), MemoryCheck(), CpuCheck()]
    figures = [dict((await check.check()).figures) for check in checks]
    assert [set(found) for found in figures] == [
        {"free_bytes", "total_bytes"},
        {"available_bytes", "total_bytes", "process_bytes"},
        {"load_1m", "cores", "process_percent"},
    ]


async def test_a_data_folder_that_is_gone_is_a_failure(health: Health, tmp_path: Path) -> None:
    health.add(DiskCheck(tmp_path / "gone"))
    report = await health.report()
    assert report.checks["disk"][0].output == "The check itself failed: FileNotFoundError"
