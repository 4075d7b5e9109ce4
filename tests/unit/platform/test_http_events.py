import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from litestar import Request, get
from litestar.types import Message
from litestar.types.asgi_types import HTTPDisconnectEvent
from structlog.testing import capture_logs

from chargehouse.kernel.actor import Actor
from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.errors import Unauthenticated
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.http.application import Application, build_application
from chargehouse.platform.http.auth import public
from chargehouse.platform.http.events import (
    HEARTBEAT_S,
    QUEUE_SIZE,
    EventStream,
    last_event_id,
    streamed,
)
from chargehouse.platform.metrics import Metrics


class Nobody:
    async def authenticate(self, bearer: str) -> Actor:
        raise Unauthenticated(f"Nobody is known by a token of {len(bearer)} characters.")


class Source:
    """Gives what is put in; remembers that it was closed."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.resumed_after: str | None = None
        self.closed = False

    async def __call__(self) -> AsyncGenerator[bytes, None]:
        try:
            while (event := await self.events.get()) is not None:
                yield event
        finally:
            self.closed = True


class Reader:
    """A client at the other end of an ASGI application."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.reading = asyncio.Event()
        self.reading.set()
        self.leave = asyncio.Event()

    async def receive(self) -> HTTPDisconnectEvent:
        await self.leave.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.messages.append(message)
        await self.reading.wait()

    @property
    def text(self) -> str:
        return b"".join(
            message["body"] for message in self.messages if message["type"] == "http.response.body"
        ).decode()

    @property
    def ended(self) -> bool:
        last = self.messages[-1]
        return last["type"] == "http.response.body" and not last["more_body"]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def app(clock: FakeClock, source: Source) -> Application:
    @get("/events", **public())
    async def stream(request: Request[Any, Any, Any]) -> EventStream:
        """Stream."""
        source.resumed_after = last_event_id(request)
        return EventStream(source(), clock)

    return build_application(
        [stream],
        authenticator=Nobody(),
        clock=clock,
        ids=TimeOrderedIds(),
        metrics=Metrics(),
        version="1",
        max_body_bytes=1024,
    )


def scope(**headers: str) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/events",
        "raw_path": b"/events",
        "root_path": "",
        "query_string": b"",
        "headers": [(name.replace("_", "-").encode(), v.encode()) for name, v in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("house", 80),
    }


@contextmanager
def connected(app: Application, reader: Reader, **headers: str) -> Iterator[asyncio.Task[None]]:
    async def answer() -> None:
        await app(scope(**headers), reader.receive, reader.send)  # type: ignore[arg-type]

    task = asyncio.ensure_future(answer())
    yield task
    task.cancel()


async def settle() -> None:
    """Let every task that can go on go on."""
    for _ in range(200):
        await asyncio.sleep(0)


def event(number: int) -> bytes:
    return streamed(str(number), "session.started", b'{"n":%d}' % number)


async def test_events_arrive_as_they_happen(
    app: Application, source: Source, reader: Reader
) -> None:
    with connected(app, reader):
        source.events.put_nowait(event(1))
        await settle()
        assert reader.text.endswith('id: 1\nevent: session.started\ndata: {"n":1}\n\n')
        headers = dict(reader.messages[0]["headers"])  # type: ignore[typeddict-item]
        assert headers[b"content-type"].startswith(b"text/event-stream")
        assert headers[b"cache-control"] == b"no-store"
        assert not reader.ended


async def test_a_stream_ends_when_its_source_does_with_nothing_lost(
    app: Application, source: Source, reader: Reader
) -> None:
    for number in range(10):
        source.events.put_nowait(event(number))
    source.events.put_nowait(None)
    with connected(app, reader) as answer:
        await answer
    assert reader.text.count("event:") == 10
    assert reader.ended


async def test_events_that_wait_go_out_together(
    app: Application, source: Source, reader: Reader
) -> None:
    with connected(app, reader):
        await settle()
        before = len(reader.messages)
        for number in range(10):
            source.events.put_nowait(event(number))
        await settle()
        assert reader.text.count("event:") == 10
        assert len(reader.messages) == before + 1


async def test_a_silent_stream_is_kept_open_by_comments(
    app: Application, reader: Reader, clock: FakeClock
) -> None:
    with connected(app, reader):
        await settle()
        for _ in range(2):
            clock.advance(HEARTBEAT_S)
            await settle()
    assert reader.text.count(": still here\n\n") == 2


@pytest.mark.parametrize(("sent", "understood"), [("42", "42"), ("", None), ("x" * 129, None)])
async def test_a_reader_that_comes_back_says_where_it_was(
    app: Application, source: Source, reader: Reader, sent: str, understood: str | None
) -> None:
    with connected(app, reader, last_event_id=sent):
        await settle()
    assert source.resumed_after == understood


async def test_a_reader_that_leaves_ends_the_source(
    app: Application, source: Source, reader: Reader
) -> None:
    source.events.put_nowait(event(1))
    with connected(app, reader) as answer:
        await settle()
        reader.leave.set()
        await answer
    assert source.closed
    assert app.drain.in_flight == 0


async def test_a_reader_that_comes_back_after_long_gets_all_that_it_missed(
    app: Application, source: Source, reader: Reader
) -> None:
    missed = 4 * QUEUE_SIZE
    for number in range(missed):
        source.events.put_nowait(event(number))
    source.events.put_nowait(None)
    with connected(app, reader) as answer:
        await answer
    assert [line for line in reader.text.splitlines() if line.startswith("id: ")] == [
        f"id: {number}" for number in range(missed)
    ]
    assert reader.ended


async def test_a_slow_reader_is_waited_for_and_one_that_takes_nothing_is_cut_off(
    app: Application, clock: FakeClock, source: Source, reader: Reader
) -> None:
    with capture_logs() as lines, connected(app, reader) as answer:
        await settle()
        reader.reading.clear()
        for number in range(2 * QUEUE_SIZE):
            source.events.put_nowait(event(number))
        await settle()
        clock.advance(HEARTBEAT_S)
        await settle()
        reader.reading.set()
        await settle()
        reader.reading.clear()
        source.events.put_nowait(event(2 * QUEUE_SIZE))
        await settle()
        source.events.put_nowait(event(2 * QUEUE_SIZE + 1))
        clock.advance(HEARTBEAT_S)
        await settle()
        assert not answer.done()
        clock.advance(HEARTBEAT_S)
        await answer
    assert reader.text.count("event: ") == 2 * QUEUE_SIZE + 1
    assert source.closed
    assert not reader.ended
    assert lines[0]["reason"] == "the reader takes nothing"


async def test_a_stopping_server_ends_its_streams(
    app: Application, source: Source, reader: Reader
) -> None:
    source.events.put_nowait(event(1))
    with connected(app, reader) as answer:
        await settle()
        await app.drain.wait_until_idle()
        await answer
    assert reader.ended
    assert source.closed
