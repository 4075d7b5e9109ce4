"""Tells a partner an object of ours, so that in the end it has it."""

from typing import Final

from chargehouse.contexts.publishing.model.questions import (
    Told,
    has_it,
    looking,
    routing_of,
    telling,
)
from chargehouse.contexts.publishing.model.saying import said_in
from chargehouse.contexts.publishing.model.words import is_missing
from chargehouse.contexts.publishing.public import Publication
from chargehouse.contexts.roaming.public import PartnerLine, RegisteredPartner
from chargehouse.kernel.actor import Actor
from chargehouse.ocpi import codec
from chargehouse.ocpi.errors import PartnerRefused, PartnerUnintelligible
from chargehouse.ocpi.headers import PartyKey, Routing

TIMEOUT_S: Final = 10.0
"""How long a partner may take for one request: no more than five are made of a push."""


class NothingToTell(Exception):  # noqa: N818  an outcome, named for what is so
    """The partner's version has no words for the object."""


class Telling:
    """Puts objects at partners, each in its version."""

    def __init__(self, line: PartnerLine) -> None:
        self._line = line

    async def tell(
        self,
        actor: Actor,
        partner: RegisteredPartner,
        publication: Publication,
        *,
        owner: PartyKey,
        parts: tuple[str, ...],
        again: bool,
    ) -> None:
        """Have a partner have an object; `publication` is opened, `parts` are EVSEs, none for all.

        `again` is an object of which it is not known whether the partner took it the last time: it
        is asked for it, and told the whole where it has none, or another (transport and format,
        PATCH and client owned object push). Raises `NothingToTell`, `NoLine`, `NoAnswer`,
        `PartnerRefused`, `PartnerUnintelligible`.
        """
        said = said_in(publication, partner.version)
        if said is None:
            raise NothingToTell
        told = Told(
            publication.module,
            partner.version,
            owner,
            codec.decode_plain(said),
            gone=publication.withdrawn_at is not None,
        )
        routing = routing_of(told, publication.document, partner)
        if again and await self._took_it(actor, partner, told, routing):
            return
        for question in telling(told, () if again else parts, routing):
            await self._line.ask(actor, partner.id, question, timeout_s=TIMEOUT_S)

    async def _took_it(
        self, actor: Actor, partner: RegisteredPartner, told: Told, routing: Routing
    ) -> bool:
        """Say whether a partner has an object, or has it no more; raises `NoAnswer`, `NoLine`."""
        question = looking(told, routing)
        if question is None:
            return False
        gone = told.gone and telling(told, (), routing)[0].method == "DELETE"
        try:
            reply = await self._line.ask(actor, partner.id, question, timeout_s=TIMEOUT_S)
        except (PartnerRefused, PartnerUnintelligible) as error:
            return gone and is_missing(error)
        return not gone and has_it(told, reply.data)
