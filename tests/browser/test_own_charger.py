"""A charger of somebody else's make, from the form that adds it to its session in history."""

import re

from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import TAGS
from tests.browser.house import House
from tests.browser.stranger import Stranger, stranger, turned_away

CODE = "OWN-1"
NAME = "Our own"
UNKNOWN = "0BADC0FFEE0DDF"
ENERGY_WH = 4_000


def typed(page: Page, name: str) -> str:
    """Return what the page says is to be typed into the charger."""
    return page.get_by_role("group", name=name, exact=True).locator("span").first.inner_text()


def light(page: Page) -> Locator:
    """Return the light that follows the charger."""
    return page.locator("[data-light]")


def connector(page: Page) -> Locator:
    """Return the charger's one connector, on its page."""
    return page.get_by_role("listitem", name="Connector 1")


def go_to(page: Page, part: str) -> None:
    """Go to a part of the station's pages."""
    parts = page.get_by_role("navigation", name="Parts of this station")
    parts.get_by_role("link", name=part, exact=True).click()


def add(page: Page) -> tuple[str, str, str]:
    """Add the charger; return the address, the id and the password that are to be typed in."""
    page.goto("/main/stations")
    page.get_by_role("link", name="Add station").first.click()
    page.get_by_label("Code").fill(CODE)
    page.get_by_label("Name", exact=True).fill(NAME)
    page.get_by_role("combobox", name="Location").click()
    page.get_by_role("option", name="Depot").click()
    page.get_by_role("button", name="Add station").click()
    expect(page.get_by_role("heading", name=f"{NAME} was added")).to_be_visible()
    expect(light(page)).to_have_attribute("data-light", "waiting")
    return typed(page, "Whole address"), typed(page, "Id"), typed(page, "Password")


def boot(page: Page, charger: Stranger) -> str:
    """Let the charger say what it is; return the time that it is told."""
    expect(light(page)).to_have_attribute("data-light", "connected")
    answer = charger.say(
        "BootNotification", charge_point_vendor="Stranger", charge_point_model="One"
    )
    expect(light(page)).to_have_attribute("data-light", "booted")
    expect(light(page)).to_contain_text("Stranger One")
    report(charger, "Available")
    page.get_by_role("link", name="Go to the station").click()
    expect(connector(page)).to_contain_text("Available")
    time: str = answer.current_time
    return time


def report(charger: Stranger, status: str) -> None:
    """Let the charger say how its connector is."""
    charger.say("StatusNotification", connector_id=1, error_code="NoError", status=status)


def tap(charger: Stranger, tag: str) -> str:
    """Let somebody hold a card to the charger; return what it is answered."""
    status: str = charger.say("Authorize", id_tag=tag).id_tag_info["status"]
    return status


def order(page: Page, button: str) -> None:
    """Send what the form in the drawer says; the charger's own answer is shown."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=button).click()
    expect(dialog.locator("[data-status=accepted]")).to_contain_text("The charger said Accepted")
    page.keyboard.press("Escape")


def start_remotely(page: Page, charger: Stranger, now: str) -> int:
    """Start from the page; the charger charges. Return the transaction's number."""
    charger.answer("RemoteStartTransaction", {"status": "Accepted"})
    connector(page).get_by_role("button", name="Start").click()
    page.get_by_role("dialog").get_by_label("Identifier").fill(TAGS[0])
    order(page, "Start charging")
    tag = charger.obeyed("RemoteStartTransaction")["idTag"]
    started = charger.say(
        "StartTransaction", connector_id=1, id_tag=tag, meter_start=0, timestamp=now
    )
    assert started.id_tag_info["status"] == "Accepted"
    report(charger, "Charging")
    sample = {"timestamp": now, "sampled_value": [{"value": str(ENERGY_WH)}]}
    number: int = started.transaction_id
    charger.say("MeterValues", connector_id=1, transaction_id=number, meter_value=[sample])
    return number


def stop_remotely(page: Page, charger: Stranger, number: int, now: str) -> None:
    """Stop from the page; the charger ends the transaction."""
    charger.answer("RemoteStopTransaction", {"status": "Accepted"})
    connector(page).get_by_role("button", name="Stop").click()
    order(page, "Stop charging")
    assert charger.obeyed("RemoteStopTransaction") == {"transactionId": number}
    charger.say(
        "StopTransaction",
        transaction_id=number,
        meter_stop=ENERGY_WH,
        timestamp=now,
        reason="Remote",
    )
    report(charger, "Available")


def test_an_own_charger_goes_the_whole_way(page: Page, house: House) -> None:
    url, code, password = add(page)
    assert url.endswith(f"/ocpp/main/{CODE}")
    with stranger(house, url, code, password=password) as charger:
        now = boot(page, charger)

        assert tap(charger, UNKNOWN) == "Invalid"
        go_to(page, "Timeline")
        page.get_by_role("row").filter(has_text="Chargehouse answered: Invalid.").get_by_role(
            "button", name="Authorize"
        ).click()
        expect(page.get_by_role("dialog")).to_contain_text("What it answers")
        page.keyboard.press("Escape")
        assert tap(charger, TAGS[0]) == "Accepted"
        expect(page.get_by_text("Chargehouse answered: Accepted.").first).to_be_visible()

        go_to(page, "Now")
        number = start_remotely(page, charger, now)
        expect(connector(page)).to_contain_text("Charging")
        expect(connector(page)).to_contain_text("4 kWh")
        stop_remotely(page, charger, number, now)
        expect(connector(page).get_by_role("button", name="Start")).to_be_visible()
        expect(connector(page)).to_contain_text("Available")

        go_to(page, "Sessions")
        rows = page.get_by_role("table", name="Sessions at this station").locator("tbody tr")
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text("4 kWh")
        rows.get_by_role("link").first.click()
        expect(page).to_have_url(re.compile("/main/sessions/[0-9a-f-]{36}$"))
        expect(page.get_by_role("heading", name=f"Session at {NAME}")).to_be_visible()
        expect(page.get_by_text("ended", exact=True).first).to_be_visible()


def test_a_charger_that_is_turned_away_is_told_of_with_the_reason(page: Page, house: House) -> None:
    page.goto(f"/main/stations/{house.stations['CP-2']}")
    expect(light(page)).to_have_attribute("data-light", "waiting")
    url = typed(page, "Whole address")
    assert turned_away(house, url, "CP-2", "not-the-password-it-has") == 401
    told = page.get_by_role("alert").filter(has_text="Turned away meanwhile")
    expect(told).to_contain_text("The password is wrong.")
    assert turned_away(house, f"{url}-", "CP-2-", "not-the-password-it-has") == 404
    expect(told).to_contain_text("an id that is not known here")
