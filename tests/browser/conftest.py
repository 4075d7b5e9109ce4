"""A browser and a served installation for each module, a fresh page for each test.

The browser's own loop runs in the tests' thread as long as the browser does, so the tests here
are not asynchronous; what is lives in `background`.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from tests.browser.chromium import ChromiumMissingError, chromium
from tests.browser.house import House, open_house
from tests.browser.watch import Watch
from tests.conftest import Background

from chargehouse.platform.postgres.address import PostgresAddress

STATIONS: Sequence[tuple[str, str]] = (("CP-1", "ocpp1.6"), ("CP-2", "ocpp2.0.1"))
TAGS: Sequence[str] = ("04A2B3C4D5E680", "04F1E2D3C4B590")
WIDE: ViewportSize = {"width": 1440, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}

# A busy machine draws a page late, and how late decides no test.
expect.set_options(timeout=60_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser, or a failure that says what to install."""
    try:
        with chromium() as running:
            yield running
    except ChromiumMissingError as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture(scope="module")
def house(background: Background, module_database: PostgresAddress) -> Iterator[House]:
    """A served installation with an account, two stations and two cards."""
    with open_house(background, module_database, stations=STATIONS, tags=TAGS) as opened:
        yield opened


@pytest.fixture
def new_house(background: Background, database: PostgresAddress) -> Iterator[House]:
    """A served installation in which nobody has an account."""
    with open_house(background, database, account=False) as opened:
        yield opened


@pytest.fixture
def viewport() -> ViewportSize:
    """How large the window is; a test names another by `parametrize`."""
    return WIDE


@pytest.fixture
def colour_scheme() -> str:
    """What the person's system prefers; a test names another by `parametrize`."""
    return "light"


@pytest.fixture
def window(viewport: ViewportSize, colour_scheme: str, house: House) -> dict[str, Any]:
    """What a browser's window is opened with."""
    return {
        "base_url": house.url,
        "viewport": viewport,
        "color_scheme": colour_scheme,
        "locale": "en-GB",
        "timezone_id": "Europe/Berlin",
        "service_workers": "block",
    }


@pytest.fixture
def watches() -> Iterator[list[Watch]]:
    """What is found wrong with each page, which fails the test; what is expected is cleared."""
    watching: list[Watch] = []
    yield watching
    assert [finding for watch in watching for finding in watch.findings] == []


@pytest.fixture
def page(
    browser: Browser, house: House, window: dict[str, Any], watches: list[Watch]
) -> Iterator[Page]:
    """A page of somebody who is signed in and may do everything."""
    with browser.new_context(**window) as context:
        house.sign_in(context)
        opened = context.new_page()
        watches.append(Watch(opened, house.url))
        yield opened


@pytest.fixture
def stranger(
    browser: Browser, house: House, window: dict[str, Any], watches: list[Watch]
) -> Iterator[Page]:
    """A page of somebody who never came before."""
    with browser.new_context(**window) as context:
        opened = context.new_page()
        watches.append(Watch(opened, house.url))
        yield opened
