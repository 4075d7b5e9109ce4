"""Partners are told our locations as they are, whatever changes about them (C3, C7)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
import pytest_asyncio
from msgspec.structs import replace
from tests.integration.roaming.conftest import Ground, Roamer
from tests.integration.roaming.fakepartner import fake_partner
from tests.integration.roaming.network import Network, TaxIncluded, network_of, price_of

from chargehouse.contexts.tariffs.public import (
    PriceComponent,
    Restrictions,
    TariffElement,
)
from chargehouse.ocpi import codec
from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.v211.locations import Location as Location211
from chargehouse.ocpi.v221.locations import Location as Location221
from chargehouse.ocpi.v230.locations import Location as Location230

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def running(ground: Ground) -> AsyncIterator[None]:
    await ground.database.start()
    yield


@pytest_asyncio.fixture(loop_scope="module")
async def network(roamer: Roamer) -> AsyncIterator[Network]:
    async with fake_partner() as partner:
        yield await network_of(roamer, partner)


async def test_a_spanish_party_owns_sites_in_three_countries(network: Network) -> None:
    """C3: every object says ES and CPO; the addresses say where the sites are."""
    party = await network.roamer.party("ES-CPO")
    for name, country, zone in (
        ("Madrid", "ES", "Europe/Madrid"),
        ("Lisboa", "PT", "Europe/Lisbon"),
        ("Paris", "FR", "Europe/Paris"),
    ):
        await network.location(
            name, city=name, country=country, timezone=zone, party_id=party["id"]
        )
    await network.settle()
    told = await network.told("locations")
    assert {(each["country_code"], each["party_id"]) for each in told} == {("ES", "CPO")}
    assert {each["city"]: each["country"] for each in told} == {
        "Madrid": "ESP",
        "Lisboa": "PRT",
        "Paris": "FRA",
    }
    assert {each["operator"]["name"] for each in told} == {"Company ES-CPO"}


async def test_a_location_is_told_whole(network: Network) -> None:
    location = await network.location(name="Sol", postal_code="28014")
    station = await network.station(location, "SOL", evses=2)
    await network.connect(station)
    await network.reports(station, "Available")
    await network.settle()
    (told,) = await network.told("locations")
    assert codec.check(Location221, told)
    evses = told.pop("evses")
    now = told.pop("last_updated")
    assert told == {
        "country_code": "XX",
        "party_id": "CHG",
        "id": str(location.id),
        "publish": True,
        "name": "Sol",
        "address": "Calle de Alcalá 1",
        "city": "Madrid",
        "postal_code": "28014",
        "country": "ESP",
        "coordinates": {"latitude": "40.418889", "longitude": "-3.691944"},
        "operator": {"name": "Chargehouse"},
        "time_zone": "Europe/Madrid",
    }
    assert [(each["uid"], each["status"]) for each in evses] == [
        ("SOL-1", "AVAILABLE"),
        ("SOL-2", "UNKNOWN"),
    ]
    assert evses[0] == {
        "uid": "SOL-1",
        "evse_id": "XX*CHG*ESOL*1",
        "status": "AVAILABLE",
        "capabilities": ["REMOTE_START_STOP_CAPABLE"],
        "connectors": [
            {
                "id": "1",
                "standard": "IEC_62196_T2_COMBO",
                "format": "CABLE",
                "power_type": "DC",
                "max_voltage": 1000,
                "max_amperage": 150,
                "max_electric_power": 150_000,
                "last_updated": now,
            }
        ],
        "last_updated": now,
    }


async def test_a_change_bubbles_up_and_leaves_the_rest_as_old_as_it_was(network: Network) -> None:
    location = await network.location()
    station = await network.station(location, "BUBBLE", evses=2)
    await network.connect(station)
    await network.settle()
    before = await network.told(f"locations/{location.ocpi_id}")
    network.roamer.clock.advance(60)
    await network.reports(station, "Charging", 2)
    await network.settle()
    after = await network.told(f"locations/{location.ocpi_id}")
    assert after["last_updated"] > before["last_updated"]
    assert after["evses"][0] == before["evses"][0]
    changed = after["evses"][1]
    assert (changed["status"], changed["last_updated"]) == ("CHARGING", after["last_updated"])
    assert changed["connectors"] == before["evses"][1]["connectors"]
    network.roamer.clock.advance(60)
    await network.settle()
    assert await network.told(f"locations/{location.ocpi_id}") == after


async def test_the_status_follows_the_charger_and_its_connection(network: Network) -> None:
    location = await network.location()
    station = await network.station(location, "STATE")
    assert (await network.evse(location, "STATE-1"))["status"] == "PLANNED"
    await network.connect(station)
    assert (await network.evse(location, "state-1"))["status"] == "UNKNOWN"
    for reported, told in (
        ("Available", "AVAILABLE"),
        ("Preparing", "CHARGING"),
        ("Finishing", "BLOCKED"),
        ("Reserved", "RESERVED"),
        ("Unavailable", "INOPERATIVE"),
        ("Faulted", "OUTOFORDER"),
        ("Available", "AVAILABLE"),
    ):
        await network.reports(station, reported)
        assert (await network.evse(location, "STATE-1"))["status"] == told
    await network.reports(station, "Unavailable", 0)
    assert (await network.evse(location, "STATE-1"))["status"] == "INOPERATIVE"
    await network.disconnect(station)
    assert (await network.evse(location, "STATE-1"))["status"] == "UNKNOWN"


async def test_what_goes_away_is_removed_and_never_forgotten(network: Network) -> None:
    roamer, location = network.roamer, await network.location()
    station = await network.station(location, "GONE")
    other = await network.location("Elsewhere")
    moved = await network.station(location, "MOVED")
    await network.settle()
    await roamer.contexts.stations.remove(network.actor, station.id)
    await roamer.contexts.stations.edit(network.actor, moved.id, {"location_id": other.id})
    await network.settle()
    told = await network.told(f"locations/{location.ocpi_id}")
    assert {each["uid"]: each["status"] for each in told["evses"]} == {
        "GONE-1": "REMOVED",
        "MOVED-1": "REMOVED",
    }
    (evse,) = (await network.told(f"locations/{other.ocpi_id}"))["evses"]
    assert evse["uid"] != "MOVED-1"
    assert (evse["status"], evse["evse_id"]) == ("PLANNED", "XX*CHG*EMOVED*1")

    again = await network.station(location, "GONE")
    await network.settle()
    evses = (await network.told(f"locations/{location.ocpi_id}"))["evses"]
    assert sorted(each["status"] for each in evses) == ["PLANNED", "REMOVED", "REMOVED"]
    meant = await roamer.contexts.told_evses.meant(
        network.actor, UUID(network.partner_id), location.ocpi_id.upper()
    )
    assert [(each.station_id, each.evse_id) for each in meant] == [(again.id, 1)]
    called = await roamer.contexts.told_evses.called(network.actor, location.id, again.id, 1)
    assert called == meant[0]


async def test_what_cannot_be_said_is_not_and_the_reason_is_listed(network: Network) -> None:
    roamer = network.roamer
    nowhere = await network.location("Nowhere", address=None)
    location = await network.location("Somewhere")
    station = await network.station(location, "VAGUE", standard=None, power_type=None)
    await network.settle()
    (told,) = await network.told("locations")
    assert (told["name"], told.get("evses")) == ("Somewhere", None)
    answer = await roamer.client.get("/api/v1/roaming/publishing/omissions")
    listed = {each["name"]: (each["part"], each["reason"]) for each in answer.json()["items"]}
    assert listed == {
        "Nowhere": (None, "address: the location has none"),
        "Somewhere": (
            "VAGUE-1",
            "connector 1: neither its standard nor its kind of power is known",
        ),
    }
    await roamer.contexts.locations.edit(network.actor, nowhere.id, {"address": "Calle Mayor 1"})
    await roamer.contexts.connectors.describe(
        network.actor, station.id, 1, 1, {"power_type": "ac_3_phase", "max_power_w": 22_000}
    )
    assert (await network.evse(location, "VAGUE-1"))["connectors"][0] | {"last_updated": ""} == {
        "id": "1",
        "standard": "IEC_62196_T2",
        "format": "SOCKET",
        "power_type": "AC_3_PHASE",
        "max_voltage": 230,
        "max_amperage": 32,
        "max_electric_power": 22_000,
        "last_updated": "",
    }
    assert len(await network.told("locations")) == 2
    answer = await roamer.client.get("/api/v1/roaming/publishing/omissions")
    assert answer.json()["items"] == []
    await roamer.contexts.locations.edit(network.actor, nowhere.id, {"city": None})
    await roamer.contexts.locations.edit(network.actor, location.id, {"city": None})
    await network.settle()
    evses = [each.get("evses") or [] for each in await network.told("locations")]
    assert [each["status"] for every in evses for each in every] == ["REMOVED"]


async def test_a_location_of_another_id_or_party_is_another_one(network: Network) -> None:
    roamer, location = network.roamer, await network.location(ocpi_id="OLD")
    await network.station(location, "RENAMED")
    await network.settle()
    party = await roamer.party("ES-CPO")
    edit = roamer.contexts.locations.edit
    await edit(network.actor, location.id, {"party_id": UUID(party["id"])})
    await network.settle()
    await edit(network.actor, location.id, {"ocpi_id": "NEW"})
    await network.settle()
    told = [
        (each["country_code"], each["id"], each["evses"][0]["status"])
        for each in await network.told("locations")
    ]
    assert told == [
        ("XX", "OLD", "REMOVED"),
        ("ES", "OLD", "REMOVED"),
        ("ES", "NEW", "PLANNED"),
    ]


async def test_tariffs_that_hold_are_named_by_their_connectors(network: Network) -> None:
    roamer, location = network.roamer, await network.location()
    station = await network.station(location, "PRICED", evses=2)
    assign, now = roamer.contexts.tariff_assignments.assign, roamer.clock.now()
    common = await network.tariff("Common", ocpi_id="COMMON")
    night = await network.tariff("Night", ocpi_id="NIGHT")
    await assign(network.actor, common.id)
    await assign(
        network.actor,
        night.id,
        station_id=station.id,
        evse_id=2,
        connector_id=1,
        valid_from=now + timedelta(hours=1),
        valid_until=now + timedelta(hours=2),
    )

    async def named() -> list[list[str]]:
        await network.settle()
        told = await network.told(f"locations/{location.ocpi_id}")
        return [each["connectors"][0].get("tariff_ids") for each in told["evses"]]

    assert await named() == [["COMMON"], ["COMMON"]]
    assert [each["id"] for each in await network.told("tariffs")] == ["COMMON"]
    roamer.clock.advance(3600)
    assert await named() == [["COMMON"], ["NIGHT"]]
    assert [each["id"] for each in await network.told("tariffs")] == ["COMMON", "NIGHT"]
    roamer.clock.advance(3600)
    assert await named() == [["COMMON"], ["COMMON"]]
    assert [each["id"] for each in await network.told("tariffs")] == ["COMMON"]
    await roamer.contexts.tariffs.archive(network.actor, common.id)
    assert await named() == [None, None]
    assert await network.told("tariffs") == []


async def test_a_tariff_that_cannot_be_said_is_named_nowhere(network: Network) -> None:
    roamer, location = network.roamer, await network.location()
    await network.station(location, "TAXED")
    unknown = TariffElement((PriceComponent("energy", Decimal("0.59")),))
    taxed = replace(price_of("0.59", tax_included="yes"), elements=(unknown,))
    tariff = await network.tariff("Taxed", taxed)
    await roamer.contexts.tariff_assignments.assign(
        network.actor, tariff.id, location_id=location.id
    )
    connector = (await network.evse(location, "TAXED-1"))["connectors"][0]
    assert "tariff_ids" not in connector
    assert await network.told("tariffs") == []
    answer = await roamer.client.get("/api/v1/roaming/publishing/omissions?module=tariffs")
    (omission,) = answer.json()["items"]
    assert (omission["name"], omission["part"]) == ("Taxed", None)
    assert "tax" in omission["reason"]
    await roamer.contexts.tariffs.change(network.actor, tariff.id, {"tariff": price_of("0.49")})
    connector = (await network.evse(location, "TAXED-1"))["connectors"][0]
    assert connector["tariff_ids"] == [tariff.ocpi_id]
    (told,) = await network.told("tariffs")
    assert told["elements"][0]["price_components"][0] == {
        "type": "ENERGY",
        "price": 0.49,
        "vat": 21,
        "step_size": 1,
    }


@pytest.mark.parametrize(
    ("included", "told_as", "price_then"), [("yes", "YES", 0.5), ("not_applicable", "N/A", 0.605)]
)
async def test_taxes_in_prices_are_said_where_there_is_a_word_for_it(
    network: Network, included: TaxIncluded, told_as: str, price_then: float
) -> None:
    """2.3.0 is told the price as it is; 2.2.1 without what is in it."""
    location = await network.location()
    await network.station(location, "GROSS")
    gross = price_of("0.605", tax_included=included)
    if included == "not_applicable":
        gross = replace(
            gross, elements=(TariffElement((PriceComponent("energy", Decimal("0.605")),)),)
        )
    tariff = await network.tariff("Gross", gross)
    await network.roamer.contexts.tariff_assignments.assign(
        network.actor, tariff.id, location_id=location.id
    )
    connector = (await network.evse(location, "GROSS-1"))["connectors"][0]
    assert connector["tariff_ids"] == [tariff.ocpi_id]
    answer = await network.caller.ask("GET", "2.3.0/sender/tariffs")
    (new,) = answer.json()["data"]
    assert new["tax_included"] == told_as
    (component,) = new["elements"][0]["price_components"]
    assert component["price"] == 0.605
    (old,) = await network.told("tariffs")
    assert "tax_included" not in old
    (component,) = old["elements"][0]["price_components"]
    assert component["price"] == price_then
    assert ("vat" in component) == (included == "yes")


async def test_partners_are_told_what_a_reservation_costs_either_way(network: Network) -> None:
    """Used, or not: both are billed."""
    roamer, location = network.roamer, await network.location()
    await network.station(location, "HELD")
    plain = price_of("0.59")
    price = (PriceComponent("time", Decimal(6)),)
    kept = TariffElement(price, Restrictions(reservation="reservation"))
    expired = TariffElement(price, Restrictions(reservation="reservation_expires"))
    whole = replace(plain, elements=(kept, expired, *plain.elements))
    tariff = await network.tariff("Held", whole)
    await roamer.contexts.tariff_assignments.assign(
        network.actor, tariff.id, location_id=location.id
    )
    connector = (await network.evse(location, "HELD-1"))["connectors"][0]
    assert connector["tariff_ids"] == [tariff.ocpi_id]
    (told,) = await network.told("tariffs")
    said = [each.get("restrictions", {}).get("reservation") for each in told["elements"]]
    assert said == ["RESERVATION", "RESERVATION_EXPIRES", None]
    answer = await roamer.client.get("/api/v1/roaming/publishing/omissions?module=tariffs")
    assert answer.json()["items"] == []


async def test_a_rebuild_says_everything_as_it_is(network: Network) -> None:
    roamer = network.roamer
    await network.location()
    await roamer.rows("UPDATE locations SET name = 'Silently' WHERE tenant_id = $1 RETURNING id")
    answer = await roamer.client.post("/api/v1/roaming/publishing/rebuild")
    assert answer.json() == {"due": 1}
    while await roamer.contexts.renewing.round():
        pass
    assert [each["name"] for each in await network.told("locations")] == ["Silently"]


async def test_what_fails_is_put_off_and_holds_nothing_else_up(network: Network) -> None:
    roamer, damaged = network.roamer, await network.location("Damaged")
    await network.settle()
    await roamer.rows("UPDATE publications SET document = 'x' WHERE tenant_id = $1 RETURNING id")
    sound = await network.location("Sound")
    await roamer.contexts.locations.edit(network.actor, damaged.id, {"name": "Mended"})
    await network.settle()
    assert (await network.told(f"locations/{sound.ocpi_id}"))["name"] == "Sound"
    await roamer.rows("DELETE FROM publications WHERE tenant_id = $1 AND document = 'x'")
    assert await network.roamer.contexts.renewing.round() == 0
    roamer.clock.advance(300)
    await network.settle()
    assert (await network.told(f"locations/{damaged.ocpi_id}"))["name"] == "Mended"


@pytest.mark.parametrize(
    ("version", "path", "made"),
    [
        ("2.1.1", "2.1.1/locations", Location211),
        ("2.2.1", "2.2.1/sender/locations", Location221),
        ("2.3.0", "2.3.0/sender/locations", Location230),
    ],
)
async def test_each_version_is_told_in_its_own_words(
    roamer: Roamer, version: str, path: str, made: type[OcpiObject]
) -> None:
    async with fake_partner() as partner:
        network = await network_of(roamer, partner, version)
        location = await network.location()
        await network.station(location, "WORDS")
        await network.settle()
        answer = await network.caller.ask("GET", path)
        (told,) = answer.json()["data"]
        assert codec.check(made, told)
        for part in ("", "/WORDS-1", "/WORDS-1/1"):
            answer = await network.caller.ask("GET", f"{path}/{location.ocpi_id}{part}")
            assert answer.json()["status_code"] == 1000, answer.text
        for part in ("/WORDS-2", "/WORDS-1/2", "/WORDS-1/1/1"):
            answer = await network.caller.ask("GET", f"{path}/{location.ocpi_id}{part}")
            assert answer.status_code == 404, answer.text
