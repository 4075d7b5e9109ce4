"""What a fleet's rules say of a start at somebody else's charger."""

from datetime import datetime
from typing import Final
from uuid import UUID

from chargehouse.contexts.access.model.team_rules import verdict_of
from chargehouse.contexts.access.public import Verdict
from chargehouse.contexts.access.repository import team_rules
from chargehouse.contexts.fleets.public import FLEETS_READ, FleetLookup
from chargehouse.contexts.stations.public import Spot
from chargehouse.kernel.actor import Actor
from chargehouse.platform.postgres.database import Database

NOWHERE: Final = UUID(int=0)
"""Stands for the places of others: no rule names it, so that only what holds everywhere does."""


class RulesAbroadService:
    """Asks a fleet's rules of places that are not ours; the `RulesAbroad` of others."""

    def __init__(self, database: Database, fleets: FleetLookup) -> None:
        self._database = database
        self._fleets = fleets

    async def verdict(
        self, actor: Actor, fleet_id: UUID, at: datetime, *, timezone: str | None
    ) -> Verdict | None:
        """Return what a fleet's rules say; None where they ask for the hour at an unknown place.

        `timezone` is the IANA name of the zone there. Raises `FleetUnknown`.
        """
        actor.require(FLEETS_READ)
        fleet = await self._fleets.fleet(actor, fleet_id)
        async with self._database.reading(actor) as connection:
            rules = await team_rules.of_fleet(connection, actor.tenant_id, fleet_id)
        if timezone is None and any(rule.everywhere and rule.windows for rule in rules):
            return None
        spot = Spot(NOWHERE, NOWHERE, timezone or "UTC")
        return verdict_of(rules, spot, at, active=fleet.active)
