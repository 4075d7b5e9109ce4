"""A POST with an `Idempotency-Key` takes effect once, and answers the same again for a day."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from typing import Any, Final, Protocol

import msgspec
import structlog
from litestar import Request
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import Conflict, Invalid, Unavailable

HEADER: Final = "idempotency-key"
KEY_MAX_LENGTH: Final = 255
KEPT_FOR: Final = timedelta(hours=24)
ANSWER_MAX_BYTES: Final = 1024 * 1024
KEPT_HEADERS: Final = frozenset({b"content-type", b"location", b"etag"})

log = structlog.get_logger(__name__)


class KeptAnswer(msgspec.Struct, frozen=True):
    """The answer that the first request with a key was given."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Claim(msgspec.Struct, frozen=True):
    """What is known of a key that was used before; without an answer it is still being made."""

    same_request: bool
    answer: KeptAnswer | None


class IdempotencyStore(Protocol):
    """Remembers keys, per tenant and token."""

    async def claim(self, actor: Actor, key: str, request: bytes) -> Claim | None:
        """Take a key for a request and return None, or return what it was used for."""

    async def keep(self, actor: Actor, key: str, answer: KeptAnswer) -> None:
        """Keep the answer of a key that was taken."""

    async def release(self, actor: Actor, key: str) -> None:
        """Give a key free, since its request changed nothing."""


class IdempotencyKeyReused(Invalid):
    """The key belongs to another request."""

    code = "idempotency_key_reused"


class RequestInProgress(Conflict):
    """The first request with this key has no answer yet."""

    code = "request_in_progress"


class Idempotency:
    """Litestar middleware, behind `Authorization`.

    Only successes up to 1 MiB are kept. A refusal changed nothing and gives the key free. A key
    whose first request failed or was cut off stays taken for a day: nobody knows whether it took
    effect.
    """

    def __init__(self, app: ASGIApp, store: IdempotencyStore) -> None:
        self._app = app
        self._store = store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the store, or pass the request on and keep its answer (ASGI)."""
        if scope["type"] != ScopeType.HTTP or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        request: Request[Any, Any, Any] = Request(scope, receive, send)
        key = request.headers.get(HEADER)
        actor = scope["state"].get("actor")
        if key is None or not isinstance(actor, Actor):
            await self._app(scope, receive, send)
            return
        claim = await self._store.claim(actor, _sane(key), await _whole(request))
        if claim is not None:
            await _replay(claim, send)
            return
        await self._make(actor, key, scope, receive, send)

    async def _make(
        self, actor: Actor, key: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        recorder = _Recorder(send, partial(self._settle, actor, key))
        await self._app(scope, receive, recorder.send)
        await recorder.pass_on()

    async def _settle(self, actor: Actor, key: str, recorder: "_Recorder") -> None:
        """Keep an answer that is whole, or give its key free."""
        answer = recorder.answer()
        if answer is not None and answer.status < HTTPStatus.BAD_REQUEST:
            await self._keep(actor, key, answer)
        elif recorder.status is not None and _changed_nothing(recorder.status):
            await self._store.release(actor, key)

    async def _keep(self, actor: Actor, key: str, answer: KeptAnswer) -> None:
        try:
            await self._store.keep(actor, key, answer)
        except Unavailable:
            log.warning("an answer could not be kept for its idempotency key")


class _Recorder:
    """Holds an answer back until it is kept; lets one that is too long through.

    It is passed on as soon as it is whole: a stream's sender ends only when its client has it all.
    """

    def __init__(self, send: Send, settle: Callable[["_Recorder"], Awaitable[None]]) -> None:
        self._send = send
        self._settle = settle
        self._held: list[Message] = []
        self._size = 0
        self.status: int | None = None
        self._too_long = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message["type"] == "http.response.body":
            self._size += len(message["body"])
        self._held.append(message)
        if self._too_long or self._size > ANSWER_MAX_BYTES:
            self._too_long = True
            await self.pass_on()
        if message["type"] == "http.response.body" and not message.get("more_body"):
            await self._settle(self)
            await self.pass_on()

    def answer(self) -> KeptAnswer | None:
        if self._too_long or not self._held:
            return None
        start, *rest = self._held
        if start["type"] != "http.response.start":
            return None
        return KeptAnswer(
            status=start["status"],
            headers=[pair for pair in start["headers"] if pair[0].lower() in KEPT_HEADERS],
            body=b"".join(part["body"] for part in rest if part["type"] == "http.response.body"),
        )

    async def pass_on(self) -> None:
        held, self._held = self._held, []
        for message in held:
            await self._send(message)


def _changed_nothing(status: int) -> bool:
    refused = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    return refused or status == HTTPStatus.SERVICE_UNAVAILABLE


def _sane(key: str) -> str:
    if not (0 < len(key) <= KEY_MAX_LENGTH and key.isascii() and key.isprintable()):
        allowed = f"1 to {KEY_MAX_LENGTH} printable ASCII characters"
        raise Invalid(
            f"The header Idempotency-Key must have {allowed}.",
            {"errors": [{"field": "Idempotency-Key", "message": f"must have {allowed}"}]},
        )
    return key


async def _whole(request: Request[Any, Any, Any]) -> bytes:
    body = await request.body()
    target = f"{request.method} {request.scope['path']}?".encode()
    return target + request.scope["query_string"] + b"\n" + body


async def _replay(claim: Claim, send: Send) -> None:
    if not claim.same_request:
        raise IdempotencyKeyReused("This Idempotency-Key was used for another request.")
    answer = claim.answer
    if answer is None:
        raise RequestInProgress(
            "The first request with this Idempotency-Key has no answer (yet): ask again, or look"
            " what became of it and use another key."
        )
    length = str(len(answer.body)).encode()
    await send(
        {
            "type": "http.response.start",
            "status": answer.status,
            "headers": [
                *answer.headers,
                (b"content-length", length),
                (b"idempotent-replayed", b"true"),
            ],
        }
    )
    await send({"type": "http.response.body", "body": answer.body, "more_body": False})
