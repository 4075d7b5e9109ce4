"""What's new on the screen: written by one, unread and read by another, withdrawn."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.house import House
from tests.browser.people import add_person, sign_in
from tests.browser.watch import Watch

READER = "rita@example.com"
ADDED = "The entry was added"


def confirm(page: Page, label: str) -> None:
    """Press the button of the dialog that asks."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=label, exact=True).click()
    expect(dialog).to_have_count(0)


def write(page: Page, title: str, text: str, **more: str) -> None:
    """Write an entry on the screen."""
    page.goto("/main/news/new")
    page.get_by_label("English title").fill(title)
    page.get_by_label("English text").fill(text)
    for label, value in more.items():
        page.get_by_label(label.replace("_", " ")).fill(value)


@pytest.fixture
def reader(
    browser: Browser, house: House, window: dict[str, Any], watches: list[Watch]
) -> Iterator[Page]:
    """A page of somebody who may read news, and not write them."""
    with browser.new_context(**window) as context:
        context.add_init_script("localStorage.setItem('chargehouse-tour', 'done')")
        opened = context.new_page()
        watches.append(Watch(opened, house.url))
        opened.goto("/main/overview")
        sign_in(opened, READER)
        expect(opened.get_by_role("heading", level=1, name="Overview")).to_be_visible()
        yield opened


@pytest.fixture(scope="module", autouse=True)
def rita(house: House) -> None:
    """Somebody who reads."""
    add_person(house, READER, permissions=["news.read", "stations.read", "events.read"])


def test_what_one_writes_another_finds_unread_and_reads(page: Page, reader: Page) -> None:
    reader.goto("/main/news")
    mark = reader.get_by_role("button", name="Mark all as read")
    mark.click()
    expect(mark).to_have_count(0)
    bell = reader.get_by_role("banner").get_by_role("link", name="What's new")
    expect(bell).to_have_accessible_name("What's new")
    write(page, "Closed on Monday", "From 06:00 to 18:00.", German_title="Montag geschlossen")
    page.get_by_role("button", name="Add the entry").click()
    expect(page.get_by_text("A German title needs a German text.")).to_be_visible()
    page.get_by_label("German text").fill("Von 6 bis 18 Uhr.")
    page.get_by_role("switch", name="Prominent").set_checked(True, force=True)
    page.get_by_role("button", name="Add the entry").click()
    expect(page.get_by_text(ADDED)).to_be_visible()
    expect(bell).to_have_accessible_name("What's new: 1 unread")
    bell.click()
    entry = reader.get_by_role("article").first
    expect(entry).to_have_accessible_name("Closed on Monday")
    expect(entry).to_contain_text("From 06:00 to 18:00.")
    expect(entry.get_by_text("new", exact=True)).to_be_visible()
    expect(reader.get_by_role("link", name="Write an entry")).to_have_count(0)
    expect(entry.get_by_role("link", name="Change")).to_have_count(0)
    mark.click()
    expect(entry.get_by_text("new", exact=True)).to_have_count(0)
    expect(bell).to_have_accessible_name("What's new")


def test_who_reads_german_is_told_in_german(page: Page, house: House) -> None:
    with house.api() as api:
        title = {"en": "A new car park", "de": "Ein neuer Parkplatz"}
        body = {"title": title, "summary": title, "audience": "both", "line": "operator"}
        api.post("/api/v1/news", json=body).raise_for_status()
    page.add_init_script("localStorage.setItem('chargehouse-language', 'de')")
    page.goto("/main/news")
    expect(page.get_by_role("heading", level=1, name="Neuigkeiten")).to_be_visible()
    expect(page.get_by_role("article", name="Ein neuer Parkplatz")).to_be_visible()


def test_what_is_planned_is_seen_by_those_who_write_and_published_before_its_time(
    page: Page, reader: Page
) -> None:
    write(page, "A summer feast", "All are invited.", Published_at="2036-07-01T18:00")
    page.get_by_role("button", name="Add the entry").click()
    planned = page.get_by_role("region", name="Not published yet")
    expect(planned.get_by_role("article", name="A summer feast")).to_be_visible()
    reader.goto("/main/news")
    expect(reader.get_by_role("article").first).to_be_visible()
    expect(reader.get_by_role("article", name="A summer feast")).to_have_count(0)
    planned.get_by_role("button", name="Publish now …").click()
    confirm(page, "Publish")
    expect(planned).to_have_count(0)
    expect(reader.get_by_role("article", name="A summer feast")).to_be_visible()


def test_an_entry_is_changed_and_withdrawn_and_those_of_releases_stay(page: Page) -> None:
    write(page, "A wrong word", "It is wrong.")
    page.get_by_role("button", name="Add the entry").click()
    wrong = page.get_by_role("article", name="A wrong word")
    wrong.get_by_role("link", name="Change").click()
    page.get_by_label("English title").fill("A right word")
    page.get_by_role("button", name="Save").click()
    right = page.get_by_role("article", name="A right word")
    expect(right).to_be_visible()
    right.get_by_role("button", name="Withdraw …").click()
    confirm(page, "Withdraw the entry")
    expect(right).to_have_count(0)
    expect(wrong).to_have_count(0)
    release = page.get_by_role("article", name="The portal is here")
    expect(release).to_be_visible()
    expect(release.get_by_role("link", name="Change")).to_have_count(0)
