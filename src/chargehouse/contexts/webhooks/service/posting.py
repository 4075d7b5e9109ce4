"""Posts to the world outside: bounded in time and bytes, only to addresses that were checked."""

import asyncio
import ssl
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import httpcore
import httpx

from chargehouse import __version__
from chargehouse.contexts.webhooks.model.retries import Answer, retry_after
from chargehouse.kernel.clock import Clock
from chargehouse.platform.outside.network import (
    FAILURES,
    CheckedNetwork,
    Lookup,
    MayReach,
    Resolve,
    called,
)
from chargehouse.platform.outside.urls import target_of

TIMEOUT_S: Final = 15.0
CONNECT_TIMEOUT_S: Final = 5.0
BODY_KEPT: Final = 8 * 1024
BODY_READ_MAX: Final = 64 * 1024
KEPT_ALIVE: Final = 16
POOLS_MAX: Final = 256
IDLE_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of a post, and what was kept of the answer's body."""

    answer: Answer
    body: str | None = None
    truncated: bool = False


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
            return Posted(Answer(error=called(error)))
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


def _text(body: bytes) -> str:
    """Return a body as text that the database can keep."""
    return body.decode("utf-8", errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
