from uuid import UUID

import httpx
from tests.integration.across.conftest import Depot

from chargehouse.contexts.identity.public import Vehicle
from chargehouse.contexts.sessions.public import Identification


async def van_at(depot: Depot) -> tuple[Vehicle, UUID]:
    """A van that is known, and the decision that let it charge; its attempt became a session."""
    station = await depot.station("CH-1", "Left of the gate")
    van = await depot.contexts.vehicles.add(depot.actor, name="Van 7")
    await depot.execute(
        "INSERT INTO token_index (tenant_id, value_hash, class, status, vehicle_id)"
        " VALUES (:tenant, :hash, 'own_fleet', 'active', :vehicle)",
        tenant=depot.tenant_id,
        hash=b"van",
        vehicle=van.id,
    )
    decision = await depot.tap(station, identifier_hash=b"van")
    assert decision.decision_id is not None
    who = Identification(
        vehicle_id=van.id, attempt_id=decision.attempt_id, decision_id=decision.decision_id
    )
    await depot.start(station, "TX-1", identification=who)
    return van, decision.decision_id


async def test_sessions_carry_the_names_that_a_table_shows(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    await van_at(depot)
    [row] = (await client.get("/sessions")).json()["items"]
    shown = ("station_code", "station_name", "location_name", "vehicle_name")
    names = ["CH-1", "Left of the gate", "Depot North", "Van 7"]
    assert [row[name] for name in shown] == names
    read = (await client.get(f"/sessions/{row['id']}")).json()
    assert [read[name] for name in shown] == names
    table = (await client.get("/sessions", params={"format": "csv"})).text.splitlines()
    header, cells = (line.split(",") for line in table)
    assert [cells[header.index(name)] for name in shown] == names


async def test_a_station_that_was_removed_keeps_its_name(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    await van_at(depot)
    await depot.contexts.stations.remove(depot.actor, depot.stations["CH-1"].id)
    [row] = (await client.get("/sessions")).json()["items"]
    assert row["station_code"] == "CH-1"


async def test_decisions_and_attempts_carry_names_and_the_meaning_of_their_reason(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    await van_at(depot)
    [row] = (await client.get("/access/decisions")).json()["items"]
    assert (row["station_code"], row["station_name"]) == ("CH-1", "Left of the gate")
    assert (row["vehicle_name"], row["meaning"]) == (
        "Van 7",
        "The identifier is active and valid.",
    )
    [attempt] = (await client.get("/access/attempts")).json()["items"]
    assert attempt["station_code"] == "CH-1"
    for path in ("/access/decisions", "/access/attempts"):
        lines = (await client.get(path, params={"format": "csv"})).text.splitlines()
        assert len(lines) == 2
        assert "station_code" in lines[0]


async def test_a_decision_tells_all_that_led_to_it_and_became_of_it(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    _, decision_id = await van_at(depot)
    [session] = (await client.get("/sessions")).json()["items"]
    await depot.execute(
        "INSERT INTO access_outcomes (tenant_id, id, attempt_id, decision_id, kind, session_id, at)"
        " SELECT tenant_id, id, attempt_id, decision_id, 'session_started', id, started_at"
        " FROM sessions"
    )
    detail = (await client.get(f"/access/decisions/{decision_id}")).json()
    assert detail["session_id"] == session["id"]
    assert detail["decision"]["mode"] == "managed_access"
    assert detail["decision"]["answer"] == "Accepted"
    assert detail["precedence"] == [
        {"source": "override", "outcome": "passed_over"},
        {"source": "exception", "outcome": "passed_over"},
        {"source": "weekly", "outcome": "passed_over"},
        {"source": "default", "outcome": "decided"},
    ]
    assert (detail["attempt"]["kind"], detail["attempt"]["station_code"]) == ("authorize", "CH-1")
    assert [outcome["kind"] for outcome in detail["outcomes"]] == ["session_started"]
    assert detail["steps"][-1] == "The station was answered Accepted."


async def test_an_override_outranks_whatever_else_there_is(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    station = await depot.station("CH-1")
    for mode in ("freevend", "managed_access"):
        path = f"/stations/{station.id}/overrides"
        assert (await client.post(path, json={"mode": mode})).status_code == 201
    decision = await depot.tap(station)
    detail = (await client.get(f"/access/decisions/{decision.decision_id}")).json()
    assert detail["precedence"] == [
        {"source": "override", "outcome": "decided"},
        {"source": "exception", "outcome": "outranked"},
        {"source": "weekly", "outcome": "outranked"},
        {"source": "default", "outcome": "outranked"},
    ]
    assert detail["session_id"] is None


async def test_the_mode_of_an_unknown_or_removed_station_is_not_found(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    removed = await depot.station("CH-1")
    await depot.contexts.stations.remove(depot.actor, removed.id)
    for station_id in (depot.ids.new(), removed.id):
        path = f"/stations/{station_id}"
        assert (await client.get(f"{path}/access")).status_code == 404
        order = await client.post(f"{path}/overrides", json={"mode": "freevend"})
        assert order.status_code == 404
