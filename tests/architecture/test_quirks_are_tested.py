"""Every quirk of docs/quirks.md has a raw-frame test of its number, and the other way round."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def _numbered() -> list[int]:
    text = (ROOT / "docs" / "quirks.md").read_text("utf-8")
    return [int(number) for number in re.findall(r"^\| Q-(\d{3}) \|", text, re.MULTILINE)]


def _tested() -> set[int]:
    sources = (ROOT / "tests" / "protocol" / "quirks").glob("test_*.py")
    return {
        int(number)
        for source in sources
        for number in re.findall(r"async def test_q_(\d{3})_", source.read_text("utf-8"))
    }


def test_quirks_are_numbered_from_one_without_a_gap() -> None:
    numbers = _numbered()
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_quirk_has_a_test_of_its_number() -> None:
    assert set(_numbered()) - _tested() == set()


def test_every_test_of_a_quirk_has_its_row() -> None:
    assert _tested() - set(_numbered()) == set()
