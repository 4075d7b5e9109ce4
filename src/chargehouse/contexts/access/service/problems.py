"""Access problems for people: listed, acknowledged, tried again."""

from uuid import UUID

from chargehouse.contexts.access.errors import AccessProblemNotFound
from chargehouse.contexts.access.events import AccessProblemAcknowledged
from chargehouse.contexts.access.public import ACCESS_CONTROL_EDIT, ACCESS_CONTROL_READ
from chargehouse.contexts.access.public.control import ControlView, ProblemFilters, ProblemView
from chargehouse.contexts.access.repository import problems as repository
from chargehouse.contexts.access.repository.problems import Problem
from chargehouse.contexts.access.service.control import ControlService
from chargehouse.contexts.access.service.places import narrowed, require_at
from chargehouse.contexts.access.service.problem_views import problem_view
from chargehouse.contexts.stations.public import StationLookup
from chargehouse.kernel.actor import Actor, Permission
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.outbox.writing import actor_label
from chargehouse.platform.postgres.database import Database


class ProblemService:
    """Reads access problems. They close by themselves; people acknowledge them and try again."""

    def __init__(
        self, database: Database, stations: StationLookup, control: ControlService
    ) -> None:
        self._database = database
        self._stations = stations
        self._control = control

    async def page(self, actor: Actor, paging: Paging, asked: ProblemFilters) -> Page[ProblemView]:
        """Return a page of problems, those that hold first unless sorted otherwise."""
        reach = actor.require_somewhere(ACCESS_CONTROL_READ)
        reached = await self._stations.reached(actor, reach)
        async with self._database.reading(actor) as connection:
            at = await narrowed(connection, actor.tenant_id, reached, asked.location_id)
            query = repository.asked_for(actor.tenant_id, at, paging, asked)
            statement = query.paged(repository.problems_of(actor.tenant_id))
            rows = (await connection.execute(statement)).all()
        page = query.page(rows, repository.problem_of)
        names = await self._stations.names(actor, {each.station_id for each in page.items})
        return Page(
            items=[problem_view(each, names) for each in page.items],
            next_cursor=page.next_cursor,
        )

    async def get(self, actor: Actor, problem_id: UUID) -> ProblemView:
        """Return a problem. Raises `AccessProblemNotFound`."""
        actor.require_somewhere(ACCESS_CONTROL_READ)
        return await self._view(actor, await self._found(actor, ACCESS_CONTROL_READ, problem_id))

    async def acknowledge(
        self, actor: Actor, problem_id: UUID, note: str | None = None
    ) -> ProblemView:
        """Keep that somebody knows of a problem; it stays open while it holds.

        Raises `AccessProblemNotFound`.
        """
        actor.require_somewhere(ACCESS_CONTROL_EDIT)
        found = await self._found(actor, ACCESS_CONTROL_EDIT, problem_id)
        async with self._database.transaction(actor) as work:
            await repository.acknowledge(
                work.connection,
                actor.tenant_id,
                problem_id,
                by=actor_label(actor),
                at=work.now(),
                note=note,
            )
            work.record(
                AccessProblemAcknowledged(
                    aggregate_id=problem_id,
                    station_id=found.station_id,
                    kind=found.kind,
                    note=note,
                )
            )
        return await self.get(actor, problem_id)

    async def retry(self, actor: Actor, problem_id: UUID) -> ControlView:
        """Bring the expected mode about again where a problem is.

        Raises `AccessProblemNotFound`, `NothingToRetry`.
        """
        actor.require_somewhere(ACCESS_CONTROL_EDIT)
        found = await self._found(actor, ACCESS_CONTROL_EDIT, problem_id)
        return await self._control.retry(actor, found.station_id)

    async def _found(self, actor: Actor, permission: Permission, problem_id: UUID) -> Problem:
        async with self._database.reading(actor) as connection:
            found = await repository.find(connection, actor.tenant_id, problem_id)
        if found is None:
            raise AccessProblemNotFound("There is no such access problem.")
        await require_at(self._stations, actor, permission, found.station_id)
        return found

    async def _view(self, actor: Actor, problem: Problem) -> ProblemView:
        return problem_view(problem, await self._stations.names(actor, [problem.station_id]))
