"""Overrides: a station in a mode that somebody orders, over its policy."""

from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from chargehouse.contexts.access.errors import (
    OverrideOver,
    OverrideOverlaps,
    OverrideUnknown,
)
from chargehouse.contexts.access.events import AccessOverrideEnded, AccessOverrideSet
from chargehouse.contexts.access.model.documents import refused
from chargehouse.contexts.access.public import (
    ACCESS_DECISIONS_READ,
    ACCESS_OVERRIDE,
    Mode,
)
from chargehouse.contexts.access.public.policies import (
    StationOverride,
)
from chargehouse.contexts.access.repository import expectations
from chargehouse.contexts.access.repository import overrides as repository
from chargehouse.contexts.access.service.expecting import renew
from chargehouse.contexts.access.service.places import require_here
from chargehouse.contexts.stations.public import StationLookup
from chargehouse.kernel.actor import Actor
from chargehouse.platform.outbox.writing import actor_label
from chargehouse.platform.postgres.database import Database, UnitOfWork

REASON_MAX_LENGTH: Final = 500
LISTED_AT_MOST: Final = 200


class OverrideService:
    """Keeps the overrides of stations; decisions follow at once."""

    def __init__(self, database: Database, stations: StationLookup) -> None:
        self._database = database
        self._stations = stations

    async def of_station(self, actor: Actor, station_id: UUID) -> list[StationOverride]:
        """Return the overrides of a station, the last to begin first. Raises `StationUnknown`."""
        actor.require_somewhere(ACCESS_DECISIONS_READ)
        await require_here(self._stations, actor, ACCESS_DECISIONS_READ, station_id)
        async with self._database.reading(actor) as connection:
            return await repository.of_station(
                connection, actor.tenant_id, station_id, LISTED_AT_MOST
            )

    async def set(
        self,
        actor: Actor,
        station_id: UUID,
        mode: Mode,
        *,
        begins: datetime | None = None,
        ends: datetime | None = None,
        reason: str | None = None,
    ) -> StationOverride:
        """Order a mode, from now on unless said otherwise, until `ends` or until it is ended.

        An override that is under way then ends with that; ordering what it orders changes nothing.
        Fractions of seconds are left out. Raises `Invalid`, `StationUnknown`, `OverrideOverlaps`.
        """
        actor.require_somewhere(ACCESS_OVERRIDE)
        await require_here(self._stations, actor, ACCESS_OVERRIDE, station_id)
        now = self._database.clock.now()
        override = StationOverride(
            id=self._database.ids.new(),
            station_id=station_id,
            mode=mode,
            begins=_begins(begins, now),
            ends=_ends(ends, begins or now),
            reason=_reason(reason),
            set_by=actor_label(actor),
            set_at=now,
            ended_by=None,
            ended_at=None,
        )
        async with self._database.transaction(actor) as work:
            same = await self._make_room(work, override)
            if same is not None:
                return same
            await repository.add(work.connection, actor.tenant_id, override)
            work.record(
                AccessOverrideSet(
                    aggregate_id=station_id,
                    station_id=station_id,
                    override_id=override.id,
                    mode=override.mode,
                    begins=override.begins,
                    ends=override.ends,
                    reason=override.reason,
                )
            )
            await renew(work, expectations.of_stations([station_id]))
        return override

    async def end(self, actor: Actor, station_id: UUID, override_id: UUID) -> StationOverride:
        """End an override now, or withdraw one that is to begin; the policy governs again.

        Raises `StationUnknown`, `OverrideUnknown`, `OverrideOver`.
        """
        actor.require_somewhere(ACCESS_OVERRIDE)
        await require_here(self._stations, actor, ACCESS_OVERRIDE, station_id)
        async with self._database.transaction(actor) as work:
            await self._hold(work, station_id)
            found = await repository.find(work.connection, actor.tenant_id, station_id, override_id)
            if found is None:
                raise OverrideUnknown("The station has no such override.")
            now = work.now()
            if found.ends is not None and found.ends <= max(now, found.begins):
                raise OverrideOver("The override has ended already.")
            ended = _ended(found, at=now, actor=actor, now=now)
            await repository.end(work.connection, actor.tenant_id, ended)
            work.record(
                AccessOverrideEnded(
                    aggregate_id=station_id,
                    station_id=station_id,
                    override_id=override_id,
                    mode=found.mode,
                )
            )
            await renew(work, expectations.of_stations([station_id]))
        return ended

    async def _make_room(self, work: UnitOfWork, wanted: StationOverride) -> StationOverride | None:
        """End what is under way when an override begins; return it if it says the same."""
        await self._hold(work, wanted.station_id)
        found = await repository.lasting(
            work.connection, work.tenant_id, [wanted.station_id], wanted.begins
        )
        for other in found.get(wanted.station_id, []):
            if other.begins > wanted.begins:
                if wanted.ends is None or other.begins < wanted.ends:
                    raise OverrideOverlaps(
                        f"Another override begins at {other.begins.isoformat()}: end it first,"
                        " or let this one end before.",
                        {"override_id": str(other.id), "begins": other.begins.isoformat()},
                    )
            elif (other.mode, other.ends) == (wanted.mode, wanted.ends):
                return other
            else:
                cut = _ended(other, at=wanted.begins, actor=work.actor, now=work.now())
                await repository.end(work.connection, work.tenant_id, cut)
        return None

    async def _hold(self, work: UnitOfWork, station_id: UUID) -> None:
        """See to it that nobody else changes the station's overrides until this is done."""
        await expectations.govern(work.connection, work.tenant_id, [station_id], work.now())
        await expectations.policies_of(work.connection, work.tenant_id, [station_id])


def _ended(
    override: StationOverride, *, at: datetime, actor: Actor, now: datetime
) -> StationOverride:
    ends = max(override.begins, at.replace(microsecond=0))
    return replace(override, ends=ends, ended_by=actor_label(actor), ended_at=now)


def _begins(begins: datetime | None, now: datetime) -> datetime:
    if begins is None:
        return now.replace(microsecond=0)
    if begins.tzinfo is None:
        raise refused("begins", "names its zone: 2026-03-01T00:00:00Z")
    if begins < now.replace(microsecond=0):
        raise refused("begins", "is not in the past; leave it out for now")
    return begins.replace(microsecond=0)


def _ends(ends: datetime | None, begins: datetime) -> datetime | None:
    if ends is None:
        return None
    if ends.tzinfo is None:
        raise refused("ends", "names its zone: 2026-03-01T00:00:00Z")
    if ends.replace(microsecond=0) <= begins.replace(microsecond=0):
        raise refused("ends", "is later than it begins")
    return ends.replace(microsecond=0)


def _reason(reason: str | None) -> str | None:
    text = (reason or "").strip()
    if len(text) > REASON_MAX_LENGTH or not text.isprintable():
        raise refused("reason", f"has at most {REASON_MAX_LENGTH} printable characters")
    return text or None
