from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import msgspec
import pytest
from tests.integration.sessions.conftest import NOON, TAG, Ground

from chargehouse.contexts.sessions.endpoints import CONTROLLERS
from chargehouse.contexts.sessions.public import Identification
from chargehouse.contexts.sessions.service import (
    SessionFigures,
    SessionRepairs,
    UtilisationService,
)
from chargehouse.contexts.stations.service import StationDirectory
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.application import build_application
from chargehouse.platform.metrics import Metrics


class Everybody:
    """Takes the token for the permissions that it holds."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    async def authenticate(self, bearer: str) -> Actor:
        return Actor(
            "token", self._ground.tenant_id, "test", permissions=frozenset(bearer.split(","))
        )


@pytest.fixture
async def client(ground: Ground) -> AsyncIterator[httpx.AsyncClient]:
    app = build_application(
        list(CONTROLLERS),
        authenticator=Everybody(ground),
        clock=ground.clock,
        ids=ground.ids,
        metrics=Metrics(),
        version="1",
        max_body_bytes=10_000,
        dependencies={
            "session_history": ground.history(),
            "session_figures": SessionFigures(ground.database, StationDirectory(ground.database)),
            "utilisation": UtilisationService(ground.database, StationDirectory(ground.database)),
            "session_repairs": SessionRepairs(ground.database, ground.clock),
        },
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(
        transport=transport,
        base_url="http://house/api/v1/sessions",
        headers={"Authorization": "Bearer *"},
    ) as made:
        yield made


async def test_a_session_is_listed_read_drawn_and_exported(
    ground: Ground, client: httpx.AsyncClient
) -> None:
    service = ground.service()
    ref = await service.apply(ground.tenant_id, ground.start())
    assert ref is not None
    await service.apply(ground.tenant_id, ground.meter(1, ref.transaction_id, 2500))
    listed = (await client.get("", params={"open": "true", "status": "charging"})).json()
    assert [item["id"] for item in listed["items"]] == [str(ref.session_id)]
    assert listed["items"][0]["energy_wh"] == 1500
    assert "state" not in listed["items"][0]
    read = (await client.get(f"/{ref.session_id}")).json()
    assert (read["masked"], read["transaction_id"]) == ("04••••1F", ref.transaction_id)
    [reading] = (await client.get(f"/{ref.session_id}/readings")).json()
    assert (reading["energy_wh"], reading["signed"]) == (2500, False)
    assert reading["samples"] == [{"value": "2.5", "unit": "kWh"}]
    [line] = (await client.get(f"/{ref.session_id}/curve")).json()["series"]
    assert (line["measurand"], line["unit"]) == ("Energy.Active.Import.Register", "Wh")
    assert (line["values"], line["points"]) == (["2500.0"], 1)
    lines = (await client.get("", params={"format": "csv"})).text.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("id,station_id,station_code")
    curve = (await client.get(f"/{ref.session_id}/readings", params={"format": "csv"})).text
    assert len(curve.splitlines()) == 2
    assert (await client.get(f"/{ref.session_id}/signed-values")).json() == []


async def test_sessions_are_found_by_identifier_in_any_case(
    ground: Ground, client: httpx.AsyncClient
) -> None:
    hashed = ground.keyring.identifier_hash(ground.tenant_id, "04AA")
    start = msgspec.structs.replace(
        ground.start(), identification=Identification(identifier_hash=hashed, masked="m")
    )
    await ground.service().apply(ground.tenant_id, start)
    found = (await client.post("/search", json={"identifier": " 04aa"})).json()
    assert len(found["items"]) == 1
    other = (await client.post("/search", json={"identifier": TAG.decode()})).json()
    assert other["items"] == []


async def test_a_repair_over_http_answers_with_what_it_made(
    ground: Ground, client: httpx.AsyncClient
) -> None:
    ref = await ground.service().apply(ground.tenant_id, ground.start())
    assert ref is not None
    ground.clock.advance(600)
    body = {"reason": "charger_gone", "ended_at": (NOON + timedelta(minutes=5)).isoformat()}
    answer = await client.post(f"/{ref.session_id}/repair", json=body)
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["resolution"]) == ("terminated", "charger_gone")
    again = await client.post(f"/{ref.session_id}/repair", json=body)
    assert again.status_code == 409
    assert "nothing_to_repair" in again.text
    absent = await client.post(f"/{ground.ids.new()}/repair", json=body)
    assert absent.status_code == 404
    assert "session_not_found" in absent.text


@pytest.mark.parametrize(
    ("permissions", "path", "status"),
    [
        ("sessions.read", "", 200),
        ("sessions.read", "?format=csv", 403),
        ("sessions.read,sessions.export", "?format=csv", 200),
        ("stations.read", "", 403),
        ("sessions.read", "?sort=energy", 422),
        ("sessions.read", "?status=unheard", 422),
        ("sessions.read", "?from=2026-11-20T12:00:00", 422),
        ("sessions.read", "?from=2026-11-20T12:00:00Z&to=2026-11-20T13:00:00Z", 200),
    ],
)
async def test_a_token_reaches_what_it_may(
    client: httpx.AsyncClient, permissions: str, path: str, status: int
) -> None:
    headers = {"Authorization": f"Bearer {permissions}"}
    answer = await client.get(path, headers=headers)
    assert answer.status_code == status
