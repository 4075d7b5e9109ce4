"""Each form of the portal, walked: every field is filled, saved, and comes back as it was."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.every_form import FORMS, changing_it
from tests.browser.forms import Form, Things, fill, inputs, read, things
from tests.browser.house import House
from tests.browser.people import PASSWORD, sign_in
from tests.browser.scene import wait_for
from tests.browser.watch import Watch

SOURCE = Path(__file__).parents[2] / "portal" / "src"
FIRST_RUN = "features/people/first-run-page.tsx"
KIT = {"features/stations/commands/command-form.tsx"}
"""What other forms are made of."""
LINK = re.compile(r"/first-run#\S+")


@pytest.fixture(scope="module")
def walked(house: House) -> Iterator[Things]:
    """What forms are opened for."""
    with things(house) as made:
        yield made


def test_every_form_is_walked() -> None:
    made = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.tsx")
        if re.search("<(SchemaForm|CommandForm)\\b", path.read_text())
    }
    assert made - KIT == {form.source for form in FORMS} | {FIRST_RUN}


@pytest.mark.parametrize("form", FORMS, ids=[form.name for form in FORMS])
def test_what_is_saved_comes_back(
    page: Page, walked: Things, watches: list[Watch], form: Form
) -> None:
    form.opened(page, walked)
    assert set(inputs(form.on(page))) == {entry.label for entry in form.entries}
    values = form.values(walked)
    fill(page, form.on(page), values)
    form.send(page)
    watches[0].settle()
    if form.ordered is not None:
        expect(page.get_by_role("dialog").locator("[data-status=accepted]")).to_be_visible()
        action, payload = form.ordered
        assert payload in walked.charger.charger.orders(action)
    if form.again is not None:
        form.again(page, walked)
        watches[0].settle()
        shown = read(page.get_by_role("form", name=form.saves, exact=True))
        kept = {entry.label: values[entry.label] for entry in form.entries if entry.told}
        assert {label: shown[label] for label in kept if label in shown} == kept
    if form.seen is not None:
        form.seen(page, walked)
        expect(page.get_by_text(str(values["Reason"])).first).to_be_visible()


def test_degrees_come_back_without_the_zeros_of_a_database_and_have_six_decimals_at_most(
    page: Page, walked: Things, watches: list[Watch]
) -> None:
    page.goto(f"/main/locations/{walked.location()}/edit")
    form = page.get_by_role("form", name="Save", exact=True)
    fill(page, form, {"Latitude": "52.1234567", "Longitude": "-0.5000"})
    form.get_by_role("button", name="Save").click()
    field = inputs(form)["Latitude"]
    expect(field.error).to_contain_text("6 decimals at most")
    expect(field.box).to_have_value("52.1234567")
    field.fill(page, "52.120000")
    form.get_by_role("button", name="Save").click()
    watches[0].settle()
    changing_it(page, walked)
    shown = read(form)
    assert (shown["Latitude"], shown["Longitude"]) == ("52.12", "-0.5")


def test_a_time_zone_stays_that_the_browser_knows_by_another_name(
    page: Page, walked: Things, watches: list[Watch]
) -> None:
    made = walked.post("locations", name="Pune", timezone="Asia/Kolkata")
    page.goto(f"/main/locations/{made['id']}/edit")
    form = page.get_by_role("form", name="Save", exact=True)
    assert read(form)["Time zone"] == "Asia/Kolkata"
    fill(page, form, {"City": "Pune"})
    form.get_by_role("button", name="Save").click()
    watches[0].settle()
    with walked.house.api() as api:
        kept = api.get(f"/api/v1/locations/{made['id']}").raise_for_status().json()
    assert (kept["timezone"], kept["city"]) == ("Asia/Kolkata", "Pune")


def test_the_first_account_is_as_it_was_typed(browser: Browser, new_house: House) -> None:
    log = new_house.server.log
    wait_for(lambda: LINK.search(log.read_text()) is not None)
    typed = {
        "Your name": "آدا <b>Ada</b>",
        "E-mail address": "ada@example.com",
        "Password": PASSWORD,
    }
    with browser.new_context(base_url=new_house.url) as context:
        page = context.new_page()
        page.goto(LINK.findall(log.read_text())[0])
        form = page.get_by_role("form", name="Make the account")
        assert set(inputs(form)) == set(typed)
        fill(page, form, typed)
        form.get_by_role("button", name="Make the account").click()
        expect(page.get_by_role("heading", level=1, name="Overview")).to_be_visible()
        context.clear_cookies()
        page.goto("/main/account")
        sign_in(page, typed["E-mail address"])
        told = page.get_by_role("region", name="You")
        for shown in (typed["Your name"], typed["E-mail address"]):
            expect(told.get_by_role("definition").get_by_text(shown, exact=True)).to_be_visible()
