"""Access policies: made, changed, removed, and given to stations."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from chargehouse.contexts.access.errors import (
    PolicyChangedMeanwhile,
    PolicyInUse,
    PolicyNameTaken,
    PolicyUnknown,
)
from chargehouse.contexts.access.events import (
    AccessScheduleCreated,
    AccessScheduleRemoved,
    AccessScheduleUpdated,
)
from chargehouse.contexts.access.model.documents import (
    document_in,
    document_of,
    draft_of,
    is_schedule,
    name_of,
    refused,
    windows_in_words,
)
from chargehouse.contexts.access.public import (
    ACCESS_DECISIONS_READ,
    ACCESS_POLICY_EDIT,
)
from chargehouse.contexts.access.public.policies import (
    AccessPolicy,
    Assigned,
    AssignedOutcome,
    PolicyDocument,
    PolicyDraft,
    PolicyVersion,
)
from chargehouse.contexts.access.repository import expectations
from chargehouse.contexts.access.repository import policies as repository
from chargehouse.contexts.access.service.expecting import renew
from chargehouse.contexts.access.service.giving import able_to_follow, give, require_able
from chargehouse.contexts.access.service.places import require_at, require_here
from chargehouse.contexts.stations.public import StationLookup, StationName
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.events import changes_between
from chargehouse.kernel.reach import Place
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.outbox.writing import actor_label
from chargehouse.platform.postgres.database import Database, UnitOfWork

ASSIGNED_AT_MOST: Final = 20_000
SAID: Final = ("name", *PolicyDocument.__struct_fields__)


class PolicyService:
    """Keeps policies; decisions follow at once, and what was answered before is void."""

    def __init__(self, database: Database, stations: StationLookup) -> None:
        self._database = database
        self._stations = stations

    async def page(
        self, actor: Actor, paging: Paging, *, search: str | None = None
    ) -> Page[AccessPolicy]:
        """Return a page of the shared policies; `search` is a part of the name."""
        actor.require_somewhere(ACCESS_DECISIONS_READ)
        async with self._database.reading(actor) as connection:
            return await repository.page(connection, actor.tenant_id, paging, search=search)

    async def find(self, actor: Actor, policy_id: UUID) -> AccessPolicy:
        """Return a policy. Raises `PolicyUnknown`."""
        actor.require_somewhere(ACCESS_DECISIONS_READ)
        async with self._database.reading(actor) as connection:
            found = _known(await repository.find(connection, actor.tenant_id, policy_id))
        if found.station_id is not None:
            await require_at(self._stations, actor, ACCESS_DECISIONS_READ, found.station_id)
        return found

    async def versions(self, actor: Actor, policy_id: UUID) -> list[PolicyVersion]:
        """Return what a policy said and since when, the newest first. Raises `PolicyUnknown`."""
        await self.find(actor, policy_id)
        async with self._database.reading(actor) as connection:
            return await repository.versions(connection, actor.tenant_id, policy_id)

    async def governed(self, actor: Actor, policy_id: UUID) -> Mapping[UUID, StationName]:
        """Return the stations that a policy governs, as far as the actor may see them."""
        await self.find(actor, policy_id)
        reached = await self._stations.reached(actor, actor.reach(ACCESS_DECISIONS_READ))
        async with self._database.reading(actor) as connection:
            found = await expectations.governed_by(connection, actor.tenant_id, policy_id)
        seen = found if reached is None else [one for one in found if one in reached]
        return (await self._stations.names(actor, seen)).stations

    async def make(self, actor: Actor, name: str, draft: PolicyDraft) -> AccessPolicy:
        """Make a shared policy, which governs no station yet.

        Raises `Invalid`, which names the field and of windows the clash; `PolicyNameTaken`.
        """
        actor.require(ACCESS_POLICY_EDIT)
        policy = self._new(draft, name=name_of(name))
        async with self._database.transaction(actor) as work:
            if not await repository.add(
                work.connection, actor.tenant_id, policy, actor_label(actor)
            ):
                raise _name_taken()
            work.record(_created(policy, None))
        return policy

    async def change(
        self,
        actor: Actor,
        policy_id: UUID,
        said: Mapping[str, object],
        *,
        version: int | None = None,
    ) -> AccessPolicy:
        """Change the fields that are named, as `make` takes them; what is not named stays.

        Raises `Invalid`, `PolicyUnknown`, `PolicyNameTaken`, `NotSchedulable`,
        `PolicyChangedMeanwhile`.
        """
        await self._require_edit(actor, policy_id)
        given = {field: value for field, value in said.items() if field != "name"}
        async with self._database.transaction(actor) as work:
            before = await _locked(work, policy_id)
            if version not in {None, before.version}:
                raise PolicyChangedMeanwhile("The policy was changed since it was read.")
            name = await _renamed(work, before, said.get("name", before.name))
            draft = msgspec.structs.replace(draft_of(before), **given)
            return await self._changed(work, before, name, draft)

    async def remove(self, actor: Actor, policy_id: UUID) -> None:
        """Remove a shared policy that governs no station; past decisions still name it.

        Raises `PolicyUnknown`, `PolicyInUse`.
        """
        await self._require_edit(actor, policy_id)
        async with self._database.transaction(actor) as work:
            policy = await _locked(work, policy_id)
            if policy.stations:
                raise PolicyInUse(
                    "Give its stations another policy first.", {"stations": policy.stations}
                )
            await repository.remove(work.connection, actor.tenant_id, policy.id, work.now())
            work.record(
                AccessScheduleRemoved(
                    aggregate_id=policy.id, schedule_id=policy.id, name=policy.name
                )
            )

    async def assign(
        self, actor: Actor, policy_id: UUID, station_ids: Sequence[UUID]
    ) -> list[Assigned]:
        """Have a shared policy govern stations, in place of what did; say what came of each.

        A station's own policy is removed with that. A schedule is given to chargers that can follow
        it alone (FR-006). Raises `Invalid`, `PolicyUnknown`.
        """
        actor.require_somewhere(ACCESS_POLICY_EDIT)
        if len(station_ids) > ASSIGNED_AT_MOST:
            raise refused("stations", f"names at most {ASSIGNED_AT_MOST} stations")
        asked = list(dict.fromkeys(station_ids))
        names = (await self._stations.names(actor, asked)).stations
        permitted = {
            station_id
            for station_id, named in names.items()
            if actor.may(ACCESS_POLICY_EDIT, at=Place(named.location_id))
        }
        async with self._database.transaction(actor) as work:
            await repository.lock(work.connection, actor.tenant_id, policy_id, shared=True)
            policy = _known(await repository.find(work.connection, actor.tenant_id, policy_id))
            if policy.station_id is not None:
                raise refused("policy_id", "names a shared policy")
            here = await expectations.zones(work.connection, actor.tenant_id, permitted)
            able = await able_to_follow(work, policy, here)
            given = await give(work, policy_id, sorted(able))
        outcomes: dict[UUID, AssignedOutcome] = dict.fromkeys(names.keys() - permitted, "forbidden")
        outcomes |= dict.fromkeys(here, "not_schedulable")
        outcomes |= dict.fromkeys(able, "unchanged")
        outcomes |= dict.fromkeys(given, "assigned")
        return [
            Assigned(
                station_id=station_id,
                station_code=names[station_id].code if station_id in here else None,
                outcome=outcomes.get(station_id, "unknown"),
            )
            for station_id in asked
        ]

    async def set_own(
        self, actor: Actor, station_id: UUID, draft: PolicyDraft, *, version: int | None = None
    ) -> AccessPolicy:
        """Give a station a policy of its own, or change the one that it has.

        Raises `Invalid`, `StationUnknown`, `NotSchedulable`, `PolicyChangedMeanwhile`.
        """
        await self._require_station(actor, station_id)
        async with self._database.transaction(actor) as work:
            before = await repository.own_of(work.connection, actor.tenant_id, station_id)
            if version is not None and (before is None or before.version != version):
                raise PolicyChangedMeanwhile("The policy was changed since it was read.")
            if before is not None:
                return await self._changed(work, await _locked(work, before.id), None, draft)
            policy = self._new(draft, station_id=station_id)
            await require_able(work, policy, [station_id])
            if not await repository.add(
                work.connection, actor.tenant_id, policy, actor_label(actor)
            ):
                raise PolicyChangedMeanwhile("The station was given a policy meanwhile.")
            zones = await expectations.zones(work.connection, actor.tenant_id, [station_id])
            work.record(_created(policy, zones.get(station_id)))
            await give(work, policy.id, [station_id])
            return await _read(work, policy.id)

    async def release(self, actor: Actor, station_id: UUID) -> None:
        """Have no policy govern a station: it is in managed access, but for overrides.

        Its own policy is removed. Raises `StationUnknown`.
        """
        await self._require_station(actor, station_id)
        async with self._database.transaction(actor) as work:
            await give(work, None, [station_id])

    async def _changed(
        self,
        work: UnitOfWork,
        before: AccessPolicy,
        name: str | None,
        draft: PolicyDraft,
    ) -> AccessPolicy:
        said = document_in(before)
        document = document_of(draft, self._database.ids.new, said)
        if name == before.name and document == said:
            return before
        if is_schedule(document) and not is_schedule(said):
            governed = await expectations.governed_by(work.connection, work.tenant_id, before.id)
            await require_able(work, document, governed)
        after = msgspec.structs.replace(
            before,
            name=name,
            **_fields(document),
            updated_at=work.now(),
            version=before.version + 1,
        )
        await repository.change(work.connection, work.tenant_id, after, actor_label(work.actor))
        changed = [field for field in SAID if getattr(after, field) != getattr(before, field)]
        values = {field: getattr(after, field) for field in changed}
        work.record(
            AccessScheduleUpdated(
                aggregate_id=after.id,
                station_id=after.station_id,
                schedule_id=after.id,
                version=after.version,
                changed_fields=changed,
                changes=changes_between(before, values, changed),
                updated_at=after.updated_at,
            )
        )
        if document != said:
            await renew(work, expectations.of_policy(after.id))
        return after

    def _new(
        self, draft: PolicyDraft, *, name: str | None = None, station_id: UUID | None = None
    ) -> AccessPolicy:
        document = document_of(draft, self._database.ids.new)
        now = self._database.clock.now()
        return AccessPolicy(
            id=self._database.ids.new(),
            name=name,
            station_id=station_id,
            **_fields(document),
            created_at=now,
            updated_at=now,
            version=1,
            stations=0,
        )

    async def _require_edit(self, actor: Actor, policy_id: UUID) -> None:
        """Refuse who may not edit a policy: a shared one takes the permission everywhere."""
        actor.require_somewhere(ACCESS_POLICY_EDIT)
        async with self._database.reading(actor) as connection:
            found = _known(await repository.find(connection, actor.tenant_id, policy_id))
        if found.station_id is None:
            actor.require(ACCESS_POLICY_EDIT)
        else:
            await require_at(self._stations, actor, ACCESS_POLICY_EDIT, found.station_id)

    async def _require_station(self, actor: Actor, station_id: UUID) -> None:
        actor.require_somewhere(ACCESS_POLICY_EDIT)
        await require_here(self._stations, actor, ACCESS_POLICY_EDIT, station_id)


async def _renamed(work: UnitOfWork, policy: AccessPolicy, name: object) -> str | None:
    """Return the name that a policy is to have."""
    if name == policy.name:
        return policy.name
    if policy.station_id is not None or not isinstance(name, str):
        raise refused("name", "is left out of a station's own policy, and a text for others")
    wanted = name_of(name)
    if await repository.name_is_taken(work.connection, work.tenant_id, wanted, but=policy.id):
        raise _name_taken()
    return wanted


async def _locked(work: UnitOfWork, policy_id: UUID) -> AccessPolicy:
    """Return a policy that nobody changes, or gives to stations, until the transaction ends."""
    await repository.lock(work.connection, work.tenant_id, policy_id)
    return await _read(work, policy_id)


async def _read(work: UnitOfWork, policy_id: UUID) -> AccessPolicy:
    return _known(await repository.find(work.connection, work.tenant_id, policy_id))


def _known(policy: AccessPolicy | None) -> AccessPolicy:
    if policy is None:
        raise PolicyUnknown("There is no such access policy.")
    return policy


def _name_taken() -> PolicyNameTaken:
    return PolicyNameTaken("Another policy has this name.")


def _fields(document: PolicyDocument) -> dict[str, Any]:
    return {field: getattr(document, field) for field in PolicyDocument.__struct_fields__}


def _created(policy: AccessPolicy, zone: str | None) -> AccessScheduleCreated:
    return AccessScheduleCreated(
        aggregate_id=policy.id,
        station_id=policy.station_id,
        schedule_id=policy.id,
        name=policy.name,
        mode=policy.default_mode,
        recurrence=windows_in_words(policy),
        zone=zone,
        created_at=policy.created_at,
    )
