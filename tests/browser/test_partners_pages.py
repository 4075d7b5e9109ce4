"""Partners and parties on the screen: set up from either side, both of them live (C1, C5, C7)."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.house import House
from tests.browser.teller import telling
from tests.conftest import Background
from tests.integration.roaming.fakepartner import (
    Answer,
    Asked,
    FakePartner,
    enveloped,
    fake_partner,
    role,
)
from tests.integration.roaming.telling import whole

TOKEN = re.compile(r"Versions URL: (\S+)\s+Token: (\S+)")


@pytest.fixture
def partner(background: Background) -> Iterator[FakePartner]:
    """A partner's platform that listens on this machine."""
    serving = fake_partner()
    opened = background.run(serving.__aenter__())
    try:
        yield opened
    finally:
        background.run(serving.__aexit__(None, None, None))


def section(page: Page, name: str) -> Locator:
    """Return a part of a page."""
    return page.get_by_role("region", name=name, exact=True)


def confirm(page: Page, label: str) -> None:
    """Press the button of the dialog that asks."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=label, exact=True).click()
    expect(dialog).to_have_count(0)


def added(page: Page, name: str) -> None:
    """Add a partner; its page is shown."""
    page.goto("/main/partners")
    page.get_by_role("link", name="Add a partner").first.click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Go on to exchange credentials").click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


async def refuse(asked: Asked) -> Answer:
    """Know no such token."""
    del asked
    return enveloped(None, 2000, 401)


def test_a_partner_is_registered_after_the_fault_of_a_step_was_told(
    page: Page, partner: FakePartner
) -> None:
    partner.special["/versions"] = refuse
    added(page, "Roamer")
    page.get_by_text("We register", exact=True).click()
    page.get_by_label("The partner's versions URL").fill(partner.versions_url)
    page.get_by_label("The token that it gave you").fill("token-a")
    page.get_by_role("button", name="Register", exact=True).click()
    steps = page.get_by_role("list", name="Steps of the last handshake")
    expect(steps.get_by_role("listitem")).to_have_count(1)
    expect(steps).to_contain_text("Read which versions the partner speaks")
    expect(steps).to_contain_text("Most often it does not know the token")
    expect(page.get_by_role("main")).to_contain_text("handshake failed")

    partner.special.clear()
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.get_by_text("registered", exact=True)).to_be_visible()
    expect(steps.get_by_role("listitem")).to_have_count(4)
    expect(page.get_by_role("table", name="Parties of the partner")).to_contain_text("NL-ROA")
    expect(page.get_by_role("table", name="Modules of the partner")).to_contain_text("locations")
    expect(page.get_by_role("main")).not_to_contain_text(partner.token)

    page.get_by_role("button", name="Change credentials …").click()
    confirm(page, "Change credentials")
    expect(steps).to_contain_text("Change credentials with the partner")
    assert "PUT /2.3.0/credentials" in partner.paths()

    page.get_by_role("button", name="End …").click()
    confirm(page, "End the registration")
    expect(page.get_by_text("ended", exact=True)).to_be_visible()
    page.get_by_role("button", name="Remove …").click()
    confirm(page, "Remove the partner")
    expect(page.get_by_role("heading", level=1, name="Partners")).to_be_visible()
    expect(page.get_by_role("link", name="Roamer")).to_have_count(0)


def test_a_partner_that_was_invited_appears_as_registered_by_itself(
    page: Page, house: House, partner: FakePartner
) -> None:
    partner.roles = [role("FR-INV")]
    added(page, "Invited")
    page.get_by_role("button", name="Make a token for the partner").click()
    told = page.get_by_label("What to send the partner, shown this once").last
    found = TOKEN.search(told.inner_text())
    assert found is not None
    url, token = found.groups()
    assert url == f"{house.url}/ocpi/main/versions"

    answer = httpx.post(
        url.replace("versions", "2.2.1/credentials"),
        json=partner.credentials("2.2.1"),
        headers={"Authorization": f"Token {token}"},
    )
    assert answer.json()["status_code"] == 1000, answer.text
    expect(page.get_by_text("registered", exact=True)).to_be_visible()
    expect(page.get_by_role("table", name="Parties of the partner")).to_contain_text("FR-INV")
    page.reload()
    expect(page.get_by_text("registered", exact=True)).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text(token)


def test_who_we_are_is_chosen_and_a_location_is_published_as_its_own(page: Page) -> None:
    page.goto("/main/parties")
    expect(page.get_by_text("Nobody chose who you are yet")).to_be_visible()
    page.get_by_role("link", name="Add a party").first.click()
    page.get_by_label("Country code").fill("ES")
    page.get_by_label("Party id").fill("TWK")
    page.get_by_label("Company").fill("Tellus Carga")
    page.get_by_role("button", name="Add party").click()
    row = page.get_by_role("table", name="Our parties").get_by_role("row", name="ES-TWK")
    row.get_by_role("link", name="ES-TWK").click()
    page.get_by_role("button", name="Make default …").click()
    confirm(page, "Make it the default")
    expect(row).to_contain_text("default")
    expect(page.get_by_text("Nobody chose who you are yet")).to_have_count(0)

    page.goto("/main/locations")
    page.get_by_role("table", name="Locations").get_by_role("link", name="Depot").click()
    page.get_by_role("main").get_by_role("link", name="Change").click()
    page.get_by_role("combobox", name="Party").click()
    page.get_by_role("option", name="ES-TWK (Tellus Carga)").click()
    page.get_by_label("Partners are told of it").set_checked(True, force=True)
    page.get_by_role("button", name="Save").click()
    place = section(page, "The place")
    expect(place).to_contain_text("ES-TWK")
    expect(place).to_contain_text("Partners are told of it")

    page.goto("/main/parties")
    row.get_by_role("link", name="ES-TWK").click()
    page.get_by_label("Company").fill("Tellus Carga S.A.")
    page.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("Tellus Carga S.A.")


def test_what_the_doctor_finds_at_a_partner_is_told_with_its_evidence(
    page: Page, house: House, partner: FakePartner
) -> None:
    partner.roles = [role("BE-DOC")]
    with house.api() as api:
        made = api.post("/api/v1/roaming/partners", json={"name": "Ill"}).raise_for_status().json()
        said = {"versions_url": partner.versions_url, "token": "token-a"}
        path = f"/api/v1/roaming/partners/{made['id']}/registration"
        api.post(path, json=said).raise_for_status()
    page.goto(f"/main/partners/{made['id']}")
    doctor = section(page, "Doctor")
    expect(doctor).to_contain_text("It was not examined yet.")
    doctor.get_by_role("button", name="Examine it").click()
    findings = doctor.get_by_role("list", name="Findings")
    repeated = findings.get_by_text("X-Request-ID is not repeated")
    expect(repeated).to_have_count(1)
    expect(repeated.locator("code")).to_have_text("X-Request-ID")
    findings.locator("summary").first.click()
    expect(findings.get_by_text("OCPI says so in:").first).to_be_visible()
    expect(findings.get_by_role("list", name="Evidence").first).to_contain_text("GET")


def test_a_session_at_a_partners_charger_is_watched_live(page: Page, house: House) -> None:
    with telling(house, "Nordlicht") as neighbour:
        session = whole("2.2.1", "sessions", id="S-1", status="ACTIVE", kwh=1.5, end_date_time=None)
        page.goto("/main/received?module=sessions")
        expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
        neighbour.tell("PUT", "sessions", session, "S-1")
        row = page.get_by_role("table").get_by_role("row").filter(has_text="Nordlicht")
        expect(row).to_contain_text("1.5 kWh")
        row.get_by_role("link").first.click()
        about = section(page, "About it")
        expect(about).to_contain_text("1.5 kWh")
        said = {"kwh": 7.25, "last_updated": "2030-01-01T00:00:00Z"}
        neighbour.tell("PATCH", "sessions", said, "S-1")
        expect(about).to_contain_text("7.25 kWh")
        ended = {"status": "COMPLETED", "last_updated": "2030-01-01T00:01:00Z"}
        neighbour.tell("PATCH", "sessions", ended, "S-1")
        expect(page.get_by_text("over", exact=True)).to_be_visible()
        token = session["cdr_token"]["uid"]
        expect(page.get_by_role("main")).not_to_contain_text(token)
