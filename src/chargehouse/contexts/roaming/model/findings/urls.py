"""Checks of the URLs that a partner names."""

from typing import Final, NamedTuple
from urllib.parse import urlsplit

from chargehouse.contexts.roaming.model.findings.chart import Chart, Seen
from chargehouse.ocpi import codec
from chargehouse.ocpi.errors import InvalidParameters
from chargehouse.ocpi.scalars import Url
from chargehouse.platform.outside.addresses import is_public, literal
from chargehouse.platform.outside.urls import UrlRefused, checked_url

SCHEMES: Final = ("http", "https")


class Reach(NamedTuple):
    """From where a partner is asked: its versions, and whether private addresses may be."""

    versions_url: str
    allow_private: bool


def check_url(chart: Chart, reach: Reach, url: object, seen: Seen, where: str) -> bool:
    """Check a URL that a partner names; say whether it can be asked."""
    text = url if isinstance(url, str) else ""
    scheme, _, host = _parts(text)
    excerpt = f"url: {text}" if text.isprintable() else None
    if not chart.check("url.relative", bool(scheme), seen, where=where, excerpt=excerpt):
        return False
    if not chart.check("url.unusable", _is_usable(text, reach), seen, where=where, excerpt=excerpt):
        return False
    encrypted = scheme == "https" or is_local(host)
    if chart.check("url.not_https", encrypted, seen, where=where, excerpt=excerpt):
        same_host = host == _parts(reach.versions_url)[2]
        chart.check("url.other_host", same_host, seen, where=where, excerpt=f"host: {host}")
    return True


def same_place(one: str, other: str) -> bool:
    """Say whether two URLs name the same endpoint; a slash at the end makes no difference."""
    return one.rstrip("/").lower() == other.rstrip("/").lower()


def host_of(url: str) -> str:
    """Return the host of a URL with its port, empty where it has none."""
    return _parts(url)[1]


def is_local(host: str) -> bool:
    """Say whether a host is this machine, or an address within one's own network."""
    address = literal(host)
    if address is not None:
        return not is_public(address)
    return host == "localhost" or host.endswith(".localhost")


def _is_usable(text: str, reach: Reach) -> bool:
    try:
        codec.check(Url, text)
        checked_url(text, allow_private=reach.allow_private)
    except (InvalidParameters, UrlRefused):
        return False
    return True


def _parts(text: str) -> tuple[str, str, str]:
    """Return the scheme that is ours, the host with its port, and the host alone."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return "http", "", ""
    scheme = parts.scheme if parts.scheme in SCHEMES and parts.netloc else ""
    return scheme, parts.netloc.lower(), (parts.hostname or "").lower()
