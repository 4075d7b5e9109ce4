"""Access control on the screen: problems, what chargers can do, replays, holidays, hours."""

import re
from collections.abc import Mapping

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import NARROW, TAGS
from tests.browser.house import House
from tests.browser.stranger import stranger

LOST = "10570CA4D00001"
STRANGER = "0BADC0FFEE0DDF"
KEY = "FreeMode"
ABLE = {"capability": "full", "reason": "As its maker says.", "key": KEY}
NIGHTS = {
    "default_mode": "managed_access",
    "windows": [
        {"days": [1, 2, 3, 4, 5, 6, 7], "begins": "22:00", "ends": "06:00", "mode": "freevend"}
    ],
}


@pytest.fixture(scope="module", autouse=True)
def attempted(house: House) -> None:
    """A card was let in, and a lost one of a van was refused."""
    with house.api() as api:
        van = api.post("/api/v1/vehicles", json={"name": "Van 7"}).raise_for_status().json()["id"]
        lost = {"value": LOST, "type": "rfid", "status": "lost", "vehicle_id": van}
        api.post("/api/v1/identifiers", json=lost).raise_for_status()
    with house.charger("CP-2", "ocpp2.0.1") as charger:
        for tag in (TAGS[0], LOST):
            charger.wait(lambda it, tag=tag: it.present(tag))  # type: ignore[misc]


def policy_of(house: House, name: str, code: str, document: Mapping[str, object] = NIGHTS) -> str:
    """Make a policy that governs a station; return its id."""
    station = house.stations[code]
    with house.api() as api:
        path = f"/api/v1/stations/{station}/access/control/override"
        api.put(path, json=ABLE).raise_for_status()
        made = api.post("/api/v1/access/policies", json={"name": name, **document})
        policy = str(made.raise_for_status().json()["id"])
        given = {"stations": [str(station)]}
        api.post(f"/api/v1/access/policies/{policy}/stations", json=given).raise_for_status()
    return policy


def told(value: str) -> dict[str, object]:
    """Return what a charger says of its mode."""
    return {"configurationKey": [{"key": KEY, "readonly": False, "value": value}]}


def test_a_failed_change_is_a_problem_that_is_acknowledged_and_retried(
    page: Page, house: House
) -> None:
    station = house.stations["CP-1"]
    with stranger(house, f"{house.server.ocpp_url}/CP-1", "CP-1") as charger, house.api() as api:
        charger.answer("GetConfiguration", told("false"))
        charger.answer("ChangeConfiguration", {"status": "Rejected"})
        charger.boot(1)
        page.goto("/main/problems?open=true")
        said = api.put(f"/api/v1/stations/{station}/access/control/override", json=ABLE)
        said.raise_for_status()
        ordered = {"mode": "freevend", "reason": "An open day"}
        api.post(f"/api/v1/stations/{station}/overrides", json=ordered).raise_for_status()
        table = page.get_by_role("table", name="Access problems")
        table.get_by_role("link", name="refused the change").click()

        evidence = page.get_by_role("region", name="Evidence")
        expect(evidence).to_contain_text(f"ChangeConfiguration {KEY} = true")
        page.get_by_role("button", name="Acknowledge …").click()
        asked = page.get_by_role("dialog")
        asked.get_by_label("Reason").fill("Its maker is asked")
        asked.get_by_role("button", name="Acknowledge").click()
        expect(page.get_by_role("main")).to_contain_text("Its maker is asked")

        charger.answer("ChangeConfiguration", {"status": "Accepted"})
        charger.answer("GetConfiguration", told("true"))
        page.get_by_role("button", name="Retry …").click()
        page.get_by_role("dialog").get_by_role("button", name="Retry").click()
        expect(page.get_by_role("main").get_by_text("over", exact=True)).to_be_visible()
        page.get_by_role("link", name="All changes of its mode, with its answers").click()
        changes = page.get_by_role("table", name="Changes of its mode")
        expect(changes.get_by_text("confirmed by reading it back")).to_be_visible()
        changes.get_by_role("button", name="freevend").first.click()
        expect(page.get_by_role("dialog")).to_contain_text(f"ChangeConfiguration {KEY} = true")


def test_a_denial_arrives_live_and_is_told_from_a_fault_and_a_problem(
    page: Page, house: House
) -> None:
    page.goto("/main/overview")
    denials = page.get_by_role("list", name="Denials today").get_by_role("link").first
    expect(denials).to_have_text("Denials today1")
    with house.charger("CP-2", "ocpp2.0.1") as charger:
        assert not charger.wait(lambda it: it.present(STRANGER))
        charger.do(lambda it: it.fault(1, "HighTemperature", "E-2107"))
        expect(denials).to_have_text("Denials today2")
        denials.click()
        table = page.get_by_role("table", name="Access decisions")
        expect(table.get_by_role("link", name="denied")).to_have_count(2)
        expect(table).not_to_contain_text("HighTemperature")
        page.goto("/main/faults")
        faults = page.get_by_role("table", name="Faults")
        expect(faults).to_contain_text("HighTemperature")
        expect(faults).not_to_contain_text("identifier")
        page.goto(f"/main/problems?station_id={house.stations['CP-2']}")
        expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    page.goto("/main/decisions?reason=unknown_identifier")
    table.get_by_role("link", name="denied").first.click()
    expect(
        page.get_by_role("region", name="Step by step").get_by_role("listitem").first
    ).to_be_visible()


def test_a_draft_is_tried_on_past_attempts_which_it_leads_to(page: Page, house: House) -> None:
    policy = policy_of(house, "Tried", "CP-2", {"default_mode": "managed_access"})
    page.goto(f"/main/policies/{policy}/edit")
    page.get_by_text("freevend", exact=True).first.click()
    tried = page.get_by_role("region", name="What past attempts would have come to")
    tried.get_by_role("button", name="Try it on past attempts").click()
    expect(tried).to_contain_text("0 of")
    page.get_by_text("managed access", exact=True).first.click()
    expect(tried).to_contain_text("It was changed since")
    tried.get_by_role("button", name="Try it again").click()
    expect(tried.get_by_role("row", name=re.compile("^Van 7"))).to_be_visible()
    expect(tried.get_by_role("table", name="Why they would be denied")).to_contain_text(
        "inactive identifier"
    )
    with page.context.expect_page() as opened:
        tried.get_by_role("row", name=re.compile("^Van 7")).get_by_role("link").last.click()
    attempts = opened.value.get_by_role("table", name="Attempts to charge")
    expect(attempts.get_by_role("link", name="denied")).to_have_count(1)
    expect(attempts.get_by_role("link", name="allowed")).to_have_count(0)


def test_holidays_are_chosen_and_what_clashes_is_left_out(page: Page, house: House) -> None:
    page.goto("/main/policies")
    year = int(page.evaluate("new Date().getFullYear()")) + 1
    closed = {
        "name": "Closed",
        "begins": f"{year}-01-01T00:00",
        "ends": f"{year}-01-01T12:00",
        "mode": "managed_access",
    }
    with house.api() as api:
        body = {"name": "Nights off", **NIGHTS, "exceptions": [closed]}
        policy = api.post("/api/v1/access/policies", json=body).raise_for_status().json()["id"]
    page.goto(f"/main/policies/{policy}")
    page.get_by_role("link", name="Public holidays …").click()
    page.get_by_role("checkbox", name=str(year - 1)).uncheck()
    page.get_by_role("combobox", name="Country").fill("Germany")
    page.get_by_role("option", name="Germany").click()
    days = page.get_by_role("table", name="Holidays")
    expect(days.get_by_role("row", name=re.compile("New Year"))).to_contain_text(
        "It overlaps Closed."
    )
    unity = days.get_by_role("row", name=re.compile("German Unity Day"))
    expect(unity).to_contain_text("added")
    labour = days.get_by_role("row", name=re.compile("Labor Day"))
    labour.get_by_role("checkbox").uncheck()
    expect(labour).to_contain_text("left out")
    page.get_by_role("button", name=re.compile(r"^Take \d+ holidays$")).click()
    exceptions = page.get_by_role("table", name="Exceptions")
    expect(exceptions).to_contain_text("German Unity Day")
    expect(exceptions).to_contain_text("Closed")
    expect(exceptions).not_to_contain_text("Labor Day")


def test_what_a_partial_charger_does_not_enforce_is_accepted_in_writing(
    page: Page, house: House
) -> None:
    with house.api() as api:
        location = api.get("/api/v1/locations").json()["items"][0]["id"]
        body = {"code": "PARTLY", "location_id": location, "security_profile": 0}
        added = api.post("/api/v1/stations", json=body).raise_for_status().json()
    page.goto(f"/main/stations/{added['station']['id']}/access")
    at_it = page.get_by_role("region", name="At the charger")
    at_it.get_by_role("button", name="Say what it can do …").click()
    form = page.get_by_role("form", name="Say it")
    form.get_by_label("It can be switched").click()
    page.get_by_role("option", name=re.compile("^partial")).click()
    form.get_by_label("Reason").fill("It has no switch")
    form.get_by_role("button", name="Say it").click()
    expect(at_it).to_contain_text("It has no switch")
    expect(at_it.get_by_role("list", name="What is not enforced")).to_contain_text(
        "No setting switches it to freevend and back."
    )
    at_it.get_by_role("button", name="Accept it in writing …").click()
    form = page.get_by_role("form", name="Accept it")
    form.get_by_role("textbox").fill("Known and accepted. Olga")
    form.get_by_role("button", name="Accept it").click()
    expect(at_it).to_contain_text("Known and accepted. Olga")
    expect(at_it.get_by_role("button", name="Accept it in writing …")).to_have_count(0)


@pytest.mark.parametrize(
    "viewport", [NARROW, {"width": 1440, "height": 900}], ids=["narrow", "wide"]
)
def test_a_location_shows_its_chargers_by_hour_and_follows_what_changes(
    page: Page, house: House, viewport: dict[str, int]
) -> None:
    policy_of(house, f"Nights at {viewport['width']}", "CP-2")
    with house.api() as api:
        location = api.get("/api/v1/locations").json()["items"][0]["id"]
        page.goto(f"/main/locations/{location}")
        page.get_by_role("link", name="Who may charge, by hour").click()
        shown = page.get_by_role("radiogroup", name="What of the week is shown")
        expect(shown).to_be_visible()
        row = page.get_by_role("row", name=re.compile("^CP-2"))
        expect(row).to_contain_text(re.compile("(freevend|managed access) from"))
        page.get_by_role("button", name="The week after").click()
        shown.get_by_text("Wed", exact=True).click()
        expect(row).to_contain_text(
            "Wednesday 00:00 freevend, 06:00 managed access, 22:00 freevend"
        )
        page.get_by_role("button", name="This week").click()
        path = f"/api/v1/stations/{house.stations['CP-2']}/overrides"
        ordered = api.post(path, json={"mode": "freevend"}).raise_for_status().json()
        expect(row).to_contain_text("no change in eight weeks")
        api.delete(f"{path}/{ordered['id']}").raise_for_status()
        expect(row).not_to_contain_text("no change in eight weeks")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= viewport["width"]
