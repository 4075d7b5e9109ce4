"""The scalar types of OCPI: strings of bounded length, numbers, instants, URLs.

A type alias carries its own rule, so a struct says its fields in the words of the specification:
`Id` for CiString(36), `Text255` for string(255). Strings are kept as they were sent; `same`
compares the ones that OCPI compares without case.
"""

import re
from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Annotated, Final

from msgspec import Meta

CI_PATTERN: Final = r"\A[\x20-\x7e]*\Z"
TEXT_PATTERN: Final = r"\A[^\x00-\x1f\x7f]*\Z"

LONGEST_INSTANT: Final = 25
LARGEST_EXPONENT: Final = 30
"""Numbers beyond ten to this power are taken for none."""

_FOUR_DECIMALS: Final = Decimal("0.0001")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z?", re.ASCII)
_NUMBER_AS_TEXT = re.compile(r"-?\d{1,20}(?:\.\d{1,20})?", re.ASCII)


class DateTime(str):
    """An instant in UTC as OCPI writes it, kept as it was sent (types, DateTime).

    With `Z` or without any zone, at most 25 characters. A zone offset is refused, and so is what
    is longer: a fraction of a second that does not fit is the sender's to cut, for we would give
    back another instant than we were given. Ours are cut to milliseconds (`DateTime.of`).
    """

    __slots__ = ()

    @classmethod
    def of(cls, instant: datetime) -> "DateTime":
        """Return an aware instant as OCPI writes it: whole seconds, or three decimals, and `Z`."""
        utc = instant.astimezone(UTC).replace(tzinfo=None)
        return cls(utc.isoformat(timespec="milliseconds" if utc.microsecond else "seconds") + "Z")

    @classmethod
    def read(cls, value: object) -> "DateTime":
        """Return a text that is an instant; raises `ValueError` saying what is wrong with it."""
        if not isinstance(value, str):
            raise ValueError("Not a date and time")  # noqa: TRY004  msgspec gives it a path
        if len(value) > LONGEST_INSTANT:
            raise ValueError(f"A date and time of more than {LONGEST_INSTANT} characters")
        if not _INSTANT.fullmatch(value):
            raise ValueError("Not a date and time in UTC, with Z or without a zone")
        datetime.fromisoformat(value)
        return cls(value)

    @property
    def instant(self) -> datetime:
        """The instant, aware."""
        return datetime.fromisoformat(self).replace(tzinfo=UTC)


if TYPE_CHECKING:
    Number = Decimal
    LooseNumber = Decimal
else:

    class _Decimals(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, Decimal)

    class Number(metaclass=_Decimals):
        """A `Decimal` that is a JSON number on the wire (types, number).

        msgspec alone would take any text for one, "NaN" among them, and any exponent. What was
        sent is kept to its last decimal; `four_decimals` is for what we make.
        """

    class LooseNumber(metaclass=_Decimals):
        """A `Number` that may come as text, as the examples of 2.1.1 have it; it leaves as one."""


def four_decimals(number: Decimal) -> Decimal:
    """Return a number with the four decimals that OCPI gives it, half to even."""
    return number.quantize(_FOUR_DECIMALS, ROUND_HALF_EVEN).normalize() + 0


def read_number(value: object) -> Decimal:
    """Return a JSON number; raises `ValueError` for anything else."""
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        number = Decimal(value)
        if number.is_finite() and abs(number.adjusted()) <= LARGEST_EXPONENT:
            return number
    raise ValueError("Not a number")


def read_loose_number(value: object) -> Decimal:
    """Return a JSON number, or a plain number in a text; raises `ValueError`."""
    if isinstance(value, str) and _NUMBER_AS_TEXT.fullmatch(value):
        return Decimal(value)
    return read_number(value)


def same(one: str, other: str) -> bool:
    """Say whether two CiStrings are the same: without regard to case."""
    return one.lower() == other.lower()


CountryCode = Annotated[str, Meta(pattern=r"\A[A-Za-z]{2}\Z")]
"""ISO 3166-1 alpha-2, of a party."""

PartyId = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9]{3}\Z")]
"""Three characters (ISO 15118), without regard to case."""

Id = Annotated[str, Meta(min_length=1, max_length=36, pattern=CI_PATTERN)]
LongId = Annotated[str, Meta(min_length=1, max_length=39, pattern=CI_PATTERN)]
EvseId = Annotated[str, Meta(min_length=1, max_length=48, pattern=CI_PATTERN)]

Ci3 = Annotated[str, Meta(max_length=3, pattern=CI_PATTERN)]
Ci4 = Annotated[str, Meta(max_length=4, pattern=CI_PATTERN)]
Ci25 = Annotated[str, Meta(max_length=25, pattern=CI_PATTERN)]
Ci32 = Annotated[str, Meta(max_length=32, pattern=CI_PATTERN)]
CiString = Annotated[str, Meta(pattern=CI_PATTERN)]

Text4 = Annotated[str, Meta(max_length=4, pattern=TEXT_PATTERN)]
Text10 = Annotated[str, Meta(max_length=10, pattern=TEXT_PATTERN)]
Text12 = Annotated[str, Meta(max_length=12, pattern=TEXT_PATTERN)]
Text16 = Annotated[str, Meta(max_length=16, pattern=TEXT_PATTERN)]
Text20 = Annotated[str, Meta(max_length=20, pattern=TEXT_PATTERN)]
Text45 = Annotated[str, Meta(max_length=45, pattern=TEXT_PATTERN)]
Text50 = Annotated[str, Meta(max_length=50, pattern=TEXT_PATTERN)]
Text64 = Annotated[str, Meta(max_length=64, pattern=TEXT_PATTERN)]
Text100 = Annotated[str, Meta(max_length=100, pattern=TEXT_PATTERN)]
Text255 = Annotated[str, Meta(max_length=255, pattern=TEXT_PATTERN)]
Text512 = Annotated[str, Meta(max_length=512, pattern=TEXT_PATTERN)]
Text5000 = Annotated[str, Meta(max_length=5000, pattern=TEXT_PATTERN)]
Text = Annotated[str, Meta(pattern=TEXT_PATTERN)]

Url = Annotated[str, Meta(min_length=1, max_length=255, pattern=r"\A[\x21-\x7e]+\Z")]
"""A URL of at most 255 characters; where it leads is checked by whoever goes there."""

Country = Annotated[str, Meta(pattern=r"\A[A-Za-z]{3}\Z")]
"""ISO 3166-1 alpha-3, of an address."""

Currency = Annotated[str, Meta(pattern=r"\A[A-Za-z]{3}\Z")]
"""ISO 4217."""

Language = Annotated[str, Meta(min_length=2, max_length=2, pattern=CI_PATTERN)]
"""ISO 639-1."""

CredentialsToken = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"\A[\x21-\x7e]+\Z")]
"""A secret: printable ASCII without blanks, not encoded."""

LooseCountry = Annotated[str, Meta(min_length=2, max_length=3, pattern=CI_PATTERN)]
"""Alpha-3 by the text of 2.1.1, alpha-2 in its examples."""

TimeOfDay = Annotated[str, Meta(pattern=r"\A(?:[01][0-9]|2[0-3]):[0-5][0-9]\Z")]
LocalDate = Annotated[
    str, Meta(pattern=r"\A[12][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])\Z")
]

Latitude = Annotated[str, Meta(max_length=10, pattern=r"\A-?[0-9]{1,2}\.[0-9]{5,7}\Z")]
Longitude = Annotated[str, Meta(max_length=11, pattern=r"\A-?[0-9]{1,3}\.[0-9]{5,7}\Z")]

Whole = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Pixels = Annotated[int, Meta(ge=0, le=99_999)]
Weekday = Annotated[int, Meta(ge=1, le=7)]
"""Monday is 1."""

OpenEnum = Annotated[str, Meta(min_length=1, max_length=255, pattern=CI_PATTERN)]
"""A word that may be none of those that the specification knows (2.3.0, OpenEnum)."""
