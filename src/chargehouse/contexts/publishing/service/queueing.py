"""Who is to be told of a change, so that it reaches them."""

from collections.abc import Collection
from uuid import UUID

from chargehouse.contexts.publishing.public import Publication
from chargehouse.contexts.publishing.repository import pushes
from chargehouse.platform.postgres.database import UnitOfWork


async def wanted(
    work: UnitOfWork,
    publication: Publication,
    parts: Collection[str],
    *,
    was_shared: bool = False,
) -> None:
    """Note that a publication is to be sent to whoever is told it, in the same transaction.

    `parts` are the uids of the EVSEs that changed, where nothing else of a location did; else
    empty, and the whole is to be sent. A withdrawn publication is to be told as gone. What is
    already waiting is not there twice: what is sent is what holds by then. Of a location that
    `was_shared` with all and is not any more, those are told that it is gone.
    """
    await pushes.want(
        work.connection,
        work.tenant_id,
        publication.id,
        sorted(parts),
        work.now(),
        was_shared=was_shared and not publication.shared,
    )


class Choice:
    """A change of what one partner is told, under way: it is told what that makes of it.

    What it is told from then on is sent, and what it is told no longer is told as gone.
    """

    def __init__(self, partner_id: UUID, subject_id: UUID, told: Collection[UUID]) -> None:
        self._partner_id = partner_id
        self._subject_id = subject_id
        self._told = frozenset(told)

    @classmethod
    async def begin(cls, work: UnitOfWork, partner_id: UUID, subject_id: UUID) -> "Choice":
        """Note what a partner is told of a location, or of a party's, before that changes."""
        told = await pushes.told_of(work.connection, work.tenant_id, partner_id, subject_id)
        return cls(partner_id, subject_id, told)

    async def end(self, work: UnitOfWork) -> None:
        """Have sent what changed by now, in the same transaction."""
        now = await pushes.told_of(
            work.connection, work.tenant_id, self._partner_id, self._subject_id
        )
        changed = now ^ self._told
        if changed:
            await pushes.want_of(
                work.connection, work.tenant_id, self._partner_id, changed, work.now()
            )
