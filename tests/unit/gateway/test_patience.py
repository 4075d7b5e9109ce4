"""How many refusals are borne, of one station and of the place it is at."""

from chargehouse.gateway.patience import FOR_A_WHOLE_SITE, Patience
from chargehouse.kernel.clock import FakeClock

SITE, ELSEWHERE = "192.0.2.1", "192.0.2.2"
FIRST, SECOND = ("main", "ch-1"), ("main", "ch-2")


def guess(number: int) -> tuple[str, str]:
    return "main", f"guess-{number}"


def test_a_station_is_borne_so_often_a_minute_and_its_neighbours_still() -> None:
    clock = FakeClock()
    patience = Patience(clock, limit=3)
    for _ in range(3):
        assert not patience.is_over(SITE, FIRST)
        patience.refused(SITE, FIRST)
    assert patience.is_over(SITE, FIRST)
    assert not patience.is_over(SITE, SECOND)
    assert not patience.is_over(ELSEWHERE, FIRST)
    clock.advance(60)
    assert not patience.is_over(SITE, FIRST)


def test_of_a_place_that_tries_many_names_only_who_came_in_before_is_heard() -> None:
    patience = Patience(FakeClock(), limit=3)
    patience.welcomed(SITE, FIRST)
    for number in range(3 * FOR_A_WHOLE_SITE):
        assert not patience.is_over(SITE, SECOND)
        patience.refused(SITE, guess(number))
    assert patience.is_over(SITE, SECOND)
    assert not patience.is_over(SITE, FIRST)
    assert not patience.is_over(ELSEWHERE, SECOND)
    for _ in range(3):
        patience.refused(SITE, FIRST)
    assert patience.is_over(SITE, FIRST)


def test_who_guesses_from_many_addresses_of_a_network_is_at_one_place() -> None:
    patience = Patience(FakeClock(), limit=3)
    for number in range(3):
        patience.refused(f"2001:db8:0:1::{number:x}", FIRST)
    assert patience.is_over("2001:db8:0:1::ffff", FIRST)
    assert not patience.is_over("2001:db8:0:2::1", FIRST)
