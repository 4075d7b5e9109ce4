"""Every page in German: nothing on it is left in English that has its German."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.german import English
from tests.browser.house import House, open_house
from tests.browser.pages import PAGES, PortalPage
from tests.browser.scene import ABSENT, STATIONS, TAGS, scene
from tests.browser.screens import ids_of
from tests.browser.shots import Answers, window
from tests.browser.watch import Watch
from tests.conftest import Background
from tests.endurance.serving import TENANT

from chargehouse.platform.postgres.address import PostgresAddress

WIDTH = 1440
ENGLISH = English()


@pytest.fixture(scope="module")
def depot(background: Background, module_database: PostgresAddress) -> Iterator[House]:
    """An installation in which everything happened once."""
    stations = (*STATIONS, ABSENT)
    with (
        open_house(background, module_database, stations=stations, tags=TAGS) as house,
        scene(house),
    ):
        yield house


@pytest.fixture(scope="module")
def ids(depot: House) -> dict[str, str]:
    return ids_of(depot)


@pytest.fixture(scope="module")
def german(browser: Browser, depot: House) -> Iterator[dict[bool, Page]]:
    """A page of somebody who speaks German and is signed in, and one of somebody who is not."""
    with (
        window(browser, depot, WIDTH, language="de") as inside,
        window(browser, depot, WIDTH, signed_in=False, language="de") as outside,
    ):
        yield {False: inside.new_page(), True: outside.new_page()}


@pytest.mark.parametrize("shown", PAGES, ids=[page.name for page in PAGES])
def test_nothing_is_left_in_english(
    german: dict[bool, Page], depot: House, ids: dict[str, str], shown: PortalPage
) -> None:
    page = german[shown.outside]
    api = Answers("full", shown.answers)
    page.route("**/api/**", api.answer)
    watch = Watch(page, depot.url)
    page.goto("about:blank")
    page.goto(shown.address(TENANT, ids))
    expect(page.get_by_role("main")).to_be_visible()
    watch.settle()
    left = ENGLISH.left_on(page)
    page.unroute("**/api/**", api.answer)
    assert left == []
