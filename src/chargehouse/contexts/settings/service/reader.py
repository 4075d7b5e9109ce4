"""What this process knows of every tenant's settings (ADR 0012)."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar, cast
from uuid import UUID

import msgspec
import structlog

from chargehouse.contexts.settings.model import Kept
from chargehouse.contexts.settings.repository import values as repository
from chargehouse.kernel.actor import system_actor
from chargehouse.kernel.errors import Invalid, Unavailable
from chargehouse.kernel.setting import Setting, setting_of
from chargehouse.platform.broker.port import Broker, Subscription
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring, Undecipherable

T = TypeVar("T")

SUBJECT: Final = "settings.changed"
LOOK_EVERY_S: Final = 0.5
LOOK_BACK: Final = timedelta(minutes=1)
"""A change may be committed that long after the time that it bears."""

log = structlog.get_logger(__name__)


class _Known(msgspec.Struct, frozen=True):
    version: int
    values: Mapping[str, object]
    placed: Mapping[str, Mapping[UUID, object]]


class SettingsReader:
    """Knows every tenant's values and tells them at once: a `PlacedValues`.

    Once started it hears of changes over the broker, and looks itself twice a second, since what
    the broker carries may be lost. Only what differs from the defaults is remembered. What is
    stored and cannot be meant, such as after a setting's type has changed, is told to the log
    once; the default holds.
    """

    def __init__(
        self, database: Database, keyring: Keyring, catalogue: Mapping[str, Setting[Any]]
    ) -> None:
        self._database = database
        self._keyring = keyring
        self.catalogue = catalogue
        self._defaults = {key: setting.default for key, setting in catalogue.items()}
        self._known: dict[UUID, _Known] = {}
        self._seen: datetime | None = None
        self._told: set[tuple[UUID, str, int]] = set()
        self._broker: Broker | None = None
        self._subscription: Subscription | None = None
        self._watch: asyncio.Task[None] | None = None

    def value(self, tenant_id: UUID, setting: Setting[T]) -> T:
        """Return a tenant's value, at once; a secret's in the clear."""
        known = self._known.get(tenant_id)
        if known is not None and setting.key in known.values:
            return cast("T", known.values[setting.key])
        return cast("T", self._defaults.get(setting.key, setting.default))

    def own(self, tenant_id: UUID, setting: Setting[T], place_id: UUID) -> T | None:
        """Return the value that a location or a station has of its own, or None."""
        known = self._known.get(tenant_id)
        if known is None or setting.key not in known.placed:
            return None
        return cast("T | None", known.placed[setting.key].get(place_id))

    def is_placed(self, tenant_id: UUID, setting: Setting[Any]) -> bool:
        """Tell whether any place in the tenant has a value of its own."""
        known = self._known.get(tenant_id)
        return known is not None and setting.key in known.placed

    def greatest(self, setting: Setting[int]) -> int:
        """Return the greatest value that the setting has in any tenant, or by default."""
        tenants = (self.value(tenant_id, setting) for tenant_id in self._known)
        return max([cast("int", self._defaults[setting.key]), *tenants])

    def attach(self, broker: Broker) -> None:
        """Say by which broker processes tell each other; without one they look."""
        self._broker = broker

    async def start(self) -> None:
        """Read every tenant's values, and hear of changes from now on. Raises `Unavailable`."""
        if self._broker is not None:
            self._subscription = await self._broker.subscribe(SUBJECT, self._hear)
        await self.look()
        self._watch = asyncio.create_task(self._look_again_and_again(), name="settings")

    async def stop(self) -> None:
        """Hear nothing more; what is known stays."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
            self._watch = None
        if self._subscription is not None:
            await self._subscription.cancel()
            self._subscription = None

    async def look(self) -> None:
        """Read what changed since the last look. Raises `Unavailable`."""
        since = None if self._seen is None else self._seen - LOOK_BACK
        async with self._database.relay() as relay:
            changed, now = await repository.versions_since(relay, since)
        for tenant_id, version in changed:
            known = self._known.get(tenant_id)
            if known is None or known.version < version:
                await self._read(tenant_id)
        self._seen = now

    async def tell(self, tenant_id: UUID) -> None:
        """Read a tenant's values, which this process has changed, and tell the others."""
        await self._read(tenant_id)
        if self._broker is None:
            return
        try:
            await self._broker.publish(SUBJECT, tenant_id.bytes)
        except Unavailable:
            log.info("others were not told of changed settings", reason="the broker is away")

    async def _hear(self, body: bytes) -> None:
        await self._read(UUID(bytes=body))

    async def _look_again_and_again(self) -> None:
        while True:
            await self._database.clock.sleep(LOOK_EVERY_S)
            try:
                await self.look()
            except Unavailable:
                log.debug("settings could not be looked at", reason="the database is away")
            except Exception:
                log.exception("settings could not be looked at")

    async def _read(self, tenant_id: UUID) -> None:
        reader = system_actor("job", tenant_id, "settings")
        async with self._database.reading(reader) as connection:
            version = await repository.version_of(connection, tenant_id)
            kept = await repository.all_kept(connection, tenant_id)
        known = self._known.get(tenant_id)
        if known is None or known.version <= version:
            self._known[tenant_id] = self._meant(tenant_id, version, kept)

    def _meant(self, tenant_id: UUID, version: int, kept: Mapping[str, Kept]) -> _Known:
        meant = dict[str, object]()
        placed = dict[str, dict[UUID, object]]()
        for key, row in kept.items():
            setting = setting_of(self.catalogue, key)
            if setting is None or not row.stored.is_set:
                continue
            try:
                value = self._value(tenant_id, setting, row)
            except (Invalid, Undecipherable, msgspec.DecodeError) as error:
                self._tell_once(tenant_id, row, error)
                continue
            if setting.place is None:
                meant[key] = value
            else:
                placed.setdefault(setting.general_key, {})[setting.place.id] = value
        return _Known(version, meant, placed)

    def _value(self, tenant_id: UUID, setting: Setting[Any], row: Kept) -> object:
        stored = row.stored
        if stored.encrypted is not None:
            plain = self._keyring.decrypt(
                stored.encrypted, context=place_of(tenant_id, setting.key)
            )
            return setting.read(plain)
        return setting.read(msgspec.json.decode(stored.value or ""))

    def _tell_once(self, tenant_id: UUID, row: Kept, error: Exception) -> None:
        problem = (tenant_id, row.key, row.version)
        if problem not in self._told:
            self._told.add(problem)
            log.error(
                "a stored setting cannot be meant, its default holds",
                tenant_id=str(tenant_id),
                setting=row.key,
                problem=type(error).__name__,
            )


def place_of(tenant_id: UUID, key: str) -> str:
    """Return where a secret is kept, so that its ciphertext serves nowhere else."""
    return f"settings/{tenant_id}/{key}"
