from datetime import UTC, datetime, timedelta

from chargehouse.contexts.sessions.model.spans import last_days, last_hours

SPRING = datetime(2026, 3, 30, 9, 20, tzinfo=UTC)


def test_hours_are_those_that_the_clocks_of_the_place_strike() -> None:
    hours = last_hours(SPRING, "Asia/Kolkata")
    assert len(hours) == 24
    assert hours[-1].begins == datetime(2026, 3, 30, 8, 30, tzinfo=UTC)
    assert hours[-1].ends == SPRING
    assert {span.ends - span.begins for span in hours[:-1]} == {timedelta(hours=1)}
    assert [span.ends for span in hours[:-1]] == [span.begins for span in hours[1:]]


def test_the_day_on_which_clocks_go_forward_has_23_hours() -> None:
    days = last_days(SPRING, "Europe/Berlin")
    assert len(days) == 30
    assert days[-1] == (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), SPRING)
    assert days[-2].ends - days[-2].begins == timedelta(hours=23)
    assert days[0].begins == datetime(2026, 2, 28, 23, 0, tzinfo=UTC)


def test_a_day_without_a_midnight_begins_with_its_first_instant() -> None:
    now = datetime(2026, 9, 6, 15, 0, tzinfo=UTC)
    today = last_days(now, "America/Santiago")[-1]
    assert today.begins == datetime(2026, 9, 6, 4, 0, tzinfo=UTC)
