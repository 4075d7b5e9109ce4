"""Puts an ASGI application together from routes."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.middleware import DefineMiddleware
from litestar.types import ControllerRouterHandler, Receive, Scope, Send

from chargehouse.kernel.clock import Clock
from chargehouse.kernel.ids import Ids
from chargehouse.platform.http.auth import (
    Authenticator,
    Authorization,
    provide_actor,
    require_declarations,
)
from chargehouse.platform.http.exports import Exports, ToldExport
from chargehouse.platform.http.idempotency import Idempotency, IdempotencyStore
from chargehouse.platform.http.openapi import WEBHOOKS, openapi_config
from chargehouse.platform.http.paging import provide_paging
from chargehouse.platform.http.problems import EXCEPTION_HANDLERS
from chargehouse.platform.http.requests import Drain, Requests
from chargehouse.platform.http.sign_in import SignIns, provide_signed_in
from chargehouse.platform.metrics import Metrics

Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


class Application:
    """An HTTP application; give it to uvicorn, and `drain` it before it stops."""

    def __init__(self, litestar: Litestar, requests: Requests) -> None:
        self.litestar = litestar
        self._requests = requests

    @property
    def drain(self) -> Drain:
        """The requests that are being answered."""
        return self._requests.drain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer (ASGI)."""
        await self._requests(scope, receive, send)


def build_application(
    routes: Sequence[ControllerRouterHandler],
    *,
    authenticator: Authenticator,
    clock: Clock,
    ids: Ids,
    metrics: Metrics,
    version: str,
    max_body_bytes: int,
    sign_ins: SignIns | None = None,
    idempotency: IdempotencyStore | None = None,
    told_export: ToldExport | None = None,
    dependencies: Mapping[str, Any] | None = None,
    webhooks: Mapping[str, Any] | None = None,
    lifespan: Sequence[Lifespan] = (),
) -> Application:
    """Return the application that serves `routes`.

    `dependencies` are handed to routes that ask for them by name, besides `actor`, `signed_in` and
    `paging`. Without `sign_ins` only API tokens are accepted. `told_export` keeps who takes a list
    as a file. `webhooks` is what the description of the API says of them.
    Raises `RouteWithoutPermission` for a route that does not say who may use it.
    """
    middleware = [DefineMiddleware(Authorization, authenticator=authenticator, sign_ins=sign_ins)]
    if told_export is not None:
        middleware.append(DefineMiddleware(Exports, told=told_export))
    if idempotency is not None:
        middleware.append(DefineMiddleware(Idempotency, store=idempotency))
    app = Litestar(
        route_handlers=routes,
        middleware=middleware,
        dependencies={
            "actor": Provide(provide_actor),
            "signed_in": Provide(provide_signed_in),
            "paging": Provide(provide_paging),
            **{name: _Given(value) for name, value in (dependencies or {}).items()},
        },
        exception_handlers=EXCEPTION_HANDLERS,
        openapi_config=openapi_config(version),
        request_max_body_size=max_body_bytes,
        logging_config=None,
        lifespan=list(lifespan),
        state=State({WEBHOOKS: webhooks or {}}),
        debug=False,
    )
    require_declarations(app)
    return Application(app, Requests(app, clock=clock, ids=ids, metrics=metrics))


class _Given(Provide):
    """A value that is handed to routes; it is like no other.

    At the start Litestar compares all dependencies of each of hundreds of handlers with one
    another, which takes half a second where it looks into them.
    """

    __slots__ = ()
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __init__(self, value: object) -> None:
        async def give() -> object:
            return value

        super().__init__(give)
