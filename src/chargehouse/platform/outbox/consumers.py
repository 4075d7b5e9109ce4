"""Who listens to which events."""

from collections.abc import Awaitable, Callable, Sequence

from chargehouse.platform.outbox.recorded import Names, RecordedEvent
from chargehouse.platform.postgres.database import UnitOfWork

Reaction = Callable[[UnitOfWork, RecordedEvent], Awaitable[None]]


class Consumer:
    """One listener, whose name is kept in the database and never reused for another.

    `wire_names` are whole names, or prefixes that end in `*`. `react` runs in the event's tenant;
    what it changes is committed with the mark that it ran, and may share its transaction with
    other reactions, so it only changes rows, records events and enqueues jobs: whatever takes
    long, or reaches outside, is a job. A new consumer hears what is kept `from_beginning`, or
    only what happens from then on.
    """

    def __init__(
        self,
        name: str,
        wire_names: Sequence[str],
        react: Reaction,
        *,
        from_beginning: bool = True,
    ) -> None:
        self.name = name
        self.names = Names(wire_names)
        self.react = react
        self.from_beginning = from_beginning
