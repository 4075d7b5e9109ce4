"""Who may import whom."""

import subprocess
import sys
from pathlib import Path

import pytest
from tools.import_contracts import wrong_imports

ROOT = Path(__file__).parents[2]
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")
A, B = "chargehouse.contexts.a", "chargehouse.contexts.b"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(LINT_IMPORTS), "--no-cache", "--no-logo"]
    return subprocess.run(  # noqa: S603  a fixed command
        command, cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_import_contracts_hold() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_broken_contract_is_noticed(tmp_path: Path) -> None:
    package = tmp_path / "broken_house"
    package.mkdir()
    for name, text in {
        "__init__": "",
        "kernel": "from broken_house import app\n",
        "app": "",
    }.items():
        (package / f"{name}.py").write_text(text)
    (tmp_path / "pyproject.toml").write_text(
        "[tool.importlinter]\n"
        'root_package = "broken_house"\n'
        "[[tool.importlinter.contracts]]\n"
        'name = "Floors"\n'
        'type = "layers"\n'
        'layers = ["broken_house.app", "broken_house.kernel"]\n'
    )
    done = lint(tmp_path)
    assert done.returncode != 0
    assert "broken_house.kernel is not allowed to import broken_house.app" in done.stdout


@pytest.mark.parametrize(
    "imports",
    [
        [(f"{A}.service", f"{B}.public")],
        [(f"{A}.service.starts", f"{B}.public.views")],
        [(f"{A}.endpoints", f"{A}.tables")],
        [(f"{A}.service", f"{A}.repository")],
        [(f"{A}.model", f"{A}.errors")],
        [("chargehouse.gateway.services", f"{A}.service")],
        [(f"{A}.service", f"{B}.public"), (f"{B}.reactions", f"{A}.events")],
    ],
)
def test_what_the_house_allows_is_allowed(imports: list[tuple[str, str]]) -> None:
    assert wrong_imports(imports) == []


@pytest.mark.parametrize(
    ("imports", "why"),
    [
        ([(f"{A}.service", f"{B}.service")], "across contexts"),
        ([(f"{A}.service", f"{B}.tables")], "across contexts"),
        ([(f"{A}.endpoints", f"{A}.repository")], "an edge"),
        ([("chargehouse.gateway.server", f"{A}.repository.hot")], "an edge"),
        ([(f"{A}.model", f"{A}.service")], "a model reaches up"),
        ([(f"{A}.public", "chargehouse.platform.postgres")], "a public reaches down"),
        ([(f"{A}.service", f"{B}.public"), (f"{B}.service", f"{A}.events")], "circle: a > b > a"),
    ],
)
def test_what_the_house_forbids_is_named(imports: list[tuple[str, str]], why: str) -> None:
    assert [sentence for sentence in wrong_imports(imports) if why in sentence]
