"""Which sessions came of reservations, and which reservations nobody came for."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from chargehouse.contexts.publishing.public import EvsePlace, RemoteStart
from chargehouse.contexts.received.public import ReceivedBook
from chargehouse.contexts.remote.events import PartnerReservationExpired
from chargehouse.contexts.remote.repository import received, reservations
from chargehouse.contexts.remote.repository.reservations import Expired, Held, ReservationKey
from chargehouse.contexts.remote.service.sealing import WishSealer
from chargehouse.contexts.remote.service.sessions import started_by
from chargehouse.contexts.sessions.public import SessionHead
from chargehouse.contexts.stations.public import StationLookup
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.ocpi.v221.tokens import Token
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.secrets import Keyring

WAITED: Final = timedelta(minutes=10)
"""A session that began before its reservation expired may be heard of so much later."""
WAITED_OFFLINE: Final = timedelta(days=7)
"""And where the charger is not connected, so much: it keeps what it has to tell."""


class ReservationsUsed:
    """Finds what was reserved for sessions: the `Reservations` of cdrs."""

    def __init__(self, database: Database, keyring: Keyring, tokens: ReceivedBook) -> None:
        self._database = database
        self._keyring = keyring
        self._tokens = tokens

    async def used_by(self, actor: Actor, head: SessionHead) -> datetime | None:
        """Return since when a session's place was held for it, which no other session has then.

        It was for the session's identifier, or for another one of the group that its partner tells.
        """
        if head.identifier_hash is None or head.evse_id is None:
            return None
        async with self._database.transaction(actor) as work:
            held = await reservations.held_at(work.connection, work.tenant_id, head)
            found = await self._meant(actor, held, head.identifier_hash) if held else None
            if found is None:
                return None
            await reservations.use(work.connection, work.tenant_id, found.number, head.id)
            return found.since

    async def _meant(
        self, actor: Actor, held: Sequence[Held], identifier_hash: bytes
    ) -> Held | None:
        own = [each for each in held if each.identifier_hash == identifier_hash]
        if own or all(each.group_hash is None for each in held):
            return own[0] if own else None
        groups = {
            (each.partner_id, self._group(actor, each.token))
            for each in await self._tokens.tokens_of_uid(actor, identifier_hash)
            if each.token.group_id is not None
        }
        ours = [each for each in held if (each.partner_id, each.group_hash) in groups]
        return ours[0] if ours else None

    def _group(self, actor: Actor, token: Token) -> bytes:
        return group_hash(self._keyring, actor.tenant_id, token)


class ReservationExpiry:
    """Notes reservations that nobody came for, once; what that costs is for others."""

    def __init__(self, database: Database, stations: StationLookup) -> None:
        self._database = database
        self._stations = stations

    async def tenants_due(self) -> set[UUID]:
        """Return the tenants that `expire` has work in."""
        async with self._database.relay() as relay:
            return await reservations.tenants_lapsed(relay, self._database.clock.now() - WAITED)

    async def expire(self, tenant_id: UUID) -> int:
        """Note what expired a while ago, as far as it is told by now; return how many."""
        actor = system_actor("job", tenant_id, "remote.expire_reservations")
        async with self._database.transaction(actor) as work:
            now = work.now()
            found = await reservations.lapsed(work.connection, tenant_id, now - WAITED)
            off = await self._stations.disconnected(actor, {each.station_id for each in found})
            told = [
                each
                for each in found
                if each.station_id not in off or each.expires_at <= now - WAITED_OFFLINE
            ]
            await self._note(work, told)
        return len(told)

    async def made_anew(self, work: UnitOfWork, key: ReservationKey) -> None:
        """Note what expired of a reservation whose name its partner uses again."""
        found = await reservations.lapsed(work.connection, work.tenant_id, work.now(), key=key)
        await self._note(work, found)

    async def _note(self, work: UnitOfWork, found: Collection[Expired]) -> None:
        names = await self._stations.names(work.actor, {each.station_id for each in found})
        for each in found:
            await reservations.note_expired(
                work.connection, work.tenant_id, each.number, work.now()
            )
            station = names.stations.get(each.station_id)
            if station is None:
                continue
            work.record(
                PartnerReservationExpired(
                    aggregate_id=each.command_id,
                    station_id=each.station_id,
                    partner_id=each.partner_id,
                    location_id=station.location_id,
                    evse_id=each.evse_id,
                    held_since=each.held_since,
                    expired_at=each.expires_at,
                )
            )


class CommandedReservations:
    """Remembers what partners reserved: the `RemoteReservations` of publishing."""

    def __init__(self, database: Database, sealer: WishSealer, stations: StationLookup) -> None:
        self._database = database
        self._sealer = sealer
        self._stations = stations

    async def of_command(
        self, actor: Actor, command_id: UUID
    ) -> tuple[RemoteStart, EvsePlace] | None:
        """Return who reserved by a command, and where; None where no partner did."""
        async with self._database.reading(actor) as connection:
            row = await received.reserving(connection, actor.tenant_id, command_id)
        made = None if row is None else started_by(row, self._sealer)
        if row is None or made is None:
            return None
        names = await self._stations.names(actor, [row.station_id])
        station = names.stations.get(row.station_id)
        if station is None:
            return None
        return made, EvsePlace(station.location_id, row.station_id, row.evse_id)


def group_hash(keyring: Keyring, tenant_id: UUID, token: Token) -> bytes:
    """Return a keyed hash of the group that a token is in, by its party; the token has one."""
    party = f"{token.country_code}-{token.party_id}".upper()
    return keyring.identifier_hash(tenant_id, f"group {party} {token.group_id}")
