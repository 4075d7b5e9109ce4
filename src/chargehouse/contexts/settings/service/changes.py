"""How a change is made, or proposed, within a transaction."""

from typing import Any
from uuid import UUID

import msgspec

from chargehouse.contexts.settings.errors import ProposalWaits, SettingUnknown
from chargehouse.contexts.settings.events import SettingsChanged, SettingsChangeProposed
from chargehouse.contexts.settings.model import (
    PROPOSALS_LAST,
    Kept,
    ProposalRow,
    Stored,
    Wanted,
    needs_second_person,
    person_needed,
    reason_needed,
    value_of,
)
from chargehouse.contexts.settings.public import SETTINGS_UPDATE, How, Proposal
from chargehouse.contexts.settings.repository import proposals, values
from chargehouse.contexts.settings.service.reader import SettingsReader, place_of
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.clock import Clock
from chargehouse.kernel.ids import Ids
from chargehouse.kernel.setting import Setting, setting_of
from chargehouse.platform.outbox.writing import actor_label
from chargehouse.platform.postgres.database import UnitOfWork
from chargehouse.platform.secrets import Keyring


class Changes:
    """Makes changes, and proposes those that need a second person."""

    def __init__(self, reader: SettingsReader, keyring: Keyring, *, clock: Clock, ids: Ids) -> None:
        self._reader = reader
        self._keyring = keyring
        self._clock = clock
        self._ids = ids

    def setting(self, key: str) -> Setting[Any]:
        """Return a setting, also a place's own; raise `SettingUnknown`."""
        setting = setting_of(self._reader.catalogue, key)
        if setting is None:
            raise SettingUnknown("There is no such setting.")
        return setting

    def wanted(
        self, tenant_id: UUID, setting: Setting[Any], raw: object, how: How, reason: str | None
    ) -> Wanted:
        """Return a change to the value that JSON holds; raise `Invalid`."""
        value = setting.read(raw)
        if setting.secret:
            place = place_of(tenant_id, setting.key)
            stored = Stored(encrypted=self._keyring.encrypt(value, context=place))
        else:
            stored = Stored(value=msgspec.json.encode(value).decode())
        return Wanted(setting=setting, stored=stored, how=how, reason=reason)

    async def carry_out(
        self, unit: UnitOfWork, wanted: Wanted, kept: Kept
    ) -> tuple[Kept, Proposal | None]:
        """Make a change, or propose it where it needs a second person; return what is now.

        What is so already changes nothing. Raises `Forbidden`, `Invalid` where a reason is
        missing, `PersonNeeded` and `ProposalWaits`.
        """
        require_change(unit.actor, wanted.setting)
        if wanted.stored == kept.stored:
            return kept, None
        if needs_second_person(wanted.setting, unit.actor.kind):
            return kept, await self._propose(unit, wanted, kept)
        return await self.make(unit, wanted, kept, by=actor_label(unit.actor)), None

    async def make(
        self,
        unit: UnitOfWork,
        wanted: Wanted,
        kept: Kept,
        *,
        by: str,
        approved_by: str | None = None,
        proposal_id: UUID | None = None,
    ) -> Kept:
        """Keep a new value with its history and event."""
        now = Kept(
            key=kept.key,
            stored=wanted.stored,
            version=kept.version + 1,
            changed_at=self._clock.now(),
            changed_by=by,
            reason=wanted.reason,
        )
        await values.keep(unit.connection, unit.tenant_id, now)
        await values.add_change(
            unit.connection,
            unit.tenant_id,
            id=self._ids.new(),
            before=kept.stored,
            now=now,
            how=wanted.how,
            reason=wanted.reason,
            approved_by=approved_by,
        )
        await values.bump(unit.connection, unit.tenant_id)
        unit.record(
            SettingsChanged(
                aggregate_id=unit.tenant_id,
                key=kept.key,
                version=now.version,
                before=value_of(kept.stored.shown),
                after=value_of(now.stored.shown),
                reason=wanted.reason,
                proposal_id=proposal_id,
            )
        )
        return now

    async def _propose(self, unit: UnitOfWork, wanted: Wanted, kept: Kept) -> Proposal:
        actor, now = unit.actor, self._clock.now()
        proposer_id = person_needed(actor.person_id)
        reason = reason_needed(wanted.reason)
        await proposals.expire(unit.connection, unit.tenant_id, now)
        waiting = await proposals.open_by_key(unit.connection, unit.tenant_id, now)
        if kept.key in waiting:
            raise ProposalWaits(
                f"Another change of {kept.key} waits for a second person.",
                {"key": kept.key, "proposal_id": str(waiting[kept.key])},
            )
        proposal = Proposal(
            id=self._ids.new(),
            key=kept.key,
            how=wanted.how,
            value=value_of(wanted.stored.shown),
            base_version=kept.version,
            reason=reason,
            proposed_at=now,
            proposed_by=actor_label(actor),
            is_own=True,
            expires_at=now + PROPOSALS_LAST,
            status="open",
            decided_at=None,
            decided_by=None,
            decision_reason=None,
        )
        row = ProposalRow(proposal=proposal, stored=wanted.stored, proposer_id=proposer_id)
        await proposals.add(unit.connection, unit.tenant_id, row)
        unit.record(
            SettingsChangeProposed(
                aggregate_id=unit.tenant_id,
                proposal_id=proposal.id,
                key=kept.key,
                before=value_of(kept.stored.shown),
                after=proposal.value,
                reason=reason,
                expires_at=proposal.expires_at,
            )
        )
        return proposal


def require_change(actor: Actor, setting: Setting[Any]) -> None:
    """Raise `Forbidden` unless the actor may change the setting."""
    actor.require(SETTINGS_UPDATE)
    if setting.permission is not None:
        actor.require(setting.permission)
