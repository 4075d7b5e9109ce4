"""The first look: what is fetched, from where, how much of it, and what the watch notices."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from tests.browser.conftest import NARROW, TAGS, WIDE
from tests.browser.house import House
from tests.browser.watch import Watch

FIRST_LOAD_BYTES = 300_000


class Wire:
    """Counts what a page receives, compressed, headers included, as it comes over the wire."""

    def __init__(self, page: Page) -> None:
        self.received = 0
        session = page.context.new_cdp_session(page)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _finished(self, event: dict[str, float]) -> None:
        self.received += int(event["encodedDataLength"])


def settle(page: Page, watch: Watch) -> None:
    """Wait until the page shows something, and fetches nothing more."""
    expect(page.get_by_role("main")).to_be_visible()
    watch.settle()


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
def test_the_portal_opens(
    page: Page, watches: list[Watch], viewport: ViewportSize, colour_scheme: str
) -> None:
    page.goto("/main/stations")
    settle(page, watches[0])
    assert page.evaluate("document.documentElement.dataset.mantineColorScheme") == colour_scheme
    assert page.evaluate("document.scrollingElement.scrollWidth") <= viewport["width"]


def test_the_first_load_is_small_and_from_here(page: Page, watches: list[Watch]) -> None:
    wire = Wire(page)
    page.goto("/main/stations")
    settle(page, watches[0])
    assert 10_000 < wire.received < FIRST_LOAD_BYTES


def test_a_second_load_fetches_no_file_again(page: Page, watches: list[Watch]) -> None:
    page.goto("/main/stations")
    settle(page, watches[0])
    wire = Wire(page)
    page.reload()
    settle(page, watches[0])
    assert wire.received < FIRST_LOAD_BYTES / 10


def test_an_error_in_the_page_is_noticed(page: Page, watches: list[Watch]) -> None:
    page.goto("/")
    page.evaluate("console.error('broken')")
    page.evaluate("setTimeout(() => { throw new Error('thrown') })")
    page.wait_for_event("pageerror")
    assert watches[0].findings == ["console: broken", "page error: thrown"]
    watches[0].findings.clear()


def test_what_the_policy_forbids_is_noticed_and_does_not_happen(
    page: Page, watches: list[Watch]
) -> None:
    page.goto("/")
    with page.expect_console_message():
        page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'),"
            " {textContent: 'window.ran = true'}))"
        )
    assert page.evaluate("window.ran") is None
    assert "Content Security Policy" in watches[0].findings.pop()


def test_fetching_from_outside_is_noticed(page: Page, watches: list[Watch]) -> None:
    page.goto("/")
    with page.expect_console_message():
        page.evaluate("fetch('http://house.invalid/').catch(() => null)")
    assert watches[0].findings
    watches[0].findings.clear()


def test_a_charger_that_connected_is_on_the_screen(page: Page, house: House) -> None:
    with house.charger("CP-1") as charger:
        assert charger.wait(lambda it: it.start_charging(TAGS[0]))
        page.goto("/main/stations")
        expect(page.get_by_role("row", name="CP-1")).to_contain_text("Available")
        expect(page.get_by_role("row", name="CP-2")).to_contain_text("never seen")
