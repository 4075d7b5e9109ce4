"""Lists of access control and its problems, as they are filtered."""

from uuid import UUID

import httpx
from tests.integration.across.conftest import Depot

from chargehouse.contexts.access.model.synchrony import Sync
from chargehouse.contexts.access.public.freevend import SwitchPath
from chargehouse.contexts.access.repository import stances
from chargehouse.contexts.access.service.problem_book import Finding, ProblemBook
from chargehouse.kernel.actor import system_actor

PATH = SwitchPath(profile="its own", key="FreeVend", on="true", off="false")


async def governed(depot: Depot, code: str, *, free: bool) -> str:
    """A station in freevend by an override or not, that was said to be switched."""
    contexts, actor = depot.contexts, depot.actor
    station = await depot.station(code)
    await contexts.access_control.override(actor, station.id, "full", "Its maker says so.", PATH)
    if free:
        await contexts.overrides.set(actor, station.id, "freevend", reason="A feast")
        async with depot.database.transaction(actor) as work:
            await contexts.mode_planning.stations(work, [station.id], "operator")
            await ProblemBook(depot.ids).open(work, [Finding(station.id, "mode_lost")])
    return str(station.id)


async def elsewhere(depot: Depot) -> str:
    location = await depot.contexts.locations.add(
        system_actor("console", depot.tenant_id, "test"), name="Elsewhere", timezone="UTC"
    )
    depot.location_id = location.id
    return str(location.id)


async def stations(client: httpx.AsyncClient, path: str, **asked: object) -> list[str]:
    params = {name: str(value).lower() for name, value in asked.items()}
    answer = await client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return [one["station_code"] for one in answer.json()["items"]]


async def test_problems_and_controls_are_asked_for_by_location(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    here = str(depot.location_id)
    await governed(depot, "HERE", free=True)
    there = await elsewhere(depot)
    await governed(depot, "THERE", free=True)
    for path in ("/access/problems", "/access/controls"):
        assert await stations(client, path, location_id=here) == ["HERE"]
        assert await stations(client, path, location_id=there) == ["THERE"]
    for location, problems in ((here, 1), (there, 1), (None, 2)):
        asked = {} if location is None else {"location_id": location}
        summary = (await client.get("/access/controls/summary", params=asked)).json()
        assert summary["problems"] == problems


async def test_the_figure_of_chargers_out_of_their_mode_leads_to_them(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    lost = UUID(await governed(depot, "LOST", free=True))
    told = UUID(await governed(depot, "TOLD", free=True))
    await governed(depot, "RESTING", free=False)
    async with depot.database.transaction(depot.actor) as work:
        syncs: dict[UUID, Sync] = {lost: "drifting", told: "changing"}
        await stances.set_sync(work.connection, depot.tenant_id, syncs)
    summary = (await client.get("/access/controls/summary")).json()
    assert (summary["out_of_sync"], sum(summary["by_sync"].values())) == (1, 2)
    assert await stations(client, "/access/controls", out_of_sync=True) == ["LOST"]
    rest = await stations(client, "/access/controls", out_of_sync=False)
    assert sorted(rest) == ["RESTING", "TOLD"]
    assert await stations(client, "/access/controls", sync="changing") == ["TOLD"]
    able = await stations(client, "/access/controls", capability="full")
    assert sorted(able) == ["LOST", "RESTING", "TOLD"]
    assert await stations(client, "/access/controls", capability="partial") == []
