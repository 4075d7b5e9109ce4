"""What nobody chose an owner for, given to the default party."""

import msgspec

from chargehouse.contexts.roaming.errors import PartyUnknown
from chargehouse.contexts.roaming.events import OrphansAdopted
from chargehouse.contexts.roaming.model.adoption import KnownParties
from chargehouse.contexts.roaming.public import PARTIES_EDIT, PARTIES_READ, Owned, Party
from chargehouse.contexts.roaming.repository import parties
from chargehouse.kernel.actor import Actor
from chargehouse.platform.postgres.database import Database


class Orphans(msgspec.Struct, frozen=True, kw_only=True):
    """What belongs to the placeholder, and the default party that may adopt it."""

    default: Party
    placeholder: Party | None
    locations: int
    tariffs: int

    @property
    def are_there(self) -> bool:
        """Whether anything can be adopted."""
        return self.locations + self.tariffs > 0


class Adoption:
    """Finds the locations and tariffs that belong to the placeholder, and gives them away.

    They came to it before anybody chose a default party, or with the migration. It can be asked
    again at any time: what was adopted is no orphan.
    """

    def __init__(self, database: Database, *, locations: Owned, tariffs: Owned) -> None:
        self._database = database
        self._locations = locations
        self._tariffs = tariffs

    async def orphans(self, actor: Actor) -> Orphans:
        """Return what could be adopted, and by whom; nothing is changed."""
        actor.require(PARTIES_READ)
        async with self._database.reading(actor) as connection:
            default = await parties.default(connection, actor.tenant_id)
            placeholder = await parties.placeholder(connection, actor.tenant_id)
        if default is None:
            raise PartyUnknown("There is no default party.")
        if placeholder is None or placeholder.is_default:
            return Orphans(default=default, placeholder=None, locations=0, tariffs=0)
        return Orphans(
            default=default,
            placeholder=placeholder,
            locations=await self._locations.count_of(actor, placeholder.id),
            tariffs=await self._tariffs.count_of(actor, placeholder.id),
        )

    async def adopt(self, actor: Actor) -> Orphans:
        """Give the orphans to the default party; return what they were."""
        actor.require(PARTIES_EDIT)
        found = await self.orphans(actor)
        if found.placeholder is None or not found.are_there:
            return found
        whom = found.default.id
        given = msgspec.structs.replace(
            found,
            locations=await self._locations.give(actor, found.placeholder.id, whom),
            tariffs=await self._tariffs.give(actor, found.placeholder.id, whom),
        )
        async with self._database.transaction(actor) as work:
            work.record(
                OrphansAdopted(
                    aggregate_id=whom,
                    country_code=found.default.country_code,
                    party_id=found.default.party_id,
                    locations=given.locations,
                    tariffs=given.tariffs,
                )
            )
        return given

    async def known(self, actor: Actor) -> KnownParties:
        """Return who can own a location of others: every CPO that is known, and the default."""
        actor.require(PARTIES_READ)
        async with self._database.reading(actor) as connection:
            found, _ = await parties.page(
                connection, actor.tenant_id, role="CPO", offset=0, limit=2**31 - 1
            )
        default = next(party for party in found if party.is_default)
        return KnownParties(tuple(party.key for party in found), default.key)
