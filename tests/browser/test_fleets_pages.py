"""Fleets on the screen: made, given vehicles and rules; askers and chargers are told why."""

from playwright.sync_api import Page, expect
from tests.browser.conftest import TAGS
from tests.browser.house import House

NIGHT = "2026-11-20T23:30"
"""An hour that is night at the location, wherever in Europe the browser is, or in UTC."""
EVERY_DAY = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def first_location(house: House) -> str:
    """Return the name of the location at which the chargers stand."""
    with house.api() as api:
        found = api.get("/api/v1/locations").raise_for_status().json()["items"]
    return str(found[0]["name"])


def bus_of(house: House, tag: str) -> str:
    """Add a vehicle that has a tag; return its id."""
    with house.api() as api:
        made = api.post("/api/v1/vehicles", json={"name": "Bus 7"}).raise_for_status().json()
        found = api.post("/api/v1/identifiers/search", json={"value": tag}).raise_for_status()
        identifier = found.json()["items"][0]["id"]
        api.post(
            f"/api/v1/identifiers/{identifier}/assign", json={"vehicle_id": made["id"]}
        ).raise_for_status()
    return str(made["id"])


def test_a_fleet_is_kept_from_charging_and_everybody_is_told_why(page: Page, house: House) -> None:
    bus = bus_of(house, TAGS[0])
    location = first_location(house)

    page.goto("/main/fleets")
    page.get_by_role("link", name="Add a fleet").first.click()
    page.get_by_label("Name").fill("Night buses")
    page.get_by_label("Note").fill("Line 7")
    page.get_by_role("button", name="Add fleet").click()
    expect(page.get_by_role("heading", level=1, name="Night buses")).to_be_visible()
    fleet = page.url

    page.goto(f"/main/vehicles/{bus}/edit")
    page.get_by_role("combobox", name="Fleet").click()
    page.get_by_role("option", name="Night buses").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Night buses")).to_be_visible()

    page.goto(fleet)
    expect(page.get_by_role("table", name="Vehicles of the fleet")).to_contain_text("Bus 7")
    page.get_by_role("link", name="Add a rule").click()
    page.get_by_role("combobox", name="Add a location").click()
    page.get_by_role("option", name=location).click()
    page.get_by_role("button", name="Add a window").click()
    window = page.get_by_role("group", name="Window 1")
    for day in EVERY_DAY:
        expect(window.get_by_role("checkbox", name=day)).to_be_checked()
    window.get_by_label("From").fill("22:00")
    window.get_by_label("To").fill("06:00")
    page.get_by_label("Note").fill("the neighbours sleep")
    page.get_by_role("button", name="Add rule").click()
    rules = page.get_by_role("table", name="Rules of the fleet")
    expect(rules).to_contain_text("every day 22:00 to 06:00")
    expect(rules).to_contain_text(location)

    asking = page.get_by_role("region", name="May they start?")
    asking.get_by_role("combobox", name="Station").click()
    page.get_by_role("option", name="CP-1").click()
    asking.get_by_role("textbox", name="At").fill(NIGHT)
    expect(asking.get_by_role("status")).to_contain_text("may not start at CP-1")
    expect(asking).to_contain_text("the neighbours sleep")
    expect(asking).to_contain_text("This decides.")

    rules.get_by_role("link", name="Change").click()
    page.get_by_role("button", name="Leave out").last.click()
    page.get_by_role("button", name="Save").click()
    expect(rules).to_contain_text("always")
    with house.charger("CP-1") as charger:
        assert not charger.wait(lambda living: living.start_charging(TAGS[0]))
    page.goto("/main/decisions?reason=team_rule")
    page.get_by_role("table", name="Access decisions").get_by_role("link", name="denied").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Denies at 1 location, always (the neighbours sleep).")
    main.get_by_role("link", name="Go to the fleet and its rules").click()
    expect(page.get_by_role("heading", level=1, name="Night buses")).to_be_visible()
