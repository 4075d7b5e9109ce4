"""The broker on NATS: for clusters."""

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable, Callable, Iterator, Mapping
from urllib.parse import parse_qs, urlsplit, urlunsplit

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription as NatsSubscription
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError
from nats.errors import TimeoutError as NatsTimeoutError

from chargehouse.kernel.errors import Invalid
from chargehouse.platform.broker.port import (
    BrokerAway,
    BrokerTimeout,
    Handler,
    Listener,
    NobodyServes,
    Subscription,
    check_body,
    check_subject,
)
from chargehouse.platform.broker.tasks import Tasks, guarded, reply_of

_FIRST_CONNECT_WITHIN_S = 10
_RECONNECT_EVERY_S = 1
_PING_EVERY_S = 15
_FLUSH_WITHIN_S = 5
_FOREVER = -1
_FILES = frozenset({"creds", "ca", "cert", "key"})
_Hear = Callable[[Msg], Awaitable[None]]
_log = structlog.get_logger(__name__)


class NatsBroker:
    """A `Broker` on a NATS server or cluster.

    The URL is `nats://` or `tls://`, with a user and password or a token, several servers parted
    by commas. The query of the last names files: `creds` (NATS credentials); `ca`, `cert` and
    `key` (PEM). Raises `Invalid` for any other, without repeating it.
    """

    def __init__(self, url: str) -> None:
        self._servers, self._files = _read(url)
        self._client: Client | None = None
        self._tasks = Tasks()

    async def start(self) -> None:
        """Connect. Raises `BrokerAway` when no server answers."""
        client = Client()
        try:
            async with asyncio.timeout(_FIRST_CONNECT_WITHIN_S):
                await client.connect(
                    servers=self._servers,
                    name="chargehouse",
                    tls=_tls_context(self._files),
                    user_credentials=self._files.get("creds"),
                    max_reconnect_attempts=_FOREVER,
                    reconnect_time_wait=_RECONNECT_EVERY_S,
                    ping_interval=_PING_EVERY_S,
                    error_cb=_tell_error,
                    disconnected_cb=_tell_disconnected,
                    reconnected_cb=_tell_reconnected,
                )
        except (OSError, NatsError) as problem:
            await client.close()
            raise BrokerAway(f"NATS cannot be reached: {type(problem).__name__}") from None
        self._client = client

    async def stop(self) -> None:
        """End every subscription and disconnect."""
        client, self._client = self._client, None
        await self._tasks.cancel()
        if client is not None:
            await client.close()

    def healthy(self) -> bool:
        """Tell whether a server is connected."""
        return self._client is not None and self._client.is_connected

    async def publish(self, subject: str, body: bytes) -> None:
        """Send to every subscriber."""
        check_subject(subject)
        check_body(body)
        with _away_on_loss():
            await self._connected().publish(subject, body)

    async def subscribe(self, subject: str, listener: Listener) -> Subscription:
        """Hear a subject."""

        async def hear(message: Msg) -> None:
            await guarded(subject, listener, message.data)

        return await self._subscribe(subject, hear)

    async def serve(self, subject: str, handler: Handler) -> Subscription:
        """Answer requests."""

        async def answer(message: Msg) -> None:
            reply = await reply_of(subject, handler, message.data)
            if reply is not None:
                with contextlib.suppress(NatsError, OSError):  # the asker will time out
                    await message.respond(reply)

        async def hear(message: Msg) -> None:
            self._tasks.start(answer(message))

        return await self._subscribe(subject, hear)

    async def request(self, subject: str, body: bytes, *, timeout_s: float) -> bytes:
        """Ask whoever serves the subject."""
        check_subject(subject)
        check_body(body)
        try:
            with _away_on_loss():
                reply = await self._connected().request(subject, body, timeout=timeout_s)
        except NoRespondersError:
            raise NobodyServes(f"No process serves {subject}") from None
        except NatsTimeoutError:
            raise BrokerTimeout(f"No reply from {subject} within {timeout_s:g} s") from None
        return reply.data

    async def _subscribe(self, subject: str, hear: _Hear) -> Subscription:
        check_subject(subject)
        client = self._connected()
        with _away_on_loss():
            made = await client.subscribe(subject, cb=hear)
            # The client writes the ping of a flush before what waits to be sent: only a second
            # one comes after the subscription, so that its answer says that it holds.
            await client.flush(_FLUSH_WITHIN_S)
            await client.flush(_FLUSH_WITHIN_S)
        return _Cancellable(made)

    def _connected(self) -> Client:
        if self._client is None or not self._client.is_connected:
            raise BrokerAway("NATS is not connected; it is being tried again")
        return self._client


class _Cancellable:
    def __init__(self, subscription: NatsSubscription) -> None:
        self._subscription = subscription

    async def cancel(self) -> None:
        with contextlib.suppress(NatsError, OSError):  # disconnected: there is nothing to end
            await self._subscription.unsubscribe()


@contextlib.contextmanager
def _away_on_loss() -> Iterator[None]:
    try:
        yield
    except (NoRespondersError, NatsTimeoutError):
        raise
    except (OSError, NatsError) as problem:
        raise BrokerAway(f"NATS was lost: {type(problem).__name__}") from None


def _read(url: str) -> tuple[list[str], dict[str, str]]:
    """Part a URL into the servers' URLs and the files that its query names."""
    servers: list[str] = []
    files: dict[str, str] = {}
    for part in url.split(","):
        pieces = urlsplit(part)
        if pieces.scheme not in {"nats", "tls"} or not pieces.hostname:
            raise Invalid("The broker's URL must be nats://server or tls://server")
        files |= {name: values[-1] for name, values in parse_qs(pieces.query).items()}
        servers.append(urlunsplit((pieces.scheme, pieces.netloc, "", "", "")))
    unknown = sorted(set(files) - _FILES)
    if unknown:
        raise Invalid(f"The broker's URL has parameters not known: {', '.join(unknown)}")
    return servers, files


def _tls_context(files: Mapping[str, str]) -> ssl.SSLContext | None:
    """Return a context when certificates are named; `tls://` alone trusts the system's."""
    if not files.keys() & {"ca", "cert"}:
        return None
    context = ssl.create_default_context(cafile=files.get("ca"))
    if "cert" in files:
        context.load_cert_chain(files["cert"], files.get("key"))
    return context


async def _tell_error(problem: Exception) -> None:
    _log.warning("NATS reports a problem", kind=type(problem).__name__)


async def _tell_disconnected() -> None:
    _log.warning("NATS is disconnected")


async def _tell_reconnected() -> None:
    _log.info("NATS is connected again")
