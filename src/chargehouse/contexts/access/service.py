"""Use cases of access: decide, set a mode, read what was decided."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.exc import IntegrityError

from chargehouse.contexts.access import repository
from chargehouse.contexts.access.errors import AttemptNotFound, DecisionNotFound, StationUnknown
from chargehouse.contexts.access.events import ExpectedModeChanged
from chargehouse.contexts.access.model import AUTHORISATION_TIMEOUT, Mode, answer_for
from chargehouse.contexts.access.public import (
    ACCESS_DECISIONS_READ,
    ACCESS_MODE_EDIT,
    Attempt,
    Decision,
    DecisionFilters,
)
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import Unavailable
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.postgres.coalescer import Row as HotRow
from chargehouse.platform.postgres.coalescer import Unit
from chargehouse.platform.postgres.database import Database


class DecisionService:
    """Decides attempts, inside the deadline or not at all: it fails closed."""

    def __init__(self, database: Database, *, deadline_s: float) -> None:
        self._database = database
        self._deadline_s = deadline_s

    async def decide(self, tenant_id: UUID, attempt: Attempt, unit: Unit | None = None) -> Decision:
        """Return the decision on an attempt, durable together with the rest of `unit`.

        Past the deadline, or with the database away, it is denied with `authorisation_timeout`;
        that denial is written as soon as it can be. Only a start, with the database away, raises
        `Unavailable`: it stays unanswered, so that the charger keeps it. The same attempt sent
        again gets the decision it had, while identifier and mode are unchanged (NFR-003).
        """
        unit = unit or Unit(tenant_id)
        asked = _Asked(attempt, self._database.ids.new(), self._database.ids.new())
        others = unit.rows.copy()
        unit.add(repository.DECIDE, asked.row(attempt.forced))
        timer = self._database.clock.call_later(
            self._deadline_s, lambda: self._expire(unit, asked, others)
        )
        try:
            return _decision(await self._database.hot.commit(unit), attempt.protocol)
        except Unavailable as error:
            if not isinstance(error, _Late):
                if attempt.kind == "start":
                    raise
                self._keep_denial(asked, others, tenant_id)
            return asked.denied_in_time()
        finally:
            timer.cancel()

    def _expire(self, unit: Unit, asked: "_Asked", others: list[repository.PartRow]) -> None:
        """Answer with a denial now, and see to it that what was answered is what is kept."""
        waiting = unit.done
        if waiting is None or waiting.done():
            return
        unit.done = asyncio.get_running_loop().create_future()
        unit.done.add_done_callback(
            lambda written: self._settle(written, asked, others, unit.tenant_id)
        )
        waiting.set_exception(_Late("No decision in time."))

    def _settle(
        self,
        written: "asyncio.Future[Any]",
        asked: "_Asked",
        others: list[repository.PartRow],
        tenant_id: UUID,
    ) -> None:
        if written.cancelled() or written.exception() is not None:
            self._keep_denial(asked, others, tenant_id)
        else:
            self._database.hot.append(self._denial_told(Unit(tenant_id), asked))

    def _keep_denial(
        self, asked: "_Asked", others: list[repository.PartRow], tenant_id: UUID
    ) -> None:
        """Queue the denial that was answered; the queue outlives the database's absence."""
        unit = self._denial_told(Unit(tenant_id), asked)
        unit.add(repository.DECIDE, asked.row(AUTHORISATION_TIMEOUT))
        unit.rows.extend(others)
        self._database.hot.append(unit)

    def _denial_told(self, unit: Unit, asked: "_Asked") -> Unit:
        unit.add(
            repository.OUTCOMES,
            (
                self._database.ids.new(),
                asked.attempt_id,
                asked.decision_id,
                "answered_in_time",
                None,
                f"The charger was answered {AUTHORISATION_TIMEOUT}.",
                self._database.clock.now(),
            ),
        )
        return unit


class _Late(Unavailable):
    """The deadline passed before the decision was durable."""


class _Asked:
    """An attempt with the ids that its rows have, whenever they are written."""

    __slots__ = ("attempt", "attempt_id", "decision_id")

    def __init__(self, attempt: Attempt, attempt_id: UUID, decision_id: UUID) -> None:
        self.attempt = attempt
        self.attempt_id = attempt_id
        self.decision_id = decision_id

    def row(self, forced: str | None) -> HotRow:
        return repository.decide_row(self.attempt_id, self.decision_id, self.attempt, forced)

    def denied_in_time(self) -> Decision:
        return Decision(
            attempt_id=self.attempt_id,
            decision_id=self.decision_id,
            allowed=False,
            reason=AUTHORISATION_TIMEOUT,
            answer=answer_for(self.attempt.protocol, AUTHORISATION_TIMEOUT),
            mode="managed_access",
            access_class=None,
        )


def _decision(decided: Any, protocol: str) -> Decision:  # noqa: ANN401  a row by its names
    reason = decided["reason"]
    return Decision(
        attempt_id=decided["attempt_id"],
        decision_id=decided["decision_id"],
        allowed=decided["allowed"],
        reason=reason,
        answer=answer_for(protocol, reason),
        mode=decided["mode"],
        access_class=decided["class"],
        identifier_id=decided["identifier_id"],
        vehicle_id=decided["vehicle_id"],
        group_encrypted=decided["group_encrypted"],
        valid_until=decided["valid_until"],
        repeated=decided["repeated"],
    )


@contextmanager
def _station_must_exist() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise StationUnknown("There is no such station.") from error


class AccessService:
    """Sets expected modes by hand, and reads attempts, decisions and outcomes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def mode(self, actor: Actor, station_id: UUID) -> Row[Any] | None:
        """Return the station's mode row; None means managed access, because none was set."""
        actor.require(ACCESS_DECISIONS_READ)
        async with self._database.reading(actor) as connection:
            return await repository.mode_of(connection, actor.tenant_id, station_id)

    async def set_mode(
        self, actor: Actor, station_id: UUID, mode: Mode, reason: str | None = None
    ) -> Row[Any]:
        """Set the station's expected mode from now on; setting what is so changes nothing.

        Raises `StationUnknown`.
        """
        actor.require(ACCESS_MODE_EDIT)
        now = self._database.clock.now()
        async with self._database.transaction(actor) as work:
            was = await repository.mode_of(work.connection, actor.tenant_id, station_id, lock=True)
            if was is not None and was.mode == mode:
                return was
            with _station_must_exist():
                row = await repository.set_mode(
                    work.connection,
                    actor.tenant_id,
                    station_id,
                    mode=mode,
                    reason=reason,
                    set_by=f"{actor.kind}:{actor.name}",
                    since=now,
                )
            work.record(
                ExpectedModeChanged(
                    aggregate_id=station_id,
                    station_id=station_id,
                    previous=was.mode if was else "managed_access",
                    next=mode,
                    source="manual",
                    reason=reason,
                    effective_at=now,
                )
            )
        return row

    async def decisions(
        self, actor: Actor, paging: Paging, asked: DecisionFilters
    ) -> Page[Row[Any]]:
        """Return a page of decisions, newest first unless sorted otherwise."""
        actor.require(ACCESS_DECISIONS_READ)
        query = repository.decisions_asked(actor.tenant_id, paging, asked)
        async with self._database.reading(actor) as connection:
            statement = query.paged(repository.decisions_of(actor.tenant_id))
            return query.page(list(await connection.execute(statement)), lambda row: row)

    async def decision(self, actor: Actor, decision_id: UUID) -> tuple[Row[Any], list[Row[Any]]]:
        """Return a decision and what became of it. Raises `DecisionNotFound`."""
        actor.require(ACCESS_DECISIONS_READ)
        async with self._database.reading(actor) as connection:
            row = await repository.decision_of(connection, actor.tenant_id, decision_id)
            if row is None:
                raise DecisionNotFound("There is no such decision.")
            outcomes = await repository.outcomes_of(connection, actor.tenant_id, row.attempt_id)
        return row, outcomes

    async def attempts(
        self,
        actor: Actor,
        paging: Paging,
        *,
        station_id: UUID | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Page[Row[Any]]:
        """Return a page of attempts, with or without a decision or a session."""
        actor.require(ACCESS_DECISIONS_READ)
        query = repository.attempts_asked(
            actor.tenant_id, paging, station_id=station_id, since=since, until=until
        )
        async with self._database.reading(actor) as connection:
            statement = query.paged(repository.attempts_of(actor.tenant_id))
            return query.page(list(await connection.execute(statement)), lambda row: row)

    async def attempt(self, actor: Actor, attempt_id: UUID) -> tuple[Row[Any], list[Row[Any]]]:
        """Return an attempt and what became of it. Raises `AttemptNotFound`."""
        actor.require(ACCESS_DECISIONS_READ)
        async with self._database.reading(actor) as connection:
            row = await repository.attempt_of(connection, actor.tenant_id, attempt_id)
            if row is None:
                raise AttemptNotFound("There is no such attempt.")
            outcomes = await repository.outcomes_of(connection, actor.tenant_id, attempt_id)
        return row, outcomes

    async def denials(self, actor: Actor, since: datetime) -> list[tuple[str, UUID, int]]:
        """Count the denials since an instant, by reason and station."""
        actor.require(ACCESS_DECISIONS_READ)
        async with self._database.reading(actor) as connection:
            return await repository.denials_by(connection, actor.tenant_id, since)
