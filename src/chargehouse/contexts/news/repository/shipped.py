"""What releases bring: a file each, read once."""

from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Annotated
from uuid import UUID

import msgspec

from chargehouse.contexts.news.model import checked_texts, order_of
from chargehouse.contexts.news.public import Audience, Line, NewsEntry, Texts


class _Note(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry as a file has it."""

    id: UUID
    line: Line
    audience: Audience
    title: Texts
    summary: Texts
    prominent: bool = False


class _Release(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file: its entries were published when the release was."""

    release: str
    published_at: Annotated[datetime, msgspec.Meta(tz=True)]
    entries: list[_Note]


@cache
def shipped() -> tuple[NewsEntry, ...]:
    """Return the entries of all releases, newest first."""
    folder = files("chargehouse.contexts.news.repository") / "releases"
    found = [
        entry
        for file in folder.iterdir()
        if file.name.endswith(".toml")
        for entry in entries_of(file.read_text("utf-8"))
    ]
    return tuple(sorted(found, key=order_of, reverse=True))


def entries_of(text: str) -> list[NewsEntry]:
    """Return the entries of a release's file. Raises `ValueError` or `Invalid` for a wrong one."""
    release = msgspec.toml.decode(text, type=_Release)
    return [
        NewsEntry(
            id=note.id,
            title=checked_texts("title", note.title),
            summary=checked_texts("summary", note.summary),
            audience=note.audience,
            line=note.line,
            prominent=note.prominent,
            published_at=release.published_at,
            release=release.release,
        )
        for note in release.entries
    ]
