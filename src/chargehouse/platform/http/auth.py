"""Who asks, and whether the route is theirs to use.

Every route declares its permission (`**permitted(READ)`) or that it is public (`**public()`);
an application with a route that does neither is not built.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final, Protocol

from litestar import Litestar, Request
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.types import ASGIApp, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from chargehouse.kernel.actor import Actor, Permission
from chargehouse.kernel.errors import Unauthenticated
from chargehouse.platform.http.problems import request_id_of

SCHEME: Final = "bearer "


class Authenticator(Protocol):
    """Knows whose a bearer token is."""

    async def authenticate(self, bearer: str) -> Actor:
        """Return the actor that holds this token, or raise `Unauthenticated`."""


class RouteWithoutPermission(Exception):  # noqa: N818  it is what is so
    """A route says neither which permission it needs nor that it is public."""


def permitted(permission: Permission) -> dict[str, Any]:
    """Return what a route passes to its decorator to be for holders of `permission`."""
    return {"opt": {"permission": permission}}


def public() -> dict[str, Any]:
    """Return what a route passes to its decorator to be for everybody."""
    return {"opt": {"public": True}}


class Authorization:
    """Litestar middleware: authenticates, requires the route's permission, keeps the actor.

    Services ask `actor.require` again, since other doors lead to them as well.
    """

    def __init__(self, app: ASGIApp, authenticator: Authenticator) -> None:
        self._app = app
        self._authenticator = authenticator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or raise `Unauthenticated` or `Forbidden` (ASGI)."""
        permission = permission_of(scope.get("route_handler"))
        if permission is not None and scope["type"] == ScopeType.HTTP:
            request: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
            actor = await self._authenticator.authenticate(_bearer(request))
            actor = replace(actor, request_id=request_id_of(scope))
            actor.require(permission)
            scope["state"]["actor"] = actor
            with bound_contextvars(tenant_id=str(actor.tenant_id)):
                await self._app(scope, receive, send)
            return
        await self._app(scope, receive, send)


async def provide_actor(request: Request[Any, Any, Any]) -> Actor:
    """Return the actor of this request, for a route that asks for `actor: Actor`."""
    actor = request.scope["state"].get("actor")
    if not isinstance(actor, Actor):
        raise Unauthenticated("This needs a token.")
    return actor


def permission_of(handler: object) -> Permission | None:
    """Return the permission that a route handler declares; None for a public one."""
    opt = getattr(handler, "opt", None) or {}
    permission = opt.get("permission")
    return permission if isinstance(permission, Permission) else None


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
        if permission_of(handler) is None and handler.opt.get("public") is not True
    ]
    silent += [
        route.path
        for route in app.routes
        if not isinstance(route, HTTPRoute) and route.route_handler.opt.get("public") is not True
    ]
    if silent:
        raise RouteWithoutPermission(", ".join(sorted(silent)))


def _bearer(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    header = request.headers.get("authorization", "")
    token = header[len(SCHEME) :].strip()
    if header[: len(SCHEME)].lower() != SCHEME or not token:
        raise Unauthenticated("Send `Authorization: Bearer` with an API token.")
    return token
