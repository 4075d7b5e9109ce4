"""Every route says who may use it, and the API's description says the same."""

from collections.abc import Mapping
from typing import Any, get_type_hints

import pytest
from litestar import Litestar, get
from litestar.types import ControllerRouterHandler
from tests.architecture.service_permissions import required_by_route

from chargehouse.app.api import api_routes
from chargehouse.app.wiring import CATALOGUE, Contexts
from chargehouse.kernel.actor import Actor, Permission
from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.errors import Unauthenticated
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.health import Health
from chargehouse.platform.http.application import build_application
from chargehouse.platform.http.auth import (
    RouteWithoutPermission,
    declared_routes,
    needs_actor,
    permission_of,
    permitted,
    public,
)
from chargehouse.platform.http.openapi import openapi_document
from chargehouse.platform.http.operations import Version, operations_routes
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.outbox.feed import EventFeed
from chargehouse.platform.outbox.history import EventHistory

READ = Permission("things.read", "things", "See things.")
EDIT = Permission("things.edit", "things", "Change things.")
SERVICES = {
    **get_type_hints(Contexts),
    "event_feed": EventFeed,
    "event_history": EventHistory,
}
PUBLIC = {
    *("/health", "/metrics", "/api/version", "/api", "/api/{path}", "/api/openapi.json"),
    *("/api/v1/sign-in", "/api/v1/first-run"),
    *("/api/v1/sign-in/second-step", "/api/v1/sign-in/ways"),
    *("/api/v1/sign-in/passkey", "/api/v1/sign-in/passkey/challenge"),
    *("/api/v1/sign-in/single-sign-on", "/api/v1/sign-in/single-sign-on/callback"),
    *("/api/v1/invitation", "/api/v1/invitation/look"),
    *("/ocpi/{tenant}/versions", "/ocpi/{tenant}/{version}"),
    *("/ocpi/{tenant}/{version}/credentials", "/ocpi/{tenant}/{version}/{module}"),
}

MANAGED_OCPI = ("/ocpi/parties", "/ocpi/cpo/2.2.1/locations")
"""Where OCPI's own words for a path lead to the business: by API token, as under `/api/v1`."""


class Nobody:
    """Knows no token."""

    async def authenticate(self, bearer: str) -> Actor:  # noqa: ARG002  the protocol's name
        raise Unauthenticated("There is no such token.")


def built(*routes: ControllerRouterHandler) -> Litestar:
    return build_application(
        routes,
        authenticator=Nobody(),
        clock=FakeClock(),
        ids=TimeOrderedIds(),
        metrics=Metrics(),
        version="0",
        max_body_bytes=1024,
        dependencies=dict.fromkeys([*SERVICES, "clock"]),
    ).litestar


@pytest.fixture(scope="module")
def api() -> Litestar:
    health = Health(clock=FakeClock(), version="0")
    version = Version(version="0", commit=None, ocpp_versions=[])
    return built(operations_routes(health, Metrics(), version), *api_routes())


def undescribed(app: Litestar, document: Mapping[str, Any]) -> list[str]:
    """Return the routes whose permission the description does not tell, or tells otherwise."""
    found = []
    for path, method, handler in declared_routes(app):
        permission = permission_of(handler)
        operation = document["paths"].get(path, {}).get(method.lower(), {})
        if permission is not None and operation.get("x-permission") != permission.action:
            found.append(f"{method} {path}")
    return found


def test_every_route_is_described_with_its_permission(api: Litestar) -> None:
    assert undescribed(api, openapi_document(api)) == []


def test_only_what_machines_look_at_is_open_to_everybody(api: Litestar) -> None:
    open_paths = {path for path, _, handler in declared_routes(api) if not needs_actor(handler)}
    assert open_paths <= PUBLIC


def test_every_route_that_needs_somebody_is_described_with_both_ways_in(api: Litestar) -> None:
    document = openapi_document(api)
    ways = document["components"]["securitySchemes"]
    assert (ways["bearer"]["scheme"], ways["cookie"]["in"]) == ("bearer", "cookie")
    for path, method, handler in declared_routes(api):
        operation = document["paths"].get(path, {}).get(method.lower())
        if operation is not None:
            both: list[dict[str, list[str]]] = [{"bearer": []}, {"cookie": []}]
            assert operation["security"] == (both if needs_actor(handler) else []), path


def test_every_permission_of_a_route_is_in_the_catalogue(api: Litestar) -> None:
    catalogue = {permission.action: permission for permission in CATALOGUE}
    assert len(catalogue) == len(CATALOGUE)
    for path, method, handler in declared_routes(api):
        permission = permission_of(handler)
        if permission is not None:
            assert catalogue.get(permission.action) == permission, f"{method} {path}"


def test_every_permission_says_what_it_allows() -> None:
    assert [p.action for p in CATALOGUE if not (p.module and p.description)] == []


def test_services_ask_for_the_permission_that_their_route_declares(api: Litestar) -> None:
    """Other doors lead to services as well; some ask for more, an export for one."""
    apart = [
        f"{method} {path}"
        for path, method, handler in declared_routes(api)
        if (permission := permission_of(handler)) is not None
        and permission not in required_by_route(handler.fn, SERVICES)
    ]
    assert apart == []


def test_business_stands_under_one_version(api: Litestar) -> None:
    paths = {path for path, _, handler in declared_routes(api) if needs_actor(handler)}
    assert paths
    assert [path for path in paths if not path.startswith(("/api/v1/", *MANAGED_OCPI))] == []


class Things:
    """A service whose two doors lead to one check."""

    def all(self, actor: Actor) -> None:
        self._checked(actor)

    def some(self, actor: Actor) -> None:
        actor.require_somewhere(EDIT)

    def _checked(self, actor: Actor) -> None:
        actor.require(READ)


def test_a_service_that_asks_for_another_permission_is_noticed() -> None:
    async def by_helper(actor: Actor, things: Things) -> None:
        things.all(actor)

    async def otherwise(actor: Actor, things: Things) -> None:
        things.some(actor)

    async def unasked(actor: Actor, things: Things) -> None: ...

    assert required_by_route(by_helper, {"things": Things}) == {READ}
    assert required_by_route(otherwise, {"things": Things}) == {EDIT}
    assert required_by_route(unasked, {"things": Things}) == set()


def test_a_route_that_declares_nothing_is_refused() -> None:
    @get("/api/v1/things")
    async def things() -> None: ...

    with pytest.raises(RouteWithoutPermission, match="GET /api/v1/things"):
        built(things)


def test_a_route_that_is_described_otherwise_is_noticed() -> None:
    @get("/api/v1/things", **permitted(READ))
    async def things() -> None: ...

    @get("/api/v1/doors", **public())
    async def doors() -> None: ...

    app = built(things, doors)
    document = openapi_document(app)
    assert undescribed(app, document) == []
    document["paths"]["/api/v1/things"]["get"]["x-permission"] = EDIT.action
    assert undescribed(app, document) == ["GET /api/v1/things"]
    del document["paths"]["/api/v1/things"]
    assert undescribed(app, document) == ["GET /api/v1/things"]
