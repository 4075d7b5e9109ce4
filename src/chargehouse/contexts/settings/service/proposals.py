"""Changes that need a second person."""

from uuid import UUID

from chargehouse.contexts.settings.errors import ProposalUnknown
from chargehouse.contexts.settings.events import (
    SettingsChangeApproved,
    SettingsChangeDeclined,
    SettingsChangeWithdrawn,
)
from chargehouse.contexts.settings.model import (
    Kept,
    ProposalRow,
    Verdict,
    Wanted,
    decided,
    person_needed,
    reason_needed,
    refuse_stale,
)
from chargehouse.contexts.settings.public import (
    SETTINGS_APPROVE,
    SETTINGS_READ,
    SETTINGS_UPDATE,
    Proposal,
    Status,
)
from chargehouse.contexts.settings.repository import proposals, values
from chargehouse.contexts.settings.service.changes import Changes
from chargehouse.contexts.settings.service.reader import SettingsReader
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.outbox.writing import actor_label
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.secrets import Keyring


class ProposalService:
    """Lists proposals; has a second person approve or decline them, or the first withdraw."""

    def __init__(self, database: Database, keyring: Keyring, reader: SettingsReader) -> None:
        self._database = database
        self._reader = reader
        self._changes = Changes(reader, keyring, clock=database.clock, ids=database.ids)

    async def list(
        self, actor: Actor, paging: Paging, *, status: Status | None, key: str | None
    ) -> Page[Proposal]:
        """Return a page of proposals, the latest first. Raises `SettingUnknown`."""
        actor.require(SETTINGS_READ)
        if key is not None:
            self._changes.setting(key)
        now = self._database.clock.now()
        async with self._database.reading(actor) as connection:
            return await proposals.page(
                connection,
                actor.tenant_id,
                paging,
                status=status,
                key=key,
                asker_id=actor.person_id,
                now=now,
            )

    async def approve(self, actor: Actor, proposal_id: UUID, reason: str | None) -> Proposal:
        """Agree to a change, which is made at once.

        Raises `ProposalUnknown`, `ProposalDecided`, `ProposalExpired`, `SecondPersonNeeded`,
        `PersonNeeded`, `Invalid` without a reason, and `SettingChangedMeanwhile` where the
        setting was changed since the proposal.
        """
        actor.require(SETTINGS_APPROVE)
        async with self._database.transaction(actor) as unit:
            row, after = await self._decide(unit, proposal_id, "approved", reason)
            setting = self._changes.setting(after.key)
            all_kept = await values.all_kept(unit.connection, actor.tenant_id)
            kept = all_kept.get(after.key, Kept(key=after.key))
            refuse_stale(kept, after.base_version)
            await self._changes.make(
                unit,
                Wanted(setting=setting, stored=row.stored, how=after.how, reason=after.reason),
                kept,
                by=after.proposed_by,
                approved_by=after.decided_by,
                proposal_id=proposal_id,
            )
            unit.record(
                SettingsChangeApproved(
                    aggregate_id=actor.tenant_id,
                    proposal_id=proposal_id,
                    key=after.key,
                    proposed_by=after.proposed_by,
                    reason=after.decision_reason,
                )
            )
        await self._reader.tell(actor.tenant_id)
        return after

    async def decline(self, actor: Actor, proposal_id: UUID, reason: str | None) -> Proposal:
        """Refuse a change; raises as `approve` does, but for the setting's version."""
        actor.require(SETTINGS_APPROVE)
        async with self._database.transaction(actor) as unit:
            _, after = await self._decide(unit, proposal_id, "declined", reason)
            unit.record(
                SettingsChangeDeclined(
                    aggregate_id=actor.tenant_id,
                    proposal_id=proposal_id,
                    key=after.key,
                    proposed_by=after.proposed_by,
                    reason=after.decision_reason,
                )
            )
        return after

    async def withdraw(self, actor: Actor, proposal_id: UUID, reason: str | None) -> Proposal:
        """Take an own proposal back; raises as `decline` does, and `NotYourProposal`."""
        actor.require(SETTINGS_UPDATE)
        async with self._database.transaction(actor) as unit:
            _, after = await self._decide(unit, proposal_id, "withdrawn", reason)
            unit.record(
                SettingsChangeWithdrawn(
                    aggregate_id=actor.tenant_id,
                    proposal_id=proposal_id,
                    key=after.key,
                    reason=after.decision_reason,
                )
            )
        return after

    async def _decide(
        self, unit: UnitOfWork, proposal_id: UUID, verdict: Verdict, reason: str | None
    ) -> tuple[ProposalRow, Proposal]:
        """Keep a verdict; return the proposal as it was and as it is."""
        actor, now = unit.actor, self._database.clock.now()
        why, person_id = reason_needed(reason), person_needed(actor.person_id)
        await values.lock(unit.connection, actor.tenant_id)
        row = await proposals.find(
            unit.connection, actor.tenant_id, proposal_id, asker_id=person_id, now=now
        )
        if row is None:
            raise ProposalUnknown("There is no such proposal.")
        after = decided(
            row, verdict, person_id=person_id, by=actor_label(actor), reason=why, now=now
        )
        await proposals.settle(unit.connection, actor.tenant_id, after)
        return row, after
