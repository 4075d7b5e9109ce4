"""A registered partner on this machine, which tells the house what is its own."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import httpx
from tests.browser.house import House
from tests.integration.roaming.fakepartner import (
    Answer,
    Asked,
    FakePartner,
    Json,
    enveloped,
    fake_partner,
    role,
)
from tests.integration.roaming.telling import path_of

from chargehouse.ocpi import codec

MODULES = ("credentials", "locations", "tariffs", "sessions", "cdrs")


@dataclass
class Teller:
    """A partner that registered as NL-ROA, CPO and eMSP; its id in the house."""

    id: str
    partner: FakePartner
    client: httpx.Client

    def tell(self, method: str, module: str, body: Json, *ids: str) -> None:
        """Send an object of its own, or a part of one."""
        path = path_of(f"receiver/{module}", *ids) if ids else f"receiver/{module}"
        self.send(method, path, body)

    def send(self, method: str, path: str, body: Json) -> None:
        """Send something, below the door or to an address that it was given."""
        answer = self.client.request(
            method, path, content=codec.encode(body), headers={"Content-Type": "application/json"}
        )
        if answer.json()["status_code"] != 1000:
            raise AssertionError(answer.text)

    def takes(self, path: str) -> list[str]:
        """Take on what is asked below an address; return where results are to go, as they come."""
        results: list[str] = []

        async def taken(asked: Asked) -> Answer:
            given = parse_qs(urlsplit(asked.path).query).get("response_url")
            results.append(given[0] if given else json.loads(asked.body)["response_url"])
            return enveloped({"result": "ACCEPTED", "timeout": 30})

        self.partner.special[path] = taken
        return results


@contextmanager
def telling(house: House, name: str, receives: tuple[str, ...] = ()) -> Iterator[Teller]:
    """Let a partner register in 2.2.1, and listen until the end of the block.

    It has the receiver's side of what it `receives`.
    """
    serving = fake_partner()
    partner = house.background.run(serving.__aenter__())
    partner.roles = [role("NL-ROA", "CPO"), role("NL-ROA", "EMSP")]
    partner.modules = MODULES
    partner.receives = receives
    try:
        with house.api() as api, httpx.Client(trust_env=False, timeout=60) as client:
            made = api.post("/api/v1/roaming/partners", json={"name": name})
            id_ = str(made.raise_for_status().json()["id"])
            told = api.post(f"/api/v1/roaming/partners/{id_}/invitation").raise_for_status().json()
            client.base_url = told["versions_url"].replace("versions", "2.2.1")
            client.headers["Authorization"] = f"Token {told['token']}"
            answer = client.post("credentials", json=partner.credentials("2.2.1")).json()
            client.headers["Authorization"] = f"Token {answer['data']['token']}"
            yield Teller(id_, partner, client)
    finally:
        house.background.run(serving.__aexit__(None, None, None))
