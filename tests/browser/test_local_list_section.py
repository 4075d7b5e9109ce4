"""Who starts at a charger without a connection: its local list on the screen, and sent again."""

from playwright.sync_api import Page, expect
from tests.browser.house import House

PATIENCE_MS = 30_000


def test_a_list_is_sent_again_and_its_confirmation_is_seen(page: Page, house: House) -> None:
    with house.charger("CP-1"):
        station = house.stations["CP-1"]
        page.goto(f"/main/stations/{station}/access")
        section = page.get_by_role("region", name="Without a connection")
        expect(section).to_contain_text("Local list")
        section.get_by_role("button", name="Send the list again").click()
        expect(page.get_by_text("The list is sent again, whole")).to_be_visible()
        expect(section.get_by_text("confirmed", exact=True)).to_be_visible(timeout=PATIENCE_MS)
        expect(section).to_contain_text("Everybody who may stand on the list does.")
        section.get_by_text("What it was told of its list, and answered").click()
        expect(section).to_contain_text("SendLocalList version 1, full")
