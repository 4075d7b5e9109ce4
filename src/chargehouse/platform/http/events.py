"""Streams of server-sent events (HTML Living Standard, section 9.2)."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, Final

import structlog
from litestar import Request, Response
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Send

from chargehouse.kernel.clock import Clock
from chargehouse.platform.http.requests import Drain

MEDIA_TYPE: Final = "text/event-stream"
HEARTBEAT_S: Final = 15.0
QUEUE_SIZE: Final = 256
LAST_EVENT_ID_MAX_LENGTH: Final = 128
HEARTBEAT: Final = b": still here\n\n"

log = structlog.get_logger(__name__)


def streamed(event_id: str, name: str, data: bytes) -> bytes:
    """Return an event as it goes over the wire; `data` is JSON."""
    lines = b"\n".join(b"data: " + line for line in data.splitlines() or [b""])
    return b"id: %s\nevent: %s\n%s\n\n" % (event_id.encode(), name.encode(), lines)


def last_event_id(request: Request[Any, Any, Any]) -> str | None:
    """Return the id of the event after which a reader wants to go on."""
    given = request.headers.get("last-event-id", "")
    return given if 0 < len(given) <= LAST_EVENT_ID_MAX_LENGTH else None


class EventStream(Response[None]):
    """An answer that goes on until the reader leaves, the source ends or the server stops.

    The source yields events as `streamed` makes them; those that wait go out together.

    A comment every 15 seconds keeps proxies from closing it. The source is read no faster than the
    reader takes; one that takes nothing between two such comments is cut off, and comes back with
    `Last-Event-ID`.
    """

    def __init__(self, source: AsyncGenerator[bytes, None], clock: Clock) -> None:
        super().__init__(None, media_type=MEDIA_TYPE)
        self._source = source
        self._clock = clock

    def to_asgi_response(
        self,
        app: Any,  # noqa: ANN401, ARG002  Litestar's signature
        request: Request[Any, Any, Any],
        **_: Any,  # noqa: ANN401  as above
    ) -> ASGIResponse:
        """Return the ASGI application that sends the stream."""
        return _Sender(self._source, self._clock, request.scope["state"].get("drain") or Drain())


class _Sender(ASGIResponse):
    """Moves events from the source through a bounded queue to the reader."""

    _should_set_content_length = False

    def __init__(self, source: AsyncGenerator[bytes, None], clock: Clock, drain: Drain) -> None:
        super().__init__(
            media_type=MEDIA_TYPE,
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )
        self._source = source
        self._clock = clock
        self._drain = drain
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(QUEUE_SIZE)
        self._sent = 0

    async def send_body(self, send: Send, receive: Receive) -> None:
        """Send until the source ends, the reader leaves or stalls, or the server stops."""
        reading = asyncio.ensure_future(self._read())
        writing = asyncio.ensure_future(self._write(send))
        leaving = asyncio.ensure_future(_disconnection(receive))
        stopping = asyncio.ensure_future(self._drain.closing.wait())
        beating = asyncio.ensure_future(self._beat())
        tasks: list[asyncio.Future[Any]] = [reading, writing, leaving, stopping, beating]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                reading.result()
                rest = [writing, leaving, stopping, beating]
                await asyncio.wait(rest, return_when=asyncio.FIRST_COMPLETED)
            complete = stopping.done() or writing.done()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if complete:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _read(self) -> None:
        """Fill the queue until the source comes to its end."""
        async with aclosing(self._source) as events:
            async for event in events:
                await self._queue.put(event)
        await self._queue.put(None)

    async def _beat(self) -> None:
        """Queue a comment where nothing waits; end when the reader takes nothing any more."""
        stuck_at: int | None = None
        while True:
            await self._clock.sleep(HEARTBEAT_S)
            if self._queue.empty():
                self._queue.put_nowait(HEARTBEAT)
                stuck_at = None
            elif stuck_at == self._sent:
                break
            else:
                stuck_at = self._sent
        log.info("event stream closed", reason="the reader takes nothing")

    async def _write(self, send: Send) -> None:
        await send({"type": "http.response.body", "body": b": open\n\n", "more_body": True})
        while (first := await self._queue.get()) is not None:
            chunks, is_last = [first], False
            while not self._queue.empty() and not is_last:
                chunk = self._queue.get_nowait()
                is_last = chunk is None
                chunks.append(chunk or b"")
            await send({"type": "http.response.body", "body": b"".join(chunks), "more_body": True})
            self._sent += 1
            if is_last:
                return


async def _disconnection(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
