"""Users, departments, what is permitted and why, invitations and tokens, on the screen."""

import re
from typing import Any

import httpx
from playwright.sync_api import Browser, Locator, Page, expect
from tests.browser.house import House
from tests.browser.people import PASSWORD, add_person, sign_in
from tests.browser.watch import Watch

LINK = re.compile(r"http\S+/invitation#\S+")


def headed(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def choose(page: Page, box: Locator, option: str | re.Pattern[str]) -> None:
    """Choose an option of a combobox."""
    box.click()
    page.get_by_role("option", name=option).first.click()


def add_user(house: House, name: str, email: str | None = None) -> str:
    """Add somebody behind the portal's back; return their id."""
    with house.api() as api:
        body = {"kind": "staff", "name": name, "email": email}
        return str(api.post("/api/v1/users", json=body).raise_for_status().json()["id"])


def confirm(page: Page, label: str) -> None:
    """Press the button of the dialog that asks."""
    page.get_by_role("dialog").get_by_role("button", name=label).click()


def test_who_is_invited_makes_their_account_and_is_in(
    page: Page, browser: Browser, window: dict[str, Any], house: House
) -> None:
    page.goto("/main/users/new")
    page.get_by_label("Name").fill("Nora New")
    page.get_by_label("E-mail address").fill("nora@example.com")
    page.get_by_role("button", name="Add user").click()
    headed(page, "Nora New")
    page.get_by_role("link", name="Put into a department").click()
    choose(page, page.get_by_role("combobox", name="Department"), "Support")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("region", name="Departments")).to_contain_text("Support")
    page.get_by_role("button", name="Invite").click()
    shown = page.get_by_label("The invitation's link, shown this once").last
    expect(shown).to_have_text(LINK)
    link = shown.inner_text()
    with browser.new_context(**window) as context:
        guest = context.new_page()
        watch = Watch(guest, house.url)
        guest.goto(link)
        expect(guest.get_by_text("Nora New, you are invited to")).to_be_visible()
        expect(guest).to_have_url(f"{house.url}/invitation")
        password = guest.get_by_role("textbox", name="New password")
        password.fill("password1234")
        guest.get_by_role("button", name="Make the account").click()
        expect(guest.get_by_text("not a common one")).to_be_visible()
        password.fill(PASSWORD)
        guest.get_by_role("button", name="Make the account").click()
        headed(guest, "Overview")
        expect(guest.get_by_role("link", name="Users", exact=True)).to_be_visible()
        expect(guest.get_by_role("link", name="API tokens")).to_have_count(0)
        guest.goto(link)
        expect(guest.get_by_text("does not serve")).to_be_visible()
        assert watch.findings == []


def test_a_department_is_made_and_permits_what_is_ticked(
    page: Page, house: House, watches: list[Watch]
) -> None:
    bob = add_user(house, "Bob Builder")
    page.goto("/main/departments")
    page.get_by_role("link", name="Add a department").click()
    page.get_by_label("Name").fill("Fence crew")
    page.get_by_role("button", name="Add department").click()
    headed(page, "Fence crew")
    page.get_by_role("checkbox", name="stations.read").check()
    page.get_by_role("button", name="Save what it permits").click()
    expect(page.get_by_text("It holds from now on")).to_be_visible()
    with house.api() as api:
        api.post("/api/v1/fleets", json={"name": "Fence vans"}).raise_for_status()
    page.goto(f"/main/users/{bob}/departments")
    choose(page, page.get_by_role("combobox", name="Department"), "Fence crew")
    page.get_by_text("At some locations").click()
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
    choose(page, page.get_by_role("combobox", name="Add a location"), "Depot")
    choose(page, page.get_by_role("combobox", name="Add a fleet"), "Fence vans")
    page.get_by_role("button", name="Save").click()
    theirs = page.get_by_role("region", name="Departments")
    expect(theirs).to_contain_text("at Depot in Fence vans")
    theirs.get_by_role("link", name="Where …").click()
    page.get_by_role("button", name="Leave out").first.click()
    page.get_by_role("button", name="Save").click()
    expect(theirs).to_contain_text("in Fence vans")
    expect(theirs).not_to_contain_text("at Depot")
    page.goto(f"/main/users/{bob}/departments")
    choose(page, page.get_by_role("combobox", name="Department"), "Fence crew")
    choose(page, page.get_by_role("combobox", name="Add a location"), "Depot")
    page.get_by_role("button", name="Save").click()
    expect(theirs).to_contain_text("at Depot in Fence vans")
    watches[0].settle()
    allowed = page.get_by_role("region", name="What they may do")
    expect(allowed.get_by_role("row", name="stations.read")).to_contain_text("at Depot")
    page.goto("/main/users?search=builder")
    expect(page.get_by_role("row", name="Bob Builder")).to_contain_text("Fence crew")


def test_two_who_choose_what_one_department_permits_are_told(page: Page, house: House) -> None:
    with house.api() as api:
        made = api.post("/api/v1/departments", json={"name": "Two editors"}).json()
        page.route("**/api/v1/events/stream", lambda route: route.abort())
        page.goto(f"/main/departments/{made['id']}")
        page.get_by_role("checkbox", name="stations.read").check()
        theirs = {"version": 1, "allows": ["locations.read"]}
        api.patch(f"/api/v1/departments/{made['id']}", json=theirs).raise_for_status()
    page.get_by_role("button", name="Save what it permits").click()
    expect(page.get_by_text("Somebody else changed this meanwhile")).to_be_visible()
    expect(page.get_by_role("checkbox", name="stations.read")).to_be_checked()
    page.get_by_role("button", name="Show the newest state").click()
    expect(page.get_by_role("checkbox", name="locations.read")).to_be_checked()
    expect(page.get_by_role("checkbox", name="stations.read")).not_to_be_checked()


def test_the_explainer_says_which_step_decided(page: Page, house: House) -> None:
    cleo = add_user(house, "Cleo Curious")
    page.goto(f"/main/users/{cleo}")
    ask = page.get_by_role("region", name="May they?")
    choose(page, ask.get_by_role("combobox", name="What"), re.compile("^vehicles.read"))
    expect(ask.get_by_role("status").last).to_contain_text("nothing allows it")
    with house.api() as api:
        departments = api.get("/api/v1/departments").json()
        support = next(one["id"] for one in departments if one["name"] == "Support")
        everywhere = {"part": {"everywhere": True}}
        path = f"/api/v1/users/{cleo}/departments/{support}"
        api.put(path, json=everywhere).raise_for_status()
    expect(ask).to_contain_text(re.compile("the department .?Support.? allows it"))
    page.get_by_role("link", name="Allow or deny a thing").click()
    choose(page, page.get_by_role("combobox", name="What to do"), "Deny")
    choose(page, page.get_by_role("combobox", name="Permission"), "vehicles.read")
    page.get_by_label("Reason").fill("Under notice")
    page.get_by_text("At some locations or fleets").click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Choose where it holds.")).to_be_visible()
    page.get_by_text("Everywhere").click()
    page.get_by_role("button", name="Keep it").click()
    single = page.get_by_role("region", name="Single permissions")
    expect(single).to_contain_text("Under notice")
    choose(page, ask.get_by_role("combobox", name="What"), re.compile("^vehicles.read"))
    expect(ask).to_contain_text("a single permission of theirs denies it")
    single.get_by_role("button", name="Take back").click()
    confirm(page, "Take back")
    expect(ask).to_contain_text(re.compile("the department .?Support.? allows it"))


def test_a_token_is_created_used_and_revoked(page: Page, house: House) -> None:
    page.goto("/main/tokens/new")
    page.get_by_label("Name").fill("Night reports")
    page.get_by_role("button", name="Create the token").click()
    expect(page.get_by_text("Choose above what it permits.")).to_be_visible()
    page.get_by_role("checkbox", name="stations.read").check()
    page.get_by_role("button", name="Create the token").click()
    value = page.get_by_label("Its value, shown this once").last.inner_text()
    headers = {"Authorization": f"Bearer {value}"}
    with httpx.Client(base_url=house.url, headers=headers) as program:
        assert program.get("/api/v1/stations").status_code == 200
        assert program.get("/api/v1/users").status_code == 403
        page.get_by_role("link", name="All tokens").click()
        row = page.get_by_role("row", name="Night reports")
        expect(row).to_contain_text("serves")
        row.get_by_role("button", name="Revoke").click()
        confirm(page, "Revoke the token")
        expect(row).to_contain_text("revoked")
        assert program.get("/api/v1/stations").status_code == 401


def test_who_is_suspended_may_nothing_and_goes_on_later(page: Page, house: House) -> None:
    add_person(house, "sue@example.com")
    page.goto("/main/users?search=sue")
    page.get_by_role("link", name="sue@example.com").click()
    page.get_by_role("button", name="Suspend").click()
    confirm(page, "Suspend")
    page.get_by_role("button", name="Let them go on").click()
    confirm(page, "Let them go on")
    expect(page.get_by_role("button", name="Suspend")).to_be_visible()
    page.get_by_role("button", name="Remove").click()
    confirm(page, "Remove the user")
    headed(page, "Users")
    expect(page.get_by_text("Nothing matches").or_(page.get_by_role("row").first)).to_be_visible()
    with house.api() as api:
        assert api.get("/api/v1/users", params={"search": "sue"}).json()["items"] == []


def test_who_may_only_look_is_offered_nothing_else(stranger: Page, house: House) -> None:
    add_person(house, "reader@example.com", permissions=("users.read", "departments.read"))
    stranger.goto("/main/users")
    sign_in(stranger, "reader@example.com")
    headed(stranger, "Users")
    expect(stranger.get_by_role("link", name="Add a user")).to_have_count(0)
    expect(stranger.get_by_role("link", name="CSV")).to_have_count(0)
    stranger.get_by_role("link", name="reader@example.com").click()
    headed(stranger, "reader@example.com")
    expect(stranger.get_by_role("button", name="Suspend")).to_have_count(0)
    expect(stranger.get_by_role("link", name="Put into a department")).to_have_count(0)
    stranger.goto("/main/departments")
    stranger.get_by_role("link", name="Support").click()
    headed(stranger, "Support")
    expect(stranger.get_by_role("checkbox")).to_have_count(0)
