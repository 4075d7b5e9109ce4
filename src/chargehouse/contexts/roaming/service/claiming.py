"""The parties that a partner's credentials name, made its own."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from chargehouse.contexts.roaming.events import PartyAdded, PartyRemoved
from chargehouse.contexts.roaming.model.credentials import Claim
from chargehouse.contexts.roaming.public import Partner, Party
from chargehouse.contexts.roaming.repository import parties
from chargehouse.kernel.ids import Ids
from chargehouse.ocpi.errors import InvalidParameters
from chargehouse.platform.postgres.database import UnitOfWork


async def claim(work: UnitOfWork, ids: Ids, partner: Partner, claims: Sequence[Claim]) -> list[str]:
    """Make parties a partner's, and those that it names no more nobody's; return their names.

    A party that is no longer named stays while something belongs to it. Raises
    `InvalidParameters` for one that is ours or another partner's: then nothing may be kept.
    """
    kept = set()
    for each in claims:
        party = Party(
            id=ids.new(),
            country_code=each.key.country_code,
            party_id=each.key.party_id,
            role=each.role,
            business_details=each.details,
            platform_id=partner.id,
            is_default=False,
            provisional=False,
            created_at=work.now(),
            updated_at=work.now(),
            version=1,
        )
        if await parties.add(work.connection, work.tenant_id, party):
            kept.add(party.id)
            work.record(
                PartyAdded(
                    aggregate_id=party.id,
                    country_code=party.country_code,
                    party_id=party.party_id,
                    role=party.role,
                    ours=False,
                )
            )
            continue
        known = await parties.in_role(
            work.connection, work.tenant_id, each.key, each.role, lock=True
        )
        if known is None or known.platform_id != partner.id:
            raise InvalidParameters("This party in this role is somebody else's", each.field)
        kept.add(known.id)
        details = msgspec.to_builtins(each.details)
        if each.details != known.business_details:
            values = {"business_details": details, "updated_at": work.now()}
            await parties.change(work.connection, work.tenant_id, known.id, values)
    await _let_go(work, partner, kept)
    return [f"{each.key} {each.role}" for each in claims]


async def let_all_go(work: UnitOfWork, partner: Partner) -> None:
    """Take away the parties of a partner to which nothing belongs."""
    await _let_go(work, partner, set())


async def _let_go(work: UnitOfWork, partner: Partner, kept: set[UUID]) -> None:
    for party in await parties.of_platform(work.connection, work.tenant_id, partner.id):
        if party.id in kept:
            continue
        if await parties.remove(work.connection, work.tenant_id, party.id):
            work.record(
                PartyRemoved(
                    aggregate_id=party.id,
                    country_code=party.country_code,
                    party_id=party.party_id,
                    role=party.role,
                )
            )
