from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from litestar.handlers import HTTPRouteHandler
from tests.integration.stations.conftest import Ground
from tests.integration.stations.test_certificates import request_of
from tests.integration.stations.test_commands import Loopback, connect

from chargehouse.contexts.stations.endpoints import CONTROLLERS
from chargehouse.contexts.stations.public import (
    PERMISSIONS,
    CommandOutcome,
    CommandRow,
    Frame,
    StatusReport,
    VariableReport,
)
from chargehouse.contexts.stations.service import (
    CertificateService,
    CommandService,
    ConnectorService,
    LocationService,
    RegistrationService,
    ReportService,
    StationService,
    Timeline,
    VariableService,
)
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.chance import SeededChance
from chargehouse.kernel.errors import Unauthenticated
from chargehouse.platform.http.application import Application, build_application
from chargehouse.platform.http.auth import declared_routes, permission_of
from chargehouse.platform.http.openapi import openapi_document
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.postgres.coalescer import Unit
from chargehouse.platform.secrets import Keyring

CANARY = "04A2B3C4D5E61F"
KEYRING = Keyring(bytes(range(32)))


class Tokens:
    """`all` may do everything, another word what it names."""

    def __init__(self, ground: Ground) -> None:
        self._tenant_id = ground.actor.tenant_id

    async def authenticate(self, bearer: str) -> Actor:
        if bearer == "nobody":
            raise Unauthenticated("This token is not known.")
        actions = {p.action for p in PERMISSIONS} if bearer == "all" else {bearer}
        return Actor("token", self._tenant_id, bearer, permissions=frozenset(actions))


async def answer(command: CommandRow) -> CommandOutcome:
    return CommandOutcome(status="rejected", answer='{"status":"Rejected"}')


@pytest.fixture
def application(ground: Ground) -> Application:
    database, port = ground.database, Loopback(answer)
    return build_application(
        CONTROLLERS,
        authenticator=Tokens(ground),
        clock=ground.clock,
        ids=ground.ids,
        metrics=Metrics(),
        version="1",
        max_body_bytes=100_000,
        dependencies={
            "locations": LocationService(database),
            "stations": StationService(database, KEYRING, SeededChance(1), port),
            "connectors": ConnectorService(database),
            "registrations": RegistrationService(database, KEYRING),
            "variables": VariableService(database, KEYRING),
            "timeline": Timeline(database),
            "certificates": CertificateService(database, KEYRING, port),
            "commands": CommandService(database, KEYRING, port),
        },
    )


@pytest.fixture
async def client(application: Application) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(application),  # type: ignore[arg-type]
        base_url="http://house/api/v1",
        headers={"Authorization": "Bearer all"},
    ) as made:
        yield made


def made(response: httpx.Response, status: int = 201) -> dict[str, Any]:
    assert response.status_code == status, response.text
    body: dict[str, Any] = response.json()
    return body


async def test_a_location_and_a_station_are_made_changed_and_removed(
    client: httpx.AsyncClient,
) -> None:
    place = made(
        await client.post("/locations", json={"name": "Depot", "timezone": "Europe/Berlin"})
    )
    body = {
        "code": "NEW-1",
        "location_id": place["id"],
        "security_profile": 1,
        "generate_password": True,
    }
    response = await client.post("/stations", json=body)
    added = made(response)
    assert response.headers["Cache-Control"] == "no-store"
    assert len(added["password"]) >= 20
    path = f"/stations/{added['station']['id']}"
    read = made(await client.get(path), 200)
    assert added["password"] not in str(read)
    assert read["socket"]["state"] == "never"
    changed = await client.patch(path, json={"name": "Left of the gate", "version": 1})
    assert made(changed, 200)["version"] == 2
    again = await client.patch(path, json={"name": "Right", "version": 1})
    assert again.status_code == 409
    assert "changed_meanwhile" in again.json()["type"]
    assert (await client.delete(f"/locations/{place['id']}")).status_code == 409
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).status_code == 404


async def test_a_field_that_cannot_be_meant_is_named(client: httpx.AsyncClient) -> None:
    response = await client.post("/locations", json={"name": "Depot", "timezone": "CEST"})
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "timezone"
    response = await client.post("/locations", json={"name": "Depot", "timezone": "UTC", "x": 1})
    assert response.status_code == 422


async def test_lists_are_filtered_and_come_as_csv(
    client: httpx.AsyncClient, ground: Ground
) -> None:
    report = StatusReport(
        evse_id=1,
        connector_id=1,
        status="Faulted",
        error_code="OtherError",
        vendor_error_code="=E7",
        received_at=ground.clock.now(),
    )
    await ReportService(ground.database, ground.ids).status(ground.station, report)
    page = made(await client.get("/stations?faulted=true&search=ch-"), 200)
    assert [item["code"] for item in page["items"]] == ["CH-1"]
    assert (await client.get("/stations?connected=true")).json()["items"] == []
    table = await client.get("/stations?format=csv")
    assert table.headers["Content-Type"].startswith("text/csv")
    assert "CH-1" in table.text
    [fault] = (await client.get("/faults?open=true")).json()["items"]
    assert fault["vendor_error_code"] == "=E7"
    assert "'=E7" in (await client.get(f"/stations/{ground.station.id}/faults?format=csv")).text
    counts = (await client.get("/stations/overview")).json()
    assert counts["open_faults"] == 1
    here = (await client.get(f"/locations/{ground.location_id}/overview")).json()
    nowhere = await client.get(f"/locations/{ground.actor.tenant_id}/overview")
    assert (nowhere.status_code, nowhere.json()["type"]) == (404, "/problems/location_unknown")
    assert here["connectors_by_status"] == {"Faulted": 1}
    assert (await client.get("/locations?format=csv")).text.count("\r\n") == 2
    assert (await client.get("/stations?sort=nothing")).status_code == 422


async def test_what_a_station_reports_is_read(client: httpx.AsyncClient, ground: Ground) -> None:
    path = f"/stations/{ground.station.id}"
    described = await client.patch(f"{path}/connectors/1/1", json={"power_type": "dc"})
    assert made(described, 200)["power_type"] == "dc"
    assert len((await client.get(f"{path}/connectors")).json()) == 1
    await VariableService(ground.database, KEYRING).observed(
        ground.station,
        [VariableReport(variable="FreeVendIdTag", value=CANARY)],
        ground.clock.now(),
    )
    [variable] = (await client.get(f"{path}/variables")).json()
    assert variable["masked"]
    assert CANARY not in variable["value"]
    assert "FreeVendIdTag" in (await client.get(f"{path}/variables?format=csv")).text


async def test_the_timeline_is_paged_and_filtered(
    client: httpx.AsyncClient, ground: Ground
) -> None:
    timeline, unit = Timeline(ground.database), Unit(ground.actor.tenant_id)
    for number in range(3):
        frame = Frame(
            station_id=ground.station.id,
            id=ground.ids.new(),
            at=ground.clock.now(),
            connection_id=ground.ids.new(),
            direction="in" if number else "out",
            kind="call",
            action="Heartbeat",
            message_id=f"m{number}",
            payload="{}",
            deviations=("Q-001",) if number == 2 else (),
        )
        timeline.add(unit, frame)
    await ground.database.hot.commit(unit)
    path = f"/stations/{ground.station.id}/timeline"
    first = (await client.get(f"{path}?limit=2")).json()
    rest = (await client.get(f"{path}?limit=2&cursor={first['next_cursor']}")).json()
    ids = [frame["message_id"] for frame in first["items"] + rest["items"]]
    assert ids == ["m2", "m1", "m0"]

    async def found(query: str) -> list[str]:
        items = (await client.get(f"{path}?{query}&sort=at")).json()["items"]
        return [frame["message_id"] for frame in items]

    assert await found("direction=out") == ["m0"]
    assert await found("deviating=true") == ["m2"]
    assert await found("message_id=m1&action=Heartbeat&kind=call") == ["m1"]
    assert await found("from=2026-03-02T08:00:01Z") == []
    assert len(await found("to=2026-03-02T08:00:01Z")) == 3
    assert "Q-001" in (await client.get(f"{path}?format=csv")).text


async def test_a_command_and_a_verb_answer_with_the_stations_own_words(
    client: httpx.AsyncClient, ground: Ground
) -> None:
    """D6."""
    await connect(ground)
    path = f"/stations/{ground.station.id}"
    sent = await client.post(f"{path}/commands/Reset", json={"payload": {"type": "Soft"}})
    command = made(sent)
    assert (command["status"], command["answer"]) == ("rejected", {"status": "Rejected"})
    verb = await client.post(f"{path}/start", json={"id_token": CANARY, "evse_id": 1})
    started = made(verb)
    assert (started["verb"], list(started["request"])) == ("start", ["id_token", "evse_id"])
    assert CANARY not in verb.text
    page = (await client.get(f"{path}/commands?status=rejected")).json()
    assert [item["id"] for item in page["items"]] == [started["id"], command["id"]]
    assert (await client.get(f"{path}/commands/{command['id']}")).json() == command
    table = await client.get(f"{path}/commands?format=csv")
    assert CANARY not in table.text
    bodies: dict[str, dict[str, object]] = {
        "stop": {"transaction_id": "7"},
        "unlock": {"evse_id": 1},
        "reset": {"gentle": False},
        "set-availability": {"operative": False},
        "trigger": {"message": "Heartbeat"},
        "get-configuration": {"keys": ["A"]},
        "set-configuration": {"key": "A", "value": "1"},
        "clear-cache": {},
    }
    for name, body in bodies.items():
        told = made(await client.post(f"{path}/{name}", json=body))
        assert told["verb"] == name.replace("-", "_")
        assert list(told["request"]) == list(body)


async def test_windows_and_certificates_are_kept_by_hand(
    client: httpx.AsyncClient, ground: Ground
) -> None:
    body = {"location_id": str(ground.location_id), "security_profile": 1, "stations": 3}
    window = made(await client.post("/registration-windows", json=body))
    assert [w["id"] for w in (await client.get("/registration-windows")).json()] == [window["id"]]
    assert (await client.delete(f"/registration-windows/{window['id']}")).status_code == 204
    assert (await client.delete(f"/registration-windows/{window['id']}")).status_code == 404
    csr = {"station_id": str(ground.station.id), "csr": request_of("CH-1")}
    chain = made(await client.post("/certificates", json=csr))["chain"]
    assert (await client.get("/certificates/authority")).json()["chain"] in chain
    [kept] = (await client.get("/certificates?status=valid")).json()["items"]
    revoked = await client.post(f"/certificates/{kept['id']}/revoke")
    assert made(revoked)["status"] == "revoked"
    assert "revoked" in (await client.get("/certificates?format=csv")).text
    refused = await client.post("/certificates", json={**csr, "csr": request_of("CH-2")})
    assert refused.status_code == 422


async def test_every_route_turns_away_who_lacks_its_permission(
    client: httpx.AsyncClient, application: Application, ground: Ground
) -> None:
    for path, method, handler in declared_routes(application.litestar):
        if not path.startswith("/api/v1") or not isinstance(handler, HTTPRouteHandler):
            continue
        permission = permission_of(handler)
        assert permission in PERMISSIONS
        url = path.removeprefix("/api/v1").replace("{evse_id}", "1").replace("{connector_id}", "1")
        for name in ("station_id", "location_id", "command_id", "window_id", "certificate_id"):
            url = url.replace(f"{{{name}}}", str(ground.station.id))
        headers = {"Authorization": "Bearer none.such"}
        response = await client.request(method, url.replace("{action}", "Reset"), headers=headers)
        assert response.status_code == 403, (method, url)


def test_the_description_names_every_route(application: Application) -> None:
    document = openapi_document(application.litestar)
    described = document["paths"]["/api/v1/stations/{station_id}/commands/{action}"]["post"]
    assert described["x-permission"] == "stations.command"
