"""The first page: what needs somebody, figures that lead to their rows, and the first step."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from tests.browser.conftest import NARROW, STATIONS, TAGS, WIDE
from tests.browser.house import House, open_house
from tests.browser.watch import Watch
from tests.conftest import Background

from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.simulator.outbox import Message

STRANGER = "0BADC0FFEE0DDF"
ABSENT = "CP-3"
WRONG = "The address asks for something that does not exist"


class Led(NamedTuple):
    """A figure: what it counts, how many there are, and where it leads."""

    name: str
    number: int
    to: str


@pytest.fixture(scope="module")
def house(background: Background, module_database: PostgresAddress) -> Iterator[House]:
    """A served installation in which one station never came."""
    stations = (*STATIONS, (ABSENT, "ocpp1.6"))
    with open_house(background, module_database, stations=stations, tags=TAGS) as opened:
        yield opened


@pytest.fixture(scope="module")
def busy(house: House) -> Iterator[House]:
    """The house with somebody who charges, somebody refused, and a fault."""
    with house.charger("CP-1") as first, house.charger("CP-2", "ocpp2.0.1") as second:
        assert first.wait(lambda charger: charger.start_charging(TAGS[0]))
        assert not first.wait(lambda charger: charger.present(STRANGER))
        second.do(lambda charger: charger.fault(1, "HighTemperature", "E-2107"))
        yield house


def figures(page: Page) -> list[Led]:
    """Return every figure of the overview that counts something."""
    led = []
    for link in page.locator("main a").all():
        *name, number = link.inner_text().split("\n")
        if number.isdigit() and int(number) > 0:
            led.append(Led(" ".join(name), int(number), link.get_attribute("href") or ""))
    return led


def test_every_figure_leads_to_its_rows(page: Page, busy: House) -> None:
    page.goto("/main/overview")
    expect(page.get_by_role("region", name="Chargers")).to_be_visible()
    denied = page.get_by_role("list", name="Denials today").get_by_role("link")
    expect(denied.first).to_have_text("Denials today1")
    expect(page.get_by_role("list", name="Live sessions by status")).to_be_visible()
    counted = figures(page)
    assert {led.to.split("?")[0].rsplit("/", 1)[-1] for led in counted} == {
        "stations",
        "sessions",
        "decisions",
    }
    by_connector = page.get_by_role("list", name="Reported by connectors").locator("a").all()
    not_rows = {link.get_attribute("href") for link in by_connector}
    for name, number, to in counted:
        page.goto(to)
        rows = page.locator("main tbody tr")
        if to in not_rows:
            expect(rows.first, name).to_be_visible()
        else:
            expect(rows, name).to_have_count(number)
        expect(page.get_by_text(WRONG), name).to_have_count(0)


def test_what_needs_somebody_leads_to_where_it_is_mended(page: Page, busy: House) -> None:
    page.goto("/main/overview")
    rows = page.get_by_role("list", name="Needs attention").get_by_role("link")
    expect(rows.first).to_contain_text("CP-2")
    expect(rows.first).to_contain_text("fault")
    expect(rows.filter(has_text=ABSENT)).to_contain_text("never seen")
    expect(rows.first).to_have_attribute("href", f"/main/stations/{busy.stations['CP-2']}")


def test_the_overview_follows_what_happens(page: Page, busy: House) -> None:
    page.goto("/main/overview")
    socket = page.get_by_role("list", name="Socket")
    expect(socket.get_by_role("link", name=re.compile(r"^Never seen\s*1$"))).to_be_visible()
    with busy.charger(ABSENT) as third:
        expect(socket.get_by_role("link", name=re.compile(r"^Connected\s*3$"))).to_be_visible()
        assert third.wait(lambda charger: charger.start_charging(TAGS[1]))
        live = page.get_by_role("link", name=re.compile(r"^Live\s*2"))
        expect(live).to_be_visible()
        third.do(lambda charger: charger.unplug())
        expect(page.get_by_role("link", name=re.compile(r"^Live\s*1"))).to_be_visible()


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_what_needs_somebody_is_in_the_first_screen(
    page: Page, busy: House, watches: list[Watch], viewport: ViewportSize
) -> None:
    page.goto("/main/overview")
    watches[0].settle()
    box = page.get_by_role("list", name="Needs attention").bounding_box()
    assert box is not None
    assert box["y"] < viewport["height"] / 2
    assert page.evaluate("document.scrollingElement.scrollWidth") <= viewport["width"]


def test_what_failed_can_be_tried_again(page: Page, busy: House) -> None:
    page.route(
        "**/api/v1/overview?*",
        lambda route: route.fulfill(status=500, json={"detail": "It broke.", "request_id": "01-x"}),
    )
    page.goto("/main/overview")
    expect(page.get_by_text("01-x")).to_be_visible()
    page.unroute("**/api/v1/overview?*")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("list", name="Needs attention")).to_be_visible()


def test_the_overview_is_of_the_location_that_was_chosen(page: Page, busy: House) -> None:
    with busy.api() as api:
        added = api.post("/api/v1/locations", json={"name": "Elsewhere", "timezone": "UTC"})
        assert added.status_code == 201, added.text
    page.goto("/main/overview")
    sockets = page.get_by_role("list", name="Socket").get_by_role("link")
    connected = sockets.filter(has_text=re.compile(r"^Connected"))
    expect(connected).to_have_text(re.compile(r"^Connected[1-9]"))
    page.get_by_role("combobox", name="Location that lists begin with").click()
    page.get_by_role("option", name="Elsewhere").click()
    expect(connected).to_have_text("Connected0")
    connected.click()
    expect(page).to_have_url(re.compile(added.json()["id"]))
    expect(page.locator("main tbody tr")).to_have_count(0)


def test_a_status_is_on_open_pages_without_their_being_read_again(
    page: Page, busy: House, watches: list[Watch]
) -> None:
    """No list is read any more once the pages are there: what they show came with the event."""

    def says(connector_id: int, status: str) -> Message:
        said = {"connectorId": connector_id, "status": status, "errorCode": "NoError"}
        return Message("StatusNotification", said)

    overview = page.context.new_page()
    page.goto("/main/stations")
    overview.goto("/main/overview")
    row = page.locator("main tbody tr").filter(has_text=ABSENT)
    counted = overview.get_by_role("list", name="Reported by connectors")
    expect(row).to_be_visible()
    expect(counted).to_be_visible()
    watches[0].settle()
    for shown in (page, overview):
        shown.route("**/api/v1/stations?*", lambda _: None)
        shown.route("**/api/v1/overview?*", lambda _: None)
    with busy.charger(ABSENT) as third:
        expect(row).to_contain_text("connected")
        third.wait(lambda charger: charger.uplink.call(says(0, "Unavailable")))
        expect(row).to_contain_text("Unavailable")
        third.wait(lambda charger: charger.uplink.call(says(1, "Reserved")))
        expect(counted).to_contain_text("Reserved1")
    expect(row).to_contain_text("offline")


def test_an_empty_system_teaches_the_first_step(
    browser: Browser, background: Background, database: PostgresAddress, window: dict[str, Any]
) -> None:
    with (
        open_house(background, database) as empty,
        browser.new_context(**{**window, "base_url": empty.url}) as context,
    ):
        empty.sign_in(context)
        page = context.new_page()
        page.goto("/main/overview")
        expect(page.get_by_role("heading", name="Add your first station")).to_be_visible()
        expect(page.get_by_role("link", name="Add a station")).to_have_attribute(
            "href", "/main/stations/new"
        )
