"""What nobody should type, and a look at whether a page took it for more than a text."""

from dataclasses import dataclass

from playwright.sync_api import Page
from tests.browser.watch import Watch

ARABIC = "محطة الشحن (A-7)!"
SCRIPT = '"><script>ran=1</script><img src=x onerror="ran=1">'
HOSTILE = f"{ARABIC}{SCRIPT}"
SHORT_SCRIPT = "<img src onerror=a>"
LONG = 10_000
STOLEN = "document.querySelectorAll('script:not([src]), [onerror], img[src=x]').length"
STRAY = """text => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const stray = [];
    while (walker.nextNode()) {
        const at = walker.currentNode;
        if (!at.data.includes(text)) continue;
        const { unicodeBidi } = getComputedStyle(at.parentElement);
        if (unicodeBidi !== 'normal') continue;
        if (at.data !== text || at.parentElement.childNodes.length > 1) stray.push(at.data);
    }
    for (const field of document.querySelectorAll('input, textarea')) {
        if (!field.value.includes(text)) continue;
        if (getComputedStyle(field).unicodeBidi !== 'plaintext') stray.push(field.value);
    }
    return stray;
}"""
"""What stands beside a text that is not set apart from it, so that one reorders the other."""


@dataclass(frozen=True)
class Desk:
    """A page at which one form after another is filled in."""

    page: Page
    watch: Watch

    def assert_only_text(self) -> None:
        """Look whether what was typed has become a part of the page, or reorders it."""
        self.watch.settle()
        assert self.page.evaluate("window.ran") is None
        assert self.page.evaluate(STOLEN) == 0
        assert self.page.evaluate(STRAY, HOSTILE) == []
