"""What is expected of a station, why, and in the weeks to come; and of a draft the same."""

from datetime import datetime
from uuid import UUID

from whenever import available_timezones

from chargehouse.contexts.access.errors import StationUnknown
from chargehouse.contexts.access.model.documents import (
    NO_POLICY,
    UNGOVERNED,
    document_of,
    policy_at,
    refused,
    rules_in_words,
)
from chargehouse.contexts.access.model.expectations import Ruling, Standing
from chargehouse.contexts.access.model.outlooks import WEEKS_AHEAD, outlook_of
from chargehouse.contexts.access.model.policies import is_known
from chargehouse.contexts.access.public import (
    ACCESS_DECISIONS_READ,
)
from chargehouse.contexts.access.public.policies import (
    AccessPolicy,
    GoverningPolicy,
    Outlook,
    PolicyDocument,
    PolicyDraft,
    StationAccess,
    StationOverride,
)
from chargehouse.contexts.access.repository import expectations, overrides, policies
from chargehouse.contexts.access.service.expecting import in_the_model
from chargehouse.contexts.access.service.places import require_at
from chargehouse.contexts.stations.public import StationLookup
from chargehouse.kernel.actor import Actor
from chargehouse.platform.postgres.database import Database


class StationAccessService:
    """Tells what is expected of stations now and next."""

    def __init__(self, database: Database, stations: StationLookup) -> None:
        self._database = database
        self._stations = stations

    async def of_station(self, actor: Actor, station_id: UUID) -> StationAccess:
        """Return what is expected of a station, and of the next eight weeks.

        Raises `StationUnknown`.
        """
        zone = await self._zone(actor, station_id)
        now, tenant_id = self._database.clock.now(), actor.tenant_id
        async with self._database.reading(actor) as connection:
            standing = await expectations.of_station(connection, tenant_id, station_id)
            policy = (
                None
                if standing is None or standing.policy_id is None
                else await policies.find(connection, tenant_id, standing.policy_id)
            )
            found = await overrides.lasting(connection, tenant_id, [station_id], now)
        ordered = found.get(station_id, [])
        outlook = outlook_of(_ruling(policy, zone), now, now + WEEKS_AHEAD, in_the_model(ordered))
        unknown = None if is_known(zone) else zone
        return _access(station_id, standing, policy, ordered, outlook, unknown_timezone=unknown)

    async def preview(
        self,
        actor: Actor,
        draft: PolicyDraft,
        *,
        station_id: UUID | None = None,
        timezone: str | None = None,
        since: datetime | None = None,
    ) -> Outlook:
        """Return eight weeks of a draft: at a station, or in a time zone that is named.

        Raises `Invalid`, naming the field; `StationUnknown`.
        """
        actor.require_somewhere(ACCESS_DECISIONS_READ)
        if (station_id is None) == (timezone is None):
            raise refused("timezone", "is given, or station_id instead")
        zone = timezone or ""
        if station_id is not None:
            zone = await self._zone(actor, station_id)
        elif zone not in available_timezones():
            raise refused("timezone", "is the IANA name of a time zone, such as Europe/Berlin")
        if since is not None and since.tzinfo is None:
            raise refused("since", "names its zone: 2026-03-01T00:00:00Z")
        begun = since or self._database.clock.now()
        document = document_of(draft, self._database.ids.new)
        ruling = Ruling(
            policy=policy_at(document, zone),
            policy_id=self._database.ids.new(),
            version=None,
            words=rules_in_words(document),
        )
        return outlook_of(ruling, begun, begun + WEEKS_AHEAD)

    async def _zone(self, actor: Actor, station_id: UUID) -> str:
        actor.require_somewhere(ACCESS_DECISIONS_READ)
        async with self._database.reading(actor) as connection:
            zones = await expectations.zones(connection, actor.tenant_id, [station_id])
        if station_id not in zones:
            raise StationUnknown("There is no such station.")
        await require_at(self._stations, actor, ACCESS_DECISIONS_READ, station_id)
        return zones[station_id]


def _ruling(policy: AccessPolicy | None, zone: str) -> Ruling:
    document: PolicyDocument = policy or UNGOVERNED
    return Ruling(
        policy=policy_at(document, zone),
        policy_id=None if policy is None else policy.id,
        version=None if policy is None else policy.version,
        words=rules_in_words(document),
    )


def _access(
    station_id: UUID,
    standing: Standing | None,
    policy: AccessPolicy | None,
    ordered: list[StationOverride],
    outlook: Outlook,
    *,
    unknown_timezone: str | None,
) -> StationAccess:
    """Return what is expected as the outlook begins: a boundary just reached has been passed."""
    first, *later = outlook.spans
    is_kept = standing is not None and standing.mode == first.mode
    return StationAccess(
        station_id=station_id,
        mode=first.mode,
        source=first.source,
        rule_id=first.rule_id,
        rule=first.rule if standing is not None else NO_POLICY,
        since=standing.mode_since if standing is not None and is_kept else None,
        until=later[0].at if later else None,
        policy=None
        if policy is None
        else GoverningPolicy(
            id=policy.id,
            name=policy.name,
            version=policy.version,
            is_own=policy.station_id is not None,
        ),
        override=next((one for one in ordered if one.id == first.rule_id), None),
        outlook=outlook,
        unknown_timezone=unknown_timezone,
    )
