"""Parties of a tenant, the default one, and what belongs to them (C1 to C4)."""

import pytest
from tests.integration.roaming.conftest import Json, Roamer

from chargehouse.app.wiring import chosen_party
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.errors import Forbidden
from chargehouse.platform.settings import (
    DefaultPartyCompany,
    DefaultPartySettings,
    OcpiSettings,
    Settings,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

PARTIES = ("/ocpi/parties", "/api/v1/roaming/parties")
LOCATIONS = ("/ocpi/cpo/2.2.1/locations", "/api/v1/roaming/locations")
TARIFF = {
    "currency": "EUR",
    "elements": [{"components": [{"dimension": "energy", "price": "0.39"}]}],
}
SITES = {
    "Madrid": ("ESP", "Europe/Madrid", "40.416775", "-3.703790"),
    "Lisbon": ("PRT", "Europe/Lisbon", "38.722252", "-9.139337"),
    "Paris": ("FRA", "Europe/Paris", "48.856613", "2.352222"),
}


def site(city: str, **more: object) -> Json:
    country, zone, latitude, longitude = SITES[city]
    return {
        "name": f"{city} Centro",
        "address": "Calle Mayor 1",
        "city": city,
        "country": country,
        "coordinates": {"latitude": latitude, "longitude": longitude},
        "time_zone": zone,
        **more,
    }


@pytest.mark.parametrize("path", PARTIES)
async def test_a_tenant_begins_with_a_placeholder_for_its_default_party(
    roamer: Roamer, path: str
) -> None:
    """C2."""
    party = (await roamer.client.get(f"{path}/default")).json()
    assert (party["country_code"], party["party_id"], party["role"]) == ("XX", "CHG", "CPO")
    assert (party["is_default"], party["provisional"]) == (True, True)
    listed = (await roamer.client.get(path)).json()
    assert [each["id"] for each in listed["items"]] == [party["id"]]


async def test_the_first_tenants_default_party_is_what_the_installation_was_told(
    roamer: Roamer,
) -> None:
    """C2: at first start, and never again."""
    told = Settings(
        ocpi=OcpiSettings(
            default_party=DefaultPartySettings(
                country_code="ES",
                party_id="TWK",
                business_details=DefaultPartyCompany(name="Watts", website="https://watts.example"),
            )
        )
    )
    place = await roamer.contexts.locations.add(roamer.actor, name="Depot", timezone="UTC")
    begun = await roamer.contexts.parties.begin_with(roamer.actor, chosen_party(told))
    assert (str(begun.key), begun.provisional, begun.id) == ("ES-TWK", False, place.party_id)
    assert begun.business_details.website == "https://watts.example"
    other = Settings(
        ocpi=OcpiSettings(default_party=DefaultPartySettings(country_code="FR", party_id="OTH"))
    )
    again = await roamer.contexts.parties.begin_with(roamer.actor, chosen_party(other))
    assert str(again.key) == "ES-TWK"


async def test_each_tenant_has_a_default_party_of_its_own(roamer: Roamer) -> None:
    south = await roamer.contexts.tenants.create("south")
    theirs = await roamer.contexts.parties.default(system_actor("console", south.id, "test"))
    ours = await roamer.contexts.parties.default(roamer.actor)
    assert theirs.id != ours.id
    assert str(theirs.key) == "XX-CHG"


@pytest.mark.parametrize("path", PARTIES)
async def test_parties_are_added_described_and_found_in_any_case(roamer: Roamer, path: str) -> None:
    """C1: unique without regard to case, the case kept."""
    sent = {
        "country_code": "es",
        "party_id": "Twk",
        "role": "CPO",
        "business_details": {"name": "Watts", "website": "https://watts.example"},
    }
    added = await roamer.client.post(path, json=sent)
    assert added.status_code == 201, added.text
    again = await roamer.client.post(
        path,
        json={**sent, "country_code": "ES", "party_id": "TWK", "business_details": {"name": "W"}},
    )
    assert (again.status_code, again.json()["id"]) == (200, added.json()["id"])
    assert again.json()["country_code"] == "es"
    assert again.json()["business_details"] == {"name": "W"}
    await roamer.client.post(path, json={**sent, "role": "EMSP"})
    found = (await roamer.client.get(f"{path}/ES/TWK")).json()
    assert [(each["party_id"], each["role"]) for each in found] == [("Twk", "CPO"), ("Twk", "EMSP")]
    assert await roamer.told("party.") == ["party.added", "party.changed", "party.added"]


async def test_parties_are_listed_by_role_and_by_parts(roamer: Roamer) -> None:
    for name in ("FR-BBB", "DE-AAA", "DE-AAB"):
        await roamer.party(name)
    await roamer.party("NL-EMS", "EMSP")
    of_role = await roamer.client.get("/ocpi/parties", params={"role": "EMSP"})
    assert [each["party_id"] for each in of_role.json()["items"]] == ["EMS"]
    part = await roamer.client.get("/ocpi/parties", params={"offset": 1, "limit": 2})
    assert [each["party_id"] for each in part.json()["items"]] == ["AAB", "BBB"]
    assert (part.json()["total"], part.headers["X-Total-Count"]) == (5, "5")
    for wrong in ({"role": "BOSS"}, {"limit": 0}, {"offset": -1}):
        assert (await roamer.client.get("/ocpi/parties", params=wrong)).status_code == 422


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("country_code", "ESP"),
        ("country_code", "E1"),
        ("party_id", "TW"),
        ("party_id", "T-K"),
        ("role", "BOSS"),
        ("business_details", {"name": ""}),
        ("business_details", {"name": "x" * 101}),
        ("business_details", {"website": "https://nameless.example"}),
    ],
)
async def test_a_party_that_cannot_be_is_refused_and_the_field_named(
    roamer: Roamer, field: str, value: object
) -> None:
    sent = {
        "country_code": "ES",
        "party_id": "TWK",
        "role": "CPO",
        "business_details": {"name": "Watts"},
        field: value,
    }
    answer = await roamer.client.post("/ocpi/parties", json=sent)
    assert answer.status_code == 422, answer.text
    assert field in answer.text
    if value == "ESP":
        assert "write ES" in answer.text
    assert (await roamer.client.get("/ocpi/parties")).json()["total"] == 1


async def test_only_who_may_edit_parties_does(roamer: Roamer) -> None:
    reader = Actor("token", roamer.actor.tenant_id, "r", permissions=frozenset({"parties.read"}))
    default = await roamer.contexts.parties.default(reader)
    with pytest.raises(Forbidden):
        await roamer.contexts.parties.choose_default(reader, default.key)


async def test_the_default_party_is_chosen_among_our_cpos(roamer: Roamer) -> None:
    """C2."""
    await roamer.party("ES-TWK")
    await roamer.party("NL-EMS", "EMSP")

    async def choose(country_code: str, party_id: str) -> tuple[int, str]:
        body = {"country_code": country_code, "party_id": party_id}
        answer = await roamer.client.put("/ocpi/parties/default", json=body)
        return answer.status_code, answer.json().get("type") or answer.json()["party_id"]

    assert await choose("DE", "NON") == (404, "/problems/party_unknown")
    assert await choose("NL", "EMS") == (409, "/problems/party_not_our_cpo")
    before = await roamer.contexts.locations.add(roamer.actor, name="Old", timezone="UTC")
    assert await choose("es", "twk") == (200, "TWK")
    after = await roamer.contexts.locations.add(roamer.actor, name="New", timezone="UTC")
    default = await roamer.contexts.parties.default(roamer.actor)
    assert str(default.key) == "ES-TWK"
    assert after.party_id == default.id
    assert before.party_id != default.id
    assert (
        await roamer.contexts.locations.get(roamer.actor, before.id)
    ).party_id == before.party_id


async def test_a_party_in_use_cannot_be_removed(roamer: Roamer) -> None:
    for name in ("ES-LOC", "ES-TAR", "ES-NON"):
        await roamer.party(name)
    posted = await roamer.client.post("/ocpi/cpo/2.2.1/locations/ES-LOC", json=site("Madrid"))
    assert posted.is_success
    (tar,) = (await roamer.client.get("/ocpi/parties/ES/TAR")).json()
    tariff = {"name": "City", "tariff": TARIFF, "party_id": tar["id"]}
    added = await roamer.client.post("/api/v1/tariffs", json=tariff)
    assert added.json()["party_id"] == tar["id"], added.text

    async def remove(name: str) -> str:
        country, _, party = name.partition("-")
        answer = await roamer.client.delete(f"/ocpi/parties/{country}/{party}?role=CPO")
        return str(answer.json()["type"]) if answer.content else str(answer.status_code)

    assert await remove("ES-LOC") == "/problems/party_in_use"
    assert await remove("ES-TAR") == "/problems/party_in_use"
    assert await remove("XX-CHG") == "/problems/party_is_default"
    assert await remove("ES-NON") == "204"
    assert await remove("ES-NON") == "/problems/party_unknown"


@pytest.mark.parametrize("path", LOCATIONS)
async def test_a_spanish_cpo_has_sites_in_three_countries(roamer: Roamer, path: str) -> None:
    """C3: whose a location is, its party says; its country is only its address's."""
    await roamer.party("ES-CPO")
    for city in SITES:
        roamer.clock.advance(1)
        answer = await roamer.client.post(f"{path}/ES-CPO", json=site(city))
        assert answer.status_code == 201, answer.text
        assert answer.json()["status_code"] == 1000
    await roamer.contexts.locations.add(roamer.actor, name="Not theirs", timezone="UTC")
    listed = await roamer.client.get(path, params={"party": "es-cpo"})
    objects = listed.json()["data"]
    assert {(each["country_code"], each["party_id"]) for each in objects} == {("ES", "CPO")}
    assert [(each["city"], each["country"]) for each in objects] == [
        ("Madrid", "ESP"),
        ("Lisbon", "PRT"),
        ("Paris", "FRA"),
    ]
    assert objects[1]["coordinates"] == {"latitude": "38.722252", "longitude": "-9.139337"}
    assert objects[1]["time_zone"] == "Europe/Lisbon"
    everything = await roamer.client.get(path)
    assert everything.headers["X-Total-Count"] == "4"
    assert everything.json()["data"][-1]["party_id"] == "CHG"


async def test_locations_of_a_party_are_told_by_pages(roamer: Roamer) -> None:
    """C4."""
    await roamer.party("ES-CPO")
    for number in range(5):
        roamer.clock.advance(1)
        sent = site("Madrid", id=f"LOC{number}", publish=number == 1)
        await roamer.client.post("/ocpi/cpo/2.2.1/locations/ES-CPO", json=sent)
    url, seen = "/ocpi/cpo/2.2.1/locations?party=ES-CPO&limit=2", []
    while url:
        page = await roamer.client.get(url)
        assert (page.headers["X-Total-Count"], page.headers["X-Limit"]) == ("5", "2")
        seen += [each["id"] for each in page.json()["data"]]
        link = page.headers.get("Link", "")
        assert not link or "party=ES-CPO" in link
        url = link[1 : link.index(">")] if link else ""
    assert seen == [f"LOC{number}" for number in range(5)]


@pytest.mark.parametrize(
    ("path", "sent", "status", "told"),
    [
        ("ES-NON", {}, 404, "party_unknown"),
        ("NL-EMS", {}, 409, "party_not_our_cpo"),
        ("ESCPO", {}, 422, "party"),
        ("ESP-CPO", {}, 422, "write ES"),
        ("ES-CPO", {"country_code": "PT"}, 422, "country_code"),
        ("ES-CPO", {"party_id": "OTH"}, 422, "party_id"),
        ("ES-CPO", {"country": "ES"}, 422, "country"),
        ("ES-CPO", {"country": "XYZ"}, 422, "country"),
        ("ES-CPO", {"time_zone": "Europe/Nowhere"}, 422, "timezone"),
        ("ES-CPO", {"coordinates": {"latitude": "1.2", "longitude": "1.2"}}, 422, "latitude"),
        ("ES-CPO", {"evses": [{"uid": "1"}]}, 422, "evses"),
        ("ES-CPO", {"opening_times": {"twentyfourseven": True}}, 422, "opening_times"),
        ("ES-CPO", {"id": "x" * 37}, 422, "id"),
    ],
)
async def test_a_location_that_cannot_be_theirs_is_refused(
    roamer: Roamer, path: str, sent: Json, status: int, told: str
) -> None:
    """C4: nothing is added, and the answer says what is wrong."""
    await roamer.party("ES-CPO")
    await roamer.party("NL-EMS", "EMSP")
    answer = await roamer.client.post(
        f"/ocpi/cpo/2.2.1/locations/{path}", json=site("Lisbon", **sent)
    )
    assert (answer.status_code, told in answer.text) == (status, True), answer.text
    assert (await roamer.client.get("/ocpi/cpo/2.2.1/locations")).json()["data"] == []


async def test_two_locations_cannot_have_one_ocpi_id(roamer: Roamer) -> None:
    await roamer.party("ES-CPO")
    path = "/ocpi/cpo/2.2.1/locations/ES-CPO"
    assert (await roamer.client.post(path, json=site("Madrid", id="LOC1"))).is_success
    taken = await roamer.client.post(path, json=site("Paris", id="loc1"))
    assert (taken.status_code, taken.json()["type"]) == (409, "/problems/location_id_taken")


async def test_a_location_moves_to_another_cpo_of_ours_and_to_nobody_else(roamer: Roamer) -> None:
    cpo, emsp = await roamer.party("ES-CPO"), await roamer.party("ES-CPO", "EMSP")
    place = await roamer.contexts.locations.add(roamer.actor, name="Depot", timezone="UTC")
    path = f"/api/v1/locations/{place.id}"
    moved = await roamer.client.patch(path, json={"party_id": cpo["id"]})
    assert moved.json()["party_id"] == cpo["id"], moved.text
    refused = await roamer.client.patch(path, json={"party_id": emsp["id"]})
    assert refused.json()["type"] == "/problems/party_not_our_cpo"
    unknown = await roamer.client.patch(path, json={"party_id": str(place.id)})
    assert unknown.status_code == 404
    of_it = await roamer.client.get("/api/v1/locations", params={"party_id": cpo["id"]})
    assert [each["id"] for each in of_it.json()["items"]] == [str(place.id)]
