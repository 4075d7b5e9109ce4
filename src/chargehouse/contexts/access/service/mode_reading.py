"""Reads chargers' modes where no change is under way, as after a boot (FR-017)."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from chargehouse.contexts.access.model.controls import Stance
from chargehouse.contexts.access.public.freevend import Answer, FreevendPort, Wish
from chargehouse.contexts.access.repository import controls, mode_changes, stances
from chargehouse.contexts.access.repository.controls import Observation
from chargehouse.contexts.access.repository.expected import expected_of
from chargehouse.contexts.access.service.mode_keeping import Writing
from chargehouse.contexts.access.service.planning import ModePlanning
from chargehouse.contexts.access.service.problem_book import Finding, ProblemBook
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.apart import Apart
from chargehouse.platform.postgres.database import Database, UnitOfWork


class ModeReading:
    """Asks chargers for their modes, and keeps each as soon as it is told."""

    def __init__(
        self,
        database: Database,
        port: FreevendPort,
        planning: ModePlanning,
        book: ProblemBook,
        writing: Writing,
    ) -> None:
        self._database = database
        self._port = port
        self._planning = planning
        self._book = book
        self._writing = writing

    async def read(self, actor: Actor, stations: Sequence[UUID]) -> None:
        """Read the modes of stations; where one is another than expected, plan the change.

        Of one that does not tell its mode nothing is known any more: it is asked again.
        """
        async with self._database.reading(actor) as connection:
            known = await stances.find(connection, actor.tenant_id, stations)
            expected = await expected_of(connection, actor.tenant_id, stations)
        wishes = [
            Wish(station_id, expected[station_id].mode, stance.path)
            for station_id, stance in known.items()
            if station_id in expected and stance.path is not None
        ]
        asked = {each.station_id for each in wishes}
        async with Apart() as parts:

            def hear(answers: Sequence[Answer]) -> None:
                told = [each.station_id for each in answers]
                parts.begin(self._keep(actor, told, answers, known))

            if unasked := [each for each in stations if each not in asked]:
                parts.begin(self._keep(actor, unasked, [], known))
            if wishes:
                await self._port.read_back(actor.tenant_id, wishes, hear)

    async def _keep(
        self,
        actor: Actor,
        stations: Sequence[UUID],
        answers: Sequence[Answer],
        known: Mapping[UUID, Stance],
    ) -> None:
        async with self._writing(actor) as work:
            await self._kept(work, stations, answers, known)
        self._planning.planned()

    async def _kept(
        self,
        work: UnitOfWork,
        stations: Sequence[UUID],
        answers: Sequence[Answer],
        known: Mapping[UUID, Stance],
    ) -> None:
        now, tenant_id = work.now(), work.tenant_id
        read = [each for each in answers if each.outcome == "accepted"]
        unread = [each for each in answers if each.outcome != "accepted"]
        untold = {each.station_id for each in unread}
        await mode_changes.hold_current(work.connection, tenant_id, stations)
        await controls.checked(work.connection, tenant_id, stations)
        await controls.observe(
            work.connection,
            tenant_id,
            [
                Observation(each.station_id, each.mode, now, each.exchanges, is_confirmed=True)
                for each in read
            ],
        )
        await controls.doubt(work.connection, tenant_id, untold)
        await self._tell_lost(work, read, known)
        if unread:
            await self._planning.unread(work, unread)
        told = [each for each in stations if each not in untold]
        await self._planning.stations(work, told, "boot")

    async def _tell_lost(
        self, work: UnitOfWork, read: Sequence[Answer], known: Mapping[UUID, Stance]
    ) -> None:
        """Open the problems of chargers that are in another mode than the one confirmed."""
        lost = [each for each in read if known[each.station_id].confirmed not in {None, each.mode}]
        stations = [each.station_id for each in lost]
        expected = await expected_of(work.connection, work.tenant_id, stations)
        await self._book.open(
            work,
            [
                Finding(each.station_id, "mode_lost", None, each.exchanges)
                for each in lost
                if each.station_id in expected and expected[each.station_id].mode != each.mode
            ],
        )
