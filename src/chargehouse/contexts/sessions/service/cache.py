"""What one process remembers of stations' sessions; the database's versions keep it honest."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from chargehouse.contexts.sessions.model import Session

ENDED_KEPT: Final = 4


class StationSessions:
    """One station's open sessions and its latest ended ones, and the lock that orders its facts."""

    __slots__ = ("_by_key", "_keys_by_transaction", "loaded", "lock")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.loaded = False
        self._by_key: dict[str, Session] = {}
        self._keys_by_transaction: dict[str, str] = {}

    def by_key(self, charger_key: str | None) -> Session | None:
        """Return the session of a charger key, if it is remembered."""
        return None if charger_key is None else self._by_key.get(charger_key)

    def by_transaction(self, transaction_id: str | None) -> Session | None:
        """Return the session of a transaction id, if it is remembered."""
        if transaction_id is None:
            return None
        key = self._keys_by_transaction.get(transaction_id)
        return None if key is None else self._by_key.get(key)

    def all(self) -> list[Session]:
        """Return every session that is remembered."""
        return list(self._by_key.values())

    def open(self) -> list[Session]:
        """Return the sessions that are still on."""
        return [session for session in self._by_key.values() if not session.is_over]

    def keep(self, session: Session) -> None:
        """Remember a session, newer than what was remembered of it."""
        key = session.charger_key
        known = self._by_key.get(key)
        self._by_key[key] = session
        if session.transaction_id is not None:
            self._keys_by_transaction[session.transaction_id] = key
        if known is None or (session.is_over and not known.is_over):
            self._forget_old()

    def replace(self, sessions: Iterable[Session]) -> None:
        """Remember what the database has, in place of what was remembered."""
        self._by_key = {}
        self._keys_by_transaction = {}
        ordered = sorted(sessions, key=lambda session: (not session.is_over, session.id))
        for session in ordered:
            self._by_key[session.charger_key] = session
            if session.transaction_id is not None:
                self._keys_by_transaction[session.transaction_id] = session.charger_key
        self.loaded = True

    def _forget_old(self) -> None:
        over = [session for session in self._by_key.values() if session.is_over]
        for session in over[:-ENDED_KEPT]:
            del self._by_key[session.charger_key]
            transaction_id = session.transaction_id
            if transaction_id is not None and (
                self._keys_by_transaction.get(transaction_id) == session.charger_key
            ):
                del self._keys_by_transaction[transaction_id]


class SessionCache:
    """The stations that this process heard of last."""

    def __init__(self, stations: int) -> None:
        self._limit = stations
        self._stations: OrderedDict[tuple[int, int], StationSessions] = OrderedDict()

    def station(self, tenant_id: UUID, station_id: UUID) -> StationSessions:
        """Return what is remembered of a station, which may be nothing yet."""
        key = (tenant_id.int, station_id.int)
        found = self._stations.get(key)
        if found is None:
            found = self._stations[key] = StationSessions()
            if len(self._stations) > self._limit:
                self._stations.popitem(last=False)
        else:
            self._stations.move_to_end(key)
        return found

    def forget(self, tenant_id: UUID, station_id: UUID) -> None:
        """Remember nothing of a station: another process may have served it meanwhile."""
        found = self._stations.get((tenant_id.int, station_id.int))
        if found is not None:
            found.loaded = False
