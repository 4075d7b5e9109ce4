"""A depot with the same at two locations, and people who may do everything at the first alone."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import httpx
from litestar import Controller, Litestar
from sqlalchemy import text
from tests.integration.across.conftest import NOON, ROUTES, Depot
from tests.integration.across.test_session_timeline import frame
from tests.integration.stations.test_certificates import request_of

from chargehouse.app.wiring import CATALOGUE
from chargehouse.contexts.sessions.public import Identification
from chargehouse.contexts.stations.public import StationRef, StatusReport, VariableReport
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.kernel.reach import EVERYWHERE, Reach, Scope
from chargehouse.platform.http.application import build_application
from chargehouse.platform.http.auth import declared_routes, permission_of
from chargehouse.platform.metrics import Metrics

LIMITED: Final = ("allowed at one", "denied at the other", "allowed at both, denied at one")
"""The ways of being let do everything at the first location and nothing at the second."""

READ_FIRST: Final = frozenset({"sessions.read"})
"""What a route may ask for before its own permission."""


@dataclass(frozen=True)
class Side:
    """A location and what is there, by the names of the parameters that mean it."""

    station: StationRef
    of: Mapping[str, str]

    @property
    def marks(self) -> tuple[str, str]:
        """What a row of this side names: its station or its location."""
        return self.of["station_id"], self.of["location_id"]


@dataclass(frozen=True)
class Route:
    """A route that the application declares."""

    method: str
    path: str
    permission: str | None

    @property
    def is_list(self) -> bool:
        """Whether it is read without naming a thing."""
        return self.method == "GET" and "{" not in self.path

    @property
    def order(self) -> tuple[bool, bool, str, str]:
        """What takes a thing away comes last."""
        return self.method == "DELETE", self.path.endswith("/revoke"), self.path, self.method


@dataclass(frozen=True)
class Field:
    """The two sides, and the door to them."""

    depot: Depot
    near: Side
    far: Side
    app: Litestar
    client: httpx.AsyncClient

    def routes(self, controllers: Iterable[type[Controller]]) -> list[Route]:
        """Return the routes of some controllers."""
        owners = {controller.__qualname__ for controller in controllers}
        found = [
            Route(method, path, None if needed is None else needed.action)
            for path, method, handler in declared_routes(self.app)
            if handler.fn.__qualname__.partition(".")[0] in owners
            for needed in (permission_of(handler),)
        ]
        return sorted(found, key=lambda route: route.order)

    async def ask(
        self,
        who: str,
        route: Route,
        of: Mapping[str, str] | None = None,
        body: object = None,
        asked: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Ask as somebody, with the ids that the path names."""
        params = {"from": f"{NOON:%Y-%m-%dT00:00:00Z}", "q": "CH-"} | dict(asked or {})
        return await self.client.request(
            route.method,
            route.path.format_map(of or {}),
            params=params if route.method == "GET" else None,
            json=body,
            headers={"Authorization": f"Bearer {who}"},
        )

    async def read(self, who: str, path: str, **asked: str) -> Any:  # noqa: ANN401  JSON
        """Return what somebody reads."""
        answer = await self.ask(who, Route("GET", f"/api/v1{path}", None), asked=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def sides_named(self, who: str, route: Route, **asked: str) -> set[str]:
        """Return of which sides a list holds rows for somebody."""
        answer = await self.ask(who, route, asked=asked)
        assert answer.status_code == 200, answer.text
        sides = {"near": self.near, "far": self.far}
        return {
            name for name, side in sides.items() if any(mark in answer.text for mark in side.marks)
        }


class Limited:
    """Takes the token for the way in which everything is limited to the first location."""

    def __init__(self, depot: Depot, near: UUID, far: UUID) -> None:
        self._depot = depot
        here, there = frozenset({near}), frozenset({far})
        allowed, denied, both = LIMITED
        self._reaches = {
            allowed: Reach(Scope(locations=here)),
            denied: Reach(EVERYWHERE, Scope(locations=there)),
            both: Reach(Scope(locations=here | there), Scope(locations=there)),
            "fleets": Reach(Scope(fleets=here)),
        }

    async def authenticate(self, bearer: str) -> Actor:
        if bearer == "everything":
            granted = frozenset(permission.action for permission in CATALOGUE)
            return Actor("token", self._depot.tenant_id, "test", permissions=granted)
        reaches = {permission.action: self._reaches[bearer] for permission in CATALOGUE}
        return Actor("user", self._depot.tenant_id, "test", reaches=reaches)


async def side_of(depot: Depot, code: str, location_id: UUID) -> Side:
    contexts, actor, now = depot.contexts, depot.actor, depot.clock.now()
    added = await contexts.stations.add(
        actor,
        code=code,
        location_id=location_id,
        security_profile=1,
        password="a-password-of-a-station",
    )
    station = StationRef(depot.tenant_id, added.id, code)
    await depot.connect(station)
    broken = StatusReport(
        evse_id=1, connector_id=1, status="Faulted", error_code="GroundFailure", received_at=now
    )
    await contexts.reports.status(station, broken)
    interval = VariableReport(variable="HeartbeatInterval", value="300")
    await contexts.variables.observed(station, [interval], now)
    await frame(depot, station, 0, "Heartbeat", {})
    command = await contexts.commands.request(actor, station.id, "Reset", {"type": "Soft"})
    window = await contexts.registrations.open_window(
        actor, location_id, security_profile=0, open_for_s=900
    )
    await contexts.certificates.sign(actor, station.id, request_of(code))
    [certificate] = await depot_rows(depot, "station_certificates", station.id)
    decision = await depot.tap(station)
    who = Identification(decision_id=decision.decision_id, attempt_id=decision.attempt_id)
    session = await depot.start(station, f"7-{code}", location_id=location_id, identification=who)
    ids = {
        "station_id": station.id,
        "location_id": location_id,
        "command_id": command.id,
        "window_id": window.id,
        "certificate_id": certificate,
        "decision_id": decision.decision_id,
        "attempt_id": decision.attempt_id,
        "session_id": session.session_id,
    }
    named = {name: str(value) for name, value in ids.items()}
    return Side(station, named | {"action": "Reset", "evse_id": "1", "connector_id": "1"})


async def depot_rows(depot: Depot, table: str, station_id: UUID) -> list[UUID]:
    """Return the ids of a station's rows of a table."""
    statement = f"SELECT id FROM {table} WHERE station_id = :station"  # noqa: S608  a test's own
    async with depot.database.reading(depot.actor) as connection:
        found = await connection.execute(text(statement), {"station": station_id})
        return list(found.scalars())


@asynccontextmanager
async def two_locations(depot: Depot) -> AsyncIterator[Field]:
    """Open a depot with the same at two locations."""
    there = await depot.contexts.locations.add(
        depot.actor, name="Depot South", timezone="Europe/Berlin"
    )
    near = await side_of(depot, "CH-NEAR", depot.location_id)
    far = await side_of(depot, "CH-FAR", there.id)
    app = build_application(
        ROUTES,
        authenticator=Limited(depot, depot.location_id, there.id),
        clock=depot.clock,
        ids=depot.ids,
        metrics=Metrics(),
        version="1",
        max_body_bytes=10_000,
        dependencies=depot.contexts.by_name(),
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://house") as client:
        yield Field(depot, near, far, app.litestar, client)


def unknown() -> dict[str, str]:
    """Return ids of nothing."""
    ids = TimeOrderedIds()
    names = (
        *("station_id", "location_id", "command_id", "window_id", "certificate_id"),
        *("decision_id", "attempt_id", "session_id", "problem_id", "override_id"),
    )
    known = {"action": "Reset", "evse_id": "1", "connector_id": "1"}
    return {name: str(ids.new()) for name in names} | known


async def require_walls(
    field: Field,
    routes: Iterable[Route],
    bodies: Mapping[tuple[str, str], object],
    *,
    empty: frozenset[str] = frozenset(),
) -> None:
    """Assert of every route that names a thing: only what is at the first location is theirs.

    What is not there is unknown, but for the routes `empty`, which hold nothing then.
    """
    walked = [route for route in routes if "{" in route.path]
    assert walked
    for route in walked:
        what, body = f"{route.method} {route.path}", bodies.get((route.method, route.path))
        for who in LIMITED:
            far = await field.ask(who, route, field.far.of, body)
            assert far.status_code == 403, f"{what}: {far.text}"
            assert far.json()["details"]["permission"] in {route.permission, *READ_FIRST}, what
            none = await field.ask(who, route, unknown(), body)
            expected = 200 if route.path in empty else 404
            assert none.status_code == expected, f"{what}: {none.text}"
        near = await field.ask(LIMITED[0], route, field.near.of, body)
        assert near.status_code < 300 or near.status_code == 409, f"{what}: {near.text}"


async def require_lists(field: Field, routes: Iterable[Route]) -> None:
    """Assert of every list: its rows are of the first location alone, on the page and as a file."""
    lists = [route for route in routes if route.is_list]
    assert lists
    for route in lists:
        for shape in ({}, {"format": "csv"}):
            assert (route.path, await field.sides_named("everything", route, **shape)) == (
                route.path,
                {"near", "far"},
            )
            for who in LIMITED:
                assert (route.path, await field.sides_named(who, route, **shape)) == (
                    route.path,
                    {"near"},
                )
