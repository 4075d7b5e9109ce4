"""Looks after work for later."""

from chargehouse.platform.health import Figure, Finding
from chargehouse.platform.jobs.queue import Jobs

OVERDUE_WARN_S = 300


class JobsCheck:
    """The queue's length, its oldest job and those that failed."""

    name = "jobs"

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    async def check(self) -> Finding:
        """Look; a queue that nobody works on is a warning, since chargers are served."""
        now = await self._jobs.figures()
        figures: dict[str, Figure] = {
            "queued": now.queued,
            "running": now.running,
            "failed": now.failed,
            "overdue_s": round(now.overdue_s, 1),
        }
        if now.overdue_s > OVERDUE_WARN_S:
            return Finding(
                status="warn", detail="Jobs wait and none is begun: start a worker", figures=figures
            )
        if now.failed:
            return Finding(
                status="warn", detail="Jobs have failed: see the log, then requeue", figures=figures
            )
        return Finding(status="pass", figures=figures)
