"""Posts to the world outside: bounded in time and bytes, and only to addresses that were checked.

A name is looked up once for each connection, its addresses are checked, and the connection goes
to one of those that passed: what the name leads to a moment later plays no part. The host's name
stays in `Host` and in TLS, where certificates are verified against it.
"""

import asyncio
import socket
import ssl
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Final
from uuid import UUID

import httpcore
import httpx

from chargehouse import __version__
from chargehouse.contexts.webhooks.model.addresses import Address
from chargehouse.contexts.webhooks.model.retries import Answer, retry_after
from chargehouse.contexts.webhooks.model.urls import target_of
from chargehouse.kernel.clock import Clock

TIMEOUT_S: Final = 15.0
CONNECT_TIMEOUT_S: Final = 5.0
BODY_KEPT: Final = 8 * 1024
BODY_READ_MAX: Final = 64 * 1024
KEPT_ALIVE: Final = 16
POOLS_MAX: Final = 256
IDLE_S: Final = 20.0
LOOKUPS_AT_ONCE: Final = 32

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
MayReach = Callable[[Address], bool]


class AddressNotPublic(Exception):  # noqa: N818  it is what is so
    """A name leads to no address that may be connected to."""


class NameUnknown(Exception):  # noqa: N818  as above
    """A name leads nowhere."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of a post, and what was kept of the answer's body."""

    answer: Answer
    body: str | None = None
    truncated: bool = False


FAILURES: Final = (
    *(TimeoutError, AddressNotPublic, NameUnknown, OSError),
    *(httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError),
)
"""Whatever a consumer, its network or its name server can do to us."""


class Lookup:
    """Looks names up in threads of its own, so that slow name servers hold up nobody else."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(LOOKUPS_AT_ONCE, thread_name_prefix="lookup")

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses of a name. Raises `OSError`."""
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, _addresses, host, port
        )
        return list(dict.fromkeys(found))

    def close(self) -> None:
        """Take no more names."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class CheckedNetwork(httpcore.AsyncNetworkBackend):
    """Opens connections only to addresses that may be connected to."""

    def __init__(self, resolve: Resolve, may_reach: MayReach) -> None:
        self._resolve = resolve
        self._may_reach = may_reach
        self._plain = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of a host that may be connected to and answers."""
        try:
            found = await self._resolve(host, port)
        except OSError:
            raise NameUnknown from None
        allowed = [each for each in found if self._may_reach(ip_address(each))]
        if not allowed:
            raise AddressNotPublic if found else NameUnknown
        failure: Exception | None = None
        for address in allowed:
            try:
                return await self._plain.connect_tcp(
                    address,
                    port,
                    timeout=timeout,
                    local_address=local_address,
                    socket_options=socket_options,
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or NameUnknown


class Poster:
    """Posts JSON; connections are kept and used again, each for its own host and port."""

    def __init__(
        self,
        clock: Clock,
        *,
        may_reach: MayReach,
        resolve: Resolve | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._clock = clock
        self._lookup = Lookup()
        self._tls = tls or httpx.create_ssl_context()
        self._network = CheckedNetwork(resolve or self._lookup.resolve, may_reach)
        self._pools: OrderedDict[UUID, httpcore.AsyncConnectionPool] = OrderedDict()

    async def post(self, whose: UUID, url: str, headers: Mapping[str, str], body: str) -> Posted:
        """Post and return what came of it; nothing is raised, whatever the other side does.

        `whose` says by whom connections are shared. Redirections are not followed. The whole
        exchange takes 15 s at most.
        """
        limit = asyncio.timeout(None)
        timer = self._clock.call_later(TIMEOUT_S, lambda: _end(limit))
        try:
            async with limit:
                return await self._exchange(whose, url, headers, body.encode())
        except FAILURES as error:
            return Posted(Answer(error=_called(error)))
        finally:
            timer.cancel()

    async def close(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            await pool.aclose()
        self._lookup.close()

    async def _pool(self, whose: UUID) -> httpcore.AsyncConnectionPool:
        """Return the connections that are shared by one; a pool looks through all it has."""
        pool = self._pools.get(whose)
        if pool is None:
            pool = self._pools[whose] = httpcore.AsyncConnectionPool(
                ssl_context=self._tls,
                max_connections=None,
                max_keepalive_connections=KEPT_ALIVE,
                keepalive_expiry=IDLE_S,
                network_backend=self._network,
            )
        self._pools.move_to_end(whose)
        if len(self._pools) > POOLS_MAX:
            oldest = next(iter(self._pools))
            if all(each.is_idle() for each in self._pools[oldest].connections):
                await self._pools.pop(oldest).aclose()
        return pool

    async def _exchange(
        self, whose: UUID, url: str, headers: Mapping[str, str], body: bytes
    ) -> Posted:
        target = target_of(url)
        sent = [
            *((name.encode(), value.encode()) for name, value in headers.items()),
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"accept-encoding", b"identity"),
            (b"user-agent", f"Chargehouse/{__version__}".encode()),
        ]
        address = httpcore.URL(
            scheme=target.scheme.encode(),
            host=target.host.encode(),
            port=target.port,
            target=target.path.encode(),
        )
        async with (await self._pool(whose)).stream(
            "POST",
            address,
            headers=sent,
            content=body,
            extensions={"timeout": {"connect": CONNECT_TIMEOUT_S}},
        ) as response:
            return await self._read(response)

    async def _read(self, response: httpcore.Response) -> Posted:
        kept, count = bytearray(), 0
        error = None
        try:
            async for chunk in response.aiter_stream():
                kept += chunk[: BODY_KEPT - len(kept)]
                count += len(chunk)
                if count > BODY_READ_MAX:
                    break
        except (httpcore.NetworkError, httpcore.ProtocolError):
            error = "answer_broken"
        said = {name.lower(): value.decode("latin-1") for name, value in response.headers}
        wait = retry_after(said.get(b"retry-after"), self._clock.now())
        answer = Answer(status_code=response.status, error=error, retry_after=wait)
        return Posted(answer, _text(bytes(kept)), truncated=count > len(kept))


def _end(limit: asyncio.Timeout) -> None:
    limit.reschedule(asyncio.get_running_loop().time())


def _addresses(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for *_, sockaddr in found]


def _called(error: BaseException) -> str:
    """Return the word by which the log calls a failure."""
    if isinstance(error, AddressNotPublic):
        return "address_not_public"
    if isinstance(error, NameUnknown):
        return "name_unknown"
    if _is_tls(error):
        return "tls_failed"
    if isinstance(error, (httpcore.ConnectError, httpcore.ConnectTimeout)):
        return "cannot_connect"
    return "timed_out" if isinstance(error, TimeoutError) else "connection_broken"


def _is_tls(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _text(body: bytes) -> str:
    """Return a body as text that the database can keep."""
    return body.decode("utf-8", errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
