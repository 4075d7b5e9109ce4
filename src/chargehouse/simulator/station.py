"""What a charger is: its EVSEs, its settings, its limits, its line; and what follows from them."""

from chargehouse.kernel.chance import Chance
from chargehouse.kernel.clock import Clock
from chargehouse.simulator import freevend
from chargehouse.simulator.configuration import Configuration
from chargehouse.simulator.evse import Evse
from chargehouse.simulator.profile import Profile
from chargehouse.simulator.smart_charging import ChargingProfiles
from chargehouse.simulator.uplink import Uplink


class Station:
    """The state of one charger, of no version; nothing happens here by itself.

    `time_scale` makes cars charge faster than the clock goes.
    """

    def __init__(
        self,
        profile: Profile,
        code: str,
        configuration: Configuration,
        uplink: Uplink,
        *,
        clock: Clock,
        chance: Chance,
        time_scale: float = 1.0,
    ) -> None:
        self.profile = profile
        self.code = code
        self.configuration = configuration
        self.uplink = uplink
        self.clock = clock
        self.chance = chance
        self.evses = {at: Evse(at, outlet) for at, outlet in enumerate(profile.outlets, 1)}
        self.charging_profiles = ChargingProfiles()
        self._time_scale = time_scale

    @property
    def online(self) -> bool:
        """Whether the other side has accepted us and hears us."""
        return self.uplink.online.is_set()

    @property
    def is_free(self) -> bool:
        """Whether anybody may charge (freevend)."""
        return freevend.is_on(self.profile.freevend, self.configuration)

    def free_evse(self, evse_id: int | None, token: str) -> Evse | None:
        """Return the EVSE that somebody may use: the one asked for, else one with a cable in."""
        wanted = [
            evse
            for evse in self.evses.values()
            if evse_id in {None, evse.id}
            and evse.fault is None
            and evse.operative
            and (evse.transaction is None or not evse.transaction.authorised)
            and (evse.reservation is None or evse.reservation.token == token)
        ]
        return min(wanted, key=lambda evse: not evse.plugged, default=None)

    def meter(self, evse: Evse) -> None:
        """Bring the meter up to now."""
        evse.meter_until(self.clock.monotonic(), self._time_scale)

    def limit(self, evse: Evse) -> None:
        """Offer what the charging profiles allow now."""
        self.meter(evse)
        evse.limit_w = self.charging_profiles.limit_w(evse, self.clock.now())
