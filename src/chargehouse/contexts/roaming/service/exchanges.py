"""Keeps the last exchanges with each partner, aside of the work itself."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
import structlog

from chargehouse.contexts.roaming.model.excerpts import Kept
from chargehouse.contexts.roaming.public import PARTNERS_READ, PartnerExchange
from chargehouse.contexts.roaming.repository import exchanges, partners
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.clock import Timer
from chargehouse.kernel.errors import Unavailable
from chargehouse.ocpi.envelope import read_answer
from chargehouse.ocpi.errors import PartnerUnintelligible, is_success
from chargehouse.platform.postgres.database import Database

FLUSH_AFTER_S: Final = 0.5
WAITING_AT_MOST: Final = 1000
LONGEST_URL: Final = 500
LONGEST_ID: Final = 128

log = structlog.get_logger(__name__)


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A request and its answer as they were, to be kept masked.

    `fault` is what its status does not say, None for nothing.
    """

    tenant_id: UUID
    partner_id: UUID
    inbound: bool
    module: str
    method: str
    url: str
    request_id: str | None
    correlation_id: str | None
    duration_s: float
    http_status: int | None
    fault: str | None
    request: bytes
    answer: bytes


class ExchangeLog:
    """Notes exchanges at no cost for who makes them, and writes them down in bunches.

    What waits to be written is bounded and lost where the process dies: it is for looking alone.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: deque[tuple[UUID, PartnerExchange]] = deque(maxlen=WAITING_AT_MOST)
        self._timer: Timer | None = None
        self._flushing: asyncio.Task[None] | None = None

    def note(self, seen: Seen) -> None:
        """Take note of an exchange."""
        self._waiting.append((seen.tenant_id, self._exchange(seen)))
        if self._timer is None:
            self._timer = self._database.clock.call_later(FLUSH_AFTER_S, self._due)

    async def of_partner(
        self, actor: Actor, partner_id: UUID, *, faulty: bool = False, limit: int = 50
    ) -> Sequence[PartnerExchange]:
        """Return the newest exchanges with a partner, the newest first. Raises `PartnerUnknown`."""
        actor.require(PARTNERS_READ)
        await self.flush()
        async with self._database.reading(actor) as connection:
            await partners.known(connection, actor.tenant_id, partner_id)
            return await exchanges.page(
                connection, actor.tenant_id, partner_id, faulty=faulty, limit=limit
            )

    async def flush(self) -> None:
        """Write down what was noted in this process."""
        waiting = list(self._waiting)
        self._waiting.clear()
        by_tenant: dict[UUID, list[PartnerExchange]] = defaultdict(list)
        for tenant_id, each in waiting:
            by_tenant[tenant_id].append(each)
        for tenant_id, seen in by_tenant.items():
            actor = system_actor("job", tenant_id, "exchanges")
            async with self._database.transaction(actor) as work:
                await exchanges.keep(work.connection, tenant_id, seen)

    async def stop(self) -> None:
        """Write down what is left."""
        if self._timer is not None:
            self._timer.cancel()
        if self._flushing is not None:
            await self._flushing
        await self._flush_if_it_can()

    def _due(self) -> None:
        self._timer = None
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush_if_it_can(), name="exchanges")

    async def _flush_if_it_can(self) -> None:
        try:
            await self.flush()
        except Unavailable:
            log.warning("exchanges with partners could not be kept")

    def _exchange(self, seen: Seen) -> PartnerExchange:
        kept = Kept(seen.module, seen.url, seen.request, seen.answer)
        code = _status_code(seen.answer)
        fault = seen.fault
        if fault is None and code is not None and not is_success(code):
            fault = f"answered with the status code {code}"
        return PartnerExchange(
            id=self._database.ids.new(),
            partner_id=seen.partner_id,
            at=self._database.clock.now(),
            inbound=seen.inbound,
            module=seen.module,
            method=seen.method,
            url=kept.path[:LONGEST_URL],
            request_id=_id(seen.request_id),
            correlation_id=_id(seen.correlation_id),
            http_status=seen.http_status,
            status_code=code,
            duration_ms=round(seen.duration_s * 1000),
            fault=fault,
            request=kept.request,
            answer=kept.answer,
        )


def _status_code(answer: bytes) -> int | None:
    try:
        return read_answer(answer).status_code
    except PartnerUnintelligible:
        return None


def _id(sent: str | None) -> str | None:
    return sent if sent and len(sent) <= LONGEST_ID and sent.isprintable() else None
