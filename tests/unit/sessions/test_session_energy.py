import pytest
from tests.unit.sessions.facts import fact, reading, register, session_of

from chargehouse.contexts.sessions.model import Repaired
from chargehouse.contexts.sessions.public import Ended, Fact, Metered, Reading, Sample, Started

START = fact(Started, 0, meter_start_wh=1000)
START_2X = fact(Started, 0)


def ended(meter_stop_wh: int | None = None, *readings: Reading) -> Ended:
    return fact(Ended, 10, meter_stop_wh=meter_stop_wh, readings=readings)


def metered(*readings: Reading) -> Metered:
    return fact(Metered, 9, readings=readings)


REPAIRED = fact(Repaired, 20, operator="o", reason="r", ended_at=None, meter_stop_wh=4000)


@pytest.mark.parametrize(
    ("facts", "energy", "rule", "problem"),
    [
        ([START, ended(3000)], 2000, "stop_minus_start", None),
        ([START, metered(register(5, 9000)), ended(9001)], 8001, "stop_minus_start", None),
        ([START, ended(1000)], 0, "stop_minus_start", None),
        ([START, ended(400)], None, "stop_minus_start", "negative_energy"),
        (
            [START, metered(register(5, 9000)), ended(2000)],
            None,
            "stop_minus_start",
            "register_reset",
        ),
        ([START, metered(register(5, 2300)), ended(2289)], 1289, "stop_minus_start", None),
        ([START, metered(register(5, 2300))], 1300, "last_minus_start", None),
        ([START], None, "unknown", None),
        (
            [
                START_2X,
                ended(
                    None, register(0, 100, "Transaction.Begin"), register(9, 700, "Transaction.End")
                ),
            ],
            600,
            "transaction_data",
            None,
        ),
        (
            [
                ended(
                    700, register(0, 100, "Transaction.Begin"), register(9, 690, "Transaction.End")
                ),
            ],
            590,
            "transaction_data",
            "start_missing",
        ),
        (
            [START_2X, metered(register(3, 100), register(5, 400)), ended()],
            300,
            "outlet_register_minus_first",
            None,
        ),
        ([START_2X, metered(register(3, 100)), ended()], None, "unknown", None),
        ([metered(register(3, 100)), ended(900)], 800, "stop_minus_first", "start_missing"),
        ([ended(900)], None, "unknown", "start_missing"),
        ([START, REPAIRED], 3000, "repaired", None),
        ([START, REPAIRED, ended(5000)], 4000, "stop_minus_start", None),
    ],
)
def test_energy_comes_from_registers_by_a_named_rule(
    facts: list[Fact], energy: int | None, rule: str, problem: str | None
) -> None:
    record = session_of(*facts).record
    assert (record.energy_wh, record.energy_rule, record.problem) == (energy, rule, problem)


@pytest.mark.parametrize(
    ("samples", "last_wh"),
    [
        ([Sample(value="5")], 5),
        ([Sample(value="5", unit="kWh")], 5000),
        ([Sample(value="5", multiplier=3)], 5000),
        ([Sample(value="5", location="Inlet"), Sample(value="6", location="Outlet")], 6),
        ([Sample(value="5", location="Body")], None),
        ([Sample(value="2", phase="L1"), Sample(value="3", phase="L2")], 5),
        ([Sample(value="2", phase="L1"), Sample(value="9"), Sample(value="3", phase="L2")], 9),
        ([Sample(value="2", phase="L1-L2")], None),
        ([Sample(value="5", measurand="Energy.Active.Export.Register")], None),
        ([Sample(value="5", measurand="Energy.Reactive.Import.Register", unit="varh")], None),
        ([Sample(value="5", unit="varh")], None),
        ([Sample(value="")], None),
        ([], None),
    ],
)
def test_the_outlets_whole_import_register_counts(
    samples: list[Sample], last_wh: int | None
) -> None:
    assert session_of(metered(reading(5, *samples))).record.meter_last_wh == last_wh


def test_power_is_the_sum_of_its_phases_and_soc_a_percentage() -> None:
    phases = [
        Sample(value="3.5", measurand="Power.Active.Import", unit="kW", phase=phase)
        for phase in ("L1", "L2", "L3")
    ]
    soc = Sample(value="55.55", measurand="SoC", unit="Percent")
    record = session_of(START, metered(reading(5, *phases, soc))).record
    assert (record.power_w, str(record.soc_percent), record.status) == (10_500, "55.55", "charging")


def test_the_state_of_charge_is_measured_in_the_vehicle() -> None:
    soc = Sample(value="48", measurand="SoC", unit="Percent", location="EV")
    assert str(session_of(START, metered(reading(5, soc))).record.soc_percent) == "48.00"


def test_a_state_of_charge_beyond_a_hundred_is_kept_as_said_and_not_believed() -> None:
    record = session_of(
        START, metered(reading(5, Sample(value="655.35", measurand="SoC", unit="Percent")))
    ).record
    assert (record.soc_percent, record.flags) == (None, ("unreadable_sample",))
