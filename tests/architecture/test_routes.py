"""Every route says who may use it, and the API's description says the same."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import pytest
from litestar import Litestar, get
from litestar.types import ControllerRouterHandler

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
    permission_of,
    permitted,
    public,
)
from chargehouse.platform.http.openapi import openapi_document
from chargehouse.platform.http.operations import Version, operations_routes
from chargehouse.platform.metrics import Metrics

READ = Permission("things.read", "things", "See things.")
EDIT = Permission("things.edit", "things", "Change things.")
PUBLIC = {"/health", "/metrics", "/api/version", "/api", "/api/{path}", "/api/openapi.json"}


class Nobody:
    """Knows no token."""

    async def authenticate(self, bearer: str) -> Actor:  # noqa: ARG002  the protocol's name
        raise Unauthenticated("There is no such token.")


def built(*routes: ControllerRouterHandler) -> Litestar:
    names = [field.name for field in fields(Contexts)]
    return build_application(
        routes,
        authenticator=Nobody(),
        clock=FakeClock(),
        ids=TimeOrderedIds(),
        metrics=Metrics(),
        version="0",
        max_body_bytes=1024,
        dependencies=dict.fromkeys([*names, "clock", "event_feed", "event_history"]),
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
    open_paths = {
        path for path, _, handler in declared_routes(api) if permission_of(handler) is None
    }
    assert open_paths <= PUBLIC


def test_every_permission_of_a_route_is_in_the_catalogue(api: Litestar) -> None:
    catalogue = {permission.action: permission for permission in CATALOGUE}
    assert len(catalogue) == len(CATALOGUE)
    for path, method, handler in declared_routes(api):
        permission = permission_of(handler)
        if permission is not None:
            assert catalogue.get(permission.action) == permission, f"{method} {path}"


def test_every_permission_says_what_it_allows() -> None:
    assert [p.action for p in CATALOGUE if not (p.module and p.description)] == []


def test_business_stands_under_one_version(api: Litestar) -> None:
    paths = {path for path, _, handler in declared_routes(api) if permission_of(handler)}
    assert paths
    assert [path for path in paths if not path.startswith("/api/v1/")] == []


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
