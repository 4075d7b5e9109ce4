"""How far access control goes at a station, and what a decision's policy said on its day."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import TAGS
from tests.browser.house import House
from tests.browser.people import add_person, sign_in

SECOND = "second@example.com"
SECTION = "How far access control goes here"
POLICY = {
    "name": "Quiet hours",
    "default_mode": "managed_access",
    "starts": {"refused": "stop", "stop_after_s": 30, "elsewhere": "allow"},
}


@pytest.fixture(scope="module")
def policy(house: House) -> str:
    """A policy that governs a station; return its id."""
    station = str(house.stations["CP-2"])
    able = {"capability": "full", "reason": "As its maker says.", "key": "FreeMode"}
    with house.api() as api:
        path = f"/api/v1/stations/{station}/access/control/override"
        api.put(path, json=able).raise_for_status()
        made = api.post("/api/v1/access/policies", json=POLICY).raise_for_status().json()["id"]
        path = f"/api/v1/access/policies/{made}/stations"
        api.post(path, json={"stations": [station]}).raise_for_status()
    return str(made)


def test_a_station_is_put_on_trial_once_a_second_person_agrees(
    page: Page, browser: Browser, house: House, window: dict[str, Any]
) -> None:
    add_person(house, SECOND)
    station = house.stations["CP-2"]
    page.goto(f"/main/stations/{station}/access")
    section = page.get_by_role("region", name=SECTION)
    expect(section).to_contain_text("What is decided holds: who is denied does not charge.")
    section.get_by_role("button", name="Change the stage: This station").click()
    page.get_by_role("menuitem", name="Shadow").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Another person has to approve it.")
    dialog.get_by_label("Reason").fill("a trial of two weeks")
    dialog.get_by_role("button", name="Propose it").click()
    row = section.get_by_role("row", name="This station")
    waiting = row.get_by_role("link", name="a change waits for a second person")
    expect(waiting).to_be_visible()
    expect(row).to_contain_text("nothing said")

    with browser.new_context(**window) as context:
        context.add_init_script("localStorage.setItem('chargehouse-tour', 'done')")
        other = context.new_page()
        other.goto(f"/main/stations/{station}/access")
        sign_in(other, SECOND)
        other.get_by_role("link", name="a change waits for a second person").click()
        other.get_by_role("button", name="Approve").click()
        dialog = other.get_by_role("dialog")
        dialog.get_by_label("Reason").fill("agreed")
        dialog.get_by_role("button", name="Approve", exact=True).click()
        expect(other.get_by_text("The change was approved and holds")).to_be_visible()
    page.reload()
    expect(row).to_contain_text("Shadow")
    expect(row).to_contain_text("a trial of two weeks")
    expect(section).to_contain_text("Said of this station.")


def test_a_decision_shows_what_its_policy_said_on_that_day(
    page: Page, house: House, policy: str
) -> None:
    with house.charger("CP-2", "ocpp2.0.1") as charger:
        charger.wait(lambda it: it.present(TAGS[0]))
    with house.api() as api:
        path = f"/api/v1/access/policies/{policy}"
        now = api.get(path).raise_for_status().json()
        starts = {"refused": "answer", "stop_after_s": 0, "elsewhere": "deny"}
        changed = {**POLICY, "starts": starts, "version": now["version"]}
        api.patch(path, json=changed).raise_for_status()
    page.goto(f"/main/decisions?station_id={house.stations['CP-2']}")
    table = page.get_by_role("table", name="Access decisions")
    table.get_by_role("link", name="allowed").first.click()
    day = page.get_by_role("region", name="The policy of that day")
    expect(day).to_contain_text("stopped 30 s after it began")
    expect(day).to_contain_text("It may start here as well.")
