"""Partners' questions whether drivers of ours may charge, answered in real time."""

from datetime import datetime
from typing import Final
from uuid import UUID

from chargehouse.contexts.access.public import RulesAbroad, Verdict
from chargehouse.contexts.identity.public import IdentifierOpening, OpenIdentifier, StandingLookup
from chargehouse.contexts.publishing.events import TokenAuthorised
from chargehouse.contexts.publishing.model.authorising import (
    allowed,
    information,
    references,
)
from chargehouse.contexts.publishing.model.tokens import is_of_type, is_shared
from chargehouse.contexts.publishing.public import AskedPlace, PartnerPlaces
from chargehouse.contexts.publishing.repository import sharing
from chargehouse.contexts.publishing.repository.sharing import SharingRule
from chargehouse.contexts.publishing.service.token_telling import TokenTelling
from chargehouse.contexts.roaming.public import Party
from chargehouse.kernel.actor import Actor
from chargehouse.ocpi.errors import UnknownToken
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.v221.tokens import LocationReferences
from chargehouse.ocpi.v230.tokens import AuthorizationInfo
from chargehouse.platform.postgres.database import Database

ALLOWED: Final = "ALLOWED"
NOWHERE: Final = AskedPlace(None, None)


class TokenAuthoriser:
    """Answers by what our own chargers would: how an identifier stands, and its fleet's rules.

    A token that partners are not told of is not known, to them.
    """

    def __init__(
        self,
        database: Database,
        telling: TokenTelling,
        *,
        identifiers: IdentifierOpening,
        standings: StandingLookup,
        rules: RulesAbroad,
        places: PartnerPlaces,
    ) -> None:
        self._database = database
        self._telling = telling
        self._identifiers = identifiers
        self._standings = standings
        self._rules = rules
        self._places = places

    async def authorise(
        self,
        actor: Actor,
        partner_id: UUID,
        *,
        uid: str,
        token_type: str,
        asked: LocationReferences | None,
        caller: PartyKey | None,
    ) -> AuthorizationInfo:
        """Return, in 2.3.0, whether a driver may charge somewhere, or at all (tokens, 12.2.2.2).

        `caller` is the party that asks, where it said so. What was answered is recorded. Raises
        `UnknownToken`, and `NotEnoughInformation` where the fleet's rules ask for an hour.
        """
        identifier, owner, rule = await self._known(actor, uid, token_type)
        now = self._database.clock.now()
        place = NOWHERE
        if asked is not None:
            place = await self._places.place(actor, partner_id, caller, asked.location_id)
        refusal = (await self._standings.of_identifier(actor, identifier.id, now)).refusal
        verdict: Verdict | None = Verdict(allowed=True)
        if refusal is None and identifier.fleet_id is not None:
            verdict = await self._verdict(actor, identifier.fleet_id, now, place)
        answer = allowed(refusal, verdict, asked)
        info = AuthorizationInfo(
            allowed=answer,
            token=await self._telling.token(actor, identifier, owner, rule),
            location=references(asked, place) if answer == ALLOWED else None,
            authorization_reference=str(self._database.ids.new()) if answer == ALLOWED else None,
            info=information(answer),
        )
        async with self._database.transaction(actor) as work:
            work.record(
                TokenAuthorised(
                    aggregate_id=identifier.id,
                    partner_id=partner_id,
                    masked=identifier.masked,
                    allowed=answer,
                    reference=info.authorization_reference,
                    location=None if asked is None else asked.location_id,
                )
            )
        return info

    async def _known(
        self, actor: Actor, uid: str, token_type: str
    ) -> tuple[OpenIdentifier, Party, SharingRule]:
        found = await self._identifiers.find_by_value(actor, uid)
        owner = await self._telling.emsp(actor)
        async with self._database.reading(actor) as connection:
            rule = await sharing.rule(connection, actor.tenant_id)
        if (
            found is None
            or owner is None
            or not is_shared(found, rule.shared, rule.fleets)
            or not is_of_type(found, token_type)
        ):
            raise UnknownToken("There is no such token")
        return found, owner, rule

    async def _verdict(
        self, actor: Actor, fleet_id: UUID, at: datetime, place: AskedPlace
    ) -> Verdict | None:
        return await self._rules.verdict(actor, fleet_id, at, timezone=place.timezone)
