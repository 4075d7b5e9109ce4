"""What sessions cost on the screen: while they go on, in their CDR line by line, and taken back."""

from playwright.sync_api import Page, expect
from tests.browser.conftest import TAGS
from tests.browser.house import House
from tests.browser.scene import TARIFF, wait_for


def test_a_session_is_priced_recorded_and_taken_back(page: Page, house: House) -> None:
    with house.api() as api:
        body = {"name": "Day and night", "tariff": TARIFF}
        tariff = api.post("/api/v1/tariffs", json=body).raise_for_status().json()["id"]

    page.goto(f"/main/tariffs/{tariff}")
    expect(page.get_by_role("table", name="Prices, in their order")).to_contain_text(
        "€0.49 per kWh"
    )
    page.get_by_role("link", name="Have it hold somewhere").click()
    page.get_by_text("Everywhere", exact=True).click()
    page.get_by_role("button", name="Have it hold", exact=True).click()
    places = page.get_by_role("table", name="Where it holds")
    expect(places).to_contain_text("wherever nothing nearer holds")

    with house.charger("CP-1") as charger, house.api() as api:
        assert charger.wait(lambda living: living.start_charging(TAGS[0]))
        wait_for(lambda: api.get("/api/v1/sessions", params={"open": "true"}).json()["items"] != [])
        session = api.get("/api/v1/sessions", params={"open": "true"}).json()["items"][0]["id"]
        page.goto(f"/main/sessions/{session}")
        cost = page.get_by_role("region", name="Cost", exact=True)
        expect(cost).to_contain_text("so far.")
        expect(cost.get_by_role("table", name="Cost, line by line")).to_contain_text("Flat fee")
        charger.do(lambda living: living.unplug())
        expect(cost).to_contain_text("in all.")
        cost.get_by_role("link", name="Its CDR").click()

    expect(page.get_by_role("heading", level=1, name="CDR of")).to_be_visible()
    lines = page.get_by_role("table", name="Cost, line by line")
    expect(lines).to_contain_text("Flat fee")
    expect(lines).to_contain_text("€1.00")
    expect(page.get_by_role("main")).to_contain_text("VAT 21 %")
    page.get_by_role("button", name="Take it back …").click()
    page.get_by_label("Reason").fill("It stood still.")
    page.get_by_role("button", name="Take it back", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Credit CDR of")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("It stood still.")

    page.goto("/main/cdrs?credit=false")
    listed = page.get_by_role("table", name="CDRs")
    expect(listed).to_contain_text("taken back")
    expect(page.get_by_role("link", name="CSV")).to_be_visible()
    page.goto(f"/main/tariffs/{tariff}")
    places.get_by_role("button", name="Take away …").click()
    page.get_by_role("button", name="Have it hold no more").click()
    expect(page.get_by_text("Nowhere yet")).to_be_visible()
