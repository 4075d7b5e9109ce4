"""Which broker a URL means."""

from urllib.parse import urlsplit

from chargehouse.kernel.errors import Invalid
from chargehouse.platform.broker.link import Connect
from chargehouse.platform.broker.nats import NatsBroker
from chargehouse.platform.broker.port import Broker
from chargehouse.platform.broker.postgres import PostgresBroker


def open_broker(url: str | None, connect: Connect) -> Broker:
    """Return the broker that a URL names, not yet started.

    None and `postgres:` mean the database itself, reached by `connect`; `nats://` and `tls://`
    mean NATS. Raises `Invalid` for any other, without repeating it.
    """
    scheme = "postgres" if url is None else urlsplit(url).scheme
    if scheme in {"postgres", "postgresql"}:
        return PostgresBroker(connect)
    if url is not None and scheme in {"nats", "tls"}:
        return NatsBroker(url)
    raise Invalid("The broker's URL must begin with nats://, tls:// or postgres:")
