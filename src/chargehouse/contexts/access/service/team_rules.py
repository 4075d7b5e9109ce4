"""Team rules: listed, added, changed, removed."""

from typing import Final
from uuid import UUID

import msgspec
from msgspec import UNSET

from chargehouse.contexts.access.errors import (
    TeamRuleChangedMeanwhile,
    TeamRuleUnknown,
    TooManyTeamRules,
)
from chargehouse.contexts.access.events import TeamRuleAdded, TeamRuleChanged, TeamRuleRemoved
from chargehouse.contexts.access.model.team_rules import (
    RULES_AT_MOST,
    RuleChange,
    checked,
    refused,
)
from chargehouse.contexts.access.public import Effect, TeamRule
from chargehouse.contexts.access.repository import team_rules as repository
from chargehouse.contexts.fleets.public import FLEETS_EDIT, FLEETS_READ, FleetLookup
from chargehouse.contexts.stations.public import StationLookup
from chargehouse.kernel.actor import Actor, Permission
from chargehouse.kernel.events import changes_between
from chargehouse.kernel.reach import Place
from chargehouse.platform.postgres.database import Database, UnitOfWork

OF_THEIR_OWN: Final = frozenset({"words", "updated_at", "version"})
"""What changes of a rule with whatever else does."""


class TeamRuleService:
    """Keeps the rules of fleets; decisions follow at once, and what was answered before is void."""

    def __init__(self, database: Database, fleets: FleetLookup, stations: StationLookup) -> None:
        self._database = database
        self._fleets = fleets
        self._stations = stations

    async def of_fleet(self, actor: Actor, fleet_id: UUID) -> list[TeamRule]:
        """Return the rules of a fleet, the oldest first. Raises `FleetUnknown`."""
        actor.require_somewhere(FLEETS_READ)
        await self._require_at(actor, FLEETS_READ, fleet_id)
        async with self._database.reading(actor) as connection:
            return await repository.of_fleet(connection, actor.tenant_id, fleet_id)

    async def add(self, actor: Actor, fleet_id: UUID, effect: Effect, said: RuleChange) -> TeamRule:
        """Add a rule. Raises `Invalid`, `FleetUnknown`, `TooManyTeamRules`."""
        actor.require_somewhere(FLEETS_EDIT)
        await self._require_at(actor, FLEETS_EDIT, fleet_id)
        now = self._database.clock.now()
        empty = TeamRule(
            id=self._database.ids.new(),
            fleet_id=fleet_id,
            effect=effect,
            everywhere=False,
            locations=[],
            stations=[],
            windows=[],
            valid_from=None,
            valid_until=None,
            note="",
            words="",
            created_at=now,
            updated_at=now,
            version=1,
        )
        rule = checked(_with(empty, said))
        await self._require_places(actor, said)
        async with self._database.transaction(actor) as work:
            await repository.renew_policy(work.connection, actor.tenant_id, fleet_id)
            known = await repository.of_fleet(work.connection, actor.tenant_id, fleet_id)
            if len(known) >= RULES_AT_MOST:
                raise TooManyTeamRules(f"A fleet has at most {RULES_AT_MOST} rules.")
            await repository.add(work.connection, actor.tenant_id, rule)
            work.record(
                TeamRuleAdded(
                    aggregate_id=rule.id, fleet_id=fleet_id, effect=rule.effect, words=rule.words
                )
            )
        return rule

    async def edit(
        self,
        actor: Actor,
        fleet_id: UUID,
        rule_id: UUID,
        said: RuleChange,
        *,
        version: int | None = None,
    ) -> TeamRule:
        """Change what is given of a rule.

        Raises `Invalid`, `FleetUnknown`, `TeamRuleUnknown`, `TeamRuleChangedMeanwhile`.
        """
        actor.require_somewhere(FLEETS_EDIT)
        await self._require_at(actor, FLEETS_EDIT, fleet_id)
        await self._require_places(actor, said)
        async with self._database.transaction(actor) as work:
            await repository.renew_policy(work.connection, actor.tenant_id, fleet_id)
            before = await self._locked(work, fleet_id, rule_id)
            if version not in {None, before.version}:
                raise TeamRuleChangedMeanwhile("The rule was changed since it was read.")
            wanted = checked(_with(before, said))
            if wanted == before:
                return before
            after = msgspec.structs.replace(
                wanted, updated_at=self._database.clock.now(), version=before.version + 1
            )
            values = repository.columns_of(after)
            await repository.change(work.connection, actor.tenant_id, before, values)
            old = repository.columns_of(before)
            changed = [name for name in values if values[name] != old[name]]
            work.record(
                TeamRuleChanged(
                    aggregate_id=rule_id,
                    fleet_id=fleet_id,
                    effect=after.effect,
                    words=after.words,
                    changes=changes_between(before, values, set(changed) - OF_THEIR_OWN),
                )
            )
        return after

    async def remove(self, actor: Actor, fleet_id: UUID, rule_id: UUID) -> None:
        """Remove a rule. Raises `FleetUnknown`, `TeamRuleUnknown`."""
        actor.require_somewhere(FLEETS_EDIT)
        await self._require_at(actor, FLEETS_EDIT, fleet_id)
        async with self._database.transaction(actor) as work:
            await repository.renew_policy(work.connection, actor.tenant_id, fleet_id)
            rule = await self._locked(work, fleet_id, rule_id)
            await repository.remove(work.connection, actor.tenant_id, rule)
            work.record(
                TeamRuleRemoved(
                    aggregate_id=rule_id, fleet_id=fleet_id, effect=rule.effect, words=rule.words
                )
            )

    async def _require_at(self, actor: Actor, permission: Permission, fleet_id: UUID) -> None:
        await self._fleets.fleet(actor, fleet_id)
        actor.require(permission, at=Place(fleet_id=fleet_id))

    async def _require_places(self, actor: Actor, said: RuleChange) -> None:
        """Refuse what names locations or stations that the tenant does not have."""
        stations = set() if said.stations is UNSET else set(said.stations)
        locations = set() if said.locations is UNSET else set(said.locations)
        names = await self._stations.names(actor, stations, locations)
        if not names.locations.keys() >= locations:
            raise refused("locations", "names locations that there are")
        if not names.stations.keys() >= stations:
            raise refused("stations", "names stations that there are")

    @staticmethod
    async def _locked(work: UnitOfWork, fleet_id: UUID, rule_id: UUID) -> TeamRule:
        rule = await repository.find(work.connection, work.tenant_id, fleet_id, rule_id)
        if rule is None:
            raise TeamRuleUnknown("The fleet has no such rule.")
        return rule


def _with(rule: TeamRule, said: RuleChange) -> TeamRule:
    given = msgspec.structs.asdict(said).items()
    return msgspec.structs.replace(
        rule, **{name: value for name, value in given if value is not UNSET}
    )
