"""Tells partners what chargers made of their commands: fairly, so that none holds up another."""

from collections import Counter
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy import Row

from chargehouse.contexts.remote.events import PartnerCommandUntold
from chargehouse.contexts.remote.model.profiles import read_active
from chargehouse.contexts.remote.model.results import COMMAND_KINDS, TIMEOUT, result_of
from chargehouse.contexts.remote.model.versions import result_for
from chargehouse.contexts.remote.model.wishes import PAUSES
from chargehouse.contexts.remote.repository import received
from chargehouse.contexts.remote.service.following import keep_result
from chargehouse.contexts.remote.service.sealing import WishSealer
from chargehouse.contexts.roaming.errors import NoLine
from chargehouse.contexts.roaming.public import PartnerLine, PartnerQuestion
from chargehouse.contexts.stations.errors import CommandUnknown
from chargehouse.contexts.stations.public import Command, Commander
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.apart import for_each
from chargehouse.kernel.errors import Unavailable
from chargehouse.ocpi.errors import PartnerRefused, PartnerUnintelligible
from chargehouse.ocpi.objects import DisplayText, OcpiObject
from chargehouse.ocpi.v221.charging_profiles import (
    ActiveChargingProfileResult,
    ChargingProfileResult,
    ClearProfileResult,
)
from chargehouse.ocpi.v221.commands import CommandResult
from chargehouse.platform.outside.exchange import NoAnswer
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.rounds import Rounds, UnderWay

AT_ONCE: Final = 64
AT_ONCE_EACH: Final = 4
LEASE: Final = timedelta(seconds=60)
"""Longer than the longest exchange and its record; then another worker takes over."""
ANSWER_WITHIN_S: Final = 10.0
COMMITTED_AFTER_S: Final = 0.02
ROUNDS_APART_S: Final = 0.02
STOP_WITHIN_S: Final = 2.0
ERROR_LENGTH: Final = 200
FAILURES: Final = (NoAnswer, PartnerRefused, PartnerUnintelligible)
FAILED_HERE: Final = "It could not be said: the fault is here."

log = structlog.get_logger(__name__)


class ResultTeller:
    """A worker that posts results to where partners want them, a few times; several may run.

    What is taken is this worker's for a minute; should it die before it wrote down what came of
    it, the partner is told again. Whatever else goes wrong is a try that failed, and counts.
    """

    def __init__(
        self, database: Database, sealer: WishSealer, line: PartnerLine, commander: Commander
    ) -> None:
        self._database = database
        self._clock = database.clock
        self._sealer = sealer
        self._line = line
        self._commander = commander
        self._each: Counter[UUID] = Counter()
        self._rounds = Rounds(
            "results of partners' commands",
            self.round,
            clock=database.clock,
            apart_s=ROUNDS_APART_S,
        )
        self._under_way = UnderWay("telling a result", self._rounds.wake)

    async def start(self) -> None:
        """Begin to tell; a database that is away is waited for."""
        await self._rounds.start()

    async def stop(self) -> None:
        """Stop within seconds; what was not told to its end is taken over when its time is up."""
        await self._rounds.stop()
        await self._under_way.stop(STOP_WITHIN_S)

    def answered(self) -> None:
        """Hear that a charger answered, and look for it once that is committed."""
        self._rounds.wake_in(COMMITTED_AFTER_S)

    async def round(self) -> int:
        """Take what is due, as far as there is room, and begin to tell it; return how many."""
        async with self._database.relay() as relay:
            due = await received.partners_due(relay, self._clock.now())
        due.sort(key=lambda each: self._each[each[1]])
        return await for_each(due, lambda each: self._take(*each))

    async def idle(self) -> None:
        """Return when nothing is under way any more."""
        await self._under_way.idle()

    async def _take(self, tenant_id: UUID, partner_id: UUID) -> int:
        room = min(AT_ONCE_EACH - self._each[partner_id], AT_ONCE - len(self._under_way))
        if room <= 0:
            return 0
        actor, now = system_actor("job", tenant_id, "remote.results"), self._clock.now()
        async with self._database.transaction(actor) as work:
            taken = await received.take(
                work.connection, tenant_id, partner_id, now=now, until=now + LEASE, room=room
            )
        for row in taken:
            self._each[partner_id] += 1
            self._under_way.begin(self._see_to(actor, row))
        return len(taken)

    async def _see_to(self, actor: Actor, row: Row[Any]) -> None:
        try:
            if row.state == "waiting":
                await self._end(actor, row)
            else:
                await self._tell(actor, row)
        finally:
            self._each[row.partner_id] -= 1

    async def _end(self, actor: Actor, row: Row[Any]) -> None:
        """Give a wish a result that nobody will end any more: its process is gone."""
        command = await self._command(actor, row)
        result = TIMEOUT
        if command is not None and command.status not in {"queued", "sent"}:
            result = result_of(row.kind, command.status, command.answer_status, command.error_code)
        async with self._database.transaction(actor) as work:
            await keep_result(work, row.command_id, result)

    async def _tell(self, actor: Actor, row: Row[Any]) -> None:
        last = row.tries >= len(PAUSES)
        try:
            question = await self._question(actor, row)
            await self._line.ask(actor, row.partner_id, question, timeout_s=ANSWER_WITHIN_S)
        except NoLine as error:
            await self._failed(actor, row, error.message, error.code, last=True)
        except FAILURES as error:
            await self._failed(actor, row, error.message, error.code, last=last)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001  else it would be tried for ever
            kind = type(error).__name__
            log.error("a result cannot be said", command=str(row.id), error=kind)  # noqa: TRY400  what it says may name a driver
            await self._failed(actor, row, FAILED_HERE, "failed_here", last=last)
        else:
            async with self._database.transaction(actor) as work:
                told = {"state": "told", "told_at": work.now(), "due_at": None, "last_error": None}
                values = {**told, "tries": row.tries + 1}
                await received.change(work.connection, work.tenant_id, row.id, values)

    async def _question(self, actor: Actor, row: Row[Any]) -> PartnerQuestion:
        wish = self._sealer.open(row.id, row.sealed)
        is_command = row.kind in COMMAND_KINDS
        return PartnerQuestion(
            method="POST",
            module="commands" if is_command else "chargingprofiles",
            role="SENDER",
            body=_command_result(row) if is_command else await self._profile_result(actor, row),
            routing=wish.routing.swapped(),
            url=wish.response_url,
        )

    async def _failed(
        self, actor: Actor, row: Row[Any], message: str, reason: str, *, last: bool
    ) -> None:
        said = message[:ERROR_LENGTH]
        async with self._database.transaction(actor) as work:
            values: dict[str, object] = {"tries": row.tries + 1, "last_error": said}
            if last:
                values |= {"state": "untold", "due_at": None}
                work.record(
                    PartnerCommandUntold(
                        aggregate_id=row.id,
                        station_id=row.station_id,
                        partner_id=row.partner_id,
                        kind=row.kind,
                        result=row.result,
                        error=said,
                    )
                )
            else:
                values["due_at"] = work.now() + PAUSES[row.tries]
            await received.change(work.connection, work.tenant_id, row.id, values)
        log.warning("partner not told a result", reason=reason, last=last)

    async def _profile_result(self, actor: Actor, row: Row[Any]) -> OcpiObject:
        if row.kind == "SET_PROFILE":
            return ChargingProfileResult(result=row.result)
        if row.kind == "CLEAR_PROFILE":
            return ClearProfileResult(result=row.result)
        if row.result != "ACCEPTED":
            return ActiveChargingProfileResult(result=row.result)
        command = await self._command(actor, row)
        answer = None if command is None else command.answer
        profile = read_active(answer, row.answered_at)
        if profile is None:
            return ActiveChargingProfileResult(result="UNKNOWN")
        return ActiveChargingProfileResult(result=row.result, profile=profile)

    async def _command(self, actor: Actor, row: Row[Any]) -> Command | None:
        try:
            return await self._commander.get(actor, row.station_id, row.command_id)
        except CommandUnknown:
            return None


def _command_result(row: Row[Any]) -> OcpiObject:
    texts = None if row.message is None else (DisplayText(language="en", text=row.message),)
    return result_for(row.version, CommandResult(result=row.result, message=texts))
