"""Debian's Chromium, driven by Playwright: it talks to nobody but the page that is tested."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser")
MISSING = "Chromium is not installed: on Debian and Ubuntu, `apt-get install chromium` does it."
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class ChromiumMissingError(Exception):
    """There is no Chromium here."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a browser without a screen; raise `ChromiumMissingError`."""
    if PROGRAM is None:
        raise ChromiumMissingError(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=[*FLAGS])
        try:
            yield browser
        finally:
            browser.close()
