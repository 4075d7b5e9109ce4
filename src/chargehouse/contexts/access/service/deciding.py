"""Decides attempts, in time; where the partner of a token has to be asked, in two steps."""

import asyncio
from typing import Any, Final
from uuid import UUID

from chargehouse.contexts.access.model import (
    ACCEPTED,
    ASK_PARTNER,
    AUTHORISATION_TIMEOUT,
    FREEVEND,
    OFF,
    PARTNER_DENIED,
    PARTNER_NO_ANSWER,
    PERMITTED,
    SHADOW,
    UNKNOWN_IDENTIFIER,
    answer_for,
)
from chargehouse.contexts.access.public import (
    ACCESS_STAGE,
    DECISION_DEADLINE,
    PARTNER_DEADLINE,
    Attempt,
    Decision,
)
from chargehouse.contexts.access.repository import decisions as repository
from chargehouse.contexts.identity.public.partners import (
    SILENT,
    NobodyToAsk,
    PartnerAuthorisation,
    PartnerQuery,
    PartnerSaid,
)
from chargehouse.kernel.errors import Unavailable
from chargehouse.kernel.setting import SettingValues
from chargehouse.platform.flags import Flags
from chargehouse.platform.postgres.coalescer import Row as HotRow
from chargehouse.platform.postgres.coalescer import Unit
from chargehouse.platform.postgres.database import Database

BY_PARTNER: Final = "partner"
"""The source of a decision about which a partner was asked."""


class DecisionService:
    """Decides attempts, inside the deadline or not at all: it fails closed."""

    def __init__(
        self,
        database: Database,
        *,
        values: SettingValues,
        flags: Flags,
        partners: PartnerAuthorisation | None = None,
    ) -> None:
        self._database = database
        self._values = values
        self._flags = flags
        self._partners = partners or NobodyToAsk()

    async def decide(
        self,
        tenant_id: UUID,
        attempt: Attempt,
        unit: Unit | None = None,
        *,
        value: str | None = None,
    ) -> Decision:
        """Return the decision on an attempt, durable together with the rest of `unit`.

        Past the deadline, or with the database away, it is denied with `authorisation_timeout`;
        that denial is written as soon as it can be. Only a start, with the database away, raises
        `Unavailable`: it stays unanswered, so that the charger keeps it. The same attempt sent
        again gets the decision it had, while identifier and mode are unchanged (NFR-003).
        Where access control is not rolled out whole at the station, everybody is let in (NFR-005).

        Where a partner has to be asked first it is, within a time of its own; `value` is what the
        charger said, by which partners are asked about those whom nobody knows.
        """
        unit = unit or Unit(tenant_id)
        ids = self._database.ids
        stage = self._flags.choice(
            tenant_id,
            ACCESS_STAGE,
            station_id=attempt.station_id,
            location_id=attempt.location_id,
        )
        asked = _Asked(attempt, stage, attempt.id or ids.new(), ids.new())
        others = unit.rows.copy()
        unit.add(repository.DECIDE_AT[stage], asked.row(attempt.forced))
        decision = await self._committed(unit, asked, others)
        if decision.reason != ASK_PARTNER:
            return decision
        return await self._by_partner(tenant_id, asked, decision, value)

    async def _by_partner(
        self, tenant_id: UUID, asked: "_Asked", waiting: Decision, value: str | None
    ) -> Decision:
        """Ask the partner, and record what comes of it; nothing of the attempt is written yet."""
        attempt, said = asked.attempt, None
        query = PartnerQuery(
            identifier_id=waiting.identifier_id,
            value=value,
            station_id=attempt.station_id,
            at=attempt.judged_at,
        )
        try:
            said = await self._partners.ask(
                tenant_id, query, timeout_s=self._values.value(tenant_id, PARTNER_DEADLINE)
            )
        except Unavailable:
            if attempt.kind == "start":
                raise
            self._keep_denial(asked, [], tenant_id)
            return asked.answered_in_time()
        unit = Unit(tenant_id)
        verdict = _verdict(said, waiting.identifier_id)
        if said is None:
            unit.add(repository.DECIDE_AT[asked.stage], asked.row(verdict))
        else:
            row = (*asked.row(verdict, source=BY_PARTNER), *repository.told_row(said))
            unit.add(repository.DECIDE_TOLD_AT[asked.stage], row)
        return await self._committed(unit, asked, [])

    async def _committed(
        self, unit: Unit, asked: "_Asked", others: list[repository.PartRow]
    ) -> Decision:
        """Return what was decided once it is durable, or the denial of what came too late."""
        tenant_id = unit.tenant_id
        timer = self._database.clock.call_later(
            self._values.value(tenant_id, DECISION_DEADLINE),
            lambda: self._expire(unit, asked, others),
        )
        try:
            return _decision(await self._database.hot.commit(unit), asked)
        except Unavailable as error:
            if not isinstance(error, _Late):
                if asked.attempt.kind == "start":
                    raise
                self._keep_denial(asked, others, tenant_id)
            return asked.answered_in_time()
        finally:
            timer.cancel()

    def _expire(self, unit: Unit, asked: "_Asked", others: list[repository.PartRow]) -> None:
        """Answer with a denial now, and see to it that what was answered is what is kept."""
        waiting = unit.done
        if waiting is None or waiting.done():
            return
        unit.done = asyncio.get_running_loop().create_future()
        unit.done.add_done_callback(
            lambda written: self._settle(written, asked, others, unit.tenant_id)
        )
        waiting.set_exception(_Late("No decision in time."))

    def _settle(
        self,
        written: "asyncio.Future[Any]",
        asked: "_Asked",
        others: list[repository.PartRow],
        tenant_id: UUID,
    ) -> None:
        if written.cancelled() or written.exception() is not None:
            self._keep_denial(asked, others, tenant_id)
        else:
            self._database.hot.append(self._denial_told(Unit(tenant_id), asked))

    def _keep_denial(
        self, asked: "_Asked", others: list[repository.PartRow], tenant_id: UUID
    ) -> None:
        """Queue the denial that was answered; the queue outlives the database's absence."""
        unit = self._denial_told(Unit(tenant_id), asked)
        unit.add(repository.DECIDE_AT[asked.stage], asked.row(AUTHORISATION_TIMEOUT))
        unit.rows.extend(others)
        self._database.hot.append(unit)

    def _denial_told(self, unit: Unit, asked: "_Asked") -> Unit:
        unit.add(
            repository.OUTCOMES,
            (
                self._database.ids.new(),
                asked.attempt_id,
                asked.decision_id,
                "answered_in_time",
                None,
                asked.told,
                self._database.clock.now(),
            ),
        )
        return unit


class _Late(Unavailable):
    """The deadline passed before the decision was durable."""


class _Asked:
    """An attempt with the ids that its rows have, whenever they are written."""

    __slots__ = ("attempt", "attempt_id", "decision_id", "stage")

    def __init__(self, attempt: Attempt, stage: str, attempt_id: UUID, decision_id: UUID) -> None:
        self.attempt = attempt
        self.stage = stage
        self.attempt_id = attempt_id
        self.decision_id = decision_id

    @property
    def told(self) -> str:
        """What is kept of an answer that was given before anything was decided."""
        if self.stage in {SHADOW, OFF}:
            return f"The charger was answered {ACCEPTED}, since nothing is enforced."
        return f"The charger was answered {AUTHORISATION_TIMEOUT}."

    def row(self, forced: str | None, source: str | None = None) -> HotRow:
        return repository.decide_row(
            self.attempt_id, self.decision_id, self.attempt, forced, source
        )

    def answer(self, reason: str, outside: str | None = None) -> str:
        """Return the status on the wire."""
        if self.stage == SHADOW:
            return ACCEPTED
        return answer_for(self.attempt.protocol, reason, outside)

    def answered_in_time(self) -> Decision:
        is_off = self.stage == OFF
        reason = FREEVEND if is_off else AUTHORISATION_TIMEOUT
        return Decision(
            attempt_id=self.attempt_id,
            decision_id=None if is_off else self.decision_id,
            allowed=self.stage in {SHADOW, OFF},
            reason=reason,
            answer=self.answer(reason),
            mode=FREEVEND if is_off else "managed_access",
            access_class=None,
        )


def _verdict(said: PartnerSaid | None, identifier_id: UUID | None) -> str:
    """Return the reason that a partner's word comes to; without one, nobody was to be asked."""
    if said is None:
        return UNKNOWN_IDENTIFIER if identifier_id is None else PARTNER_NO_ANSWER
    if said.permits:
        return PERMITTED
    if said.said in SILENT:
        return PARTNER_NO_ANSWER
    if said.said == "unknown" and identifier_id is None:
        return UNKNOWN_IDENTIFIER
    return PARTNER_DENIED


def _decision(decided: Any, asked: _Asked) -> Decision:  # noqa: ANN401  a row by its names
    reason = decided["reason"]
    return Decision(
        attempt_id=decided["attempt_id"],
        decision_id=decided["decision_id"],
        allowed=decided["allowed"] or asked.stage == SHADOW,
        reason=reason,
        answer=asked.answer(reason, decided["outside"]),
        mode=decided["mode"],
        access_class=decided["class"],
        identifier_id=decided["identifier_id"],
        vehicle_id=decided["vehicle_id"],
        group_encrypted=decided["group_encrypted"],
        valid_until=decided["valid_until"],
        repeated=decided["repeated"],
    )
