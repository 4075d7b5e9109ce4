"""What settings were, and the way back for all of them together."""

from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.settings.events import SettingsRolledBack
from chargehouse.contexts.settings.model import Kept, Stored, Wanted, reason_needed, value_of
from chargehouse.contexts.settings.public import (
    SETTINGS_READ,
    SETTINGS_UPDATE,
    Difference,
    RollbackOutcome,
    SettingChange,
)
from chargehouse.contexts.settings.repository import values
from chargehouse.contexts.settings.service.changes import Changes
from chargehouse.contexts.settings.service.reader import SettingsReader
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import Invalid
from chargehouse.kernel.setting import Setting, setting_of
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring

KEPT_DAYS: Final = 36_525


class _Apart(NamedTuple):
    setting: Setting[Any]
    kept: Kept
    then: str | None

    @property
    def can_return(self) -> bool:
        """Tell whether the value of then can be had again."""
        if self.setting.secret:
            return self.then is None
        try:
            if self.then is not None:
                self.setting.read(value_of(self.then))
        except Invalid:
            return False
        return True


class SettingHistory:
    """Tells how settings changed, and brings all of them back to an instant."""

    def __init__(self, database: Database, keyring: Keyring, reader: SettingsReader) -> None:
        self._database = database
        self._reader = reader
        self._changes = Changes(reader, keyring, clock=database.clock, ids=database.ids)

    async def of(self, actor: Actor, key: str, paging: Paging) -> Page[SettingChange]:
        """Return a page of a setting's changes, the latest first. Raises `SettingUnknown`."""
        actor.require(SETTINGS_READ)
        self._changes.setting(key)
        async with self._database.reading(actor) as connection:
            return await values.page_of_changes(connection, actor.tenant_id, key, paging)

    async def differences(self, actor: Actor, at: datetime) -> list[Difference]:
        """Return the settings that were otherwise at an instant, by key. Raises `Invalid`."""
        actor.require(SETTINGS_READ)
        self._refuse_future(at)
        async with self._database.reading(actor) as connection:
            apart = await self._apart(connection, actor, at)
        return [
            Difference(
                key=each.setting.key,
                then=value_of(each.then),
                now=value_of(each.kept.stored.shown),
                dangerous=each.setting.dangerous,
                can_return=each.can_return,
            )
            for each in apart
        ]

    async def rollback(self, actor: Actor, at: datetime, reason: str | None) -> RollbackOutcome:
        """Bring every setting back to what it was at an instant, all of them or none.

        Dangerous ones are proposed; secrets whose value is not kept, and values that cannot be
        meant any more, are left as they are. Raises `Forbidden` where one of them may not be
        changed, `Invalid`, `PersonNeeded` and `ProposalWaits`.
        """
        actor.require(SETTINGS_UPDATE)
        self._refuse_future(at)
        why = reason_needed(reason)
        outcome = RollbackOutcome(changed=[], proposed=[], left=[])
        async with self._database.transaction(actor) as unit:
            await values.lock(unit.connection, actor.tenant_id)
            for each in await self._apart(unit.connection, actor, at):
                if not each.can_return:
                    outcome.left.append(each.setting.key)
                    continue
                wanted = self._wanted(actor, each, why)
                _, proposal = await self._changes.carry_out(unit, wanted, each.kept)
                if proposal is None:
                    outcome.changed.append(each.setting.key)
                else:
                    outcome.proposed.append(proposal)
            if outcome.changed or outcome.proposed:
                unit.record(
                    SettingsRolledBack(
                        aggregate_id=actor.tenant_id,
                        keys=outcome.changed,
                        proposed_keys=[proposal.key for proposal in outcome.proposed],
                        to_version=None,
                        to_instant=at,
                        reason=why,
                    )
                )
        if outcome.changed:
            await self._reader.tell(actor.tenant_id)
        return outcome

    async def _apart(self, connection: AsyncConnection, actor: Actor, at: datetime) -> list[_Apart]:
        kept = await values.all_kept(connection, actor.tenant_id)
        then = await values.values_at(connection, actor.tenant_id, at, kept)
        return [
            _Apart(setting, row, then.get(key))
            for key, row in sorted(kept.items())
            if (setting := setting_of(self._reader.catalogue, key)) is not None
            and _differs(row, then.get(key), at)
        ]

    def _wanted(self, actor: Actor, each: _Apart, reason: str) -> Wanted:
        if each.then is None:
            return Wanted(setting=each.setting, stored=Stored(), how="rollback", reason=reason)
        return self._changes.wanted(
            actor.tenant_id, each.setting, value_of(each.then), "rollback", reason
        )

    def _refuse_future(self, at: datetime) -> None:
        now = self._database.clock.now()
        if at.tzinfo is None or not now - timedelta(days=KEPT_DAYS) < at <= now:
            rule = "must be an instant of the last hundred years, with its zone"
            raise Invalid(f"`at` {rule}.", {"errors": [{"field": "at", "message": rule}]})


def _differs(kept: Kept, then: str | None, at: datetime) -> bool:
    """Tell whether a setting is otherwise; a secret is, wherever it was set anew since."""
    if kept.stored.encrypted is not None and then is not None:
        return kept.changed_at is not None and kept.changed_at > at
    return kept.stored.shown != then
