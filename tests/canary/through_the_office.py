"""An administrator at work: the secrets they put in, and one of each thing that lists show."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from tests.canary.scene import Scene
from tests.independent.house import Api, Json
from tests.independent.two_tenants import NEWS, TARIFF, WEEK
from tests.integration.roaming.fakepartner import Answer, Asked, answering
from tests.integration.stations.test_certificates import request_of

EMAIL = "office@example.com"


@asynccontextmanager
async def the_office(scene: Scene) -> AsyncIterator[Api]:
    """Sign somebody in who may do everything."""
    password = scene.flock.password("office")
    added = ("account", "add", EMAIL, "--name", "Office")
    await scene.installation.command(*added, given=f"{password}\n")
    url = scene.installation.http_url
    headers = {"Origin": url}
    async with httpx.AsyncClient(
        base_url=url, headers=headers, timeout=60, trust_env=False
    ) as client:
        answer = await client.post("/api/v1/sign-in", json={"email": EMAIL, "password": password})
        client.headers["X-CSRF-Token"] = answer.raise_for_status().json()["csrf_token"]
        yield Api(client)


@asynccontextmanager
async def a_listener(scene: Scene, office: Api) -> AsyncIterator[list[str]]:
    """Hear all that webhooks tell until the end of the block."""
    heard: list[str] = []

    async def hear(asked: Asked) -> Answer:
        heard.append(asked.body.decode())
        return 200, {}, b"thanks"

    async with answering(hear) as url:
        wanted = {"url": f"{url}/hook", "event_types": ["*"]}
        made = await office.post("/webhooks", wanted)
        _keep_secret(scene, made["secret"])
        path = f"/webhooks/{made['webhook']['id']}/secret"
        turned = await office.post(path, {"old_serves_s": 600})
        _keep_secret(scene, turned["secret"])
        yield heard


def _keep_secret(scene: Scene, secret: str) -> None:
    name = f"a webhook's secret, {len(scene.flock.secrets)}"
    scene.flock.secret(name, secret.removeprefix("whsec_"))
    raw = base64.b64decode(secret.removeprefix("whsec_"))
    scene.flock.secret(f"{name}, its bytes", raw.hex())


async def by_the_office(scene: Scene, office: Api) -> None:
    await _secret_settings(scene, office)
    await _things(scene, office)
    await _people(office)


async def _secret_settings(scene: Scene, office: Api) -> None:
    password = scene.flock.password("mail")
    path = "/api/v1/settings/mail.password"
    for value, expected in ((password, 200), ([password], 422), (password * 30, 422)):
        change = {"value": value, "version": 0 if expected == 200 else 1, "reason": "As agreed."}
        answer = await office.client.patch(path, json=change)
        assert answer.status_code == expected, answer.text
        scene.errors.append(answer.text)


async def _things(scene: Scene, office: Api) -> None:
    tariff = await office.post("/tariffs", {"name": "City", "ocpi_id": "CITY", "tariff": TARIFF})
    where = {"tariff_id": tariff["id"], "station_id": scene.old["id"]}
    await office.post("/tariff-assignments", where)
    fleet = await office.post("/fleets", {"name": "Vans"})
    rule = {"effect": "allow", "everywhere": True}
    await office.post(f"/fleets/{fleet['id']}/rules", rule)
    policy = {"name": "Nights", **WEEK}
    await office.post("/access/policies", policy)
    station = {"code": "CAN-3", "location_id": scene.old["location_id"], "security_profile": 0}
    added = (await office.post("/stations", station))["station"]
    await office.post(f"/stations/{added['id']}/overrides", {"mode": "freevend"})
    window = {"location_id": scene.old["location_id"], "security_profile": 1}
    await office.post("/registration-windows", window)
    request = {"station_id": scene.old["id"], "csr": request_of("CAN-1")}
    await office.post("/certificates", request)
    await office.post("/news", NEWS)
    await office.post("/views", {"page": "stations", "name": "Mine", "query": ""})


async def _people(office: Api) -> None:
    user: Json = {"kind": "staff", "name": "Ben", "email": "ben@example.com"}
    added = await office.post("/users", user)
    denial = {
        "effect": "deny",
        "action": "users.read",
        "part": {"everywhere": True},
        "reason": "New here.",
    }
    await office.post(f"/users/{added['id']}/grants", denial)
