"""Charging curves: ramps, tapers, and a register that only grows."""

import pytest

from chargehouse.simulator.power import DIRECT_KNEE, Car, Meter


def test_power_ramps_up_to_the_least_of_charger_and_car() -> None:
    car = Car(max_ac_w=11_000)
    assert car.draws_w(22_000, 3, 0) < car.draws_w(22_000, 3, 10) < 11_000
    assert car.draws_w(22_000, 3, 60) == 11_000
    assert car.draws_w(7_400, 1, 60) == 7_400


def test_power_on_direct_current_tapers_with_the_state_of_charge() -> None:
    early, late, end = (Car(first_permille=soc) for soc in (DIRECT_KNEE, 850, 995))
    powers = [car.draws_w(150_000, 0, 60) for car in (early, late, end)]
    assert powers == sorted(powers, reverse=True)
    assert powers[0] == early.max_dc_w
    assert powers[1] == late.max_dc_w // 2


def test_a_full_car_draws_nothing() -> None:
    assert Car(first_permille=1000).draws_w(22_000, 3, 60) == 0


def test_the_register_is_whole_and_never_falls() -> None:
    meter, car = Meter(phases=3), Car(capacity_wh=4_000, first_permille=900)
    seen = []
    for _ in range(200):
        meter.advance(car, 22_000, 60_000)
        seen.append(meter.energy_wh)
    assert seen == sorted(seen)
    assert seen[-1] == seen[-2] == pytest.approx(400, abs=20)
    assert car.soc_permille == 1000


def test_an_hour_at_a_steady_power_is_its_energy() -> None:
    meter, car = Meter(phases=3), Car(max_ac_w=10_000)
    meter.advance(car, 22_000, 60_000)
    before_wh = meter.energy_wh
    meter.advance(car, 22_000, 3_600_000)
    assert meter.energy_wh - before_wh == 10_000


@pytest.mark.parametrize(("phases", "lines"), [(3, 3), (1, 1), (0, 1)])
def test_a_reading_has_a_voltage_and_a_current_for_each_line(phases: int, lines: int) -> None:
    meter, car = Meter(phases), Car()
    meter.advance(car, 11_000, 120_000)
    reading = meter.reading(car, 3)
    assert len(reading.volts) == len(reading.deciamperes) == lines
    told_w = sum(
        volts * deciamperes // 10
        for volts, deciamperes in zip(reading.volts, reading.deciamperes, strict=True)
    )
    assert told_w == pytest.approx(reading.power_w, rel=0.01)
