"""Fleets by REST: kept, given vehicles and rules, explained; and people who hold one alone."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from tests.integration.across.conftest import ROUTES, Depot

from chargehouse.app.wiring import CATALOGUE
from chargehouse.contexts.fleets import endpoints as fleets
from chargehouse.contexts.stations.public import StationRef
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.kernel.reach import Reach, Scope
from chargehouse.platform.http.application import build_application
from chargehouse.platform.metrics import Metrics

NIGHTS = {"days": [1, 2, 3, 4, 5, 6, 7], "begins": "22:00", "ends": "06:00"}
NIGHT = "2026-11-20T22:30:00+01:00"


class Doors:
    """Takes the token `all`, or the id of the only fleet in which everything is allowed."""

    def __init__(self, tenant_id: UUID) -> None:
        self._tenant_id = tenant_id

    async def authenticate(self, bearer: str) -> Actor:
        actions = frozenset(permission.action for permission in CATALOGUE)
        if bearer == "all":
            return Actor("token", self._tenant_id, "test", permissions=actions)
        reach = Reach(Scope(fleets=frozenset({UUID(bearer)})))
        return Actor("user", self._tenant_id, "test", reaches=dict.fromkeys(actions, reach))


class Desk:
    """The API, asked by somebody."""

    def __init__(self, client: httpx.AsyncClient, bearer: str = "all") -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {bearer}"}

    def of(self, fleet_id: str) -> "Desk":
        """Return the desk of who may do everything in one fleet alone."""
        return Desk(self._client, fleet_id)

    async def ask(self, method: str, path: str, body: object = None) -> httpx.Response:
        return await self._client.request(
            method, f"/api/v1{path}", json=body, headers=self._headers
        )

    async def take(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401  JSON
        answer = await self.ask(method, path, body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def fleet(self, name: str = "Night buses") -> str:
        return str((await self.take("POST", "/fleets", {"name": name}))["id"])

    async def vehicle(self, fleet_id: str | None, name: str = "Bus 7") -> str:
        body = {"name": name, "fleet_id": fleet_id}
        return str((await self.take("POST", "/vehicles", body))["id"])

    async def explain(self, station: StationRef, **asked: str) -> Any:  # noqa: ANN401  JSON
        body = {"station_id": str(station.id), **asked}
        return await self.take("POST", "/access/explanations", body)


@pytest.fixture
async def desk(depot: Depot) -> AsyncIterator[Desk]:
    app = build_application(
        [*ROUTES, *fleets.CONTROLLERS],
        authenticator=Doors(depot.tenant_id),
        clock=depot.clock,
        ids=depot.ids,
        metrics=Metrics(),
        version="1",
        max_body_bytes=10_000,
        dependencies=depot.contexts.by_name(),
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://house") as client:
        yield Desk(client)


async def test_a_fleet_lives_from_post_to_delete(desk: Desk) -> None:
    made = await desk.take("POST", "/fleets", {"name": " Night buses ", "note": "line 7"})
    address = f"/fleets/{made['id']}"
    assert (made["name"], made["active"], made["version"]) == ("Night buses", True, 1)
    taken = await desk.ask("POST", "/fleets", {"name": "NIGHT BUSES"})
    assert (taken.status_code, taken.json()["type"]) == (409, "/problems/fleet_name_taken")
    other = await desk.fleet("Day buses")
    assert (await desk.ask("PATCH", f"/fleets/{other}", {"name": "night buses"})).status_code == 409
    edited = await desk.take("PATCH", address, {"active": False, "version": 1})
    assert (edited["active"], edited["version"]) == (False, 2)
    assert (await desk.ask("PATCH", address, {"note": "", "version": 1})).status_code == 409
    assert (await desk.ask("PATCH", address, {"name": " "})).status_code == 422
    listed = await desk.take("GET", "/fleets?search=bus&active=false")
    assert [fleet["name"] for fleet in listed["items"]] == ["Night buses"]
    csv = await desk.ask("GET", "/fleets?format=csv")
    assert csv.text.splitlines()[0].startswith("id,name,active,note")
    bus = await desk.vehicle(made["id"])
    kept = await desk.ask("DELETE", address)
    assert (kept.status_code, kept.json()["type"]) == (409, "/problems/fleet_has_vehicles")
    await desk.take("PATCH", f"/vehicles/{bus}", {"fleet_id": None})
    assert (await desk.ask("DELETE", address)).status_code == 204
    assert (await desk.ask("GET", address)).status_code == 404


async def test_a_vehicle_belongs_to_one_fleet_at_most(desk: Desk) -> None:
    first, second = await desk.fleet("First"), await desk.fleet("Second")
    bus = await desk.vehicle(first)
    assert (await desk.take("GET", f"/vehicles/{bus}"))["fleet_name"] == "First"
    moved = await desk.take("PATCH", f"/vehicles/{bus}", {"fleet_id": second})
    assert (moved["fleet_id"], moved["fleet_name"]) == (second, "Second")
    for fleet, names in ((first, []), (second, ["Bus 7"])):
        listed = await desk.take("GET", f"/vehicles?fleet_id={fleet}")
        assert [vehicle["name"] for vehicle in listed["items"]] == names
    nowhere = str(TimeOrderedIds().new())
    for method, path in (("POST", "/vehicles"), ("PATCH", f"/vehicles/{bus}")):
        refused = await desk.ask(method, path, {"name": "X", "fleet_id": nowhere})
        assert (refused.status_code, refused.json()["type"]) == (404, "/problems/fleet_unknown")


async def test_rules_are_added_changed_and_removed(desk: Desk, depot: Depot) -> None:
    fleet = await desk.fleet()
    path = f"/fleets/{fleet}/rules"
    body = {"effect": "deny", "locations": [str(depot.location_id)], "windows": [NIGHTS]}
    rule = await desk.take("POST", path, body)
    assert rule["words"] == "Denies at 1 location, every day 22:00 to 06:00."
    address = f"{path}/{rule['id']}"
    change = {"effect": "allow", "windows": [], "note": "in March", "version": 1}
    changed = await desk.take("PATCH", address, change)
    assert (changed["words"], changed["version"]) == ("Allows at 1 location, always (in March).", 2)
    assert (await desk.ask("PATCH", address, {"note": "", "version": 1})).status_code == 409
    same = await desk.take("PATCH", address, {"note": "in March"})
    assert same["version"] == 2
    assert [each["id"] for each in await desk.take("GET", path)] == [rule["id"]]
    assert (await desk.ask("DELETE", address)).status_code == 204
    assert (await desk.ask("DELETE", address)).status_code == 404


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "everywhere"),
        ({"locations": ["01a1fd6d-0000-7000-8000-000000000001"]}, "locations"),
        ({"stations": ["01a1fd6d-0000-7000-8000-000000000001"]}, "stations"),
        ({"everywhere": True, "windows": [{**NIGHTS, "ends": "24:00"}]}, "windows[0].ends"),
        ({"everywhere": True, "windows": [{**NIGHTS, "days": [0]}]}, "windows[0].days[0]"),
        ({"everywhere": True, "valid_from": "2026-03-01T00:00:00"}, "valid_from"),
    ],
)
async def test_a_rule_that_means_nothing_is_refused_by_its_field(
    desk: Desk, said: dict[str, object], field: str
) -> None:
    path = f"/fleets/{await desk.fleet()}/rules"
    refused = await desk.ask("POST", path, {"effect": "deny", **said})
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == [field]


async def test_the_explainer_says_no_and_names_the_rule(desk: Desk, depot: Depot) -> None:
    station = await depot.station("CH-1")
    fleet = await desk.fleet()
    bus = await desk.vehicle(fleet)
    body = {"effect": "deny", "locations": [str(depot.location_id)], "windows": [NIGHTS]}
    rule = await desk.take("POST", f"/fleets/{fleet}/rules", body)
    night = await desk.explain(station, vehicle_id=bus, at=NIGHT)
    assert (night["allowed"], night["reason"], night["rule_id"]) == (
        False,
        "team_rule",
        rule["id"],
    )
    assert (night["local_time"], night["timezone"]) == ("2026-11-20T22:30+01:00", "Europe/Berlin")
    assert (night["fleet_name"], night["vehicle_name"]) == ("Night buses", "Bus 7")
    [step] = night["rules"]
    assert (step["here"], step["in_hours"], step["valid"], step["decided"]) == (True,) * 4
    noon = await desk.explain(station, fleet_id=fleet)
    assert (noon["allowed"], noon["reason"]) == (True, "permitted")
    assert [(each["holds"], each["in_hours"]) for each in noon["rules"]] == [(False, False)]


async def test_the_explainer_knows_whatever_else_refuses_or_lets_in(
    desk: Desk, depot: Depot
) -> None:
    station = await depot.station("CH-1")
    bus = await desk.vehicle(None)
    identifier = {"value": "04A2B3C4D5E6F7", "type": "rfid", "vehicle_id": bus}
    card = (await desk.take("POST", "/identifiers", identifier))["id"]
    assert (await desk.explain(station, identifier_id=card))["allowed"]
    await desk.take("POST", f"/identifiers/{card}/deactivate")
    refused = await desk.explain(station, identifier_id=card)
    assert (refused["allowed"], refused["reason"]) == (False, "inactive_identifier")
    await desk.take("PATCH", f"/vehicles/{bus}", {"status": "inactive"})
    assert (await desk.explain(station, vehicle_id=bus))["reason"] == "inactive_identifier"
    await desk.take("POST", f"/stations/{station.id}/overrides", {"mode": "freevend"})
    free = await desk.explain(station, vehicle_id=bus)
    assert (free["allowed"], free["reason"]) == (True, "freevend")


async def test_the_explainer_asks_who_and_where(desk: Desk, depot: Depot) -> None:
    station = await depot.station("CH-1")
    nothing = str(TimeOrderedIds().new())
    for asked, status in (
        ({}, 422),
        ({"vehicle_id": nothing, "fleet_id": nothing}, 422),
        ({"vehicle_id": nothing}, 404),
        ({"identifier_id": nothing}, 404),
        ({"fleet_id": nothing}, 404),
    ):
        body = {"station_id": str(station.id), **asked}
        answer = await desk.ask("POST", "/access/explanations", body)
        assert answer.status_code == status, answer.text
    body = {"station_id": nothing, "fleet_id": await desk.fleet()}
    assert (await desk.ask("POST", "/access/explanations", body)).status_code == 404


async def test_where_nobody_knows_the_clocks_no_hour_is_judged(desk: Desk, depot: Depot) -> None:
    station, fleet = await depot.station("CH-1"), await desk.fleet()
    await depot.execute("UPDATE locations SET timezone = 'Mars/Olympus'")
    body = {"station_id": str(station.id), "fleet_id": fleet}
    answer = await desk.ask("POST", "/access/explanations", body)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/timezone_unknown")
    assert "Mars/Olympus is not known here" in answer.json()["detail"]


async def test_who_holds_one_fleet_reaches_what_is_of_it(desk: Desk, depot: Depot) -> None:
    station = await depot.station("CH-1")
    own, other = await desk.fleet("Own"), await desk.fleet("Other")
    mine, theirs = await desk.vehicle(own, "Mine"), await desk.vehicle(other, "Theirs")
    nobodys = await desk.vehicle(None, "Nobody's")
    theirs_rule = await desk.take(
        "POST", f"/fleets/{other}/rules", {"effect": "allow", "everywhere": True}
    )
    leader = desk.of(own)
    assert [fleet["name"] for fleet in (await leader.take("GET", "/fleets"))["items"]] == ["Own"]
    listed = (await leader.take("GET", "/vehicles"))["items"]
    assert [vehicle["name"] for vehicle in listed] == ["Mine"]
    found = (await leader.take("GET", "/search?q=Mine"))["vehicles"]
    assert [hit["title"] for hit in found] == ["Mine"]
    assert (await leader.take("GET", "/search?q=Theirs"))["vehicles"] == []
    await leader.take("PATCH", f"/vehicles/{mine}", {"name": "Mine too"})
    rule = {"effect": "deny", "everywhere": True}
    await leader.take("POST", f"/fleets/{own}/rules", rule)
    assert not (await leader.explain(station, vehicle_id=mine))["allowed"]
    asked = {"station_id": str(station.id)}
    for method, path, body in (
        ("POST", "/fleets", {"name": "New"}),
        ("GET", f"/fleets/{other}", None),
        ("PATCH", f"/fleets/{other}", {"note": "x"}),
        ("DELETE", f"/fleets/{other}", None),
        ("GET", f"/fleets/{other}/rules", None),
        ("POST", f"/fleets/{other}/rules", rule),
        ("PATCH", f"/fleets/{other}/rules/{theirs_rule['id']}", {"note": "x"}),
        ("DELETE", f"/fleets/{other}/rules/{theirs_rule['id']}", None),
        ("GET", f"/vehicles/{theirs}", None),
        ("GET", f"/vehicles/{nobodys}", None),
        ("PATCH", f"/vehicles/{theirs}", {"fleet_id": own}),
        ("PATCH", f"/vehicles/{mine}", {"fleet_id": other}),
        ("PATCH", f"/vehicles/{mine}", {"fleet_id": None}),
        ("DELETE", f"/vehicles/{theirs}", None),
        ("POST", "/vehicles", {"name": "Nobody's"}),
        ("POST", "/access/explanations", {**asked, "vehicle_id": theirs}),
        ("POST", "/access/explanations", {**asked, "fleet_id": other}),
    ):
        answer = await leader.ask(method, path, body)
        assert answer.status_code == 403, f"{method} {path}: {answer.text}"


async def test_what_happens_to_fleets_and_rules_is_told(desk: Desk, depot: Depot) -> None:
    fleet = await desk.fleet()
    path = f"/fleets/{fleet}/rules"
    rule = await desk.take("POST", path, {"effect": "deny", "everywhere": True})
    await desk.take("PATCH", f"{path}/{rule['id']}", {"effect": "allow"})
    await desk.take("DELETE", f"{path}/{rule['id']}")
    await desk.take("PATCH", f"/fleets/{fleet}", {"note": "gone soon"})
    await desk.take("DELETE", f"/fleets/{fleet}")
    async with depot.database.reading(depot.actor) as connection:
        rows = await connection.execute(text("SELECT wire_name FROM events ORDER BY event_id"))
        names = [name for name in rows.scalars() if name.startswith(("fleet.", "team_rule."))]
    assert names == [
        "fleet.added",
        "team_rule.added",
        "team_rule.changed",
        "team_rule.removed",
        "fleet.changed",
        "fleet.removed",
    ]
