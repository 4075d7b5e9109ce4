"""Holds back who comes to partners' door with tokens that nobody has."""

from collections.abc import Iterable
from typing import Final

from chargehouse.contexts.roaming.errors import StrangersTooMany
from chargehouse.kernel.clock import Clock
from chargehouse.platform.places import place_of
from chargehouse.platform.tally import Latest, Tally

FROM_ONE_PLACE_A_MINUTE: Final = 120


class Strangers:
    """Counts requests without a token that is known, by the place they come from, for a minute.

    Beyond that nothing from there is looked up any more but tokens that were good before: a
    partner behind the same proxy is let in. All of it is in memory, and bounded.
    """

    def __init__(self, clock: Clock) -> None:
        self._from_places = Tally[str](clock)
        self._known = Latest[bytes]()

    def refuse(self, address: str, hashes: Iterable[bytes]) -> None:
        """Raise `StrangersTooMany` where too many came from there, and this is one more."""
        if any(hashed in self._known for hashed in hashes):
            return
        if self._from_places.of(place_of(address)) >= FROM_ONE_PLACE_A_MINUTE:
            raise StrangersTooMany(self._from_places.seconds_left())

    def count(self, address: str) -> None:
        """Note that somebody came from there whom nobody knows."""
        self._from_places.count(place_of(address))

    def welcome(self, hashed: bytes) -> None:
        """Note a token that is known."""
        self._known.add(hashed)
