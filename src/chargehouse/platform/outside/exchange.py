"""Requests to the world outside and their answers, bounded in time and bytes."""

import asyncio
import ssl
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
from chargehouse.platform.outside.urls import UrlRefused, target_of

CONNECT_TIMEOUT_S: Final = 5.0
CONNECTIONS_MAX: Final = 100
KEPT_ALIVE: Final = 32
IDLE_S: Final = 20.0


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

    Names lead where `may_reach` allows, whatever they lead to a moment later.
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
        self._pool: httpcore.AsyncConnectionPool | None = None

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
        pool, self._pool = self._pool, None
        if pool is not None:
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
        async with self._connections().stream(
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

    def _connections(self) -> httpcore.AsyncConnectionPool:
        if self._pool is None:
            resolve = self._resolve
            if resolve is None:
                self._lookup = Lookup()
                resolve = self._lookup.resolve
            self._pool = httpcore.AsyncConnectionPool(
                ssl_context=self._tls or httpx.create_ssl_context(),
                max_connections=CONNECTIONS_MAX,
                max_keepalive_connections=KEPT_ALIVE,
                keepalive_expiry=IDLE_S,
                network_backend=CheckedNetwork(resolve, self._may_reach),
            )
        return self._pool


def _end(limit: asyncio.Timeout) -> None:
    limit.reschedule(asyncio.get_running_loop().time())
