"""Sessions, for who may do everything at one location and nothing at another."""

from collections.abc import AsyncIterator

import pytest
from tests.integration.across.conftest import KEYRING, Depot
from tests.integration.across.two_locations import (
    LIMITED,
    Field,
    Route,
    require_lists,
    require_walls,
    two_locations,
)

from chargehouse.app.across.stopping import StopController
from chargehouse.app.across.story import StoryController
from chargehouse.contexts.identity.public import IdentifierReader
from chargehouse.contexts.sessions import endpoints

SESSION = "/api/v1/sessions/{session_id}"
APART = {"/api/v1/sessions/overview"}
BODIES: dict[tuple[str, str], object] = {
    ("POST", f"{SESSION}/repair"): {"reason": "seen on site"},
    ("POST", f"{SESSION}/stop"): {"reason": "the bay is needed"},
}


@pytest.fixture
async def field(depot: Depot) -> AsyncIterator[Field]:
    async with two_locations(depot) as opened:
        yield opened


def routes_of(field: Field) -> list[Route]:
    return field.routes([*endpoints.CONTROLLERS, StoryController, StopController])


async def test_lists_and_files_hold_what_was_charged_where_one_may(field: Field) -> None:
    await require_lists(field, [route for route in routes_of(field) if route.path not in APART])


async def test_sessions_elsewhere_are_refused_and_others_unknown(field: Field) -> None:
    await require_walls(field, routes_of(field), BODIES)


@pytest.mark.parametrize("who", LIMITED)
async def test_an_identifiers_sessions_are_found_where_one_may(field: Field, who: str) -> None:
    hashed = IdentifierReader(KEYRING, field.depot.tenant_id).identifier_of("04A1").hash
    await field.depot.execute("UPDATE sessions SET identifier_hash = :hash", hash=hashed)
    search = Route("POST", "/api/v1/sessions/search", None)
    body = {"identifier": "04A1"}
    found = (await field.ask(who, search, body=body)).json()["items"]
    assert [row["id"] for row in found] == [field.near.of["session_id"]]
    assert len((await field.ask("everything", search, body=body)).json()["items"]) == 2


@pytest.mark.parametrize("who", LIMITED)
async def test_sessions_are_counted_where_one_may(field: Field, who: str) -> None:
    path = "/sessions/overview"
    assert (await field.read("everything", path))["live"] == 2
    assert (await field.read(who, path))["live"] == 1
    assert (await field.read(who, path, location_id=field.far.of["location_id"]))["live"] == 0


async def test_a_session_stays_where_it_was_when_its_station_moves(field: Field) -> None:
    move = Route("PATCH", "/api/v1/stations/{station_id}", None)
    there = {"location_id": field.far.of["location_id"]}
    assert (await field.ask("everything", move, field.near.of, there)).status_code == 200
    story = Route("GET", f"{SESSION}/timeline", None)
    told = (await field.ask(LIMITED[0], story, field.near.of)).json()
    assert {entry["kind"] for entry in told["entries"]} == {"state"}
    whole = (await field.ask("everything", story, field.near.of)).json()
    assert {entry["kind"] for entry in whole["entries"]} > {"state", "decision"}
