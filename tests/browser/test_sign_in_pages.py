"""Signing in and out on the screen: the right way, the wrong ways, and in the middle of work."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.browser.house import ACCOUNT_PASSWORD, EMAIL, House
from tests.browser.people import PASSWORD, add_person, sign_in
from tests.browser.scene import wait_for

FREE_FAILURES = 4
NEW_PASSWORD = "nine storks over the barn"
LINK = re.compile(r"/first-run#\S+")
WRONG = "four ducks under the bridge"


def headed(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def test_who_signs_in_comes_to_the_address_that_they_asked_for(
    stranger: Page, house: House
) -> None:
    stranger.goto("/main/stations?protocol=ocpp2.0.1")
    sign_in(stranger, EMAIL, ACCOUNT_PASSWORD)
    headed(stranger, "Stations")
    expect(stranger).to_have_url(f"{house.url}/main/stations?protocol=ocpp2.0.1")
    expect(stranger.get_by_role("row", name="CP-2")).to_be_visible()
    expect(stranger.get_by_role("row", name="CP-1")).to_have_count(0)


def test_the_bare_address_leads_to_the_overview(stranger: Page, house: House) -> None:
    stranger.goto("/")
    sign_in(stranger, EMAIL, ACCOUNT_PASSWORD)
    headed(stranger, "Overview")
    expect(stranger).to_have_url(f"{house.url}/main/overview")


@pytest.mark.parametrize(
    "to", ["//elsewhere.invalid/x", "https://elsewhere.invalid/", "/\\elsewhere.invalid", "nothing"]
)
def test_signing_in_leads_nowhere_else(stranger: Page, house: House, to: str) -> None:
    stranger.goto(f"/sign-in?to={to}")
    sign_in(stranger, EMAIL, ACCOUNT_PASSWORD)
    expect(stranger).to_have_url(f"{house.url}/main/overview")


def test_a_wrong_password_is_told_and_the_right_one_serves_after_it(stranger: Page) -> None:
    stranger.goto("/sign-in")
    sign_in(stranger, EMAIL, WRONG)
    expect(stranger.get_by_role("alert")).to_contain_text("is wrong")
    expect(stranger.get_by_label("E-mail address")).to_have_value(EMAIL)
    sign_in(stranger, EMAIL, ACCOUNT_PASSWORD)
    headed(stranger, "Overview")


def test_who_guesses_is_told_how_long_to_wait(stranger: Page) -> None:
    stranger.goto("/sign-in")
    for _ in range(FREE_FAILURES + 1):
        with stranger.expect_response("**/api/v1/sign-in"):
            sign_in(stranger, "guesser@example.com", WRONG)
        expect(stranger.get_by_role("alert")).to_contain_text("is wrong")
    sign_in(stranger, "guesser@example.com", WRONG)
    expect(stranger.get_by_role("alert")).to_contain_text(re.compile(r"try again in \d+ s"))
    expect(stranger.get_by_role("button", name="Sign in")).to_be_disabled()


def hold_unless_written(route: Route, held: list[Route]) -> None:
    """Let through what writes, and keep what reads."""
    if route.request.method == "GET":
        held.append(route)
    else:
        route.continue_()


def test_a_sign_in_that_ends_in_mid_form_loses_nothing_that_was_typed(
    page: Page, house: House
) -> None:
    page.goto("/main/vehicles/new")
    page.get_by_label("Name").fill("Van of the night shift")
    held: list[Route] = []  # what the page asks by itself would notice first
    page.route("**/api/**", lambda route: hold_unless_written(route, held))
    page.context.clear_cookies()
    save = page.get_by_role("main").get_by_role("button", name=re.compile("Add|Save"))
    save.click()
    dialog = page.get_by_role("dialog", name="Sign in to go on")
    expect(dialog).to_be_visible()
    for route in held:
        route.continue_()
    page.unroute("**/api/**")
    expect(dialog.get_by_label("E-mail address")).to_have_value(EMAIL)
    sign_in(page, EMAIL, ACCOUNT_PASSWORD)
    expect(dialog).to_have_count(0)
    expect(page.get_by_label("Name")).to_have_value("Van of the night shift")
    save.click()
    expect(page.get_by_role("heading", name="Van of the night shift")).to_be_visible()
    with house.api() as api:
        names = [vehicle["name"] for vehicle in api.get("/api/v1/vehicles").json()["items"]]
    assert names == ["Van of the night shift"]


def test_signing_out_leaves_nothing_behind(page: Page, house: House) -> None:
    page.goto("/main/stations")
    headed(page, "Stations")
    page.get_by_role("button", name="Your account, colours and language").click()
    page.get_by_role("menuitem", name="Sign out").click()
    headed(page, "Sign in to Chargehouse")
    page.go_back()
    expect(page).to_have_url(f"{house.url}/sign-in?to=%2Fmain%2Fstations")
    headed(page, "Sign in to Chargehouse")
    expect(page.get_by_role("row", name="CP-1")).to_have_count(0)


def test_signing_out_everywhere_reaches_the_other_browsers(
    browser: Browser, window: dict[str, Any], page: Page, house: House
) -> None:
    with browser.new_context(**window) as context:
        house.sign_in(context)
        other = context.new_page()
        other.goto("/main/overview")
        headed(other, "Overview")
        page.goto("/main/account")
        page.get_by_role("button", name="Sign out everywhere").click()
        page.get_by_role("dialog").get_by_role("button", name="Sign out everywhere").click()
        expect(page).to_have_url(f"{house.url}/sign-in")
        expect(other.get_by_role("dialog", name="Sign in to go on")).to_be_visible()


def test_another_browser_is_signed_out_by_its_line(
    browser: Browser, window: dict[str, Any], stranger: Page, house: House
) -> None:
    add_person(house, "ida@example.com")
    with browser.new_context(**{**window, "user_agent": "Mozilla/5.0 Firefox/1"}) as context:
        other = context.new_page()
        other.goto("/main/overview")
        sign_in(other, "ida@example.com")
        headed(other, "Overview")
        stranger.goto("/main/account")
        sign_in(stranger, "ida@example.com")
        line = stranger.get_by_role("listitem").filter(has_text="Firefox")
        line.get_by_role("button", name="Sign out there").click()
        expect(line).to_have_count(0)
        expect(other.get_by_role("dialog", name="Sign in to go on")).to_be_visible()
        headed(stranger, "Your account")


def test_a_password_is_changed_by_who_knows_it(stranger: Page, house: House) -> None:
    add_person(house, "cara@example.com")
    stranger.goto("/main/account")
    sign_in(stranger, "cara@example.com")
    form = stranger.get_by_role("form", name="Change the password")
    for current in (WRONG, PASSWORD):
        form.get_by_label("Password until now").fill(current)
        form.get_by_label("New password").fill(NEW_PASSWORD)
        form.get_by_role("button", name="Change the password").click()
        if current == WRONG:
            expect(form.get_by_role("alert")).to_contain_text("not changed")
    expect(stranger.get_by_text("The password was changed")).to_be_visible()
    expect(form.get_by_label("New password")).to_have_value("")
    stranger.context.clear_cookies()
    stranger.goto("/sign-in")
    sign_in(stranger, "cara@example.com", NEW_PASSWORD)
    headed(stranger, "Overview")


def test_the_first_account_is_made_by_the_link_that_the_server_prints(
    browser: Browser, new_house: House
) -> None:
    log = new_house.server.log
    wait_for(lambda: LINK.search(log.read_text()) is not None)
    link = LINK.findall(log.read_text())[0]
    with browser.new_context(base_url=new_house.url) as context:
        page = context.new_page()
        page.goto("/")
        expect(page.get_by_text("Nobody has an account yet")).to_be_visible()
        page.goto("/first-run")
        expect(page.get_by_text("the link that the server printed")).to_be_visible()
        page.goto(link)
        page.get_by_label("Your name").fill("Ada")
        assert page.url == f"{new_house.url}/first-run"
        page.get_by_label("E-mail address").fill("ada@example.com")
        page.get_by_label("Password", exact=False).first.fill("password1234")
        page.get_by_role("button", name="Make the account").click()
        expect(page.get_by_text("not a common one")).to_be_visible()
        page.get_by_label("Password", exact=False).first.fill(PASSWORD)
        page.get_by_role("button", name="Make the account").click()
        headed(page, "Overview")
        expect(page).to_have_url(f"{new_house.url}/main/overview")
        page.goto(link)
        expect(page.get_by_text("The first account was made already.")).to_be_visible()
