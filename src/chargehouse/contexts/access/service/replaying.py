"""What past attempts would have come to under a draft."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from whenever import Instant

from chargehouse.contexts.access.errors import PolicyUnknown
from chargehouse.contexts.access.model.documents import document_of, policy_at, refused
from chargehouse.contexts.access.model.policies import changes_between
from chargehouse.contexts.access.public import ACCESS_DECISIONS_READ
from chargehouse.contexts.access.public.policies import (
    PolicyDocument,
    PolicyDraft,
    Replay,
    ReplayedVehicle,
)
from chargehouse.contexts.access.repository import expectations, policies
from chargehouse.contexts.access.repository import replays as repository
from chargehouse.contexts.access.repository.replays import Came
from chargehouse.contexts.identity.public import IdentifierReader, VehicleNames
from chargehouse.contexts.stations.public import StationLookup
from chargehouse.kernel.actor import Actor
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring

LAST_WEEKS: Final = timedelta(weeks=4)
LONGEST: Final = timedelta(days=366)
ATTEMPTS_AT_MOST: Final = 250_000
STATIONS_AT_MOST: Final = 20_000
VEHICLES_SHOWN: Final = 200

NOT_DENIED: Final = frozenset({"permitted", "freevend", "unknowable"})


class ReplayService:
    """Tries drafts on what was attempted; nothing is recorded."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        *,
        stations: StationLookup,
        vehicles: VehicleNames,
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._stations = stations
        self._vehicles = vehicles

    async def replay(
        self,
        actor: Actor,
        draft: PolicyDraft,
        *,
        stations: Sequence[UUID] = (),
        policy_id: UUID | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Replay:
        """Return what attempts at stations, or those of a policy, would have come to.

        Identifiers, fleets and agreements are taken as they are now. Of stations that the actor may
        not see, and of more than 250 000 attempts, some are left out. Raises `Invalid`,
        `PolicyUnknown`.
        """
        actor.require_somewhere(ACCESS_DECISIONS_READ)
        begun, ended = _times(since, until, self._database.clock.now())
        document = document_of(draft, self._database.ids.new)
        asked = await self._asked(actor, stations, policy_id)
        reader = IdentifierReader(self._keyring, actor.tenant_id)
        async with self._database.reading(actor) as connection:
            zones = await expectations.zones(connection, actor.tenant_id, asked)
            tags = await repository.free_tags(connection, actor.tenant_id, asked)
            came = await repository.replayed(
                connection,
                actor.tenant_id,
                zones,
                {zone: _managed(document, zone, begun, ended) for zone in set(zones.values())},
                since=begun,
                until=ended,
                tags=[reader.identifier_of(tag).hash for tag in tags],
                most=ATTEMPTS_AT_MOST,
            )
        named = await self._vehicles.names(
            actor, {one.vehicle_id for one in came if one.vehicle_id is not None}
        )
        return _replay(came, named, begun, ended, len(zones))

    async def _asked(
        self, actor: Actor, stations: Sequence[UUID], policy_id: UUID | None
    ) -> Collection[UUID]:
        if (not stations) == (policy_id is None):
            raise refused("stations", "names stations, or policy_id is given instead")
        if len(stations) > STATIONS_AT_MOST:
            raise refused("stations", f"names at most {STATIONS_AT_MOST} stations")
        asked: Collection[UUID] = stations
        if policy_id is not None:
            async with self._database.reading(actor) as connection:
                if await policies.find(connection, actor.tenant_id, policy_id) is None:
                    raise PolicyUnknown("There is no such access policy.")
                asked = await expectations.governed_by(connection, actor.tenant_id, policy_id)
        reached = await self._stations.reached(actor, actor.reach(ACCESS_DECISIONS_READ))
        return asked if reached is None else [one for one in asked if one in reached]


def _times(
    since: datetime | None, until: datetime | None, now: datetime
) -> tuple[datetime, datetime]:
    for name, instant in (("since", since), ("until", until)):
        if instant is not None and instant.tzinfo is None:
            raise refused(name, "names its zone: 2026-03-01T00:00:00Z")
    ended = until or now
    begun = since or ended - LAST_WEEKS
    if not timedelta(0) < ended - begun <= LONGEST:
        raise refused("until", f"is later than since, by at most {LONGEST.days} days")
    return begun, ended


def _managed(
    document: PolicyDocument, zone: str, since: datetime, until: datetime
) -> list[tuple[datetime, datetime]]:
    """Return when a policy has stations of a zone in managed access."""
    steps = [
        (at.to_stdlib(), expected.mode)
        for at, expected in changes_between(
            policy_at(document, zone), Instant(since), Instant(until)
        )
    ]
    ends = [at for at, _ in steps[1:]] + [until]
    return [
        (at, end) for (at, mode), end in zip(steps, ends, strict=True) if mode == "managed_access"
    ]


def _replay(
    came: Sequence[Came],
    named: Mapping[UUID, str],
    since: datetime,
    until: datetime,
    stations: int,
) -> Replay:
    denied = [one for one in came if one.outcome not in NOT_DENIED]
    outcomes, vehicles = Counter[str](), Counter[UUID]()
    for one in came:
        outcomes[one.outcome] += one.attempts
    for one in denied:
        if one.vehicle_id is not None:
            vehicles[one.vehicle_id] += one.attempts
    return Replay(
        since=since,
        until=until,
        stations=stations,
        attempts=outcomes.total(),
        free=outcomes["freevend"],
        allowed=outcomes["permitted"],
        denied=sum(one.attempts for one in denied),
        denied_then=sum(one.denied_then for one in denied),
        cannot_be_judged=outcomes["unknowable"],
        by_reason={
            reason: count for reason, count in sorted(outcomes.items()) if reason not in NOT_DENIED
        },
        vehicles=[
            ReplayedVehicle(vehicle_id=vehicle_id, vehicle_name=named.get(vehicle_id), denied=count)
            for vehicle_id, count in vehicles.most_common(VEHICLES_SHOWN)
        ],
    )
