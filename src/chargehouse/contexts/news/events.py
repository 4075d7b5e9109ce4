"""What happened to a tenant's news."""

from datetime import datetime
from typing import ClassVar

from chargehouse.kernel.events import Change, Event


class NewsAdded(Event, frozen=True, kw_only=True):
    """An entry was added."""

    wire_name: ClassVar[str] = "news.added"

    title: dict[str, str]
    audience: str
    line: str
    prominent: bool
    published_at: datetime


class NewsEdited(Event, frozen=True, kw_only=True):
    """Some fields of an entry were changed."""

    wire_name: ClassVar[str] = "news.edited"

    changes: dict[str, Change]


class NewsRemoved(Event, frozen=True, kw_only=True):
    """An entry was removed."""

    wire_name: ClassVar[str] = "news.removed"

    title: dict[str, str]
