"""Texts that are typed elsewhere than in a `SchemaForm`: each is only a text, and has an end."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.every_form import FORMS, at
from tests.browser.forms import Things, things
from tests.browser.hostile import ARABIC, HOSTILE, LONG, SHORT_SCRIPT, Desk
from tests.browser.house import House
from tests.browser.watch import Watch

SOURCE = Path(__file__).parents[2] / "portal" / "src"
TYPED = re.compile("<(TextInput|Textarea|PasswordInput|JsonInput|Autocomplete|SchemaForm)\\b")
MADE_OF_FIELDS = {
    "features/people/first-run-page.tsx",
    "features/stations/commands/command-form.tsx",
}
"""What is made with `SchemaForm`, and not among the forms that are walked one by one."""

HEARTBEAT = "HeartbeatInterval"
Field = Callable[[Page, Things], Locator]


@dataclass(frozen=True)
class Place:
    """Where a text is typed, by the file that shows it; `button` sends it, where one does.

    Of a text that is much too long `word` is said, and it is not sent.
    """

    source: str
    field: Field
    word: str
    button: str | None = None


def keeping_a_view(page: Page, things: Things) -> Locator:
    """Open the dialog that asks for a view's name."""
    at("vehicles")(page, things)
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Keep this view").click()
    return page.get_by_role("dialog").get_by_label("Name")


def giving_a_reason(page: Page, things: Things) -> Locator:
    """Open the dialog that asks for a reason."""
    at("identifiers/{identifier}")(page, things)
    page.get_by_role("main").get_by_role("button", name=re.compile("^Deactivate")).click()
    return page.get_by_role("dialog").get_by_label("Reason")


def searching_a_list(page: Page, things: Things) -> Locator:
    """Open a list that is searched."""
    at("vehicles")(page, things)
    return page.get_by_role("search", name="Filters").get_by_role("searchbox")


def checking_a_card(page: Page, things: Things) -> Locator:
    """Open the page on which a card is checked."""
    at("identifiers/check")(page, things)
    return page.get_by_label("Identifier")


def finding_sessions(page: Page, things: Things) -> Locator:
    """Ask for the sessions of an identifier."""
    at("sessions")(page, things)
    page.get_by_role("button", name="Find by identifier").click()
    return page.get_by_role("search", name="Find by identifier").get_by_label("Identifier")


def changing_the_password(page: Page, things: Things) -> Locator:
    """Open the own account, and say the password until now wrongly."""
    at("account")(page, things)
    page.get_by_label("Password until now").fill(HOSTILE)
    return page.get_by_label("New password")


def writing_a_value(page: Page, things: Things) -> Locator:
    """Let the configuration be read, and change a value of it where it stands."""
    kept = {"key": HEARTBEAT, "readonly": False, "value": "300"}
    things.charger.answer("GetConfiguration", {"configurationKey": [kept]})
    things.post(f"stations/{things.station}/get-configuration", keys=[HEARTBEAT], wait=True)
    at("stations/{station}/configuration")(page, things)
    page.get_by_role("button", name=f"Change {HEARTBEAT}", exact=True).click()
    return page.get_by_label(f"New value of {HEARTBEAT}")


def searching_the_configuration(page: Page, things: Things) -> Locator:
    """Let the configuration be there that is searched."""
    writing_a_value(page, things)
    return page.get_by_role("searchbox", name="Search the configuration")


def looking_for_an_event(page: Page, things: Things) -> Locator:
    """Open the page of what webhooks can be told."""
    at("webhooks/events")(page, things)
    return page.get_by_role("searchbox", name="Look for an event")


def naming_an_exception(page: Page, things: Things) -> Locator:
    """Begin a policy that has an exception."""
    at("policies/new")(page, things)
    page.get_by_role("button", name="Add an exception").click()
    return page.get_by_role("group", name="Exception 1").get_by_label("Name")


PLACES = (
    Place("components/ask-name.tsx", keeping_a_view, "At most 80 characters.", "Keep"),
    Place("components/confirm.tsx", giving_a_reason, "At most 500 characters.", "Deactivate"),
    Place("components/list/filters.tsx", searching_a_list, "At most 100 characters."),
    Place(
        "features/access/policies/exceptions-editor.tsx",
        naming_an_exception,
        "At most 100 characters.",
    ),
    Place("features/identity/check-page.tsx", checking_a_card, "At most 36 characters.", "Check"),
    Place(
        "features/sessions/identifier-search.tsx",
        finding_sessions,
        "At most 255 characters.",
        "Find",
    ),
    Place(
        "features/people/password-form.tsx",
        changing_the_password,
        "At most 128 characters.",
        "Change the password",
    ),
    Place(
        "features/webhooks/event-search.tsx",
        looking_for_an_event,
        "No event is called so.",
    ),
    Place(
        "features/stations/variable-editor.tsx",
        writing_a_value,
        "At most 500 characters.",
        "Write",
    ),
    Place(
        "features/stations/configuration-page.tsx",
        searching_the_configuration,
        "Nothing matches",
    ),
)
COMPARED = {
    "components/proof-dialog.tsx",
    "features/people/authenticator-setup.tsx",
    "features/people/invitation-form.tsx",
    "features/people/second-step-form.tsx",
    "features/people/sign-in-form.tsx",
    "features/stations/station-settings-page.tsx",
}
"""Where a password, a code or a name is compared with what it must be, and never shown."""


@pytest.fixture(scope="module")
def walked(house: House) -> Iterator[Things]:
    """What these are opened for."""
    with things(house) as made:
        yield made


@pytest.mark.parametrize("place", PLACES, ids=[place.source for place in PLACES])
def test_a_script_is_only_text_and_a_long_text_is_refused_in_a_word(
    page: Page, walked: Things, watches: list[Watch], place: Place
) -> None:
    desk = Desk(page, watches[0])
    field = place.field(page, walked)
    field.fill("W" * LONG)
    expect(field).to_have_value("W" * LONG)
    expect(page.get_by_text(place.word).first).to_be_visible()
    button = None if place.button is None else page.get_by_role("button", name=place.button)
    if button is not None:
        expect(button.last).to_be_disabled()
    desk.assert_only_text()
    field.fill(HOSTILE)
    desk.assert_only_text()
    if button is not None and button.last.is_enabled():
        button.last.click()
        desk.assert_only_text()


def test_a_view_is_called_what_it_was_called_when_it_was_kept(
    page: Page, walked: Things, watches: list[Watch]
) -> None:
    name = f"{ARABIC} {SHORT_SCRIPT}"
    keeping_a_view(page, walked).fill(name)
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Views").click()
    expect(page.get_by_role("menuitem", name=name, exact=True)).to_be_visible()
    Desk(page, watches[0]).assert_only_text()


def test_who_signs_in_with_a_script_or_with_very_much_is_wrong(
    stranger: Page, watches: list[Watch]
) -> None:
    stranger.goto("/sign-in")
    for typed in (HOSTILE, "W" * LONG):
        stranger.get_by_label("E-mail address").fill("nobody@example.com")
        stranger.get_by_label("Password", exact=True).fill(typed)
        with stranger.expect_response("**/api/v1/sign-in"):
            stranger.get_by_role("button", name="Sign in").click()
        expect(stranger.get_by_role("alert")).to_contain_text("is wrong")
        Desk(stranger, watches[0]).assert_only_text()


def test_a_station_is_not_removed_by_another_text_than_its_code(
    page: Page, walked: Things, watches: list[Watch]
) -> None:
    at("stations/{another_station}/settings")(page, walked)
    page.get_by_role("button", name="Remove this station").click()
    dialog = page.get_by_role("dialog")
    for typed in (HOSTILE, "W" * LONG):
        dialog.get_by_role("textbox").fill(typed)
        expect(dialog.get_by_role("button", name="Remove the station")).to_be_disabled()
        Desk(page, watches[0]).assert_only_text()


def test_every_file_in_which_a_text_is_typed_is_known_here() -> None:
    found = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.tsx")
        if TYPED.search(path.read_text()) and "form/" not in path.as_posix()
    }
    walked = {form.source for form in FORMS} | {place.source for place in PLACES}
    assert found - walked - COMPARED == MADE_OF_FIELDS
