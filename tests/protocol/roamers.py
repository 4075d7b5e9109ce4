"""A partner whose drivers charge here: its tokens, and what it says when it is asked of one."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid5

import asyncpg
import msgspec

from chargehouse.contexts.identity.public.partners import PartnerToken
from chargehouse.contexts.roaming.public import (
    PartnerPage,
    PartnerQuestion,
    PartnerReply,
    RegisteredPartner,
)
from chargehouse.kernel.actor import Actor
from chargehouse.ocpi.paging import PageRequest
from chargehouse.ocpi.v221.tokens import AllowedType, WhitelistType
from chargehouse.platform.postgres.address import PostgresAddress

AT = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
NAMES = UUID(int=7)


@dataclass
class FakeLine:
    """A line to partners that say what they are told to; without a word they never answer."""

    words: dict[str, AllowedType | Exception] = field(default_factory=dict)
    reference: str | None = "AUTH-7"
    asked: list[PartnerQuestion] = field(default_factory=list)

    async def partners(self, actor: Actor) -> Sequence[RegisteredPartner]:
        raise NotImplementedError

    async def partner(self, actor: Actor, partner_id: UUID) -> RegisteredPartner | None:
        raise NotImplementedError

    async def registered(self, actor: Actor, partner_id: UUID) -> RegisteredPartner:
        raise NotImplementedError

    async def ask(
        self,
        actor: Actor,  # noqa: ARG002  the port's
        partner_id: UUID,  # noqa: ARG002  the port's
        question: PartnerQuestion,
        *,
        timeout_s: float | None = None,  # noqa: ARG002  the port's
    ) -> PartnerReply:
        self.asked.append(question)
        word = self.words.get(question.segments[0])
        if word is None:
            await asyncio.Event().wait()
        if isinstance(word, Exception):
            raise word
        told = {"allowed": word, "authorization_reference": self.reference}
        return PartnerReply(msgspec.Raw(msgspec.json.encode(told)), {})

    def pages(
        self, actor: Actor, partner_id: UUID, question: PartnerQuestion, page: PageRequest
    ) -> AsyncIterator[PartnerPage]:
        raise NotImplementedError


@dataclass
class FakeTokens:
    """What partners told of their tokens, by partner; each is named by its uid and type."""

    by_partner: dict[UUID, list[PartnerToken]] = field(default_factory=dict)
    heard: datetime | None = None

    def tell(self, partner_id: UUID, *tokens: PartnerToken) -> list[UUID]:
        """Take tokens over; return the ids that the events of them bear."""
        told = {_name(token): token for token in tokens}
        kept = {_name(token): token for token in self.by_partner.get(partner_id, ())}
        self.by_partner[partner_id] = [*(kept | told).values()]
        return list(told)

    async def of_partner(self, actor: Actor, partner_id: UUID) -> Sequence[PartnerToken]:  # noqa: ARG002  the port's
        return list(self.by_partner.get(partner_id, ()))

    async def named(
        self,
        actor: Actor,  # noqa: ARG002  the port's
        received_ids: Collection[UUID],
    ) -> Sequence[tuple[UUID, PartnerToken]]:
        return [
            (partner_id, token)
            for partner_id, tokens in self.by_partner.items()
            for token in tokens
            if any(
                _name(each) in received_ids and each.uid.upper() == token.uid.upper()
                for each in tokens
            )
        ]

    async def heard_at(self, actor: Actor, partner_id: UUID) -> datetime | None:  # noqa: ARG002  the port's
        return self.heard


def token_of(
    uid: str,
    whitelist: WhitelistType = "ALLOWED",
    *,
    valid: bool = True,
    listed: bool = True,
    kind: str = "RFID",
    party: str = "NL-ROA",
    group: str | None = None,
    at: datetime = AT,
) -> PartnerToken:
    return PartnerToken(
        party=party,
        uid=uid,
        type=kind,
        listed=listed,
        valid=valid,
        whitelist=whitelist,
        group_id=group,
        last_updated=at,
    )


async def add_partner(
    address: PostgresAddress, tenant_id: UUID, partner_id: UUID, *parties: str
) -> None:
    """Add a registered partner with parties of drivers: `NL-ROA`."""
    connection = await asyncpg.connect(**address.asyncpg_kwargs())
    try:
        await connection.execute(
            "INSERT INTO platforms (tenant_id, id, name, state, token_encoding, legacy_role,"
            " created_at, updated_at) VALUES ($1, $2, $3, 'registered', 'base64', 'EMSP', $4, $4)",
            tenant_id,
            partner_id,
            f"Partner {partner_id}",
            AT,
        )
        for party in parties:
            country_code, _, party_id = party.partition("-")
            await connection.execute(
                "INSERT INTO parties (tenant_id, id, country_code, party_id, role, platform_id,"
                " business_details, created_at, updated_at)"
                " VALUES ($1, $2, $3, $4, 'EMSP', $5, '{\"name\": \"Roamer\"}', $6, $6)",
                tenant_id,
                uuid5(partner_id, party),
                country_code,
                party_id,
                partner_id,
                AT,
            )
    finally:
        await connection.close()


def _name(token: PartnerToken) -> UUID:
    return uuid5(NAMES, f"{token.party}/{token.type}/{token.uid}".upper())
