"""Connections to the world outside, only to addresses that were checked.

A name is looked up once for each connection, its addresses are checked, and the connection goes
to one of those that passed: what the name leads to a moment later plays no part. The host's name
stays in `Host` and in TLS, where certificates are verified against it.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from typing import Any, Final

import httpcore

from chargehouse.platform.outside.addresses import Address

LOOKUPS_AT_ONCE: Final = 32

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
MayReach = Callable[[Address], bool]


class AddressNotPublic(Exception):  # noqa: N818  it is what is so
    """A name leads to no address that may be connected to."""


class NameUnknown(Exception):  # noqa: N818  as above
    """A name leads nowhere."""


FAILURES: Final = (
    *(TimeoutError, AddressNotPublic, NameUnknown, OSError),
    *(httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError),
)
"""Whatever the other side, its network or its name server can do to us."""


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


def _addresses(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for *_, sockaddr in found]


def called(error: BaseException) -> str:
    """Return the word by which a failure is called."""
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
