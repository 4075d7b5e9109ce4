from datetime import timedelta
from typing import Any

import httpx
from tests.integration.across.conftest import NOON, Depot

from chargehouse.contexts.stations.public import StatusReport


async def read(client: httpx.AsyncClient, path: str, **asked: object) -> Any:  # noqa: ANN401  JSON
    answer = await client.get(path, params={name: str(value) for name, value in asked.items()})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def codes(client: httpx.AsyncClient, **asked: object) -> list[str]:
    page = await read(client, "/stations", **asked)
    return [station["code"] for station in page["items"]]


async def mixed(depot: Depot) -> None:
    """A depot with a station of each state, used at different times."""
    await depot.station("NEVER")
    for code in ("GONE", "LIVE", "QUIET"):
        await depot.station(code)
    gone = await depot.connect(depot.stations["GONE"])
    await depot.disconnect(depot.stations["GONE"], gone)
    await depot.connect(depot.stations["QUIET"])
    depot.clock.advance(3600)
    await depot.connect(depot.stations["LIVE"])
    for code, days in (("GONE", 0.5), ("LIVE", 3), ("QUIET", 60)):
        await depot.execute(
            "UPDATE stations SET last_used_at = :at WHERE code = :code",
            at=depot.clock.now() - timedelta(days=days),
            code=code,
        )


async def test_stations_are_counted_by_facts_that_do_not_imply_each_other(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    await mixed(depot)
    counts = await read(client, "/stations/overview")
    assert (counts["stations"], counts["connected"], counts["disconnected"]) == (4, 2, 1)
    assert (counts["never_seen"], counts["silent"], counts["silent_after_s"]) == (1, 1, 900)
    assert counts["last_used"] == {"day": 1, "week": 1, "month": 0, "older": 1, "never": 1}


async def test_each_count_leads_to_its_stations(depot: Depot, client: httpx.AsyncClient) -> None:
    await mixed(depot)
    assert await codes(client, connected=True) == ["LIVE", "QUIET"]
    assert await codes(client, connected=False, never_seen=False) == ["GONE"]
    assert await codes(client, never_seen=True) == ["NEVER"]
    assert await codes(client, silent=True) == ["QUIET"]
    assert await codes(client, silent=False) == ["GONE", "LIVE", "NEVER"]
    spans = ("day", "week", "month", "older", "never")
    assert {span: await codes(client, last_used=span) for span in spans} == {
        "day": ["GONE"],
        "week": ["LIVE"],
        "month": [],
        "older": ["QUIET"],
        "never": ["NEVER"],
    }


async def test_faults_are_counted_and_lead_to_their_stations(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    broken = await depot.station("BROKEN")
    await depot.station("FINE")
    for evse_id in (1, 2):
        report = StatusReport(
            evse_id=evse_id,
            connector_id=1,
            status="Faulted",
            error_code="GroundFailure",
            received_at=NOON,
        )
        await depot.contexts.reports.status(broken, report)
    counts = await read(client, "/stations/overview")
    assert (counts["faulted"], counts["open_faults"]) == (1, 2)
    assert await codes(client, faulted=True) == ["BROKEN"]
    assert await codes(client, faulted=False) == ["FINE"]


async def test_live_sessions_are_counted_with_their_power(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    first, second = await depot.station("CH-1"), await depot.station("CH-2")
    await depot.connect(first)
    await depot.start(first, "A")
    stranded = await depot.start(second, "B", charging_state="SuspendedEV")
    await depot.execute("UPDATE sessions SET power_w = 7000 WHERE transaction_id = 'A'")
    await depot.execute(
        "UPDATE sessions SET problem = 'endless' WHERE id = :id", id=stranded.session_id
    )
    counts = await read(client, "/sessions/overview")
    assert (counts["live"], counts["power_w"]) == (2, 7000)
    assert counts["by_status"] == {"charging": 1, "suspended": 1}
    assert (counts["doubtful"], counts["by_problem"]) == (1, {"endless": 1})
    assert counts["stranded"] == 1
    here = await read(client, "/sessions/overview", station_id=first.id)
    assert (here["live"], here["stranded"], here["doubtful"]) == (1, 0, 0)
    rows = await read(client, "/sessions", stranded=True)
    assert [row["id"] for row in rows["items"]] == [str(stranded.session_id)]
    assert (await read(client, "/sessions/overview", location_id=depot.ids.new()))["live"] == 0


async def test_a_session_that_another_replaced_is_not_live(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    station = await depot.station("CH-1")
    older = await depot.start(station, "A")
    await depot.execute(
        "UPDATE sessions SET problem = 'superseded' WHERE id = :id", id=older.session_id
    )
    newer = await depot.start(station, "B")
    counts = await read(client, "/sessions/overview")
    assert (counts["live"], counts["stranded"], counts["by_problem"]) == (1, 1, {"superseded": 1})
    for asked in ({"open": True}, {"status": "charging"}, {"stranded": True}):
        rows = (await read(client, "/sessions", **asked))["items"]
        assert [row["id"] for row in rows] == [str(newer.session_id)], asked
    settled = "UPDATE sessions SET resolved_at = started_at WHERE id = :id"
    await depot.execute(settled, id=older.session_id)
    assert (await read(client, "/sessions/overview"))["live"] == 2


async def test_denials_are_counted_since_an_instant_by_reason(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    station = await depot.station("CH-1")
    await depot.tap(station)
    await depot.tap(station, identifier_hash=b"other", type_recognised=False)
    counts = await read(client, "/access/decisions/overview", **{"from": "2026-01-01T00:00:00Z"})
    assert (counts["denied"], counts["stations"]) == (2, 1)
    assert counts["by_reason"] == {"unknown_identifier": 1, "unrecognised_identifier_type": 1}
    assert (await client.get("/access/decisions/overview")).status_code == 422


async def test_what_is_most_pressing_comes_first(depot: Depot, client: httpx.AsyncClient) -> None:
    await mixed(depot)
    gone = depot.stations["GONE"]
    stranded = await depot.start(gone, "S")
    doubtful = await depot.start(depot.stations["LIVE"], "D")
    await depot.execute(
        "UPDATE sessions SET problem = 'endless' WHERE id = :id", id=doubtful.session_id
    )
    concerns = await read(client, "/attention")
    assert [(each["kind"], each["station_code"]) for each in concerns] == [
        ("stranded", "GONE"),
        ("doubtful", "LIVE"),
        ("silent", "QUIET"),
        ("never_seen", "NEVER"),
    ]
    assert concerns[0]["session_id"] == str(stranded.session_id)
    assert concerns[1]["sentence"] == "Nothing is heard of it, and it never ended."
    assert concerns[2]["session_id"] is None


async def test_many_of_a_kind_leave_room_for_the_others(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    for number in range(25):
        await depot.station(f"CH-{number}")
    await depot.execute("UPDATE stations SET registration = 'pending' WHERE code = 'CH-7'")
    kinds = [each["kind"] for each in await read(client, "/attention")]
    assert kinds == ["pending", *["never_seen"] * 19]


async def test_attention_is_told_only_as_far_as_one_may_read(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    await depot.start(await depot.station("CH-1"), "S")

    async def kinds(token: str) -> list[str]:
        answer = await client.get("/attention", headers={"Authorization": f"Bearer {token}"})
        return [each["kind"] for each in answer.json()]

    assert await kinds("tenant.read") == []
    assert await kinds("sessions.read") == ["stranded"]
    assert await kinds("stations.read") == ["never_seen"]
