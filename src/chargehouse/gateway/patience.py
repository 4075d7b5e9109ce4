"""How many refused connections are borne in a minute before no more are heard."""

from typing import Final, TypeAlias

from chargehouse.kernel.clock import Clock
from chargehouse.platform.places import place_of
from chargehouse.platform.tally import Latest, Tally

FOR_A_WHOLE_SITE: Final = 10
"""How many times as many are borne of a place as of one station there."""

Called: TypeAlias = tuple[str, str]
"""What a station calls itself: tenant's slug and code, in lower case."""


class Patience:
    """Counts refusals by station and by the place they come from, which may be a whole site.

    A station that was refused `limit` times in a minute is heard no more from that place; of a
    place with ten times as many, only those are heard that came in from there before.
    """

    def __init__(self, clock: Clock, limit: int) -> None:
        self._limit = limit
        self._of_stations = Tally[tuple[str, Called]](clock)
        self._of_places = Tally[str](clock)
        self._welcomed = Latest[tuple[str, Called]]()

    def is_over(self, address: str, station: Called) -> bool:
        """Tell whether a station that knocks from an address is not to be heard."""
        place = place_of(address)
        if self._of_stations.of((place, station)) >= self._limit:
            return True
        is_crowded = self._of_places.of(place) >= self._limit * FOR_A_WHOLE_SITE
        return is_crowded and (place, station) not in self._welcomed

    def refused(self, address: str, station: Called) -> None:
        """Count a refusal."""
        place = place_of(address)
        self._of_stations.count((place, station))
        self._of_places.count(place)

    def welcomed(self, address: str, station: Called) -> None:
        """Remember who came in."""
        self._welcomed.add((place_of(address), station))
