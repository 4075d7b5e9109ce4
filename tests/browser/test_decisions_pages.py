"""Access decisions on the screen: who was let in or refused, why, and what to do about it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import NARROW, TAGS
from tests.browser.house import House

STRANGER = "0BADC0FFEE0DDF"
LOST = "10570CA4D00001"
SCRIPT = "<script>window.ran = 1</script>"
NOBODY = "01890000-0000-7000-8000-000000000000"


@pytest.fixture(scope="module", autouse=True)
def decided(house: House) -> Iterator[None]:
    """One was let in and charges, a stranger and a lost card were refused."""
    with house.api() as api:
        van = api.post("/api/v1/vehicles", json={"name": SCRIPT}).raise_for_status().json()["id"]
        lost = {"value": LOST, "type": "rfid", "status": "lost", "vehicle_id": van}
        api.post("/api/v1/identifiers", json=lost).raise_for_status()
    with house.charger("CP-1") as first, house.charger("CP-2", "ocpp2.0.1") as second:
        assert first.wait(lambda charger: charger.start_charging(TAGS[0]))
        for tag in (STRANGER, LOST):
            second.wait(lambda charger, tag=tag: charger.present(tag))  # type: ignore[misc]
        yield


def decision_of(house: House, reason: str) -> str:
    """Return the id of the newest decision of a reason."""
    with house.api() as api:
        query = {"reason": reason}
        found = api.get("/api/v1/access/decisions", params=query).raise_for_status().json()
    return str(found["items"][0]["id"])


def test_decisions_are_filtered_and_found_again_by_their_address(page: Page, house: House) -> None:
    page.goto("/main/decisions")
    table = page.get_by_role("table", name="Access decisions")
    expect(table.get_by_role("link", name="denied")).to_have_count(2)
    page.get_by_role("combobox", name="Reason").click()
    page.get_by_role("option", name="unknown identifier").click()
    expect(table.get_by_role("link", name="denied")).to_have_count(1)
    expect(table.get_by_role("link", name="allowed")).to_have_count(0)
    page.reload()
    expect(table.get_by_role("link", name="denied")).to_have_count(1)
    page.get_by_role("button", name="Clear filters").click()
    page.get_by_role("combobox", name="Station").fill("CP-1")
    page.get_by_role("option", name="CP-1").click()
    expect(table.get_by_role("link", name="allowed")).to_have_count(1)
    expect(table.get_by_role("link", name="denied")).to_have_count(0)
    assert f"station_id={house.stations['CP-1']}" in page.url
    page.goto("/main/decisions?decision=denied&access_class=unauthorised")
    expect(table.get_by_role("link", name="denied")).to_have_count(1)
    page.goto("/main/decisions?to=2020-01-01T00:00:00Z")
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()


def test_a_denial_says_in_a_sentence_why_and_what_to_do(page: Page, house: House) -> None:
    page.goto(f"/main/decisions/{decision_of(house, 'unknown_identifier')}")
    said = page.get_by_role("main")
    expect(said).to_contain_text(
        "because no vehicle and no agreement has this identifier.", use_inner_text=True
    )
    expect(said).to_contain_text("0B••••DF")
    expect(said).to_contain_text("Unknown")
    expect(said).to_contain_text("no policy governs the station")
    expect(said).to_contain_text("It was refused, and no session came of it.")
    assert STRANGER not in page.content()
    page.get_by_role("link", name="Add this identifier to a vehicle").click()
    expect(page.get_by_role("heading", name="Add an identifier")).to_be_visible()


def test_a_denial_of_a_known_card_leads_to_the_card_and_its_vehicle(
    page: Page, house: House
) -> None:
    page.goto(f"/main/decisions/{decision_of(house, 'inactive_identifier')}")
    expect(page.get_by_role("status").first).to_contain_text(SCRIPT)
    assert page.evaluate("window.ran") is None
    page.get_by_role("link", name="Go to the identifier").click()
    expect(page.get_by_text("Somebody lost it: it is refused.")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Go to the vehicle").click()
    expect(page.get_by_role("heading", level=1, name=SCRIPT)).to_be_visible()
    decisions = page.get_by_role("table", name="Decisions about the vehicle")
    decisions.get_by_role("link", name="denied").click()
    expect(page.get_by_text("Step by step")).to_be_visible()


def test_who_was_let_in_is_followed_to_the_session(page: Page, house: House) -> None:
    page.goto(f"/main/decisions/{decision_of(house, 'permitted')}")
    expect(page.get_by_text("was let in at")).to_be_visible()
    expect(page.get_by_text("A session came of it.")).to_be_visible()
    expect(page.get_by_role("list", name="What was learnt later")).to_contain_text(
        "a session began"
    )
    page.get_by_role("link", name="Go to the session").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("CP-1")


def test_every_reason_is_explained_and_leads_to_its_decisions(page: Page) -> None:
    page.goto("/main/decisions")
    page.get_by_role("link", name="What the reasons mean").click()
    reasons = page.get_by_role("table", name="Reasons")
    expect(reasons.get_by_role("row")).to_have_count(17)
    expect(reasons.get_by_role("row", name="expired_identifier")).to_contain_text(
        "Give the identifier a later end, or none."
    )
    reasons.get_by_role("link", name="unknown identifier").click()
    table = page.get_by_role("table", name="Access decisions")
    expect(table.get_by_role("link", name="denied")).to_have_count(1)


def test_a_new_decision_is_on_the_screen_without_a_reload(page: Page, house: House) -> None:
    page.goto("/main/decisions?station_id=" + str(house.stations["CP-2"]))
    table = page.get_by_role("table", name="Access decisions")
    denied = table.get_by_role("link", name="denied")
    expect(denied.first).to_be_visible()
    before = denied.count()
    with house.charger("CP-2", "ocpp2.0.1") as charger:
        charger.wait(lambda it: it.present("0BADC0FFEE0DD0"))
        expect(denied).to_have_count(before + 1)


def test_a_tampered_address_is_told_and_no_decision_is_invented(page: Page) -> None:
    page.goto("/main/decisions?reason=hunger&from=yesterday&station_id=%00")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("“Reason” cannot be “hunger”.")
    expect(alert).to_contain_text("“From” cannot be “yesterday”.")
    expect(page.get_by_role("table", name="Access decisions")).to_be_visible()
    page.goto(f"/main/decisions/{NOBODY}")
    expect(page.get_by_role("heading", name="There is no such thing here")).to_be_visible()


@pytest.mark.parametrize("viewport", [NARROW])
def test_decisions_fit_a_telephone(page: Page, house: House) -> None:
    denied = decision_of(house, "inactive_identifier")
    for place in ("decisions", f"decisions/{denied}", "decisions/reasons"):
        page.goto(f"/main/{place}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate("document.scrollingElement.scrollWidth") <= NARROW["width"]
