"""Keeps what came of attempts: many of a tenant in one transaction."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from chargehouse.contexts.webhooks.events import WebhookDisabled
from chargehouse.contexts.webhooks.model.notices import Disabling
from chargehouse.contexts.webhooks.model.retries import (
    Answer,
    Streak,
    Verdict,
    is_over,
    judged,
    prolonged,
)
from chargehouse.contexts.webhooks.model.urls import without_query
from chargehouse.contexts.webhooks.repository import deliveries, queue
from chargehouse.contexts.webhooks.repository import subscriptions as repository
from chargehouse.contexts.webhooks.repository.queue import Taken
from chargehouse.contexts.webhooks.repository.subscriptions import Health
from chargehouse.contexts.webhooks.service.notices import Notices
from chargehouse.contexts.webhooks.service.posting import Posted
from chargehouse.kernel.actor import system_actor
from chargehouse.kernel.chance import Chance
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.recording import Recording

ACTOR: Final = "webhooks.send"


@dataclass(frozen=True, slots=True)
class Tried:
    """An attempt that was made; `posted` is None where nothing was sent, for want of a right."""

    taken: Taken
    at: datetime
    duration_ms: int
    posted: Posted | None

    @property
    def answer(self) -> Answer:
        """What came of it."""
        return Answer(error="not_permitted") if self.posted is None else self.posted.answer


@dataclass(frozen=True, slots=True)
class _Over:
    """Why a webhook is disabled, after which attempts."""

    reason: str
    streak: Streak
    tried: Sequence[Tried]

    @property
    def last_failure(self) -> Tried:
        return [each for each in self.tried if not each.answer.is_success][-1]


class Recorder:
    """Writes what came of attempts."""

    def __init__(self, database: Database, chance: Chance, notices: Notices) -> None:
        self._database = database
        self._notices = notices
        self._clock = database.clock
        self._ids = database.ids
        self._chance = chance
        self._recording = Recording[Tried](
            "webhook recorder", self._write_tenant, clock=database.clock
        )

    async def keep(self, tried: Tried) -> None:
        """Return when an attempt is kept; a database that is away is waited for."""
        await self._recording.keep(tried.taken.tenant_id, tried)

    async def stop(self) -> None:
        """Give up what is not kept yet: those deliveries are sent again."""
        await self._recording.stop()

    async def _write_tenant(self, tenant_id: UUID, tried: Sequence[Tried]) -> None:
        by_webhook: dict[UUID, list[Tried]] = defaultdict(list)
        for each in tried:
            by_webhook[each.taken.webhook_id].append(each)
        actor = system_actor("job", tenant_id, ACTOR)
        async with self._database.transaction(actor) as work:
            over: list[tuple[UUID, str]] = []
            for webhook_id in sorted(by_webhook):
                health = await repository.lock(work.connection, tenant_id, webhook_id)
                reason = await self._note_health(work, webhook_id, health, by_webhook[webhook_id])
                if reason is not None:
                    over.append((webhook_id, reason))
            await queue.record(work.connection, tenant_id, [self._done(each) for each in tried])
            attempts = [self._attempt(each) for each in tried if each.posted is not None]
            if attempts:
                await queue.add_attempts(work.connection, attempts)
            for webhook_id, reason in over:
                await deliveries.give_up_pending(
                    work.connection, tenant_id, webhook_id, f"disabled: {reason}", self._clock.now()
                )

    async def _note_health(
        self, work: UnitOfWork, webhook_id: UUID, health: Health | None, tried: Sequence[Tried]
    ) -> str | None:
        """Keep how a webhook fares; disable it where that is due, and return the reason."""
        real = [each for each in tried if each.posted is not None and not each.taken.test]
        if health is None or not real:
            return None
        streak, reason = Streak(health.failing_since, health.last_failure_at), None
        values: dict[str, object] = {}
        for each in real:
            if each.answer.is_success:
                streak = Streak(None, streak.last_at)
                values["last_success_at"] = each.at
                continue
            streak = prolonged(streak, failed_at=each.at)
            if each.answer.is_gone:
                reason = "gone"
            if each.answer.retry_after is not None:
                values["paused_until"] = self._clock.now() + each.answer.retry_after
        values |= {"failing_since": streak.since, "last_failure_at": streak.last_at}
        reason = reason or ("failing" if is_over(streak) else None)
        if reason is not None and health.enabled:
            values |= await self._disable(work, webhook_id, health, _Over(reason, streak, real))
        await repository.change(work.connection, work.tenant_id, webhook_id, values)
        return reason

    async def _disable(
        self, work: UnitOfWork, webhook_id: UUID, health: Health, over: "_Over"
    ) -> dict[str, object]:
        """Tell that a webhook is disabled; return what its row is to hold."""
        work.record(
            WebhookDisabled(
                aggregate_id=webhook_id,
                url=without_query(health.url),
                reason=over.reason,
                failing_since=over.streak.since,
            )
        )
        last = over.last_failure
        disabling = Disabling(
            url=health.url,
            description=health.description,
            reason=over.reason,
            failing_since=over.streak.since or last.at,
            last_failure_at=last.at,
            last_answer=last.answer,
        )
        await self._notices.disabled(work, webhook_id, health.location_id, disabling)
        return {
            "enabled": False,
            "disabled_at": self._clock.now(),
            "disabled_reason": over.reason,
        }

    def _done(self, tried: Tried) -> dict[str, Any]:
        now, answer = self._clock.now(), tried.answer
        tries = tried.taken.tries + 1
        verdict = judged(answer, tries=tries, at=now, chance=self._chance)
        if verdict.status == "pending" and (tried.taken.test or tried.posted is None):
            verdict = Verdict("failed")
        return {
            "id": tried.taken.id,
            "status": verdict.status,
            "next_at": verdict.next_at,
            "finished_at": None if verdict.status == "pending" else now,
            "tries": tries,
            "status_code": answer.status_code,
            "error": answer.error,
        }

    def _attempt(self, tried: Tried) -> dict[str, object]:
        posted = tried.posted or Posted(tried.answer)
        return {
            "tenant_id": tried.taken.tenant_id,
            "id": self._ids.new(),
            "delivery_id": tried.taken.id,
            "number": tried.taken.attempts + 1,
            "at": tried.at,
            "duration_ms": tried.duration_ms,
            "status_code": posted.answer.status_code,
            "error": posted.answer.error,
            "response_body": posted.body,
            "truncated": posted.truncated,
        }
