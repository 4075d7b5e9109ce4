"""A Spanish CPO has sites in Madrid, Lisbon and Paris: whatever partners are told is ES and CPO.

Only the addresses say where a site stands (C3).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from tests.integration.charging import PLAIN
from tests.integration.roaming.conftest import Ground, Json
from tests.integration.roaming.driving import Yard, with_connector
from tests.integration.roaming.telling import teller
from tests.integration.roaming.test_parties import site

from chargehouse.contexts.tariffs.public import TariffDocument

pytestmark = pytest.mark.asyncio(loop_scope="module")

ADDRESSES = {"Madrid": "ESP", "Lisbon": "PRT", "Paris": "FRA"}
LOCATIONS = "/ocpi/cpo/2.2.1/locations"


@asynccontextmanager
async def sites(ground: Ground, version: str) -> AsyncIterator[dict[str, Yard]]:
    """Let ES-CPO have three sites, each with a charger and a tariff, beside a default party."""
    async with teller(ground, version) as made:
        client, contexts, actor = made.roamer.client, made.roamer.contexts, made.roamer.actor
        owner = UUID((await made.roamer.party("ES-CPO"))["id"])
        found = {}
        for city in ADDRESSES:
            posted = await client.post(f"{LOCATIONS}/ES-CPO", json=site(city, publish=True))
            assert posted.is_success, posted.text
            [place] = [
                each
                for each in (await client.get("/api/v1/locations")).json()["items"]
                if each["city"] == city
            ]
            station = await contexts.stations.add(
                actor,
                code=f"{city.upper()}-1",
                name=None,
                location_id=UUID(place["id"]),
                security_profile=1,
                password="a-password-of-a-station",
            )
            tariff = await contexts.tariffs.add(
                actor, TariffDocument(name=city, tariff=PLAIN), party_id=owner
            )
            await contexts.tariff_assignments.assign(
                actor, tariff.id, location_id=UUID(place["id"])
            )
            found[city] = Yard(made, UUID(place["id"]), station.id)
            await with_connector(found[city])
        yield found


@pytest.mark.parametrize("version", ["2.2.1", "2.3.0"])
async def test_every_object_of_every_site_is_the_partys(ground: Ground, version: str) -> None:
    async with sites(ground, version) as found:
        first = found["Madrid"]
        await first.knows()
        await first.follow()
        for city, at in found.items():
            await at.start(city)
        first.passes(minutes=30)
        for city, at in found.items():
            await at.ends(city, 7000)
        await first.follow()
        told = {
            module: await first.listed(module)
            for module in ("locations", "tariffs", "sessions", "cdrs")
        }
        assert {module: len(items) for module, items in told.items()} == dict.fromkeys(told, 3)
        for module, items in told.items():
            owners = {(each["country_code"], each["party_id"]) for each in items}
            assert owners == {("ES", "CPO")}, module
        places = {each["id"]: each for each in told["locations"]}
        assert {each["city"]: each["country"] for each in places.values()} == ADDRESSES
        of_session = {each["id"]: each["location_id"] for each in told["sessions"]}
        assert set(of_session.values()) == set(places)
        for cdr in told["cdrs"]:
            check_cdr(cdr, places[of_session[cdr["session_id"]]], told["tariffs"])


def check_cdr(cdr: Json, place: Json, tariffs: list[Json]) -> None:
    """Check that a CDR is of its session's place, and by the tariff of that place."""
    said = cdr["cdr_location"]
    assert said["id"] == place["id"]
    assert (said["city"], said["country"]) == (place["city"], place["country"])
    assert said["evse_id"].startswith("ES*CPO*E")
    [tariff] = cdr["tariffs"]
    assert (tariff["country_code"], tariff["party_id"]) == ("ES", "CPO")
    assert tariff["id"] in {each["id"] for each in tariffs}
    assert tariff["id"] in place["evses"][0]["connectors"][0]["tariff_ids"]
    assert {each["tariff_id"] for each in cdr["charging_periods"]} == {tariff["id"]}
    assert cdr["total_energy"] == 7
    assert timedelta(hours=float(cdr["total_time"])) == timedelta(minutes=30)
