"""What identity does when partners told of tokens, or an agreement was tied to a partner."""

from collections.abc import Sequence
from typing import Final

from chargehouse.contexts.identity.events import AgreementAdded, AgreementChanged
from chargehouse.contexts.identity.service import PartnerFeeds
from chargehouse.contexts.received.events import PartnerListPulled, PartnerTokenChanged
from chargehouse.platform.outbox.consumers import BatchConsumer
from chargehouse.platform.outbox.recorded import Names, RecordedEvent
from chargehouse.platform.postgres.database import UnitOfWork

TOKENS: Final = "tokens"


def consumers(feeds: PartnerFeeds) -> tuple[BatchConsumer, ...]:
    """Return the listeners that keep agreements up with what partners tell."""

    async def told(work: UnitOfWork, events: Sequence[RecordedEvent]) -> None:
        facts = [event.read(PartnerTokenChanged) for event in events]
        await feeds.told(
            work,
            {fact.partner_id for fact in facts},
            {fact.aggregate_id for fact in facts},
        )

    async def pulled(work: UnitOfWork, events: Sequence[RecordedEvent]) -> None:
        facts = [event.read(PartnerListPulled) for event in events]
        for partner_id in sorted({f.aggregate_id for f in facts if f.module == TOKENS}):
            await feeds.pulled(work, partner_id)

    async def tied(work: UnitOfWork, events: Sequence[RecordedEvent]) -> None:
        await feeds.tied(work, {event.aggregate_id for event in events})

    agreements = Names((AgreementAdded.wire_name, AgreementChanged.wire_name))
    return (
        BatchConsumer("identity.tokens_told", Names((PartnerTokenChanged.wire_name,)), told),
        BatchConsumer("identity.tokens_pulled", Names((PartnerListPulled.wire_name,)), pulled),
        BatchConsumer("identity.agreements_tied", agreements, tied),
    )
