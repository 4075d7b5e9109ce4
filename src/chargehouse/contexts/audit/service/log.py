"""How the log grows: events become entries, in the order in which they come."""

import itertools
import secrets
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from chargehouse.contexts.audit.model.bodies import (
    SALT_BYTES,
    Fact,
    salted,
    salts_needed,
    written,
)
from chargehouse.contexts.audit.model.tiles import TILE_WIDTH, filled, made_tile
from chargehouse.contexts.audit.model.tree import Frontier, leaf_hash
from chargehouse.contexts.audit.repository import tree, writing
from chargehouse.kernel.events import Event
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.outbox.recorded import RecordedEvent
from chargehouse.platform.postgres.database import UnitOfWork

PORTION: Final = 100
"""So many entries are written at a time: chargers are answered between two portions."""

Personal = Mapping[str, frozenset[str]]
"""The personal fields of every kind of event that is known."""


class AuditLog:
    """Appends entries. Whoever appends holds the log, so that entries stand in one order."""

    def __init__(self, personal: Personal, metrics: Metrics) -> None:
        self._personal = personal
        self._entries = metrics.counter("audit_entries_total", "Entries added to audit logs")

    async def append(self, work: UnitOfWork, events: Sequence[RecordedEvent]) -> None:
        """Append events, those that are not in the log yet, in the order that they are given."""
        state = await writing.lock(work.connection, work.tenant_id)
        known = await writing.known(
            work.connection, work.tenant_id, [event.event_id for event in events]
        )
        facts = [self._fact(event) for event in events if event.event_id not in known]
        await self._write(work, state.frontier, facts)

    async def append_own(self, work: UnitOfWork, state: writing.LogState, event: Event) -> int:
        """Record an event and append it at once, not when its turn comes; return its index.

        What the entry answers for changes in the same transaction, so that nobody ever sees one
        without the other. `state` is the log, which the transaction holds.
        """
        actor = work.actor
        fact = Fact(
            event_id=work.record(event),
            name=event.wire_name,
            aggregate_id=event.aggregate_id,
            station_id=event.station_id,
            at=work.now(),
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_name=actor.name,
            origin=actor.origin,
            request_id=actor.request_id,
            payload=msgspec.json.encode(event).decode(),
            personal=event.personal,
        )
        index = state.frontier.size
        await self._write(work, state.frontier, [fact])
        return index

    async def _write(self, work: UnitOfWork, frontier: Frontier, facts: Sequence[Fact]) -> None:
        if not facts:
            return
        first, tenant_id = frontier.size, work.tenant_id
        leaves: list[bytes] = []
        for at in range(0, len(facts), PORTION):
            portion = facts[at : at + PORTION]
            leaves += await self._add(work, first + at, portion)
        frontier.extend(leaves)
        await self._add_tiles(work, first, leaves)
        await writing.move(work.connection, tenant_id, frontier)
        self._entries.inc(len(facts))

    async def _add(self, work: UnitOfWork, first: int, facts: Sequence[Fact]) -> list[bytes]:
        """Add entries from an index on; return their leaves."""
        tenant_id = work.tenant_id
        salts = salted(secrets.token_bytes(SALT_BYTES * salts_needed(facts)))
        made = [
            written(fact, tenant_id=tenant_id, index=index, salts=salts)
            for index, fact in enumerate(facts, first)
        ]
        leaves = [leaf_hash(each.body) for each in made]
        await writing.add(work.connection, tenant_id, first, facts=facts, made=made, leaves=leaves)
        return leaves

    async def _add_tiles(self, work: UnitOfWork, first: int, leaves: Sequence[bytes]) -> None:
        """Keep the tiles that became full, from the leaves up."""
        connection, tenant_id, after = work.connection, work.tenant_id, first + len(leaves)
        for level in itertools.count():
            places = filled(level, first, after)
            if not places:
                return
            start, end = places.start * TILE_WIDTH, places.stop * TILE_WIDTH
            if level == 0:
                below = [*await tree.leaves(connection, tenant_id, start, first), *leaves]
            else:
                below = await tree.roots(connection, tenant_id, level - 1, start, end)
            tiles = [
                made_tile(level, place, below[at : at + TILE_WIDTH])
                for place in places
                for at in [place * TILE_WIDTH - start]
            ]
            await writing.add_tiles(connection, tenant_id, tiles)

    def _fact(self, event: RecordedEvent) -> Fact:
        kind, _, name = event.actor.partition(":")
        return Fact(
            event_id=event.event_id,
            name=event.wire_name,
            aggregate_id=event.aggregate_id,
            station_id=event.station_id,
            at=event.occurred_at,
            actor_kind=kind,
            actor_id=event.actor_id,
            actor_name=name,
            origin=event.origin,
            request_id=event.request_id,
            payload=event.payload,
            personal=self._personal.get(event.wire_name),
        )
