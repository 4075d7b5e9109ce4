"""The portal in German: chosen, kept, with German dates and numbers, and back to English."""

import re
from typing import Any

from playwright.sync_api import Browser, Dialog, Page, expect
from tests.browser.conftest import TAGS
from tests.browser.house import ACCOUNT_PASSWORD, EMAIL, House
from tests.browser.watch import Watch

from chargehouse.simulator.power import Car

GERMAN_INSTANT = re.compile(r"bis \d{2}\.\d{2}\.\d{4}, \d{2}:\d{2}:\d{2} \(Europe/Berlin\)")
GERMAN_POWER = re.compile(r"\d,\d kW")


def headed(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def to_german(page: Page) -> None:
    page.get_by_role("button", name="Your account, colours and language").click()
    page.get_by_text("Deutsch", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "de")


def invitation(house: House, name: str, email: str) -> tuple[str, str]:
    """Add somebody; return their id and a link that invites them."""
    with house.api() as api:
        body = {"kind": "staff", "name": name, "email": email}
        user = str(api.post("/api/v1/users", json=body).raise_for_status().json()["id"])
        made = api.post(f"/api/v1/users/{user}/invitation").raise_for_status().json()
        return user, str(made["link"])


def test_german_holds_for_shell_list_and_form_and_stays(page: Page) -> None:
    page.goto("/main/overview")
    headed(page, "Overview")
    to_german(page)
    headed(page, "Übersicht")
    expect(page.get_by_role("region", name="Braucht Aufmerksamkeit")).to_be_visible()
    page.get_by_role("link", name="Benutzer").click()
    headed(page, "Benutzer")
    expect(page.get_by_role("columnheader", name="E-Mail-Adresse")).to_be_visible()
    page.get_by_role("link", name="Benutzer hinzufügen").first.click()
    headed(page, "Benutzer hinzufügen")
    page.get_by_role("button", name="Benutzer anlegen").click()
    expect(page.get_by_text("Es braucht einen Namen.")).to_be_visible()
    page.reload()
    headed(page, "Benutzer hinzufügen")


def test_german_outlives_signing_out_and_english_comes_back(page: Page) -> None:
    page.goto("/main/account")
    to_german(page)
    page.get_by_role("button", name="Ihr Konto, Farben und Sprache").click()
    page.get_by_role("menuitem", name="Abmelden").click()
    headed(page, "Bei Chargehouse anmelden")
    form = page.get_by_role("form", name="Anmelden")
    form.get_by_label("E-Mail-Adresse").fill(EMAIL)
    form.get_by_label("Passwort", exact=True).fill("not it")
    form.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_text("Die E-Mail-Adresse oder das Passwort ist falsch.")).to_be_visible()
    form.get_by_label("Passwort", exact=True).fill(ACCOUNT_PASSWORD)
    form.get_by_role("button", name="Anmelden").click()
    headed(page, "Übersicht")
    page.get_by_role("button", name="Ihr Konto, Farben und Sprache").click()
    page.get_by_text("English", exact=True).click()
    headed(page, "Overview")


def test_dates_and_numbers_are_german(page: Page, house: House) -> None:
    user, _ = invitation(house, "Dora Date", "dora@example.com")
    with house.charger("CP-1") as charger:
        charger.do(lambda it: it.plug_in(car=Car(max_ac_w=7_400)))
        assert charger.wait(lambda it: it.present(TAGS[0]))
        page.goto("/main/overview")
        to_german(page)
        power = page.get_by_role("link", name="Gesamtleistung")
        expect(power).to_contain_text(GERMAN_POWER)
        page.goto(f"/main/users/{user}")
        page.get_by_role("button", name="Einladen").click()
        expect(page.get_by_text(GERMAN_INSTANT)).to_be_visible()


def test_a_language_is_found_in_the_search_field(page: Page) -> None:
    page.goto("/main/overview")
    headed(page, "Overview")
    page.keyboard.press("Control+k")
    expect(page.get_by_placeholder("Station, session, vehicle, or what to do")).to_be_focused()
    page.keyboard.type("deutsch")
    expect(page.get_by_role("button", name="Language: Deutsch")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    headed(page, "Übersicht")


def test_another_language_does_not_lose_what_was_typed_unasked(page: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.goto("/main/users/new")
    page.get_by_label("Name").fill("Half a name")
    page.get_by_role("button", name="Your account, colours and language").click()
    page.get_by_text("Deutsch", exact=True).click()
    expect(page.get_by_label("Name")).to_have_value("Half a name")
    assert asked == ["beforeunload"]


def test_another_language_keeps_the_link_of_an_invitation(
    browser: Browser, window: dict[str, Any], house: House
) -> None:
    _, link = invitation(house, "Lena Link", "lena@example.com")
    with browser.new_context(**window) as context:
        guest = context.new_page()
        watch = Watch(guest, house.url)
        guest.goto(link)
        headed(guest, "You are invited")
        guest.get_by_text("Deutsch", exact=True).click()
        headed(guest, "Sie sind eingeladen")
        expect(guest.get_by_role("button", name="Konto erstellen")).to_be_visible()
        assert watch.findings == []
