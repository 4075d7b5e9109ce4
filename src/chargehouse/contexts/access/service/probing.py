"""Finds out what chargers can do, by asking them, and keeps what they said."""

import asyncio
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.contexts.access.events import CapabilityFound
from chargehouse.contexts.access.model.capability import capability_of, with_our_list
from chargehouse.contexts.access.model.controls import Control
from chargehouse.contexts.access.public.freevend import FreevendPort, Probe
from chargehouse.contexts.access.repository import controls
from chargehouse.contexts.access.repository.controls import Observation
from chargehouse.contexts.access.service.list_rollout import ListRollout
from chargehouse.contexts.access.service.planning import ModePlanning
from chargehouse.kernel.actor import Actor
from chargehouse.platform.postgres.database import Database, UnitOfWork

AT_ONCE: Final = 16


class Probing:
    """Probes chargers, some at a time; `lists` tells whose local lists are ours."""

    def __init__(
        self,
        database: Database,
        port: FreevendPort,
        planning: ModePlanning,
        *,
        lists: ListRollout | None = None,
    ) -> None:
        self._database = database
        self._lists = lists
        self._port = port
        self._planning = planning
        self._room = asyncio.Semaphore(AT_ONCE)

    async def probe(self, actor: Actor, station_id: UUID) -> Control:
        """Ask a charger what it can do; return what is known of it now.

        Of one that does not answer what was known before stays known.
        """
        async with self._room:
            probe = await self._port.probe(actor.tenant_id, station_id)
        if self._lists is not None and await self._lists.at(actor, station_id):
            probe = with_our_list(probe)
        async with self._database.transaction(actor) as work:
            await controls.ensure(work.connection, actor.tenant_id, [station_id])
            before = await controls.find(work.connection, actor.tenant_id, [station_id], lock=True)
            await self._keep(work, before[station_id], probe)
            await self._planning.keep_sync(work, [station_id])
            after = await controls.find(work.connection, actor.tenant_id, [station_id])
        return after[station_id]

    async def _keep(self, work: UnitOfWork, before: Control, probe: Probe) -> None:
        connection, tenant_id, now = work.connection, work.tenant_id, work.now()
        said: dict[str, object] = {
            "probe_at": None,
            "probe_outcome": probe.outcome,
            "probe_evidence": msgspec.to_builtins(probe.exchanges),
        }
        if probe.outcome == "accepted":
            said |= {
                "found": capability_of(probe),
                "found_profile": probe.profile,
                "found_path": msgspec.to_builtins(probe.path),
                "asks": probe.asks,
                "gaps": list(probe.gaps),
                "notes": list(probe.notes),
                "probed_at": now,
            }
        await controls.change(connection, tenant_id, before.station_id, said)
        if probe.outcome != "accepted":
            return
        found = await controls.find(connection, tenant_id, [before.station_id])
        after = found[before.station_id]
        if probe.mode is not None and after.path == probe.path:
            seen = Observation(
                before.station_id, probe.mode, now, probe.exchanges[-1:], is_confirmed=True
            )
            await controls.observe(connection, tenant_id, [seen])
        if _what(before) != _what(after):
            work.record(
                CapabilityFound(
                    aggregate_id=before.station_id,
                    station_id=before.station_id,
                    previous=before.found,
                    capability=after.found,
                    configuration_path=None if probe.path is None else probe.path.key,
                    not_enforced=after.not_enforced,
                )
            )


def _what(control: Control) -> tuple[object, ...]:
    return control.found, control.found_path, control.gaps, control.notes, control.asks
