"""Who may charge: asked of the other side, or decided here where it must be."""

from typing import TYPE_CHECKING

from chargehouse.simulator.evse import Token
from chargehouse.simulator.local_list import LocalList
from chargehouse.simulator.uplink import CallFailed

if TYPE_CHECKING:
    from chargehouse.simulator.charger import Charger


class Authorisation:
    """Asks, remembers who was let in, and keeps the local list."""

    def __init__(self, charger: "Charger") -> None:
        self._charger = charger
        self.local_list = LocalList(charger.profile.local_list_limit)
        self.cache: set[str] = set()

    async def permits(self, token: Token) -> bool:
        """Ask whether somebody may charge; without an answer, go by what is known here."""
        charger = self._charger
        before_asking = charger.configuration.flag(charger.dialect.names.local_pre_authorize)
        if before_asking and self.local_list.knows(token.value):
            return self.local_list.permits(token.value)
        if not charger.online:
            return self._permits_alone(token)
        try:
            answer = await charger.uplink.call(charger.dialect.authorize(token))
        except CallFailed:
            return self._permits_alone(token)
        permitted = charger.dialect.permits(answer)
        (self.cache.add if permitted else self.cache.discard)(token.value)
        return permitted

    def _permits_alone(self, token: Token) -> bool:
        names, configuration = self._charger.dialect.names, self._charger.configuration
        if self.local_list.knows(token.value):
            return self.local_list.permits(token.value)
        if token.value in self.cache and configuration.flag(names.offline_known):
            return True
        return configuration.flag(names.offline_unknown)
