"""Languages, filters, and what releases bring."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from chargehouse.contexts.news.model import (
    LANGUAGES,
    NewsFilters,
    checked_texts,
    in_language,
    languages_of,
)
from chargehouse.contexts.news.public import Audience, NewsEntry
from chargehouse.contexts.news.repository.shipped import entries_of, shipped
from chargehouse.kernel.errors import Invalid


def entry(audience: Audience = "both") -> NewsEntry:
    return NewsEntry(
        id=UUID(int=1),
        title={"en": "New", "de": "Neu"},
        summary={"en": "Something"},
        audience=audience,
        line="core",
        prominent=False,
        published_at=datetime(2026, 3, 2, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("header", "languages"),
    [
        (None, []),
        ("de", ["de"]),
        ("de-AT, en;q=0.5", ["de-at", "en"]),
        ("en;q=0.5, de;q=0.9, fr", ["fr", "de", "en"]),
        ("de;q=0, en;q=x, ,", []),
    ],
)
def test_accepted_languages_are_read_by_weight(header: str | None, languages: list[str]) -> None:
    assert languages_of(header) == languages


@pytest.mark.parametrize(
    ("wanted", "title", "summary"),
    [
        (["de-AT"], "Neu", "Something"),
        (["fr", "de"], "Neu", "Something"),
        (["fr"], "New", "Something"),
        ([], "New", "Something"),
    ],
)
def test_an_entry_is_told_in_a_language_that_it_has(
    wanted: list[str], title: str, summary: str
) -> None:
    item = in_language(entry(), wanted)
    assert (item.title, item.summary) == (title, summary)


def test_what_is_for_both_is_for_each() -> None:
    assert NewsFilters(audience="driver").take(entry("both"))
    assert not NewsFilters(audience="driver").take(entry("operator"))
    assert not NewsFilters(line="app").take(entry())


@pytest.mark.parametrize("texts", [{}, {"de": "Neu"}, {"en": " "}, {"en": "x", "tlh": "y"}])
def test_texts_are_in_english_at_least(texts: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        checked_texts("title", texts)


def test_every_release_tells_what_is_new_in_every_language() -> None:
    """B9"""
    found = shipped()
    assert found
    assert len({each.id for each in found}) == len(found)
    for each in found:
        assert set(each.title) == set(each.summary) == set(LANGUAGES)
        assert each.published_at.tzinfo is not None
        assert each.release is not None


def test_a_release_without_its_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="published_at"):
        entries_of('release = "1"\nentries = []')
