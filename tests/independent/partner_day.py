"""A partner that registers with a house over HTTP, and what the two then say to each other."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
from tests.independent.drivers import booted, driver_of
from tests.independent.house import House, Json
from tests.integration.roaming.fakepartner import (
    Answer,
    Asked,
    FakePartner,
    Handler,
    enveloped,
    fake_partner,
    role,
)
from tests.integration.roaming.telling import path_of, whole

from chargehouse.ocpi import codec

SITE = {
    "name": "Plaza",
    "timezone": "Europe/Madrid",
    "address": "Calle de Alcalá 1",
    "city": "Madrid",
    "country": "ES",
    "latitude": 40.418889,
    "longitude": -3.691944,
    "publish": False,
}
PRICE = {
    "currency": "EUR",
    "elements": [{"components": [{"dimension": "energy", "price": "0.39"}]}],
}
LATER = "2100-01-01T00:00:00Z"


@dataclass
class Guest:
    """The registered partner: its id in the house, and how it calls it."""

    house: House
    id: str
    url: str
    client: httpx.AsyncClient

    async def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:  # noqa: ANN401  any JSON
        """Ask below the door's version."""
        return await self.client.request(method, f"{self.url}/2.2.1/{path}", json=body)


async def a_day_of_roaming(house: House) -> None:
    """Register a partner, and have each side tell the other what it has."""
    async with fake_partner() as partner, httpx.AsyncClient(trust_env=False) as client:
        partner.special["/2.2.1/locations?offset=0&limit=200"] = refusing(house)
        partner.modules = ("credentials", "locations", "tokens")
        partner.special["/2.2.1/tokens/STRANGER2/authorize?type=RFID"] = hangs_up
        guest = await registered(house, partner, client)
        await we_tell(guest)
        await guest.ask("GET", "sender/locations")
        told = json.loads(codec.encode(whole("2.2.1", "locations")))
        put = await guest.ask("PUT", path_of("receiver/locations", told["id"]), told)
        assert put.json()["status_code"] == 1000, put.text
        pulls = f"/roaming/partners/{guest.id}/pulls"
        await house.api.post(pulls, {})
        await house.api.eventually(lambda: house.api.get(pulls), bool)
        await commands_both_ways(house, guest)
        path = f"/roaming/partners/{guest.id}/exchanges"
        await house.api.eventually(lambda: house.api.get(path), bool)
        await house.api.post(f"/roaming/partners/{guest.id}/examination")
        await a_stranger_at_a_charger(guest)
        await a_guest_at_a_charger(guest)


def refusing(house: House) -> Handler:
    """Refuse a list in words that each house hears of a partner of its own alone."""

    async def refused(_: Asked) -> Answer:
        return enveloped(None, 3100 + UUID(house.location_id).int % 800)

    return refused


async def hangs_up(_: Asked) -> Answer:
    raise ConnectionResetError


async def a_stranger_at_a_charger(guest: Guest) -> None:
    """Have the partner be asked about somebody whom nobody knows, and hang up the second time."""
    house = guest.house
    tied = {"name": "Guests", "everywhere": True, "partner_id": guest.id, "asks_unknown": True}
    agreement = await house.api.post("/agreements", tied)
    station = await house.station("ocpp1.6", "SAME-GUESTS")
    async with booted(house, station, "ocpp1.6") as charger:
        await driver_of(charger).authorise("STRANGER")
        await driver_of(charger).authorise("STRANGER2")
    await house.api.post(f"/agreements/{agreement['id']}/end")


async def a_guest_at_a_charger(guest: Guest) -> None:
    """Have the partner's driver charge where the partner was never told that it can."""
    api = guest.house.api
    card = json.loads(codec.encode(whole("2.2.1", "tokens", uid="GUESTCARD1", type="RFID")))
    put = await guest.ask("PUT", path_of("receiver/tokens", "GUESTCARD1"), card)
    assert put.json()["status_code"] == 1000, put.text
    shared = await api.client.put("/api/v1/roaming/publishing/tokens", json={"shared": "all"})
    assert shared.is_success, shared.text
    station = await guest.house.station("ocpp1.6", "SAME-GUEST")
    async with booted(guest.house, station, "ocpp1.6") as charger:
        driver = driver_of(charger)
        await driver.start("GUESTCARD1", 100)
        await driver.stop(2100)
    await api.eventually(lambda: api.get("/roaming/publishing/unsaid"), bool)


async def we_tell(guest: Guest) -> None:
    """Tell a partner a location with a charger and a tariff, which ends one day."""
    api = guest.house.api
    place = await api.post("/locations", SITE)
    station = {"code": "TOLD", "location_id": place["id"], "security_profile": 0}
    added: Json = (await api.post("/stations", station))["station"]
    path = f"/api/v1/stations/{added['id']}/connectors/1/1"
    described = await api.client.patch(path, json={"power_type": "dc"})
    assert described.is_success, described.text
    tariff = await api.post("/tariffs", {"name": "Told", "ocpi_id": "TOLD", "tariff": PRICE})
    until = {"tariff_id": tariff["id"], "location_id": place["id"], "valid_until": LATER}
    await api.post("/tariff-assignments", until)
    mine = f"/roaming/publishing/partners/{guest.id}/locations"
    shared = await api.client.put(f"/api/v1{mine}/{place['id']}", json={"shared": True})
    assert shared.is_success, shared.text

    async def told() -> list[bool]:
        return [each["told"] for each in await api.items(mine)]

    await api.eventually(told, any)


async def registered(house: House, partner: FakePartner, client: httpx.AsyncClient) -> Guest:
    """Let a partner register as a CPO and as an eMSP."""
    partner.roles = [role("NL-ROA", "EMSP"), role("NL-ROA", "CPO")]
    made = await house.api.post("/roaming/partners", {"name": "Roamer BV"})
    told: Json = await house.api.post(f"/roaming/partners/{made['id']}/invitation")
    url = told["versions_url"].removesuffix("/versions")
    client.headers["Authorization"] = f"Token {told['token']}"
    answer = await client.post(f"{url}/2.2.1/credentials", json=partner.credentials("2.2.1"))
    said = answer.json()
    assert said["status_code"] == 1000, said
    client.headers["Authorization"] = f"Token {said['data']['token']}"
    return Guest(house, made["id"], url, client)


async def commands_both_ways(house: House, guest: Guest) -> None:
    """Ask each other about sessions that the other does not have, and tell of limits."""
    stop = {"response_url": "https://roamer.example/1", "session_id": "S-1"}
    answer = (await guest.ask("POST", "receiver/commands/STOP_SESSION", stop)).json()
    assert answer["data"]["result"] == "UNKNOWN_SESSION", answer
    path = f"/roaming/partners/{guest.id}"
    await house.api.post(f"{path}/commands", {"kind": "STOP_SESSION", "session_id": "S-1"})
    asked = {"kind": "GET_PROFILE", "session_id": "S-1"}
    await house.api.post(f"{path}/charging-profiles", asked)
    limits = {
        "start_date_time": "2026-11-22T08:00:00Z",
        "charging_profile": {"charging_rate_unit": "A"},
    }
    told = (await guest.ask("PUT", "sender/chargingprofiles/S-1", limits)).json()
    assert told["status_code"] == 1000, told
