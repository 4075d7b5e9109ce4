"""A partner that registers with a house, and calls it."""

import base64
import json

import httpx
from tests.integration.roaming.conftest import Json, Roamer
from tests.integration.roaming.fakepartner import FakePartner


class Caller:
    """The partner as it calls the house; `token` in base64 unless it is to go raw."""

    def __init__(self, roamer: Roamer, token: str, *, raw: bool = False) -> None:
        self._roamer = roamer
        sent = token if raw else base64.b64encode(token.encode()).decode()
        self._headers = {"Authorization": f"Token {sent}", "X-Correlation-ID": "corr-1"}

    async def ask(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> httpx.Response:
        """Ask below the door; headers are written with underscores."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self._roamer.client.request(
            method,
            f"{self._roamer.door}/{path}",
            content=None if body is None else content,
            headers={
                **self._headers,
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
        )


async def added(roamer: Roamer, **more: object) -> str:
    answer = await roamer.client.post("/api/v1/roaming/partners", json={"name": "Roamer"} | more)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def invited(roamer: Roamer, **more: object) -> tuple[str, str]:
    """Add a partner and invite it; return its id and token A."""
    id_ = await added(roamer, **more)
    told = await roamer.client.post(f"/api/v1/roaming/partners/{id_}/invitation")
    assert told.json()["versions_url"] == f"{roamer.door}/versions", told.text
    return id_, told.json()["token"]


async def registered(
    roamer: Roamer, partner: FakePartner, version: str = "2.2.1", **more: object
) -> tuple[str, str]:
    """Let a partner register; return its id and token C."""
    id_, token = await invited(roamer, **more)
    answer = await Caller(roamer, token).ask(
        "POST", f"{version}/credentials", partner.credentials(version)
    )
    assert answer.json()["status_code"] == 1000, answer.text
    return id_, answer.json()["data"]["token"]


async def state_of(roamer: Roamer, id_: str) -> Json:
    found: Json = (await roamer.client.get(f"/api/v1/roaming/partners/{id_}")).json()
    return found


async def parties_of_partners(roamer: Roamer) -> list[str]:
    found = (await roamer.client.get("/ocpi/parties", params={"ours": "false"})).json()["items"]
    return [f"{each['country_code']}-{each['party_id']} {each['role']}" for each in found]
