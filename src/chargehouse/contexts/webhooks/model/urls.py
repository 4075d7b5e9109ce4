"""Where deliveries may go."""

import re
from typing import Final, NamedTuple
from urllib.parse import SplitResult, urlsplit

from chargehouse.contexts.webhooks.errors import WebhookUrlInvalid
from chargehouse.contexts.webhooks.model.addresses import is_public, literal, looks_numeric

LENGTH_MAX: Final = 2048
PORTS: Final = {"http": 80, "https": 443}
FIRST_FREE_PORT: Final = 1024
PORT_MAX: Final = 65_535
HOST_LENGTH_MAX: Final = 253

_CHARACTERS = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]+")  # RFC 3986, without `#`
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\.?")


class Target(NamedTuple):
    """A URL in the parts that a connection needs; `path` includes the query."""

    scheme: str
    host: str
    port: int
    path: str


def checked_url(text: str, *, allow_private: bool) -> str:
    """Return a URL that deliveries may be sent to. Raises `WebhookUrlInvalid`, saying why.

    A name is not looked up here: to what it leads is checked whenever something is sent.
    """
    target = target_of(text)
    address = literal(target.host)
    if address is None and looks_numeric(target.host):
        raise _refused("its host must be a name, or an address as it is usually written")
    if not allow_private:
        if address is not None and not is_public(address):
            raise _refused("its address is not a public one")
        if target.host.rstrip(".") == "localhost" or target.host.endswith(".localhost"):
            raise _refused("it leads to this machine itself")
    return text


def target_of(text: str) -> Target:
    """Return the parts of a URL. Raises `WebhookUrlInvalid`."""
    if len(text) > LENGTH_MAX:
        raise _refused(f"it is longer than {LENGTH_MAX} characters")
    if not _CHARACTERS.fullmatch(text):
        raise _refused("it holds characters that a URL of this kind cannot hold, such as `#`")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise _refused("it cannot be read") from None
    if parts.scheme not in PORTS:
        raise _refused("it begins neither with https:// nor with http://")
    if "@" in parts.netloc:
        raise _refused("it holds a user or a password; webhooks are signed instead")
    host = parts.hostname or ""
    if literal(host) is None and not (len(host) <= HOST_LENGTH_MAX and _NAME.fullmatch(host)):
        raise _refused("its host is not one")
    port = PORTS[parts.scheme] if port is None else port
    if port not in PORTS.values() and not FIRST_FREE_PORT <= port <= PORT_MAX:
        raise _refused("its port is neither 80, 443 nor one from 1024 on")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path)


def without_query(url: str) -> str:
    """Return a URL as others may see it: many keep a secret in the query."""
    parts: SplitResult = urlsplit(url)
    return parts._replace(query="").geturl()


def _refused(why: str) -> WebhookUrlInvalid:
    message = f"Nothing can be sent to this URL: {why}."
    return WebhookUrlInvalid(message, {"errors": [{"field": "url", "message": why}]})
