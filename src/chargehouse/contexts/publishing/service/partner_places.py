"""Partners' locations, as far as they told us of them."""

from uuid import UUID

import msgspec

from chargehouse.contexts.publishing.public import AskedPlace
from chargehouse.contexts.received.public import ReceivedBook
from chargehouse.contexts.roaming.public import PartyBook
from chargehouse.kernel.actor import Actor
from chargehouse.ocpi.headers import PartyKey


class _Evse(msgspec.Struct):
    uid: str


class _Location(msgspec.Struct):
    """What of a location matters, in whichever version; 2.1.1 need not name its zone."""

    time_zone: str | None = None
    evses: list[_Evse] | None = None


class ReceivedPlaces:
    """Finds locations among what partners told us; the `PartnerPlaces` of authorisations."""

    def __init__(self, received: ReceivedBook, parties: PartyBook) -> None:
        self._received = received
        self._parties = parties

    async def place(
        self, actor: Actor, partner_id: UUID, owner: PartyKey | None, location_id: str
    ) -> AskedPlace:
        """Return a partner's location; `owner` is its party where that is known."""
        parties = await self._parties.partners(actor, partner_id)
        for key in {str(party.key).lower(): party.key for party in parties}.values():
            if owner is not None and not key.is_same(owner):
                continue
            found = await self._received.named(actor, "locations", key, location_id)
            if found is not None and found.partner_id == partner_id:
                location = msgspec.json.decode(found.document, type=_Location)
                evses = [each.uid for each in location.evses or ()]
                return AskedPlace(location.time_zone, evses)
        return AskedPlace(None, None)
