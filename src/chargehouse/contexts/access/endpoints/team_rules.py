"""Routes of team rules, and of the question what they say."""

from uuid import UUID

from litestar import Controller, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from chargehouse.contexts.access.public import Explanation, TeamRule
from chargehouse.contexts.access.schemas.team_rules import AskedStart, ChangedTeamRule, NewTeamRule
from chargehouse.contexts.access.service import Explainer, TeamRuleService
from chargehouse.contexts.fleets.public import FLEETS_EDIT, FLEETS_READ
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted


class TeamRuleController(Controller):
    """The rules of a fleet: where and when its vehicles may charge."""

    path = "/api/v1/fleets/{fleet_id:uuid}/rules"
    tags = ("Fleets",)

    @get(**permitted(FLEETS_READ))
    async def list_team_rules(
        self,
        actor: NamedDependency[Actor],
        team_rules: NamedDependency[TeamRuleService],
        fleet_id: FromPath[UUID],
    ) -> list[TeamRule]:
        """List the rules of a fleet, the oldest first."""
        return await team_rules.of_fleet(actor, fleet_id)

    @post(**permitted(FLEETS_EDIT))
    async def add_team_rule(
        self,
        actor: NamedDependency[Actor],
        team_rules: NamedDependency[TeamRuleService],
        fleet_id: FromPath[UUID],
        data: JSONBody[NewTeamRule],
    ) -> TeamRule:
        """Add a rule. With the first that allows, what no such rule covers is refused."""
        return await team_rules.add(actor, fleet_id, data.effect, data.change())

    @patch("/{rule_id:uuid}", **permitted(FLEETS_EDIT))
    async def change_team_rule(
        self,
        actor: NamedDependency[Actor],
        team_rules: NamedDependency[TeamRuleService],
        fleet_id: FromPath[UUID],
        rule_id: FromPath[UUID],
        data: JSONBody[ChangedTeamRule],
    ) -> TeamRule:
        """Change a rule; decisions follow at once."""
        return await team_rules.edit(actor, fleet_id, rule_id, data.change(), version=data.version)

    @delete("/{rule_id:uuid}", **permitted(FLEETS_EDIT))
    async def remove_team_rule(
        self,
        actor: NamedDependency[Actor],
        team_rules: NamedDependency[TeamRuleService],
        fleet_id: FromPath[UUID],
        rule_id: FromPath[UUID],
    ) -> None:
        """Remove a rule; decisions follow at once."""
        await team_rules.remove(actor, fleet_id, rule_id)


class ExplanationController(Controller):
    """Whether a start would be let in, and why."""

    path = "/api/v1/access/explanations"
    tags = ("Access",)

    @post(status_code=200, **permitted(FLEETS_READ))
    async def explain_start(
        self,
        actor: NamedDependency[Actor],
        explainer: NamedDependency[Explainer],
        data: JSONBody[AskedStart],
    ) -> Explanation:
        """Tell whether an identifier, a vehicle, a fleet or an agreement may start, and why."""
        return await explainer.explain(actor, data.question())
