"""Who listens to which events."""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.platform.outbox.recorded import Names, RecordedEvent
from chargehouse.platform.postgres.database import UnitOfWork

Reaction = Callable[[UnitOfWork, RecordedEvent], Awaitable[None]]
Wanted = Callable[[AsyncConnection, UUID], Awaitable[Names]]
BatchReaction = Callable[[UnitOfWork, Sequence[RecordedEvent]], Awaitable[None]]


class Consumer:
    """One listener, whose name is kept in the database and never reused for another.

    `wire_names` are whole names, or prefixes that end in `*`. `react` runs in the event's tenant;
    what it changes is committed with the mark that it ran, and may share its transaction with
    other reactions, so it only changes rows, records events and enqueues jobs: whatever takes
    long, or reaches outside, is a job. A new consumer hears what is kept `from_beginning`, or
    only what happens from then on. `wanted` tells which of its names a tenant wants at all, as a
    snapshot has it that knows the events: what is not wanted is neither read nor marked.
    """

    def __init__(
        self,
        name: str,
        wire_names: Sequence[str],
        react: Reaction,
        *,
        from_beginning: bool = True,
        wanted: Wanted | None = None,
    ) -> None:
        self.name = name
        self.names = Names(wire_names)
        self.react = react
        self.from_beginning = from_beginning
        self.wanted = wanted


class BatchConsumer:
    """A listener who takes a tenant's events many at a time, in the order of their positions.

    `react` runs in one transaction a batch. No marks are kept for it: it may be given events that
    it has taken before, after a crash, and must know them by their ids. Nothing is passed over:
    when it fails it is given the same events again, and none that follow. It hears what is kept
    from the beginning.
    """

    from_beginning = True

    def __init__(self, name: str, names: Names, react: BatchReaction) -> None:
        self.name = name
        self.names = names
        self.react = react


AnyConsumer = Consumer | BatchConsumer
