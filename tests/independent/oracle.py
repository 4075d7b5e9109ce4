"""What should be at a charger, by the rules alone: a clock on the wall, read minute by minute.

Nothing here knows how the product works it out.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

Mode = Literal["freevend", "managed_access"]

MINUTE: Final = timedelta(minutes=1)
DAY: Final = timedelta(days=1)


class Hours(NamedTuple):
    """A mode at some hours of the week, on ISO weekdays; it may end on the next day."""

    days: tuple[int, ...]
    begins: str
    ends: str
    mode: Mode


class Once(NamedTuple):
    """A mode from one local time and before another."""

    begins: str
    ends: str
    mode: Mode


class Timetable(NamedTuple):
    """A default mode, hours of the week, and days that are otherwise."""

    default: Mode
    hours: tuple[Hours, ...]
    once: tuple[Once, ...] = ()


@dataclass(frozen=True)
class Wall:
    """What a clock on the wall of a place shows in every minute from an instant on."""

    zone: str
    begun: datetime
    shown: list[datetime]

    @classmethod
    def read(cls, zone: str, begun: datetime, ended: datetime) -> "Wall":
        """Read the clock from some days before to some days after."""
        first, last = begun - 3 * DAY, ended + 3 * DAY
        place, count = ZoneInfo(zone), (last - first) // MINUTE
        return cls(
            zone,
            first,
            [
                (first + n * MINUTE).astimezone(place).replace(tzinfo=None, fold=0)
                for n in range(count)
            ],
        )

    def minute(self, at: datetime) -> int:
        """Return in which minute an instant is."""
        return (at - self.begun) // MINUTE

    def instant(self, minute: int) -> datetime:
        """Return the instant at which a minute begins."""
        return self.begun + minute * MINUTE


def modes(timetable: Timetable, wall: Wall) -> list[Mode]:
    """Return the mode of every minute: the weaker rule is painted first, the stronger over it.

    What begins at a time that is skipped begins at the first minute that exists after it; a time
    that comes twice is its first coming. What ends before it begins is nothing.
    """
    latest = list(accumulate(wall.shown, max))
    painted: list[Mode] = [timetable.default] * len(wall.shown)

    def paint(begins: datetime, ends: datetime, mode: Mode) -> None:
        first, last = bisect_left(latest, begins), bisect_left(latest, ends)
        painted[first:last] = [mode] * max(0, last - first)

    day, last_day = wall.shown[0].date(), wall.shown[-1].date()
    while day <= last_day:
        for hours in timetable.hours:
            if day.isoweekday() in hours.days:
                begins, ends = _at(day, hours.begins), _at(day, hours.ends)
                paint(begins, ends if begins < ends else ends + DAY, hours.mode)
        day += DAY
    for once in timetable.once:
        paint(datetime.fromisoformat(once.begins), datetime.fromisoformat(once.ends), once.mode)
    return painted


def _at(day: date, clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime.combine(day, time()) + timedelta(hours=hour, minutes=minute)


# Who is let in.


class Verdict(NamedTuple):
    """What comes of a wish to charge: the decision, if there is one, and its words on the wire."""

    mode: Mode
    reason: str | None
    access_class: str | None
    in_1_6: str
    in_2: str

    @property
    def is_permitted(self) -> bool:
        return self.in_1_6 == "Accepted"


WORDS: Final[dict[str, tuple[str, str]]] = {
    "permitted": ("Accepted", "Accepted"),
    "unknown_identifier": ("Invalid", "Unknown"),
    "inactive_identifier": ("Blocked", "Blocked"),
    "expired_identifier": ("Expired", "Expired"),
    "stale_agreement": ("Invalid", "Invalid"),
    "not at this place": ("Invalid", "NotAtThisLocation"),
    "not at this hour": ("Invalid", "NotAtThisTime"),
}
"""The mission's table of answers: in OCPP 1.6, in 2.x."""


@dataclass(frozen=True)
class Card:
    """What is known of somebody's card.

    `hours` are local times between which a partner's card holds, `only_in` the zone of the only
    place where it does, `fed` when the partner told of it, which is good for `fresh`.
    """

    tag: str
    whose: Literal["ours", "a partner's", "nobody's"]
    is_blocked: bool = False
    ends: datetime | None = None
    hours: tuple[str, str] | None = None
    only_in: str | None = None
    fed: tuple[datetime, ...] = ()
    fresh: timedelta | None = None


def judged(card: Card | None, mode: Mode, at: datetime, zone: str) -> Verdict:
    """Return what comes of a card at a place, or of a tag that is nobody's card."""
    if mode == "freevend":
        return Verdict(mode, None, None, "Accepted", "Accepted")
    if card is None or card.whose == "nobody's":
        return Verdict(mode, "unknown_identifier", "unknown", *WORDS["unknown_identifier"])
    why = _refusal(card, at, zone)
    if why is None:
        whose = "own_fleet" if card.whose == "ours" else "agreement"
        return Verdict(mode, "permitted", whose, *WORDS["permitted"])
    reason = "outside_agreement" if why.startswith("not at") else why
    return Verdict(mode, reason, "unauthorised", *WORDS[why])


def _refusal(card: Card, at: datetime, zone: str) -> str | None:
    if card.is_blocked:
        return "inactive_identifier"
    if card.ends is not None and card.ends <= at:
        return "expired_identifier"
    told = [instant for instant in card.fed if instant <= at]
    if card.fresh is not None and told[-1] + card.fresh <= at:
        return "stale_agreement"
    if card.only_in is not None and card.only_in != zone:
        return "not at this place"
    return None if card.hours is None or _shows(at, zone, *card.hours) else "not at this hour"


def _shows(at: datetime, zone: str, begins: str, ends: str) -> bool:
    """Tell whether a clock shows a time from one and before another, perhaps over midnight."""
    shown = at.astimezone(ZoneInfo(zone)).strftime("%H:%M")
    return begins <= shown < ends if begins < ends else shown >= begins or shown < ends
