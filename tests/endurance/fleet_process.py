"""A fleet in its process: begun, watched by its ledger, told that the day is over."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from tests.endurance.ledger import Answered, Farewell, Plan, read_ledger

PATIENCE_S = 60
ROOT = Path(__file__).parents[2]


class Fleet:
    """Chargers at work."""

    def __init__(self, process: asyncio.subprocess.Process, ledger: Path) -> None:
        self._process = process
        self._ledger = ledger
        self._seen_bytes = 0
        self.answers = 0

    def look(self) -> int:
        """Return how many answers are written down by now."""
        with self._ledger.open("rb") as ledger:
            ledger.seek(self._seen_bytes)
            fresh = ledger.read()
        self._seen_bytes += len(fresh)
        self.answers += fresh.count(b"\n")
        return self.answers

    async def reaches(self, answers: int) -> None:
        """Wait until so many answers are written down."""
        async with asyncio.timeout(PATIENCE_S):
            while self.look() < answers:
                assert self._process.returncode is None
                await asyncio.sleep(0.01)

    async def end_of_day(self) -> tuple[Farewell, list[Answered]]:
        """Let every charger end its transaction; return what was done and written down."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        async with asyncio.timeout(PATIENCE_S):
            said, _ = await self._process.communicate()
        assert self._process.returncode == 0
        return msgspec.json.decode(said, type=Farewell), read_ledger(self._ledger)

    async def gone(self) -> None:
        """Leave nothing running."""
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def at_work(plan: Plan, folder: Path) -> AsyncIterator[Fleet]:
    """Let a fleet charge."""
    told, ledger = _prepared(plan, folder)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.endurance.fleet", str(told)),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    fleet = Fleet(process, ledger)
    try:
        yield fleet
    finally:
        await fleet.gone()


def _prepared(plan: Plan, folder: Path) -> tuple[Path, Path]:
    told, ledger = folder / "plan.json", Path(plan.ledger)
    told.write_bytes(msgspec.json.encode(plan))
    ledger.touch()
    return told, ledger
