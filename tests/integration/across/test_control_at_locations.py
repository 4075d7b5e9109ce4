"""Control of chargers, for who may do everything at one location and nothing at another."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from tests.integration.across.conftest import Depot
from tests.integration.across.two_locations import (
    LIMITED,
    Field,
    Side,
    depot_rows,
    require_lists,
    require_walls,
    two_locations,
)

from chargehouse.contexts.access.endpoints.control import (
    ControlController,
    ProblemController,
    StationControlController,
)
from chargehouse.contexts.access.endpoints.station_access import OverrideController
from chargehouse.contexts.access.public.freevend import SwitchPath
from chargehouse.contexts.access.service.problem_book import Finding, ProblemBook

CONTROL = "/api/v1/stations/{station_id}/access/control"
BODIES: dict[tuple[str, str], object] = {
    ("POST", "/api/v1/stations/{station_id}/overrides"): {"mode": "freevend"},
    ("PUT", f"{CONTROL}/override"): {"capability": "full", "reason": "Its maker says so."},
    ("PUT", f"{CONTROL}/acceptance"): {"words": "It lets everybody in while it boots."},
    ("POST", "/api/v1/access/problems/{problem_id}/acknowledge"): {"note": "Somebody looks."},
}
APART = {"/api/v1/access/controls/summary"}


async def governed(depot: Depot, side: Side) -> Side:
    """Give a side a mode to bring about, a change that waits for its charger, and a problem."""
    contexts, actor, station_id = depot.contexts, depot.actor, side.station.id
    path = SwitchPath(profile="its own", key="FreeVend", on="true", off="false")
    await contexts.access_control.override(actor, station_id, "full", "Its maker says so.", path)
    override = await contexts.overrides.set(actor, station_id, "freevend", reason="A feast")
    async with depot.database.transaction(actor) as work:
        await contexts.mode_planning.stations(work, [station_id], "operator")
        await ProblemBook(depot.ids).open(work, [Finding(station_id, "mode_lost")])
    [problem, *_] = await depot_rows(depot, "access_problems", station_id)
    more = {"problem_id": str(problem), "override_id": str(override.id)}
    return replace(side, of={**side.of, **more})


@pytest.fixture
async def field(depot: Depot) -> AsyncIterator[Field]:
    async with two_locations(depot) as opened:
        near, far = await governed(depot, opened.near), await governed(depot, opened.far)
        yield replace(opened, near=near, far=far)


async def test_lists_hold_what_stands_where_one_may(field: Field) -> None:
    routes = field.routes([ControlController, ProblemController])
    lists = [route for route in routes if route.path not in APART]
    assert len([route for route in lists if route.is_list]) == 3
    await require_lists(field, lists)


async def test_what_stands_elsewhere_is_refused_and_others_unknown(field: Field) -> None:
    routes = field.routes([StationControlController, OverrideController, ProblemController])
    await require_walls(field, routes, BODIES)


@pytest.mark.parametrize("who", LIMITED)
async def test_what_is_counted_stands_where_one_may(field: Field, who: str) -> None:
    for name, stations in ((who, 1), ("everything", 2)):
        summary = await field.read(name, "/access/controls/summary")
        assert summary["by_kind"]["mode_lost"] == stations
        assert sum(summary["by_sync"].values()) == stations
