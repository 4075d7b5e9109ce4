"""Agreements on the screen: made, fed by the file, asked, seen in a decision, ended."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.browser.house import House

PARTNERS = "DE-ROA-C00000007"


def test_a_partners_drivers_charge_by_an_agreement_that_is_fed(
    page: Page, house: House, tmp_path: Path
) -> None:
    page.goto("/main/agreements")
    page.get_by_role("link", name="Make an agreement").first.click()
    page.get_by_label("Name").fill("Roamer")
    page.get_by_label("A feed is believed for so many hours").fill("24")
    page.get_by_role("button", name="Make agreement").click()
    expect(page.get_by_role("heading", level=1, name="Roamer")).to_be_visible()
    agreement = page.url

    table = tmp_path / "partner.csv"
    table.write_text(f"value,type\n{PARTNERS},emaid\nDE-ROA-C00000008,wrong\n{PARTNERS},emaid\n")
    page.get_by_role("link", name="From a file").click()
    page.locator('input[type="file"]').set_input_files(table)
    wrong = page.get_by_role("table", name="Wrong lines")
    expect(wrong.get_by_role("row", name=re.compile("^3"))).to_contain_text("type")
    expect(wrong.get_by_role("row", name=re.compile("^4"))).to_contain_text("value")
    outcome = page.get_by_role("region", name="What would come of it")
    expect(outcome).to_contain_text("Nothing is applied while any line is wrong")
    expect(page.get_by_role("button", name="Apply the file")).to_have_count(0)

    table.write_text(f"value,type\n{PARTNERS},emaid\n04A2B3C4D5E6F7,rfid\n")
    page.locator('input[type="file"]').set_input_files([])
    page.locator('input[type="file"]').set_input_files(table)
    page.get_by_role("button", name="Apply the file").click()
    expect(page.get_by_text("The file was applied")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Go to the agreement").click()
    known = page.get_by_role("table", name="Identifiers of the agreement")
    expect(known.get_by_role("row")).to_have_count(3)
    expect(page.get_by_role("main")).not_to_contain_text(PARTNERS)

    asking = page.get_by_role("region", name="May its drivers start?")
    asking.get_by_role("combobox", name="Station").click()
    page.get_by_role("option", name="CP-1").click()
    expect(asking.get_by_role("status")).to_contain_text("may start at CP-1")
    expect(asking).to_contain_text("It holds at this place.")

    with house.charger("CP-1") as charger:
        assert charger.wait(lambda living: living.start_charging(PARTNERS))
    page.goto("/main/decisions?decision=allowed")
    page.get_by_role("table", name="Access decisions").get_by_role("link", name="allowed").click()
    page.get_by_role("main").get_by_role("link", name="Roamer").click()
    decided = page.get_by_role("table", name="Decisions by the agreement")
    expect(decided).to_contain_text("allowed")

    page.get_by_role("button", name="End …").click()
    page.get_by_label("Reason").fill("They left.")
    page.get_by_role("button", name="End the agreement").click()
    expect(page.get_by_text("ended", exact=True).first).to_be_visible()
    assert page.url == agreement
