"""Requests to the world outside and their answers, bounded in time and bytes."""

import asyncio
import ssl
from collections import OrderedDict
from collections.abc import Mapping
from typing import Final, NamedTuple

import httpcore
import httpx

from chargehouse import __version__
from chargehouse.kernel.clock import Clock
from chargehouse.kernel.errors import ChargehouseError
from chargehouse.platform.outside.network import (
    FAILURES,
    CheckedNetwork,
    Lookup,
    MayReach,
    Resolve,
    called,
)
from chargehouse.platform.outside.urls import Target, UrlRefused, target_of

CONNECT_TIMEOUT_S: Final = 5.0
CONNECTIONS_EACH: Final = 64
KEPT_ALIVE: Final = 16
IDLE_S: Final = 20.0
SERVERS_KEPT: Final = 256


class NoAnswer(ChargehouseError):  # noqa: N818  an outcome, named for what is so
    """The other side could not be reached or understood; `reason` is a word for it.

    `address_not_public`, `name_unknown`, `tls_failed`, `cannot_connect`, `timed_out`,
    `connection_broken`, `too_large`, `url_refused`.
    """

    code = "no_answer"

    def __init__(self, reason: str) -> None:
        super().__init__(f"There was no answer: {reason}.", {"reason": reason})
        self.reason = reason


class Answered(NamedTuple):
    """An answer, its header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Outside:
    """Asks other servers; no redirection is followed, and nothing is sent that was not asked for.

    Names lead where `may_reach` allows, whatever they lead to a moment later. Each server has
    connections of its own, so that one that hangs takes none from the others.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        may_reach: MayReach,
        resolve: Resolve | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._clock = clock
        self._may_reach = may_reach
        self._resolve = resolve
        self._tls = tls
        self._lookup: Lookup | None = None
        self._pools: OrderedDict[tuple[str, str, int], httpcore.AsyncConnectionPool] = OrderedDict()

    async def ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        *,
        timeout_s: float,
        largest: int,
    ) -> Answered:
        """Return the answer to a request, of at most `largest` bytes. Raises `NoAnswer`.

        The whole exchange takes `timeout_s` at most. Whether what was asked took effect is not
        known where there is no answer.
        """
        limit = asyncio.timeout(None)
        timer = self._clock.call_later(timeout_s, lambda: _end(limit))
        try:
            async with limit:
                return await self._exchange(method, url, headers, body, largest)
        except UrlRefused:
            raise NoAnswer("url_refused") from None
        except FAILURES as error:
            raise NoAnswer(called(error)) from None
        finally:
            timer.cancel()

    async def close(self) -> None:
        """Close every connection."""
        pools, self._pools = self._pools, OrderedDict()
        for pool in pools.values():
            await pool.aclose()
        if self._lookup is not None:
            self._lookup.close()
            self._lookup = None

    async def _exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, largest: int
    ) -> Answered:
        target = target_of(url)
        sent = [
            *((name.encode(), value.encode("latin-1")) for name, value in headers.items()),
            *([] if body is None else [(b"content-type", b"application/json")]),
            *([] if body is None else [(b"content-length", str(len(body)).encode())]),
            (b"accept", b"application/json"),
            (b"accept-encoding", b"identity"),
            (b"user-agent", f"Chargehouse/{__version__}".encode()),
        ]
        address = httpcore.URL(
            scheme=target.scheme.encode(),
            host=target.host.encode(),
            port=target.port,
            target=target.path.encode(),
        )
        timeouts = {"timeout": {"connect": CONNECT_TIMEOUT_S}}
        pool = await self._connections(target)
        async with pool.stream(
            method, address, headers=sent, content=body, extensions=timeouts
        ) as response:
            kept = bytearray()
            async for chunk in response.aiter_stream():
                kept += chunk
                if len(kept) > largest:
                    raise NoAnswer("too_large")
            said = {
                name.decode("latin-1").lower(): value.decode("latin-1")
                for name, value in response.headers
            }
            return Answered(response.status, said, bytes(kept))

    async def _connections(self, target: Target) -> httpcore.AsyncConnectionPool:
        """Return a server's connections; those of the servers asked longest ago are closed."""
        server = (target.scheme, target.host, target.port)
        pool = self._pools.get(server)
        if pool is None:
            pool = self._pools[server] = self._pool()
        self._pools.move_to_end(server)
        if len(self._pools) > SERVERS_KEPT:
            oldest = next(iter(self._pools))
            if all(each.is_idle() for each in self._pools[oldest].connections):
                await self._pools.pop(oldest).aclose()
        return pool

    def _pool(self) -> httpcore.AsyncConnectionPool:
        resolve = self._resolve
        if resolve is None:
            self._lookup = self._lookup or Lookup()
            resolve = self._lookup.resolve
        self._tls = self._tls or httpx.create_ssl_context()
        return httpcore.AsyncConnectionPool(
            ssl_context=self._tls,
            max_connections=CONNECTIONS_EACH,
            max_keepalive_connections=KEPT_ALIVE,
            keepalive_expiry=IDLE_S,
            network_backend=CheckedNetwork(resolve, self._may_reach),
        )


def _end(limit: asyncio.Timeout) -> None:
    limit.reschedule(asyncio.get_running_loop().time())
