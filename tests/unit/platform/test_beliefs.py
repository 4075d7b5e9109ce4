"""What was looked up is believed for a while, and not where it was changed meanwhile."""

from chargehouse.kernel.clock import FakeClock
from chargehouse.platform.beliefs import AT_MOST, Beliefs


def test_what_was_looked_up_is_believed_so_long_and_no_longer() -> None:
    clock = FakeClock()
    beliefs = Beliefs[str, int](clock, for_s=5)
    beliefs.keep("a", 1, beliefs.generation)
    clock.advance(4.5)
    assert (beliefs.get("a"), beliefs.get("b")) == (1, None)
    clock.advance(0.5)
    assert beliefs.get("a") is None


def test_what_was_changed_is_forgotten_and_nothing_else() -> None:
    beliefs = Beliefs[str, int](FakeClock(), for_s=5)
    for key, value in (("a", 1), ("b", 2)):
        beliefs.keep(key, value, beliefs.generation)
    beliefs.forget(lambda value: value == 1)
    assert (beliefs.get("a"), beliefs.get("b")) == (None, 2)


def test_what_was_seen_before_a_change_is_not_believed_after_it() -> None:
    beliefs = Beliefs[str, int](FakeClock(), for_s=5)
    generation = beliefs.generation
    beliefs.forget(lambda _: True)
    beliefs.keep("a", 1, generation)
    assert beliefs.get("a") is None
    beliefs.keep("a", 2, beliefs.generation)
    assert beliefs.get("a") == 2


def test_what_is_believed_of_too_many_begins_anew() -> None:
    beliefs = Beliefs[int, int](FakeClock(), for_s=5)
    for number in range(AT_MOST + 1):
        beliefs.keep(number, number, beliefs.generation)
    assert (beliefs.get(0), beliefs.get(AT_MOST)) == (None, AT_MOST)
