"""Who may use which route: each department, another tenant, nobody, and who once was somebody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from tests.integration.across.asking import Answer, asked, whole_application
from tests.integration.across.conftest import KEYRING, Depot
from tests.integration.across.two_locations import Side, side_of, unknown
from tests.integration.across.who_may_what import DEPARTMENTS, KNOWN, TABLE

from chargehouse.contexts.people.public import Part
from chargehouse.kernel.actor import EVERYTHING, Actor
from chargehouse.platform.http.application import Application
from chargehouse.platform.http.openapi import openapi_document

METHODS = frozenset({"get", "post", "put", "patch", "delete"})
NUMBERS = frozenset({"evse_id", "connector_id", "index"})
"""What of a path is no id."""
ASKED = "from=2026-11-20T00:00:00Z&q=CH-"
OFTEN = 10_000
"""How often a minute a token may ask here."""
WITHOUT = ("tenant.read",)
"""What somebody may do before they are in a department; all of these allow it."""
EMPTY: tuple[object, ...] = ([], {"items": [], "next_cursor": None})
"""What is told of things that are not there; besides, no station is counted."""


@dataclass(frozen=True)
class House:
    """Every route of the product, a tenant with things, and another one with people."""

    depot: Depot
    application: Application
    things: Side
    tokens: Mapping[str, str]

    def routes(self) -> dict[str, str | None]:
        """Return method and path of every route that is not public, with its permission."""
        paths = openapi_document(self.application.litestar)["paths"]
        return {
            f"{method.upper()} {path}": operation.get("x-permission")
            for path, operations in paths.items()
            for method, operation in operations.items()
            if method in METHODS and operation["security"]
        }

    async def ask(self, route: str, token: str | None, of: Mapping[str, str]) -> Answer:
        """Ask without a body; an answer without an end is left once it began."""
        method, _, path = route.partition(" ")
        named = path.format_map(_Ids(of))
        return await asked(self.application, method, named, token, ASKED)


class _Ids(dict[str, str]):
    """What a path names; whatever is not told is an id of nothing."""

    def __missing__(self, name: str) -> str:
        if name in NUMBERS:
            return "1"
        return unknown()["station_id"] if name.endswith("_id") else "nothing"


async def people(depot: Depot) -> dict[str, str]:
    """Make a tenant with somebody in each department; return a token of each of them."""
    contexts = depot.contexts
    south = await contexts.tenants.create("south")
    console = Actor("console", south.id, "test", permissions=frozenset({EVERYTHING}))
    tokens = {}
    for department in await contexts.departments.list(console):
        name, email = department.name, f"{department.seed}@example.com"
        user = await contexts.users.add(console, kind="staff", name=name, email=email)
        account = await contexts.accounts.add(
            south, email=email, name=name, password="correct horse battery", permissions=WITHOUT
        )
        await contexts.authorities.assign(console, user.id, department.id, Part(everywhere=True))
        maker = Actor("user", south.id, name, id=account.id, permissions=console.permissions)
        tokens[department.name] = await token_of(depot, maker)
    return tokens


async def token_of(depot: Depot, maker: Actor, **limits: Any) -> str:  # noqa: ANN401  as `create`
    made = await depot.contexts.tokens.create(
        maker, name="walk", permissions=[EVERYTHING], requests_per_minute=OFTEN, **limits
    )
    return made.plain


@pytest.fixture
async def house(depot: Depot) -> House:
    application = whole_application(depot.contexts, depot.database, KEYRING)
    things = await side_of(depot, "CH-NORTH", depot.location_id)
    return House(depot, application, things, await people(depot))


async def test_each_department_may_what_the_table_says(house: House) -> None:
    """A refusal names the permission; whoever passes is told what else is wrong."""
    routes = house.routes()
    assert set(house.tokens) == set(DEPARTMENTS)
    found = {}
    for route, permission in routes.items():
        passing = ""
        for letter, name in zip("OSFMA", DEPARTMENTS, strict=True):
            answer = await house.ask(route, house.tokens[name], {})
            assert answer.status not in {401, 500}, f"{name}: {route}: {answer.text}"
            assert answer.refused in {None, permission}, f"{name}: {route}: {answer.text}"
            passing += "." if answer.refused else letter
        found[route] = passing if permission else KNOWN
    assert found == TABLE


async def test_nobody_and_who_once_was_somebody_may_nothing(house: House) -> None:
    depot = house.depot
    soon = depot.clock.now() + timedelta(hours=1)
    expired = await token_of(depot, depot.actor, expires_at=soon)
    assert (await house.ask("GET /api/v1/stations", expired, {})).status == 200
    depot.clock.advance(7200)
    for route in house.routes():
        for token in (None, expired, "no such token"):
            answer = await house.ask(route, token, house.things.of)
            assert answer.status == 401, f"{route}: {answer.text}"


async def test_another_tenant_gets_nothing_of_this_one(house: House) -> None:
    """Its administrator asks by the ids of our things; the path alone names them again."""
    token = house.tokens["Administration"]
    ours = [str(house.depot.tenant_id), *(v for v in house.things.of.values() if len(v) == 36)]
    for route in house.routes():
        answer = await house.ask(route, token, house.things.of)
        path_told = [value for value in ours if value in route.format_map(_Ids(house.things.of))]
        leaked = [value for value in ours if value in (answer.text or "")]
        assert set(leaked) <= set(path_told), f"{route}: {answer.text}"
        assert answer.status != 401, f"{route}: {answer.text}"
        if path_told and answer.status < 300:
            told = msgspec.json.decode(answer.text or "{}")
            assert told in EMPTY or told["stations"] == 0, f"{route}: {answer.text}"


async def test_a_token_of_one_location_gets_what_stands_there(house: House) -> None:
    depot = house.depot
    elsewhere = await depot.contexts.locations.add(
        depot.actor, name="Depot South", timezone="Europe/Berlin"
    )
    far = await side_of(depot, "CH-SOUTH", elsewhere.id)
    token = await token_of(depot, depot.actor, locations=[depot.location_id])
    listed = await house.ask("GET /api/v1/stations", token, {})
    assert house.things.of["station_id"] in (listed.text or "")
    assert far.of["station_id"] not in (listed.text or "")
    one = "GET /api/v1/stations/{station_id}"
    assert (await house.ask(one, token, house.things.of)).status == 200
    assert (await house.ask(one, token, far.of)).refused == "stations.read"
    assert (await house.ask("GET /api/v1/identifiers", token, {})).refused == "identifiers.read"
    vehicles = await house.ask("GET /api/v1/vehicles", token, {})
    assert vehicles.text == '{"items":[],"next_cursor":null}'  # they stand nowhere
