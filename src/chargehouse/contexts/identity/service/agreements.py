"""Agreements with partners: made, changed, ended, found, and asked what they say."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.contexts.identity.errors import (
    AgreementNameTaken,
    AgreementUnknown,
    VersionOutdated,
)
from chargehouse.contexts.identity.events import AgreementAdded, AgreementChanged, AgreementEnded
from chargehouse.contexts.identity.model import (
    IdentifierStatus,
    IdentifierType,
    IdentifierValue,
    refused,
)
from chargehouse.contexts.identity.model.agreements import Entry, checked, steps_of
from chargehouse.contexts.identity.public import (
    AGREEMENTS_EDIT,
    AGREEMENTS_READ,
    Agreement,
    AgreementIdentifier,
    AgreementStep,
)
from chargehouse.contexts.identity.repository import agreement_identifiers
from chargehouse.contexts.identity.repository import agreements as repository
from chargehouse.contexts.identity.service.feeding import Feeding
from chargehouse.contexts.identity.service.sealing import Sealer
from chargehouse.contexts.roaming.public import PartyBook
from chargehouse.contexts.stations.public import Spot, StationLookup
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.events import changes_between
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.secrets import Keyring

DRIVERS_PARTY: Final = "EMSP"
OF_THEIR_OWN: Final = frozenset(
    {"folded_name", "identifiers", "last_fed_at", "words", "updated_at", "version"}
)
"""What changes of an agreement with whatever else does."""


class AgreementService:
    """Keeps agreements; decisions follow at once, and what was answered before is void.

    It is the `AgreementLookup` of other contexts.
    """

    def __init__(
        self, database: Database, keyring: Keyring, stations: StationLookup, parties: PartyBook
    ) -> None:
        self._database = database
        self._sealer = Sealer(keyring)
        self._feeding = Feeding(self._sealer, database.ids)
        self._stations = stations
        self._parties = parties

    async def list(
        self,
        actor: Actor,
        paging: Paging,
        *,
        search: str | None = None,
        active: bool | None = None,
    ) -> Page[Agreement]:
        """Return a page of agreements by name; `search` is a part of it."""
        actor.require(AGREEMENTS_READ)
        now = self._database.clock.now()
        async with self._database.reading(actor) as connection:
            return await repository.page(
                connection, actor.tenant_id, paging, now, search=search, active=active
            )

    async def find(self, actor: Actor, agreement_id: UUID) -> Agreement:
        """Return an agreement. Raises `AgreementUnknown`."""
        actor.require(AGREEMENTS_READ)
        return await self._found(actor, agreement_id)

    async def identifiers(
        self,
        actor: Actor,
        agreement_id: UUID,
        paging: Paging,
        *,
        type_: IdentifierType | None = None,
        status: IdentifierStatus | None = None,
    ) -> Page[AgreementIdentifier]:
        """Return a page of what an agreement knows, masked. Raises `AgreementUnknown`."""
        await self.find(actor, agreement_id)
        async with self._database.reading(actor) as connection:
            return await agreement_identifiers.page(
                connection, actor.tenant_id, agreement_id, paging, type_=type_, status=status
            )

    async def search(
        self, actor: Actor, agreement_id: UUID, value: IdentifierValue
    ) -> AgreementIdentifier | None:
        """Return what an agreement knows by a value, in any case. Raises `AgreementUnknown`."""
        await self.find(actor, agreement_id)
        value_hash = self._sealer.hash_of(actor.tenant_id, value)
        async with self._database.reading(actor) as connection:
            return await agreement_identifiers.find_by_hash(
                connection, actor.tenant_id, agreement_id, value_hash
            )

    async def add(self, actor: Actor, name: str, said: Mapping[str, object]) -> Agreement:
        """Make an agreement. Raises `Invalid`, `AgreementNameTaken`."""
        actor.require(AGREEMENTS_EDIT)
        now = self._database.clock.now()
        empty = Agreement(
            id=self._database.ids.new(),
            name=name,
            note="",
            active=True,
            state="in_force",
            everywhere=False,
            locations=[],
            stations=[],
            windows=[],
            words="",
            valid_from=None,
            valid_until=None,
            fresh_for_s=None,
            last_fed_at=None,
            stale=False,
            identifiers=0,
            partner_id=None,
            party=None,
            real_time="when_required",
            asks_unknown=False,
            created_at=now,
            updated_at=now,
            version=1,
        )
        agreement = checked(msgspec.structs.replace(empty, **said))
        await self._require_places(actor, agreement)
        agreement = await self._tied(actor, agreement)
        async with self._database.transaction(actor) as work:
            if not await repository.add(work.connection, actor.tenant_id, agreement):
                raise _name_taken()
            work.record(
                AgreementAdded(
                    aggregate_id=agreement.id, name=agreement.name, words=agreement.words
                )
            )
        return await self._found(actor, agreement.id)

    async def edit(
        self,
        actor: Actor,
        agreement_id: UUID,
        changes: Mapping[str, object],
        *,
        version: int | None = None,
    ) -> Agreement:
        """Change the fields that are named.

        Raises `Invalid`, `AgreementUnknown`, `AgreementNameTaken`, `VersionOutdated`.
        """
        actor.require(AGREEMENTS_EDIT)
        async with self._database.transaction(actor) as work:
            before = await self._locked(work, agreement_id)
            if version not in {None, before.version}:
                raise VersionOutdated("Somebody changed this agreement since you read it.")
            wanted = checked(msgspec.structs.replace(before, **changes))
            if wanted == before:
                return before
            await self._require_places(actor, wanted)
            if (wanted.partner_id, wanted.party) != (before.partner_id, before.party):
                wanted = await self._tied(actor, wanted)
                wanted = msgspec.structs.replace(wanted, last_fed_at=None, identifiers=0)
                await self._feeding.forget(work, before)
            if await repository.name_is_taken(
                work.connection, actor.tenant_id, wanted.name, but=agreement_id
            ):
                raise _name_taken()
            await self._save(work, before, wanted)
        return await self._found(actor, agreement_id)

    async def end(
        self, actor: Actor, agreement_id: UUID, *, reason: str | None = None
    ) -> Agreement:
        """End an agreement now; one that is over stays as it is. Raises `AgreementUnknown`.

        It is kept, for the decisions that name it.
        """
        actor.require(AGREEMENTS_EDIT)
        now = self._database.clock.now()
        async with self._database.transaction(actor) as work:
            before = await self._locked(work, agreement_id)
            if before.state == "ended":
                return before
            starts = before.valid_from
            values = {
                "valid_until": now,
                "valid_from": None if starts is not None and starts >= now else starts,
                "updated_at": now,
                "version": before.version + 1,
            }
            await repository.change(work.connection, actor.tenant_id, agreement_id, values)
            work.record(
                AgreementEnded(
                    aggregate_id=agreement_id, name=before.name, ended_at=now, reason=reason
                )
            )
        return await self._found(actor, agreement_id)

    async def names(self, actor: Actor, agreement_ids: Collection[UUID]) -> dict[UUID, str]:
        """Return what agreements are called, for whoever may see rows that name them."""
        if not agreement_ids:
            return {}
        async with self._database.reading(actor) as connection:
            return await repository.names(connection, actor.tenant_id, agreement_ids)

    async def partner_of(self, actor: Actor, agreement_id: UUID) -> UUID | None:
        """Return the partner whose tokens an agreement knows; None for none."""
        async with self._database.reading(actor) as connection:
            found = await repository.find(
                connection, actor.tenant_id, agreement_id, self._database.clock.now()
            )
        return None if found is None else found.partner_id

    async def of_identifier(
        self, actor: Actor, identifier_id: UUID, spot: Spot, at: datetime
    ) -> Sequence[AgreementStep]:
        """Return what agreements say of an identifier, for whoever may ask of it."""
        async with self._database.reading(actor) as connection:
            known = await repository.knowing(
                connection, actor.tenant_id, identifier_id, self._database.clock.now()
            )
        entries = [
            (
                agreement,
                Entry(row.entry_status, row.entry_from, row.entry_until, row.whitelist),
            )
            for agreement, row in known
        ]
        return steps_of(entries, spot, at)

    async def of_agreement(
        self, actor: Actor, agreement_id: UUID, spot: Spot, at: datetime
    ) -> AgreementStep:
        """Return what an agreement says of whoever it knows, for whoever may ask of it."""
        [step] = steps_of([(await self._found(actor, agreement_id), Entry())], spot, at)
        return step

    async def _found(self, actor: Actor, agreement_id: UUID) -> Agreement:
        now = self._database.clock.now()
        async with self._database.reading(actor) as connection:
            return known(await repository.find(connection, actor.tenant_id, agreement_id, now))

    async def _locked(self, work: UnitOfWork, agreement_id: UUID) -> Agreement:
        now = self._database.clock.now()
        return known(
            await repository.find(work.connection, work.tenant_id, agreement_id, now, lock=True)
        )

    async def _save(self, work: UnitOfWork, before: Agreement, wanted: Agreement) -> None:
        now = self._database.clock.now()
        after = msgspec.structs.replace(wanted, updated_at=now, version=before.version + 1)
        values, old = repository.columns_of(after), repository.columns_of(before)
        changed = {name for name in values if values[name] != old[name]}
        written = {name: values[name] for name in changed}
        await repository.change(work.connection, work.tenant_id, before.id, written)
        work.record(
            AgreementChanged(
                aggregate_id=before.id,
                name=after.name,
                active=after.active,
                words=after.words,
                changes=changes_between(before, values, changed - OF_THEIR_OWN),
            )
        )

    async def _tied(self, actor: Actor, agreement: Agreement) -> Agreement:
        """Return an agreement with its partner's party as that writes itself; refuse another."""
        if agreement.partner_id is None:
            return agreement
        parties = await self._parties.partners(actor, agreement.partner_id)
        keys = [str(party.key) for party in parties if party.role == DRIVERS_PARTY]
        if not keys:
            raise refused("partner_id", "names a partner with a party of drivers (EMSP)")
        if agreement.party is None:
            return agreement
        found = [key for key in keys if key.casefold() == agreement.party.casefold()]
        if not found:
            raise refused("party", f"is a party of the partner: {', '.join(sorted(keys))}")
        return msgspec.structs.replace(agreement, party=found[0])

    async def _require_places(self, actor: Actor, agreement: Agreement) -> None:
        """Refuse what names locations or stations that the tenant does not have."""
        names = await self._stations.names(actor, agreement.stations, agreement.locations)
        if not names.locations.keys() >= set(agreement.locations):
            raise refused("locations", "names locations that there are")
        if not names.stations.keys() >= set(agreement.stations):
            raise refused("stations", "names stations that there are")


def known(agreement: Agreement | None) -> Agreement:
    """Return an agreement that is there; raise `AgreementUnknown`."""
    if agreement is None:
        raise AgreementUnknown("There is no such agreement.")
    return agreement


def _name_taken() -> AgreementNameTaken:
    return AgreementNameTaken("Another agreement has this name.")
