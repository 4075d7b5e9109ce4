"""What nobody should type, and what should not happen: it is told, and nothing typed is lost."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.browser.conftest import TAGS, WIDE
from tests.browser.every_form import FORMS, to_its_settings
from tests.browser.forms import Form, Input, Things, fill, inputs, read, things
from tests.browser.hostile import HOSTILE, LONG, SHORT_SCRIPT, Desk
from tests.browser.house import ACCOUNT_PASSWORD, EMAIL, House
from tests.browser.people import sign_in
from tests.browser.watch import Watch

from chargehouse.kernel.clock import SystemClock

TYPED_ELSEWHERE = frozenset(
    {
        "known vehicle",
        "known location",
        "command Unlock",
        "command Set availability",
        "command Restart",
        "command Ask for it",
    }
)
"""Forms whose texts are all typed, to the same end, in another that is walked."""

TYPED = [form for form in FORMS if form.name not in TYPED_ELSEWHERE]
EDITED = (
    *("known vehicle", "known identifier", "known location", "settings of a station"),
    *("known user", "known department"),
)
AN_HOUR = "01:00:00"
CUT_OFF = re.compile("has not answered|has no network")


@pytest.fixture(scope="module")
def opened(browser: Browser, house: House) -> Iterator[Desk]:
    """A page that is opened once for all."""
    with browser.new_context(base_url=house.url, viewport=WIDE, locale="en-GB") as context:
        house.sign_in(context)
        page = context.new_page()
        yield Desk(page, Watch(page, house.url))


@pytest.fixture
def desk(opened: Desk) -> Iterator[Desk]:
    """The page; what is found wrong with it fails the test in which it was."""
    yield opened
    findings = [*opened.watch.findings]
    opened.watch.findings.clear()
    assert findings == []


@pytest.fixture(scope="module")
def walked(house: House) -> Iterator[Things]:
    """What forms are opened for."""
    with things(house) as made:
        yield made


def by_name(name: str) -> Form:
    """Return a form by its name."""
    return next(form for form in FORMS if form.name == name)


def texts(form: Form, page: Page) -> dict[str, Input]:
    """Return the fields in which a text stands."""
    return {label: one for label, one in inputs(form.on(page)).items() if one.takes_text}


def is_refused(form: Form, page: Page) -> bool:
    """Whether a form says of what was sent that it cannot be taken."""
    return form.on(page).locator("[aria-invalid=true], [role=alert]").count() > 0


@pytest.mark.parametrize("form", TYPED, ids=[form.name for form in TYPED])
def test_what_nobody_should_type_is_refused_at_its_field_or_stays_a_text(
    desk: Desk, walked: Things, form: Form
) -> None:
    form.opened(desk.page, walked)
    values = form.values(walked)
    fill(desk.page, form.on(desk.page), values)
    assert_too_long_is_refused(desk, form)
    for field in texts(form, desk.page).values():
        field.fill(desk.page, HOSTILE)
    form.send(desk.page)
    desk.assert_only_text()
    hostile = {
        entry.label: SHORT_SCRIPT if entry.ascii or entry.room < len(HOSTILE) else HOSTILE
        for entry in form.entries
        if entry.room is not None
    }
    if is_refused(form, desk.page):
        typed = {label: values[label] for label in texts(form, desk.page)}
        fill(desk.page, form.on(desk.page), {**typed, **hostile})
        form.send(desk.page)
        desk.assert_only_text()
    for again in filter(None, (form.again, form.seen)):
        again(desk.page, walked)
        desk.assert_only_text()
    if form.seen is not None:
        expect(desk.page.get_by_text(hostile["Reason"]).first).to_be_visible()
    elif form.again is not None:
        shown = read(desk.page.get_by_role("form", name=form.saves, exact=True))
        told = {entry.label for entry in form.entries if entry.told}
        assert {label: shown.get(label) for label in hostile if label in told} == {
            label: text for label, text in hostile.items() if label in told
        }


def assert_too_long_is_refused(desk: Desk, form: Form) -> None:
    """Type ten thousand characters into each field that has an end, and look what is said."""
    bounded = {entry.label: entry.room for entry in form.entries if entry.room is not None}
    if not bounded:
        return
    for label in bounded:
        texts(form, desk.page)[label].fill(desk.page, "W" * LONG)
    form.send(desk.page)
    desk.assert_only_text()
    for label, room in bounded.items():
        field = texts(form, desk.page)[label]
        expect(field.box).to_have_value("W" * LONG)
        expect(field.box).to_have_attribute("aria-invalid", "true")
        expect(field.error).to_contain_text(str(room))
    assert desk.page.evaluate("document.scrollingElement.scrollWidth") <= WIDE["width"]


def test_what_ocpp_2_cannot_name_or_hold_is_refused_at_its_field(desk: Desk, house: House) -> None:
    desk.page.goto(f"/main/stations/{house.stations['CP-2']}/commands")
    desk.page.get_by_role("button", name="Write a setting", exact=True).click()
    form = desk.page.get_by_role("form", name="Write", exact=True)
    name, value = (inputs(form)[label] for label in ("Variable", "Value"))
    for typed, said in (
        ("TxStartPoint", "Component and variable"),
        (f"{'C' * 51}.Value", "At most 50 characters before the point, and after it."),
        (f"Component.{'V' * 51}", "At most 50 characters before the point, and after it."),
    ):
        fill(desk.page, form, {"Variable": typed, "Value": "1" * 1001})
        form.get_by_role("button", name="Write").click()
        expect(name.error).to_contain_text(said)
        expect(value.error).to_contain_text("At most 1000 characters.")


@pytest.mark.parametrize("name", EDITED)
def test_the_second_of_two_people_who_edit_one_thing_is_told(
    desk: Desk, walked: Things, name: str
) -> None:
    page, form = desk.page, by_name(name)
    form.opened(page, walked)
    mine = form.values(walked)
    fill(page, form.on(page), mine)
    path = re.search("([a-z]+)/[0-9a-f-]{36}", page.url)
    assert path is not None
    theirs = {"status": "blocked"} if path[1] == "identifiers" else {"name": "Theirs"}
    with walked.house.api() as api:
        known = api.get(f"/api/v1/{path[0]}").raise_for_status().json()
        change = {**theirs, "version": known["version"]}
        api.patch(f"/api/v1/{path[0]}", json=change).raise_for_status()
    form.send(page)
    expect(page.get_by_text("Somebody else changed this meanwhile")).to_be_visible()
    assert read(form.on(page)) == mine
    page.get_by_role("button", name="Show the newest state").click()
    expect(page.get_by_text("Somebody else changed this meanwhile")).to_have_count(0)
    if path[1] != "identifiers":
        expect(inputs(form.on(page))["Name"].box).to_have_value("Theirs")


@pytest.mark.parametrize(
    "address",
    [
        *("stations", "locations", "faults", "sessions", "vehicles", "identifiers", "decisions"),
        *("stations/{id}/commands", "stations/{id}/timeline", "stations/{id}/sessions"),
        *("users", "tokens"),
    ],
)
def test_a_tampered_address_breaks_no_list(desk: Desk, walked: Things, address: str) -> None:
    page = desk.page
    place = address.replace("{id}", walked.station)
    page.goto(
        f"/main/{place}?sort=%00&columns=%3Cscript%3E&cursor=../..&location=1&search=%22%3E%3Cb"
        "&status=nonsense&from=never&__proto__=1&sort=a&sort=b"
    )
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("The portal stumbled")).to_have_count(0)
    page.get_by_role("link", name="Overview", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Overview")).to_be_visible()


def test_a_form_of_many_fields_outlives_a_sign_in_that_ends_in_the_middle(
    page: Page, walked: Things
) -> None:
    form = by_name("new station at a new location")
    form.opened(page, walked)
    typed = form.values(walked)
    fill(page, form.on(page), typed)
    page.context.clear_cookies()
    form.send(page)
    dialog = page.get_by_role("dialog", name="Sign in to go on")
    expect(dialog).to_be_visible()
    sign_in(page, EMAIL, ACCOUNT_PASSWORD)
    expect(dialog).to_have_count(0)
    assert read(form.on(page)) == typed
    form.send(page)
    to_its_settings(page, walked)
    saved = read(page.get_by_role("form", name=form.saves, exact=True))
    kept = {entry.label: typed[entry.label] for entry in form.entries if entry.told}
    assert {label: saved[label] for label in kept} == kept


@pytest.mark.parametrize(
    ("code", "protocol", "resumed"),
    [("CP-1", "ocpp1.6", True), ("CP-2", "ocpp2.0.1", False)],
    ids=["resumed", "too-long-ago"],
)
def test_a_stream_that_was_cut_for_an_hour_shows_the_truth_afterwards(
    page: Page, house: House, watches: list[Watch], code: str, protocol: str, *, resumed: bool
) -> None:
    def forget(route: Route) -> None:
        if "last-event-id" in route.request.headers:
            route.fulfill(status=422, json={"type": "/problems/invalid", "status": 422})
        else:
            route.continue_()

    page.clock.install()
    page.goto("/main/stations")
    row = page.get_by_role("row", name=code)
    expect(row).to_contain_text("never")
    page.context.set_offline(True)
    page.clock.fast_forward(AN_HOUR)
    expect(page.get_by_text(CUT_OFF)).to_be_visible()
    expect(page.get_by_text("What is shown is old.")).to_be_visible()
    with house.charger(code, protocol) as charger:
        assert charger.wait(lambda it: it.start_charging(TAGS[0]))
        expect(row).to_contain_text("never")
        if not resumed:
            page.route("**/api/v1/events/stream", forget)
        page.context.set_offline(False)
        page.clock.fast_forward(60_000)
        expect(page.get_by_text(CUT_OFF)).to_have_count(0)
        expect(row).to_contain_text("connected")
        expect(row).not_to_contain_text("never")
        expect(row).not_to_contain_text("59 min")
    watches[0].findings.clear()


@pytest.mark.parametrize("hours", [-1, 1], ids=["slow", "fast"])
def test_a_clock_that_is_an_hour_wrong_changes_no_age(
    browser: Browser, house: House, window: dict[str, Any], hours: int
) -> None:
    wrong = SystemClock().now() + dt.timedelta(hours=hours)
    with house.charger("CP-2", "ocpp2.0.1"), browser.new_context(**window) as context:
        house.sign_in(context)
        page = context.new_page()
        watch = Watch(page, house.url)
        page.clock.install(time=wrong)
        for address in ("overview", "stations", f"stations/{house.stations['CP-2']}"):
            page.goto(f"/main/{address}")
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            watch.settle()
            ages = page.locator("time").all_inner_texts()
            assert [age for age in ages if re.search(r"\bin \d|\bh\b|59 min", age)] == []
        assert watch.findings == []
