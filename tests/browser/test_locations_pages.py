"""Locations and faults on the screen: where stations stand, and what is wrong with them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect
from tests.browser.conftest import NARROW, TAGS, WIDE
from tests.browser.full import connect
from tests.browser.house import House
from tests.browser.stranger import CLOCK, Stranger, stranger
from tests.browser.watch import Watch

SCRIPT = "<script>window.ran = true</script><img src=x onerror='window.ran = true'>"
ARABIC = "\u0645\u0633\u062a\u0648\u062f\u0639 \u0627\u0644\u062d\u0627\u0641\u0644\u0627\u062a"
NAMES = pytest.mark.parametrize("name", [SCRIPT, ARABIC, "W" * 200], ids=["script", "arabic", "W"])
NOBODY = "01890000-0000-7000-8000-000000000000"
MARS = "Mars/Olympus"
FIELDS = {
    "Name": "Harbour depot",
    "Street and number": "Quay 7",
    "Postal code": "20457",
    "City": "Hamburg",
    "Country": "DE",
    "Latitude": "53.5436",
    "Longitude": "9.9663",
}


def rows(page: Page, table: str) -> Locator:
    """Return the rows of a table."""
    return page.get_by_role("table", name=table, exact=True).locator("tbody tr")


def heading(page: Page, text: str) -> Locator:
    """Return the title of a page."""
    return page.get_by_role("heading", level=1, name=text, exact=True)


def section(page: Page, name: str) -> Locator:
    """Return a part of a detail page."""
    return page.get_by_role("region", name=name, exact=True)


def figure(page: Page, name: str) -> Locator:
    """Return a figure that leads to its rows."""
    return page.get_by_role("main").get_by_role("link", name=re.compile(f"^{name}"))


def location_of(house: House, name: str, **fields: object) -> str:
    """Add a location behind the portal's back; return its id."""
    body = {"name": name, "timezone": "Europe/Berlin", **fields}
    with house.api() as api:
        return str(api.post("/api/v1/locations", json=body).raise_for_status().json()["id"])


def depot(house: House) -> str:
    """Return the id of the location that the installation was made with."""
    with house.api() as api:
        found = api.get("/api/v1/locations", params={"search": "Depot"}).json()["items"]
    return next(str(place["id"]) for place in found if place["name"] == "Depot")


@contextmanager
def connected(house: House) -> Iterator[Stranger]:
    """Let a charger be there, with two connectors."""
    with stranger(house, f"{house.server.ocpp_url}/CP-1", "CP-1") as charger:
        charger.boot(1, 2)
        yield charger


def test_a_location_is_added_changed_and_removed(page: Page) -> None:
    page.goto("/main/locations")
    page.get_by_role("link", name="Add location").first.click()
    for label, text in FIELDS.items():
        page.get_by_label(label, exact=label != "Name").fill(text)
    page.get_by_role("button", name="Add location").click()
    expect(heading(page, "Harbour depot")).to_be_visible()
    place = section(page, "The place")
    expect(place).to_contain_text("53.5436")
    page.get_by_role("link", name="Change").click()
    for label, text in FIELDS.items():
        expect(page.get_by_label(label)).to_have_value(text)
    page.get_by_label("Latitude").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Give both, or neither.")).to_be_visible()
    page.get_by_label("Longitude").fill("")
    page.get_by_label("City").fill("")
    page.get_by_role("button", name="Save").click()
    expect(heading(page, "Harbour depot")).to_be_visible()
    expect(place).not_to_contain_text("Coordinates")
    expect(place).not_to_contain_text("Hamburg")
    page.get_by_role("button", name="Remove …").click()
    page.get_by_role("button", name="Remove the location").click()
    expect(heading(page, "Locations")).to_be_visible()
    expect(rows(page, "Locations").filter(has_text="Harbour depot")).to_have_count(0)


def test_a_location_with_stations_is_not_removed_and_says_why(page: Page, house: House) -> None:
    page.goto(f"/main/locations/{depot(house)}")
    page.get_by_role("button", name="Remove …").click()
    page.get_by_role("button", name="Remove the location").click()
    expect(page.get_by_role("dialog")).to_contain_text("It was not done")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text(
        "Stations stand, or stood,"
    )


def test_a_time_zone_that_nobody_knows_is_refused_and_never_let_unsaid(
    page: Page, house: House
) -> None:
    """A browser may know more zones than the server, and a server fewer than it did."""
    page.add_init_script(
        "const known = Intl.supportedValuesOf;"
        f"Intl.supportedValuesOf = (of) => [...known(of), '{MARS}']"
    )
    page.goto("/main/locations/new")
    page.get_by_label("Name", exact=False).first.fill("Crater")
    page.get_by_role("combobox", name="Time zone").click()
    page.get_by_role("combobox", name="Time zone").fill(MARS)
    page.get_by_role("option", name=MARS).click()
    page.get_by_role("button", name="Add location").click()
    expect(page.get_by_text("must be the IANA name of a time zone that is known")).to_be_visible()

    crater = location_of(house, "Crater")
    body = {"code": "ROVER", "location_id": crater, "security_profile": 0}
    with house.api() as api:
        added = api.post("/api/v1/stations", json=body).raise_for_status().json()["station"]
    house.background.run(move_clocks(house, crater, MARS))
    for address in (f"stations/{added['id']}/access", f"locations/{crater}/access"):
        page.goto(f"/main/{address}")
        told = page.get_by_role("alert").filter(has_text=f"The time zone {MARS} is not known here")
        expect(told).to_contain_text("so access is managed throughout")
    told.get_by_role("link", name="Change the location").click()
    expect(page.get_by_role("combobox", name="Time zone")).to_have_value(MARS)


async def move_clocks(house: House, location: str, zone: str) -> None:
    """Have a location's clocks be those of a zone, behind everybody's back."""
    owner = await connect(house.server.installation)
    try:
        await owner.execute("UPDATE locations SET timezone = $1 WHERE id = $2", zone, location)
    finally:
        await owner.close()


def test_what_is_wrong_with_a_location_is_said_at_its_field(page: Page) -> None:
    page.goto("/main/locations/new")
    page.get_by_role("button", name="Add location").click()
    expect(page.get_by_text("It needs a name.")).to_be_visible()
    page.get_by_label("Name").fill("W" * 10_000)
    page.get_by_label("Country").fill("Germany")
    page.get_by_label("Latitude").fill("91")
    page.get_by_role("button", name="Add location").click()
    expect(page.get_by_text("At most 200 characters.")).to_be_visible()
    expect(page.get_by_text("Two letters, as in DE.")).to_have_count(2)
    expect(page.get_by_text("Degrees from -90 to 90")).to_be_visible()
    expect(page.get_by_label("Country")).to_have_value("Germany")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Cancel").click()
    expect(heading(page, "Locations")).to_be_visible()


def test_two_people_who_edit_one_location_are_told(page: Page, house: House) -> None:
    place = location_of(house, "Shared yard")
    page.goto(f"/main/locations/{place}/edit")
    page.get_by_label("Name").fill("Mine")
    with house.api() as api:
        api.patch(f"/api/v1/locations/{place}", json={"name": "Theirs"}).raise_for_status()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Somebody else changed this meanwhile")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Mine")
    page.get_by_role("button", name="Show the newest state").click()
    expect(page.get_by_label("Name")).to_have_value("Theirs")
    page.get_by_label("Name").fill("Ours")
    page.get_by_role("button", name="Save").click()
    expect(heading(page, "Ours")).to_be_visible()


def test_the_list_shows_what_its_address_asks_for(page: Page, house: House) -> None:
    location_of(house, "Alpha yard", city="Bremen", country="DE")
    location_of(house, "Zulu yard", city="Wien", country="AT")
    page.goto("/main/locations")
    page.get_by_role("searchbox", name="Search").fill("yard")
    expect(page).to_have_url(re.compile("search=yard"))
    head = page.get_by_role("columnheader", name="Location", exact=True)
    head.get_by_role("button").click()
    head.get_by_role("button").click()
    expect(page).to_have_url(re.compile("sort=-name"))
    expect(rows(page, "Locations").first).to_contain_text("Zulu yard")
    page.get_by_role("searchbox", name="Country").fill("DE")
    expect(rows(page, "Locations").filter(has_text="Zulu yard")).to_have_count(0)
    page.reload()
    expect(rows(page, "Locations").filter(has_text="Alpha yard")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    told = download.value.path().read_text()
    assert "Alpha yard" in told
    assert "Zulu yard" not in told
    page.goto("/main/locations?sudo=1&sort=secret&city=Wien")
    expect(page.get_by_text("The address asks for something that does not exist")).to_be_visible()
    expect(rows(page, "Locations")).to_have_count(1)


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@NAMES
def test_names_of_any_kind_are_only_names(
    page: Page, house: House, watches: list[Watch], name: str, viewport: ViewportSize
) -> None:
    place = location_of(house, name, address=name, city=name)
    for address in (f"/main/locations/{place}", f"/main/locations/{place}/edit"):
        page.goto(address)
        watches[0].settle()
        assert page.evaluate("window.ran") is None
        assert page.evaluate("document.scrollingElement.scrollWidth") <= viewport["width"]
    expect(page.get_by_label("Name")).to_have_value(name)
    page.goto("/main/locations")
    expect(page.get_by_text(name).first).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= viewport["width"]
    with house.api() as api:
        api.delete(f"/api/v1/locations/{place}").raise_for_status()


def test_a_locations_page_tells_its_use_its_faults_and_who_charges(
    page: Page, house: House
) -> None:
    place = depot(house)
    with connected(house) as charger:
        page.goto(f"/main/locations/{place}")
        expect(figure(page, "Connected")).to_contain_text("1 of 2")
        expect(figure(page, "Connected")).to_contain_text("1 never")
        expect(figure(page, "Open faults")).to_contain_text("0")
        expect(section(page, "Use")).to_contain_text("2 connectors, in the zone Europe/Berlin.")
        charger.report(2, "Faulted", "GroundFailure", vendor_error_code="F-12")
        expect(figure(page, "Open faults")).to_contain_text("1")
        fault = rows(page, "Open faults")
        expect(fault).to_contain_text("GroundFailure")
        expect(fault).to_contain_text("F-12")
        started = charger.say(
            "StartTransaction",
            connector_id=1,
            id_tag=TAGS[0],
            meter_start=0,
            timestamp=CLOCK.now().isoformat(),
        )
        expect(figure(page, "Sessions now")).to_contain_text("1")
        expect(rows(page, "Sessions now")).to_contain_text("CP-1")
        expect(rows(page, "Stations")).to_have_count(2)
        figure(page, "Sessions now").click()
        expect(page).to_have_url(re.compile(f"sessions\\?location_id={place}&open=true"))
        expect(rows(page, "Sessions")).to_have_count(1)
        page.go_back()
        figure(page, "Connected").click()
        expect(rows(page, "Stations")).to_have_count(1)
        expect(rows(page, "Stations")).to_contain_text("CP-1")
        page.go_back()
        figure(page, "Open faults").click()
        expect(rows(page, "Faults")).to_have_count(1)
        charger.say(
            "StopTransaction",
            transaction_id=started.transaction_id,
            meter_stop=1,
            timestamp=CLOCK.now().isoformat(),
        )
        charger.report(2, "Available")
        expect(page.get_by_text("Nothing matches")).to_be_visible()


def test_faults_are_listed_while_they_hold_and_afterwards(page: Page, house: House) -> None:
    elsewhere = location_of(house, "Faultless yard")
    with connected(house) as charger:
        page.goto("/main/faults?open=true")
        charger.report(1, "Faulted", "ReaderFailure", info=SCRIPT[:50], vendor_error_code="R-1")
        held = rows(page, "Faults")
        expect(held).to_have_count(1)
        expect(held).to_contain_text("ReaderFailure")
        expect(held).to_contain_text("open")
        assert page.evaluate("window.ran") is None
        charger.report(1, "Available")
        expect(page.get_by_text("Nothing matches")).to_be_visible()
        page.get_by_role("combobox", name="Which").click()
        page.get_by_role("option", name="All that ever were").click()
        expect(held.filter(has_text="ReaderFailure")).to_contain_text("over")
        page.get_by_role("combobox", name="Location", exact=True).click()
        page.get_by_role("option", name="Faultless yard").click()
        expect(page).to_have_url(re.compile(f"location={elsewhere}"))
        expect(page.get_by_text("Nothing matches")).to_be_visible()
        page.get_by_role("button", name="Clear filters").click()
        held.filter(has_text="ReaderFailure").get_by_role("link", name="CP-1").click()
        expect(page).to_have_url(re.compile(house.stations["CP-1"].hex[:8]))


def test_a_location_that_does_not_exist_has_a_way_on(page: Page) -> None:
    for part in ("", "/edit"):
        page.goto(f"/main/locations/{NOBODY}{part}")
        expect(page.get_by_text("There is no such thing here")).to_be_visible()
    page.get_by_role("navigation").get_by_role("link", name="Locations").click()
    expect(page.get_by_role("link", name="Depot", exact=True)).to_be_visible()
