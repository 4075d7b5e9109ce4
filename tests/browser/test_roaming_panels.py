"""What goes on with a partner, on the screen: what it is told, and cannot be, and commands."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.house import House
from tests.browser.scene import wait_for
from tests.browser.teller import Teller, telling
from tests.integration.roaming.telling import whole

RECEIVES = ("commands", "chargingprofiles", "locations")
CARD = "04DEADBEEF4711"
PLAZA = {
    "name": "Plaza",
    "timezone": "Europe/Madrid",
    "address": "Calle de Alcal\u00e1 1",
    "city": "Madrid",
    "country": "ES",
    "latitude": 40.418889,
    "longitude": -3.691944,
    "publish": False,
}


@pytest.fixture(scope="module")
def neighbour(house: House) -> Iterator[Teller]:
    """A partner with chargers, that takes commands and hears of places; we are ES-TWK."""
    key = {"country_code": "ES", "party_id": "TWK"}
    with house.api() as api:
        for role in ("CPO", "EMSP"):
            body = {**key, "role": role, "business_details": {"name": "Tellus Carga"}}
            api.post("/api/v1/roaming/parties", json=body).raise_for_status()
        api.put("/api/v1/roaming/parties/default", json=key).raise_for_status()
    with telling(house, "Nordlicht", RECEIVES) as made:
        yield made


def section(page: Page, name: str) -> Locator:
    """Return a part of a page."""
    return page.get_by_role("region", name=name, exact=True)


def session_there(house: House, neighbour: Teller, name: str) -> str:
    """Have a partner tell a session that runs; return its id here."""
    session = whole("2.2.1", "sessions", id=name, status="ACTIVE", end_date_time=None)
    neighbour.tell("PUT", "sessions", session, name)
    with house.api() as api:
        query = {"module": "sessions", "q": name}
        answer = api.get("/api/v1/roaming/received", params=query).raise_for_status()
        (row,) = answer.json()["items"]
        return str(row["id"])


def tell_of_a_driver(neighbour: Teller) -> None:
    """Have a partner tell a token that may be let in without asking."""
    token = whole(
        "2.2.1",
        "tokens",
        uid=CARD,
        type="RFID",
        issuer="Nordlicht BV",
        valid=True,
        whitelist="ALWAYS",
    )
    neighbour.tell("PUT", "tokens", token, CARD)


def test_a_location_that_is_published_on_its_page_reaches_the_partner(
    page: Page, house: House, neighbour: Teller
) -> None:
    with house.api() as api:
        plaza = api.post("/api/v1/locations", json=PLAZA).raise_for_status().json()
    page.goto(f"/main/partners/{neighbour.id}/locations")
    row = page.get_by_role("row").filter(has_text="Plaza")
    expect(row.get_by_text("not told", exact=True)).to_be_visible()

    page.goto(f"/main/locations/{plaza['id']}/edit")
    page.get_by_label("Partners are told of it").set_checked(True, force=True)
    page.get_by_role("button", name="Save").click()
    expect(section(page, "The place")).to_contain_text("Partners are told of it")
    path = f"/2.2.1/receiver/locations/ES/TWK/{plaza['ocpi_id']}"
    wait_for(lambda: f"PUT {path}" in neighbour.partner.paths())
    (told,) = [each for each in neighbour.partner.asked if each.path == path]
    said = json.loads(told.body)
    assert (said["name"], said["country"], said["publish"]) == ("Plaza", "ESP", True)
    page.goto(f"/main/partners/{neighbour.id}/locations")
    expect(row.get_by_text("told", exact=True)).to_be_visible()


def test_commands_of_both_sides_stand_on_the_partners_page_with_their_true_results(
    page: Page, house: House, neighbour: Teller
) -> None:
    page.goto(f"/main/partners/{neighbour.id}")
    commands = section(page, "Commands")
    expect(commands).to_contain_text("What it asked of our chargers")
    with house.api() as api:
        results = neighbour.takes("/2.2.1/receiver/commands/STOP_SESSION")
        order = {"kind": "STOP_SESSION", "session_id": "THEIRS-1"}
        path = f"/api/v1/roaming/partners/{neighbour.id}/commands"
        api.post(path, json=order).raise_for_status()
    table = commands.get_by_role("table", name="What we asked of its chargers")
    ours = table.get_by_role("row").filter(has_text="THEIRS-1")
    expect(ours).to_contain_text("Stop a session")
    expect(ours).to_contain_text("taken on")
    neighbour.send("POST", results[0], {"result": "REJECTED"})
    expect(ours).to_contain_text("not done")
    expect(ours).to_contain_text("It was rejected.")

    stop = {"response_url": "https://roamer.example/1", "session_id": "NOBODYS"}
    neighbour.send("POST", "receiver/commands/STOP_SESSION", stop)
    theirs = commands.get_by_role("table", name="What it asked of our chargers")
    expect(theirs).to_contain_text("refused")
    expect(theirs).to_contain_text("There is no such session.")


def test_a_session_at_a_partners_charger_is_stopped_and_its_limits_are_read(
    page: Page, house: House, neighbour: Teller
) -> None:
    page.goto(f"/main/received/{session_there(house, neighbour, 'S-LIM')}")
    commands = section(page, "Commands")
    expect(commands).to_contain_text("Nothing was asked of the charger.")

    results = neighbour.takes("/2.2.1/receiver/chargingprofiles/S-LIM")
    commands.get_by_role("button", name="Read its limits").click()
    expect(commands).to_contain_text("taken on")
    limits = {
        "charging_rate_unit": "A",
        "charging_profile_period": [{"start_period": 0, "limit": 13.5}],
    }
    profile = {"start_date_time": "2026-11-22T08:00:00Z", "charging_profile": limits}
    neighbour.send("POST", results[0], {"result": "ACCEPTED", "profile": profile})
    table = commands.get_by_role("table", name="Limits of the session")
    expect(table).to_contain_text("13.5 A per phase")

    stops = neighbour.takes("/2.2.1/receiver/commands/STOP_SESSION")
    commands.get_by_role("button", name="Stop the session …").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Stop the session", exact=True).click()
    expect(dialog).to_have_count(0)
    neighbour.send("POST", stops[0], {"result": "ACCEPTED"})
    row = commands.get_by_role("row").filter(has_text="Stop a session")
    expect(row).to_contain_text("done")
    expect(row).to_contain_text("The charger accepted it.")


def test_what_a_partner_does_not_take_on_is_told_at_once(
    page: Page, house: House, neighbour: Teller
) -> None:
    page.goto(f"/main/received/{session_there(house, neighbour, 'S-REF')}")
    commands = section(page, "Commands")
    commands.get_by_role("button", name="Clear its limits …").click()
    page.get_by_role("dialog").get_by_role("button", name="Clear the limits").click()
    expect(page.get_by_text("The partner did not take it on")).to_be_visible()
    expect(commands.get_by_role("table")).to_contain_text("not asked")


def test_drivers_that_each_side_tells_stand_masked_on_the_partners_page(
    page: Page, house: House, neighbour: Teller
) -> None:
    tell_of_a_driver(neighbour)
    page.goto(f"/main/partners/{neighbour.id}")
    tokens = section(page, "Tokens of drivers")
    table = tokens.get_by_role("table", name="Its drivers, as it told us")
    expect(table).to_contain_text("Nordlicht BV")
    expect(table).to_contain_text("04••••11")
    expect(page.get_by_role("main")).not_to_contain_text(CARD)
    expect(tokens).to_contain_text("Partners are told of none of our drivers.")
    with house.api() as api:
        chosen = {"shared": "all", "whitelist": "NEVER"}
        api.put("/api/v1/roaming/publishing/tokens", json=chosen).raise_for_status()
    page.reload()
    expect(tokens).to_contain_text("every driver")
    expect(tokens).to_contain_text("only after asking us")


def test_what_partners_cannot_be_told_stands_there_with_its_remedy(
    page: Page, house: House, neighbour: Teller
) -> None:
    tell_of_a_driver(neighbour)
    with house.api() as api, house.charger("CP-1") as charger:
        tied = {"name": "Guests", "everywhere": True, "partner_id": neighbour.id}
        api.post("/api/v1/agreements", json=tied).raise_for_status()
        place = {"name": "Nowhere", "timezone": "Europe/Berlin", "publish": True}
        api.post("/api/v1/locations", json=place).raise_for_status()
        wait_for(lambda: charger.wait(lambda it: it.start_charging(CARD)))
        charger.do(lambda it: it.unplug())
        unsaid = "/api/v1/roaming/publishing/unsaid"
        wait_for(lambda: api.get(unsaid).raise_for_status().json() != [])
    page.goto("/main/partners")
    untold = section(page, "What partners cannot be told")
    places = untold.get_by_role("list", name="Locations and tariffs").get_by_role("listitem")
    nowhere = places.filter(has_text="Nowhere")
    expect(nowhere).to_contain_text("The location has no address.")
    expect(nowhere).to_contain_text("Add it on the location's page.")
    drivers = untold.get_by_role("list", name="Sessions and CDRs of their drivers")
    expect(drivers).to_contain_text("Its location is not told to partners.")
    drivers.get_by_role("link", name="a session").first.click()
    expect(page.get_by_role("region", name="Who and where")).to_be_visible()
