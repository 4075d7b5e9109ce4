"""Consumers of webhooks: real HTTP servers, some of which fail, hang, redirect or lie."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec

PATIENCE_S = 60


@dataclass(frozen=True)
class Heard:
    """A request as it came."""

    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def json(self) -> dict[str, Any]:
        read: dict[str, Any] = msgspec.json.decode(self.body)
        return read


Answering = Callable[[Heard, asyncio.StreamWriter], Awaitable[None]]


def says(status: int, *headers: str, body: str = "") -> Answering:
    """Answer properly."""
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body.encode())}", *headers]
    answer = "\r\n".join([*lines, "", body]).encode()

    async def answering(_: Heard, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)

    return answering


FINE = says(200)


async def hangs(_: Heard, __: asyncio.StreamWriter) -> None:
    """Never answer."""
    await asyncio.Event().wait()


async def drips(_: Heard, writer: asyncio.StreamWriter) -> None:
    """Begin a good answer and never end it."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n.")
    await asyncio.Event().wait()


async def never_ends(_: Heard, writer: asyncio.StreamWriter) -> None:
    """Answer without end, as fast as it is taken."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"1000\r\n" + b"x" * 4096 + b"\r\n")
        await writer.drain()


async def breaks_off(_: Heard, writer: asyncio.StreamWriter) -> None:
    """Promise more than is sent."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort")
    writer.close()


async def talks_nonsense(_: Heard, writer: asyncio.StreamWriter) -> None:
    """Answer with what is not HTTP."""
    writer.write(b"220 mail.example ESMTP\r\n\r\n")
    writer.close()


async def hangs_up(_: Heard, writer: asyncio.StreamWriter) -> None:
    """Close without a word."""
    writer.close()


@dataclass
class Consumer:
    """A server, what it heard, and how it answers."""

    answering: Answering = FINE
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def types(self) -> list[str]:
        return [each.json["type"] for each in self.heard]

    async def hears(self, count: int) -> None:
        """Wait for so many requests in all."""
        async with asyncio.timeout(PATIENCE_S):
            while len(self.heard) < count:
                self._changed.clear()
                await self._changed.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode("latin-1").split("\r\n")[:-2]
                pairs = (line.partition(":") for line in lines)
                headers = {name.lower(): value.strip() for name, _, value in pairs}
                body = await reader.readexactly(int(headers["content-length"]))
                heard = Heard(first.split(" ")[1], headers, body)
                self.heard.append(heard)
                self._changed.set()
                await self.answering(heard, writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def consuming(answering: Answering = FINE, **options: Any) -> AsyncIterator[Consumer]:  # noqa: ANN401  asyncio's own options
    """Serve a consumer on a port of its own."""
    consumer = Consumer(answering)
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(consumer.serve(reader, writer))
        task.add_done_callback(lambda _: writer.close())
        tasks.add(task)

    server = await asyncio.start_server(accept, "127.0.0.1", 0, **options)
    consumer.port = server.sockets[0].getsockname()[1]
    try:
        yield consumer
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
