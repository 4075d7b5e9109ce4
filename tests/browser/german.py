"""What is left of English on a page that speaks German."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

WORDS = Path(__file__).parents[2] / "portal/src/words/de"
PLACE = re.compile(r"\\\{\\\{\w+\\\}\\\}")
PROTOCOL = frozenset({"Accepted", "Charging", "agreement", "permitted", "settings"})
"""What chargers say in the words of OCPP; codes of a reason and of families of events."""
PLURAL = re.compile(r"_(one|other)$")
SHOWN = """() => {
  const shown = new Set();
  const foreign = 'bdi, code, pre, kbd, script, style, [lang], .api-browser';
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (parent.closest(foreign.replace('[lang]', 'body [lang]')) !== null) continue;
    if (parent.checkVisibility()) shown.add(walk.currentNode.data);
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
    if (element.closest('.api-browser') !== null) continue;
    for (const name of ['aria-label', 'title', 'placeholder']) {
      const text = element.getAttribute(name);
      if (text !== null) shown.add(text);
    }
  }
  return [...shown].map((text) => text.replace(/\\s+/g, ' ').trim());
}"""


def _sentences() -> Iterator[tuple[str, str]]:
    for file in WORDS.glob("*.json"):
        for key, german in json.loads(file.read_text()).items():
            yield PLURAL.sub("", key), german


class English:
    """The English of every sentence that has another German."""

    def __init__(self) -> None:
        sentences = [(english, german) for english, german in _sentences() if english != german]
        german = {german for _, german in sentences}
        self._whole = {english for english, _ in sentences if english not in german | PROTOCOL}
        self._patterns = [
            re.compile(PLACE.sub("(.+)", re.escape(english)))
            for english in self._whole
            if "{{" in english and re.search(r"[A-Za-z]{3}", re.sub(r"\{\{\w+\}\}", "", english))
        ]

    def left_on(self, page: Page) -> list[str]:
        """Return what the page shows in English."""
        shown: list[str] = page.evaluate(SHOWN)
        return sorted(
            text
            for text in shown
            if text in self._whole or any(one.fullmatch(text) for one in self._patterns)
        )
