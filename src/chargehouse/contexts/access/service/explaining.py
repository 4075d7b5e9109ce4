"""Whether a vehicle or an identifier may start at a station at an instant, and why."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from whenever import Instant

from chargehouse.contexts.access.errors import StationUnknown, TimezoneUnknown
from chargehouse.contexts.access.model import (
    FREEVEND,
    OFF,
    PERMITTED,
    SHADOW,
    TEAM_RULE,
    meaning_of,
)
from chargehouse.contexts.access.model.expectations import mode_at
from chargehouse.contexts.access.model.policies import is_known
from chargehouse.contexts.access.model.team_rules import refused, steps_of, verdict_of
from chargehouse.contexts.access.public import (
    ACCESS_STAGE,
    Explanation,
    Question,
    TeamRule,
    Verdict,
)
from chargehouse.contexts.access.repository import expectations, team_rules
from chargehouse.contexts.fleets.public import FLEETS_READ, FleetLookup
from chargehouse.contexts.identity.public import (
    AGREEMENTS_READ,
    AgreementLookup,
    AgreementStep,
    Standing,
    StandingLookup,
)
from chargehouse.contexts.stations.public import Spot, StationLookup
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.reach import Place
from chargehouse.platform.flags import Flags
from chargehouse.platform.postgres.database import Database


@dataclass(frozen=True, slots=True)
class _Found:
    """The rules that hold for somebody, and what they say."""

    rules: list[TeamRule]
    verdict: Verdict


class Explainer:
    """Answers what a decision would be, without making one. Nothing is recorded."""

    def __init__(
        self,
        database: Database,
        *,
        flags: Flags,
        standings: StandingLookup,
        agreements: AgreementLookup,
        fleets: FleetLookup,
        stations: StationLookup,
    ) -> None:
        self._database = database
        self._flags = flags
        self._standings = standings
        self._agreements = agreements
        self._fleets = fleets
        self._stations = stations

    async def explain(self, actor: Actor, asked: Question) -> Explanation:
        """Return whether a start would be let in, and how rules and agreements were looked at.

        Raises `Invalid`, `StationUnknown`, `VehicleUnknown`, `IdentifierUnknown`, `FleetUnknown`,
        `AgreementUnknown`, `TimezoneUnknown`.
        """
        actor.require_somewhere(FLEETS_READ)
        at = asked.at or self._database.clock.now()
        if at.tzinfo is None:
            raise refused("at", "names its zone: 2026-03-01T00:00:00Z")
        standing = await self._standing(actor, asked, at)
        actor.require(FLEETS_READ, at=Place(fleet_id=standing.fleet_id))
        names = await self._stations.names(actor, [asked.station_id])
        station = names.stations.get(asked.station_id)
        if station is None:
            raise StationUnknown("There is no such station.")
        place = await self._stations.place(actor, station.location_id)
        if not is_known(place.timezone):
            raise TimezoneUnknown(
                f"The location's time zone {place.timezone} is not known here, so that no hour"
                " can be judged: give it one that is."
            )
        spot = Spot(asked.station_id, station.location_id, place.timezone)
        found = await self._found(actor, standing.fleet_id, spot, at)
        stage = self._flags.choice(
            actor.tenant_id,
            ACCESS_STAGE,
            station_id=asked.station_id,
            location_id=station.location_id,
        )
        mode = FREEVEND if stage == OFF else await self._mode(actor, asked.station_id)
        steps = await self._agreement_steps(actor, asked, standing, spot, at)
        agreement = next((step for step in steps if step.decided), None)
        reason = _reason(mode, standing, found.verdict, agreement)
        decided = found.verdict if reason in {PERMITTED, TEAM_RULE} else Verdict(allowed=True)
        named = [] if standing.fleet_id is None else [standing.fleet_id]
        fleets = await self._fleets.names(actor, named)
        return Explanation(
            allowed=reason in {PERMITTED, FREEVEND} or stage == SHADOW,
            reason=reason,
            meaning=_meaning(reason),
            mode=mode,
            stage=stage,
            at=at,
            local_time=Instant(at).to_tz(spot.timezone).to_stdlib().isoformat("T", "minutes"),
            timezone=spot.timezone,
            station_id=asked.station_id,
            station_code=station.code,
            location_id=station.location_id,
            location_name=place.name,
            vehicle_id=standing.vehicle_id,
            vehicle_name=standing.vehicle_name,
            masked=standing.masked,
            fleet_id=standing.fleet_id,
            fleet_name=fleets.get(standing.fleet_id) if standing.fleet_id else None,
            rule_id=decided.rule_id,
            rule=decided.words,
            rules=steps_of(found.rules, spot, at, decided.rule_id),
            agreement_id=None if agreement is None else agreement.agreement_id,
            agreement_name=None if agreement is None else agreement.name,
            outside=None if agreement is None else agreement.outside,
            agreements=steps,
        )

    async def _standing(self, actor: Actor, asked: Question, at: datetime) -> Standing:
        given = [asked.identifier_id, asked.vehicle_id, asked.fleet_id, asked.agreement_id]
        if sum(each is not None for each in given) != 1:
            rule = "is given, or identifier_id, fleet_id or agreement_id instead"
            raise refused("vehicle_id", rule)
        if asked.identifier_id is not None:
            return await self._standings.of_identifier(actor, asked.identifier_id, at)
        if asked.vehicle_id is not None:
            return await self._standings.of_vehicle(actor, asked.vehicle_id)
        if asked.agreement_id is not None:
            return Standing(fleet_id=None, access_class="agreement")
        return Standing(fleet_id=asked.fleet_id)

    async def _agreement_steps(
        self, actor: Actor, asked: Question, standing: Standing, spot: Spot, at: datetime
    ) -> list[AgreementStep]:
        """Return what agreements say; where a vehicle has the identifier none of them decides."""
        if standing.access_class == "agreement":
            actor.require(AGREEMENTS_READ)
        if asked.agreement_id is not None:
            return [await self._agreements.of_agreement(actor, asked.agreement_id, spot, at)]
        if asked.identifier_id is None:
            return []
        steps = await self._agreements.of_identifier(actor, asked.identifier_id, spot, at)
        if standing.access_class == "agreement":
            return list(steps)
        return [msgspec.structs.replace(step, decided=False) for step in steps]

    async def _found(self, actor: Actor, fleet_id: UUID | None, spot: Spot, at: datetime) -> _Found:
        if fleet_id is None:
            return _Found([], Verdict(allowed=True))
        fleet = await self._fleets.fleet(actor, fleet_id)
        async with self._database.reading(actor) as connection:
            rules = await team_rules.of_fleet(connection, actor.tenant_id, fleet_id)
        return _Found(rules, verdict_of(rules, spot, at, active=fleet.active))

    async def _mode(self, actor: Actor, station_id: UUID) -> str:
        async with self._database.reading(actor) as connection:
            standing = await expectations.of_station(connection, actor.tenant_id, station_id)
        if standing is None:
            return "managed_access"
        return mode_at(standing, self._database.clock.now())


def _reason(
    mode: str, standing: Standing, verdict: Verdict, agreement: AgreementStep | None
) -> str:
    if mode == FREEVEND:
        return FREEVEND
    if agreement is not None:
        return agreement.reason
    if standing.refusal is not None:
        return standing.refusal
    return PERMITTED if verdict.allowed else TEAM_RULE


def _meaning(reason: str) -> str:
    if reason == FREEVEND:
        return "The station lets everybody charge: nothing is decided."
    return meaning_of(reason)
