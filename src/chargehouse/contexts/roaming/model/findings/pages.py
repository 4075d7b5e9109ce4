"""Checks of lists and of their pages (transport and format, pagination)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs, urlsplit

from chargehouse.contexts.roaming.model.findings.answers import SUCCESSES, Looks, read, success
from chargehouse.contexts.roaming.model.findings.chart import Seen
from chargehouse.contexts.roaming.model.findings.excerpts import kind_of, words_of
from chargehouse.contexts.roaming.model.findings.urls import host_of
from chargehouse.ocpi.errors import InvalidParameters, is_success
from chargehouse.ocpi.headers import Routing, read_routing
from chargehouse.ocpi.paging import read_page_head
from chargehouse.ocpi.scalars import DateTime

OFFSET_DIGITS: Final = 12

Key = tuple[str, ...]
"""What an object is known by, without regard to case."""


class Page(NamedTuple):
    """A page of a list as it came, and what it says of itself."""

    seen: Seen
    items: list[Any]
    total: int | None
    next_url: str | None

    @property
    def keys(self) -> list[Key]:
        """What its objects are known by."""
        return [key for key in map(key_of, self.items) if key]


def key_of(item: object) -> Key:
    """Return what an object is known by; empty where it says nothing of that."""
    if not isinstance(item, dict):
        return ()
    id_ = item.get("id", item.get("uid"))
    if id_ is None and "party_id" not in item:
        return ()
    named = (item.get("country_code"), item.get("party_id"), id_, item.get("type"))
    return tuple(str(each or "").lower() for each in named)


def check_page(looks: Looks, seen: Seen, limit: int) -> Page | None:
    """Return a page of a list that was asked for, its head looked through."""
    envelope, chart = success(looks, seen), looks.chart
    if envelope is None:
        return None
    items = envelope.data
    if not chart.check(
        "list.shape", isinstance(items, list), seen, where="data", excerpt=kind_of(items)
    ):
        return None
    head = read_page_head(seen.headers)
    chart.check(
        "list.total_count",
        head.total_count is not None and head.total_count >= len(items),
        seen,
        where="X-Total-Count",
        excerpt=_header(looks, seen, "x-total-count"),
    )
    chart.check(
        "list.limit",
        head.limit is not None and head.limit > 0,
        seen,
        where="X-Limit",
        excerpt=_header(looks, seen, "x-limit"),
    )
    told = f"{len(items)} objects where {limit} were asked for"
    chart.check("list.limit_ignored", len(items) <= limit, seen, where="data", excerpt=told)
    return Page(seen, items, head.total_count, head.next_url)


def check_link(looks: Looks, page: Page, offset: int, filters: Mapping[str, str]) -> bool:
    """Check the link to the next page; say whether there is one that can be followed."""
    chart, seen, url = looks.chart, page.seen, page.next_url
    reached = offset + len(page.items)
    if page.total is not None:
        told = f"{reached} of {page.total}"
        if reached < page.total and page.items:
            chart.check("link.missing", url is not None, seen, where="Link", excerpt=told)
        else:
            chart.check("link.last_page", url is None, seen, where="Link", excerpt=told)
            return False
    if url is None:
        return False
    absolute = url.startswith(("http://", "https://"))
    if not chart.check("link.relative", absolute, seen, where="Link", excerpt=url):
        return False
    here = host_of(url) == host_of(seen.url)
    chart.check("link.other_host", here, seen, where="Link", excerpt=f"host: {host_of(url)}")
    asked = parse_qs(urlsplit(url).query)
    lost = [name for name, value in filters.items() if asked.get(name) != [value]]
    chart.check("link.filters", not lost, seen, where="Link", excerpt=", ".join(lost))
    return here


def offset_of(url: str, default: int) -> int:
    """Return the offset that a link asks for."""
    said = parse_qs(urlsplit(url).query).get("offset", [""])[-1]
    return int(said) if said.isascii() and said.isdigit() and len(said) < OFFSET_DIGITS else default


def check_repeats(looks: Looks, page: Page, before: Sequence[Key]) -> bool:
    """Check whether a page brings what the ones before have brought; say whether it does not."""
    again = [key for key in page.keys if key in before]
    told = f"{len(again)} of {len(page.items)} objects"
    return looks.chart.check("page.repeats", not again, page.seen, where="data", excerpt=told)


def check_skips(looks: Looks, by_pages: Sequence[Key], at_once: Page) -> None:
    """Check whether the pages brought everything that stands at the beginning of the list."""
    left_out = [key for key in at_once.keys[: len(by_pages)] if key not in by_pages]
    told = f"{len(left_out)} of the first {len(by_pages)} objects"
    looks.chart.check("page.skips", not left_out, at_once.seen, where="data", excerpt=told)


def check_beyond(looks: Looks, seen: Seen) -> None:
    """Check the answer to an offset beyond the end of a list."""
    envelope = read(looks, seen)
    is_empty = (
        seen.status in SUCCESSES
        and envelope is not None
        and is_success(envelope.code)
        and envelope.data == []
        and read_page_head(seen.headers).next_url is None
    )
    told = "not an envelope" if envelope is None else f"{envelope.code}, {kind_of(envelope.data)}"
    looks.chart.check("page.beyond", is_empty, seen, where="data", excerpt=told)


def instant_of(item: object) -> datetime | None:
    """Return when an object was last updated, where it says so properly."""
    said = item.get("last_updated") if isinstance(item, dict) else None
    try:
        return DateTime.read(said).instant
    except ValueError:
        return None


def check_date_from(looks: Looks, page: Page, at: datetime, expected: Sequence[Key]) -> None:
    """Check a list that was asked for by `date_from`; `expected` were last updated just then."""
    early = _count(page.items, lambda instant: instant < at)
    is_whole = page.total is not None and page.total <= len(page.items)
    missing = [key for key in expected if key not in page.keys] if is_whole else []
    looks.chart.check(
        "filter.date_from",
        not early and not missing,
        page.seen,
        where="last_updated",
        excerpt=f"{early} objects too early, {len(missing)} missing",
    )


def check_date_to(looks: Looks, page: Page, at: datetime) -> None:
    """Check a list that was asked for by `date_to`."""
    late = _count(page.items, lambda instant: instant >= at)
    told = f"{late} objects too late"
    looks.chart.check("filter.date_to", not late, page.seen, where="last_updated", excerpt=told)


def check_unfiltered(looks: Looks, seen: Seen) -> None:
    """Check the answer to a list of sessions that was asked for without `date_from`."""
    envelope = read(looks, seen)
    taken = seen.status in SUCCESSES and envelope is not None and is_success(envelope.code)
    looks.chart.check("filter.date_from_needed", not taken, seen, where="status_code")


def check_routing(looks: Looks, seen: Seen, sent: Routing) -> None:
    """Check whether an answer names the parties of its request the other way round."""
    chart, wanted = looks.chart, sent.swapped()
    try:
        said = read_routing(seen.headers)
    except InvalidParameters as error:
        chart.check("routing.wrong", sound=False, seen=seen, where=error.field, excerpt="no party")
        return
    there = said.from_party is not None or said.to_party is not None
    if not chart.check("routing.missing", there, seen, where="OCPI-from-party-id"):
        return
    pairs = ((said.from_party, wanted.from_party), (said.to_party, wanted.to_party))
    sound = all(one is None or other is None or one.is_same(other) for one, other in pairs)
    told = f"from {said.from_party or '-'} to {said.to_party or '-'}"
    chart.check("routing.wrong", sound, seen, where="OCPI-from-party-id", excerpt=told)


def _count(items: Sequence[Any], which: Any) -> int:  # noqa: ANN401  of instants
    return sum(1 for at in map(instant_of, items) if at is not None and which(at))


def _header(looks: Looks, seen: Seen, name: str) -> str:
    return words_of(seen.headers.get(name, ""), looks.secrets) or "nothing"
