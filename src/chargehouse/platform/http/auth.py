"""Who asks, and whether the route is theirs to use.

Every route declares its permission (`**permitted(READ)`), that it is for anybody who is known
(`**authenticated()`), or that it is public (`**public()`); an application with a route that does
none of it is not built. Programs come with an API token, people with the cookie of a sign-in.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any, Final, Protocol

from litestar import Litestar, Request
from litestar.enums import ScopeType
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.types import ASGIApp, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from chargehouse.kernel.actor import Actor, Permission
from chargehouse.kernel.errors import Unauthenticated
from chargehouse.platform.http.problems import request_id_of
from chargehouse.platform.http.sign_in import (
    SAFE_METHODS,
    Connection,
    SignIns,
    WhileSignedIn,
    cookie_of,
    require_our_page,
    signed_in_of,
    tenant_of,
)

SCHEME: Final = "bearer "


class Authenticator(Protocol):
    """Knows whose a bearer token is."""

    async def authenticate(self, bearer: str) -> Actor:
        """Return the actor that holds this token, or raise `Unauthenticated`."""


class RouteWithoutPermission(Exception):  # noqa: N818  it is what is so
    """A route does not say who may use it."""


def permitted(permission: Permission, *, proof: bool = False) -> dict[str, Any]:
    """Return what a route passes to its decorator to be for holders of `permission`.

    With `proof`, who is signed in must have proved within minutes who they are.
    """
    return {"opt": {"permission": permission, "proof": proof}}


def authenticated(*, proof: bool = False) -> dict[str, Any]:
    """Return what a route passes to its decorator to be for anybody who is known.

    With `proof`, who is signed in must have proved within minutes who they are.
    """
    return {"opt": {"authenticated": True, "proof": proof}}


def public() -> dict[str, Any]:
    """Return what a route passes to its decorator to be for everybody."""
    return {"opt": {"public": True}}


class Authorization:
    """Litestar middleware: authenticates, requires the route's permission, keeps the actor.

    Who holds it for a part of the tenant passes; services ask again, for the thing itself, and
    since other doors lead to them as well.
    """

    def __init__(
        self, app: ASGIApp, authenticator: Authenticator, sign_ins: SignIns | None = None
    ) -> None:
        self._app = app
        self._authenticator = authenticator
        self._sign_ins = sign_ins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or raise `Unauthenticated` or `Forbidden` (ASGI)."""
        handler = scope.get("route_handler")
        if scope["type"] != ScopeType.HTTP or not needs_actor(handler):
            await self._app(scope, receive, send)
            return
        actor = await self._actor(Request(scope))
        permission = permission_of(handler)
        if permission is not None:
            actor.require_somewhere(permission)
        signed_in = signed_in_of(Request(scope))
        if self._sign_ins is not None and signed_in is not None and handler.opt.get("proof"):
            self._sign_ins.require_proof(signed_in)
        scope["state"]["actor"] = actor
        with bound_contextvars(tenant_id=str(actor.tenant_id)):
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; an endless answer to a person ends when they sign out."""
        request: Request[Any, Any, Any] = Request(scope)
        signed_in = signed_in_of(request)
        if self._sign_ins is None or signed_in is None or request.method != "GET":
            await self._app(scope, receive, send)
            return
        answer = WhileSignedIn(receive, send, partial(self._sign_ins.wait_until_over, signed_in))
        await self._app(scope, answer.receive, answer.send)
        await answer.finish()

    async def _actor(self, request: Request[Any, Any, Any]) -> Actor:
        """Return who asks: by token where one is sent, else by cookie."""
        request_id = request_id_of(request.scope)
        origin = request.client.host if request.client else None
        cookie = cookie_of(request)
        if self._sign_ins is None or cookie is None or "authorization" in request.headers:
            actor = await self._authenticator.authenticate(_bearer(request))
            return replace(actor, request_id=request_id, origin=origin)
        signed_in = await self._sign_ins.authenticate(cookie, tenant_of(request))
        if request.method not in SAFE_METHODS:
            require_our_page(request, signed_in.csrf_token)
        actor = replace(signed_in.actor, request_id=request_id, origin=origin)
        request.scope["state"]["signed_in"] = replace(signed_in, actor=actor)
        return actor


async def provide_actor(request: Request[Any, Any, Any]) -> Actor:
    """Return the actor of this request, for a route that asks for `actor: Actor`."""
    actor = request.scope["state"].get("actor")
    if not isinstance(actor, Actor):
        raise Unauthenticated("This is not open to everybody.")
    return actor


def permission_of(handler: object) -> Permission | None:
    """Return the permission that a route handler declares, if it declares one."""
    opt = getattr(handler, "opt", None) or {}
    permission = opt.get("permission")
    return permission if isinstance(permission, Permission) else None


def needs_actor(handler: object) -> bool:
    """Tell whether a route is only for those who are known."""
    opt = getattr(handler, "opt", None) or {}
    return permission_of(handler) is not None or opt.get("authenticated") is True


def declared_routes(app: Litestar) -> Iterable[tuple[str, str, HTTPRouteHandler]]:
    """Return path template, method and handler of every route that the application declares."""
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for handler in route.route_handlers:
            for method in handler.http_methods:
                if str(method) != "OPTIONS":
                    yield route.path_format, str(method), handler


def require_declarations(app: Litestar) -> None:
    """Raise `RouteWithoutPermission` unless every route declares who may use it.

    Websockets and mounted applications cannot ask for a permission here: they must be public.
    """
    silent = [
        f"{method} {path}"
        for path, method, handler in declared_routes(app)
        if not needs_actor(handler) and handler.opt.get("public") is not True
    ]
    silent += [
        route.path
        for route in app.routes
        if not isinstance(route, HTTPRoute) and route.route_handler.opt.get("public") is not True
    ]
    if silent:
        raise RouteWithoutPermission(", ".join(sorted(silent)))


def _bearer(request: Connection) -> str:
    header = request.headers.get("authorization", "")
    token = header[len(SCHEME) :].strip()
    if header[: len(SCHEME)].lower() != SCHEME or not token:
        raise Unauthenticated("Send `Authorization: Bearer` with an API token.")
    return token
