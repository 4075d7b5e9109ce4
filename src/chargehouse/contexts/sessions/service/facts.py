"""Facts from chargers: find the session, join the fact, write what came of it."""

import hashlib
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from chargehouse.contexts.sessions.model import (
    Doubted,
    MeterRow,
    Session,
    apply,
    believed,
    means_nothing,
    meter_rows,
    opening,
    the_one_that_fits,
)
from chargehouse.contexts.sessions.public import (
    ConnectionLost,
    Ended,
    Fact,
    SessionRef,
    Started,
    StationRebooted,
)
from chargehouse.contexts.sessions.repository.hot import (
    LOAD,
    METERS,
    MOVE,
    OPEN,
    meter_row,
    move_row,
    open_row,
    sessions_of,
)
from chargehouse.contexts.sessions.service.cache import SessionCache, StationSessions
from chargehouse.kernel.errors import Unavailable
from chargehouse.kernel.ids import Ids
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.postgres.units import Unit
from chargehouse.platform.secrets import Keyring

TRIES: Final = 8
STATIONS_REMEMBERED: Final = 20_000
UNRELIABLE_BUCKET_S: Final = int(timedelta(minutes=10).total_seconds())


class SessionService:
    """Takes facts, in any order and any number of times, from any process.

    A station's facts are joined one after the other. Between processes the session's version
    decides: who comes second loads again and joins to what the first one wrote.
    """

    def __init__(
        self,
        database: Database,
        *,
        ids: Ids,
        keyring: Keyring,
        stations_remembered: int = STATIONS_REMEMBERED,
    ) -> None:
        self._hot = database.hot
        self._ids = ids
        self._keyring = keyring
        self._cache = SessionCache(stations_remembered)

    async def apply(
        self, tenant_id: UUID, fact: Fact, unit: Unit | None = None
    ) -> SessionRef | None:
        """Join a fact to its session and return the session, once all of it is durable.

        What `unit` holds already is written with it, once; it may hold no answering row. Returns
        None where the fact belongs to no session (its readings are kept all the same), and for
        a reboot or a lost connection. Raises `Unavailable`; then nothing may be acknowledged.
        """
        work = _Work(tenant_id, fact, unit or Unit(tenant_id))
        station = self._cache.station(tenant_id, fact.station_id)
        async with station.lock:
            if isinstance(fact, (StationRebooted, ConnectionLost)):
                await self._apply_to_open_ones(work, station)
                return None
            for _ in range(TRIES):
                session = await self._find(work, station)
                if session is None:
                    await self._keep_readings(work)
                    return None
                moved = await self._write(work, station, session)
                if moved is not None:
                    return await self._finish(work, station, session, moved)
                await self._load(work, station)
        raise Unavailable("The session keeps changing elsewhere; ask again.")

    def forget(self, tenant_id: UUID, station_id: UUID) -> None:
        """Forget what this process remembers of a station: when it connects anew."""
        self._cache.forget(tenant_id, station_id)

    async def _find(self, work: "_Work", station: StationSessions) -> Session | None:
        fact = work.fact
        if isinstance(fact, Started) and not station.loaded:
            await self._load(work, station)
        if fact.charger_key is not None:
            return await self._find_by_key(work, station, fact.charger_key)
        if fact.transaction_id is not None:
            return await self._find_by_transaction(work, station, fact.transaction_id)
        if not station.loaded:
            await self._load(work, station)
        return the_one_that_fits(station.open(), fact)

    async def _find_by_key(self, work: "_Work", station: StationSessions, key: str) -> Session:
        fact = work.fact
        session = station.by_key(key)
        if session is None and not isinstance(fact, Started):
            await self._load(work, station)
            session = station.by_key(key)
        if session is not None and isinstance(fact, Started) and session.is_over:
            _, doubtful = believed(fact.reported_at, fact.received_at)
            if doubtful and fact.seq_no is None:
                key = _bucketed(key, fact)
                session = station.by_key(key)
        return session or opening(self._ids.new(), key, fact)

    async def _find_by_transaction(
        self, work: "_Work", station: StationSessions, transaction_id: str
    ) -> Session | None:
        fact = work.fact
        odd = means_nothing(transaction_id)
        session = None if odd else station.by_transaction(transaction_id)
        if session is not None:
            return session
        await self._load(work, station)
        session = None if odd else station.by_transaction(transaction_id)
        if session is None:
            session = _ended_by_this(station.all(), fact)
        if session is None:
            session = the_one_that_fits(station.open(), fact)
            if session is not None:
                work.fact = msgspec.structs.replace(fact, fitted=True)
        if session is not None or (odd and not isinstance(fact, Ended)):
            return session
        key = _orphan_key(fact, transaction_id, odd=odd)
        return station.by_key(key) or opening(self._ids.new(), key, fact)

    async def _write(
        self, work: "_Work", station: StationSessions, session: Session
    ) -> Session | None:
        """Write what a fact does; None when the session is not what it was thought to be."""
        change = apply(session, work.fact)
        unit, moved = work.take_unit(), change.session
        fresh = moved.version > session.version
        if fresh and session.version == 0:
            work.opening_key = session.charger_key
            unit.add(OPEN, open_row(moved, change.event))
            saved: Any = await self._hot.commit(unit)
            if not saved["saved"]:
                return None
            moved = msgspec.structs.replace(moved, transaction_id=saved["transaction_id"])
            station.keep(moved)
            if change.meter_rows:
                readings = Unit(work.tenant_id)
                self._add_readings(readings, work.fact.station_id, change.meter_rows)
                await self._hot.commit(readings)
            return moved
        self._add_readings(unit, work.fact.station_id, change.meter_rows)
        if fresh:
            unit.add(MOVE, move_row(moved, change.event))
            if not await self._hot.commit(unit):
                return None
            station.keep(moved)
        elif unit.rows:
            await self._hot.commit(unit)
        return moved

    async def _finish(
        self, work: "_Work", station: StationSessions, session: Session, moved: Session
    ) -> SessionRef:
        opened = session.version == 0
        if opened and isinstance(work.fact, Started):
            await self._doubt_older_ones(work, station, moved)
        record = moved.record
        return SessionRef(
            session_id=moved.id,
            transaction_id=moved.transaction_id or "",
            status=record.status,
            opened=opened,
            identifier_hash=record.identification.identifier_hash,
            vehicle_id=record.identification.vehicle_id,
        )

    async def _doubt_older_ones(
        self, work: "_Work", station: StationSessions, newer: Session
    ) -> None:
        """Open a problem for sessions that the same EVSE cannot be in any more."""
        record = newer.record
        for older in station.open():
            other = older.record
            if (
                older.id != newer.id
                and other.evse_id == record.evse_id
                and other.started_at < record.started_at
            ):
                doubt = Doubted(
                    station_id=older.station_id,
                    location_id=older.location_id,
                    protocol=older.protocol,
                    received_at=work.fact.received_at,
                    doubt="superseded",
                )
                await self._write(_Work(work.tenant_id, doubt), station, older)

    async def _apply_to_open_ones(self, work: "_Work", station: StationSessions) -> None:
        if not station.loaded:
            await self._load(work, station)
        for session in station.open():
            if await self._write(work, station, session) is None:
                station.loaded = False
        unit = work.take_unit()
        if unit.rows:
            await self._hot.commit(unit)

    async def _keep_readings(self, work: "_Work") -> None:
        unit = work.take_unit()
        self._add_readings(unit, work.fact.station_id, meter_rows(work.fact))
        if unit.rows:
            await self._hot.commit(unit)

    async def _load(self, work: "_Work", station: StationSessions) -> None:
        fact = work.fact
        unit = Unit(work.tenant_id)
        key = work.opening_key or fact.charger_key
        unit.add(LOAD, (fact.station_id, key, fact.transaction_id))
        station.replace(sessions_of(await self._hot.commit(unit)))

    def _add_readings(self, unit: Unit, station_id: UUID, rows: list[MeterRow]) -> None:
        for row in rows:
            encrypted = None
            if row.signed is not None:
                encrypted = self._keyring.encrypt(row.signed, context=signed_context(station_id))
            unit.add(METERS, meter_row(station_id, row, encrypted))


class _Work:
    """A fact on its way, and the unit that came with it, which is written once."""

    __slots__ = ("_unit", "fact", "opening_key", "tenant_id")

    def __init__(self, tenant_id: UUID, fact: Fact, unit: Unit | None = None) -> None:
        self.tenant_id = tenant_id
        self.fact = fact
        self.opening_key: str | None = None
        self._unit = unit

    def take_unit(self) -> Unit:
        """Return the unit that came with the fact the first time, then fresh ones."""
        unit, self._unit = self._unit, None
        return unit or Unit(self.tenant_id)


def signed_context(station_id: UUID) -> str:
    """Return the context that signed meter data of a station is encrypted in."""
    return f"meter_values.signed/{station_id}"


def _ended_by_this(sessions: list[Session], fact: Fact) -> Session | None:
    """Return the session that this very stop ended when it was sent before."""
    if not isinstance(fact, Ended) or fact.reported_at is None:
        return None
    for session in sessions:
        end = session.memory.end
        if (
            end is not None
            and end.reported_at == fact.reported_at
            and end.meter_wh == fact.meter_stop_wh
        ):
            return session
    return None


def _orphan_key(fact: Fact, transaction_id: str, *, odd: bool) -> str:
    if not odd:
        return "id:" + transaction_id
    meter_stop_wh = fact.meter_stop_wh if isinstance(fact, Ended) else None
    who = fact.identification.identifier_hash if fact.identification else None
    said = f"{fact.evse_id}|{(who or b'').hex()}|{fact.reported_at}|{meter_stop_wh}"
    return "stop:" + hashlib.blake2b(said.encode(), digest_size=16).hexdigest()


def _bucketed(key: str, fact: Fact) -> str:
    """Return a key for a start whose clock stands still, as it was when its last one ended."""
    return f"{key}@{int(fact.received_at.timestamp()) // UNRELIABLE_BUCKET_S}"
