"""Lists by the page."""

from datetime import UTC, datetime
from urllib.parse import parse_qsl

import pytest

from chargehouse.ocpi import paging
from chargehouse.ocpi.errors import (
    InvalidParameters,
)

NOW = datetime(2026, 11, 21, 20, 0, 0, 250_000, tzinfo=UTC)


def page(**query: str) -> paging.PageRequest:
    return paging.read_page(query, largest=100)


def test_a_page_has_bounds_of_its_own() -> None:
    assert page() == paging.PageRequest(offset=0, limit=100)
    assert page(offset="50", limit="20") == paging.PageRequest(offset=50, limit=20)
    assert page(limit="2000").limit == 100
    asked = page(date_from="2026-01-01T00:00:00Z", date_to="2026-02-01T00:00:00")
    assert asked.date_from == datetime(2026, 1, 1, tzinfo=UTC)
    assert asked.date_to == datetime(2026, 2, 1, tzinfo=UTC)
    assert page(offset="9" * 10).offset == 2**31 - 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("offset", "-1"),
        ("offset", "a"),
        ("offset", "1.0"),
        ("offset", "٣"),
        ("offset", "9" * 30),
        ("limit", "0"),
        ("limit", ""),
        ("date_from", "yesterday"),
        ("date_from", "2026-01-01T00:00:00 02:00"),
        ("date_to", "2026-01-01"),
    ],
)
def test_a_page_that_cannot_be_meant_is_refused(name: str, value: str) -> None:
    with pytest.raises(InvalidParameters) as refused:
        page(**{name: value})
    assert refused.value.field == name


def test_sessions_are_asked_for_from_a_date_on() -> None:
    with pytest.raises(InvalidParameters, match="date_from"):
        paging.read_page({}, largest=10, needs_date_from=True)


URL = "https://cpo.example/ocpi/2.2.1/cdrs"


def test_the_link_to_the_next_page_keeps_the_filters() -> None:
    query = [("limit", "50"), ("date_from", "2026-01-01T00:00:00Z"), ("party", "ES-CPO & x")]
    asked = paging.read_page(dict(query), largest=100)
    said = paging.page_headers(URL, query, asked, 120)
    assert said["X-Total-Count"] == "120"
    assert said["X-Limit"] == "50"
    assert said["Link"] == (
        f"<{URL}?offset=50&limit=50&date_from=2026-01-01T00:00:00Z&party=ES-CPO%20%26%20x>; "
        'rel="next"'
    )
    assert paging.read_page_head(said).next_url == said["Link"].split(">")[0][1:]


def test_the_last_page_has_no_link() -> None:
    for offset, total in ((0, 0), (0, 100), (100, 101), (500, 101)):
        said = paging.page_headers(URL, [], paging.PageRequest(offset=offset, limit=100), total)
        assert "Link" not in said
        assert said["X-Total-Count"] == str(total)


def test_following_the_links_comes_past_every_object_once() -> None:
    total, seen, query = 23, list[int](), [("limit", "5"), ("date_to", "2026-01-01T00:00:00Z")]
    while True:
        asked = paging.read_page(dict(query), largest=100)
        seen += range(asked.offset, min(asked.offset + asked.limit, total))
        following = paging.read_page_head(paging.page_headers(URL, query, asked, total)).next_url
        if following is None:
            break
        query = parse_qsl(following.partition("?")[2])
    assert seen == list(range(total))


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("", None),
        ('<https://a.example/?x=1>; rel="next"', "https://a.example/?x=1"),
        ("<https://a.example/>;rel=next", "https://a.example/"),
        (
            '<https://a.example/?a=1,2;b>; title="x,y"; REL="prev next"',
            "https://a.example/?a=1,2;b",
        ),
        (
            '<https://a.example/1>; rel="prev", <https://a.example/3>; rel="next"',
            "https://a.example/3",
        ),
        ('<https://a.example/1>; rel="last"', None),
        ('https://a.example/1; rel="next"', None),
    ],
)
def test_link_headers_are_read_as_they_come(link: str, url: str | None) -> None:
    assert paging.next_link(link) == url


def test_a_partners_page_says_what_it_says() -> None:
    endless = {"x-total-count": "9" * 5000}
    assert paging.read_page_head(endless).total_count is None
    head = paging.read_page_head({"x-total-count": "7", "X-LIMIT": "many"})
    assert (head.total_count, head.limit, head.next_url) == (7, None, None)
    asked = paging.PageRequest(offset=5, limit=10, date_from=NOW)
    assert paging.page_query(asked) == [
        ("offset", "5"),
        ("limit", "10"),
        ("date_from", "2026-11-21T20:00:00.250Z"),
    ]
