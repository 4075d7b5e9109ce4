"""A policy is given to stations: which can follow it, and what governs them from then on."""

from collections.abc import Collection, Sequence
from uuid import UUID

from chargehouse.contexts.access.errors import NotSchedulable
from chargehouse.contexts.access.events import AccessScheduleAssigned, AccessScheduleRemoved
from chargehouse.contexts.access.model.documents import is_schedule
from chargehouse.contexts.access.public.policies import PolicyDocument
from chargehouse.contexts.access.repository import controls, expectations, policies
from chargehouse.contexts.access.service.expecting import renew
from chargehouse.platform.postgres.database import UnitOfWork


async def give(work: UnitOfWork, policy_id: UUID | None, station_ids: Sequence[UUID]) -> set[UUID]:
    """Have a policy govern stations; return those that another, or none, did before.

    Their own policies are removed with that.
    """
    connection, tenant_id, now = work.connection, work.tenant_id, work.now()
    before = await expectations.policies_of(connection, tenant_id, station_ids)
    given = {one for one in station_ids if before.get(one) != policy_id}
    if not given:
        return given
    await expectations.govern(connection, tenant_id, given, now)
    which = expectations.of_stations(given)
    await expectations.assign(connection, tenant_id, which, policy_id)
    for own_id in await policies.remove_own(connection, tenant_id, given, but=policy_id, now=now):
        work.record(AccessScheduleRemoved(aggregate_id=own_id, schedule_id=own_id, name=None))
    for station_id in sorted(given):
        work.record(
            AccessScheduleAssigned(
                aggregate_id=station_id,
                station_id=station_id,
                schedule_id=policy_id,
                previous_schedule_id=before.get(station_id),
            )
        )
    await renew(work, which)
    return given


async def able_to_follow(
    work: UnitOfWork, document: PolicyDocument, station_ids: Collection[UUID]
) -> set[UUID]:
    """Return the stations that can follow what a policy says (FR-006)."""
    if not is_schedule(document):
        return set(station_ids)
    known = await controls.find(work.connection, work.tenant_id, station_ids)
    return {station_id for station_id, control in known.items() if control.may_be_scheduled}


async def require_able(
    work: UnitOfWork, document: PolicyDocument, station_ids: Collection[UUID]
) -> None:
    """Raise `NotSchedulable` unless all of the stations can follow what a policy says."""
    unable = set(station_ids) - await able_to_follow(work, document, station_ids)
    if unable:
        raise NotSchedulable(
            "A charger cannot follow this: probe it, say what it can do, or accept what it will"
            " not enforce.",
            {"stations": len(unable)},
        )
