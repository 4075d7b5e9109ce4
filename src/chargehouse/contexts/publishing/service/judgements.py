"""For which partners starts were let in, by what was decided."""

from typing import Final
from uuid import UUID

from chargehouse.contexts.access.public import DecidedForPartners
from chargehouse.contexts.identity.public.partners import AgreementPartners
from chargehouse.contexts.publishing.public import PartnerJudgement
from chargehouse.kernel.actor import Actor

ALLOWED: Final = "allowed"


class DecidedJudgements:
    """Reads decisions, and agreements by whose they are; the `PartnerJudgements` of others."""

    def __init__(self, decisions: DecidedForPartners, agreements: AgreementPartners) -> None:
        self._decisions = decisions
        self._agreements = agreements

    async def of_decision(self, actor: Actor, decision_id: UUID) -> PartnerJudgement | None:
        """Return for which partner a decision let somebody in; None for none.

        A partner that was asked and did not answer let nobody in: then it was its whitelist.
        """
        decided = await self._decisions.decided_for(actor, decision_id)
        if decided is None:
            return None
        partner_id = decided.partner_id
        if partner_id is None and decided.agreement_id is not None:
            partner_id = await self._agreements.partner_of(actor, decided.agreement_id)
        if partner_id is None:
            return None
        return PartnerJudgement(
            partner_id=partner_id,
            asked=decided.said == ALLOWED,
            authorization_reference=decided.reference,
            party=decided.party,
            token_type=decided.token_type,
        )
