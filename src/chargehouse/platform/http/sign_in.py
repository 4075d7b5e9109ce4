"""Signing in by cookie: what a browser sends, and how it proves that the page is ours.

A browser adds a cookie to every request, whoever made the page that sends it. So what changes
something must also carry `X-CSRF-Token`, which only our page can know, and come from our origin
(Fetch Metadata, W3C, section 2; RFC 6454).
"""

import asyncio
import hmac
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.types import HTTPReceiveMessage, Message, Receive, Send

from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import Forbidden

COOKIE: Final = "chargehouse_session"
TENANT_HEADER: Final = "x-tenant"
TENANT_PARAMETER: Final = "tenant"
CSRF_HEADER: Final = "x-csrf-token"
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})

Connection = ASGIConnection[Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who came with a cookie, in which tenant they act, and when they last proved who they are."""

    actor: Actor
    account_id: UUID
    sign_in_id: UUID
    proved_at: datetime
    csrf_token: str = field(repr=False)


class SignIns(Protocol):
    """Knows whose a cookie is."""

    async def authenticate(self, cookie: str, tenant: str | None) -> SignedIn:
        """Return who holds this cookie, in the tenant of a slug or else the first of theirs.

        Raises `Unauthenticated`, or `Forbidden` for a tenant that is not theirs.
        """

    def require_proof(self, signed_in: SignedIn) -> None:
        """Raise `Forbidden` unless who is signed in proved lately who they are."""

    async def wait_until_over(self, signed_in: SignedIn) -> None:
        """Return once this sign-in has ended, by itself or by somebody."""


class WhileSignedIn:
    """Ends an endless answer, such as a stream of events, with the sign-in that asked for it.

    To whoever sends the answer it looks as if the reader had left; the reader sees its end.
    """

    def __init__(
        self, receive: Receive, send: Send, over: Callable[[], Coroutine[Any, Any, None]]
    ) -> None:
        self._receive = receive
        self._send = send
        self._over = over
        self._is_over = False
        self._unfinished = False

    async def receive(self) -> HTTPReceiveMessage:
        """Return what comes from the reader, or that the reader left (ASGI)."""
        coming = asyncio.ensure_future(self._receive())
        ending = asyncio.ensure_future(self._over())
        try:
            await asyncio.wait([coming, ending], return_when=asyncio.FIRST_COMPLETED)
            if coming.done():
                return coming.result()  # type: ignore[return-value]
            self._is_over = True
            return {"type": "http.disconnect"}
        finally:
            coming.cancel()
            ending.cancel()
            await asyncio.gather(coming, ending, return_exceptions=True)

    async def send(self, message: Message) -> None:
        """Pass a part of the answer on (ASGI)."""
        if message["type"] == "http.response.start":
            self._unfinished = True
        elif message["type"] == "http.response.body":
            self._unfinished = message["more_body"]
        await self._send(message)

    async def finish(self) -> None:
        """Send the end of an answer that was cut off by the sign-in's end."""
        if self._is_over and self._unfinished:
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})


class OriginForeign(Forbidden):
    """The request was sent by a page that is not ours."""

    code = "origin_foreign"


class CsrfTokenWrong(Forbidden):
    """The request does not carry the token that only our page knows."""

    code = "csrf_token_wrong"


class AccountNeeded(Forbidden):
    """It concerns a person, and an API token is none."""

    code = "account_needed"


def cookie_of(request: Connection) -> str | None:
    """Return the sign-in that a request carries."""
    return request.cookies.get(COOKIE) or None


def tenant_of(request: Request[Any, Any, Any]) -> str | None:
    """Return the tenant that a request names: by header, or in a link that a browser follows.

    A download is a link, and a link carries no headers of ours.
    """
    named = request.headers.get(TENANT_HEADER)
    if named is None and request.method in SAFE_METHODS:
        return request.query_params.get(TENANT_PARAMETER)
    return named


def signed_in_of(request: Connection) -> SignedIn | None:
    """Return who came with a cookie; None for an API token."""
    signed_in = request.scope["state"].get("signed_in")
    return signed_in if isinstance(signed_in, SignedIn) else None


async def provide_signed_in(request: Request[Any, Any, Any]) -> SignedIn:
    """Return who came with a cookie, for a route that asks for `signed_in: SignedIn`."""
    signed_in = signed_in_of(request)
    if signed_in is None:
        raise AccountNeeded("This is for people who are signed in, not for API tokens.")
    return signed_in


def require_our_page(request: Connection, csrf_token: str) -> None:
    """Refuse a request that may change something unless our own page sent it.

    Raises `OriginForeign` and `CsrfTokenWrong`.
    """
    if not (_names_its_origin(request) and is_from_our_origin(request)):
        raise OriginForeign("This was not sent by a page of this server.")
    given = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(given.encode(), csrf_token.encode()):
        raise CsrfTokenWrong("Send `X-CSRF-Token` as `GET /api/v1/me` tells it.")


def require_our_origin(request: Connection) -> None:
    """Refuse a request of another origin's page; programs, which name none, are let through."""
    if not is_from_our_origin(request):
        raise OriginForeign("This was not sent by a page of this server.")


def is_from_our_origin(request: Connection) -> bool:
    """Tell whether a request does not come from another origin's page.

    `Sec-Fetch-Site`, which no page can set, decides; browsers leave it out without TLS, and then
    `Origin` must name the host that was asked.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is None or _host_of(origin) == request.headers.get("host", "").lower()


def with_cookie(answer: Response[Any], request: Connection, token: str, *, lasts_s: int) -> None:
    """Add the cookie that signs in; it goes over TLS alone where this request came so."""
    answer.cookies.append(_cookie(request, token, lasts_s))
    answer.headers["Cache-Control"] = "no-store"


def without_cookie(request: Connection) -> Response[None]:
    """Return an answer without content that makes a browser forget the cookie."""
    return Response(
        None,
        status_code=HTTPStatus.NO_CONTENT,
        cookies=[_cookie(request, "", 0)],
        headers={"Cache-Control": "no-store"},
    )


def _cookie(request: Connection, token: str, lasts_s: int) -> Cookie:
    return Cookie(
        COOKIE,
        value=token,
        max_age=lasts_s,
        path="/",
        secure=_is_over_tls(request),
        httponly=True,
        samesite="lax",
    )


def _is_over_tls(request: Connection) -> bool:
    """Tell whether the browser came over TLS, of which a proxy before us may tell nothing."""
    origin = request.headers.get("origin", "")
    return request.scope["scheme"] == "https" or origin.startswith("https://")


def _names_its_origin(request: Connection) -> bool:
    return "sec-fetch-site" in request.headers or "origin" in request.headers


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower() or None
    except ValueError:
        return None
