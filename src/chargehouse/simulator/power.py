"""How much a car draws, and what the meter makes of it: whole numbers, the same every time."""

from dataclasses import dataclass

LINE_VOLTS = 230
DIRECT_VOLTS = 400
RAMP_S = 30
STEP_MS = 10_000
MILLIJOULES_PER_WH = 3_600_000
"""A watt for a millisecond is a millijoule."""
FULL_PERMILLE = 1000
ALTERNATING_KNEE = 960
DIRECT_KNEE = 700
TRICKLE_PERMILLE = 40


@dataclass(slots=True)
class Car:
    """A car's battery; its state of charge follows from what has gone in."""

    capacity_wh: int = 60_000
    max_ac_w: int = 11_000
    max_dc_w: int = 125_000
    first_permille: int = 300
    taken_mj: int = 0

    @property
    def soc_permille(self) -> int:
        """How full the battery is, in thousandths."""
        taken_wh = self.taken_mj // MILLIJOULES_PER_WH
        return min(
            FULL_PERMILLE, self.first_permille + taken_wh * FULL_PERMILLE // self.capacity_wh
        )

    def draws_w(self, offered_w: int, phases: int, ramp_s: int) -> int:
        """Return the power taken `ramp_s` seconds after it was first offered.

        It ramps up, and tapers past the knee: late on alternating current, early on direct.
        """
        soc = self.soc_permille
        if soc >= FULL_PERMILLE:
            return 0
        top = min(offered_w, self.max_ac_w if phases else self.max_dc_w)
        knee = ALTERNATING_KNEE if phases else DIRECT_KNEE
        if soc > knee:
            left = max(TRICKLE_PERMILLE, (FULL_PERMILLE - soc) * FULL_PERMILLE // (1000 - knee))
            top = top * left // FULL_PERMILLE
        return top * min(ramp_s + 1, RAMP_S) // RAMP_S


@dataclass(frozen=True, slots=True)
class Reading:
    """What the meter shows: power in W, the register in Wh, voltage and current by phase."""

    energy_wh: int
    power_w: int
    soc_percent: int
    volts: tuple[int, ...]
    deciamperes: tuple[int, ...]


@dataclass(slots=True)
class Meter:
    """A register that only grows."""

    phases: int
    register_mj: int = 0
    power_w: int = 0
    drawing_ms: int = 0

    @property
    def energy_wh(self) -> int:
        """The register, in whole watt-hours."""
        return self.register_mj // MILLIJOULES_PER_WH

    def rest(self) -> None:
        """Take note that nothing is drawn."""
        self.power_w = 0
        self.drawing_ms = 0

    def advance(self, car: Car, offered_w: int, elapsed_ms: int) -> None:
        """Let `car` draw from `offered_w` for `elapsed_ms`."""
        left_ms = elapsed_ms
        while left_ms > 0:
            step_ms = min(left_ms, STEP_MS)
            self.power_w = car.draws_w(offered_w, self.phases, self.drawing_ms // 1000)
            self.register_mj += self.power_w * step_ms
            car.taken_mj += self.power_w * step_ms
            self.drawing_ms += step_ms
            left_ms -= step_ms

    def reading(self, car: Car | None, sag_volts: int) -> Reading:
        """Return what is shown now; the voltage sags under load by up to `sag_volts`."""
        lines = max(1, self.phases)
        nominal = LINE_VOLTS if self.phases else DIRECT_VOLTS
        volts = tuple(nominal - (sag_volts + line) % 6 for line in range(lines))
        amps = tuple(self.power_w * 10 // (lines * each) for each in volts)
        soc = 0 if car is None else car.soc_permille // 10
        return Reading(self.energy_wh, self.power_w, soc, volts, amps)
