"""Charging stations, as operators keep them."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.stations.errors import (
    ChangedMeanwhile,
    LocationUnknown,
    StationUnknown,
)
from chargehouse.contexts.stations.events import (
    StationAdded,
    StationEdited,
    StationPasswordChanged,
    StationRemoved,
)
from chargehouse.contexts.stations.model.filters import StationFilters
from chargehouse.contexts.stations.model.identity import (
    PROTOCOLS,
    REGISTRATIONS,
    checked_code,
    checked_name,
    checked_password,
    checked_profile,
    one_of,
    refusal,
)
from chargehouse.contexts.stations.public import (
    STATIONS_EDIT,
    STATIONS_READ,
    CommandPort,
    Concern,
    Overview,
    Station,
)
from chargehouse.contexts.stations.repository import (
    concerns,
    connectors,
    locations,
    overview,
    stations,
)
from chargehouse.contexts.stations.service.standing import require_at_station
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.chance import Chance
from chargehouse.kernel.errors import Invalid
from chargehouse.kernel.events import changes_between
from chargehouse.kernel.reach import Place
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.secrets import Keyring

PASSWORD_BYTES: Final = 18
"""Random bytes of a password that we make: 24 characters."""

SILENT_AFTER_S: Final = 900.0
"""A connected station that sent nothing for so long is called silent."""
CONCERNS_AT_MOST: Final = 20

CHECKS: Final[Mapping[str, Callable[[Any], object]]] = {
    "code": checked_code,
    "name": lambda name: None if name is None else checked_name(name),
    "location_id": lambda location_id: location_id,
    "protocol": lambda protocol: one_of("protocol", protocol, PROTOCOLS),
    "security_profile": checked_profile,
    "registration": lambda status: one_of("registration", status, REGISTRATIONS),
    "quirk_profile": lambda name: None if name is None else checked_name(name, "quirk_profile"),
}
NEEDED: Final = frozenset({"code", "location_id", "security_profile", "registration"})


class StationService:
    """Adds, changes, removes and lists stations."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        chance: Chance,
        port: CommandPort,
        *,
        silent_after_s: float = SILENT_AFTER_S,
    ) -> None:
        self._database = database
        self._silent_after = timedelta(seconds=silent_after_s)
        self._clock = database.clock
        self._ids = database.ids
        self._keyring = keyring
        self._chance = chance
        self._port = port

    def new_password(self) -> str:
        """Return a password for a station: 24 random characters, to be shown once."""
        return self._chance.secret(PASSWORD_BYTES)

    async def add(
        self,
        actor: Actor,
        *,
        code: str,
        location_id: UUID,
        security_profile: int,
        name: str | None = None,
        protocol: str | None = None,
        password: str | None = None,
        registration: str = "accepted",
    ) -> Station:
        """Add a station. Profiles 1 and 2 need a password of 16 to 40 characters.

        `protocol` is what is expected of it, None for any. Raises `Invalid` naming the field,
        `StationCodeTaken` and `LocationUnknown`.
        """
        actor.require_somewhere(STATIONS_EDIT)
        values = _checked(
            {
                "code": code,
                "location_id": location_id,
                "security_profile": security_profile,
                "name": name,
                "protocol": protocol,
                "registration": registration,
            }
        )
        if password is not None:
            values["password_hash"] = self._keyring.password_hash(checked_password(password))
        elif security_profile in {1, 2}:
            raise refusal("password", "given, for security profile 1 or 2")
        station_id, now = self._ids.new(), self._clock.now()
        own = {"tenant_id": actor.tenant_id, "id": station_id, "created_at": now}
        async with self._database.transaction(actor) as work:
            await _require_location(work.connection, actor.tenant_id, location_id)
            actor.require(STATIONS_EDIT, at=Place(location_id))
            await stations.add(work.connection, {**values, **own, "updated_at": now})
            work.record(
                StationAdded(
                    aggregate_id=station_id,
                    station_id=station_id,
                    code=code,
                    location_id=location_id,
                )
            )
            return await self._found(work, station_id)

    async def edit(
        self,
        actor: Actor,
        station_id: UUID,
        changes: Mapping[str, object],
        *,
        version: int | None = None,
    ) -> Station:
        """Change the fields that are named, as `add` takes them, and `quirk_profile`.

        Who moves it needs the permission at both locations. Passwords have a use case of their
        own. Raises `Invalid`, `StationUnknown`, `StationCodeTaken`, `LocationUnknown`, and
        `ChangedMeanwhile` where the station is no longer in the version that was given.
        """
        actor.require_somewhere(STATIONS_EDIT)
        values = _checked(changes)
        async with self._database.transaction(actor) as work:
            before = await self._found(work, station_id)
            actor.require(STATIONS_EDIT, at=Place(before.location_id))
            changed = [name for name in values if getattr(before, name) != values[name]]
            if not changed and version in {None, before.version}:
                return before
            if values.get("security_profile") in {1, 2} and not before.has_password:
                raise refusal("security_profile", "0 or 3 as long as there is no password")
            if "location_id" in changed:
                moved_to = await _require_location(
                    work.connection, actor.tenant_id, values["location_id"]
                )
                actor.require(STATIONS_EDIT, at=Place(moved_to))
            values["updated_at"] = self._clock.now()
            if not await stations.change(
                work.connection, actor.tenant_id, station_id, values, version
            ):
                raise ChangedMeanwhile("The station was changed since it was read.")
            work.record(
                StationEdited(
                    aggregate_id=station_id,
                    station_id=station_id,
                    changes=changes_between(before, values, changed),
                )
            )
            return await self._found(work, station_id)

    async def set_password(self, actor: Actor, station_id: UUID, password: str) -> None:
        """Give a station another password, of 16 to 40 characters.

        The station must be told as well; what it was told is its own next connection's to prove.
        Raises `Invalid` and `StationUnknown`.
        """
        actor.require_somewhere(STATIONS_EDIT)
        values = {
            "password_hash": self._keyring.password_hash(checked_password(password)),
            "offered_password_hash": None,
            "updated_at": self._clock.now(),
        }
        async with self._database.transaction(actor) as work:
            await require_at_station(work.connection, actor, STATIONS_EDIT, station_id)
            if not await stations.change(work.connection, actor.tenant_id, station_id, values):
                raise StationUnknown("There is no such station.")
            work.record(StationPasswordChanged(aggregate_id=station_id, station_id=station_id))

    async def offer_password(self, actor: Actor, station_id: UUID, password: str | None) -> None:
        """Let a station in by another password as well, before it is told so; None ends that.

        Its answer may be lost, with the connection or with this process: then it may use either.
        Raises `Invalid` and `StationUnknown`.
        """
        actor.require(STATIONS_EDIT)
        hashed = None
        if password is not None:
            hashed = self._keyring.password_hash(checked_password(password))
        async with self._database.transaction(actor) as work:
            values = {"offered_password_hash": hashed}
            if not await stations.change(work.connection, actor.tenant_id, station_id, values):
                raise StationUnknown("There is no such station.")

    async def take_offered_password(
        self, actor: Actor, station_id: UUID, proven_hash: bytes
    ) -> None:
        """Expect the offered password alone, now that the station has proven to use it."""
        actor.require(STATIONS_EDIT)
        values = {
            "password_hash": proven_hash,
            "offered_password_hash": None,
            "updated_at": self._clock.now(),
        }
        async with self._database.transaction(actor) as work:
            if not await stations.change(work.connection, actor.tenant_id, station_id, values):
                raise StationUnknown("There is no such station.")
            work.record(StationPasswordChanged(aggregate_id=station_id, station_id=station_id))

    async def remove(self, actor: Actor, station_id: UUID) -> None:
        """Remove a station: its connection is closed and it is let in no more.

        Its history stays, and its code is free again. Raises `StationUnknown`.
        """
        actor.require_somewhere(STATIONS_EDIT)
        now = self._clock.now()
        async with self._database.transaction(actor) as work:
            before = await self._found(work, station_id)
            actor.require(STATIONS_EDIT, at=Place(before.location_id))
            values = {"removed_at": now, "updated_at": now, "password_hash": None}
            values["offered_password_hash"] = None
            await stations.change(work.connection, actor.tenant_id, station_id, values)
            await connectors.close_of_station(work.connection, actor.tenant_id, station_id, now)
            work.record(
                StationRemoved(aggregate_id=station_id, station_id=station_id, code=before.code)
            )
        await self._port.close(actor.tenant_id, station_id, "the station was removed")

    async def get(self, actor: Actor, station_id: UUID) -> Station:
        """Return a station with its state. Raises `StationUnknown`."""
        actor.require_somewhere(STATIONS_READ)
        async with self._database.reading(actor) as connection:
            found = await stations.find(connection, actor.tenant_id, station_id, self._clock.now())
        if found is None:
            raise StationUnknown("There is no such station.")
        actor.require(STATIONS_READ, at=Place(found.location_id))
        return found

    async def get_by_code(self, actor: Actor, code: str) -> Station:
        """Return the station with a code, compared without case. Raises `StationUnknown`."""
        actor.require_somewhere(STATIONS_READ)
        async with self._database.reading(actor) as connection:
            station_id = await stations.id_of_code(connection, actor.tenant_id, code)
        if station_id is None:
            raise StationUnknown("There is no such station.")
        return await self.get(actor, station_id)

    async def page(self, actor: Actor, paging: Paging, asked: StationFilters) -> Page[Station]:
        """Return a page of stations."""
        reach = actor.require_somewhere(STATIONS_READ)
        now = self._clock.now()
        listed = stations.query(
            actor.tenant_id, reach, paging, asked, now=now, silent_after=self._silent_after
        )
        async with self._database.reading(actor) as connection:
            return await stations.page(connection, listed, now)

    async def overview(self, actor: Actor, location_id: UUID | None = None) -> Overview:
        """Return counts over all stations within reach, or those of a location.

        Raises `LocationUnknown`.
        """
        reach = actor.require_somewhere(STATIONS_READ)
        here = overview.here(actor.tenant_id, reach, location_id)
        async with self._database.reading(actor) as connection:
            if location_id is not None:
                await _require_location(connection, actor.tenant_id, location_id)
                actor.require(STATIONS_READ, at=Place(location_id))
            return await overview.counts(connection, here, self._clock.now(), self._silent_after)

    async def concerns(self, actor: Actor, location_id: UUID | None = None) -> list[Concern]:
        """Return what a person should look at: at most 20 of each kind, its newest first."""
        reach = actor.require_somewhere(STATIONS_READ)
        where = (actor.tenant_id, reach, location_id)
        async with self._database.reading(actor) as connection:
            return [
                *await concerns.faulted(connection, *where, CONCERNS_AT_MOST),
                *await concerns.states(
                    connection,
                    *where,
                    now=self._clock.now(),
                    silent_after=self._silent_after,
                    limit=CONCERNS_AT_MOST,
                ),
            ]

    async def _found(self, work: UnitOfWork, station_id: UUID) -> Station:
        found = await stations.find(work.connection, work.tenant_id, station_id, self._clock.now())
        if found is None:
            raise StationUnknown("There is no such station.")
        return found


async def _require_location(
    connection: AsyncConnection, tenant_id: UUID, location_id: object
) -> UUID:
    if not isinstance(location_id, UUID) or not await locations.find(
        connection, tenant_id, location_id
    ):
        raise LocationUnknown("There is no such location.")
    return location_id


def _checked(fields: Mapping[str, object]) -> dict[str, object]:
    for name in fields:
        if name not in CHECKS:
            raise Invalid(f"A station has no field {name} that can be set.")
        if name in NEEDED and fields[name] is None:
            raise refusal(name, "given")
    return {name: CHECKS[name](value) for name, value in fields.items()}
