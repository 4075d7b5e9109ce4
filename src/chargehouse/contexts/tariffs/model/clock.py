"""What the clock at a location shows while a session lasts, and when it strikes what matters."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from whenever import Instant

MILLION: Final = 1_000_000
DAY_S: Final = 86_400
DAY_MINUTES: Final = 1440


class Struck(NamedTuple):
    """An instant (microseconds since 1970, UTC), and what the clock shows in it.

    `minute` is of the local day, `day` is that day counted from 1970-01-01.
    """

    at_us: int
    minute: int
    day: int


def strikes(timezone: str, begins_us: int, ends_us: int, minutes: Sequence[int]) -> list[Struck]:
    """Return the begin of a time, and when a clock strikes any of some minutes within it.

    `minutes` (of the day, in order) come twice or not at all where the clocks are changed; the
    change itself is in the list as well. Restrictions look at what the clock shows, so that a
    range over an hour that comes twice lasts two hours, and one over a skipped hour none.
    """
    found = []
    for since_us, until_us, offset_s in _steady(timezone, begins_us, ends_us):
        found.append(_struck(since_us, offset_s))
        struck = _within(since_us, until_us, offset_s, minutes)
        found += [_struck(at_us, offset_s) for at_us in struck]
    return found


def _steady(timezone: str, begins_us: int, ends_us: int) -> Iterator[tuple[int, int, int]]:
    """Yield the stretches of a time in which no clock is changed: since, until, offset."""
    clock = Instant.from_timestamp(begins_us // MILLION).to_tz(timezone)
    since_us = begins_us
    while True:
        offset_s = int(clock.offset.total("seconds"))
        change = clock.next_transition()
        if change is None or change.timestamp() * MILLION >= ends_us:
            yield since_us, ends_us, offset_s
            return
        until_us = change.timestamp() * MILLION
        yield since_us, until_us, offset_s
        since_us, clock = until_us, change


def _within(since_us: int, until_us: int, offset_s: int, minutes: Iterable[int]) -> Iterator[int]:
    day = (since_us // MILLION + offset_s) // DAY_S
    midnight_us = (day * DAY_S - offset_s) * MILLION
    while midnight_us < until_us:
        for minute in minutes:
            at_us = midnight_us + minute * 60 * MILLION
            if since_us < at_us < until_us:
                yield at_us
        midnight_us += DAY_S * MILLION


def _struck(at_us: int, offset_s: int) -> Struck:
    day, second = divmod(at_us // MILLION + offset_s, DAY_S)
    return Struck(at_us, second // 60, day)
