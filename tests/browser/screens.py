"""`make screens`: every page, light and dark, wide and narrow, empty, full and failing.

Pictures go to `screens/`, beside an `index.html` that shows them together. It ends with 1 when
something is wrong with any: errors in the page, what axe finds grave, scrolling sideways.
"""

import argparse
import html
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import product
from typing import Any

from playwright.sync_api import Browser
from tests.browser.chromium import ChromiumMissingError, chromium
from tests.browser.full import fill
from tests.browser.house import House, open_house
from tests.browser.pages import PAGES, PortalPage
from tests.browser.scene import ABSENT, STATIONS, TAGS, VEHICLES, scene
from tests.browser.shots import LOCALES, ROOT, STATES, WIDTHS, Language, Shot, State, look, window
from tests.conftest import Background
from tests.endurance.serving import TENANT

FOLDER = ROOT / "screens"
NOBODY = "01890000-0000-7000-8000-000000000000"
NOT_FOUND = 404
FULL: State = "full"
LISTS = {
    "station": ("/api/v1/stations", {"search": STATIONS[0][0]}),
    "station201": ("/api/v1/stations", {"search": STATIONS[1][0]}),
    "absent": ("/api/v1/stations", {"search": ABSENT[0]}),
    "location": ("/api/v1/locations", {}),
    "session": ("/api/v1/sessions", {"station_id": "{station}", "status": "terminated"}),
    "live": ("/api/v1/sessions", {"station_id": "{station}", "open": "true"}),
    "cutoff": ("/api/v1/sessions", {"stranded": "true"}),
    "vehicle": ("/api/v1/vehicles", {"search": VEHICLES[-1]}),
    "fleet": ("/api/v1/fleets", {}),
    "rule": ("/api/v1/fleets/{fleet}/rules", {}),
    "agreement": ("/api/v1/agreements", {}),
    "partner": ("/api/v1/roaming/partners", {}),
    "received": ("/api/v1/roaming/received", {"module": "locations"}),
    "guest": ("/api/v1/roaming/received", {"module": "sessions", "q": "S-0"}),
    "party": ("/api/v1/roaming/parties", {"ours": "true"}),
    "tariff": ("/api/v1/tariffs", {}),
    "cdr": ("/api/v1/cdrs", {"credit": "false"}),
    "credit": ("/api/v1/cdrs", {"credit": "true"}),
    "policy": ("/api/v1/access/policies", {}),
    "problem": ("/api/v1/access/problems", {}),
    "identifier": ("/api/v1/identifiers", {"vehicle_id": "{vehicle}"}),
    "decision": ("/api/v1/access/decisions", {"decision": "allowed"}),
    "user": ("/api/v1/users", {}),
    "department": ("/api/v1/departments", {}),
    "denial": ("/api/v1/access/decisions", {"decision": "denied"}),
    "webhook": ("/api/v1/webhooks", {}),
    "delivery": ("/api/v1/webhooks/{webhook}/deliveries", {"status": "failed"}),
    "entry": ("/api/v1/news", {"planned": "true"}),
}


@contextmanager
def empty_house(background: Background) -> Iterator[House]:
    """An installation in which nothing happened yet."""
    with open_house(background) as house:
        yield house


@contextmanager
def full_house(background: Background) -> Iterator[House]:
    """A network of 10 000 stations and a million sessions."""
    with ExitStack() as stack:
        stations = (*STATIONS, ABSENT)
        house = stack.enter_context(open_house(background, stations=stations, tags=TAGS))
        stack.enter_context(scene(house))
        _say("filling the database")
        background.run(fill(house.server.installation))
        yield house


def ids_of(house: House) -> dict[str, str]:
    """Return the id of one of each kind; where there is none, one that nobody has.

    What is asked and what it is filtered by may name a kind that stands before it.
    """
    ids: dict[str, str] = {}
    with house.api() as api:
        for kind, (path, filters) in LISTS.items():
            query = {name: value.format(**ids) for name, value in filters.items()}
            answer = api.get(path.format(**ids), params=query)
            told = [] if answer.status_code == NOT_FOUND else answer.raise_for_status().json()
            items: list[dict[str, Any]] = told if isinstance(told, list) else told["items"]
            ids[kind] = str(items[0]["id"]) if items else NOBODY
    return ids


def take(
    browser: Browser,
    house: House,
    pages: Sequence[PortalPage],
    states: Sequence[State],
    widths: Sequence[int],
    *,
    languages: Sequence[Language],
) -> list[str]:
    """Take pictures; return what is wrong with them."""
    found = []
    ids = ids_of(house)
    for language, width, outside in product(languages, widths, (False, True)):
        with window(browser, house, width, signed_in=not outside, language=language) as opened:
            those = [page for page in pages if page.outside is outside]
            for page, state in product(those, states):
                shot = Shot(page, page.address(TENANT, ids), state, width, language)
                findings = look(opened, house, shot, FOLDER)
                _say(*(findings or [f"{shot.name}: well"]))
                found += findings
    return found


def write_index() -> None:
    """Show all pictures that there are on one sheet."""
    figures = "".join(
        f'<figure><a href="{html.escape(path.name)}"><img src="{html.escape(path.name)}"'
        f' loading="lazy"></a><figcaption>{html.escape(path.stem)}</figcaption></figure>'
        for path in sorted(FOLDER.glob("*.png"))
    )
    style = "body{display:flex;flex-wrap:wrap;gap:1rem}img{width:30rem;border:1px solid #888}"
    page = f"<!doctype html><title>Screens</title><style>{style}</style>{figures}"
    (FOLDER / "index.html").write_text(page)


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


def main() -> int:
    """Take what the command line asks for; return the exit code."""
    parser = argparse.ArgumentParser(description="Look at every page of the portal.")
    names = [page.name for page in PAGES]
    parser.add_argument("--page", action="append", choices=names, help="this alone, or these")
    parser.add_argument("--state", action="append", choices=STATES, help="as --page")
    parser.add_argument("--width", action="append", type=int, choices=WIDTHS, help="as --page")
    parser.add_argument("--language", action="append", choices=LOCALES, help="as --page")
    given = parser.parse_args()
    pages = [page for page in PAGES if given.page is None or page.name in given.page]
    states = given.state or STATES
    widths = given.width or WIDTHS
    languages = given.language or tuple(LOCALES)
    FOLDER.mkdir(exist_ok=True)
    background = Background()
    found: list[str] = []
    try:
        with chromium() as browser:
            if others := [state for state in states if state != FULL]:
                with empty_house(background) as house:
                    found += take(browser, house, pages, others, widths, languages=languages)
            if FULL in states:
                with full_house(background) as house:
                    found += take(browser, house, pages, [FULL], widths, languages=languages)
    except ChromiumMissingError as missing:
        _say(str(missing))
        return 1
    finally:
        background.close()
    write_index()
    _say(f"Pictures: {FOLDER.name}/index.html. Findings: {len(found)}.", *found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
