"""Lists by the page: what is asked for, and what is said besides (transport and format)."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

import msgspec

from chargehouse.ocpi.errors import InvalidParameters
from chargehouse.ocpi.scalars import DateTime

LARGEST_OFFSET: Final = 2**31 - 1
LONGEST_COUNT: Final = 18
_LINK = re.compile(r'<([^<>]*)>\s*((?:;\s*[\w*]+\s*=\s*(?:"[^"]*"|[^\s",;]+)\s*)*)')
_REL = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s",;]+))', re.IGNORECASE)


class PageRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a list: what was last updated from `date_from` on and before `date_to`."""

    offset: int = 0
    limit: int
    date_from: datetime | None = None
    date_to: datetime | None = None


class PageHead(msgspec.Struct, frozen=True, kw_only=True):
    """What a partner says of its page; what it leaves out is `None`."""

    total_count: int | None
    limit: int | None
    next_url: str | None


def read_page(
    query: Mapping[str, str], *, largest: int, needs_date_from: bool = False
) -> PageRequest:
    """Return the page that a query asks for, of at most `largest` objects.

    Sessions cannot be asked for without `date_from`. Raises `InvalidParameters`.
    """
    date_from = _instant(query, "date_from")
    if needs_date_from and date_from is None:
        raise InvalidParameters("Missing", "date_from")
    limit = _whole(query, "limit", largest)
    if limit < 1:
        raise InvalidParameters("Less than one object", "limit")
    return PageRequest(
        offset=_whole(query, "offset", 0),
        limit=min(limit, largest),
        date_from=date_from,
        date_to=_instant(query, "date_to"),
    )


def page_headers(
    url: str, query: Sequence[tuple[str, str]], page: PageRequest, total_count: int
) -> dict[str, str]:
    """Return the headers of an answer with one page of a list.

    `url` is the list's own, without a query; `query` is the one asked with, whose filters the
    link to the next page keeps. On the last page there is no link.
    """
    headers = {"X-Total-Count": str(total_count), "X-Limit": str(page.limit)}
    following = page.offset + page.limit
    if following < total_count:
        filters = [(name, value) for name, value in query if name not in {"offset", "limit"}]
        asked = urlencode(
            [("offset", str(following)), ("limit", str(page.limit)), *filters],
            quote_via=quote,
            safe=":",
        )
        headers["Link"] = f'<{url}?{asked}>; rel="next"'
    return headers


def page_query(page: PageRequest) -> list[tuple[str, str]]:
    """Return the query that asks a partner for a page."""
    asked = [("offset", str(page.offset)), ("limit", str(page.limit))]
    if page.date_from is not None:
        asked.append(("date_from", DateTime.of(page.date_from)))
    if page.date_to is not None:
        asked.append(("date_to", DateTime.of(page.date_to)))
    return asked


def read_page_head(headers: Mapping[str, str]) -> PageHead:
    """Return what a partner says of a page it sent, header names in any case."""
    found = {name.lower(): value for name, value in headers.items()}
    return PageHead(
        total_count=_count(found.get("x-total-count")),
        limit=_count(found.get("x-limit")),
        next_url=next_link(found.get("link", "")),
    )


def next_link(link: str) -> str | None:
    """Return the address of the next page in a `Link` header, `None` on the last one."""
    for target, parameters in _LINK.findall(link):
        relation = _REL.search(parameters)
        if relation and "next" in (relation[1] or relation[2]).lower().split():
            return str(target)
    return None


def _whole(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > len(str(LARGEST_OFFSET)):
        raise InvalidParameters("Not a whole number", name)
    return min(int(text), LARGEST_OFFSET)


def _count(text: str | None) -> int | None:
    plain = (text or "").strip()
    is_count = plain.isascii() and plain.isdigit() and len(plain) <= LONGEST_COUNT
    return int(plain) if is_count else None


def _instant(query: Mapping[str, str], name: str) -> datetime | None:
    text = query.get(name)
    if text is None:
        return None
    try:
        return DateTime.read(text).instant
    except ValueError as error:
        raise InvalidParameters(str(error), name) from None
