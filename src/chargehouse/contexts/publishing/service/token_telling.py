"""Our identifiers, told to partners as tokens of our eMSP."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from chargehouse.contexts.fleets.public import FleetLookup
from chargehouse.contexts.identity.public import IdentifierOpening, OpenIdentifier
from chargehouse.contexts.publishing.model.tokens import (
    contract_id,
    invalid,
    is_shared,
    is_valid,
    token_of,
)
from chargehouse.contexts.publishing.public import Publication
from chargehouse.contexts.publishing.repository import publications, sharing
from chargehouse.contexts.publishing.repository.sharing import TOKENS, SharingRule
from chargehouse.contexts.publishing.service.publications import PublicationBook
from chargehouse.contexts.roaming.public import Party, PartyBook
from chargehouse.kernel.actor import Actor
from chargehouse.ocpi import codec
from chargehouse.ocpi.v230.tokens import Token
from chargehouse.ocpi.versions import VersionName
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.secrets import Keyring

EMSP: Final = "EMSP"
AT_ONCE: Final = 500
NONE: Final = "none"
OF_LATE: Final = timedelta(days=1)
WRITTEN_IN: Final[VersionName] = "2.3.0"
"""The version that has a word for each of our identifiers."""


class TokenTelling:
    """Says our identifiers as tokens, to every partner that takes tokens.

    One that is removed, or shared no more, is told once more as not valid: partners keep it.
    """

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        book: PublicationBook,
        *,
        identifiers: IdentifierOpening,
        fleets: FleetLookup,
        parties: PartyBook,
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._book = book
        self._identifiers = identifiers
        self._fleets = fleets
        self._parties = parties

    async def changed(self, work: UnitOfWork, identifier_id: UUID) -> None:
        """Tell an identifier as it is now, or that it is gone; may be repeated at will."""
        identifier = await self._identifiers.find(work.actor, identifier_id)
        if identifier is not None:
            await self._tell(work, [identifier])
            return
        for held in (await self._held(work, [identifier_id])).values():
            await self._end(work, held)

    async def vehicle_changed(self, work: UnitOfWork, vehicle_id: UUID) -> None:
        """Tell the identifiers of a vehicle as they are now."""
        await self._tell(work, await self._identifiers.of_vehicle(work.actor, vehicle_id))

    async def turned(self, actor: Actor) -> int:
        """Tell the identifiers that began or ceased to be valid of late; return how many."""
        async with self._database.reading(actor) as connection:
            rule = await sharing.rule(connection, actor.tenant_id)
        if rule.shared == NONE:
            return 0
        now = self._database.clock.now()
        found = await self._identifiers.turned(actor, now - OF_LATE, now)
        async with self._database.transaction(actor) as work:
            await self._tell(work, found)
        return len(found)

    async def tell_all(self, actor: Actor) -> int:
        """Tell every identifier as it is now, in small transactions; return how many there are."""
        count, after = 0, None
        async with self._database.reading(actor) as connection:
            rule = await sharing.rule(connection, actor.tenant_id)
            if rule.shared == NONE and not await sharing.told(connection, actor.tenant_id):
                return 0
        while found := await self._identifiers.after(actor, after, AT_ONCE):
            async with self._database.transaction(actor) as work:
                await self._tell(work, found)
            count, after = count + len(found), found[-1].id
        return count

    async def emsp(self, actor: Actor) -> Party | None:
        """Return the eMSP of ours whose our tokens are: the default one, or the only one."""
        found = await self._parties.ours(actor, EMSP)
        return found[0] if found else None

    async def token(
        self, actor: Actor, identifier: OpenIdentifier, owner: Party, rule: SharingRule
    ) -> Token:
        """Return an identifier as partners are told it now, in 2.3.0."""
        [token] = await self._tokens(actor, [identifier], owner, rule)
        return token

    def contract(self, tenant_id: UUID, owner: Party, identifier_id: UUID) -> str:
        """Return the contract of an identifier: always the same, and nobody else's to make."""
        seed = b"contract" + tenant_id.bytes + identifier_id.bytes
        return contract_id(owner.key, self._keyring.fingerprint(seed))

    async def _tell(self, work: UnitOfWork, found: Sequence[OpenIdentifier]) -> None:
        rule = await sharing.rule(work.connection, work.tenant_id)
        owner = await self.emsp(work.actor)
        held = await self._held(work, [identifier.id for identifier in found])
        shared = [
            identifier
            for identifier in found
            if owner is not None and is_shared(identifier, rule.shared, rule.fleets)
        ]
        ids = {identifier.id for identifier in shared}
        for known in held.values():
            if owner is None or known.subject_id not in ids or known.party_id != owner.id:
                await self._end(work, known)
        if owner is None:
            return
        tokens = await self._tokens(work.actor, shared, owner, rule)
        for identifier, token in zip(shared, tokens, strict=True):
            await self._book.keep(
                work,
                module=TOKENS,
                party_id=owner.id,
                object_id=str(identifier.id),
                subject_id=identifier.id,
                document=token,
                version=WRITTEN_IN,
            )

    async def _tokens(
        self, actor: Actor, found: Sequence[OpenIdentifier], owner: Party, rule: SharingRule
    ) -> list[Token]:
        """Return identifiers as they are told; while its fleet is not active, none is good."""
        named = {each.fleet_id for each in found if each.fleet_id is not None}
        fleets = [await self._fleets.fleet(actor, fleet_id) for fleet_id in named]
        asleep = {fleet.id for fleet in fleets if not fleet.active}
        now = self._database.clock.now()
        return [
            token_of(
                each,
                owner.key,
                contract=self.contract(actor.tenant_id, owner, each.id),
                issuer=owner.business_details.name,
                valid=is_valid(each, now) and each.fleet_id not in asleep,
                whitelist=rule.whitelist,
                at=now,
            )
            for each in found
        ]

    async def _held(self, work: UnitOfWork, identifiers: Sequence[UUID]) -> dict[UUID, Publication]:
        found = await publications.about(work.connection, work.tenant_id, TOKENS, identifiers)
        return {each.subject_id: each for each in found if each.withdrawn_at is None}

    async def _end(self, work: UnitOfWork, held: Publication) -> None:
        """Tell a token as not valid any more."""
        await self._book.keep(
            work,
            module=TOKENS,
            party_id=held.party_id,
            object_id=held.object_id,
            subject_id=held.subject_id,
            document=invalid(codec.decode_plain(self._book.opened(held))),
            version=held.version,
        )
