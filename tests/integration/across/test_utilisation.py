from datetime import timedelta
from typing import Any

import httpx
from tests.integration.across.conftest import NOON, Depot

from chargehouse.contexts.stations.public import StatusReport


async def with_connectors(depot: Depot, count: int) -> None:
    station = await depot.station("CH-1")
    for evse_id in range(1, count + 1):
        report = StatusReport(evse_id=evse_id, connector_id=1, status="Available", received_at=NOON)
        await depot.contexts.reports.status(station, report)


async def charged(
    depot: Depot, transaction: str, begun_h: float, ended_h: float | None, wh: int
) -> None:
    """A session that began and ended hours before noon; None for one that goes on."""
    await depot.start(depot.stations["CH-1"], transaction)
    ended = None if ended_h is None else NOON - timedelta(hours=ended_h)
    await depot.execute(
        "UPDATE sessions SET started_at = :begun, ended_at = :ended, energy_wh = :wh"
        " WHERE transaction_id = :transaction",
        begun=NOON - timedelta(hours=begun_h),
        ended=ended,
        wh=wh,
        transaction=transaction,
    )


async def use_of(client: httpx.AsyncClient, depot: Depot) -> Any:  # noqa: ANN401  JSON
    answer = await client.get(f"/locations/{depot.location_id}/utilisation")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_use_is_counted_by_hour_with_the_energy_spread_over_the_sessions_time(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    await with_connectors(depot, 2)
    depot.clock.advance(1800)
    await charged(depot, "A", 2.5, 0.5, 20_000)
    await charged(depot, "B", 0.25, None, 3000)
    use = await use_of(client, depot)
    hours = use["hours"]
    assert (use["timezone"], use["connectors"], len(hours)) == ("Europe/Berlin", 2, 24)
    assert [hour["in_use_s"] for hour in hours[-5:]] == [0, 1800, 3600, 1800 + 900, 1800]
    assert [hour["energy_wh"] for hour in hours[-5:]] == [0, 5000, 10_000, 5000 + 1000, 2000]
    assert [hour["sessions_started"] for hour in hours[-5:]] == [0, 1, 0, 1, 0]
    assert [hour["capacity_s"] for hour in hours[-2:]] == [7200, 3600]


async def test_days_are_those_of_the_location(depot: Depot, client: httpx.AsyncClient) -> None:
    await with_connectors(depot, 1)
    await charged(depot, "A", 14, 12, 4000)
    days = (await use_of(client, depot))["days"]
    assert len(days) == 30
    assert days[-1]["begins_at"] == "2026-11-19T23:00:00Z"
    assert [day["in_use_s"] for day in days[-2:]] == [3600, 3600]
    assert sum(day["energy_wh"] for day in days) == 4000


async def test_a_session_of_many_days_counts_in_each_of_them(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    await with_connectors(depot, 1)
    await charged(depot, "A", 100, 2, 98_000)
    days = (await use_of(client, depot))["days"]
    assert [day["in_use_s"] for day in days[-6:]] == [
        *(0, 15 * 3600, 24 * 3600, 24 * 3600, 24 * 3600, 11 * 3600),
    ]


async def test_a_session_that_lasted_no_time_gives_no_nonsense(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    await with_connectors(depot, 1)
    await charged(depot, "A", 1, 1, 5)
    use = await use_of(client, depot)
    assert sum(hour["in_use_s"] for hour in use["hours"]) == 0


async def test_an_empty_location_has_no_use_and_an_unknown_one_is_not_found(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    use = await use_of(client, depot)
    assert {hour["capacity_s"] for hour in use["hours"]} == {0}
    unknown = await client.get(f"/locations/{depot.ids.new()}/utilisation")
    assert unknown.status_code == 404
