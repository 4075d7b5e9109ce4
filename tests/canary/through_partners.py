"""Canaries put in by a roaming partner, and by chargers that the partner is asked about."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from tests.canary.scene import NOW, Scene
from tests.independent.house import Json
from tests.integration.roaming.fakepartner import (
    Answer,
    Asked,
    FakePartner,
    answering,
    enveloped,
    role,
)
from tests.integration.roaming.telling import path_of, whole

from chargehouse.ocpi import codec

OURS = ("tokens", "sessions", "cdrs", "commands", "locations")
"""What the partner has both sides of."""


@dataclass
class Guest:
    """The registered partner: its id in the house, and how it calls it."""

    scene: Scene
    partner: FakePartner
    id: str
    url: str
    client: httpx.AsyncClient

    async def ask(self, method: str, path: str, body: object = None) -> Json:
        """Ask below the door's version; what is answered is the partner's own to know."""
        sent = body if isinstance(body, bytes) else codec.encode(body)
        answer = await self.client.request(
            method, f"{self.url}/2.2.1/{path}", content=None if body is None else sent
        )
        said: Json = answer.json()
        return said

    async def told(self, method: str, path: str, body: object = None) -> None:
        """Tell something, which is taken."""
        said = await self.ask(method, path, body)
        assert said["status_code"] == 1000, said

    async def refused(self, method: str, path: str, body: object = None) -> None:
        """Tell something that is not taken; keep what is said of it."""
        said = await self.ask(method, path, body)
        assert said["status_code"] != 1000, said
        self.scene.errors.append(json.dumps(said))


def card(scene: Scene, door: str, **more: object) -> Json:
    """Return a token of the partner's, each of whose names is a canary."""
    named = {name: scene.flock.tag(f"{door} {name}") for name in ("group_id", "visual_number")}
    contracts = {"contract_id": scene.flock.tag(f"{door} contract")}
    supplier = {
        "supplier_name": "Green",
        "contract_id": scene.flock.tag(f"{door} energy contract"),
    }
    said: Json = {**named, **contracts, "energy_contract": supplier, "valid": True, **more}
    return whole("2.2.1", "tokens", uid=scene.flock.tag(door), type="RFID", **said)


def charged(scene: Scene, door: str) -> Json:
    """Return what a session says of who charged."""
    return {
        "country_code": "NL",
        "party_id": "ROA",
        "uid": scene.flock.tag(door),
        "type": "RFID",
        "contract_id": scene.flock.tag(f"{door} contract"),
    }


@asynccontextmanager
async def a_partner(scene: Scene) -> AsyncIterator[Guest]:
    """Let a partner register, which answers until the end of the block."""
    partner = FakePartner(modules=("credentials", *OURS), receives=OURS)
    partner.token = scene.flock.secret("a partner's token", scene.flock.password("partner"))
    partner.roles = [role("NL-ROA", "EMSP"), role("NL-ROA", "CPO")]
    known = {scene.flock.tag(door): door for door in ("asked of a partner", "partner")}

    async def answer(asked: Asked) -> Answer:
        door = known.get(asked.path.split("/")[3]) if "/authorize" in asked.path else None
        if door is not None:
            said = {"allowed": "ALLOWED", "token": card(scene, door)}
            return enveloped(json.loads(codec.encode(said)))
        if asked.path.partition("?")[0] == "/2.2.1/tokens":
            return enveloped([json.loads(codec.encode(card(scene, "pulled")))])
        if asked.path.startswith("/2.2.1/receiver/"):
            return enveloped(None)
        return await partner.answer(asked)

    async with answering(answer) as partner.url, httpx.AsyncClient(trust_env=False) as client:
        made = await scene.api.post("/roaming/partners", {"name": "Roamer BV"})
        told = await scene.api.post(f"/roaming/partners/{made['id']}/invitation")
        url = told["versions_url"].removesuffix("/versions")
        first = scene.flock.secret("an invitation", told["token"])
        client.headers["Authorization"] = f"Token {first}"
        answered = await client.post(f"{url}/2.2.1/credentials", json=partner.credentials("2.2.1"))
        mine = answered.json()["data"]["token"]
        client.headers["Authorization"] = f"Token {scene.flock.secret('a token of ours', mine)}"
        yield Guest(scene, partner, made["id"], url, client)


async def by_partners(guest: Guest) -> None:
    await by_tokens(guest)
    await by_charges(guest)
    await by_orders(guest)
    await by_strangers_at_the_door(guest)


async def by_tokens(guest: Guest) -> None:
    """Tell of drivers, be read of them, ask about ours, and have strangers asked about."""
    scene, tag = guest.scene, guest.scene.flock.tag
    uid = tag("partner")
    await guest.told("PUT", path_of("receiver/tokens", uid), card(scene, "partner"))
    again = {"valid": False, "group_id": tag("partner patch"), "last_updated": NOW}
    await guest.told("PATCH", path_of("receiver/tokens", uid), again)
    await guest.told("PUT", path_of("receiver/tokens", uid), card(scene, "partner"))
    await guest.told("GET", path_of("receiver/tokens", uid))
    other = card(scene, "partner other")
    await guest.refused("PUT", path_of("receiver/tokens", tag("partner wrong path")), other)
    await guest.refused("PUT", path_of("receiver/tokens", uid), {**other, "uid": [uid]})
    long = tag("partner too long") * 5
    await guest.refused("PUT", path_of("receiver/tokens", long), {**other, "uid": long})
    await guest.refused("PUT", path_of("receiver/tokens", uid), f'{{"uid": "{uid}'.encode())
    await guest.refused("PUT", path_of("receiver/tokens", uid), [tag("partner list")])
    await guest.refused("GET", path_of("receiver/tokens", tag("partner unknown")))
    shared = {"shared": "all"}
    answer = await scene.api.client.put("/api/v1/roaming/publishing/tokens", json=shared)
    assert answer.is_success, answer.text
    await guest.told("GET", "sender/tokens")
    await guest.ask("POST", f"sender/tokens/{tag('rest')}/authorize?type=RFID")
    await guest.refused("POST", f"sender/tokens/{tag('partner asks')}/authorize?type=RFID")
    tied = {"name": "Guests", "everywhere": True, "partner_id": guest.id, "asks_unknown": True}
    made = await scene.api.post("/agreements", tied)
    fed = f"/agreements/{made['id']}/identifiers"
    await scene.api.eventually(lambda: scene.api.items(fed), bool)
    path = f"/roaming/partners/{guest.id}/pulls"
    await scene.api.post(path, {})
    await scene.api.eventually(lambda: scene.api.get(path), bool)


async def by_charges(guest: Guest) -> None:
    """Tell of what our drivers are said to have charged."""
    scene = guest.scene
    session = whole("2.2.1", "sessions", id="S-1", cdr_token=charged(scene, "partner session"))
    await guest.told("PUT", path_of("receiver/sessions", "S-1"), session)
    more = {"cdr_token": charged(scene, "partner session patch"), "last_updated": NOW}
    await guest.told("PATCH", path_of("receiver/sessions", "S-1"), more)
    wrong = {**session, "cdr_token": {**charged(scene, "partner wrong session"), "type": 1}}
    await guest.refused("PUT", path_of("receiver/sessions", "S-1"), wrong)
    cdr = whole("2.2.1", "cdrs", id="C-1", cdr_token=charged(scene, "partner cdr"))
    await guest.told("POST", "receiver/cdrs", cdr)
    await guest.refused("POST", "receiver/cdrs", {**cdr, "cdr_token": [cdr["cdr_token"]]})
    place = whole("2.2.1", "locations", id="L-1")
    await guest.told("PUT", path_of("receiver/locations", "L-1"), place)
    tariff = whole("2.2.1", "tariffs", id="T-1")
    await guest.told("PUT", path_of("receiver/tariffs", "T-1"), tariff)


async def by_orders(guest: Guest) -> None:
    """Order our chargers to be started, and be ordered to start one."""
    scene = guest.scene
    back = f"{guest.partner.url}/2.2.1/receiver/answers/1"
    place = {"response_url": back, "location_id": "NOWHERE"}
    start = {**place, "token": card(scene, "partner start")}
    await guest.ask("POST", "receiver/commands/START_SESSION", start)
    reserve = {**place, "expiry_date": NOW, "reservation_id": "R-1"}
    told = card(scene, "partner reserve")
    await guest.ask("POST", "receiver/commands/RESERVE_NOW", {**reserve, "token": told})
    wrong = {**start, "token": {**card(scene, "partner wrong start"), "type": 1}}
    await guest.refused("POST", "receiver/commands/START_SESSION", wrong)
    sought = await scene.api.post("/identifiers/search", {"value": scene.flock.tag("rest")})
    [ours] = sought["items"]
    path = f"/api/v1/roaming/partners/{guest.id}"
    for kind, order in (
        ("commands", {"kind": "START_SESSION", "location_id": "L-1", "identifier_id": ours["id"]}),
        ("commands", {"kind": "STOP_SESSION", "session_id": "S-1"}),
        ("charging-profiles", {"kind": "GET_PROFILE", "session_id": "S-1"}),
    ):
        answer = await scene.api.client.post(f"{path}/{kind}", json=order)
        assert answer.status_code < 500, answer.text
        scene.errors.append(answer.text)
    limits = {"start_date_time": NOW, "charging_profile": {"charging_rate_unit": "A"}}
    await guest.told("PUT", "sender/chargingprofiles/S-1", limits)


async def by_strangers_at_the_door(guest: Guest) -> None:
    """Knock with tokens that nobody was given."""
    tag = guest.scene.flock.tag
    for token in (tag("stranger's token"), f"{tag('stranger twice')} again"):
        headers = {"Authorization": f"Token {token}"}
        path = path_of("receiver/tokens", tag("stranger"))
        answer = await guest.client.put(f"{guest.url}/2.2.1/{path}", content=b"{", headers=headers)
        assert answer.is_client_error, answer.text
        guest.scene.errors.append(answer.text)
