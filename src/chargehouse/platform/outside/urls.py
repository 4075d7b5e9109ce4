"""URLs that requests of ours may be sent to."""

import re
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from chargehouse.platform.outside.addresses import is_public, literal, looks_numeric

LENGTH_MAX: Final = 2048
PORTS: Final = {"http": 80, "https": 443}
FIRST_FREE_PORT: Final = 1024
PORT_MAX: Final = 65_535
HOST_LENGTH_MAX: Final = 253

_CHARACTERS = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]+")  # RFC 3986, without `#`
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\.?")


class UrlRefused(Exception):  # noqa: N818  it is what is so
    """Nothing can be sent to a URL; `why` says so in a few words, without the URL."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Target(NamedTuple):
    """A URL in the parts that a connection needs; `path` includes the query."""

    scheme: str
    host: str
    port: int
    path: str


def checked_url(text: str, *, allow_private: bool) -> str:
    """Return a URL that something may be sent to. Raises `UrlRefused`.

    A name is not looked up here: to what it leads is checked whenever something is sent.
    """
    target = target_of(text)
    address = literal(target.host)
    if address is None and looks_numeric(target.host):
        raise UrlRefused("its host must be a name, or an address as it is usually written")
    if not allow_private:
        if address is not None and not is_public(address):
            raise UrlRefused("its address is not a public one")
        if target.host.rstrip(".") == "localhost" or target.host.endswith(".localhost"):
            raise UrlRefused("it leads to this machine itself")
    return text


def target_of(text: str) -> Target:
    """Return the parts of a URL. Raises `UrlRefused`."""
    if len(text) > LENGTH_MAX:
        raise UrlRefused(f"it is longer than {LENGTH_MAX} characters")
    if not _CHARACTERS.fullmatch(text):
        raise UrlRefused("it holds characters that a URL of this kind cannot hold, such as `#`")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise UrlRefused("it cannot be read") from None
    if parts.scheme not in PORTS:
        raise UrlRefused("it begins neither with https:// nor with http://")
    if "@" in parts.netloc:
        raise UrlRefused("it holds a user or a password")
    host = parts.hostname or ""
    if literal(host) is None and not (len(host) <= HOST_LENGTH_MAX and _NAME.fullmatch(host)):
        raise UrlRefused("its host is not one")
    port = PORTS[parts.scheme] if port is None else port
    if port not in PORTS.values() and not FIRST_FREE_PORT <= port <= PORT_MAX:
        raise UrlRefused("its port is neither 80, 443 nor one from 1024 on")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path)
