"""Parties: listed, added, changed, removed; and which one is the default."""

from uuid import UUID

import msgspec

from chargehouse.contexts.roaming.errors import (
    PartyInUse,
    PartyIsDefault,
    PartyNotOurCpo,
    PartyTaken,
    PartyUnknown,
)
from chargehouse.contexts.roaming.events import (
    DefaultPartyChanged,
    PartyAdded,
    PartyChanged,
    PartyRemoved,
)
from chargehouse.contexts.roaming.model.parties import details_of, key_of, role_of
from chargehouse.contexts.roaming.public import (
    PARTIES_EDIT,
    PARTIES_READ,
    BusinessDetails,
    ChosenParty,
    Party,
    PartyKey,
    PartyList,
    PartyRole,
)
from chargehouse.contexts.roaming.repository import parties
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.events import changes_between
from chargehouse.platform.postgres.database import Database, UnitOfWork

CPO = "CPO"


class PartyService:
    """Keeps the parties of a tenant; the `OwnParties` of other contexts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self,
        actor: Actor,
        *,
        role: str | None = None,
        ours: bool | None = None,
        partner_id: UUID | None = None,
        offset: int = 0,
        limit: int = 50,
    ) -> PartyList:
        """Return a part of the list of parties, ours and partners', or of one partner's."""
        actor.require(PARTIES_READ)
        async with self._database.reading(actor) as connection:
            items, total = await parties.page(
                connection,
                actor.tenant_id,
                role=role,
                ours=ours,
                partner_id=partner_id,
                offset=offset,
                limit=limit,
            )
        return PartyList(items=items, total=total, offset=offset, limit=limit)

    async def named(self, actor: Actor, key: PartyKey) -> list[Party]:
        """Return a party in each of its roles. Raises `PartyUnknown`."""
        actor.require(PARTIES_READ)
        async with self._database.reading(actor) as connection:
            found = await parties.named(connection, actor.tenant_id, key)
        if not found:
            raise _unknown(key)
        return found

    async def default(self, actor: Actor) -> Party:
        """Return the default party: every tenant has one."""
        actor.require(PARTIES_READ)
        async with self._database.reading(actor) as connection:
            found = await parties.default(connection, actor.tenant_id)
        if found is None:
            raise PartyUnknown("There is no default party.")
        return found

    async def own_cpo(self, actor: Actor, key: PartyKey) -> Party:
        """Return a CPO of ours, for whoever may see what belongs to it.

        Raises `PartyUnknown`, `PartyNotOurCpo`.
        """
        async with self._database.reading(actor) as connection:
            found = await parties.named(connection, actor.tenant_id, key)
        if not found:
            raise _unknown(key)
        return _own_cpo(next((party for party in found if party.role == CPO), found[0]))

    async def owner(self, actor: Actor, party_id: UUID | None) -> UUID:
        """Return the CPO of ours that is meant: the default party where none is named.

        For whoever may add what belongs to it. Raises `PartyUnknown`, `PartyNotOurCpo`.
        """
        async with self._database.reading(actor) as connection:
            if party_id is None:
                found = await parties.default(connection, actor.tenant_id)
            else:
                found = await parties.find(connection, actor.tenant_id, party_id)
        if found is None:
            raise PartyUnknown("There is no such party.")
        return _own_cpo(found).id

    async def put(
        self, actor: Actor, *, country_code: str, party_id: str, role: str, details: BusinessDetails
    ) -> tuple[Party, bool]:
        """Add a party of ours, or describe it otherwise; tell whether it is new.

        Its country code and id are known without regard to case, and keep the case they came in
        first. Raises `Invalid`, `PartyTaken`.
        """
        actor.require(PARTIES_EDIT)
        key, said = key_of(country_code, party_id), details_of(details)
        in_role = role_of(role)
        async with self._database.transaction(actor) as work:
            new = _made(work, self._database.ids.new(), key, in_role, said)
            if await parties.add(work.connection, work.tenant_id, new):
                work.record(_added(new))
                return new, True
            before = await parties.in_role(work.connection, work.tenant_id, key, in_role, lock=True)
            if before is None or before.platform_id is not None:
                raise PartyTaken(f"A partner is {key} as {in_role}: it cannot be ours as well.")
            return await _describe(work, before, said), False

    async def remove(self, actor: Actor, key: PartyKey, role: str) -> None:
        """Remove a party of ours to which nothing belongs, nor did when it was told to partners.

        Raises `PartyUnknown`, `PartyTaken`, `PartyIsDefault`, `PartyInUse`.
        """
        actor.require(PARTIES_EDIT)
        async with self._database.transaction(actor) as work:
            found = await parties.in_role(
                work.connection, work.tenant_id, key, role_of(role), lock=True
            )
            if found is None:
                raise _unknown(key)
            if found.platform_id is not None:
                raise PartyTaken("The party belongs to a partner: end the registration instead.")
            if found.is_default:
                raise PartyIsDefault("This is the default party: choose another one first.")
            if not await parties.remove(work.connection, work.tenant_id, found.id):
                raise PartyInUse(
                    "Locations or tariffs belong to this party: give them to another one first. One"
                    " that sessions and CDRs are of, or of which partners were told, stays."
                )
            work.record(
                PartyRemoved(
                    aggregate_id=found.id,
                    country_code=found.country_code,
                    party_id=found.party_id,
                    role=found.role,
                )
            )

    async def choose_default(self, actor: Actor, key: PartyKey) -> Party:
        """Make a CPO of ours the default; what belongs to the one before stays with it.

        Raises `PartyUnknown`, `PartyNotOurCpo`.
        """
        actor.require(PARTIES_EDIT)
        async with self._database.transaction(actor) as work:
            return await _make_default(work, key)

    async def begin_with(self, actor: Actor, chosen: ChosenParty) -> Party:
        """Give a tenant the default party that its installation was told, where nobody chose one.

        The placeholder becomes that party, with all that belongs to it; a default that somebody
        chose stays. Raises `Invalid`, `PartyNotOurCpo`.
        """
        key = key_of(chosen.country_code, chosen.party_id)
        said = details_of(chosen.business_details)
        async with self._database.transaction(actor) as work:
            before = await parties.default(work.connection, work.tenant_id, lock=True)
            if before is None:
                raise PartyUnknown("There is no default party.")
            if not before.provisional or before.key.is_same(key):
                return before
            if await parties.in_role(work.connection, work.tenant_id, key, CPO) is not None:
                return await _make_default(work, key)
            values = {
                "country_code": key.country_code,
                "party_id": key.party_id,
                "business_details": msgspec.to_builtins(said),
                "provisional": False,
            }
            return await _change(work, before, values)


def _made(
    work: UnitOfWork, id_: UUID, key: PartyKey, role: PartyRole, said: BusinessDetails
) -> Party:
    now = work.now()
    return Party(
        id=id_,
        country_code=key.country_code,
        party_id=key.party_id,
        role=role,
        business_details=said,
        platform_id=None,
        is_default=False,
        provisional=False,
        created_at=now,
        updated_at=now,
        version=1,
    )


async def _describe(work: UnitOfWork, before: Party, said: BusinessDetails) -> Party:
    if said == before.business_details:
        return before
    return await _change(work, before, {"business_details": msgspec.to_builtins(said)})


async def _change(work: UnitOfWork, before: Party, values: dict[str, object]) -> Party:
    told = {**values, "updated_at": work.now()}
    await parties.change(work.connection, work.tenant_id, before.id, told)
    after = await parties.find(work.connection, work.tenant_id, before.id)
    if after is None:
        raise PartyUnknown("There is no such party.")
    names = [name for name in values if getattr(before, name) != getattr(after, name)]
    work.record(
        PartyChanged(
            aggregate_id=after.id,
            country_code=after.country_code,
            party_id=after.party_id,
            role=after.role,
            changes=changes_between(before, {n: getattr(after, n) for n in names}, names),
        )
    )
    return after


async def _make_default(work: UnitOfWork, key: PartyKey) -> Party:
    before = await parties.default(work.connection, work.tenant_id, lock=True)
    found = await parties.named(work.connection, work.tenant_id, key)
    if not found:
        raise _unknown(key)
    wanted = _own_cpo(next((party for party in found if party.role == CPO), found[0]))
    if wanted.is_default:
        return wanted
    now = work.now()
    if before is not None:
        await parties.change(
            work.connection, work.tenant_id, before.id, {"is_default": False, "updated_at": now}
        )
    await parties.change(
        work.connection, work.tenant_id, wanted.id, {"is_default": True, "updated_at": now}
    )
    work.record(
        DefaultPartyChanged(
            aggregate_id=wanted.id, country_code=wanted.country_code, party_id=wanted.party_id
        )
    )
    return msgspec.structs.replace(
        wanted, is_default=True, updated_at=now, version=wanted.version + 1
    )


def _own_cpo(party: Party) -> Party:
    if party.platform_id is not None or party.role != CPO:
        raise PartyNotOurCpo(f"{party.key} is no CPO of ours: add it with that role first.")
    return party


def _added(party: Party) -> PartyAdded:
    return PartyAdded(
        aggregate_id=party.id,
        country_code=party.country_code,
        party_id=party.party_id,
        role=party.role,
        ours=party.platform_id is None,
    )


def _unknown(key: PartyKey) -> PartyUnknown:
    return PartyUnknown(f"There is no party {key}: add it first, or correct the name.")
