"""The frame of every page: ways, search, tenants, keys, colours, help, and being cut off."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from tests.browser.conftest import NARROW, TAGS
from tests.browser.house import EMAIL, House
from tests.browser.people import add_person, add_tenant, sign_in
from tests.browser.watch import Watch

OTHER = "north"
CUT_OFF = "Chargehouse has not answered"


def headed(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def modules(page: Page) -> list[str]:
    return page.get_by_role("navigation", name="Modules").get_by_role("link").all_inner_texts()


@pytest.fixture(scope="module")
def other_tenant(house: House) -> str:
    add_tenant(house, OTHER, "North depots", of=EMAIL)
    return OTHER


def test_the_navigation_leads_to_every_module(page: Page) -> None:
    page.goto("/main/overview")
    headed(page, "Overview")
    for name in modules(page):
        ways = page.get_by_role("navigation", name="Modules")
        way = ways.get_by_role("link", name=name, exact=True)
        way.click()
        expect(way).to_have_attribute("aria-current", "page")
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_who_goes_to_a_page_hears_its_title(page: Page) -> None:
    page.goto("/main/overview")
    headed(page, "Overview")
    page.get_by_role("link", name="Stations", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Stations")).to_be_focused()
    expect(page).to_have_title("Stations · Chargehouse")


def test_the_first_key_skips_to_the_page(page: Page) -> None:
    page.goto("/main/overview")
    headed(page, "Overview")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


@pytest.mark.parametrize("viewport", [NARROW], ids=["narrow"])
def test_narrow_windows_fold_the_navigation(page: Page) -> None:
    page.goto("/main/overview")
    headed(page, "Overview")
    page.get_by_role("button", name="Open the navigation").click()
    page.get_by_role("link", name="Sessions", exact=True).click()
    headed(page, "Sessions")
    expect(page.get_by_role("button", name="Open the navigation")).to_be_visible()


def test_who_may_do_little_sees_only_that(stranger: Page, house: House) -> None:
    add_person(house, "theo@example.com", permissions=["stations.read"])
    stranger.goto("/main/stations")
    sign_in(stranger, "theo@example.com")
    headed(stranger, "Stations")
    assert "Sessions" not in modules(stranger)
    assert "Stations" in modules(stranger)
    stranger.goto("/main/sessions")
    expect(stranger.get_by_text("You may not see this")).to_be_visible()


def test_search_finds_a_station_and_goes_there(page: Page, house: House) -> None:
    page.goto("/main/overview")
    headed(page, "Overview")
    page.keyboard.press("/")
    page.get_by_placeholder("Station, session, vehicle, or what to do").fill("CP-2")
    hit = page.get_by_role("dialog").get_by_role("button", name="CP-2")
    expect(hit).to_be_visible()
    hit.click()
    expect(page).to_have_url(re.compile(str(house.stations["CP-2"])))


def test_search_says_where_nothing_is_found(page: Page) -> None:
    page.goto("/main/overview")
    headed(page, "Overview")
    page.get_by_role("button", name="Search or do something").first.click()
    page.get_by_placeholder("Station, session, vehicle, or what to do").fill("<script>%00'")
    expect(page.get_by_text("No station, session or vehicle is called so.")).to_be_visible()


def test_the_palette_goes_anywhere_by_keyboard_alone(page: Page, house: House) -> None:
    page.goto("/main/overview")
    headed(page, "Overview")
    page.keyboard.press("Control+k")
    expect(page.get_by_placeholder("Station, session, vehicle, or what to do")).to_be_focused()
    page.keyboard.type("go vehicles")
    expect(page.get_by_role("button", name="Go to Vehicles")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    headed(page, "Vehicles")
    expect(page).to_have_url(f"{house.url}/main/vehicles")


def test_keys_and_help_are_explained(page: Page) -> None:
    page.goto("/main/stations")
    headed(page, "Stations")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Help").click()
    expect(page.get_by_role("dialog", name="Stations")).to_contain_text("What the words mean")


def test_colours_are_kept(page: Page) -> None:
    scheme = page.locator("html")
    page.goto("/main/overview")
    headed(page, "Overview")
    expect(scheme).to_have_attribute("data-mantine-color-scheme", "light")
    page.get_by_role("button", name="Your account, colours and language").click()
    page.get_by_text("Dark", exact=True).click()
    expect(scheme).to_have_attribute("data-mantine-color-scheme", "dark")
    page.reload()
    headed(page, "Overview")
    expect(scheme).to_have_attribute("data-mantine-color-scheme", "dark")


def test_another_tenant_shows_nothing_of_the_first(
    page: Page, house: House, other_tenant: str
) -> None:
    page.goto("/main/stations")
    expect(page.get_by_role("row", name="CP-1")).to_be_visible()
    page.get_by_role("combobox", name="Tenant").click()
    page.get_by_role("option", name="North depots").click()
    headed(page, "Overview")
    expect(page).to_have_url(f"{house.url}/{other_tenant}/overview")
    page.get_by_role("link", name="Stations", exact=True).click()
    expect(page.get_by_text("No station yet")).to_be_visible()
    page.go_back()
    page.go_back()
    expect(page.get_by_role("row", name="CP-1")).to_be_visible()
    page.goto("/")
    expect(page).to_have_url(f"{house.url}/main/overview")


def test_a_tenant_that_is_not_there_is_told_with_a_way_on(page: Page, house: House) -> None:
    page.goto("/nowhere/stations")
    expect(page.get_by_text("You have no tenant “nowhere”")).to_be_visible()
    page.get_by_role("link", name="Go to your own").click()
    expect(page).to_have_url(f"{house.url}/main/overview")


def test_an_address_without_a_page_is_told_with_a_way_on(page: Page, house: House) -> None:
    page.goto("/main/no-such-page/at-all")
    expect(page.get_by_text("There is no page at this address")).to_be_visible()
    page.get_by_role("link", name="Go to the overview").click()
    expect(page).to_have_url(f"{house.url}/main/overview")


def test_lists_begin_with_the_location_that_was_chosen(page: Page, house: House) -> None:
    with house.api() as api:
        made = api.post("/api/v1/locations", json={"name": "Harbour", "timezone": "Europe/Berlin"})
        harbour = made.raise_for_status().json()["id"]
    page.goto("/main/stations")
    expect(page.get_by_role("row", name="CP-1")).to_be_visible()
    page.get_by_role("combobox", name="Location that lists begin with").click()
    page.get_by_role("option", name="Harbour").click()
    expect(page).to_have_url(f"{house.url}/main/stations?location={harbour}")
    expect(page.get_by_role("row", name="CP-1")).to_have_count(0)
    page.get_by_role("link", name="Sessions", exact=True).click()
    expect(page).to_have_url(f"{house.url}/main/sessions?location_id={harbour}")
    page.goto("/main/stations?protocol=ocpp1.6")
    expect(page.get_by_role("row", name="CP-1")).to_be_visible()


def test_one_stream_serves_every_tab_of_a_browser(page: Page, house: House) -> None:
    streams: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/events/stream"):
            streams.append(request.url)

    page.context.on("request", note)
    page.goto("/main/stations")
    expect(page.get_by_role("row", name="CP-1")).to_be_visible()
    second = page.context.new_page()
    second.goto("/main/stations")
    expect(second.get_by_role("row", name="CP-1")).to_be_visible()
    with house.charger("CP-1"):
        for tab in (page, second):
            expect(tab.get_by_role("row", name="CP-1")).to_contain_text("connected")
    for tab in (page, second):
        expect(tab.get_by_role("row", name="CP-1")).to_contain_text("offline")
    assert len(streams) == 1
    page.close()
    with house.charger("CP-1"):
        expect(second.get_by_role("row", name="CP-1")).to_contain_text("connected")
    second.close()


def test_who_may_not_follow_events_is_not_told_to_be_cut_off(
    browser: Browser, window: dict[str, Any], house: House
) -> None:
    add_person(house, "vera@example.com", permissions=["stations.read"])
    with browser.new_context(**window) as context:
        page = context.new_page()
        watch = Watch(page, house.url)
        page.goto("/main/stations")
        sign_in(page, "vera@example.com")
        headed(page, "Stations")
        watch.settle()
        expect(page.get_by_text(CUT_OFF)).to_have_count(0)
        assert watch.findings == []


def test_a_server_that_goes_away_is_told_and_what_is_shown_comes_back(
    page: Page, house: House, watches: list[Watch]
) -> None:
    page.goto("/main/stations")
    expect(page.get_by_role("row", name="CP-1")).to_be_visible()
    house.background.run(house.server.terminate())
    expect(page.get_by_text(CUT_OFF)).to_be_visible()
    expect(page.get_by_text("What is shown is old.")).to_be_visible()
    expect(page.get_by_role("row", name="CP-1")).to_be_visible()
    house.background.run(house.server.start())
    house.background.run(house.server.ready())
    expect(page.get_by_text(CUT_OFF)).to_have_count(0)
    with house.charger("CP-1") as charger:
        expect(page.get_by_role("row", name="CP-1")).to_contain_text("connected")
        assert charger.wait(lambda it: it.start_charging(TAGS[0]))
        expect(page.get_by_role("row", name="CP-1")).not_to_contain_text("never")
    watches[0].findings.clear()
