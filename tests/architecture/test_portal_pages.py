"""Screens are taken of every page that the portal has."""

import re
from pathlib import Path

from tests.browser.pages import PAGES

APP = Path(__file__).parents[2] / "portal" / "src" / "app"
PATH = re.compile(r'^\s+path: "([^"/$][^"]*)",', re.MULTILINE)
ID = re.compile(r"\{[a-z0-9]+\}")
PARAMETER = re.compile(r"\$[a-z]+")


def taken(*, outside: bool) -> set[str]:
    return {
        ID.sub("$", re.split(r"[?#]", page.path)[0]) for page in PAGES if page.outside is outside
    }


def declared(*sources: str) -> set[str]:
    text = "\n".join((APP / source).read_text() for source in sources)
    return {PARAMETER.sub("$", path) for path in PATH.findall(text)}


def fits(page: str, path: str) -> bool:
    return re.fullmatch(re.escape(page).replace("\\$", "[^/]+"), path) is not None


def test_screens_are_taken_of_every_page_of_a_tenant() -> None:
    pages = declared(*(path.name for path in APP.glob("*pages.ts")))

    assert len(pages) > 1
    lacking = [
        page
        for page in pages
        if not any(fits(page, path) for path in taken(outside=False) - (pages - {page}))
    ]
    assert lacking == []


def test_screens_are_taken_of_every_page_outside_of_a_tenant() -> None:
    routes = declared("routes.tsx")

    assert len(routes) > 1
    assert routes <= taken(outside=True)


def test_no_two_pages_share_a_name() -> None:
    names = [page.name for page in PAGES]

    assert len(set(names)) == len(names)
