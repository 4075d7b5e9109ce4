"""What every request goes through: its id, its log line, its measurement, and a calm stop."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import msgspec
import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from chargehouse.kernel.clock import Clock
from chargehouse.kernel.errors import Invalid, Unavailable
from chargehouse.kernel.ids import Ids
from chargehouse.platform.http.problems import MEDIA_TYPE, problem_of
from chargehouse.platform.metrics import Metrics

REQUEST_ID_HEADER: Final = b"x-request-id"
REQUEST_ID_MAX_LENGTH: Final = 128
KNOWN_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNROUTED: Final = "(none)"
API: Final = "/api/"
"""Where a query is read; that of a page of the portal is the browser's alone."""

NUL: Final = b"%00"

log = structlog.get_logger(__name__)


class Drain:
    """Counts the requests being answered, so that a stop can wait for them.

    `closing` is set when the stop begins: endless answers end themselves then.
    """

    def __init__(self) -> None:
        self.closing = asyncio.Event()
        self.in_flight = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def enter(self) -> None:
        """Count a request in."""
        self.in_flight += 1
        self._idle.clear()

    def leave(self) -> None:
        """Count a request out."""
        self.in_flight -= 1
        if not self.in_flight:
            self._idle.set()

    async def wait_until_idle(self) -> None:
        """Refuse new requests and wait for those begun; the caller sets a limit in time."""
        self.closing.set()
        await self._idle.wait()


class Requests:
    """The outermost layer around a Litestar application.

    Every answer carries `X-Request-ID`: the caller's own where it is at most 128 printable ASCII
    characters. One log line a request names the route's template, never the path or the query.
    """

    def __init__(self, app: ASGIApp, *, clock: Clock, ids: Ids, metrics: Metrics) -> None:
        self._app = app
        self._clock = clock
        self._ids = ids
        self.drain = Drain()
        self._durations = metrics.histogram(
            "http_server_request_duration_seconds",
            "Time to answer a request",
            ("method", "route", "status"),
        )
        self._active = metrics.gauge("http_server_active_requests", "Requests being answered")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        request_id = _given_id(scope["headers"]) or str(self._ids.new())
        state: dict[str, Any] = scope.setdefault("state", {})
        state.update(request_id=request_id, drain=self.drain)
        answer = _Answer(send, request_id)
        began_s = self._clock.monotonic()
        self.drain.enter()
        self._active.inc()
        with bound_contextvars(request_id=request_id):
            try:
                await self._answer(scope, receive, answer)
            finally:
                self._active.dec()
                self.drain.leave()
                self._tell(scope, answer, self._clock.monotonic() - began_s)

    async def _answer(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        if self.drain.closing.is_set():
            stopping = Unavailable("The server is stopping; ask again.", {"retry_after_s": 5})
            await answer.refuse(stopping)
            return
        if NUL in scope["query_string"] and scope["path"].startswith(API):
            await answer.refuse(Invalid("Leave the NUL out of the query: no text holds one."))
            return
        try:
            await self._app(scope, receive, answer.send)
        except Exception as error:
            log.exception("request failed")
            if answer.status is None:
                await answer.refuse(error)

    def _tell(self, scope: HTTPScope, answer: "_Answer", duration_s: float) -> None:
        method = scope["method"] if scope["method"] in KNOWN_METHODS else "_OTHER"
        route = str(scope.get("path_template") or UNROUTED)
        status = answer.status or 0
        self._durations.labels(method, route, str(status)).observe(duration_s)
        actor = scope["state"].get("actor")
        log.info(
            "request",
            actor=None if actor is None else f"{actor.kind}:{actor.name}",
            **{
                "http.request.method": method,
                "http.route": route,
                "http.response.status_code": status,
                "duration_ms": round(duration_s * 1000, 3),
            },
        )


class _Answer:
    """Sends an answer, adds the request id, and remembers the status."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._request_id = request_id
        self.status: int | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [
                *message["headers"],
                (REQUEST_ID_HEADER, self._request_id.encode()),
                (b"x-content-type-options", b"nosniff"),
            ]
        await self._send(message)

    async def refuse(self, error: Exception) -> None:
        """Answer with a problem, without Litestar."""
        problem, extra = problem_of(error, self._request_id)
        body = msgspec.json.encode(problem)
        headers = {**_standard_headers(body), **extra}
        await self.send(
            {
                "type": "http.response.start",
                "status": problem.status,
                "headers": [
                    (name.lower().encode(), text.encode()) for name, text in headers.items()
                ],
            }
        )
        await self.send({"type": "http.response.body", "body": body, "more_body": False})


def _standard_headers(body: bytes) -> Mapping[str, str]:
    return {"content-type": MEDIA_TYPE, "content-length": str(len(body))}


def _given_id(headers: Any) -> str | None:  # noqa: ANN401  ASGI leaves the collection open
    for name, value in headers:
        if name == REQUEST_ID_HEADER:
            text = value.decode("ascii", errors="replace")
            sane = 0 < len(text) <= REQUEST_ID_MAX_LENGTH and text.isascii() and text.isprintable()
            return text if sane and " " not in text else None
    return None
