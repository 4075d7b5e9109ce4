"""Tells the tenants of an account what happened to it."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import structlog
from structlog.contextvars import get_contextvars

from chargehouse.contexts.people.public import Account, TenantRef
from chargehouse.contexts.people.repository import accounts as account_rows
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.events import Event
from chargehouse.platform.postgres.database import Database

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Teller:
    """Who did it, as an actor that is of no tenant yet."""

    kind: str
    name: str
    id: UUID | None = None
    origin: str | None = None


CONSOLE: Final = Teller("console", "console", origin="console")


class Telling:
    """Records events of accounts, which belong to no tenant, in each tenant of theirs."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._later: set[asyncio.Task[None]] = set()

    async def tell(self, event: Event, tenants: Iterable[TenantRef], by: Teller) -> None:
        """Record an event, done by somebody in the request that is being answered, if any."""
        request_id = get_contextvars().get("request_id")
        for tenant in tenants:
            actor = Actor(
                by.kind, tenant.id, by.name, by.id, request_id=request_id, origin=by.origin
            )
            async with self._database.transaction(actor) as unit:
                unit.record(event)

    async def tell_owner(self, event: Event, account: Account, origin: str | None) -> None:
        """Record an event in each tenant of an account, done by its owner."""
        async with self._database.relay() as relay:
            tenants = await account_rows.tenants_of(relay, account.id)
        await self.tell(event, tenants, Teller("user", account.name, account.id, origin))

    def tell_later(self, event: Event, tenants: Iterable[TenantRef], by: Teller) -> None:
        """Record an event while the answer is on its way, which must not wait for it.

        How long an answer takes would tell whether there is an account.
        """
        telling = asyncio.create_task(self.tell(event, list(tenants), by), name="telling")
        self._later.add(telling)
        telling.add_done_callback(self._told)

    async def stop(self) -> None:
        """Wait until everything is told."""
        await asyncio.gather(*self._later, return_exceptions=True)

    def _told(self, telling: "asyncio.Task[None]") -> None:
        self._later.discard(telling)
        if not telling.cancelled() and telling.exception() is not None:
            log.warning("an event of an account could not be recorded")
