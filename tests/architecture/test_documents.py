"""The documents say what the code does, and lead where they point."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.architecture.test_vocabulary import CONTEXTS

from chargehouse.contexts.access.model import (
    ANSWERS,
    OUTSIDE_AGREEMENT,
    PARTNER_DENIED,
    REASONS,
    TEAM_RULE,
)
from chargehouse.platform.settings import Settings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
REQUIREMENTS = {
    *(f"FR-{n:03}" for n in range(1, 18)),
    *(f"NFR-{n:03}" for n in range(1, 7)),
    *(f"B{n}" for n in range(1, 13)),
    *(f"C{n}" for n in range(1, 9)),
    *(f"D{n}" for n in range(1, 8)),
}
STATUS = re.compile(r"\*\*(Now|Partly|Later)\*\*")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
PARTNERS_SAID = ("blocked", "expired", "no_credit", "not_allowed", "unknown")
PROTOCOLS = ("ocpp1.6", "ocpp2.0.1", "ocpp2.1")


def rows(text: str) -> list[list[str]]:
    """Return the cells of every row of a document's tables, headings and rules left out."""
    cells = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]
    return [row for row in cells if not set("".join(row)) <= {"-", ":", " "}]


def documents() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def anchors(text: str) -> set[str]:
    """Return the anchors that the headings of a document make."""
    headings = re.findall(r"(?m)^#+ (.+)$", text)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


def broken_links(path: Path) -> list[str]:
    """Return the links of a document that lead nowhere."""
    found = []
    for link in LINK.findall(path.read_text()):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        whither = (path.parent / target) if target else path
        if not whither.exists() or (anchor and anchor not in anchors(whither.read_text())):
            found.append(link)
    return found


def told_answers(text: str) -> dict[str, str]:
    """Return the answers on the wire that the page tells, as `ANSWERS` has them."""
    told: dict[str, str] = {}
    for reason, _, first, second in (row for row in rows(text) if len(row) == 4):
        if reason.startswith("`"):
            for protocol, words in zip(PROTOCOLS, (first, second, second), strict=True):
                told |= _told(f"{protocol}:{reason.strip('`')}", words)
    return told


def _told(key: str, words: str) -> dict[str, str]:
    """Return what a cell tells; where it depends on what is refused, the word for each."""
    here, *now = words.split(", ")
    if key.endswith(f":{TEAM_RULE}"):
        return {key: here, f"{key}:evse": now[0] if now else here}
    if key.endswith(f":{PARTNER_DENIED}"):
        return {
            f"{key}:{said}": word for said, word in zip(PARTNERS_SAID, [here, *now], strict=True)
        }
    if not key.endswith(f":{OUTSIDE_AGREEMENT}"):
        return {key: words}
    return {f"{key}:place": here, f"{key}:hour": now[0] if now else here}


def requirements(text: str) -> dict[str, str]:
    """Return the status of each requirement, by its id."""
    return {
        row[0]: match[1]
        for row in rows(text)
        if row[0] in REQUIREMENTS and (match := STATUS.match(row[-1]))
    }


def untold_settings(text: str) -> set[str]:
    """Return the settings that a page names and that do not exist."""
    named = {name for row in rows(text) for name in re.findall(r"`([a-z]+\.[a-z_]+)`", row[0])}
    return {name for name in named if not _is_setting(name)}


def _is_setting(name: str) -> bool:
    section, _, key = name.partition(".")
    return hasattr(getattr(Settings(), section, None), key)


def test_every_requirement_has_a_status() -> None:
    stated = requirements((DOCS / "requirements.md").read_text())
    assert REQUIREMENTS - set(stated) == set()


def test_the_answers_on_the_wire_are_told_as_they_are() -> None:
    """FR-015: what is sent is what is documented."""
    told = told_answers((DOCS / "access-answers.md").read_text())
    assert told == dict(ANSWERS)
    assert {key.split(":")[1] for key in told} == set(REASONS)


def test_the_settings_that_are_told_exist() -> None:
    assert untold_settings((DOCS / "operations.md").read_text()) == set()


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    assert broken_links(path) == []


@pytest.mark.parametrize("path", sorted(DOCS.glob("adr/*.md")), ids=lambda path: path.stem)
def test_a_decision_ends_with_what_enforces_it(path: Path) -> None:
    text = path.read_text()
    number = int(path.name[:4])
    assert text.startswith(f"# {number}. ")
    assert "**Enforced by**" in text.strip().split("\n\n")[-1]
    assert enforcers_that_are_missing(text) == []


def enforcers_that_are_missing(text: str) -> list[str]:
    """Return the files, and the tests in them, that a decision names and that do not exist."""
    found = []
    for name, _, test in re.findall(r"`((?:tests|tools)/[\w/.]+)(::(\w+))?`", text):
        path = ROOT / name
        if not path.exists() or (test and f"def {test}(" not in path.read_text()):
            found.append(name)
    return found


def test_every_context_is_in_the_picture() -> None:
    text = (DOCS / "architecture.md").read_text()
    named = {row[0] for row in rows(text)}
    assert {path.parent.name for path in CONTEXTS.glob("*/__init__.py")} <= named


def test_make_help_tells_every_target() -> None:
    text = (ROOT / "Makefile").read_text()
    phony = set(re.findall(r"(?m)^\.PHONY: (\w+)$", text))
    told = set(re.findall(r"(?m)^(\w+):.*## ", text))
    assert phony == told
    assert {"help", "run", "dev", "test", "check", "bench", "gen", "migrate", "lock"} <= told


BROKEN: Mapping[str, str] = {
    "link": "[gone](nowhere.md) and [no such heading](#nothing), but [web](https://host) is fine",
    "answers": "| reason | when | 1.6 | 2.x |\n| --- | --- | --- | --- |\n| `x` | so | Yes | No |",
    "settings": "| `http.port` | 1 |\n| `http.colour` | red |",
    "requirements": "| FR-001 | that | **Now** |\n| FR-002 | this | soon |",
    "enforcers": "`tests/conftest.py` `tests/none.py` `tools/locks.py::main` `tools/locks.py::x`",
}


def test_a_broken_document_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(BROKEN["link"])
    assert broken_links(page) == ["nowhere.md", "#nothing"]
    assert told_answers(BROKEN["answers"]) == {
        "ocpp1.6:x": "Yes",
        "ocpp2.0.1:x": "No",
        "ocpp2.1:x": "No",
    }
    assert untold_settings(BROKEN["settings"]) == {"http.colour"}
    assert requirements(BROKEN["requirements"]) == {"FR-001": "Now"}
    assert enforcers_that_are_missing(BROKEN["enforcers"]) == ["tests/none.py", "tools/locks.py"]
