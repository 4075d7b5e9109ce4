"""What is done to the logs by the clock."""

from collections.abc import Iterable
from uuid import UUID

from chargehouse.contexts.audit.service import (
    AuditWatch,
    RetentionService,
    SigningService,
    WitnessService,
)
from chargehouse.kernel.apart import for_each


async def sign(
    tenant_ids: Iterable[UUID],
    signing: SigningService,
    witnesses: WitnessService,
    watch: AuditWatch,
) -> None:
    """Sign every log that has grown, anchor those of which today has no anchor, tell of it."""

    async def sign_one(tenant_id: UUID) -> None:
        await signing.sign(tenant_id)
        await witnesses.tell(tenant_id)

    try:
        await for_each(tenant_ids, sign_one)
    finally:
        await watch.check()


async def retain(tenant_ids: Iterable[UUID], retention: RetentionService) -> None:
    """Empty the entries whose time has come."""
    await for_each(tenant_ids, retention.retain)
