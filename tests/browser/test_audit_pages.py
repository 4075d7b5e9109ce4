"""The audit log on the screen: found, shown before and after, proven, verified, taken away."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import NARROW
from tests.browser.full import connect
from tests.browser.house import House
from tests.browser.scene import wait_for
from tests.endurance.serving import TENANT
from typer.testing import CliRunner

from chargehouse.app.cli.doors import load_settings, open_office
from chargehouse.app.cli.program import program


def headed(page: Page, title: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def changed_port(house: House, port: int) -> None:
    """Change the port of the mail server behind the portal's back."""
    with house.api() as api:
        version = api.get("/api/v1/settings/mail.port").raise_for_status().json()["version"]
        body = {"value": port, "version": version, "reason": "a try"}
        api.patch("/api/v1/settings/mail.port", json=body).raise_for_status()


def newest(house: House, name: str, **told: object) -> dict[str, Any]:
    """Return the newest entry of a name that tells this, once a signed head covers it."""
    found: list[dict[str, Any]] = []

    def is_there() -> bool:
        with house.api() as api:
            answer = api.get("/api/v1/audit/entries", params={"name": name}).raise_for_status()
        found[:] = [one for one in answer.json()["items"] if told.items() <= one["data"].items()]
        return bool(found)

    wait_for(is_there)
    house.background.run(signed(house))
    return found[0]


async def signed(house: House) -> None:
    """Sign the log now, as is done each minute."""
    installation = house.server.installation
    settings = load_settings(data=installation.data, database_url=installation.database_url)
    async with open_office(settings, TENANT) as office:
        await office.contexts.audit_signing.sign(office.tenant.id)


async def tampered(house: House, index: int) -> None:
    """Change an entry as a superuser does who turned all triggers off."""
    connection = await connect(house.server.installation)
    try:
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(
            "UPDATE audit_entries SET request_id = 'forged' WHERE leaf_index = $1", index
        )
    finally:
        await connection.close()


def test_a_change_is_found_proven_verified_and_checked_without_us(
    page: Page, house: House, tmp_path: Path
) -> None:
    page.goto("/main/settings/mail.port/edit")
    page.get_by_label("mail.port").fill("2525")
    page.get_by_label("Reason").fill("the new mail server")
    page.get_by_role("button", name="Save").click()
    headed(page, "mail.port")
    entry = newest(house, "settings.changed", after=2525)

    page.goto("/main/audit")
    picker = page.get_by_role("combobox", name="What was done")
    picker.fill("setting changed")
    page.get_by_role("option", name="setting changed", exact=True).click()
    expect(page).to_have_url(re.compile(r"name=settings\.changed"))
    row = page.get_by_role("row").filter(has_text="→ 2525")
    expect(row).to_contain_text("Olga Operator")
    row.get_by_role("link", name="setting changed").click()

    headed(page, re.compile(f"Entry {entry['index']}: setting changed"))
    table = page.get_by_role("table", name="Before and after")
    expect(table.get_by_role("row", name="mail.port")).to_contain_text("2525")
    expect(page.get_by_role("main")).to_contain_text("the new mail server")
    expect(page.get_by_role("main")).to_contain_text("127.0.0.1")
    expect(page.get_by_text("The entry is in the signed log.")).to_be_visible()
    expect(page.get_by_text("Your browser did the sum itself")).to_be_visible()
    with page.expect_download() as proof:
        page.get_by_role("link", name="Download the proof").click()
    assert '"leaf_hash"' in Path(proof.value.path()).read_text()

    page.get_by_role("link", name="Check the whole log").click()
    headed(page, "Is the log whole?")
    expect(page.get_by_text("Nobody outside keeps our anchors.")).to_be_visible()
    page.get_by_role("button", name="Verify the log").click()
    expect(page.get_by_text("The log is whole.")).to_be_visible()

    with page.expect_download() as export:
        page.get_by_role("link", name="Download the log").click()
    command = page.get_by_label("Command").inner_text().split()
    assert command[:3] == ["chargehouse", "audit", "verify"]
    assert command[3] == export.value.suggested_filename
    file = tmp_path / command[3]
    export.value.save_as(file)
    checked = CliRunner().invoke(program, ["audit", "verify", str(file), *command[4:]])
    assert (checked.exit_code, checked.stdout[:3]) == (0, "OK:"), checked.output


def test_what_was_done_in_a_request_is_found_by_its_id(page: Page, house: House) -> None:
    changed_port(house, 465)
    entry = newest(house, "settings.changed", after=465)
    page.goto(f"/main/audit/{entry['index']}")
    page.get_by_role("link", name=entry["request_id"]).click()
    expect(page).to_have_url(re.compile(f"request_id={entry['request_id']}"))
    expect(page.get_by_role("searchbox", name="Request")).to_have_value(entry["request_id"])
    expect(page.get_by_role("row").filter(has_text="setting changed")).to_have_count(1)


def test_all_that_somebody_did_is_a_click_away(page: Page, house: House) -> None:
    changed_port(house, 2526)
    entry = newest(house, "settings.changed", after=2526)
    page.goto(f"/main/audit/{entry['index']}")
    page.get_by_role("link", name=entry["actor"]["name"]).click()
    expect(page).to_have_url(re.compile(f"actor_id={entry['actor']['id']}"))
    expect(page.get_by_role("combobox", name="Who", exact=True)).to_have_value(
        entry["actor"]["name"]
    )


def test_an_entry_that_is_not_there_is_told_so(page: Page) -> None:
    for address in ("/main/audit/999999", "/main/audit/nonsense"):
        page.goto(address)
        expect(page.get_by_text("There is no such thing here")).to_be_visible()
        expect(page.get_by_role("link", name="To the list")).to_be_visible()


def test_a_broken_log_is_told_with_the_first_bad_entry(page: Page, house: House) -> None:
    changed_port(house, 2527)
    entry = newest(house, "settings.changed", after=2527)
    house.background.run(tampered(house, entry["index"]))
    page.goto("/main/audit/check")
    page.get_by_role("button", name="Verify the log").click()
    expect(page.get_by_text("The log is not what was signed.")).to_be_visible()
    first = page.get_by_role("main").get_by_role("listitem").first
    expect(first).to_contain_text(f"Entry {entry['index']}: changed afterwards")
    expect(page.get_by_text("restore the last backup beside it")).to_be_visible()


@pytest.mark.parametrize("viewport", [NARROW])
def test_the_log_fits_a_telephone(page: Page) -> None:
    for address in ("/main/audit", "/main/audit/0", "/main/audit/check"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate("document.scrollingElement.scrollWidth") <= NARROW["width"]
