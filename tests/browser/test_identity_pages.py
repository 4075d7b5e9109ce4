"""Vehicles and identifiers on the screen: added, changed, found, brought in by file."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import NARROW, TAGS
from tests.browser.house import House
from tests.browser.watch import Watch

ARABIC = "شاحنة التوصيل"
SCRIPT = "<script>window.ran = 1</script>"
LONG = "W" * 100
NOBODY = "01890000-0000-7000-8000-000000000000"


def heading(page: Page, text: str) -> Locator:
    """Return the title of a page."""
    return page.get_by_role("heading", level=1, name=text, exact=True)


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a list of choices."""
    page.get_by_role("combobox", name=label).or_(page.get_by_label(label)).first.click()
    page.get_by_role("option", name=option, exact=True).click()


def vehicle_of(house: House, name: str) -> str:
    """Add a vehicle behind the portal's back; return its id."""
    with house.api() as api:
        answer = api.post("/api/v1/vehicles", json={"name": name}).raise_for_status()
        return str(answer.json()["id"])


def identifier_of(house: House, value: str, **fields: object) -> str:
    """Add an identifier behind the portal's back; return its id."""
    body = {"value": value, "type": "rfid", **fields}
    with house.api() as api:
        return str(api.post("/api/v1/identifiers", json=body).raise_for_status().json()["id"])


def test_a_vehicle_is_added_changed_and_removed(page: Page, house: House) -> None:
    page.goto("/main/vehicles")
    page.get_by_role("link", name="Add a vehicle").first.click()
    page.get_by_label("Name").fill("Van 7")
    page.get_by_label("Registration number").fill("HH-CH 7")
    choose(page, "Status", "inactive")
    page.get_by_role("button", name="Add vehicle").click()
    expect(heading(page, "Van 7")).to_be_visible()
    expect(page.get_by_text("every one of its identifiers is refused")).to_be_visible()
    page.get_by_role("link", name="Change").click()
    expect(page.get_by_label("Name")).to_have_value("Van 7")
    expect(page.get_by_label("Registration number")).to_have_value("HH-CH 7")
    expect(page.get_by_role("combobox", name="Status")).to_have_value("inactive")
    page.get_by_label("Name").fill("Van 8")
    page.get_by_label("Registration number").fill("")
    choose(page, "Status", "active")
    page.get_by_role("button", name="Save").click()
    expect(heading(page, "Van 8")).to_be_visible()
    with house.api() as api:
        kept = api.get("/api/v1/vehicles", params={"search": "Van 8"}).json()["items"][0]
    assert (kept["name"], kept["registration_number"], kept["status"]) == ("Van 8", None, "active")
    page.get_by_role("button", name="Remove …").click()
    page.get_by_role("button", name="Remove the vehicle").click()
    expect(heading(page, "Vehicles")).to_be_visible()
    expect(page.get_by_role("row", name="Van 8")).to_have_count(0)


def test_a_vehicle_with_identifiers_is_not_removed_and_says_why(page: Page, house: House) -> None:
    vehicle = vehicle_of(house, "Bound van")
    identifier_of(house, "BOUND-1", vehicle_id=vehicle)
    page.goto(f"/main/vehicles/{vehicle}")
    expect(page.get_by_role("table", name="Identifiers of the vehicle")).to_contain_text("RFID")
    page.get_by_role("button", name="Remove …").click()
    page.get_by_role("button", name="Remove the vehicle").click()
    expect(page.get_by_role("dialog")).to_contain_text("It was not done")


def test_two_people_who_edit_one_vehicle_are_told(page: Page, house: House) -> None:
    vehicle = vehicle_of(house, "Shared van")
    page.goto(f"/main/vehicles/{vehicle}/edit")
    page.get_by_label("Name").fill("Mine")
    with house.api() as api:
        api.patch(f"/api/v1/vehicles/{vehicle}", json={"name": "Theirs"}).raise_for_status()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Somebody else changed this meanwhile")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Mine")
    page.get_by_role("button", name="Show the newest state").click()
    expect(page.get_by_label("Name")).to_have_value("Theirs")
    page.get_by_label("Name").fill("Ours")
    page.get_by_role("button", name="Save").click()
    expect(heading(page, "Ours")).to_be_visible()


def test_the_fields_of_a_vehicle_are_checked_before_they_are_sent(page: Page) -> None:
    page.goto("/main/vehicles/new")
    page.get_by_role("button", name="Add vehicle").click()
    expect(page.get_by_text("It needs a name.")).to_be_visible()
    page.get_by_label("Name").fill("W" * 10_000)
    page.get_by_role("button", name="Add vehicle").click()
    expect(page.get_by_text("At most 100 characters.")).to_be_visible()


@pytest.mark.parametrize("name", [ARABIC, SCRIPT, LONG], ids=["arabic", "script", "long"])
def test_any_name_is_shown_as_it_is(page: Page, name: str) -> None:
    page.goto("/main/vehicles/new")
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Add vehicle").click()
    expect(heading(page, name)).to_be_visible()
    page.goto("/main/vehicles")
    expect(page.get_by_role("link", name=name).first).to_be_visible()
    assert page.evaluate("window.ran") is None
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width


def test_an_identifier_is_typed_once_and_never_shown_whole(page: Page, house: House) -> None:
    vehicle = vehicle_of(house, "Card van")
    value = "04CAFE00112233"
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.goto(f"/main/vehicles/{vehicle}")
    page.get_by_role("link", name="Add an identifier").click()
    page.get_by_label("Value").fill(value)
    choose(page, "Type", "Key code")
    expect(page.get_by_role("combobox", name="Vehicle")).to_have_value("Card van")
    choose(page, "Status", "blocked")
    page.get_by_label("Valid from").fill("2026-01-02T03:04")
    page.get_by_label("Valid until").fill("2036-01-02T03:04")
    page.get_by_label("Group").fill("DEPOT-GROUP-7")
    page.get_by_role("button", name="Add identifier").click()
    expect(heading(page, "Identifier 04••••33")).to_be_visible()
    assert value not in page.content()
    page.get_by_role("link", name="Change").click()
    expect(page.get_by_role("combobox", name="Type")).to_have_value("Key code")
    expect(page.get_by_role("combobox", name="Vehicle")).to_have_value("Card van")
    expect(page.get_by_role("combobox", name="Status")).to_have_value("blocked")
    expect(page.get_by_label("Valid from")).to_have_value("2026-01-02T03:04")
    expect(page.get_by_label("Valid until")).to_have_value("2036-01-02T03:04")
    expect(page.get_by_text("It has DE••••-7; leave this empty to keep it.")).to_be_visible()
    choose(page, "Status", "active")
    page.get_by_label("Valid until").fill("")
    page.get_by_label("Take its group away").check()
    page.get_by_role("button", name="Save").click()
    expect(heading(page, "Identifier 04••••33")).to_be_visible()
    with house.api() as api:
        query = {"vehicle_id": vehicle}
        (kept,) = api.get("/api/v1/identifiers", params=query).json()["items"]
    assert kept["type"] == "key_code"
    assert kept["status"] == "active"
    assert kept["valid_from"] == "2026-01-02T02:04:00Z"
    assert kept["valid_until"] is None
    assert kept["group_masked"] is None
    assert [address for address in addresses if value in address] == []


def test_an_identifier_that_exists_is_refused_and_nothing_typed_is_lost(page: Page) -> None:
    page.goto("/main/identifiers/new")
    page.get_by_label("Value").fill(TAGS[0].lower())
    page.get_by_role("button", name="Add identifier").click()
    expect(page.get_by_text("It was not saved")).to_be_visible()
    expect(page.get_by_label("Value")).to_have_value(TAGS[0].lower())
    page.get_by_label("Value").fill("ä")
    page.get_by_role("button", name="Add identifier").click()
    expect(page.get_by_text("chargers send no others")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Cancel").click()
    expect(heading(page, "Identifiers")).to_be_visible()


def test_an_identifier_is_assigned_deactivated_with_a_reason_and_removed(
    page: Page, house: House
) -> None:
    vehicle_of(house, "Assigned van")
    identifier = identifier_of(house, "ASSIGN-ME-1")
    page.goto(f"/main/identifiers/{identifier}")
    page.get_by_role("combobox", name="Vehicle").fill("Assigned")
    page.get_by_role("option", name="Assigned van").click()
    page.get_by_role("button", name="Assign").click()
    expect(page.get_by_role("link", name="Assigned van")).to_be_visible()
    page.get_by_role("button", name="Deactivate …").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Deactivate")).to_be_disabled()
    dialog.get_by_label("Reason").fill("Left at the pump.")
    with page.expect_request("**/deactivate") as asked:
        dialog.get_by_role("button", name="Deactivate").click()
    assert json.loads(asked.value.post_data or "") == {"reason": "Left at the pump."}
    expect(page.get_by_text("It is refused until it is active.")).to_be_visible()
    page.get_by_role("button", name="Remove …").click()
    page.get_by_role("button", name="Remove the identifier").click()
    expect(heading(page, "Identifiers")).to_be_visible()
    with house.api() as api:
        assert api.get(f"/api/v1/identifiers/{identifier}").status_code == 404


def test_several_identifiers_are_deactivated_at_once(page: Page, house: House) -> None:
    vehicle = vehicle_of(house, "Sold van")
    for number in range(2):
        identifier_of(house, f"SOLD-VAN-{number}", vehicle_id=vehicle)
    page.goto(f"/main/identifiers?vehicle_id={vehicle}")
    page.get_by_label("Select all rows that are loaded").check()
    page.get_by_role("button", name="Deactivate …").click()
    page.get_by_label("Reason").fill("The van was sold.")
    page.get_by_role("dialog").get_by_role("button", name="Deactivate").click()
    expect(page.get_by_role("table").get_by_text("inactive")).to_have_count(2)


def test_a_card_is_checked_and_its_value_stays_out_of_every_address(
    page: Page, house: House
) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto("/main/identifiers/check")
    page.get_by_label("Identifier").fill(TAGS[0].lower())
    page.get_by_role("combobox", name="At station").fill("CP-1")
    page.get_by_role("option", name="CP-1").click()
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("It would be let in")).to_be_visible()
    expect(page.get_by_text("At this station, now")).to_be_visible()
    expect(page.get_by_role("link", name="Go to the identifier")).to_be_visible()
    expect(page.get_by_label("Identifier")).to_have_value("")
    page.get_by_label("Identifier").fill("NOBODY-HAS-THIS")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("It would be refused")).to_be_visible()
    expect(page.get_by_text("No vehicle and no agreement has this identifier.")).to_be_visible()
    expect(page.get_by_role("link", name="Add this identifier")).to_be_visible()
    assert [url for url in sent if TAGS[0].lower() in url or "NOBODY-HAS" in url] == []
    assert TAGS[0].lower() not in page.url
    with house.api() as api:
        address = f"/api/v1/stations/{house.stations['CP-1']}/overrides"
        for mode, said in (("freevend", "This station is in freevend"), ("managed_access", "now:")):
            api.post(address, json={"mode": mode}).raise_for_status()
            page.get_by_label("Identifier").fill("NOBODY-HAS-THIS")
            page.get_by_role("button", name="Check").click()
            expect(page.get_by_text(said)).to_be_visible()


def test_a_file_is_checked_told_by_line_and_then_imported(
    page: Page, house: House, tmp_path: Path
) -> None:
    table = tmp_path / "cards.csv"
    table.write_text(
        "value,type,vehicle\n"
        "IMPORT-00000001,rfid,Imported van\n"
        "IMPORT-00000002,pigeon,Imported van\n"
        "IMPORT-00000001,rfid,\n"
        "IMPORT-00000003,rfid,\n"
    )
    page.goto("/main/identifiers")
    page.get_by_role("link", name="From a file").click()
    page.locator('input[type="file"]').set_input_files(table)
    refused = page.get_by_role("table", name="Refused lines")
    expect(refused.get_by_role("row", name="type")).to_contain_text("3")
    expect(refused.get_by_role("row", name="stands in this file before")).to_contain_text("4")
    with house.api() as api:
        assert not api.get("/api/v1/vehicles", params={"search": "Imported"}).json()["items"]
    page.get_by_role("button", name="Import 2 identifiers").click()
    expect(page.get_by_text("2 identifiers were imported")).to_be_visible()
    page.get_by_role("link", name="See those that came by file").click()
    expect(page.get_by_role("link", name="IM••••01")).to_be_visible()
    expect(page.get_by_role("link", name="IM••••03")).to_be_visible()
    expect(page.get_by_role("link", name="Imported van")).to_be_visible()


def test_a_file_that_is_no_table_is_told(page: Page, tmp_path: Path) -> None:
    picture = tmp_path / "picture.csv"
    picture.write_bytes(bytes(range(256)))
    page.goto("/main/identifiers/import")
    page.locator('input[type="file"]').set_input_files(picture)
    expect(page.get_by_text("The file was not taken")).to_be_visible()
    expect(page.get_by_text("its first line must name columns")).to_be_visible()


def test_a_list_of_vehicles_is_searched_sorted_and_found_again_by_its_address(
    page: Page, house: House
) -> None:
    name = "Searched for"
    vehicle_of(house, name)
    page.goto("/main/vehicles")
    page.get_by_role("searchbox", name="Search").fill(name)
    expect(page.get_by_text("1 in all")).to_be_visible()
    page.reload()
    expect(page.get_by_role("searchbox", name="Search")).to_have_value(name)
    expect(page.get_by_text("1 in all")).to_be_visible()
    page.get_by_role("button", name="Clear filters").click()
    page.get_by_role("button", name="Vehicle").click()
    expect(page.get_by_role("columnheader", name="Vehicle")).to_have_attribute(
        "aria-sort", "ascending"
    )


def test_a_tampered_address_is_told_and_the_rest_of_it_holds(page: Page) -> None:
    page.goto("/main/identifiers?status=eaten&type=rfid&vehicle_id=1%20or%201&sort=value&x=1")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("“Status” cannot be “eaten”.")
    expect(alert).to_contain_text("“Vehicle” cannot be “1 or 1”.")
    expect(alert).to_contain_text("There is no filter “x”.")
    expect(alert).to_contain_text("It cannot be sorted that way.")
    expect(page.get_by_role("table", name="Identifiers")).to_contain_text("RFID card")
    page.goto(f"/main/identifiers/new?vehicle_id={SCRIPT}")
    expect(page.get_by_role("combobox", name="Vehicle")).to_have_value("")


@pytest.mark.parametrize("place", ["vehicles", "identifiers"])
def test_what_is_not_there_says_so(page: Page, place: str) -> None:
    for thing in (NOBODY, "no-id-at-all"):
        page.goto(f"/main/{place}/{thing}")
        expect(page.get_by_role("heading", name="There is no such thing here")).to_be_visible()


def test_a_list_that_cannot_be_read_is_no_empty_list(page: Page, watches: list[Watch]) -> None:
    page.route("**/api/v1/vehicles?**", lambda route: route.fulfill(status=500, body="{}"))
    page.goto("/main/vehicles")
    expect(page.get_by_role("heading", name="This could not be read")).to_be_visible()
    page.unroute("**/api/v1/vehicles?**")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("table", name="Vehicles")).to_be_visible()
    assert watches[0].findings == []


@pytest.mark.parametrize("viewport", [NARROW])
def test_vehicles_and_identifiers_fit_a_telephone(page: Page, house: House) -> None:
    vehicle = vehicle_of(house, LONG)
    identifier = identifier_of(house, "NARROW-1", vehicle_id=vehicle)
    for place in (
        "vehicles",
        "vehicles/new",
        f"vehicles/{vehicle}",
        "identifiers",
        "identifiers/import",
        "identifiers/check",
        f"identifiers/{identifier}",
        f"identifiers/{identifier}/edit",
    ):
        page.goto(f"/main/{place}")
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        assert page.evaluate("document.scrollingElement.scrollWidth") <= NARROW["width"]
