"""What commands to stations came to, for the partners that asked for them."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from chargehouse.contexts.remote.events import PartnerCommandAnswered
from chargehouse.contexts.remote.model.results import Result, result_of
from chargehouse.contexts.remote.repository import received, reservations
from chargehouse.contexts.stations.events import CommandCompleted
from chargehouse.platform.postgres.database import UnitOfWork

ACCEPTED: Final = "ACCEPTED"


class ResultFollowing:
    """Keeps what chargers made of partners' commands, to be told at once.

    `on_answered` is called for each, before that is committed.
    """

    def __init__(self) -> None:
        self.on_answered: list[Callable[[], None]] = []

    async def ended(self, work: UnitOfWork, ended: CommandCompleted) -> None:
        """Take note of the end of a command to a station; the first end counts."""
        row = await received.waiting(work.connection, work.tenant_id, ended.command_id)
        if row is None:
            return
        result = result_of(row.kind, ended.status, ended.answer_status, ended.error_code)
        await keep_result(work, ended.command_id, result)
        for each in self.on_answered:
            each()


async def keep_result(work: UnitOfWork, command_id: UUID, result: Result) -> bool:
    """Keep a result, where none is kept yet; tell whether it was kept."""
    row = await received.answer(
        work.connection,
        work.tenant_id,
        command_id,
        {
            "state": "answered",
            "result": result.word,
            "message": result.message,
            "answered_at": work.now(),
            "due_at": work.now(),
        },
    )
    if row is None:
        return False
    if row.reservation is not None and result.word == ACCEPTED:
        change = reservations.hold if row.kind == "RESERVE_NOW" else reservations.give_up
        await change(work.connection, work.tenant_id, row.reservation, work.now())
    work.record(
        PartnerCommandAnswered(
            aggregate_id=row.id,
            station_id=row.station_id,
            partner_id=row.partner_id,
            kind=row.kind,
            result=result.word,
        )
    )
    return True
