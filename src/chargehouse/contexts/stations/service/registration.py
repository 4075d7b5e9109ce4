"""Letting new stations register themselves, for a while and up to a number."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final
from uuid import UUID

from chargehouse.contexts.stations.errors import (
    LocationUnknown,
    RegistrationClosed,
    StationCodeTaken,
    WindowUnknown,
)
from chargehouse.contexts.stations.events import (
    RegistrationWindowClosed,
    RegistrationWindowOpened,
    StationAdded,
)
from chargehouse.contexts.stations.model.identity import (
    checked_code,
    checked_profile,
    refusal,
)
from chargehouse.contexts.stations.public import (
    PROFILES_WITH_PASSWORD,
    PROFILES_WITHOUT,
    REGISTER,
    Admitted,
    RegistrationWindow,
    StationRef,
)
from chargehouse.contexts.stations.repository import locations, registration, stations
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.errors import Invalid
from chargehouse.kernel.reach import ALL, Place
from chargehouse.platform.outbox.writing import actor_label
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.secrets import Keyring

WINDOW_MAX_S: Final = 7 * 24 * 3600
STATIONS_MAX: Final = 1000
PASSWORD_BYTES: Final = range(16, 65)
CLOSED: Final = "No registration window lets this station in."


class RegistrationService:
    """Registration windows, and the stations that come in by them."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._clock = database.clock
        self._ids = database.ids
        self._keyring = keyring

    async def open_window(
        self,
        actor: Actor,
        location_id: UUID,
        *,
        security_profile: int,
        open_for_s: int,
        stations_let_in: int = 1,
    ) -> RegistrationWindow:
        """Let new stations in at a location. Raises `Invalid` and `LocationUnknown`."""
        actor.require_somewhere(REGISTER)
        checked_profile(security_profile)
        if not 0 < open_for_s <= WINDOW_MAX_S:
            raise refusal("open_for_s", f"1 to {WINDOW_MAX_S} seconds")
        if not 0 < stations_let_in <= STATIONS_MAX:
            raise refusal("stations", f"1 to {STATIONS_MAX}")
        now = self._clock.now()
        window = RegistrationWindow(
            id=self._ids.new(),
            location_id=location_id,
            security_profile=security_profile,
            opened_by=actor_label(actor),
            opens_at=now,
            closes_at=now + timedelta(seconds=open_for_s),
            stations_left=stations_let_in,
        )
        async with self._database.transaction(actor) as work:
            if await locations.find(work.connection, actor.tenant_id, location_id) is None:
                raise LocationUnknown("There is no such location.")
            actor.require(REGISTER, at=Place(location_id))
            values = {name: getattr(window, name) for name in window.__struct_fields__}
            await registration.add(work.connection, {**values, "tenant_id": actor.tenant_id})
            work.record(
                RegistrationWindowOpened(
                    aggregate_id=location_id,
                    window_id=window.id,
                    security_profile=security_profile,
                    stations=stations_let_in,
                    closes_at=window.closes_at,
                )
            )
        return window

    async def windows(self, actor: Actor) -> list[RegistrationWindow]:
        """Return the windows that still let stations in, the first to close first."""
        reach = actor.require_somewhere(REGISTER)
        now = self._clock.now()
        async with self._database.reading(actor) as connection:
            return await registration.open_at(connection, actor.tenant_id, reach, now)

    async def close_window(self, actor: Actor, window_id: UUID) -> None:
        """Let no more stations in by a window. Raises `WindowUnknown`."""
        actor.require_somewhere(REGISTER)
        async with self._database.transaction(actor) as work:
            closed = await registration.remove(work.connection, actor.tenant_id, window_id)
            if closed is None:
                raise WindowUnknown("There is no such registration window.")
            actor.require(REGISTER, at=Place(closed.location_id))
            work.record(
                RegistrationWindowClosed(aggregate_id=closed.location_id, window_id=window_id)
            )

    async def admit_new(
        self,
        tenant_id: UUID,
        code: str,
        *,
        profiles: Collection[int],
        password: bytes | None = None,
    ) -> Admitted:
        """Add a station that knocks, by the open window of these profiles that closes first.

        A password that it comes with is its own from now on; without one only windows of security
        profile 0 or 3 let it in. Raises `RegistrationClosed`.
        """
        fitting = PROFILES_WITH_PASSWORD if password is not None else PROFILES_WITHOUT
        hashed = self._hashed(code, password)
        wanted = [profile for profile in fitting if profile in profiles]
        if not wanted:
            raise RegistrationClosed(CLOSED)
        now = self._clock.now()
        station = StationRef(tenant_id, self._ids.new(), code)
        actor = system_actor("station", tenant_id, code)
        async with self._database.transaction(actor) as work:
            window = await registration.take_place(work.connection, tenant_id, wanted, now)
            if window is None:
                raise RegistrationClosed(CLOSED)
            place = await locations.find(work.connection, tenant_id, window.location_id)
            if place is None:
                raise LocationUnknown("There is no such location.")
            await self._add(work, station, window, hashed)
        return Admitted(
            station_id=station.id,
            location_id=place.id,
            protocol=None,
            security_profile=window.security_profile,
            password_hash=hashed,
            registration="accepted",
            quirk_profile=None,
            previous_connection=None,
            previous_process=None,
            timezone=place.timezone,
        )

    async def profiles_let_in(self, tenant_id: UUID) -> set[int]:
        """Return the security profiles of which an open window lets stations in now."""
        actor = system_actor("gateway", tenant_id, "admission")
        now = self._clock.now()
        async with self._database.reading(actor) as connection:
            windows = await registration.open_at(connection, tenant_id, ALL, now)
        return {window.security_profile for window in windows}

    def _hashed(self, code: str, password: bytes | None) -> bytes | None:
        try:
            checked_code(code)
        except Invalid:
            raise RegistrationClosed(CLOSED) from None
        if password is None:
            return None
        if len(password) not in PASSWORD_BYTES:
            raise RegistrationClosed(CLOSED)
        return self._keyring.password_hash(password)

    async def _add(
        self,
        work: UnitOfWork,
        station: StationRef,
        window: RegistrationWindow,
        password_hash: bytes | None,
    ) -> None:
        now = self._clock.now()
        values = {
            "tenant_id": station.tenant_id,
            "id": station.id,
            "location_id": window.location_id,
            "code": station.code,
            "security_profile": window.security_profile,
            "password_hash": password_hash,
            "registration": "accepted",
            "created_at": now,
            "updated_at": now,
        }
        try:
            await stations.add(work.connection, values)
        except StationCodeTaken:
            raise RegistrationClosed(CLOSED) from None
        work.record(
            StationAdded(
                aggregate_id=station.id,
                station_id=station.id,
                code=station.code,
                location_id=window.location_id,
                registration_window_id=window.id,
            )
        )
