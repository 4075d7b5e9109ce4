"""Who may charge: asked of the other side, or decided here where it must be."""

from chargehouse.simulator.dialect import Dialect
from chargehouse.simulator.evse import Token
from chargehouse.simulator.local_list import LocalList
from chargehouse.simulator.station import Station
from chargehouse.simulator.uplink import CallFailed


class Authorisation:
    """Asks, remembers who was let in, and keeps the local list."""

    def __init__(self, station: Station, dialect: Dialect) -> None:
        self._station = station
        self._dialect = dialect
        self.local_list = LocalList(station.profile.local_list_limit)
        self.cache: set[str] = set()

    async def permits(self, token: Token) -> bool:
        """Ask whether somebody may charge; without an answer, go by what is known here."""
        station, dialect = self._station, self._dialect
        before_asking = station.configuration.flag(dialect.names.local_pre_authorize)
        if before_asking and self.local_list.knows(token.value):
            return self._listed(token)
        if not station.online:
            return self._permits_alone(token)
        try:
            answer = await station.uplink.call(dialect.authorize(token))
        except CallFailed:
            return self._permits_alone(token)
        permitted = dialect.permits(answer)
        (self.cache.add if permitted else self.cache.discard)(token.value)
        return permitted

    def _listed(self, token: Token) -> bool:
        return self.local_list.permits(token.value, self._station.clock.now())

    def _permits_alone(self, token: Token) -> bool:
        names, configuration = self._dialect.names, self._station.configuration
        if self.local_list.knows(token.value):
            return self._listed(token)
        if token.value in self.cache and configuration.flag(names.offline_known):
            return True
        return configuration.flag(names.offline_unknown)
