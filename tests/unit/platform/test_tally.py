"""What strangers do is counted for a minute, and no more of it is kept than fits."""

from chargehouse.kernel.clock import FakeClock
from chargehouse.platform.places import place_of
from chargehouse.platform.tally import MINUTE_S, REMEMBERED, Latest, Tally


def test_what_is_counted_is_forgotten_when_its_minute_is_over() -> None:
    clock = FakeClock()
    tally = Tally[str](clock)
    tally.count("a")
    clock.advance(MINUTE_S - 0.5)
    tally.count("a")
    assert (tally.of("a"), tally.of("b"), tally.seconds_left()) == (2, 0, 1)
    clock.advance(0.5)
    assert (tally.of("a"), tally.seconds_left()) == (0, MINUTE_S)


def test_the_next_minute_begins_with_what_is_counted_in_it() -> None:
    clock = FakeClock()
    tally = Tally[str](clock)
    tally.count("a")
    clock.advance(MINUTE_S + 30)
    tally.count("a")
    assert (tally.of("a"), tally.seconds_left()) == (1, MINUTE_S)


def test_what_was_not_counted_is_not_taken_back() -> None:
    tally = Tally[str](FakeClock())
    tally.take_back("a")
    tally.count("a")
    tally.count("a")
    tally.take_back("a")
    assert tally.of("a") == 1


def test_of_too_many_those_are_counted_on_that_are_counted() -> None:
    tally = Tally[int](FakeClock())
    for number in range(REMEMBERED + 1):
        tally.count(number)
    tally.count(0)
    assert (tally.of(0), tally.of(REMEMBERED)) == (2, 0)


def test_the_latest_are_remembered() -> None:
    latest = Latest[int]()
    for number in range(REMEMBERED):
        latest.add(number)
    latest.add(0)
    latest.add(REMEMBERED)
    assert 0 in latest
    assert 1 not in latest
    assert 2 in latest
    assert REMEMBERED in latest


def test_a_place_is_an_address_or_a_network_of_ipv6() -> None:
    assert place_of("192.0.2.1") == place_of("::ffff:192.0.2.1") == "192.0.2.1"
    assert place_of("2001:db8:0:1::1") == place_of("2001:db8:0:1:ffff::2")
    assert place_of("2001:db8:0:1::1") != place_of("2001:db8:0:2::1")
    assert place_of("a socket") == "a socket"
