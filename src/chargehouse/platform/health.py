"""Is it well? Each room brings its own checks; this runs them and writes one document.

The document follows draft-inadarei-api-health-check-06 (`application/health+json`).
"""

import asyncio
import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, Protocol

import msgspec
import psutil
import structlog

from chargehouse.kernel.clock import Clock
from chargehouse.kernel.errors import Unavailable

MEDIA_TYPE: Final = "application/health+json"
DEADLINE_S: Final = 2.0
DISK_WARN_FREE_SHARE: Final = 0.15
DISK_FAIL_FREE_BYTES: Final = 256 * 1024 * 1024
MEMORY_WARN_AVAILABLE_SHARE: Final = 0.10
MEMORY_FAIL_AVAILABLE_SHARE: Final = 0.02
CPU_WARN_LOAD_PER_CORE: Final = 2.0

Status = Literal["pass", "warn", "fail"]
Figure = int | float | str | bool | None

log = structlog.get_logger(__name__)


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What a check found: `warn` still serves, `fail` does not; figures carry their unit."""

    status: Status
    detail: str = ""
    figures: Mapping[str, Figure] = {}


class HealthCheck(Protocol):
    """Looks after one part; `deadline_s` is how long a look may take, at most."""

    @property
    def name(self) -> str:
        """The part's name in the document: `database`."""

    async def check(self) -> Finding:
        """Look; an error raised counts as a failure."""


class CheckReport(msgspec.Struct, frozen=True, kw_only=True):
    """A finding in the document; `output` says what is wrong, and what to do."""

    status: Status
    time: datetime
    output: str
    duration_ms: float
    figures: Mapping[str, Figure]


class HealthReport(msgspec.Struct, frozen=True, kw_only=True, rename={"service_id": "serviceId"}):
    """The whole document: as bad as its worst check."""

    status: Status
    version: str
    service_id: str
    checks: dict[str, list[CheckReport]]


class Health:
    """Runs the checks that rooms added, all at once, each with its own deadline."""

    def __init__(self, *, clock: Clock, version: str, service_id: str = "chargehouse") -> None:
        self._clock = clock
        self._version = version
        self._service_id = service_id
        self._checks: dict[str, tuple[HealthCheck, float]] = {}

    def add(self, check: HealthCheck, *, deadline_s: float = DEADLINE_S) -> None:
        """Add a check. Raises `ValueError` for a name already taken."""
        if check.name in self._checks:
            raise ValueError(f"There are two health checks called {check.name}.")
        self._checks[check.name] = (check, deadline_s)

    async def report(self) -> HealthReport:
        """Run every check and return the document; it never raises."""
        reports = await asyncio.gather(
            *(self._report(check, deadline_s) for check, deadline_s in self._checks.values())
        )
        return HealthReport(
            status=_worst([report.status for report in reports]),
            version=self._version,
            service_id=self._service_id,
            checks={name: [report] for name, report in zip(self._checks, reports, strict=True)},
        )

    async def _report(self, check: HealthCheck, deadline_s: float) -> CheckReport:
        began_s = self._clock.monotonic()
        finding = await self._find(check, deadline_s)
        return CheckReport(
            status=finding.status,
            time=self._clock.now(),
            output=finding.detail,
            duration_ms=round((self._clock.monotonic() - began_s) * 1000, 3),
            figures=finding.figures,
        )

    async def _find(self, check: HealthCheck, deadline_s: float) -> Finding:
        looking = asyncio.ensure_future(check.check())
        timer = self._clock.call_later(deadline_s, looking.cancel)
        try:
            await asyncio.wait([looking])
        finally:
            timer.cancel()
            looking.cancel()
        if looking.cancelled():
            return Finding(status="fail", detail=f"No answer within {deadline_s:g} s")
        error = looking.exception()
        if isinstance(error, Unavailable):
            return Finding(status="fail", detail=error.message)
        if error is not None:
            log.error("health check failed", check=check.name, exc_info=error)
            return Finding(status="fail", detail=f"The check itself failed: {type(error).__name__}")
        return looking.result()


class DiskCheck:
    """Free space where the data is."""

    name = "disk"

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir

    async def check(self) -> Finding:
        """Look; `fail` means that the store will soon refuse to write."""
        usage = await asyncio.to_thread(shutil.disk_usage, self._data_dir)
        figures: dict[str, Figure] = {"free_bytes": usage.free, "total_bytes": usage.total}
        if usage.free < DISK_FAIL_FREE_BYTES:
            return Finding(status="fail", detail="The disk is full: free some", figures=figures)
        if usage.free < usage.total * DISK_WARN_FREE_SHARE:
            return Finding(status="warn", detail="The disk is nearly full", figures=figures)
        return Finding(status="pass", figures=figures)


class MemoryCheck:
    """Memory of the machine and of this process."""

    name = "memory"

    def __init__(self) -> None:
        self._process = psutil.Process()

    async def check(self) -> Finding:
        """Look; `fail` means that the machine is about to kill something."""
        machine = psutil.virtual_memory()
        figures: dict[str, Figure] = {
            "available_bytes": machine.available,
            "total_bytes": machine.total,
            "process_bytes": self._process.memory_info().rss,
        }
        share = machine.available / machine.total
        if share < MEMORY_FAIL_AVAILABLE_SHARE:
            return Finding(status="fail", detail="Memory is used up", figures=figures)
        if share < MEMORY_WARN_AVAILABLE_SHARE:
            return Finding(status="warn", detail="Memory is nearly used up", figures=figures)
        return Finding(status="pass", figures=figures)


class CpuCheck:
    """Load of the machine and of this process."""

    name = "cpu"

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._process.cpu_percent()

    async def check(self) -> Finding:
        """Look; a high load is only ever a warning. The process's figure is since the last look."""
        load_1m, _, _ = psutil.getloadavg()
        cores = psutil.cpu_count() or 1
        figures: dict[str, Figure] = {
            "load_1m": round(load_1m, 2),
            "cores": cores,
            "process_percent": self._process.cpu_percent(),
        }
        if load_1m > cores * CPU_WARN_LOAD_PER_CORE:
            return Finding(status="warn", detail="The machine is overloaded", figures=figures)
        return Finding(status="pass", figures=figures)


def _worst(statuses: Sequence[Status]) -> Status:
    for status in ("fail", "warn"):
        if status in statuses:
            return status
    return "pass"
