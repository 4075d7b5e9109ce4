"""What others may use of news: permissions, and entries as they are kept and as they are read."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

from chargehouse.kernel.actor import Permission

NEWS_READ: Final = Permission("news.read", "news", "Read what's new.")
NEWS_MANAGE: Final = Permission("news.manage", "news", "Add, change and remove own news.")
PERMISSIONS: Final = (NEWS_READ, NEWS_MANAGE)

Audience = Literal["operator", "driver", "both"]
Line = Literal["core", "app", "operator"]
Texts = dict[str, str]
"""A text by language (`en`, `de`); English is always there."""


class NewsEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry in all its languages; one that a release brought has its `release`."""

    id: UUID
    title: Texts
    summary: Texts
    audience: Audience
    line: Line
    prominent: bool
    published_at: datetime
    release: str | None = None
    version: int = 1


class NewsItem(msgspec.Struct, frozen=True, kw_only=True):
    """An entry in one language: `language` is the one that it is in."""

    id: UUID
    title: str
    summary: str
    language: str
    audience: Audience
    line: Line
    prominent: bool
    published_at: datetime
    release: str | None


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    """How many entries came since somebody last read, and how many of these are prominent.

    What was published after `since` is unread; null where they never read.
    """

    count: int
    prominent: int
    since: datetime | None
