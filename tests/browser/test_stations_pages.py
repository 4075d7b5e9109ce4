"""Stations on the screen: the list, one that is added, its page, and what is set about it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, ViewportSize, expect
from tests.browser.conftest import NARROW, WIDE
from tests.browser.house import House
from tests.browser.stranger import Stranger, stranger, turned_away
from tests.browser.watch import Watch
from tests.endurance.serving import PASSWORD

SCRIPT = "<script>window.ran = true</script><img src=x onerror='window.ran = true'>"
ARABIC = "\u0645\u062d\u0637\u0629 \u0627\u0644\u0634\u062d\u0646"
NAMES = pytest.mark.parametrize("name", [SCRIPT, ARABIC, "W" * 200], ids=["script", "arabic", "W"])
NOBODY = "01890000-0000-7000-8000-000000000000"


def rows(page: Page) -> Locator:
    """Return the rows of the list of stations."""
    return page.get_by_role("table", name="Stations").locator("tbody tr")


def heading(page: Page, text: str) -> Locator:
    """Return the title of a page."""
    return page.get_by_role("heading", level=1, name=text, exact=True)


def section(page: Page, name: str) -> Locator:
    """Return a part of a detail page."""
    return page.get_by_role("region", name=name, exact=True)


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a list of choices."""
    page.get_by_role("combobox", name=label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


def addresses_of(page: Page) -> list[str]:
    """Return the addresses that are asked of the API from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


@contextmanager
def connected(house: House, code: str = "CP-1") -> Iterator[Stranger]:
    """Let a charger be there, with two EVSEs."""
    protocol = {"CP-2": "ocpp2.0.1"}.get(code, "ocpp1.6")
    with stranger(house, f"{house.server.ocpp_url}/{code}", code, protocol=protocol) as charger:
        charger.boot(1, 2)
        yield charger


def station_of(house: House, code: str, **fields: object) -> str:
    """Add a station behind the portal's back; return its id."""
    with house.api() as api:
        places = api.get("/api/v1/locations", params={"search": "Depot"}).json()["items"]
        body = {
            "code": code,
            "location_id": places[0]["id"],
            "security_profile": 1,
            "password": PASSWORD,
            "protocol": "ocpp1.6",
            **fields,
        }
        answer = api.post("/api/v1/stations", json=body).raise_for_status()
        return str(answer.json()["station"]["id"])


def kept(house: House, station: str) -> Any:  # noqa: ANN401  what REST answers
    """Return a station as it is kept."""
    with house.api() as api:
        return api.get(f"/api/v1/stations/{station}").raise_for_status().json()


def test_the_list_shows_what_its_address_asks_for(page: Page, house: House) -> None:
    with connected(house):
        page.goto("/main/stations")
        expect(rows(page)).to_have_count(2)
        page.get_by_role("radiogroup", name="Socket").get_by_text("Connected").click()
        expect(page).to_have_url(re.compile("connected=true"))
        expect(rows(page)).to_have_count(1)
        expect(rows(page)).to_contain_text("CP-1")
        expect(rows(page)).to_contain_text("connected")
        page.reload()
        expect(rows(page)).to_have_count(1)
        page.get_by_role("radiogroup", name="Socket").get_by_text("All").click()
        choose(page, "OCPP version", "OCPP 2.0.1")
        expect(page).to_have_url(re.compile("protocol=ocpp2.0.1"))
        expect(rows(page)).to_have_count(1)
        expect(rows(page)).to_contain_text("CP-2")
        page.get_by_role("searchbox", name="Search").fill("nobody")
        expect(page.get_by_text("Nothing matches")).to_be_visible()
        page.get_by_role("button", name="Clear filters").click()
        expect(rows(page)).to_have_count(2)
        expect(page).to_have_url(re.compile("/main/stations$"))


def test_a_charger_that_comes_and_goes_is_seen_in_the_list(page: Page, house: House) -> None:
    page.goto("/main/stations?search=CP-1")
    with connected(house) as charger:
        expect(rows(page)).to_contain_text("connected")
        charger.report(0, "Unavailable")
        expect(rows(page)).to_contain_text("Unavailable")
    expect(rows(page)).to_contain_text("offline")


def test_the_list_is_sorted_and_shows_the_columns_that_are_chosen(page: Page) -> None:
    page.goto("/main/stations")
    head = page.get_by_role("columnheader", name="Station", exact=True)
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(rows(page).first).to_contain_text("CP-1")
    head.get_by_role("button").click()
    expect(page).to_have_url(re.compile("sort=-code"))
    expect(rows(page).first).to_contain_text("CP-2")
    page.get_by_role("button", name="Columns").click()
    menu = page.get_by_role("menu", name="Columns")
    menu.get_by_text("Code", exact=True).click()
    menu.get_by_text("Last heard", exact=True).click()
    page.keyboard.press("Escape")
    page.reload()
    expect(page.get_by_role("columnheader", name="Code")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Last heard")).to_have_count(0)
    expect(rows(page).first).to_contain_text("CP-2")


def test_a_view_of_the_list_is_kept_found_again_and_removed(page: Page) -> None:
    page.goto("/main/stations?never_seen=true&protocol=ocpp2.0.1")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Keep this view…").click()
    page.get_by_role("dialog").get_by_label("Name").fill("New ones")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.goto("/main/stations")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="New ones").click()
    expect(page).to_have_url(re.compile("never_seen=true&protocol=ocpp2.0.1"))
    page.get_by_role("button", name="Views").click()
    page.get_by_role("button", name="Remove the view New ones").click()
    expect(page.get_by_text("then keep that under a name")).to_be_visible()


def test_what_is_filtered_is_had_as_a_file(page: Page) -> None:
    page.goto("/main/stations?protocol=ocpp1.6")
    expect(rows(page)).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    lines = download.value.path().read_text().splitlines()
    assert "code" in lines[0].split(",")
    assert [("CP-1" in line) for line in lines[1:]] == [True]


def test_several_stations_are_told_at_once_and_each_answers(page: Page, house: House) -> None:
    with connected(house) as charger:
        charger.answer("Reset", {"status": "Accepted"})
        page.goto("/main/stations?sort=code")
        page.get_by_label("Select all rows that are loaded").click()
        tools = page.get_by_role("toolbar", name="With the selected rows")
        expect(tools).to_contain_text("2 selected")
        tools.get_by_role("button", name="Restart").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("2 stations.")
        dialog.get_by_role("button", name="Restart").click()
        answers = dialog.get_by_role("table", name="What each station answered").locator("tr")
        expect(answers.nth(0)).to_contain_text("accepted")
        expect(answers.nth(1)).to_contain_text("offline")
        assert charger.obeyed("Reset") == {"type": "Soft"}
        dialog.get_by_role("button", name="Close").last.click()
        tools.get_by_role("button", name="Take out of service").click()
        charger.answer("ChangeAvailability", {"status": "Scheduled"})
        dialog.get_by_role("button", name="Take out of service").click()
        expect(answers.nth(0)).to_contain_text("accepted")
        assert charger.obeyed("ChangeAvailability") == {"connectorId": 0, "type": "Inoperative"}


def test_a_tampered_address_is_told_and_the_rest_of_it_holds(page: Page) -> None:
    asked = addresses_of(page)
    page.goto("/main/stations?protocol=ocpp9&location=1%27--&sudo=1&search=CP-2&sort=secret")
    told = page.get_by_role("alert").filter(has_text="The address asks for something")
    expect(told).to_contain_text("There is no filter “sudo”.")
    expect(told).to_contain_text("“OCPP version” cannot be “ocpp9”.")
    expect(told).to_contain_text("It cannot be sorted that way.")
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("CP-2")
    assert not [url for url in asked if "/api/" in url and ("sudo" in url or "ocpp9" in url)]


def test_a_station_that_does_not_exist_has_a_way_on(page: Page) -> None:
    for part in ("", "/commands", "/configuration", "/timeline", "/sessions", "/settings"):
        page.goto(f"/main/stations/{NOBODY}{part}")
        expect(page.get_by_text("There is no such thing here")).to_be_visible()
    page.get_by_role("navigation").get_by_role("link", name="Stations").click()
    expect(rows(page)).to_have_count(2)


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@NAMES
def test_names_of_any_kind_are_only_names(
    page: Page, house: House, watches: list[Watch], name: str, viewport: ViewportSize
) -> None:
    station = house.stations["CP-1"]
    with house.api() as api:
        api.patch(f"/api/v1/stations/{station}", json={"name": name}).raise_for_status()
    try:
        addresses = [f"/main/stations/{station}{part}" for part in ("", "/settings", "/timeline")]
        for address in ("/main/stations", *addresses):
            page.goto(address)
            watches[0].settle()
            expect(page.get_by_text(name).first).to_be_visible()
            assert page.evaluate("window.ran") is None
            assert page.evaluate("document.scrollingElement.scrollWidth") <= viewport["width"]
    finally:
        with house.api() as api:
            api.patch(f"/api/v1/stations/{station}", json={"name": None}).raise_for_status()


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_texts_of_ten_thousand_characters_stay_in_their_place(
    page: Page, house: House, watches: list[Watch], viewport: ViewportSize
) -> None:
    texts = ("name", "vendor", "model", "location_name", "serial_number", "firmware_version")

    def lengthen(route: Route) -> None:
        told = route.fetch()
        body = told.json()
        for station in body.get("items", [body]):
            station.update(dict.fromkeys(texts, "x" * 10_000))
        route.fulfill(response=told, json=body)

    station = house.stations["CP-1"]
    page.route(re.compile(rf"/api/v1/stations(\?|/{station}$)"), lengthen)
    with connected(house):
        for part in ("", f"/{station}", f"/{station}/settings", f"/{station}/commands"):
            page.goto(f"/main/stations{part}")
            watches[0].settle()
            expect(page.get_by_text("xxxx").first).to_be_visible()
            assert page.evaluate("document.scrollingElement.scrollWidth") <= viewport["width"]


def test_what_is_wrong_with_a_new_station_is_said_at_its_field(page: Page, house: House) -> None:
    page.goto("/main/stations/new")
    page.get_by_role("button", name="Add station").click()
    expect(page.get_by_text("It needs a code.")).to_be_visible()
    page.get_by_label("Code").fill("CP-1")
    page.get_by_label("Name", exact=True).fill("W" * 10_000)
    page.get_by_text("At a new location").click()
    page.get_by_label("Name of the new location").fill("Yard")
    choose(page, "Security profile", "0: nothing at all")
    page.get_by_role("button", name="Add station").click()
    expect(page.get_by_text("At most 200 characters.")).to_be_visible()
    page.get_by_label("Name", exact=True).fill("A second one")
    page.get_by_role("button", name="Add station").click()
    code = page.get_by_label("Code")
    expect(code).to_have_accessible_description(re.compile("Another station has this code."))
    expect(code).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Name", exact=True)).to_have_value("A second one")
    expect(page.get_by_label("Name of the new location")).to_have_value("Yard")
    code.fill("two words")
    page.get_by_role("button", name="Add station").click()
    expect(code).to_have_attribute("aria-invalid", "true")
    code.fill("CP-1B")
    page.get_by_role("button", name="Add station").click()
    expect(heading(page, "A second one was added")).to_be_visible()
    with house.api() as api:
        yards = api.get("/api/v1/locations", params={"search": "Yard"}).json()["items"]
        assert len(yards) == 1
        added = api.get("/api/v1/stations", params={"search": "CP-1B"}).json()["items"][0]
        assert (added["location_id"], added["security_profile"]) == (yards[0]["id"], 0)
        api.delete(f"/api/v1/stations/{added['id']}").raise_for_status()


def test_a_stations_page_opens_on_its_connectors_and_what_is_wrong(
    page: Page, house: House
) -> None:
    with connected(house) as charger:
        page.goto(f"/main/stations/{house.stations['CP-1']}")
        first = page.get_by_role("main").get_by_role("region").first
        expect(first).to_have_accessible_name("Connectors")
        expect(first.get_by_role("listitem")).to_have_count(2)
        charger.report(2, "Faulted", "HighTemperature", vendor_error_code="E-2107")
        second = first.get_by_role("listitem", name="Connector 2")
        expect(second).to_contain_text("Faulted")
        expect(second).to_contain_text("HighTemperature (E-2107)")
        wrong = section(page, "What is wrong")
        expect(wrong).to_contain_text("HighTemperature at EVSE 2")
        expect(wrong).to_contain_text("It is too hot inside.")
        charger.report(2, "Available")
        expect(wrong.get_by_text("HighTemperature")).to_have_count(0)
        charger.vanish()
        expect(wrong).to_contain_text("No socket is open since")
        expect(section(page, "What is known of it")).to_contain_text("offline")


def test_two_people_who_edit_one_station_are_told(page: Page, house: House) -> None:
    station = station_of(house, "SHARED-1", name="Before")
    page.goto(f"/main/stations/{station}/settings")
    form = page.get_by_role("form", name="Save")
    form.get_by_label("Name").fill("Mine")
    with house.api() as api:
        api.patch(f"/api/v1/stations/{station}", json={"name": "Theirs"}).raise_for_status()
    expect(heading(page, "Theirs")).to_be_visible()
    expect(form.get_by_label("Name")).to_have_value("Mine")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Somebody else changed this meanwhile")).to_be_visible()
    expect(form.get_by_label("Name")).to_have_value("Mine")
    assert kept(house, station)["name"] == "Theirs"
    form.get_by_role("button", name="Show the newest state").click()
    expect(form.get_by_label("Name")).to_have_value("Theirs")
    form.get_by_label("Name").fill("Ours")
    form.get_by_label("Code").fill("CP-1")
    form.get_by_role("button", name="Save").click()
    expect(form).to_contain_text("Another station has this code.")
    form.get_by_label("Code").fill("SHARED-2")
    form.get_by_role("button", name="Save").click()
    expect(heading(page, "Ours")).to_be_visible()
    assert kept(house, station)["code"] == "SHARED-2"


def test_a_new_password_is_shown_once_and_is_the_one_that_counts(page: Page, house: House) -> None:
    station = station_of(house, "KEYED-1")
    url = f"{house.server.ocpp_url}/KEYED-1"
    page.goto(f"/main/stations/{station}/settings")
    part = section(page, "Password")
    part.get_by_role("button", name="Make another password").click()
    page.get_by_role("dialog").get_by_role("button", name="Make a password").click()
    shown = part.get_by_role("group", name="Password", exact=True)
    password = shown.locator("span").first.inner_text()
    assert turned_away(house, url, "KEYED-1", PASSWORD) == 401
    with stranger(house, url, "KEYED-1", password=password) as charger:
        expect(page.locator("[data-light]")).to_have_attribute("data-light", "connected")
        charger.boot()
        expect(page.locator("[data-light]")).to_have_attribute("data-light", "booted")
    page.reload()
    expect(part).to_contain_text("What it is cannot be shown again.")
    expect(page.get_by_text(password)).to_have_count(0)
    part.get_by_role("button", name="Set one that the charger has").click()
    part.get_by_label("The password that the charger has").fill("short")
    part.get_by_role("button", name="Set the password").click()
    expect(part).to_contain_text("16 to 40 printable characters without blanks.")
    part.get_by_label("The password that the charger has").fill(PASSWORD)
    part.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text("The password was set")).to_be_visible()
    with stranger(house, url, "KEYED-1"):
        expect(page.locator("[data-light]")).to_have_attribute("data-light", "booted")


def test_a_station_is_removed_once_its_code_was_typed(page: Page, house: House) -> None:
    station = station_of(house, "DOOMED-1")
    page.goto(f"/main/stations/{station}/settings")
    page.get_by_role("button", name="Remove this station …").click()
    dialog = page.get_by_role("dialog")
    remove = dialog.get_by_role("button", name="Remove the station")
    expect(remove).to_be_disabled()
    dialog.get_by_label("Type DOOMED-1 to confirm").fill("DOOMED-1")
    remove.click()
    expect(page.get_by_text("The station was removed")).to_be_visible()
    expect(page).to_have_url(re.compile("/main/stations$"))
    expect(rows(page).filter(has_text="CP-1")).to_have_count(1)
    expect(rows(page).filter(has_text="DOOMED-1")).to_have_count(0)
    assert turned_away(house, f"{house.server.ocpp_url}/DOOMED-1", "DOOMED-1", PASSWORD) == 404
