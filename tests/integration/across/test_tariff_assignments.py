"""Which tariff holds where: the nearest, from and until an instant, in the version of then."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy.exc import IntegrityError
from tests.integration.across.conftest import NOON, Depot, Everybody
from tests.integration.across.test_tariffs import EVENING, events_of

from chargehouse.contexts.tariffs import endpoints as tariffs
from chargehouse.contexts.tariffs.public import AppliedTariff, ChargingPlace
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import Forbidden
from chargehouse.kernel.reach import Reach, Scope
from chargehouse.platform.http.application import build_application
from chargehouse.platform.http.paging import Paging
from chargehouse.platform.metrics import Metrics

Json = dict[str, Any]


class Desk:
    """The API of tariffs and assignments, asked by somebody who may do everything."""

    def __init__(self, depot: Depot, client: httpx.AsyncClient) -> None:
        self.depot = depot
        self._client = client

    async def ask(self, method: str, path: str, body: object = None) -> httpx.Response:
        return await self._client.request(method, path, json=body)

    async def take(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401  JSON
        answer = await self.ask(method, path, body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def refused(self, method: str, path: str, body: object = None) -> tuple[int, str]:
        answer = await self.ask(method, path, body)
        return answer.status_code, answer.json()["type"].rpartition("/")[2]

    async def tariff(self, name: str, **more: object) -> Json:
        tariff = {**EVENING, **more}
        added: Json = await self.take("POST", "/tariffs", {"name": name, "tariff": tariff})
        return added

    async def assign(self, name: str, **where: object) -> Json:
        """Add a tariff and have it hold somewhere."""
        tariff = await self.tariff(name)
        told: Json = await self.take(
            "POST", "/tariff-assignments", {"tariff_id": tariff["id"], **where}
        )
        return told

    async def holding(self, **query: object) -> str | None:
        path = f"/tariff-assignments/holding?{httpx.QueryParams(query)}"  # type: ignore[arg-type]
        told = await self.take("GET", path)
        return None if told is None else str(told["document"]["name"])


@pytest.fixture
async def desk(depot: Depot) -> AsyncIterator[Desk]:
    app = build_application(
        tariffs.CONTROLLERS,
        authenticator=Everybody(depot),
        clock=depot.clock,
        ids=depot.ids,
        metrics=Metrics(),
        version="1",
        max_body_bytes=100_000,
        dependencies=depot.contexts.by_name(),
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(
        transport=transport,
        base_url="http://house/api/v1",
        headers={"Authorization": "Bearer *"},
    ) as client:
        yield Desk(depot, client)


async def test_the_nearest_wins(desk: Desk) -> None:
    station = await desk.depot.station("NEAR")
    here, there = str(station.id), str(desk.depot.location_id)
    assert await desk.holding(station_id=here) is None
    await desk.assign("Everywhere")
    assert await desk.holding(station_id=here) == "Everywhere"
    await desk.assign("Location", location_id=there)
    assert await desk.holding(station_id=here) == "Location"
    await desk.assign("Station", station_id=here)
    await desk.assign("Connector", station_id=here, evse_id=1, connector_id=2)
    assert await desk.holding() == "Everywhere"
    assert await desk.holding(location_id=there) == "Location"
    assert await desk.holding(station_id=here) == "Station"
    assert await desk.holding(station_id=here, evse_id=1, connector_id=1) == "Station"
    assert await desk.holding(station_id=here, evse_id=1, connector_id=2) == "Connector"


async def test_an_assignment_holds_from_its_first_instant_until_before_its_last(
    desk: Desk,
) -> None:
    await desk.assign("Always", location_id=str(desk.depot.location_id))
    station = await desk.depot.station("TIMED")
    begins, ends = NOON + timedelta(hours=1), NOON + timedelta(hours=2)
    await desk.assign(
        "Fair",
        station_id=str(station.id),
        valid_from=begins.isoformat(),
        valid_until=ends.isoformat(),
    )

    async def at(seconds: float) -> str | None:
        instant = (begins + timedelta(seconds=seconds)).isoformat()
        return await desk.holding(station_id=str(station.id), at=instant)

    assert [await at(second) for second in (-1, 0, 3599, 3600)] == [
        "Always",
        "Fair",
        "Fair",
        "Always",
    ]


async def test_two_tariffs_never_hold_at_one_place_at_once(desk: Desk) -> None:
    first = await desk.assign("First", valid_until="2027-01-01T00:00:00Z")
    later = await desk.assign("Later", valid_from="2027-01-01T00:00:00Z")
    tariff = await desk.tariff("Third")
    again = {"tariff_id": tariff["id"], "valid_from": "2026-12-31T23:59:59Z"}
    answer = await desk.ask("POST", "/tariff-assignments", again)
    assert answer.status_code == 409
    assert answer.json()["details"]["assignment_id"] in {first["id"], later["id"]}
    longer = await desk.refused(
        "PATCH", f"/tariff-assignments/{first['id']}", {"valid_until": None}
    )
    assert longer == (409, "tariff_assignment_overlaps")
    with pytest.raises(IntegrityError, match="tariff_assignments_apart"):
        await desk.depot.execute(
            "UPDATE tariff_assignments SET valid_until = NULL WHERE tenant_id = :tenant",
            tenant=desk.depot.tenant_id,
        )


async def test_an_archived_or_expired_tariff_is_passed_over(desk: Desk) -> None:
    station = await desk.depot.station("OVER")
    default = await desk.assign("Everywhere")
    over = await desk.tariff("Spring", valid_to="2026-06-01T00:00:00Z")
    near = await desk.take(
        "POST", "/tariff-assignments", {"tariff_id": over["id"], "station_id": str(station.id)}
    )
    path = f"/tariff-assignments/holding?station_id={station.id}"
    told = await desk.take("GET", path)
    assert (told["assignment_id"], told["passed_over"]) == (default["id"], [near["id"]])
    await desk.take("POST", f"/tariffs/{default['tariff_id']}/archive")
    assert await desk.take("GET", path) is None
    gone = {"tariff_id": default["tariff_id"], "station_id": str(station.id)}
    assert await desk.refused("POST", "/tariff-assignments", gone) == (409, "tariff_archived")


async def test_a_session_has_the_version_of_its_start(desk: Desk) -> None:
    depot = desk.depot
    told = await desk.assign("Everywhere")
    depot.clock.advance(3600)
    dearer = {**EVENING, "min_price": {"excl": 1}}
    await desk.take("PATCH", f"/tariffs/{told['tariff_id']}", {"tariff": dearer})
    place = ChargingPlace(location_id=depot.location_id)

    async def version(hours: float) -> int:
        at = NOON + timedelta(hours=hours)
        applied = await depot.contexts.tariff_assignments.applying(depot.actor, place, at)
        assert isinstance(applied, AppliedTariff)
        return applied.version

    assert [await version(hours) for hours in (-24, 0, 0.99, 1)] == [1, 1, 1, 2]


async def test_assignments_are_listed_changed_and_removed(desk: Desk) -> None:
    station = await desk.depot.station("LIST")
    default = await desk.assign("Everywhere")
    near = await desk.assign("Near", station_id=str(station.id))

    async def found(query: str) -> list[str]:
        page = await desk.take("GET", f"/tariff-assignments?{query}")
        return [one["tariff_name"] for one in page["items"]]

    assert await found("sort=created_at") == ["Everywhere", "Near"]
    assert await found(f"station_id={station.id}") == await found("level=station") == ["Near"]
    assert await found(f"tariff_id={default['tariff_id']}") == ["Everywhere"]
    path = f"/tariff-assignments/{near['id']}"
    until = {"valid_until": "2026-11-20T13:00:00Z", "version": 1}
    changed = await desk.take("PATCH", path, until)
    assert (changed["version"], changed["valid_until"]) == (2, "2026-11-20T13:00:00Z")
    assert await desk.take("GET", path) == changed
    assert await found("at=2026-11-20T13:00:00Z") == ["Everywhere"]
    assert await desk.refused("PATCH", path, until | {"valid_until": None}) == (
        409,
        "changed_meanwhile",
    )
    csv = (await desk.ask("GET", "/tariff-assignments?format=csv&level=station")).text
    assert csv.splitlines()[0].startswith("id,tariff_id,tariff_name,level,")
    assert ",Near,station," in csv.splitlines()[1]
    assert await desk.refused("DELETE", f"{path}?version=1") == (409, "changed_meanwhile")
    await desk.take("DELETE", path)
    assert await desk.refused("GET", path) == (404, "tariff_assignment_unknown")
    assert await desk.refused("DELETE", path) == (404, "tariff_assignment_unknown")
    kinds = [kind for kind, _ in await events_of(desk.depot) if kind != "tariff.created"]
    assert kinds == [
        "tariff.assigned",
        "tariff.assigned",
        "tariff.assignment_changed",
        "tariff.unassigned",
    ]


@pytest.mark.parametrize(
    ("where", "field"),
    [
        ({"evse_id": 1, "connector_id": 1}, "station_id"),
        ({"station_id": "here", "evse_id": 1}, "connector_id"),
        ({"station_id": "here", "evse_id": 0, "connector_id": 1}, "evse_id"),
        ({"station_id": "here", "location_id": "there"}, "station_id"),
        ({"station_id": "nowhere"}, "station_id"),
        (
            {"valid_from": "2026-11-21T00:00:00Z", "valid_until": "2026-11-21T00:00:00Z"},
            "valid_until",
        ),
    ],
)
async def test_a_place_or_time_that_cannot_be_meant_is_refused(
    desk: Desk, where: Json, field: str
) -> None:
    station = await desk.depot.station("BAD")
    named = {
        "here": str(station.id),
        "there": str(desk.depot.location_id),
        "nowhere": str(desk.depot.ids.new()),
    }
    tariff = await desk.tariff("Any")
    said = {name: named.get(str(value), value) for name, value in where.items()}
    answer = await desk.ask("POST", "/tariff-assignments", {"tariff_id": tariff["id"], **said})
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert (await desk.take("GET", "/tariff-assignments"))["items"] == []


async def test_what_is_not_there_is_not_assigned(desk: Desk) -> None:
    nothing = {"tariff_id": str(desk.depot.ids.new())}
    assert await desk.refused("POST", "/tariff-assignments", nothing) == (404, "tariff_unknown")
    tariff = await desk.tariff("Any")
    nowhere = {"tariff_id": tariff["id"], "location_id": str(desk.depot.ids.new())}
    assert await desk.refused("POST", "/tariff-assignments", nowhere) == (404, "location_unknown")


async def test_who_may_at_one_location_sees_and_assigns_there_alone(desk: Desk) -> None:
    depot = desk.depot
    contexts = depot.contexts
    other = await contexts.locations.add(depot.actor, name="South", timezone="Europe/Rome")
    tariff = UUID((await desk.tariff("Any"))["id"])
    here = Reach(Scope(locations=frozenset({depot.location_id})))
    limited = Actor(
        "user",
        depot.tenant_id,
        "Ada",
        reaches={"tariffs.read": here, "tariffs.edit": here},
    )
    service = contexts.tariff_assignments
    for location_id in (None, depot.location_id, other.id):
        await service.assign(depot.actor, tariff, location_id=location_id)
    seen = await service.page(limited, Paging(sort="level"))
    assert [one.level for one in seen.items] == ["location", "tenant"]
    assert seen.items[0].location_id == depot.location_id
    for assignment in (await service.page(depot.actor, Paging())).items:
        if assignment.location_id == depot.location_id:
            await service.remove(limited, assignment.id)
        else:
            with pytest.raises(Forbidden):
                await service.remove(limited, assignment.id)
    await service.assign(limited, tariff, location_id=depot.location_id)
    with pytest.raises(Forbidden):
        await service.assign(limited, tariff, location_id=other.id)
