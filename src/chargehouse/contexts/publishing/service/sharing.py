"""What each partner is told of our locations: what holds for all, and what against it."""

from collections.abc import Mapping
from typing import Final, Protocol
from uuid import UUID

from chargehouse.contexts.publishing.events import PublishingRuleChanged, RebuildBegun
from chargehouse.contexts.publishing.public import (
    PUBLISHING_EDIT,
    PUBLISHING_READ,
    Omission,
    SharedLocation,
    SharedParty,
)
from chargehouse.contexts.publishing.repository import omissions, publications, rules
from chargehouse.contexts.publishing.repository.omissions import Omitted
from chargehouse.contexts.publishing.repository.rules import Rule
from chargehouse.contexts.publishing.service.marking import PublicationMarking
from chargehouse.contexts.publishing.service.queueing import Choice
from chargehouse.contexts.roaming.errors import PartyUnknown
from chargehouse.contexts.roaming.public import Partner, PartyBook
from chargehouse.contexts.stations.public import Location, StationLookup
from chargehouse.contexts.tariffs.public import TariffBook
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.outbox.writing import actor_label
from chargehouse.platform.postgres.database import Database

LOCATIONS: Final = "locations"


class KnownPartners(Protocol):
    """Knows partners, registered or not; asks for no permission."""

    async def known(self, actor: Actor, partner_id: UUID) -> Partner:
        """Return a partner. Raises `PartnerUnknown`."""


class LocationPages(Protocol):
    """Lists locations to whoever may see them."""

    async def page(
        self,
        actor: Actor,
        paging: Paging,
        *,
        search: str | None = None,
        city: str | None = None,
        country: str | None = None,
        party_id: UUID | None = None,
    ) -> Page[Location]:
        """Return a page of locations, by name."""

    async def party_of(self, actor: Actor, location_id: UUID) -> UUID:
        """Return the party that a location belongs to. Raises `LocationUnknown`."""


class SharingService:
    """Shows and sets what partners are told, and says why something is told to nobody."""

    def __init__(
        self,
        database: Database,
        marking: PublicationMarking,
        *,
        partners: KnownPartners,
        parties: PartyBook,
        locations: LocationPages,
        stations: StationLookup,
        tariffs: TariffBook,
    ) -> None:
        self._database = database
        self._marking = marking
        self._partners = partners
        self._parties = parties
        self._locations = locations
        self._stations = stations
        self._tariffs = tariffs

    async def locations(
        self,
        actor: Actor,
        partner_id: UUID,
        paging: Paging,
        *,
        search: str | None = None,
        party_id: UUID | None = None,
    ) -> Page[SharedLocation]:
        """Return a page of the locations that the actor may see, and how a partner is told each.

        Raises `PartnerUnknown`.
        """
        actor.require(PUBLISHING_READ)
        await self._partners.known(actor, partner_id)
        page = await self._locations.page(actor, paging, search=search, party_id=party_id)
        ids = [each.id for each in page.items]
        tenant_id = actor.tenant_id
        async with self._database.reading(actor) as connection:
            own = await rules.of_partner(connection, tenant_id, partner_id, "location", ids)
            owners = await rules.of_partner(connection, tenant_id, partner_id, "party")
            found = await publications.about(connection, tenant_id, LOCATIONS, ids)
            unsaid = await omissions.about(connection, tenant_id, LOCATIONS, ids)
        told = {each.subject_id for each in found if each.withdrawn_at is None}
        items = [
            _shared(
                each,
                rule=own.get(each.id),
                party_rule=owners.get(each.party_id),
                is_told=each.id in told,
                reasons=unsaid.get(each.id, {}),
            )
            for each in page.items
        ]
        return Page(items=items, next_cursor=page.next_cursor)

    async def parties(self, actor: Actor, partner_id: UUID) -> list[SharedParty]:
        """Return our CPOs, and what is said of each for a partner. Raises `PartnerUnknown`."""
        actor.require(PUBLISHING_READ)
        await self._partners.known(actor, partner_id)
        async with self._database.reading(actor) as connection:
            chosen = await rules.of_partner(connection, actor.tenant_id, partner_id, "party")
        return [
            SharedParty(
                party_id=each.id,
                country_code=each.country_code,
                party=each.party_id,
                name=each.business_details.name,
                rule=chosen.get(each.id),
            )
            for each in await self._parties.ours(actor, "CPO")
        ]

    async def share_location(
        self, actor: Actor, partner_id: UUID, location_id: UUID, *, shared: bool | None
    ) -> None:
        """Have a partner told a location, or not, or, for None, as its party or all others are.

        Raises `PartnerUnknown`, `LocationUnknown`.
        """
        actor.require(PUBLISHING_EDIT)
        await self._partners.known(actor, partner_id)
        await self._locations.party_of(actor, location_id)
        await self._set(actor, Rule(partner_id, "location", location_id), shared=shared)

    async def share_party(
        self, actor: Actor, partner_id: UUID, party_id: UUID, *, shared: bool | None
    ) -> None:
        """Have a partner told what a CPO of ours owns, or not, or, for None, what is published.

        What is said of a location comes before. Raises `PartnerUnknown`, `PartyUnknown`.
        """
        actor.require(PUBLISHING_EDIT)
        await self._partners.known(actor, partner_id)
        if not any(each.id == party_id for each in await self._parties.ours(actor, "CPO")):
            raise PartyUnknown("There is no such CPO of ours.")
        await self._set(actor, Rule(partner_id, "party", party_id), shared=shared)

    async def omissions(
        self, actor: Actor, paging: Paging, *, module: str | None = None
    ) -> Page[Omission]:
        """Return a page of what is told to nobody and why, the longest so first."""
        actor.require(PUBLISHING_READ)
        async with self._database.reading(actor) as connection:
            page = await omissions.page(connection, actor.tenant_id, paging, module=module)
        names = await self._names(actor, page.items)
        items = [
            Omission(
                module=each.module,
                subject_id=each.subject_id,
                name=names.get(each.subject_id),
                part=each.part or None,
                reason=each.reason,
                since=each.since,
            )
            for each in page.items
        ]
        return Page(items=items, next_cursor=page.next_cursor)

    async def rebuild(self, actor: Actor) -> int:
        """Have everything said anew, in a while; return how many things that are."""
        actor.require(PUBLISHING_EDIT)
        async with self._database.transaction(actor) as work:
            things = await self._marking.everything(work)
            work.record(RebuildBegun(aggregate_id=work.tenant_id, things=things))
            return things

    async def _set(self, actor: Actor, rule: Rule, *, shared: bool | None) -> None:
        async with self._database.transaction(actor) as work:
            choice = await Choice.begin(work, rule.partner_id, rule.subject_id)
            changed = await rules.put(
                work.connection,
                work.tenant_id,
                rule,
                shared=shared,
                at=work.now(),
                by=actor_label(actor),
            )
            if changed:
                await choice.end(work)
                work.record(
                    PublishingRuleChanged(
                        aggregate_id=rule.partner_id,
                        level=rule.level,
                        subject_id=rule.subject_id,
                        shared=shared,
                    )
                )

    async def _names(self, actor: Actor, found: list[Omitted]) -> Mapping[UUID, str]:
        locations = [each.subject_id for each in found if each.module == LOCATIONS]
        tariffs = [each.subject_id for each in found if each.module == "tariffs"]
        names = dict((await self._stations.names(actor, locations=locations)).locations)
        for each in await self._tariffs.tariffs(actor, tariffs) if tariffs else ():
            names[each.id] = each.name
        return names


def _shared(
    location: Location,
    *,
    rule: bool | None,
    party_rule: bool | None,
    is_told: bool,
    reasons: Mapping[str, str],
) -> SharedLocation:
    chosen = party_rule if rule is None else rule
    shared = location.publish if chosen is None else chosen
    return SharedLocation(
        location_id=location.id,
        name=location.name,
        ocpi_id=location.ocpi_id,
        party_id=location.party_id,
        publish=location.publish,
        rule=rule,
        party_rule=party_rule,
        shared=shared,
        told=shared and is_told,
        omissions=[f"{part}: {reason}" if part else reason for part, reason in reasons.items()],
    )
