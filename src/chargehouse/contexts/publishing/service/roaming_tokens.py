"""Whose sessions are a partner's, by the tokens that partners told us of."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from chargehouse.contexts.publishing.public import (
    PartnerJudgement,
    PartnerJudgements,
    RemoteStarts,
    TokenUse,
)
from chargehouse.contexts.received.public import ReceivedBook, ReceivedToken
from chargehouse.contexts.sessions.public import SessionHead
from chargehouse.kernel.actor import Actor
from chargehouse.ocpi.v221.charging_periods import CdrToken
from chargehouse.ocpi.v221.tokens import Token

FREEVEND: Final = "freevend"


class ReceivedTokens:
    """Finds the token of a session by its identifier's hash; the `RoamingTokens` of telling.

    A session that a partner started is that partner's. In freevend anybody may charge, and it is
    nobody's; what a vehicle of ours is known by is ours, though a partner knew it too. Where
    several partners told the same uid, or a partner told it of several parties, it is whose token
    let it in; and where that is not known, nobody's: a bill must not go to a guess.
    """

    def __init__(
        self, received: ReceivedBook, *, starts: RemoteStarts, judgements: PartnerJudgements
    ) -> None:
        self._received = received
        self._starts = starts
        self._judgements = judgements

    async def of_session(self, actor: Actor, session: SessionHead) -> TokenUse | None:
        """Return whose token started a session; None where it is ours, or nobody's."""
        if session.mode == FREEVEND:
            return None
        if session.attempt_id is not None:
            start = await self._starts.of_attempt(actor, session.attempt_id)
            if start is not None:
                return TokenUse(
                    partner_id=start.partner_id,
                    token=start.token,
                    auth_method="COMMAND",
                    authorization_reference=start.authorization_reference,
                )
        if session.vehicle_id is not None or session.identifier_hash is None:
            return None
        judgement = None
        if session.decision_id is not None:
            judgement = await self._judgements.of_decision(actor, session.decision_id)
        token = await self._token(actor, session.identifier_hash, judgement)
        return None if token is None else _used(*token, judgement)

    async def is_missing(self, actor: Actor, session: SessionHead) -> bool:
        """Say whether a partner let somebody in by a token that it did not tell us."""
        if session.mode == FREEVEND or session.vehicle_id is not None:
            return False
        if session.decision_id is None:
            return False
        return await self._judgements.of_decision(actor, session.decision_id) is not None

    async def _token(
        self, actor: Actor, identifier_hash: bytes, judgement: PartnerJudgement | None
    ) -> tuple[UUID, CdrToken] | None:
        known = await self._received.tokens_of_uid(actor, identifier_hash)
        if judgement is not None:
            known = [each for each in known if _let_in(each, judgement)]
        if len({(each.partner_id, _party(each.token)) for each in known}) != 1:
            return None
        best = _best(known)
        return best.partner_id, _cdr_token(best.token)


def _let_in(known: ReceivedToken, judgement: PartnerJudgement) -> bool:
    """Say whether a token may be the one that was let in, by what is known of that."""
    return (
        known.partner_id == judgement.partner_id
        and (judgement.party is None or judgement.party.casefold() == _party(known.token))
        and (judgement.token_type is None or judgement.token_type == known.token.type)
    )


def _party(token: Token) -> str:
    return f"{token.country_code}-{token.party_id}".casefold()


def _best(known: Sequence[ReceivedToken]) -> ReceivedToken:
    """Return the one of a party's tokens of a uid that is good, and listed; cards first."""
    return min(
        known,
        key=lambda each: (
            not each.token.valid,
            each.unlisted_at is not None,
            each.token.type != "RFID",
        ),
    )


def _cdr_token(token: Token) -> CdrToken:
    return CdrToken(
        country_code=token.country_code,
        party_id=token.party_id,
        uid=token.uid,
        type=token.type,
        contract_id=token.contract_id,
    )


def _used(partner_id: UUID, token: CdrToken, judgement: PartnerJudgement | None) -> TokenUse:
    asked = judgement is not None and judgement.asked
    return TokenUse(
        partner_id=partner_id,
        token=token,
        auth_method="AUTH_REQUEST" if asked else "WHITELIST",
        authorization_reference=judgement.authorization_reference if judgement else None,
    )
