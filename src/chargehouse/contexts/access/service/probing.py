"""Finds out what chargers can do, by asking them, and keeps what they said."""

import asyncio
from collections.abc import Collection
from typing import Final
from uuid import UUID

from chargehouse.contexts.access.events import CapabilityFound
from chargehouse.contexts.access.model.capability import with_our_list
from chargehouse.contexts.access.model.controls import Control
from chargehouse.contexts.access.public.freevend import FreevendPort, Probe
from chargehouse.contexts.access.repository import controls
from chargehouse.contexts.access.repository.controls import Observation
from chargehouse.contexts.access.service.list_rollout import ListRollout
from chargehouse.contexts.access.service.planning import ModePlanning
from chargehouse.kernel.actor import Actor
from chargehouse.platform.postgres.database import Database, UnitOfWork

AT_ONCE: Final = 32
"""So many chargers are asked at the same time."""


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

    async def probe(self, actor: Actor, station_ids: Collection[UUID]) -> None:
        """Ask chargers what they can do, and keep what they said.

        Of one that does not answer what was known before stays known. What was said is kept at
        once, together with what else came meanwhile: no charger waits for a silent one.
        """
        asked = {asyncio.create_task(self._ask(actor, each)) for each in station_ids}
        try:
            while asked:
                answered, asked = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
                await self._keep(actor, dict(each.result() for each in answered))
        finally:
            for each in asked:
                each.cancel()
            await asyncio.gather(*asked, return_exceptions=True)

    async def _ask(self, actor: Actor, station_id: UUID) -> tuple[UUID, Probe]:
        async with self._room:
            return station_id, await self._port.probe(actor.tenant_id, station_id)

    async def _keep(self, actor: Actor, probes: dict[UUID, Probe]) -> None:
        if self._lists is not None:
            ours = await self._lists.among(actor, probes)
            probes |= {each: with_our_list(probes[each]) for each in ours}
        async with self._database.transaction(actor) as work:
            connection, tenant_id, now = work.connection, work.tenant_id, work.now()
            await controls.ensure(connection, tenant_id, probes)
            before = await controls.find(connection, tenant_id, probes, lock=True)
            await controls.probed(connection, tenant_id, probes, now)
            answers = {key: each for key, each in probes.items() if each.outcome == "accepted"}
            after = await controls.find(connection, tenant_id, answers)
            await controls.observe(
                connection,
                tenant_id,
                [
                    Observation(key, each.mode, now, each.exchanges[-1:], is_confirmed=True)
                    for key, each in answers.items()
                    if each.mode is not None and after[key].path == each.path
                ],
            )
            for key, each in answers.items():
                _tell(work, before[key], after[key], each)
            await self._planning.keep_sync(work, probes)


def _tell(work: UnitOfWork, before: Control, after: Control, probe: Probe) -> None:
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
