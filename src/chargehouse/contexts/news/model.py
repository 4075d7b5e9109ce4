"""Decisions about news: languages, order, what is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from chargehouse.contexts.news.public import Audience, Line, NewsEntry, NewsItem, Texts
from chargehouse.kernel.errors import Invalid

FALLBACK: Final = "en"
LANGUAGES: Final = ("en", "de")
LENGTHS: Final = {"title": 200, "summary": 4000}


@dataclass(frozen=True, slots=True)
class NewsFilters:
    """Which entries; None means any. Those for both audiences are for each.

    `planned` asks for those that are not published yet, in place of those that are.
    """

    audience: Audience | None = None
    line: Line | None = None
    planned: bool = False

    def take(self, entry: NewsEntry) -> bool:
        """Tell whether an entry is asked for."""
        return (self.line is None or entry.line == self.line) and (
            self.audience is None or entry.audience in {self.audience, "both"}
        )


def order_of(entry: NewsEntry) -> tuple[datetime, UUID]:
    """Return by what entries are ordered; the newest come first."""
    return entry.published_at, entry.id


def languages_of(header: str | None) -> list[str]:
    """Return the languages of an `Accept-Language` (RFC 9110, 12.5.4), the most wanted first."""
    wanted: list[tuple[float, str]] = []
    for part in (header or "")[:1000].split(","):
        name, _, quality = part.partition(";")
        try:
            weight = float(quality.strip().removeprefix("q=")) if quality.strip() else 1.0
        except ValueError:
            continue
        if name.strip() and 0 < weight <= 1:
            wanted.append((weight, name.strip().lower()))
    wanted.sort(key=lambda each: -each[0])
    return [name for _, name in wanted]


def in_language(entry: NewsEntry, wanted: Sequence[str]) -> NewsItem:
    """Return an entry in the first wanted language that it has; else in English."""
    language = next(
        (name for each in wanted if (name := each.partition("-")[0].lower()) in entry.title),
        FALLBACK,
    )
    return NewsItem(
        id=entry.id,
        title=entry.title[language],
        summary=entry.summary.get(language, entry.summary[FALLBACK]),
        language=language,
        audience=entry.audience,
        line=entry.line,
        prominent=entry.prominent,
        published_at=entry.published_at,
        release=entry.release,
    )


def checked_texts(field: str, texts: Mapping[str, str]) -> Texts:
    """Return a text in its languages, without blanks around it. Raises `Invalid`."""
    trimmed = {language: text.strip() for language, text in texts.items()}
    if FALLBACK not in trimmed or not set(trimmed) <= set(LANGUAGES):
        raise _invalid(field, f"given in {FALLBACK}, and in {', '.join(LANGUAGES)} at most")
    if any(not 1 <= len(text) <= LENGTHS[field] or "\0" in text for text in trimmed.values()):
        raise _invalid(field, f"1 to {LENGTHS[field]} characters")
    return trimmed


def _invalid(field: str, allowed: str) -> Invalid:
    message = f"must be {allowed}"
    return Invalid(
        f"The field {field} {message}.", {"errors": [{"field": field, "message": message}]}
    )
