"""One look at one page: a picture, and what is wrong with it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Route
from playwright.sync_api import TimeoutError as TookTooLong
from tests.browser.house import House
from tests.browser.pages import PortalPage
from tests.browser.watch import Watch

ROOT = Path(__file__).parents[2]
AXE = ROOT / "portal" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = frozenset({"serious", "critical"})
LOADING_MS = 800
PATIENCE_MS = 20_000
LOADED = """() => document.querySelector('main') !== null
    && document.querySelector('[role=status][aria-busy=true]') === null"""
CLOTHED = "scheme => document.documentElement.dataset.mantineColorScheme === scheme"
CLOTHING_MS = 100
HEIGHTS = {1440: 900, 390: 844}

Language: TypeAlias = Literal["en", "de"]
State: TypeAlias = Literal["empty", "full", "500", "403", "away", "waiting"]
Scheme: TypeAlias = Literal["light", "dark"]
STATES: tuple[State, ...] = ("empty", "full", "500", "403", "away", "waiting")
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WIDTHS = tuple(HEIGHTS)
LOCALES: dict[Language, str] = {"en": "en-GB", "de": "de-DE"}
RULES: dict[Scheme, dict[str, Any]] = {
    "light": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
"""What axe judges; a page that is dark differs from the light one by its colours alone."""
PROBLEMS = {
    "500": '{"type": "/problems/failed", "title": "Internal Server Error", "status": 500,'
    ' "detail": "Something failed here; the request id finds it in the log.",'
    ' "request_id": "01890000-0000-7000-8000-000000000001"}',
    "403": '{"type": "/problems/forbidden", "title": "Forbidden", "status": 403,'
    ' "detail": "This needs a permission that you do not have."}',
}


@dataclass(frozen=True)
class Shot:
    """What is looked at: a page in a state, in a window of a width; light, then dark."""

    page: PortalPage
    address: str
    state: State
    width: int
    language: Language = "en"

    @property
    def name(self) -> str:
        name = f"{self.page.name}-{self.state}-{self.width}"
        return name if self.language == "en" else f"{name}-{self.language}"


@contextmanager
def window(
    browser: Browser,
    house: House,
    width: int,
    *,
    signed_in: bool = True,
    language: Language = "en",
) -> Iterator[BrowserContext]:
    """Open a window of somebody who is signed in, or is not."""
    with browser.new_context(
        base_url=house.url,
        viewport={"width": width, "height": HEIGHTS[width]},
        reduced_motion="reduce",
        locale=LOCALES[language],
        timezone_id="Europe/Berlin",
    ) as context:
        if signed_in:
            house.sign_in(context)
        yield context


def look(context: BrowserContext, house: House, shot: Shot, folder: Path) -> list[str]:
    """Take the pictures; return what is wrong, a sentence each."""
    page = context.new_page()
    watch = Watch(page, house.url)
    api = Answers(shot.state, shot.page.answers)
    page.route("**/api/**", api.answer)
    try:
        page.goto(shot.address, wait_until="load")
        found = [f"{shot.name}: {each}" for each in _wait(page, watch, shot.state)]
        page.evaluate(AXE.read_text())
        for scheme in SCHEMES:
            name = f"{shot.name}-{scheme}"
            _clothe(page, scheme)
            page.screenshot(path=folder / f"{name}.png", full_page=True, animations="disabled")
            found += [f"{name}: {each}" for each in (*_sideways(page), *_axe(page, scheme))]
        return [*found, *(f"{shot.name}: {each}" for each in watch.findings)]
    finally:
        api.let_go()
        page.close()


def _clothe(page: Page, scheme: Scheme) -> None:
    """Let the page be light or dark, as the computer that shows it may say at any time."""
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(CLOTHED, arg=scheme, timeout=PATIENCE_MS)
    page.wait_for_timeout(CLOTHING_MS)


class Answers:
    """Lets the API answer as a state says; who is signed in is told in all of them."""

    def __init__(self, state: State, given: Mapping[str, str]) -> None:
        self._state = state
        self._given = given
        self._waiting: list[Route] = []

    def answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if self._state in {"empty", "full"} and path in self._given:
            route.fulfill(body=self._given[path], content_type="application/json")
        elif self._state in {"empty", "full"} or path == "/api/v1/me":
            route.continue_()
        elif self._state == "away":
            route.abort("connectionrefused")
        elif self._state == "waiting":
            self._waiting.append(route)
        else:
            route.fulfill(
                status=int(self._state),
                body=PROBLEMS[self._state],
                content_type="application/problem+json",
            )

    def let_go(self) -> None:
        """Answer what was left waiting."""
        for route in self._waiting:
            route.abort()


def _wait(page: Page, watch: Watch, state: State) -> list[str]:
    """Wait until the page shows what it will; return what is wrong where it never does."""
    if state == "waiting":
        page.wait_for_timeout(LOADING_MS)
        return []
    watch.settle()
    try:
        page.wait_for_function(LOADED, timeout=PATIENCE_MS)
    except TookTooLong:
        return ["goes on loading"]
    return []


def _sideways(page: Page) -> list[str]:
    over: int = page.evaluate(
        "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    )
    return [f"scrolls sideways by {over} pixels"] if over > 0 else []


def _axe(page: Page, scheme: Scheme) -> list[str]:
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES[scheme])
    violations = cast("list[dict[str, Any]]", found["violations"])
    return [
        f"axe {violation['id']} ({violation['impact']}): {violation['help']}:"
        f" {violation['nodes'][0]['target']}"
        for violation in violations
        if violation["impact"] in GRAVE
    ]
