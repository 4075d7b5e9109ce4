"""What is done about partners' commands when stations answered."""

from typing import Final

import msgspec

from chargehouse.contexts.remote.service import ResultFollowing
from chargehouse.contexts.stations.events import CommandCompleted
from chargehouse.platform.outbox.consumers import Consumer
from chargehouse.platform.outbox.recorded import RecordedEvent
from chargehouse.platform.postgres.database import UnitOfWork

COMPLETED: Final = msgspec.json.Decoder(CommandCompleted)


def consumers(following: ResultFollowing) -> tuple[Consumer, ...]:
    """Return the listener that keeps the results of partners' commands."""

    async def react(work: UnitOfWork, event: RecordedEvent) -> None:
        await following.ended(work, COMPLETED.decode(event.payload))

    return (Consumer("remote.command_completed", (CommandCompleted.wire_name,), react),)
