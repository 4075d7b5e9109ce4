"""Settings on the screen: changed, refused at the field, brought back, approved by two, tried."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import NARROW
from tests.browser.house import House
from tests.browser.people import add_person, sign_in
from tests.integration.mail.postbox import Postbox, open_postbox

SECOND = "second@example.com"


def headed(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1, name=title, exact=True)).to_be_visible()


def state(house: House, key: str) -> dict[str, Any]:
    """Return a setting as the API tells it."""
    with house.api() as api:
        told: dict[str, Any] = api.get(f"/api/v1/settings/{key}").raise_for_status().json()
        return told


def put(house: House, key: str, value: object) -> None:
    """Change a setting behind the portal's back."""
    body = {"value": value, "version": state(house, key)["version"]}
    with house.api() as api:
        api.patch(f"/api/v1/settings/{key}", json=body).raise_for_status()


def change(page: Page, key: str, value: str, label: str = "Save", reason: str = "a try") -> None:
    """Change a setting of a text or number in its form."""
    page.goto(f"/main/settings/{key}/edit")
    page.get_by_label(key).fill(value)
    page.get_by_label("Reason").fill(reason)
    page.get_by_role("button", name=label).click()


def confirm(page: Page, label: str, reason: str) -> None:
    """Give a reason in the dialog that asks, and press its button."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill(reason)
    dialog.get_by_role("button", name=label, exact=True).click()


@pytest.fixture
def postbox(house: House) -> Iterator[Postbox]:
    """A mail server that takes what it is sent."""
    opened = open_postbox()
    box = house.background.run(opened.__aenter__())
    try:
        yield box
    finally:
        house.background.run(opened.__aexit__(None, None, None))


def test_the_catalogue_tells_what_holds_and_what_a_change_needs(page: Page, house: House) -> None:
    with house.api() as api:
        known = api.get("/api/v1/settings").raise_for_status().json()
    page.goto("/main/settings")
    headed(page, "Settings")
    for setting in known:
        row = page.get_by_role("listitem").filter(
            has=page.get_by_role("link", name=setting["key"], exact=True)
        )
        expect(row).to_contain_text(setting["description"])
        expect(row.get_by_text("two persons")).to_have_count(int(setting["dangerous"]))
        expect(row.get_by_text("secret", exact=True)).to_have_count(int(setting["secret"]))


def test_a_setting_is_changed_and_its_history_leads_back(page: Page, house: House) -> None:
    change(page, "mail.host", "one.example.com", reason="the first")
    headed(page, "mail.host")
    change(page, "mail.host", "two.example.com", reason="the second")
    headed(page, "mail.host")
    history = page.get_by_role("region", name="History")
    expect(history).to_contain_text("one.example.com → two.example.com")
    expect(history).to_contain_text("by Olga Operator")
    expect(history).to_contain_text("the second")
    history.get_by_role("button", name="Back to one.example.com").click()
    expect(page.get_by_role("dialog")).to_contain_text("two.example.com → one.example.com")
    confirm(page, "Bring it back", "the second was wrong")
    expect(history).to_contain_text("brought back")
    expect(page.get_by_text("It holds from now on").last).to_be_visible()
    assert state(house, "mail.host")["value"] == "one.example.com"
    page.get_by_role("button", name="Back to the default").click()
    confirm(page, "Give it the default", "no mail for now")
    expect(page.get_by_role("region", name="What holds")).to_contain_text("empty")
    assert state(house, "mail.host")["is_set"] is False


def test_what_the_server_does_not_take_is_said_at_the_field(page: Page, house: House) -> None:
    for key, value, rule in (
        ("mail.port", "70000", "a whole number from 1 to 65535"),
        ("mail.sender", "nobody", "an e-mail address"),
        ("apps.ios_url", "http://example.com", "begins with https://"),
        ("access.decision_deadline_s", "31", "seconds from 0.1 to 30"),
    ):
        change(page, key, value)
        expect(page.locator("[id$=-error]").filter(has_text=rule)).to_be_visible()
        assert state(house, key)["is_set"] is False
        page.once("dialog", lambda dialog: dialog.accept())


def test_a_setting_that_somebody_else_changed_meanwhile_is_told(page: Page, house: House) -> None:
    page.goto("/main/settings/webhooks.log_days/edit")
    page.get_by_label("webhooks.log_days").fill("40")
    put(house, "webhooks.log_days", 50)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Somebody else changed this meanwhile")).to_be_visible()
    page.get_by_role("button", name="Show the newest state").click()
    expect(page.get_by_label("webhooks.log_days")).to_have_value("50")


def test_a_secret_is_never_shown(page: Page, house: House) -> None:
    change(page, "mail.password", "heron-by-the-pond")
    headed(page, "mail.password")
    expect(page.get_by_role("region", name="What holds")).to_contain_text("never shown")
    expect(page.get_by_role("region", name="History")).to_contain_text("•••")
    page.get_by_role("link", name="Change").click()
    expect(page.get_by_label("mail.password")).to_have_value("")
    assert "heron" not in page.content()
    assert state(house, "mail.password")["is_set"] is True


def test_all_settings_are_brought_back_to_an_instant_after_a_look(page: Page, house: House) -> None:
    put(house, "mail.user", "before")
    put(house, "mail.user", "after")
    put(house, "qr.walk_up", value=False)
    page.goto("/main/settings/rollback")
    page.get_by_role("button", name="An hour ago").click()
    rows = page.get_by_role("table", name="What would change").get_by_role("row")
    expect(rows.filter(has_text="mail.user")).to_contain_text("after")
    expect(rows.filter(has_text="qr.walk_up")).to_contain_text("no")
    page.get_by_role("button", name="Bring them back …").click()
    confirm(page, "Bring them back", "last night went wrong")
    expect(page.get_by_text("The settings were brought back.")).to_be_visible()
    assert state(house, "mail.user")["is_set"] is False
    assert state(house, "qr.walk_up")["value"] is True


def test_a_dangerous_setting_takes_two_persons(
    page: Page, browser: Browser, house: House, window: dict[str, Any]
) -> None:
    add_person(house, SECOND)
    page.goto("/main/settings/access.stage/edit")
    expect(page.get_by_text("This needs two persons")).to_be_visible()
    page.get_by_role("combobox", name="access.stage").click()
    page.get_by_role("option", name="shadow", exact=True).click()
    page.get_by_role("button", name="Propose the change").click()
    expect(page.get_by_text("It needs a reason.")).to_be_visible()
    page.get_by_label("Reason").fill("a trial of two weeks")
    page.get_by_role("button", name="Propose the change").click()
    headed(page, "access.stage")
    assert state(house, "access.stage")["value"] == "on"
    page.get_by_role("link", name="See the proposed change").click()
    own = page.get_by_role("row").filter(has_text="access.stage")
    expect(own).to_contain_text("on → shadow")
    expect(own).to_contain_text("Yours: another person decides.")
    expect(own.get_by_role("button", name="Approve")).to_have_count(0)
    with browser.new_context(**window) as context:
        context.add_init_script("localStorage.setItem('chargehouse-tour', 'done')")
        other = context.new_page()
        other.goto("/main/settings")
        sign_in(other, SECOND)
        alert = other.get_by_role("alert").filter(has_text="Changes wait for a second person")
        alert.get_by_role("link", name="access.stage").click()
        row = other.get_by_role("row").filter(has_text="access.stage")
        row.get_by_role("button", name="Approve").click()
        expect(other.get_by_role("dialog")).to_contain_text("a trial of two weeks")
        confirm(other, "Approve", "agreed in the morning round")
        expect(other.get_by_text("The change was approved and holds")).to_be_visible()
    assert state(house, "access.stage")["value"] == "shadow"
    page.goto("/main/settings/access.stage")
    expect(page.get_by_role("region", name="What the stages mean")).to_contain_text(
        re.compile(r"Shadow\s*holds now")
    )
    expect(page.get_by_role("region", name="History")).to_contain_text(f"approved by {SECOND}")


def test_a_proposal_is_taken_back_by_who_made_it(page: Page, house: House) -> None:
    change(page, "stations.timeline_days", "7", "Propose the change", "less room")
    page.goto("/main/settings/proposals?status=open")
    row = page.get_by_role("row").filter(has_text="stations.timeline_days")
    row.get_by_role("button", name="Take it back").click()
    confirm(page, "Take it back", "there is room enough")
    expect(page.get_by_text("The change was taken back")).to_be_visible()
    assert state(house, "stations.timeline_days")["proposal_id"] is None


def test_a_test_mail_says_what_is_missing_what_failed_and_what_arrived(
    page: Page, house: House, postbox: Postbox
) -> None:
    page.goto("/main/settings/mail")
    page.get_by_role("button", name="Send a test").click()
    expect(page.get_by_text("Mail is not set up")).to_be_visible()
    with house.api() as api:
        at = {"mail.host": "127.0.0.1", "mail.sender": "depot@example.com", "mail.security": "none"}
        for key, value in at.items():
            put(house, key, value)
        put(house, "mail.port", 9)
        page.get_by_role("button", name="Send a test").click()
        expect(page.get_by_text("The server refused the connection.")).to_be_visible()
        expect(page.get_by_text("Is it the right port?")).to_be_visible()
        put(house, "mail.port", postbox.port)
        postbox.recipient_answer = "550 we know nobody of this name"
        page.get_by_role("button", name="Send a test").click()
        expect(page.get_by_text("The server refused the recipient.")).to_be_visible()
        expect(page.get_by_text("550 we know nobody of this name")).to_be_visible()
        postbox.recipient_answer = "250 OK"
        page.get_by_role("button", name="Send a test").click()
        expect(page.get_by_text("The mail server took the test.")).to_be_visible()
        expect(page.get_by_text("kept as 4711")).to_be_visible()
        for key in (*at, "mail.port"):
            version = state(house, key)["version"]
            api.delete(f"/api/v1/settings/{key}", params={"version": version}).raise_for_status()
    assert [mail["To"] for mail in postbox.received] == ["olga@example.com"]


def test_who_may_only_read_is_told_who_may_change(stranger: Page, house: House) -> None:
    add_person(house, "reader@example.com", permissions=["settings.read"])
    stranger.add_init_script("localStorage.setItem('chargehouse-tour', 'done')")
    stranger.goto("/main/settings/mail.port")
    sign_in(stranger, "reader@example.com")
    expect(stranger.get_by_text("Whoever holds mail.update may.")).to_be_visible()
    expect(stranger.get_by_role("link", name="Change", exact=True)).to_have_count(0)


@pytest.mark.parametrize("viewport", [NARROW])
def test_settings_fit_a_telephone(page: Page) -> None:
    for place in ("", "/mail.port", "/access.stage/edit", "/proposals", "/rollback", "/mail"):
        page.goto(f"/main/settings{place}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate("document.scrollingElement.scrollWidth") <= NARROW["width"]
