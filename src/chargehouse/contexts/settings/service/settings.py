"""Settings as people see and change them."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from chargehouse.contexts.settings.errors import (
    SecretNotKept,
    SettingUnknown,
    SettingVersionUnknown,
)
from chargehouse.contexts.settings.events import SettingsRolledBack
from chargehouse.contexts.settings.model import (
    Kept,
    Stored,
    Wanted,
    reason_of,
    refuse_stale,
    value_of,
)
from chargehouse.contexts.settings.public import (
    SETTINGS_READ,
    SETTINGS_UPDATE,
    ChangeOutcome,
    SettingState,
    Value,
)
from chargehouse.contexts.settings.repository import proposals, values
from chargehouse.contexts.settings.service.changes import Changes
from chargehouse.contexts.settings.service.reader import SettingsReader
from chargehouse.contexts.stations.public import StationLookup
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.setting import Setting
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.secrets import Keyring


class SettingService:
    """Lists and changes a tenant's settings, and what places have of their own."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        reader: SettingsReader,
        stations: StationLookup,
    ) -> None:
        self._database = database
        self._reader = reader
        self._stations = stations
        self._changes = Changes(reader, keyring, clock=database.clock, ids=database.ids)

    async def list(self, actor: Actor) -> list[SettingState]:
        """Return every setting by key, with what holds in the tenant."""
        actor.require(SETTINGS_READ)
        now = self._database.clock.now()
        async with self._database.reading(actor) as connection:
            kept = await values.all_kept(connection, actor.tenant_id)
            waiting = await proposals.open_by_key(connection, actor.tenant_id, now)
        state = partial(self._state, actor)
        return [
            state(setting, kept.get(key, Kept(key=key)), waiting.get(key))
            for key, setting in self._reader.catalogue.items()
        ]

    async def read(self, actor: Actor, key: str) -> SettingState:
        """Return one setting, also a place's own. Raises `SettingUnknown`."""
        actor.require(SETTINGS_READ)
        await self._require_place(actor, self._changes.setting(key))
        [state] = await self.standings(actor, [key])
        return state

    async def standings(self, actor: Actor, keys: Sequence[str]) -> Sequence[SettingState]:
        """Return some settings, for whoever may see what they bear upon."""
        now = self._database.clock.now()
        async with self._database.reading(actor) as connection:
            kept = await values.all_kept(connection, actor.tenant_id)
            waiting = await proposals.open_by_key(connection, actor.tenant_id, now)
        return [
            self._state(
                actor, self._changes.setting(key), kept.get(key, Kept(key=key)), waiting.get(key)
            )
            for key in keys
        ]

    async def change(
        self, actor: Actor, key: str, *, value: object, version: int, reason: str | None
    ) -> ChangeOutcome:
        """Give a setting a value, or propose it where the setting needs a second person.

        `version` is the one that was read. Raises `SettingUnknown`, `Invalid` naming `value` or
        `reason`, `SettingChangedMeanwhile`, `PersonNeeded` and `ProposalWaits`.
        """
        actor.require(SETTINGS_UPDATE)
        setting = self._changes.setting(key)
        await self._require_place(actor, setting)
        wanted = self._changes.wanted(actor.tenant_id, setting, value, "set", reason_of(reason))
        return await self._change(actor, wanted, version)

    async def reset(
        self, actor: Actor, key: str, *, version: int, reason: str | None
    ) -> ChangeOutcome:
        """Give a setting its default again; refuses as `change` does."""
        actor.require(SETTINGS_UPDATE)
        setting = self._changes.setting(key)
        wanted = Wanted(setting=setting, stored=Stored(), how="reset", reason=reason_of(reason))
        return await self._change(actor, wanted, version)

    async def rollback(
        self, actor: Actor, key: str, *, to_version: int, version: int, reason: str | None
    ) -> ChangeOutcome:
        """Give a setting the value that it had in an earlier version; 0 is the default.

        Refuses as `change` does, and with `SettingVersionUnknown` and `SecretNotKept`.
        """
        actor.require(SETTINGS_UPDATE)
        setting = self._changes.setting(key)
        if setting.secret:
            raise SecretNotKept("Earlier values of a secret are not kept; give it anew.")
        async with self._database.reading(actor) as connection:
            was, after = await values.after_version(connection, actor.tenant_id, key, to_version)
        if not was and to_version != 0:
            raise SettingVersionUnknown(f"The setting {key} never had this version.")
        why = reason_of(reason)
        if after is None:
            wanted = Wanted(setting=setting, stored=Stored(), how="rollback", reason=why)
        else:
            wanted = self._changes.wanted(
                actor.tenant_id, setting, value_of(after), "rollback", why
            )
        return await self._change(actor, wanted, version, to_version=to_version)

    async def _change(
        self, actor: Actor, wanted: Wanted, version: int, *, to_version: int | None = None
    ) -> ChangeOutcome:
        key = wanted.setting.key
        async with self._database.transaction(actor) as unit:
            await values.lock(unit.connection, actor.tenant_id)
            all_kept = await values.all_kept(unit.connection, actor.tenant_id)
            kept = all_kept.get(key, Kept(key=key))
            refuse_stale(kept, version)
            after, proposal = await self._changes.carry_out(unit, wanted, kept)
            if to_version is not None and (proposal is not None or after is not kept):
                _record_return(unit, key, to_version, wanted.reason, proposed=proposal is not None)
            waiting = await proposals.open_by_key(
                unit.connection, actor.tenant_id, self._database.clock.now()
            )
        if after is not kept:
            await self._reader.tell(actor.tenant_id)
        return ChangeOutcome(
            setting=self._state(actor, wanted.setting, after, waiting.get(key)), proposal=proposal
        )

    async def _require_place(self, actor: Actor, setting: Setting[Any]) -> None:
        """Raise `SettingUnknown` where the place of a setting is not there."""
        place = setting.place
        if place is None:
            return
        if place.kind == "station":
            if await self._stations.is_here(actor, place.id):
                return
        elif (await self._stations.names(actor, locations=[place.id])).locations:
            return
        raise SettingUnknown("There is no such place.")

    def _state(
        self, actor: Actor, setting: Setting[Any], kept: Kept, proposal_id: UUID | None
    ) -> SettingState:
        kind = setting.kind
        default = None if setting.place is not None else _told(setting.default)
        needed = setting.permission or SETTINGS_UPDATE
        own = value_of(kept.stored.value)
        return SettingState(
            key=setting.key,
            module=setting.module,
            by_place=setting.by_place,
            kind=kind.name,
            rule=kind.rule,
            options=_options(setting),
            minimum=_bound(setting, "minimum"),
            maximum=_bound(setting, "maximum"),
            unit=kind.unit,
            description=setting.description,
            default=None if setting.secret else default,
            value=None if setting.secret else default if own is None else own,
            is_set=kept.stored.is_set,
            secret=setting.secret,
            dangerous=setting.dangerous,
            permission=needed.action,
            may_change=actor.may(SETTINGS_UPDATE) and actor.may(needed),
            version=kept.version,
            changed_at=kept.changed_at,
            changed_by=kept.changed_by,
            reason=kept.reason,
            proposal_id=proposal_id,
        )


def _record_return(
    unit: UnitOfWork, key: str, to_version: int, reason: str | None, *, proposed: bool
) -> None:
    unit.record(
        SettingsRolledBack(
            aggregate_id=unit.tenant_id,
            keys=[] if proposed else [key],
            proposed_keys=[key] if proposed else [],
            to_version=to_version,
            to_instant=None,
            reason=reason,
        )
    )


def _told(value: object) -> Value:
    told: Value = list(value) if isinstance(value, tuple) else value  # type: ignore[assignment]
    return told


def _options(setting: Setting[Any]) -> list[str] | None:
    options = getattr(setting.kind, "options", None)
    return None if options is None else list(options)


def _bound(setting: Setting[Any], name: str) -> float | None:
    kind = setting.kind
    bound: float | None = getattr(kind, name, getattr(kind, f"{name}_s", None))
    return bound
