"""Reads what was decided."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chargehouse.contexts.access.errors import AttemptNotFound, DecisionNotFound
from chargehouse.contexts.access.public import (
    ACCESS_DECISIONS_READ,
    AttemptFilters,
    DecidedFor,
    DecisionFilters,
    DecisionNames,
    DenialOverview,
)
from chargehouse.contexts.access.public.policies import PolicyVersion
from chargehouse.contexts.access.repository import decisions as repository
from chargehouse.contexts.access.repository import expectations, policies
from chargehouse.contexts.access.service.places import require_at
from chargehouse.contexts.fleets.public import FleetLookup
from chargehouse.contexts.identity.public import VehicleNames
from chargehouse.contexts.stations.public import StationLookup
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.postgres.database import Database


class AccessService:
    """Reads attempts, decisions and outcomes; is the `DecidedForPartners` of others."""

    def __init__(
        self,
        database: Database,
        stations: StationLookup,
        vehicles: VehicleNames,
        fleets: FleetLookup,
    ) -> None:
        self._database = database
        self._stations = stations
        self._vehicles = vehicles
        self._fleets = fleets

    async def decisions(
        self, actor: Actor, paging: Paging, asked: DecisionFilters
    ) -> Page[Row[Any]]:
        """Return a page of decisions, newest first unless sorted otherwise."""
        reached = await self._reached(actor)
        query = repository.decisions_asked(actor.tenant_id, reached, paging, asked)
        async with self._database.reading(actor) as connection:
            statement = query.paged(repository.decisions_of(actor.tenant_id))
            return query.page(list(await connection.execute(statement)), lambda row: row)

    async def names(self, actor: Actor, rows: Sequence[Row[Any]]) -> DecisionNames:
        """Return what stations, vehicles, fleets and policies of decisions are called."""
        named = _named(rows, "policy_id")
        async with self._database.reading(actor) as connection:
            called = await policies.names(connection, actor.tenant_id, named) if named else {}
        return DecisionNames(
            await self._stations.names(actor, {row.station_id for row in rows}),
            await self._vehicles.names(actor, _named(rows, "vehicle_id")),
            await self._fleets.names(actor, _named(rows, "fleet_id")),
            called,
        )

    async def decision(
        self, actor: Actor, decision_id: UUID
    ) -> tuple[Row[Any], Row[Any] | None, list[Row[Any]], PolicyVersion | None]:
        """Return a decision, its attempt, what became of it, and the policy of its day.

        Raises `DecisionNotFound`.
        """
        actor.require_somewhere(ACCESS_DECISIONS_READ)
        async with self._database.reading(actor) as connection:
            row = await repository.decision_of(connection, actor.tenant_id, decision_id)
        if row is None:
            raise DecisionNotFound("There is no such decision.")
        await require_at(self._stations, actor, ACCESS_DECISIONS_READ, row.station_id)
        async with self._database.reading(actor) as connection:
            attempt = await repository.attempt_of(connection, actor.tenant_id, row.attempt_id)
            outcomes = await repository.outcomes_of(connection, actor.tenant_id, row.attempt_id)
            policy = (
                None
                if row.policy_id is None or row.policy_version is None
                else await policies.version_of(
                    connection, actor.tenant_id, row.policy_id, row.policy_version
                )
            )
        return row, attempt, outcomes, policy

    async def decided_for(self, actor: Actor, decision_id: UUID) -> DecidedFor | None:
        """Return for whom a decision was made, for whoever may see what came of it."""
        async with self._database.reading(actor) as connection:
            return await repository.decided_for(connection, actor.tenant_id, decision_id)

    async def attempts(self, actor: Actor, paging: Paging, asked: AttemptFilters) -> Page[Row[Any]]:
        """Return a page of attempts, with or without a decision or a session."""
        reached, hashes = await self._reached(actor), None
        if asked.vehicle_id is not None:
            hashes = await self._vehicles.hashes(actor, asked.vehicle_id)
        async with self._database.reading(actor) as connection:
            if asked.policy_id is not None:
                governed = frozenset(
                    await expectations.governed_by(connection, actor.tenant_id, asked.policy_id)
                )
                reached = governed if reached is None else governed & reached
            query = repository.attempts_asked(actor.tenant_id, reached, paging, asked, hashes)
            statement = query.paged(repository.attempts_of(actor.tenant_id))
            return query.page(list(await connection.execute(statement)), lambda row: row)

    async def attempt(self, actor: Actor, attempt_id: UUID) -> tuple[Row[Any], list[Row[Any]]]:
        """Return an attempt and what became of it. Raises `AttemptNotFound`."""
        actor.require_somewhere(ACCESS_DECISIONS_READ)
        async with self._database.reading(actor) as connection:
            row = await repository.attempt_of(connection, actor.tenant_id, attempt_id)
        if row is None:
            raise AttemptNotFound("There is no such attempt.")
        await require_at(self._stations, actor, ACCESS_DECISIONS_READ, row.station_id)
        async with self._database.reading(actor) as connection:
            outcomes = await repository.outcomes_of(connection, actor.tenant_id, attempt_id)
        return row, outcomes

    async def denials(self, actor: Actor, since: datetime) -> list[tuple[str, UUID, int]]:
        """Count the denials since an instant, by reason and station."""
        reached = await self._reached(actor)
        async with self._database.reading(actor) as connection:
            return await repository.denials_by(connection, actor.tenant_id, reached, since)

    async def denial_overview(self, actor: Actor, since: datetime) -> DenialOverview:
        """Count the denials since an instant, by reason."""
        reached = await self._reached(actor)
        async with self._database.reading(actor) as connection:
            by_reason, stations = await repository.denied_since(
                connection, actor.tenant_id, reached, since
            )
        return DenialOverview(
            since=since, denied=sum(by_reason.values()), by_reason=by_reason, stations=stations
        )

    async def _reached(self, actor: Actor) -> frozenset[UUID] | None:
        """Return the stations of which the actor may read decisions; None for all."""
        return await self._stations.reached(actor, actor.require_somewhere(ACCESS_DECISIONS_READ))


def _named(rows: Sequence[Row[Any]], column: str) -> set[UUID]:
    """Return the ids in a column that attempts do not have, and decisions may leave empty."""
    found = (getattr(row, column, None) for row in rows)
    return {value for value in found if value is not None}
