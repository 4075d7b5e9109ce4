"""A station's configuration, device model and timeline on the screen."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import WIDE
from tests.browser.house import House
from tests.browser.stranger import CLOCK, Stranger, stranger
from tests.endurance.serving import PASSWORD
from tests.protocol.rawcharger import RawCharger, basic, open_socket

SCRIPT = "<script>window.ran = true</script>"
ARABIC = "\u0645\u062d\u0637\u0629 \u0627\u0644\u0634\u062d\u0646"
HEARTBEAT = "HeartbeatInterval"
AVAILABLE = {"component": {"name": "EVSE", "evse": {"id": 1}}, "variable": {"name": "Available"}}


def rows(page: Page, table: str) -> Locator:
    """Return the rows of a table."""
    return page.get_by_role("table", name=table, exact=True).locator("tbody tr")


def key(name: str, value: str | None, *, readonly: bool = False) -> dict[str, Any]:
    """Return a configuration key as a charger tells it."""
    told = {"key": name, "readonly": readonly, "value": value}
    return {field: said for field, said in told.items() if said is not None}


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a list of choices."""
    page.get_by_role("combobox", name=label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


@contextmanager
def configuration_of(page: Page, house: House, code: str, protocol: str) -> Iterator[Stranger]:
    """Let a charger be there, with the page of its configuration before us."""
    with stranger(house, f"{house.server.ocpp_url}/{code}", code, protocol=protocol) as charger:
        charger.boot(1)
        page.goto(f"/main/stations/{house.stations[code]}/configuration")
        expect(page.get_by_text("It was never read")).to_be_visible()
        yield charger


def change(page: Page, name: str, value: str) -> None:
    """Write another value where it stands."""
    page.get_by_role("button", name=f"Change {name}", exact=True).click()
    page.get_by_label(f"New value of {name}").fill(value)
    page.get_by_role("button", name="Write", exact=True).click()


def test_configuration_is_read_searched_changed_and_read_back(page: Page, house: House) -> None:
    with configuration_of(page, house, "CP-1", "ocpp1.6") as charger:
        others = [
            key("NumberOfConnectors", "1", readonly=True),
            key("CpoName", SCRIPT),
            key(ARABIC, "Core"),
            key("X" * 50, "y" * 500),
            key("AuthorizationKey", "a-secret-of-the-charger"),
        ]
        charger.answer("GetConfiguration", {"configurationKey": [key(HEARTBEAT, "300"), *others]})
        page.get_by_role("button", name="Read named ones").first.click()
        form = page.get_by_role("dialog")
        expect(form).to_contain_text("Left empty, the charger is asked for everything")
        form.get_by_label("What to read").fill("")
        form.get_by_role("button", name="Read", exact=True).click()
        expect(form.locator("[data-status=accepted]")).to_be_visible()
        assert charger.obeyed("GetConfiguration") == {"key": []}
        page.keyboard.press("Escape")
        found = rows(page, "Configuration")
        expect(found).to_have_count(6)
        expect(found.filter(has_text="CpoName")).to_contain_text("masked")
        expect(found.filter(has_text=ARABIC)).to_contain_text("Core")
        assert page.evaluate("window.ran") is None
        assert page.evaluate("document.scrollingElement.scrollWidth") <= WIDE["width"]
        expect(found.filter(has_text="AuthorizationKey")).to_contain_text("masked")
        expect(page.get_by_text("a-secret-of-the-charger")).to_have_count(0)
        expect(page.get_by_role("button", name="Change NumberOfConnectors")).to_have_count(0)

        page.get_by_role("searchbox", name="Search the configuration").fill("heartb")
        expect(found).to_have_count(1)
        expect(page.get_by_text("1 of 6")).to_be_visible()

        charger.answer("GetConfiguration", {"configurationKey": [key(HEARTBEAT, "600")]})
        charger.answer("ChangeConfiguration", {"status": "RebootRequired"})
        change(page, HEARTBEAT, "600")
        expect(found.get_by_role("status")).to_have_text("RebootRequired")
        assert charger.obeyed("ChangeConfiguration") == {"key": HEARTBEAT, "value": "600"}
        assert charger.obeyed("GetConfiguration") == {"key": [HEARTBEAT]}
        expect(found).to_contain_text("600")

        charger.answer("ChangeConfiguration", {"status": "Rejected"})
        change(page, HEARTBEAT, "900")
        expect(found.get_by_role("status")).to_have_text("Rejected")
        expect(found).to_contain_text("600")
        charger.vanish()
        change(page, HEARTBEAT, "1200")
        expect(found.get_by_role("status")).to_have_text("offline")

        page.get_by_role("searchbox", name="Search the configuration").fill("nothing like it")
        expect(page.get_by_text("Nothing matches")).to_be_visible()


def test_a_device_model_is_reported_changed_and_read_back(page: Page, house: House) -> None:
    with configuration_of(page, house, "CP-2", "ocpp2.0.1") as charger:
        charger.answer("GetBaseReport", {"status": "Accepted"})
        page.get_by_role("button", name="Read the whole device model").first.click()
        expect(page.get_by_text("The report comes in parts.")).to_be_visible()
        asked = charger.obeyed("GetBaseReport")
        assert asked["reportBase"] == "FullInventory"
        flag = {"data_type": "boolean", "supports_monitoring": False}
        at_once = {"type": "Actual", "value": "true", "mutability": "ReadWrite"}
        charger.say(
            "NotifyReport",
            request_id=asked["requestId"],
            generated_at=CLOCK.now().isoformat(),
            seq_no=0,
            report_data=[
                {**AVAILABLE, "variable_attribute": [at_once], "variable_characteristics": flag}
            ],
        )
        found = rows(page, "Configuration")
        expect(found).to_have_count(1)
        expect(found).to_contain_text("EVSE · EVSE 1")
        expect(found).to_contain_text("true")

        result = {**AVAILABLE, "attributeStatus": "Accepted"}
        charger.answer("SetVariables", {"setVariableResult": [result]})
        charger.answer(
            "GetVariables", {"getVariableResult": [{**result, "attributeValue": "false"}]}
        )
        page.get_by_role("button", name="Change Available").click()
        choose(page, "New value of Available", "false")
        page.get_by_role("button", name="Write", exact=True).click()
        expect(found.get_by_role("status")).to_have_text("Accepted")
        expect(found).to_contain_text("false")
        assert charger.obeyed("SetVariables") == {
            "setVariableData": [{**AVAILABLE, "attributeValue": "false"}]
        }
        assert charger.obeyed("GetVariables") == {"getVariableData": [AVAILABLE]}


def speak(house: House, code: str) -> None:
    """Let a charger say something usual, something odd, and something that is no message."""

    async def said() -> None:
        url = f"{house.server.ocpp_url}/{code}"
        raw = RawCharger(await open_socket(url, ["ocpp1.6"], basic(code, PASSWORD)))
        await raw.call("BootNotification", {"chargePointVendor": "Odd", "chargePointModel": "One"})
        await raw.call("Heartbeat")
        await raw.call("Heartbeat", {"mood": "fine"})
        await raw.send("[2, this is no JSON")
        await raw.call("Heartbeat")
        raw.drop()

    house.background.run(said())


def test_the_timeline_is_filtered_and_each_frame_is_readable(page: Page, house: House) -> None:
    speak(house, "CP-1")
    page.goto(f"/main/stations/{house.stations['CP-1']}/timeline")
    found = rows(page, "Frames")
    page.get_by_role("searchbox", name="Action").fill("Heartbeat")
    choose(page, "Direction", "From the charger")
    expect(page).to_have_url(re.compile("direction=in"))
    expect(page).to_have_url(re.compile("action=Heartbeat"))
    expect(found).to_have_count(3)
    page.reload()
    expect(found).to_have_count(3)
    found.first.get_by_role("button", name="Heartbeat").click()
    drawer = page.get_by_role("dialog", name="Heartbeat")
    expect(drawer).to_contain_text("It is alive, and asks what time it is.")
    expect(drawer).to_contain_text("Its answer")
    expect(drawer).to_contain_text("currentTime")
    page.keyboard.press("Escape")

    choose(page, "Deviation", "Departs from OCPP")
    expect(found).to_have_count(1)
    found.get_by_role("button", name="Heartbeat").click()
    expect(drawer).to_contain_text("departs from OCPP")
    expect(drawer).to_contain_text("mood")
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Clear filters").click()
    choose(page, "Kind", "Unreadable")
    expect(found).to_have_count(1)
    found.get_by_role("button", name="unreadable").click()
    page.get_by_role("dialog").get_by_role("link", name="All frames of this connection").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_url(re.compile("timeline\\?connection_id="))
    expect(found.filter(has_text="BootNotification").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert "BootNotification" in download.value.path().read_text()


def test_a_tampered_address_of_the_timeline_is_told(page: Page, house: House) -> None:
    page.goto(f"/main/stations/{house.stations['CP-1']}/timeline?kind=shout&from=never&sudo=1")
    told = page.get_by_role("alert").filter(has_text="The address asks for something")
    expect(told).to_contain_text("“Kind” cannot be “shout”.")
    expect(told).to_contain_text("“From” cannot be “never”.")
    expect(told).to_contain_text("There is no filter “sudo”.")
