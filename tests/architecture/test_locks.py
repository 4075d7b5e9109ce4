"""The lock files fit pyproject.toml and each other."""

import json
import tomllib
from typing import Any

from tools.locks import BUILD, DEVELOPMENT, ROOT, RUNTIME, wrong_locks

PROJECT: dict[str, Any] = {
    "project": {"dependencies": ["fast>=2"], "optional-dependencies": {"dev": ["lint"]}},
    "dependency-groups": {"build": ["make-wheel"]},
}
HASH = " \\\n    --hash=sha256:00\n    # via chargehouse (pyproject.toml)\n"
FAST, LINT, WHEEL = f"fast==2.1{HASH}", f"lint==1.0{HASH}", f"make-wheel==3.0{HASH}"
INDIRECT = WHEEL.replace("chargehouse (pyproject.toml)", "lint")
GOOD = {RUNTIME: FAST, DEVELOPMENT: FAST + LINT + INDIRECT, BUILD: WHEEL}


def wrong(project: dict[str, Any] = PROJECT, **changed: str) -> list[str]:
    names = {"runtime": RUNTIME, "development": DEVELOPMENT, "build": BUILD}
    return wrong_locks(project, {**GOOD, **{names[key]: text for key, text in changed.items()}})


def test_the_locks_fit_the_project() -> None:
    locks = {name: (ROOT / name).read_text() for name in (RUNTIME, DEVELOPMENT, BUILD)}
    assert wrong_locks(tomllib.loads((ROOT / "pyproject.toml").read_text()), locks) == []


def test_the_portals_lock_pins_by_hash_and_names_no_registry() -> None:
    lock = json.loads((ROOT / "portal" / "package-lock.json").read_text())
    packages = {path: package for path, package in lock["packages"].items() if path}
    assert packages
    assert [path for path, package in packages.items() if "resolved" in package] == []
    assert [path for path, package in packages.items() if "integrity" not in package] == []


def test_a_requirement_that_is_not_pinned_is_noticed() -> None:
    project = {**PROJECT, "project": {**PROJECT["project"], "dependencies": ["fast", "new"]}}
    assert f"{RUNTIME}: new is asked for and not pinned" in wrong(project)


def test_a_pin_that_is_too_old_is_noticed() -> None:
    older = FAST.replace("2.1", "1.9")
    assert wrong(runtime=older, development=older + LINT + INDIRECT) == [
        f"{RUNTIME}: fast 1.9 is not >=2",
        f"{DEVELOPMENT}: fast 1.9 is not >=2",
    ]


def test_a_pin_that_is_no_longer_asked_for_is_noticed() -> None:
    assert [why for why in wrong(runtime=FAST + LINT) if "does not ask for it" in why]


def test_locks_that_pin_two_versions_are_noticed() -> None:
    assert [why for why in wrong(runtime=FAST.replace("2.1", "2.2")) if "another version" in why]


def test_a_pin_without_a_hash_is_noticed() -> None:
    assert f"{RUNTIME}: fast has no hash" in wrong(runtime=FAST.replace("--hash=sha256:00", ""))


def test_the_address_of_an_index_is_noticed() -> None:
    assert wrong(runtime="--index-url https" + "://packages.invalid\n" + FAST) == [
        f"{RUNTIME}: names the address of an index"
    ]
