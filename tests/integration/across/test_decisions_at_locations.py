"""Decisions and modes, for who may do everything at one location and nothing at another."""

from collections.abc import AsyncIterator

import pytest
from tests.integration.across.conftest import Depot
from tests.integration.across.two_locations import (
    LIMITED,
    Field,
    Route,
    require_lists,
    require_walls,
    two_locations,
)

from chargehouse.contexts.access import endpoints

BODIES: dict[tuple[str, str], object] = {
    ("POST", "/api/v1/stations/{station_id}/overrides"): {"mode": "freevend"},
    ("PUT", "/api/v1/stations/{station_id}/access/policy"): {"default_mode": "freevend"},
}
HERE = ("/api/v1/access/decisions", "/api/v1/access/attempts")
OF_STATIONS = {
    "/api/v1/stations/{station_id}/access",
    "/api/v1/stations/{station_id}/access/policy",
    "/api/v1/stations/{station_id}/overrides",
}
"""What else there is of access stands at no location, or has its own tests of who may what."""
APART = {"/api/v1/access/decisions/overview"}


def is_here(route: Route) -> bool:
    return route.path.startswith(HERE)


@pytest.fixture
async def field(depot: Depot) -> AsyncIterator[Field]:
    async with two_locations(depot) as opened:
        yield opened


async def test_lists_hold_what_was_decided_where_one_may(field: Field) -> None:
    routes = [route for route in field.routes(endpoints.CONTROLLERS) if is_here(route)]
    await require_lists(field, [route for route in routes if route.path not in APART])


async def test_decisions_elsewhere_are_refused_and_others_unknown(field: Field) -> None:
    routes = field.routes(endpoints.CONTROLLERS)
    asked = [route for route in routes if is_here(route) or route.path in OF_STATIONS]
    await require_walls(field, asked, BODIES)


@pytest.mark.parametrize("who", LIMITED)
async def test_denials_are_counted_where_one_may(field: Field, who: str) -> None:
    counted = {
        name: await field.read(name, "/access/decisions/overview") for name in (who, "everything")
    }
    assert (counted["everything"]["denied"], counted["everything"]["stations"]) == (2, 2)
    assert (counted[who]["denied"], counted[who]["stations"]) == (1, 1)


async def test_a_mode_is_ordered_where_one_may_override(field: Field) -> None:
    order = Route("POST", "/api/v1/stations/{station_id}/overrides", None)
    for side, expected in ((field.far, 403), (field.near, 201)):
        answer = await field.ask(LIMITED[0], order, side.of, {"mode": "freevend"})
        assert answer.status_code == expected
    read = Route("GET", "/api/v1/stations/{station_id}/access", None)
    modes = [
        (await field.ask("everything", read, side.of)).json()["mode"]
        for side in (field.near, field.far)
    ]
    assert modes == ["freevend", "managed_access"]
