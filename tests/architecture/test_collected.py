"""Every test is run: pytest is told the folders by name, those that take long first."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_folder_of_tests_is_collected() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())
    collected = set(told["tool"]["pytest"]["ini_options"]["testpaths"])
    held = {
        "/".join(each.relative_to(ROOT).parts[:2]) for each in (ROOT / "tests").rglob("test_*.py")
    }
    assert collected == held
