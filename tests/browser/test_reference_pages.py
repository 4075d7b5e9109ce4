"""The API browser: from our own server, under the strict policy, as the one who is signed in."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import NARROW


def opened(page: Page, tag: str, method: str, path: str) -> Locator:
    """Open an operation, ready to be tried."""
    page.goto("/main/api")
    page.locator(f"#operations-tag-{tag}").click()
    operation = page.locator(f".opblock-{method}").filter(has=page.locator(f'[data-path="{path}"]'))
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    return operation


@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
def test_the_api_is_read_and_tried_in_the_portal(page: Page, colour_scheme: str) -> None:
    operation = opened(page, "Identity", "get", "/api/v1/vehicles")
    with page.expect_response("**/api/v1/vehicles?**") as answered:
        operation.get_by_role("button", name="Execute").click()
    assert answered.value.status == 200
    assert answered.value.request.headers["x-tenant"] == "main"
    expect(operation.locator(".live-responses-table")).to_contain_text("items")
    dark = page.evaluate("document.documentElement.classList.contains('dark-mode')")
    assert dark == (colour_scheme == "dark")


def test_what_is_tried_and_changes_something_carries_the_proof_that_it_is_ours(page: Page) -> None:
    operation = opened(page, "Identity", "post", "/api/v1/identifiers/search")
    expect(operation.locator("textarea")).to_have_value(re.compile('"value": "EXAMPLE0001"'))
    expect(operation.locator(".responses-inner")).to_contain_text('"masked": "EX••••01"')
    operation.locator("textarea").fill('{"value": "04A2B3C4D5E680"}')
    with page.expect_response("**/identifiers/search") as answered:
        operation.get_by_role("button", name="Execute").click()
    assert answered.value.status == 200
    assert answered.value.request.headers["x-csrf-token"]
    expect(operation.locator(".live-responses-table")).to_contain_text("04••••80")


def test_leaving_the_api_browser_leaves_nothing_of_it(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto("/main/api")
    expect(page.locator("#operations-tag-Identity")).to_be_visible()
    page.get_by_role("navigation").get_by_role("link", name="Vehicles").click()
    expect(page.get_by_role("heading", name="Vehicles", exact=True)).to_be_visible()
    assert not page.evaluate("document.documentElement.classList.contains('dark-mode')")


@pytest.mark.parametrize("viewport", [NARROW])
def test_the_api_browser_fits_a_telephone(page: Page) -> None:
    page.goto("/main/api")
    expect(page.locator("#operations-tag-Identity")).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= NARROW["width"]
