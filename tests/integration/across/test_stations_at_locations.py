"""Stations, for who may do everything at one location and nothing at another."""

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
from tests.integration.stations.test_certificates import request_of

from chargehouse.app.across.connecting import ConnectionController, OfferedActionController
from chargehouse.contexts.stations import endpoints

STATION = "/api/v1/stations/{station_id}"
HISTORY = frozenset({f"{STATION}/{kept}" for kept in ("commands", "faults", "timeline")})
"""Of a station that there never was, these are empty."""
COUNTED = "/api/v1/locations/{location_id}/overview"
APART = {"/api/v1/stations/overview", "/api/v1/certificates/authority"}
ORDERS = {
    "start": {"id_token": "04A1"},
    "stop": {"transaction_id": "7"},
    "unlock": {"evse_id": 1},
    "reset": {},
    "set-availability": {"operative": True},
    "trigger": {"message": "Heartbeat"},
    "get-configuration": {},
    "set-configuration": {"key": "HeartbeatInterval", "value": "300"},
    "clear-cache": {},
}
BODIES: dict[tuple[str, str], object] = {
    ("PATCH", "/api/v1/locations/{location_id}"): {"city": "Berlin"},
    ("PATCH", STATION): {"name": "Left of the gate"},
    ("POST", f"{STATION}/password"): {"password": "another-password-of-it"},
    ("PATCH", f"{STATION}/connectors/{{evse_id}}/{{connector_id}}"): {"max_power_w": 11_000},
    ("POST", f"{STATION}/commands/{{action}}"): {"payload": {"type": "Soft"}},
    **{("POST", f"{STATION}/{verb}"): order for verb, order in ORDERS.items()},
}


@pytest.fixture
async def field(depot: Depot) -> AsyncIterator[Field]:
    async with two_locations(depot) as opened:
        yield opened


def routes_of(field: Field) -> list[Route]:
    return field.routes([*endpoints.CONTROLLERS, ConnectionController, OfferedActionController])


async def test_lists_hold_what_stands_where_one_may(field: Field) -> None:
    lists = [route for route in routes_of(field) if route.path not in APART]
    assert len([route for route in lists if route.is_list]) == 5
    await require_lists(field, lists)


async def test_what_stands_elsewhere_is_refused_and_what_is_nowhere_unknown(field: Field) -> None:
    await require_walls(field, routes_of(field), BODIES, empty=HISTORY)


@pytest.mark.parametrize("who", LIMITED)
async def test_stations_are_counted_where_one_may(field: Field, who: str) -> None:
    everything = await field.read("everything", "/stations/overview")
    assert (everything["stations"], everything["open_faults"]) == (2, 2)
    mine = await field.read(who, "/stations/overview")
    assert (mine["stations"], mine["connected"], mine["open_faults"]) == (1, 1, 1)
    assert mine["connectors_by_status"] == {"Faulted": 1}
    counted = Route("GET", COUNTED, "stations.read")
    assert (await field.ask(who, counted, field.near.of)).json()["stations"] == 1
    assert (await field.ask(who, counted, field.far.of)).status_code == 403


@pytest.mark.parametrize("who", LIMITED)
async def test_a_station_is_added_and_moved_where_one_may(field: Field, who: str) -> None:
    add = Route("POST", "/api/v1/stations", None)
    new = {"code": "CH-NEW", "security_profile": 0}
    there = {"location_id": field.far.of["location_id"]}
    here = {"location_id": field.near.of["location_id"]}
    nowhere = {"location_id": field.near.of["station_id"]}
    assert (await field.ask(who, add, body=new | there)).status_code == 403
    assert (await field.ask(who, add, body=new | nowhere)).status_code == 404
    assert (await field.ask(who, add, body=new | here)).status_code == 201
    edit = Route("PATCH", STATION, None)
    assert (await field.ask(who, edit, field.near.of, there)).status_code == 403
    assert (await field.ask(who, edit, field.far.of, here)).status_code == 403
    assert (await field.ask("everything", edit, field.near.of, there)).status_code == 200


@pytest.mark.parametrize("who", LIMITED)
async def test_nothing_is_let_in_elsewhere(field: Field, who: str) -> None:
    window = Route("POST", "/api/v1/registration-windows", None)
    for side, expected in ((field.far, 403), (field.near, 201)):
        body = {"location_id": side.of["location_id"], "security_profile": 0}
        assert (await field.ask(who, window, body=body)).status_code == expected
    sign = Route("POST", "/api/v1/certificates", None)
    for side, expected in ((field.far, 403), (field.near, 201)):
        body = {"station_id": side.of["station_id"], "csr": request_of(side.station.code)}
        assert (await field.ask(who, sign, body=body)).status_code == expected


async def test_a_location_is_added_by_who_holds_all_of_them(field: Field) -> None:
    add = Route("POST", "/api/v1/locations", None)
    body = {"name": "Depot East", "timezone": "Europe/Berlin"}
    for who in LIMITED:
        assert (await field.ask(who, add, body=body)).status_code == 403
    assert (await field.ask("everything", add, body=body)).status_code == 201


async def test_who_holds_by_fleets_alone_reaches_no_station(field: Field) -> None:
    assert (await field.read("fleets", "/stations"))["items"] == []
    station = Route("GET", STATION, None)
    assert (await field.ask("fleets", station, field.near.of)).status_code == 403
