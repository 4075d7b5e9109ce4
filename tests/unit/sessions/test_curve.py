from datetime import UTC, datetime, timedelta
from decimal import Decimal

from chargehouse.contexts.sessions.model.curve import POINTS_MAX, Curve, thinned
from chargehouse.contexts.sessions.public import Sample

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def points(*values: int) -> list[tuple[datetime, Decimal]]:
    return [(NOON + timedelta(seconds=at), Decimal(value)) for at, value in enumerate(values)]


def test_few_points_stay_as_they_are() -> None:
    assert thinned(points(1, 2, 3)) == points(1, 2, 3)


def test_a_thinned_line_keeps_its_ends_its_peak_and_its_trough() -> None:
    line = points(5, *([3] * 5000), 99, *([3] * 5000), -7, *([3] * 5000), 6)
    shown = thinned(line)
    assert len(shown) <= POINTS_MAX
    assert (shown[0], shown[-1]) == (line[0], line[-1])
    assert {line[5001], line[10002]} <= set(shown)
    assert shown == sorted(shown)


def test_each_measurand_phase_and_place_is_a_line_of_its_own() -> None:
    curve = Curve()
    curve.add(
        NOON,
        [
            Sample("1.5", unit="kWh"),
            Sample("7,2", "Power.Active.Import", "kW", phase="L1"),
            Sample("7200", "Power.Active.Import", "W", phase="L1", location="Outlet"),
            Sample("48", "SoC", location="EV"),
            Sample("none", "Voltage", "V"),
        ],
    )
    curve.add(NOON + timedelta(minutes=1), [Sample("1600", multiplier=0)])
    told = [
        (line.measurand, line.unit, line.phase, line.location, line.values)
        for line in curve.series()
    ]
    assert told == [
        (
            *("Energy.Active.Import.Register", "Wh", None, None),
            [Decimal("1500.0"), Decimal(1600)],
        ),
        ("Power.Active.Import", "W", "L1", None, [Decimal(7200)]),
        ("SoC", "Percent", None, "EV", [Decimal(48)]),
    ]


def test_a_charger_that_says_nonsense_makes_no_endless_number_of_lines() -> None:
    curve = Curve()
    for number in range(1000):
        curve.add(NOON, [Sample("1", f"Nonsense.{number}")])
    assert len(curve.series()) < 100
