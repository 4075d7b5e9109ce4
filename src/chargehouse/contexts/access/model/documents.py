"""What a policy says: checked, in order, in words, and as expected modes come of it."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Final, TypeVar
from uuid import UUID

import msgspec
from whenever import PlainDateTime

from chargehouse.contexts.access.model.policies import (
    DAY_MINUTES,
    DatedException,
    Policy,
    WeeklyWindow,
    is_known,
)
from chargehouse.contexts.access.public.policies import (
    ExceptionDraft,
    PolicyDocument,
    PolicyDraft,
    PolicyException,
    PolicyWindow,
    WindowDraft,
)
from chargehouse.kernel.errors import Invalid

WINDOWS_AT_MOST: Final = 100
EXCEPTIONS_AT_MOST: Final = 1000
NAME_MAX_LENGTH: Final = 100

UNGOVERNED: Final = PolicyDocument(default_mode="managed_access", windows=[], exceptions=[])
"""What holds where no policy governs."""
NO_POLICY: Final = "no policy governs the station"
BY_DEFAULT: Final = "the policy's default"
OVERRIDDEN: Final = "an override of the station"
NOWHERE: Final = "the station's time zone is not known here, so access is managed"

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEK_MINUTES: Final = 7 * DAY_MINUTES

T = TypeVar("T", PolicyWindow, PolicyException)


def document_of(
    draft: PolicyDraft, new_id: Callable[[], UUID], before: PolicyDocument = UNGOVERNED
) -> PolicyDocument:
    """Return what a draft says, in order; what `before` said as well keeps its id.

    Raises `Invalid`, naming the field: for what is too much, empty, no time, or overlaps.
    """
    windows = _checked_windows(draft.windows)
    exceptions = _checked_exceptions(draft.exceptions)
    return PolicyDocument(
        default_mode=draft.default_mode,
        windows=_with_ids(windows, before.windows, PolicyWindow, new_id),
        exceptions=_with_ids(exceptions, before.exceptions, PolicyException, new_id),
        starts=draft.starts,
    )


def draft_of(document: PolicyDocument) -> PolicyDraft:
    """Return the draft that says what a document does."""
    return PolicyDraft(
        default_mode=document.default_mode,
        windows=[
            WindowDraft(days=one.days, begins=one.begins, ends=one.ends, mode=one.mode)
            for one in document.windows
        ],
        exceptions=[
            ExceptionDraft(name=one.name, begins=one.begins, ends=one.ends, mode=one.mode)
            for one in document.exceptions
        ],
        starts=document.starts,
    )


def policy_at(document: PolicyDocument, timezone: str) -> Policy:
    """Return a policy as expected modes are worked out of it, in a station's time zone.

    Of a zone that is not known here nothing can be told, and so access is managed throughout.
    """
    if not is_known(timezone):
        return Policy(timezone="UTC", is_nowhere=True, default="managed_access")
    return Policy(
        timezone=timezone,
        default=document.default_mode,
        windows=tuple(
            WeeklyWindow(
                id=one.id,
                days=tuple(one.days),
                begins=minutes_of(one.begins),
                ends=minutes_of(one.ends),
                mode=one.mode,
            )
            for one in document.windows
        ),
        exceptions=tuple(
            DatedException(
                id=one.id,
                begins=local_minutes(one.begins),
                ends=local_minutes(one.ends),
                mode=one.mode,
            )
            for one in document.exceptions
        ),
    )


def rules_in_words(document: PolicyDocument) -> dict[UUID, str]:
    """Return what each window and exception is called, by its id."""
    return {
        **{one.id: _window_in_words(one) for one in document.windows},
        **{one.id: _exception_in_words(one) for one in document.exceptions},
    }


def document_in(policy: PolicyDocument) -> PolicyDocument:
    """Return what a policy says, without what it is."""
    return PolicyDocument(
        **{field: getattr(policy, field) for field in PolicyDocument.__struct_fields__}
    )


def is_schedule(document: PolicyDocument) -> bool:
    """Tell whether a policy asks for another mode than managed access at any time."""
    modes = {document.default_mode}
    modes.update(one.mode for one in document.windows)
    modes.update(one.mode for one in document.exceptions)
    return "freevend" in modes


def windows_in_words(document: PolicyDocument) -> list[str]:
    """Return what a policy says of the week: Mon, Tue 22:00 to 06:00 freevend."""
    return [f"{_window_in_words(one)} {one.mode.replace('_', ' ')}" for one in document.windows]


def name_of(text: str) -> str:
    """Return a policy's name without blanks around it. Raises `Invalid`."""
    name = text.strip()
    if not name or len(name) > NAME_MAX_LENGTH or not name.isprintable():
        raise refused("name", f"has 1 to {NAME_MAX_LENGTH} printable characters")
    return name


def minutes_of(clock: str) -> int:
    """Return a time of day, `22:30`, as minutes of the day."""
    return int(clock[:2]) * 60 + int(clock[3:])


def local_minutes(local: str) -> int:
    """Return a local time as minutes since 1970-01-01 00:00. Raises `ValueError`."""
    return PlainDateTime.parse_iso(f"{local}:00").assume_utc().timestamp() // 60


def refused(field: str, rule: str) -> Invalid:
    """Return a refusal that names the field and what it should be."""
    return Invalid(
        f"The field {field} is refused: it {rule}.",
        {"errors": [{"field": field, "message": rule}]},
    )


def _checked_windows(windows: Sequence[WindowDraft]) -> list[WindowDraft]:
    if len(windows) > WINDOWS_AT_MOST:
        raise refused("windows", f"has at most {WINDOWS_AT_MOST} windows")
    pieces: list[tuple[int, int, int]] = []
    for n, one in enumerate(windows):
        if not one.days:
            raise refused(f"windows[{n}].days", "names a day of the week")
        if one.begins == one.ends:
            raise refused(
                f"windows[{n}].ends", "is not when it begins: a whole day is 00:00 to 24:00"
            )
        pieces += ((begins, ends, n) for begins, ends in _pieces(one))
    pieces.sort()
    for (_, ends, earlier), (begins, _, later) in pairwise(pieces):
        if begins < ends:
            first, second = sorted((earlier, later))
            clash = f"{_window_in_words(windows[second])} and {_window_in_words(windows[first])}"
            raise refused(f"windows[{second}]", f"does not overlap windows[{first}]: {clash} do")
    ordered = (msgspec.structs.replace(one, days=sorted(set(one.days))) for one in windows)
    return sorted(ordered, key=lambda one: (one.begins, one.days))


def _pieces(window: WindowDraft) -> Iterable[tuple[int, int]]:
    """Yield the minutes of the week that a window takes; the week's end divides."""
    begins, ends = minutes_of(window.begins), minutes_of(window.ends)
    lasts = ends - begins + (DAY_MINUTES if ends < begins else 0)
    for day in set(window.days):
        first = (day - 1) * DAY_MINUTES + begins
        yield first, min(first + lasts, _WEEK_MINUTES)
        if first + lasts > _WEEK_MINUTES:
            yield 0, first + lasts - _WEEK_MINUTES


def _checked_exceptions(exceptions: Sequence[ExceptionDraft]) -> list[ExceptionDraft]:
    if len(exceptions) > EXCEPTIONS_AT_MOST:
        raise refused("exceptions", f"has at most {EXCEPTIONS_AT_MOST} exceptions")
    timed: list[tuple[int, int, int]] = []
    named: list[ExceptionDraft] = []
    for n, one in enumerate(exceptions):
        name = one.name.strip()
        if not name or len(name) > NAME_MAX_LENGTH or not name.isprintable():
            raise refused(
                f"exceptions[{n}].name", f"has 1 to {NAME_MAX_LENGTH} printable characters"
            )
        begins = _local(f"exceptions[{n}].begins", one.begins)
        ends = _local(f"exceptions[{n}].ends", one.ends)
        if begins >= ends:
            raise refused(f"exceptions[{n}].ends", "is later than it begins")
        timed.append((begins, ends, n))
        named.append(msgspec.structs.replace(one, name=name))
    timed.sort()
    for (_, ends, earlier), (begins, _, later) in pairwise(timed):
        if begins < ends:
            first, second = sorted((earlier, later))
            clash = f"{_exception_in_words(named[second])} and {_exception_in_words(named[first])}"
            raise refused(
                f"exceptions[{second}]", f"does not overlap exceptions[{first}]: {clash} do"
            )
    return sorted(named, key=lambda one: one.begins)


def _local(field: str, text: str) -> int:
    try:
        return local_minutes(text)
    except ValueError:
        raise refused(field, "is a day and a time that there are: 2026-12-24T18:00") from None


def _with_ids(
    drafts: Iterable[WindowDraft | ExceptionDraft],
    before: Iterable[T],
    kind: type[T],
    new_id: Callable[[], UUID],
) -> list[T]:
    known = {_said(one): one.id for one in before}
    return [
        kind(id=known.get(_said(one)) or new_id(), **msgspec.structs.asdict(one)) for one in drafts
    ]


def _said(one: WindowDraft | ExceptionDraft | PolicyWindow | PolicyException) -> str:
    """Return what a rule says, whichever id it has."""
    values = msgspec.structs.asdict(one)
    values.pop("id", None)
    return msgspec.json.encode(values, order="sorted").decode()


def _window_in_words(window: WindowDraft | PolicyWindow) -> str:
    named = ", ".join(_DAYS[day - 1] for day in sorted(set(window.days)))
    days = "every day" if len(set(window.days)) == len(_DAYS) else named
    return f"{days} {window.begins} to {window.ends}"


def _exception_in_words(one: ExceptionDraft | PolicyException) -> str:
    begins, ends = one.begins.replace("T", " "), one.ends.replace("T", " ")
    return f"{one.name} ({begins} to {ends})"
