"""Looks after the log: how far it lags, how old its newest anchors are."""

from datetime import datetime
from typing import Final

from chargehouse.contexts.audit.public import CONSUMER
from chargehouse.contexts.audit.repository import statements as repository
from chargehouse.contexts.audit.service.witnesses import Witness
from chargehouse.platform.health import Figure, Finding
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.outbox import ledger
from chargehouse.platform.postgres.database import Database

LAG_WARN_S: Final = 60.0
ANCHOR_WARN_S: Final = 26 * 3600.0
UNTOLD_WARN_S: Final = 3600.0


class AuditWatch:
    """The health check of the log, whose figures are metrics as well."""

    name = "audit"

    def __init__(self, database: Database, metrics: Metrics, witnesses: list[Witness]) -> None:
        self._database = database
        self._witnesses = witnesses
        self._lag = metrics.gauge(
            "audit_lag_seconds", "How long the oldest event has waited to become an audit entry"
        )
        self._anchor_age = metrics.gauge(
            "audit_anchor_age_seconds", "Age of the newest anchor, of the log where it is oldest"
        )
        self._untold_age = metrics.gauge(
            "audit_unwitnessed_seconds", "Age of the oldest anchor that a witness was not told of"
        )

    async def check(self) -> Finding:
        """Look; the log loses nothing while it lags, so that this is only ever a warning."""
        names = [witness.name for witness in self._witnesses]
        async with self._database.relay() as relay:
            lag_s = await ledger.behind_s(relay, [CONSUMER])
            anchored = await repository.oldest_anchored(relay)
            untold = await repository.oldest_untold(relay, names)
        anchor_age_s, untold_s = self._age_s(anchored), self._age_s(untold)
        self._lag.set(lag_s)
        self._anchor_age.set(anchor_age_s)
        self._untold_age.set(untold_s)
        figures: dict[str, Figure] = {
            "lag_s": round(lag_s, 1),
            "anchor_age_s": round(anchor_age_s),
            "witnesses": len(names),
            "unwitnessed_s": round(untold_s),
        }
        for is_bad, detail in (
            (lag_s > LAG_WARN_S, "The audit log lags behind events"),
            (anchor_age_s > ANCHOR_WARN_S, "An audit log was not anchored today"),
            (untold_s > UNTOLD_WARN_S, "A witness was not told of an anchor of the audit log"),
        ):
            if is_bad:
                return Finding(status="warn", detail=detail, figures=figures)
        return Finding(status="pass", figures=figures)

    def _age_s(self, at: datetime | None) -> float:
        return 0.0 if at is None else max(0.0, (self._database.clock.now() - at).total_seconds())
