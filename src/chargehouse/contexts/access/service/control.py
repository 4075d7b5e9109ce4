"""Charger access control for people: capability, modes, changes."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.contexts.access.errors import NothingToAccept, NothingToRetry
from chargehouse.contexts.access.events import (
    CapabilityOverridden,
    ModeChangeRetried,
    PartialControlAccepted,
)
from chargehouse.contexts.access.model.capability import Capability
from chargehouse.contexts.access.model.controls import Control
from chargehouse.contexts.access.model.mode_changes import retried
from chargehouse.contexts.access.model.problems import DRIFTS, TOLD
from chargehouse.contexts.access.model.synchrony import OUT_OF_SYNC
from chargehouse.contexts.access.public import ACCESS_CONTROL_EDIT, ACCESS_CONTROL_READ
from chargehouse.contexts.access.public.control import (
    ChangeView,
    ControlFilters,
    ControlRow,
    ControlSummary,
    ControlView,
    OwnWord,
    Sighting,
)
from chargehouse.contexts.access.public.freevend import SwitchPath
from chargehouse.contexts.access.repository import controls, mode_changes, problems
from chargehouse.contexts.access.repository.expected import Expected, expected_of
from chargehouse.contexts.access.repository.mode_changes import Change
from chargehouse.contexts.access.repository.problems import Problem
from chargehouse.contexts.access.service.places import narrowed, require_here
from chargehouse.contexts.access.service.planning import ModePlanning
from chargehouse.contexts.access.service.probing import Probing
from chargehouse.contexts.access.service.problem_views import problem_view
from chargehouse.contexts.stations.public import Names, StationLookup
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import Invalid
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.outbox.writing import actor_label
from chargehouse.platform.postgres.database import Database, UnitOfWork

WORDS_MAX_LENGTH: Final = 1000


class ControlService:
    """Reads chargers' access control, and does with it what operators may."""

    def __init__(
        self,
        database: Database,
        stations: StationLookup,
        *,
        planning: ModePlanning,
        probing: Probing,
    ) -> None:
        self._database = database
        self._stations = stations
        self._planning = planning
        self._probing = probing

    async def of(self, actor: Actor, station_id: UUID) -> ControlView:
        """Return a station's access control. Raises `StationUnknown`."""
        actor.require_somewhere(ACCESS_CONTROL_READ)
        await require_here(self._stations, actor, ACCESS_CONTROL_READ, station_id)
        return await self._view(actor, station_id)

    async def page(self, actor: Actor, paging: Paging, asked: ControlFilters) -> Page[ControlRow]:
        """Return a page of the stations that something governs, or that were ever looked at."""
        reached = await self._reached(actor)
        async with self._database.reading(actor) as connection:
            at = await narrowed(connection, actor.tenant_id, reached, asked.location_id)
            query = controls.asked_for(actor.tenant_id, at, paging, asked)
            statement = query.paged(controls.controls_of(actor.tenant_id))
            page = query.page((await connection.execute(statement)).all(), controls.control_of)
            stations = [each.station_id for each in page.items]
            expected = await expected_of(connection, actor.tenant_id, stations)
        names = await self._stations.names(actor, stations)
        rows = [_row(each, expected.get(each.station_id), names) for each in page.items]
        return Page(items=rows, next_cursor=page.next_cursor)

    async def summary(self, actor: Actor, location_id: UUID | None = None) -> ControlSummary:
        """Count governed stations by how they stand to their mode, and open problems by kind.

        Everywhere, or at a location.
        """
        everywhere = await self._reached(actor)
        async with self._database.reading(actor) as connection:
            reached = await narrowed(connection, actor.tenant_id, everywhere, location_id)
            by_sync = await controls.counted_by_sync(connection, actor.tenant_id, reached)
            by_kind = await problems.counted_by_kind(connection, actor.tenant_id, reached)
        return ControlSummary(
            by_sync=by_sync,
            out_of_sync=sum(by_sync.get(each, 0) for each in OUT_OF_SYNC),
            problems=sum(by_kind.values()),
            by_kind=by_kind,
            at=self._database.clock.now(),
        )

    async def probe(self, actor: Actor, station_id: UUID) -> ControlView:
        """Ask a station what it can do, now. Raises `StationUnknown`."""
        actor.require_somewhere(ACCESS_CONTROL_EDIT)
        await require_here(self._stations, actor, ACCESS_CONTROL_EDIT, station_id)
        await self._probing.probe(actor, [station_id])
        await self._replan(actor, station_id)
        return await self._view(actor, station_id)

    async def override(
        self,
        actor: Actor,
        station_id: UUID,
        capability: Capability | None,
        reason: str,
        path: SwitchPath | None = None,
    ) -> ControlView:
        """Say what a station can do, whatever was found; with `path`, how it is switched.

        None takes that back, so that what was found holds. Raises `StationUnknown`, `Invalid`.
        """
        actor.require_somewhere(ACCESS_CONTROL_EDIT)
        await require_here(self._stations, actor, ACCESS_CONTROL_EDIT, station_id)
        words = _words(reason, "reason")
        if path is not None and capability not in {"full", "partial"}:
            raise _invalid("key", "goes with full or partial")
        return await self._overridden(actor, station_id, capability, words, path)

    async def accept(self, actor: Actor, station_id: UUID, words: str) -> ControlView:
        """Accept in writing what will not be enforced at a station of capability `partial`.

        What comes to light later is not accepted with it. Raises `StationUnknown`, `Invalid`,
        `NothingToAccept`.
        """
        actor.require_somewhere(ACCESS_CONTROL_EDIT)
        await require_here(self._stations, actor, ACCESS_CONTROL_EDIT, station_id)
        said = _words(words, "words")
        async with self._database.transaction(actor) as work:
            known = await controls.find(work.connection, actor.tenant_id, [station_id], lock=True)
            control = known.get(station_id)
            if control is None or control.capability != "partial":
                raise NothingToAccept("Only what a partial charger does not enforce is accepted.")
            values = {
                "accepted_words": said,
                "accepted_gaps": control.not_enforced,
                "accepted_by": actor_label(actor),
                "accepted_at": work.now(),
            }
            await controls.change(work.connection, actor.tenant_id, station_id, values)
            work.record(
                PartialControlAccepted(
                    aggregate_id=station_id,
                    station_id=station_id,
                    not_enforced=control.not_enforced,
                    words=said,
                )
            )
        return await self._view(actor, station_id)

    async def changes(
        self, actor: Actor, paging: Paging, station_id: UUID | None = None
    ) -> Page[ChangeView]:
        """Return a page of changes of mode, the newest first."""
        reached = await self._reached(actor)
        query = mode_changes.asked_for(actor.tenant_id, reached, paging, station_id)
        async with self._database.reading(actor) as connection:
            statement = query.paged(mode_changes.changes_of(actor.tenant_id))
            rows = (await connection.execute(statement)).all()
        page = query.page(rows, mode_changes.change_of)
        return Page(items=[_change_view(each) for each in page.items], next_cursor=page.next_cursor)

    async def retry(self, actor: Actor, station_id: UUID) -> ControlView:
        """Bring a station's expected mode about again, from the beginning.

        Raises `StationUnknown`, `NothingToRetry`.
        """
        actor.require_somewhere(ACCESS_CONTROL_EDIT)
        await require_here(self._stations, actor, ACCESS_CONTROL_EDIT, station_id)
        async with self._database.transaction(actor) as work:
            changes = await mode_changes.current_of(
                work.connection, actor.tenant_id, [station_id], lock=True
            )
            expected = await expected_of(work.connection, actor.tenant_id, [station_id])
            known = await controls.find(work.connection, actor.tenant_id, [station_id])
            control, current = known.get(station_id), changes.get(station_id)
            if station_id not in expected or (
                control is not None and control.is_known and control.path is None
            ):
                raise NothingToRetry("There is no mode to bring about by the charger's settings.")
            if current is not None and current.state.wanted == expected[station_id].mode:
                await self._again(work, current)
                work.record(
                    ModeChangeRetried(
                        aggregate_id=station_id,
                        station_id=station_id,
                        change_id=current.id,
                        expected_mode=current.state.wanted,
                    )
                )
                await self._planning.keep_sync(work, [station_id])
            else:
                await controls.doubt(work.connection, actor.tenant_id, [station_id])
                await self._planning.stations(work, [station_id], "operator")
        self._planning.planned()
        return await self._view(actor, station_id)

    async def _overridden(
        self,
        actor: Actor,
        station_id: UUID,
        capability: Capability | None,
        reason: str,
        path: SwitchPath | None,
    ) -> ControlView:
        async with self._database.transaction(actor) as work:
            await controls.ensure(work.connection, actor.tenant_id, [station_id])
            known = await controls.find(work.connection, actor.tenant_id, [station_id], lock=True)
            said = capability is not None
            values = {
                "own_capability": capability,
                "own_path": msgspec.to_builtins(path),
                "own_reason": reason if said else None,
                "own_by": actor_label(actor) if said else None,
                "own_at": work.now() if said else None,
            }
            await controls.change(work.connection, actor.tenant_id, station_id, values)
            work.record(
                CapabilityOverridden(
                    aggregate_id=station_id,
                    station_id=station_id,
                    previous=known[station_id].capability,
                    capability=capability,
                    configuration_path=None if path is None else path.key,
                    reason=reason,
                )
            )
        await self._replan(actor, station_id)
        return await self._view(actor, station_id)

    async def _replan(self, actor: Actor, station_id: UUID) -> None:
        async with self._database.transaction(actor) as work:
            await self._planning.stations(work, [station_id], "operator")
        self._planning.planned()

    async def _view(self, actor: Actor, station_id: UUID) -> ControlView:
        tenant_id = actor.tenant_id
        async with self._database.reading(actor) as connection:
            control = await controls.whole(connection, tenant_id, station_id)
            expected = await expected_of(connection, tenant_id, [station_id])
            change = await mode_changes.newest_of(connection, tenant_id, station_id)
            there = await problems.open_at(connection, tenant_id, [station_id], list(TOLD))
            drift = await problems.sightings_of(connection, tenant_id, [station_id])
        control = control or Control(station_id=station_id)
        names = await self._stations.names(actor, [station_id])
        now = self._database.clock.now()
        seen_at = control.observed_at
        wanted = expected.get(station_id)
        return ControlView(
            station_id=station_id,
            station_code=names.code(station_id),
            station_name=names.name(station_id),
            capability=control.capability,
            found=control.found,
            profile=control.found_profile,
            path=control.path,
            not_enforced=control.not_enforced if control.is_known else [],
            may_be_scheduled=control.may_be_scheduled,
            override=_word(control.own_reason, control.own_by, control.own_at),
            acceptance=_word(control.accepted_words, control.accepted_by, control.accepted_at),
            probed_at=control.probed_at,
            probe_outcome=control.probe_outcome,
            probe_evidence=list(control.probe_evidence),
            expected=None if wanted is None else wanted.mode,
            expected_since=None if wanted is None else wanted.since,
            observed=control.observed,
            observed_at=control.observed_at,
            observed_age_s=None if seen_at is None else int((now - seen_at).total_seconds()),
            observed_evidence=list(control.observed_evidence),
            is_confirmed=control.is_confirmed,
            sync=control.sync,
            change=None if change is None else _change_view(change),
            problems=[problem_view(each, names) for each in _newest_first(there)],
            drift=[
                Sighting(
                    kind=row.kind,
                    cause=TOLD[row.kind].cause,
                    seen=row.seen,
                    first_at=row.first_at,
                    last_at=row.last_at,
                )
                for row in drift
                if row.kind in DRIFTS
            ],
        )

    async def _reached(self, actor: Actor) -> frozenset[UUID] | None:
        return await self._stations.reached(actor, actor.require_somewhere(ACCESS_CONTROL_READ))

    @staticmethod
    async def _again(work: UnitOfWork, change: Change) -> None:
        """Have a change tried again; one that is under way is read once more after it."""
        connection, tenant_id, now = work.connection, work.tenant_id, work.now()
        if change.leased_until is not None:
            await mode_changes.mark(connection, tenant_id, [change.id], now, read_first=True)
            return
        again = msgspec.structs.replace(change, state=retried(change.state, now))
        await mode_changes.keep(connection, tenant_id, [again], now)


def _row(control: Control, expected: Expected | None, names: Names) -> ControlRow:
    return ControlRow(
        station_id=control.station_id,
        station_code=names.code(control.station_id),
        station_name=names.name(control.station_id),
        capability=control.capability,
        sync=control.sync,
        expected=None if expected is None else expected.mode,
        observed=control.observed,
        observed_at=control.observed_at,
        is_confirmed=control.is_confirmed,
    )


def _change_view(change: Change) -> ChangeView:
    state = change.state
    return ChangeView(
        id=change.id,
        station_id=change.station_id,
        cause=change.cause,
        wanted=state.wanted,
        status=state.status,
        step=state.step,
        reason=state.reason,
        path=change.path,
        asked=state.asked,
        tries=state.tries,
        effective_at=change.effective_at,
        requested_at=change.requested_at,
        tried_at=state.tried_at,
        next_at=state.next_at,
        evidence=list(change.evidence),
    )


def _newest_first(found: Collection[Problem]) -> list[Problem]:
    return sorted(found, key=lambda each: each.opened_at, reverse=True)


def _word(words: str | None, by: str | None, at: object) -> OwnWord | None:
    if words is None or by is None or at is None:
        return None
    return msgspec.convert({"words": words, "by": by, "at": at}, OwnWord)


def _words(said: str, field: str) -> str:
    words = said.strip()
    if not words or len(words) > WORDS_MAX_LENGTH:
        raise _invalid(field, f"1 to {WORDS_MAX_LENGTH} characters")
    return words


def _invalid(field: str, rule: str) -> Invalid:
    return Invalid(f"{field}: {rule}.", {"errors": [{"field": field, "message": rule}]})
